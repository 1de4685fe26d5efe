//! Comments while the registry is slow, down, or talking nonsense: accepted, never passed as verified, and settled exactly once
//! when it is back.

mod refused;

use std::{net::SocketAddr, time::Duration};

use common::testing::{Channel, DAY, Hand};
use consultation::{resolve, resolve_once};
use kenes_proto::consultation::{
    self as pb,
    comment::{State, Verification},
    comment_service_client::CommentServiceClient as Client,
};
use tokio::{net::TcpListener, sync::oneshot, time::Instant};

use crate::{
    comment::{claimed, create, get, name},
    fake_registry::{FakeRegistry, Says, Up, nowhere},
    fixtures,
    receipt::Bare as _,
    world::{World, ask_as, en, request_id},
};

/// Long enough for a breaker to let a probe through, and for any wait between two questions about one comment.
const LATER: i64 = 2 * 3600 * 1_000_000;

async fn world(hand: Hand, registry: SocketAddr) -> (World, Client<Channel>) {
    let world = World::asking(hand, Some(format!("http://{registry}"))).await;
    fixtures::draft_law(&world).await;
    fixtures::open_consultation(&world, "c").await;
    let client = Client::new(world.consultation.clone());
    (world, client)
}

/// A port on which nobody listens.
async fn nobody() -> SocketAddr {
    let listener = TcpListener::bind(nowhere()).await.expect("a port");
    listener.local_addr().expect("an address")
}

/// Accepted, said to wait, and nothing claimed of the registry.
fn is_waiting(comment: &pb::Comment) {
    assert_eq!(comment.verification(), Verification::Pending);
    assert_eq!((&comment.standing, comment.verify_time), (&None, None));
    assert_eq!(comment.state(), State::Published);
}

async fn round(world: &World) -> (u64, usize) {
    let round = resolve_once(&world.app, &world.asks)
        .await
        .expect("a round");
    (round.resolved, round.postponed)
}

#[tokio::test]
async fn a_registry_that_is_down_delays_nobody_and_settles_all_when_it_is_back() {
    let hand = Hand::default();
    let address = nobody().await;
    let (world, client) = world(hand, address).await;
    let mut request = claimed("one");
    request.request_id = request_id();
    let made = create(&client, request.clone()).await.expect("accepted");
    is_waiting(&made);
    create(&client, claimed("two")).await.expect("accepted");
    let submitted = world.hand.now();

    assert_eq!(round(&world).await, (0, 2));
    is_waiting(&get(&client, "one").await);
    assert_eq!(round(&world).await, (0, 0), "not asked about again at once");

    let fake = FakeRegistry::new(Says::Yes, &world.hand);
    let _up = fake.start(address).await;
    world.hand.pass(9 * DAY);
    assert_eq!(round(&world).await, (2, 0));
    let settled = get(&client, "one").await;
    assert_eq!(
        (settled.verification(), settled.etag.as_str()),
        (Verification::Verified, "\"2\"")
    );
    assert_eq!(settled.verify_time, fixtures::at(world.hand.now()));
    let standing = settled.standing.as_ref().expect("a standing");
    assert_eq!(
        standing.as_of_time,
        fixtures::at(submitted),
        "for the day of the comment"
    );
    assert_eq!(
        settled.author.as_ref().expect("an author").person,
        "//registry.kenes/persons/aigul"
    );

    // Once: nothing is left to ask, and a retry of the comment still gets its first answer.
    let asked = fake.asked();
    world.hand.pass(LATER);
    assert_eq!(round(&world).await, (0, 0));
    assert_eq!((fake.asked(), get(&client, "one").await), (asked, settled));
    let again = create(&client, request).await.expect("the same");
    assert_eq!(again.clone().bare(), made.clone().bare());
    assert_eq!(
        again.receipt.expect("a receipt").index,
        made.receipt.expect("a receipt").index
    );
}

#[tokio::test]
async fn a_registry_that_never_answers_costs_its_deadline_and_then_nothing() {
    let listener = TcpListener::bind(nowhere()).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let mute = tokio::spawn(async move {
        let mut held = Vec::new();
        loop {
            held.push(listener.accept().await);
        }
    });
    let (world, client) = world(Hand::default(), address).await;
    let begun = Instant::now();
    is_waiting(&create(&client, claimed("slow")).await.expect("accepted"));
    let waited = begun.elapsed();
    // A second, and what a busy machine adds to it; without a deadline it would be for ever.
    assert!(waited < Duration::from_secs(5), "{waited:?}");
    for n in 0..4 {
        create(&client, claimed(&format!("more-{n}")))
            .await
            .expect("accepted");
    }
    // The breaker is open now: nobody waits.
    let begun = Instant::now();
    for n in 0..20 {
        let made = create(&client, claimed(&format!("open-{n}"))).await;
        is_waiting(&made.expect("accepted"));
    }
    let waited = begun.elapsed();
    // Twenty deadlines would be twenty seconds.
    assert!(waited < Duration::from_secs(5), "{waited:?}");
    assert_eq!(
        round(&world).await,
        (0, 3),
        "a silent registry ends the round"
    );
    mute.abort();
}

