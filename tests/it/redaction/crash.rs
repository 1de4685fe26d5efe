//! What is approved is carried out once, whatever happened in between; and claims that still wait are not lost on the way.

use common::context::Context;
use consultation::{redaction::decide, resolve_once};
use kenes_proto::consultation::comment::Verification;
use tokio::sync::oneshot;

use super::*;
use crate::fake_registry::Says;

/// Longer than any wait between two questions about one comment.
const LATER: i64 = 2 * 3600 * 1_000_000;

/// Approves and stops there, as a crash would.
async fn crashed(scene: &Scene, id: &str, action: Action) -> record::Redaction {
    let made = comment::create(&scene.client, signed(id)).await;
    let proposed = propose(
        &scene.client,
        proposal(&made.expect("accepted").name, action),
    )
    .await;
    let app = &scene.world.app;
    let context = Context::own(app.domain, "ApproveRedaction", app.clock.now(), &app.ids);
    let decided = decide(app, context, approval(&proposed.expect("proposed").name)).await;
    decided.expect("approved")
}

async fn state(client: &Client<Channel>, name: &str) -> record::Redaction {
    let request = record::GetRedactionRequest {
        name: name.into(),
        ..Default::default()
    };
    let answer = client.clone().get_redaction(request).await;
    answer.expect("read").into_inner()
}

#[tokio::test]
async fn a_crash_after_the_approval_only_delays_it() {
    let scene = scene().await;
    let decided = crashed(&scene, "one", Action::Erase).await;
    let client = &scene.client;
    assert_eq!(decided.state(), Step::Approved);
    let tomb = comment::get(client, "one").await;
    assert_eq!(
        tomb.state(),
        State::Redacted,
        "shown to nobody from here on"
    );
    assert!(
        said(&scene.world, &name("one")).await,
        "the control: nothing is deleted yet"
    );

    // Two processes find it after their start.
    let app = &scene.world.app;
    let both = tokio::join!(
        consultation::redaction::finish(app, &scene.world.search, &decided.name),
        consultation::redaction::finish(app, &scene.world.search, &decided.name)
    );
    assert!(both.0.expect("finished") && both.1.expect("finished"));
    assert!(!said(&scene.world, &name("one")).await);
    let done = state(client, &decided.name).await;
    assert_eq!(
        (done.state(), done.etag.as_str()),
        (Step::Done, "\"3\""),
        "once"
    );
    let again = consultation::redaction::finish(app, &scene.world.search, &decided.name).await;
    assert!(again.expect("done"));
    assert_eq!(state(client, &decided.name).await, done);
}

#[tokio::test]
async fn the_service_carries_out_by_itself_what_is_left_over() {
    let scene = scene().await;
    let hidden = crashed(&scene, "one", Action::Hide).await;
    let nameless = crashed(&scene, "two", Action::Anonymise).await;
    let (stop, stopped) = oneshot::channel::<()>();
    let app = scene.world.app.clone();
    let search = scene.world.search.clone();
    let task = tokio::spawn(consultation::redaction::keep_finishing(
        app,
        search,
        async {
            drop(stopped.await);
        },
    ));
    let begun = tokio::time::Instant::now();
    for name in [&hidden.name, &nameless.name] {
        while state(&scene.client, name).await.state() != Step::Done {
            assert!(begun.elapsed().as_secs() < 20, "still waiting");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }
    stop.send(()).expect("it still runs");
    task.await.expect("it ends");
}

#[tokio::test]
async fn nothing_is_deleted_before_it_is_signed() {
    let scene = scene().await;
    let decided = crashed(&scene, "one", Action::Erase).await;
    // A log that does not sign it: another one's.
    let other = World::start().await;
    let blind = common::app::App {
        log: other.app.log.clone(),
        ..scene.world.app.clone()
    };
    let finished =
        consultation::redaction::finish(&blind, &scene.world.search, &decided.name).await;
    assert!(!finished.expect("waited in vain"));
    assert!(said(&scene.world, &name("one")).await);
    assert_eq!(state(&scene.client, &decided.name).await, decided);
    // The control: its own does.
    let app = &scene.world.app;
    let finished = consultation::redaction::finish(app, &scene.world.search, &decided.name).await;
    assert!(finished.expect("finished"));
    assert!(!said(&scene.world, &name("one")).await);
}

/// A comment whose claim waits for a registry that talks nonsense.
async fn waiting() -> Scene {
    let scene = scene().await;
    scene.fake.say(Says::Stale);
    scene
}

async fn pending(scene: &Scene) -> i64 {
    let rows = scene
        .world
        .app
        .store
        .read("Test", |tx| tx.query("SELECT subject FROM pending", &[]));
    i64::try_from(rows.await.expect("rows").len()).expect("few")
}

#[tokio::test]
async fn a_claim_whose_author_is_erased_is_never_asked_about() {
    for action in [Action::Erase, Action::Anonymise] {
        let scene = waiting().await;
        let made = comment::create(&scene.client, signed("one")).await;
        let made = made.expect("accepted");
        assert_eq!(made.verification(), Verification::Pending);
        assert_eq!(pending(&scene).await, 1);
        redact(&scene.client, &made.name, action).await;
        assert_eq!(pending(&scene).await, 0, "who claimed it is forgotten");
        scene.fake.say(Says::Yes);
        scene.world.hand.pass(LATER);
        resolve_once(&scene.world.app, &scene.world.asks)
            .await
            .expect("a round");
        let after = comment::get(&scene.client, "one").await;
        assert_eq!(after.verification(), Verification::NotVerified);
        assert_eq!(after.standing, None);
    }
}

#[tokio::test]
async fn a_claim_behind_a_hidden_comment_is_settled_and_stays_hidden() {
    let scene = waiting().await;
    let made = comment::create(&scene.client, signed("one")).await;
    redact(&scene.client, &made.expect("accepted").name, Action::Hide).await;
    scene.fake.say(Says::Yes);
    scene.world.hand.pass(LATER);
    let round = resolve_once(&scene.world.app, &scene.world.asks).await;
    assert_eq!(round.expect("a round").resolved, 1);
    let after = comment::get(&scene.client, "one").await;
    assert_eq!(
        (after.verification(), after.state()),
        (Verification::Verified, State::Hidden)
    );
    assert_eq!(after.standing, None);
    assert_eq!(after.author.expect("the organization").person, "");
}
