//! What the index keeps, and what not: it follows answers and withdrawals, forgets what is redacted, and is built anew where it is
//! lost, damaged or of another log.

use std::{collections::BTreeSet, fs, path::Path, time::Duration};

use consultation::Search;
use kenes_proto::{
    consultation::{
        self as pb, comment::State, response::Outcome, search_service_client::SearchServiceClient,
    },
    record::redaction::{Action, State as Step},
};
use tokio::task::JoinHandle;

use super::{Client, Scene, found, ids, query, say, scene, search};
use crate::{
    comment::{name, withdrawal},
    fixtures::MINISTRY,
    redaction::redact,
    world::{World, ask_as, en, indexed},
};

fn of_outcome(words: &str, outcome: Outcome) -> pb::SearchCommentsRequest {
    pb::SearchCommentsRequest {
        outcomes: vec![outcome.into()],
        ..query(words)
    }
}

async fn answer(scene: &Scene, id: &str, outcome: Outcome) {
    let request = pb::CreateResponseRequest {
        parent: name(id),
        response: Some(pb::Response {
            responder: Some(kenes_proto::types::Actor {
                organization: MINISTRY.into(),
                ..Default::default()
            }),
            outcome: outcome.into(),
            reasons: en("The law in force has ten."),
            ..Default::default()
        }),
        ..Default::default()
    };
    let mut client = scene.client.clone();
    let given = client
        .create_response(ask_as("demo|official", request))
        .await;
    given.expect("answered");
}

#[tokio::test]
async fn an_answer_and_a_withdrawal_are_found_as_they_come() {
    let scene = scene().await;
    let world = &scene.world;
    for id in ["one", "two"] {
        say(&scene.client, id, "en", "Fifteen days.").await;
    }
    assert_eq!(
        found(world, of_outcome("days", Outcome::Rejected)).await,
        [""; 0]
    );
    answer(&scene, "one", Outcome::Rejected).await;
    assert_eq!(
        found(world, of_outcome("days", Outcome::Rejected)).await,
        ["one"]
    );
    assert_eq!(
        found(world, query("days")).await,
        ["two", "one"],
        "where it was in the order"
    );
    let mut client = scene.client.clone();
    let left = client
        .withdraw_comment(ask_as("demo|aigul", withdrawal("two")))
        .await;
    left.expect("withdrawn");
    let request = pb::SearchCommentsRequest {
        facets: vec!["state".into(), "outcome".into()],
        ..query("days")
    };
    world.indexed().await;
    let answer = search(world, request).await.expect("found");
    assert_eq!(ids(&answer), ["two", "one"], "readable, as in lists");
    let states: Vec<_> = answer.facets[0]
        .values
        .iter()
        .map(|v| (v.value.as_str(), v.count))
        .collect();
    assert_eq!(states.len(), 2);
    assert!(states.contains(&("STATE_ANSWERED", 1)) && states.contains(&("STATE_WITHDRAWN", 1)));
    assert_eq!(answer.facets[1].values[0].value, "OUTCOME_REJECTED");
    let standing = pb::SearchCommentsRequest {
        states: vec![State::Published.into(), State::Answered.into()],
        ..query("days")
    };
    assert_eq!(found(world, standing).await, ["one"]);
}

