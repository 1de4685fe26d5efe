//! What stays after redactions, for those who count and for those who hold a receipt.

use std::collections::HashMap;

use kenes_proto::consultation::{
    consultation_service_client::ConsultationServiceClient,
    trace_service_client::TraceServiceClient,
};
use prost::Message;
use tlog::{
    entry::{self, Slot},
    proof,
};

use super::*;
use crate::receipt::Bare;

/// Received, visible, withdrawn, redacted: as the consultation says.
async fn told(world: &World) -> [i64; 4] {
    let mut client = ConsultationServiceClient::new(world.consultation.clone());
    let request = pb::GetConsultationRequest {
        name: "consultations/c".into(),
        ..Default::default()
    };
    let it = client.get_consultation(request).await.expect("read");
    let it = it.into_inner();
    [
        it.received_comment_count,
        it.comment_count,
        it.withdrawn_comment_count,
        it.redacted_comment_count,
    ]
}

/// The same, counted by somebody who has the leaves of the log and what the service shows of each entry.
async fn counted(world: &World, client: &Client<Channel>) -> [i64; 4] {
    let rows = world.app.store.read("Test", |tx| {
        tx.query(
            "SELECT leaf FROM revision WHERE entry IS NOT NULL ORDER BY entry",
            &[],
        )
    });
    let leaves: Vec<Entry> = rows
        .await
        .expect("rows")
        .iter()
        .map(|row| Entry::decode(row[0].bytes().expect("bytes")).expect("a leaf"))
        .collect();
    let opened = leaves.iter().find(|leaf| leaf.kind == Kind::OPENED);
    let consultation = opened.expect("an announcement").record;
    let mut fates: HashMap<[u8; 16], State> = leaves
        .iter()
        .filter(|leaf| leaf.kind == Kind::COMMENT && leaf.parent == consultation)
        .map(|leaf| (leaf.record, State::Unspecified))
        .collect();
    let page = client
        .clone()
        .list_comments(pb::ListCommentsRequest {
            parent: "consultations/c".into(),
            ..Default::default()
        })
        .await
        .expect("listed")
        .into_inner();
    for it in &page.comments {
        let uid: uuid::Uuid = it.uid.parse().expect("a UUID");
        let fate = fates.get_mut(uid.as_bytes());
        *fate.expect("each is in the log") = it.state();
    }
    let of = |states: &[State]| {
        let found = fates.values().filter(|state| states.contains(state));
        i64::try_from(found.count()).expect("few")
    };
    // Each that is redacted has its approval in the log.
    let approved = leaves
        .iter()
        .filter(|leaf| leaf.kind == Kind::REDACTION)
        .filter(|leaf| {
            matches!(
                fates.get(&leaf.parent),
                Some(State::Hidden | State::Redacted)
            )
        })
        .map(|leaf| leaf.parent)
        .collect::<std::collections::HashSet<_>>();
    let redacted = of(&[State::Hidden, State::Redacted]);
    assert_eq!(i64::try_from(approved.len()).expect("few"), redacted);
    assert_eq!(of(&[State::Unspecified]), 0, "each is shown");
    [
        i64::try_from(fates.len()).expect("few"),
        of(&[State::Published, State::Answered]),
        of(&[State::Withdrawn, State::Disavowed]),
        redacted,
    ]
}

#[tokio::test]
async fn received_is_visible_and_withdrawn_and_redacted() {
    let Scene {
        world,
        client,
        fake: _fake,
        _up,
    } = scene().await;
    for n in 0..9 {
        world.hand.pass(1);
        comment::create(&client, comment::new(&format!("n-{n}")))
            .await
            .expect("accepted");
    }
    assert_eq!(told(&world).await, [9, 9, 0, 0]);
    for id in ["n-0", "n-1"] {
        let gone = comment::withdrawal(id);
        let gone = client
            .clone()
            .withdraw_comment(ask_as("demo|aigul", gone))
            .await;
        gone.expect("withdrawn");
    }
    assert_eq!(told(&world).await, [9, 7, 2, 0]);
    let steps = [
        ("n-1", Action::Erase, [9, 7, 1, 1]),
        ("n-2", Action::Hide, [9, 6, 1, 2]),
        ("n-2", Action::Erase, [9, 6, 1, 2]),
        ("n-3", Action::Anonymise, [9, 6, 1, 2]),
        ("n-3", Action::Erase, [9, 5, 1, 3]),
        ("n-4", Action::Hide, [9, 4, 1, 4]),
    ];
    for (id, action, counts) in steps {
        redact(&client, &name(id), action).await;
        assert_eq!(told(&world).await, counts, "{id} {action:?}");
        let [received, visible, withdrawn, redacted] = counts;
        assert_eq!(received, visible + withdrawn + redacted);
    }
    assert_eq!(counted(&world, &client).await, told(&world).await);
    let (ids, total) = comment::list(&client, "consultations/c", "")
        .await
        .expect("listed");
    assert_eq!((ids.len(), total), (9, Some(9)), "all are listed");
    let (ids, _) = comment::list(&client, "consultations/c", "state = STATE_REDACTED")
        .await
        .expect("listed");
    assert_eq!(ids, ["n-1", "n-2", "n-3"]);
    let (ids, _) = comment::list(
        &client,
        "consultations/c",
        "state != STATE_HIDDEN AND target.eid = art_1",
    )
    .await
    .expect("listed");
    assert_eq!(ids.len(), 8, "what it was about is still counted");
    let mut traces = TraceServiceClient::new(world.consultation.clone());
    let trace = traces
        .get_trace(pb::GetTraceRequest {
            name: name("n-2"),
            ..Default::default()
        })
        .await
        .expect("told")
        .into_inner();
    let step = trace.steps.iter().find(|step| step.name == name("n-2"));
    let step = step.expect("a tombstone");
    assert_eq!(
        (step.state.as_str(), step.text.as_str()),
        ("STATE_REDACTED", "")
    );
    assert_eq!(trace.verdict.expect("a verdict").state, "STATE_REDACTED");
    let erased = "Its words and its author were erased by a redaction.";
    assert!(trace.summary.starts_with(erased), "{}", trace.summary);
}

