//! Receipts: the answers that carry one, what it proves, and to whom it is not repeated.

use kenes_proto::{
    consultation::{self as pb, comment_service_client::CommentServiceClient},
    record::Receipt,
};
use prost::Message;
use tlog::{
    entry::{self, Entry, Kind, Slot},
    proof,
};

use crate::{
    chamber::{Chamber, MINISTRY, OFFICIAL, ballot, proposal},
    comment, fixtures,
    world::{World, ask_as, request_id},
};

/// An answer without its receipt: what is stored, and what reads give.
pub(crate) trait Bare {
    fn bare(self) -> Self;
}

impl Bare for pb::Comment {
    fn bare(mut self) -> Self {
        self.receipt = None;
        self
    }
}

impl Bare for pb::ConsultationProposal {
    fn bare(mut self) -> Self {
        self.receipt = None;
        self
    }
}

impl Bare for pb::Response {
    fn bare(mut self) -> Self {
        self.receipt = None;
        self
    }
}

/// What a receipt proves with nothing but the log's key.
fn proven(world: &World, receipt: Option<&Receipt>) -> (proof::Receipt, Entry) {
    let receipt = receipt.expect("a receipt");
    let verifier = world.app.log.verifier();
    assert!(!receipt.pending);
    assert_eq!(receipt.log, verifier.name());
    let text = proof::Receipt::parse(&receipt.proof).expect("a receipt");
    let checkpoint = verifier.open(&text.checkpoint).expect("signed by the log");
    assert!(
        text.leads_to(checkpoint.size, &checkpoint.root),
        "the path leads to the root"
    );
    assert!(!text.leads_to(checkpoint.size, &[0; 32]), "the control");
    assert_eq!(receipt.index, i64::try_from(text.index).ok());
    let entry = Entry::decode(&text.leaf).expect("a leaf");
    (text, entry)
}

/// Whether the holder of the receipt can show that this was said.
fn shows(receipt: &proof::Receipt, entry: &Entry, slot: Slot, bytes: &[u8]) -> bool {
    let (_, salt) = receipt
        .salts
        .iter()
        .find(|(at, _)| *at == slot)
        .expect("a salt");
    entry.commitment(slot) == Some(&entry::commit(salt, slot, bytes))
}

#[tokio::test]
async fn a_comment_comes_with_a_receipt_that_proves_its_words() {
    let world = World::start().await;
    fixtures::draft_law(&world).await;
    fixtures::open_consultation(&world, "c").await;
    let client = CommentServiceClient::new(world.consultation.clone());
    let mut request = comment::new("one");
    request.request_id = request_id();
    let made = comment::create(&client, request.clone())
        .await
        .expect("accepted");
    let (receipt, entry) = proven(&world, made.receipt.as_ref());
    assert_eq!(entry.kind, Kind::COMMENT);
    let uid: uuid::Uuid = made.uid.parse().expect("a UUID");
    assert_eq!(entry.record, *uid.as_bytes());

    let said = made.clone().bare().encode_to_vec();
    assert!(shows(&receipt, &entry, Slot::BODY, &said));
    assert!(shows(&receipt, &entry, Slot::CALLER, b"demo|aigul"));
    let mut other = made.clone().bare();
    other.texts[0].text.push('!');
    assert!(!shows(&receipt, &entry, Slot::BODY, &other.encode_to_vec()));
    assert!(!shows(&receipt, &entry, Slot::CALLER, b"demo|asel"));

    // A retry is the same entry; reading it is not writing it; a rehearsal is nothing.
    let again = comment::create(&client, request).await.expect("the same");
    assert_eq!(proven(&world, again.receipt.as_ref()).1, entry);
    assert_eq!(comment::get(&client, "one").await, made.bare());
    let mut rehearsal = comment::new("two");
    rehearsal.validate_only = true;
    assert_eq!(
        comment::create(&client, rehearsal)
            .await
            .expect("it would do")
            .receipt,
        None
    );
}

#[tokio::test]
async fn who_speaks_is_a_part_of_its_own() {
    let mut it = Chamber::start().await;
    let name = it.comment("claimed", crate::chamber::TERM).await;
    let mut comments = CommentServiceClient::new(it.world.consultation.clone());
    let request = pb::GetCommentRequest {
        name,
        ..Default::default()
    };
    let made = comments
        .get_comment(request)
        .await
        .expect("read")
        .into_inner();
    let author = made.author.clone().expect("an author");
    assert!(!author.person.is_empty(), "the holder of the mandate");

    let mut without = made.clone();
    let author = without.author.as_mut().expect("an author");
    (author.person, author.display_name) = (String::new(), String::new());
    let name = made.name.clone();
    let stored = it
        .world
        .app
        .store
        .read("test", move |tx| {
            let sql = "SELECT identity_at, body, leaf, body_salt FROM revision WHERE name = $1 AND revision = 1";
            Ok(tx.query(sql, &[name.as_str().into()])?.remove(0))
        })
        .await
        .expect("a revision");
    let at = usize::try_from(stored[0].int().expect("a number")).expect("a length");
    let (body, who) = stored[1].bytes().expect("bytes").split_at(at);
    assert_eq!(
        pb::Comment::decode(body)
            .expect("a comment")
            .author
            .expect("an author")
            .person,
        ""
    );
    assert!(
        !pb::Comment::decode(who)
            .expect("a comment")
            .author
            .expect("an author")
            .person
            .is_empty()
    );
    let entry = Entry::decode(stored[2].bytes().expect("bytes")).expect("a leaf");
    let salt = stored[3]
        .bytes()
        .expect("bytes")
        .try_into()
        .expect("32 bytes");
    assert_eq!(
        entry.commitment(Slot::BODY),
        Some(&entry::commit(&salt, Slot::BODY, body))
    );
}

#[tokio::test]
async fn adoptions_and_answers_come_with_receipts() {
    let mut it = Chamber::start().await;
    let drafted = it.draft(proposal("r", &[MINISTRY])).await.expect("drafted");
    assert_eq!(drafted.receipt, None, "a draft binds nobody");
    let adopted = it.adopt(ballot(&drafted.name)).await.expect("adopted");
    assert_eq!(
        proven(&it.world, adopted.receipt.as_ref()).1.kind,
        Kind::STATUS
    );
    it.send(&drafted.name).await.expect("sent");
    let answer = crate::chamber::answer(&drafted.name, MINISTRY, pb::response::Outcome::Accepted);
    let given = it.answer(OFFICIAL, answer).await.expect("given");
    let (_, entry) = proven(&it.world, given.receipt.as_ref());
    assert_eq!(entry.kind, Kind::RESPONSE);
    let mut correction = crate::recommendation_response::correction(&given.name);
    correction.request_id = request_id();
    let corrected = it
        .client
        .correct_response(ask_as(OFFICIAL, correction))
        .await;
    let corrected = corrected.expect("corrected").into_inner();
    let (receipt, second) = proven(&it.world, corrected.receipt.as_ref());
    assert_eq!(second.record, entry.record);
    assert!(receipt.index > 0);
}
