//! The record's own RPCs: what both services show of their logs, what an auditor can check of it, and what is refused.

mod receipts;
mod refused;

use common::{store::Mode, testing::Channel};
use kenes_proto::{
    consultation::comment_service_client::CommentServiceClient,
    record::{
        self as pb, EntryKind, FetchReceiptRequest, fetch_receipt_request::Entry as Of,
        record_service_client::RecordServiceClient,
    },
    registry::{
        CreateOrganizationRequest, Organization, organization,
        organization_service_client::OrganizationServiceClient,
    },
    types::ErrorReason as Reason,
};
use prost::Message;
use tlog::{
    entry::{self, Entry, Slot},
    frontier::Frontier,
    note::Verifier,
    proof,
    tree::{is_consistent, leaf_hash, root_of_inclusion},
    verify::{BodyCheck, check_slot},
};
use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::{
    comment, fixtures,
    world::{World, ask, ask_as, en, refused},
};

pub(crate) type Records = RecordServiceClient<Channel>;

/// The name of the first comment of [`story`].
const COMMENT: &str = "consultations/c/comments/one";

/// A draft law, a consultation and two comments by aigul: some twenty entries of every common kind.
async fn story() -> (World, Records) {
    let world = World::start().await;
    fixtures::draft_law(&world).await;
    fixtures::open_consultation(&world, "c").await;
    let client = CommentServiceClient::new(world.consultation.clone());
    for id in ["one", "two"] {
        let made = comment::create(&client, comment::new(id)).await;
        assert!(!made.expect("accepted").receipt.expect("a receipt").pending);
    }
    let records = Records::new(world.consultation.clone());
    (world, records)
}

/// All entries, by pages of `page_size`.
pub(crate) async fn entries(records: &mut Records, page_size: i32) -> Vec<pb::Entry> {
    let mut all: Vec<pb::Entry> = Vec::new();
    loop {
        let from_index = i64::try_from(all.len()).expect("a number");
        let request = pb::ListEntriesRequest {
            from_index,
            page_size,
        };
        let page = records
            .list_entries(request)
            .await
            .expect("listed")
            .into_inner();
        all.extend(page.entries);
        assert_eq!(page.next_index, i64::try_from(all.len()).expect("a number"));
        if page.next_index == page.size {
            return all;
        }
    }
}

async fn checkpoint(records: &mut Records) -> pb::Checkpoint {
    let request = pb::FetchCheckpointRequest {};
    let answer = records.fetch_checkpoint(request).await;
    answer.expect("a checkpoint").into_inner()
}

fn hashes(path: &[Vec<u8>]) -> Vec<[u8; 32]> {
    path.iter()
        .map(|hash| hash.as_slice().try_into().expect("32 bytes"))
        .collect()
}

pub(crate) fn metadata(status: &Status, key: &str) -> Option<String> {
    let details = status.get_error_details();
    details.error_info()?.metadata.get(key).cloned()
}

/// What anybody can check of an entry: the leaf says what the row says, and commits to what is shown.
fn check(shown: &pb::Entry) -> Entry {
    let entry = Entry::decode(&shown.leaf).expect("a leaf");
    assert_eq!(i32::from(entry.kind.0), shown.kind);
    let time = shown.entry_time.expect("a time");
    assert_eq!(
        time.seconds * 1000 + i64::from(time.nanos / 1_000_000),
        i64::try_from(entry.time_ms).expect("a time")
    );
    let salt = shown.body_salt.as_slice().try_into().expect("32 bytes");
    assert_eq!(
        entry.commitment(Slot::BODY),
        Some(&entry::commit(&salt, Slot::BODY, &shown.body)),
        "{}",
        shown.resource
    );
    entry
}

#[tokio::test]
async fn an_auditor_rebuilds_the_tree_and_checks_every_commitment() {
    let (world, mut records) = story().await;
    let checkpoint = checkpoint(&mut records).await;
    let signed = world
        .app
        .log
        .verifier()
        .open(&checkpoint.note)
        .expect("signed");
    assert_eq!(
        (signed.origin, signed.root.to_vec()),
        (checkpoint.log, checkpoint.root)
    );
    let all = entries(&mut records, 7).await;
    assert_eq!(signed.size, all.len() as u64);
    let mut tree = Frontier::default();
    for (shown, index) in all.iter().zip(0..) {
        assert_eq!(shown.index, index, "no gap");
        tree.append(leaf_hash(&shown.leaf));
        check(shown);
    }
    assert_eq!(tree.root(), signed.root);
    assert!(all.is_sorted_by_key(|shown| shown.entry_time.map(|t| (t.seconds, t.nanos))));

    let first = &all[0];
    assert_eq!(
        (first.kind(), first.message_type.as_str()),
        (EntryKind::Key, "kenes.record.v1.LogKey")
    );
    assert!(first.resource.starts_with("keys/"));
    let one = all
        .iter()
        .find(|shown| shown.resource == COMMENT)
        .expect("recorded");
    assert_eq!(
        (
            one.kind(),
            one.revision,
            one.method.as_str(),
            one.message_type.as_str()
        ),
        (
            EntryKind::Comment,
            1,
            "CreateComment",
            "kenes.consultation.v1.Comment"
        )
    );
    assert_eq!(one.draft_laws, ["draftLaws/d"]);
    assert!(
        all.iter().all(|shown| !shown.message_type.is_empty()),
        "every resource is of the contract"
    );
    assert_eq!(
        entries(&mut records, 1000).await,
        all,
        "pages make no difference"
    );
}