#[tokio::test]
async fn an_old_receipt_proves_the_place_for_ever_and_the_words_to_who_kept_the_salts() {
    let Scene {
        world,
        client,
        fake: _fake,
        _up,
    } = scene().await;
    let made = comment::create(&client, comment::new("one")).await;
    let made = made.expect("accepted");
    let kept = made.receipt.clone().expect("a receipt").proof;
    let said = made.clone().bare().encode_to_vec();
    let leaf = leaf(&world, &made.name).await;
    let (salt, erased) = salts(&world, &made.name).await;
    let salt: [u8; 32] = salt.expect("a salt").try_into().expect("32 bytes");
    assert_eq!(
        leaf.commitment(Slot::BODY),
        Some(&entry::commit(&salt, Slot::BODY, &said)),
        "the control: with its salt, the text is what the leaf commits to"
    );
    assert!(!erased);

    let done = redact(&client, &made.name, Action::Erase).await;
    let records = crate::record::Records::new(world.consultation.clone());
    crate::audit::signed(records, &done.name).await;
    let now = world.app.log.newest().await.expect("signed");
    let (salt, erased) = salts(&world, &made.name).await;
    assert_eq!((salt, erased), (None, true), "the salt is gone");
    assert_eq!(self::leaf(&world, &made.name).await, leaf, "the leaf stays");

    // The receipt that its holder kept: place, path, signature, and their own words.
    let receipt = proof::Receipt::parse(&kept).expect("a receipt");
    let verifier = world.app.log.verifier();
    let checkpoint = verifier.open(&receipt.checkpoint).expect("signed");
    assert!(receipt.leads_to(checkpoint.size, &checkpoint.root));
    let from = checkpoint.size;
    let path = world.app.log.prove_consistency(from, now.checkpoint.size);
    let path = path.await.expect("a proof");
    assert!(tlog::tree::is_consistent(
        from,
        now.checkpoint.size,
        &checkpoint.root,
        &now.checkpoint.root,
        &path
    ));
    let own = receipt.salts.iter().find(|(at, _)| *at == Slot::BODY);
    let own = own.expect("a salt").1;
    assert_eq!(
        leaf.commitment(Slot::BODY),
        Some(&entry::commit(&own, Slot::BODY, &said))
    );

    // Whoever knows the text and not the salt can show nothing, nor can the service: a fresh receipt has no salt.
    for guess in [
        [0; 32],
        [255; 32],
        *b"anything that is 32 bytes long..",
        leaf_salt(&leaf),
    ] {
        assert_ne!(
            leaf.commitment(Slot::BODY),
            Some(&entry::commit(&guess, Slot::BODY, &said))
        );
    }
    let fresh = world.app.log.receipt(receipt.index).await.expect("asked");
    let fresh = fresh.expect("signed");
    assert!(fresh.salts.is_empty(), "{:?}", fresh.salts);
    assert!(fresh.leads_to(now.checkpoint.size, &now.checkpoint.root));
}

/// What a guesser might try: the other commitment.
fn leaf_salt(leaf: &Entry) -> [u8; 32] {
    *leaf.commitment(Slot::CALLER).expect("a commitment")
}

async fn first(world: &World, name: &str) -> Vec<common::store::Value> {
    let name = name.to_owned();
    let rows = world.app.store.read("Test", move |tx| {
        let sql = "SELECT leaf, body_salt, caller_salt, actor, body, identity_at, request_digest FROM revision \
                   WHERE name = $1 AND revision = 1";
        tx.query(sql, &[name.as_str().into()])
    });
    rows.await.expect("rows").swap_remove(0)
}

async fn leaf(world: &World, name: &str) -> Entry {
    let row = first(world, name).await;
    Entry::decode(row[0].bytes().expect("bytes")).expect("a leaf")
}

/// The salt of the body, and whether all is gone that must go with it.
async fn salts(world: &World, name: &str) -> (Option<Vec<u8>>, bool) {
    use common::store::Value;
    let row = first(world, name).await;
    let salt = match &row[1] {
        Value::Null => None,
        salt => Some(salt.bytes().expect("bytes").to_vec()),
    };
    let erased = row[2] == Value::Null
        && row[3].text().expect("text").is_empty()
        && row[4].bytes().expect("bytes").is_empty()
        && row[5].int().expect("a number") == 0
        && row[6] == Value::Null;
    (salt, erased)
}