#[tokio::test]
async fn nonsense_is_no_answer() {
    for says in [
        Says::AnotherOrganization,
        Says::AnotherDay,
        Says::Stale,
        Says::NoTimes,
        Says::Behind,
    ] {
        let hand = Hand::default();
        let fake = FakeRegistry::new(says, &hand);
        let up = fake.up().await;
        let (world, client) = world(hand, up.address).await;
        is_waiting(&create(&client, claimed("one")).await.expect("accepted"));
        assert_eq!(round(&world).await, (0, 1), "{says:?}");
        is_waiting(&get(&client, "one").await);
        fake.say(Says::Yes);
        world.hand.pass(LATER);
        assert_eq!(round(&world).await, (1, 0), "{says:?}");
        assert_eq!(
            get(&client, "one").await.verification(),
            Verification::Verified
        );
    }
    // The control: the same question, answered with sense.
    let hand = Hand::default();
    let fake = FakeRegistry::new(Says::Yes, &hand);
    let up = fake.up().await;
    let (world, client) = world(hand, up.address).await;
    let made = create(&client, claimed("one")).await.expect("accepted");
    assert_eq!(made.verification(), Verification::Verified);
    assert_eq!(round(&world).await, (0, 0));
}

/// A comment that waits, and a registry that begins to answer.
async fn returned(says: Says) -> (World, Client<Channel>, FakeRegistry, Up) {
    let hand = Hand::default();
    let fake = FakeRegistry::new(Says::Stale, &hand);
    let up = fake.up().await;
    let (world, client) = world(hand, up.address).await;
    is_waiting(&create(&client, claimed("one")).await.expect("accepted"));
    fake.say(says);
    world.hand.pass(LATER);
    (world, client, fake, up)
}

#[tokio::test]
async fn what_the_registry_denies_later_is_not_verified_and_stays() {
    for says in [Says::NotMandated, Says::Suspended, Says::Unknown] {
        let (world, client, _fake, _up) = returned(says).await;
        assert_eq!(round(&world).await, (1, 0), "{says:?}");
        let settled = get(&client, "one").await;
        assert_eq!(
            settled.verification(),
            Verification::NotVerified,
            "{says:?}"
        );
        assert!(settled.verify_time.is_some());
        assert_eq!(settled.state(), State::Published);
        // What it says afterwards changes nothing.
        world.hand.pass(LATER);
        assert_eq!(round(&world).await, (0, 0));
        assert_eq!(get(&client, "one").await, settled);
    }
}

#[tokio::test]
async fn two_replicas_settle_a_claim_once() {
    let (world, client, _fake, _up) = returned(Says::Yes).await;
    for n in 0..20 {
        world.hand.pass(1);
        let made = create(&client, claimed(&format!("more-{n}"))).await;
        assert_eq!(
            made.expect("accepted").verification(),
            Verification::Verified,
            "a control"
        );
    }
    let rounds = tokio::join!(
        resolve_once(&world.app, &world.asks),
        resolve_once(&world.app, &world.asks)
    );
    let resolved = rounds.0.expect("a round").resolved + rounds.1.expect("a round").resolved;
    assert_eq!(resolved, 1);
    assert_eq!(get(&client, "one").await.etag, "\"2\"");
}

#[tokio::test]
async fn a_comment_withdrawn_meanwhile_is_settled_and_stays_withdrawn() {
    let (world, client, _fake, _up) = returned(Says::Yes).await;
    let request = pb::WithdrawCommentRequest {
        name: name("one"),
        reasons: en("Said better elsewhere."),
        ..Default::default()
    };
    let gone = client
        .clone()
        .withdraw_comment(ask_as("demo|aigul", request))
        .await;
    gone.expect("withdrawn");
    assert_eq!(round(&world).await, (1, 0));
    let settled = get(&client, "one").await;
    assert_eq!(
        (settled.state(), settled.verification()),
        (State::Withdrawn, Verification::Verified)
    );
}

#[tokio::test]
async fn the_service_settles_by_itself_until_it_is_stopped() {
    let (world, client, _fake, _up) = returned(Says::Yes).await;
    let (stop, stopped) = oneshot::channel::<()>();
    let task = tokio::spawn(resolve(world.app.clone(), world.asks.clone(), async {
        drop(stopped.await);
    }));
    let begun = Instant::now();
    while get(&client, "one").await.verification() == Verification::Pending {
        assert!(begun.elapsed() < Duration::from_secs(20), "still waiting");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    stop.send(()).expect("it still runs");
    task.await.expect("it ends");
}