/// The segments of an index that have files below a folder. (Words stand in them as an automaton, not as bytes to look for.)
fn segments(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().into_string().expect("a name");
        if entry.path().is_dir() {
            found.extend(segments(&entry.path()));
        } else if let Some(segment) = name.strip_suffix(".term") {
            found.insert(segment.to_owned());
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redacted_word_is_gone_from_the_disk_before_the_redaction_is_done() {
    for action in [Action::Hide, Action::Erase] {
        let scene = scene().await;
        let world = &scene.world;
        let folder = world.app.log.beside("search");
        say(&scene.client, "kept", "en", "Fifteen days.").await;
        world.indexed().await;
        let before = segments(&folder);
        say(&scene.client, "gone", "en", "Fifteen days of xyzzyplugh.").await;
        assert_eq!(found(world, query("xyzzyplugh")).await, ["gone"]);
        let first = &segments(&folder) - &before;
        // An answer puts it into a second place of the index.
        answer(&scene, "gone", Outcome::Noted).await;
        world.indexed().await;
        let second = &segments(&folder) - &before;
        assert!(!first.is_empty() && !second.is_empty(), "the control");
        let done = redact(&scene.client, &name("gone"), action).await;
        assert_eq!(done.state(), Step::Done);
        let left = segments(&folder);
        assert!(
            left.is_disjoint(&first) && left.is_disjoint(&second),
            "{action:?}"
        );
        assert_eq!(found(world, query("xyzzyplugh")).await, [""; 0]);
        assert_eq!(found(world, query("days")).await, ["kept"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redaction_waits_for_an_index_that_nobody_looks_after() {
    let scene = crate::comment::scene().await;
    let world = &scene.world;
    let folder = world.app.log.beside("search");
    let following = world.index();
    world.indexed().await;
    let others = segments(&folder);
    say(&scene.client, "one", "en", "Fifteen days of xyzzyplugh.").await;
    world.indexed().await;
    following.abort();
    // A process that has the index and does not follow.
    let idle = Search::at(folder.clone());
    let context = common::context::Context::own(
        world.app.domain,
        "ApproveRedaction",
        world.app.clock.now(),
        &world.app.ids,
    );
    let proposal = pb::RedactCommentRequest {
        name: name("one"),
        action: Action::Erase.into(),
        basis_code: "court-order".into(),
        reasons: en("The court ordered it."),
        ..Default::default()
    };
    let mut client = scene.client.clone();
    let proposed = client
        .redact_comment(ask_as("justice|officer", proposal))
        .await;
    let approval = kenes_proto::record::ApproveRedactionRequest {
        name: proposed.expect("proposed").into_inner().name,
        ..Default::default()
    };
    let decided = consultation::redaction::decide(&world.app, context, approval).await;
    let decided = decided.expect("approved").name;
    let finished = consultation::redaction::finish(&world.app, &idle, &decided).await;
    assert!(
        !finished.expect("waited"),
        "it would say more than it knows"
    );
    let before = &segments(&folder) - &others;
    assert!(!before.is_empty(), "the control");
    // The next start makes it good.
    let next = Search::at(folder.clone());
    let task = follow(world, &next);
    indexed(&world.app, &next).await;
    let finished = consultation::redaction::finish(&world.app, &next, &decided).await;
    assert!(finished.expect("finished"));
    assert!(segments(&folder).is_disjoint(&before));
    assert_eq!(finds(world, &next, "xyzzyplugh").await, [""; 0]);
    task.abort();
}

// === starts

fn follow(world: &World, search: &Search) -> JoinHandle<()> {
    let (app, search) = (world.app.clone(), search.clone());
    tokio::spawn(consultation::keep_indexing(
        app,
        search,
        std::future::pending(),
    ))
}

/// Ends whoever follows, as a stop would, and waits for the writer's lock to be free.
async fn ended(task: JoinHandle<()>) {
    task.abort();
    drop(task.await);
    tokio::time::sleep(Duration::from_millis(100)).await;
}

/// What a service of the same data with another search finds.
async fn finds(world: &World, search: &Search, words: &str) -> Vec<String> {
    let service = consultation::service(world.app.clone(), world.asks.clone(), search.clone());
    let running = common::testing::start(service).await;
    let mut client: Client<_> = SearchServiceClient::new(running.channel().await);
    let answer = client.search_comments(query(words)).await;
    ids(&answer.expect("found").into_inner())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_goes_on_and_a_lost_or_damaged_index_is_built_anew() {
    let scene = crate::comment::scene().await;
    let world = &scene.world;
    let folder = world.app.log.beside("search");
    let mut expected = Vec::new();
    for (id, harm) in [
        ("whole", 0),
        ("restarted", 1),
        ("lost", 2),
        ("damaged", 3),
        ("emptied", 4),
    ] {
        match harm {
            2 => fs::remove_dir_all(&folder).expect("it was there"),
            3 => spoil(&folder, |bytes| {
                for byte in bytes.iter_mut() {
                    *byte ^= 0x55;
                }
            }),
            4 => spoil(&folder, Vec::clear),
            _ => {}
        }
        let search = Search::at(folder.clone());
        let task = follow(world, &search);
        say(&scene.client, id, "en", "Fifteen days.").await;
        indexed(&world.app, &search).await;
        expected.insert(0, id.to_owned());
        assert_eq!(finds(world, &search, "day").await, expected, "{id}");
        ended(task).await;
    }
}

/// Changes every file of an index that is not empty.
fn spoil(folder: &Path, change: impl Fn(&mut Vec<u8>) + Copy) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            spoil(&path, change);
        } else if let Ok(mut bytes) = fs::read(&path) {
            change(&mut bytes);
            fs::write(&path, bytes).expect("written");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_of_another_log_is_not_believed() {
    let (one, other) = (scene().await, crate::comment::scene().await);
    say(&one.client, "theirs", "en", "Fifteen days.").await;
    one.world.indexed().await;
    say(&other.client, "ours", "en", "Twenty days.").await;
    let folder = one.world.app.log.beside("search");
    let copied = other.world.app.log.beside("search");
    copy(&folder, &copied);
    let task = other.world.index();
    assert_eq!(found(&other.world, query("day")).await, ["ours"]);
    task.abort();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).expect("copied")),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_replica_has_an_index_of_its_own_that_says_the_same() {
    let scene = scene().await;
    let world = &scene.world;
    for n in 0..3 {
        say(&scene.client, &format!("n-{n}"), "ru", "Сроки обсуждения.").await;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let replica = Search::at(folder.path().join("search"));
    let task = follow(world, &replica);
    indexed(&world.app, &replica).await;
    world.indexed().await;
    let wanted = ["n-2", "n-1", "n-0"];
    assert_eq!(finds(world, &replica, "обсуждение").await, wanted);
    assert_eq!(found(world, query("обсуждение")).await, wanted);
    // What is redacted on one is gone from the other as soon as that has read of it.
    redact(&scene.client, &name("n-1"), Action::Erase).await;
    indexed(&world.app, &replica).await;
    assert_eq!(finds(world, &replica, "обсуждение").await, ["n-2", "n-0"]);
    ended(task).await;
}