#[tokio::test]
async fn each_service_has_a_log_of_its_own() {
    let (world, mut records) = story().await;
    let mut organizations = OrganizationServiceClient::new(world.registry.clone());
    let request = CreateOrganizationRequest {
        organization_id: "o".into(),
        organization: Some(Organization {
            kind: organization::Kind::Other.into(),
            titles: en("An organization"),
            ..Default::default()
        }),
        ..Default::default()
    };
    organizations
        .create_organization(ask(request))
        .await
        .expect("created");
    let mut registry = Records::new(world.registry.clone());
    let (here, there) = (
        checkpoint(&mut records).await,
        checkpoint(&mut registry).await,
    );
    assert!(
        here.log.starts_with("consultation.kenes/") && there.log.starts_with("registry.kenes/")
    );
    // Its receipt is asked for when its signing is not sure to be over.
    let request = receipt_of("organizations/o", 0);
    registry.fetch_receipt(request).await.expect("a receipt");
    let all = entries(&mut registry, 50).await;
    let last = all.last().expect("an entry");
    assert_eq!(
        (last.resource.as_str(), last.message_type.as_str()),
        ("organizations/o", "kenes.registry.v1.Organization")
    );
    for shown in &all {
        drop(check(shown));
    }
}

#[tokio::test]
async fn proofs_hold_for_every_place_and_size() {
    let (_world, mut records) = story().await;
    let all = entries(&mut records, 1000).await;
    let mut tree = Frontier::default();
    let mut roots = vec![tree.root()];
    for shown in &all {
        tree.append(leaf_hash(&shown.leaf));
        roots.push(tree.root());
    }
    for (size, root) in (0_u64..).zip(&roots) {
        for index in 0..size {
            let request = pb::ProveInclusionRequest {
                index: index.cast_signed(),
                size: Some(size.cast_signed()),
            };
            let proof = records
                .prove_inclusion(request)
                .await
                .expect("a proof")
                .into_inner();
            let leaf = leaf_hash(&all[usize::try_from(index).expect("small")].leaf);
            let path = hashes(&proof.path);
            assert_eq!(
                root_of_inclusion(leaf, index, size, &path),
                Some(*root),
                "{index} of {size}"
            );
            assert_eq!(proof.checkpoint.is_empty(), size != all.len() as u64);
        }
        let request = pb::ProveConsistencyRequest {
            from_size: size.cast_signed(),
            to_size: None,
        };
        let proof = records
            .prove_consistency(request)
            .await
            .expect("a proof")
            .into_inner();
        let (to, newest) = (proof.to_size.cast_unsigned(), roots.last().expect("a root"));
        assert_eq!(to, all.len() as u64);
        assert!(
            is_consistent(size, to, root, newest, &hashes(&proof.path)),
            "{size}"
        );
        assert!(!proof.checkpoint.is_empty());
    }
}

fn receipt_at(index: i64) -> FetchReceiptRequest {
    FetchReceiptRequest {
        entry: Some(Of::Index(index)),
        revision: 0,
    }
}

pub(crate) fn receipt_of(name: &str, revision: i64) -> FetchReceiptRequest {
    FetchReceiptRequest {
        entry: Some(Of::Name(name.into())),
        revision,
    }
}

/// What a receipt proves with nothing but the log's key.
fn proven(verifier: &Verifier, receipt: &pb::Receipt) -> proof::Receipt {
    assert!(!receipt.pending);
    let text = proof::Receipt::parse(&receipt.proof).expect("a receipt");
    let checkpoint = verifier.open(&text.checkpoint).expect("signed by the log");
    assert!(text.leads_to(checkpoint.size, &checkpoint.root));
    assert_eq!(receipt.index, Some(text.index.cast_signed()));
    text
}

#[tokio::test]
async fn what_is_erased_or_hidden_is_not_shown_and_its_leaf_stays() {
    let (world, mut records) = story().await;
    let before = entries(&mut records, 1000).await;
    for (sql, name) in [
        ("UPDATE revision SET withheld = 1 WHERE name = $1", COMMENT),
        (
            "UPDATE revision SET body_salt = NULL, identity_salt = NULL, caller_salt = NULL, actor = '' WHERE name = $1",
            "consultations/c/comments/two",
        ),
    ] {
        let written = world.app.store.write("Redact", Mode::Commit, move |tx| {
            tx.execute(sql, &[name.into()])
        });
        assert_eq!(written.await.expect("redacted"), 1);
    }
    let after = entries(&mut records, 1000).await;
    assert_eq!(after.len(), before.len());
    for (before, after) in before.iter().zip(&after) {
        let hidden = after.resource == COMMENT;
        if !hidden && after.resource != "consultations/c/comments/two" {
            assert_eq!(before, after);
            continue;
        }
        let bare = pb::Entry {
            body: Vec::new(),
            identity: Vec::new(),
            body_salt: Vec::new(),
            shown_identity_salt: Vec::new(),
            withheld: hidden,
            ..before.clone()
        };
        assert_eq!(after, &bare);
    }
    // Who wrote what is hidden can still prove it; what is erased nobody can.
    let own = records
        .fetch_receipt(ask_as("demo|aigul", receipt_of(COMMENT, 1)))
        .await;
    assert!(
        !proven(world.app.log.verifier(), own.expect("a receipt").get_ref())
            .leaf
            .is_empty()
    );
}
