//! What the registry refuses to say is not put off in silence: its reason is shown and counted. Claims of persons, and of those
//! who take part in hearings, wait and are settled as those of organizations are.

use kenes_proto::{
    consultation::{hearing_service_client::HearingServiceClient, participation},
    types::Actor,
};

use super::*;
use crate::{comment::signed, hearing, world::ask};

const ADILET: &str = "//registry.kenes/organizations/adilet";
const AIGUL: &str = "//registry.kenes/persons/aigul";

#[tokio::test]
async fn a_check_that_fails_for_want_of_a_code_is_said_and_counted() {
    let (world, client, fake, _up) = returned(Says::NoSuchPower).await;
    for (attempt, more) in [(0, LATER), (1, 2 * LATER)] {
        let round = resolve_once(&world.app, &world.asks)
            .await
            .expect("a round");
        assert_eq!((round.resolved, round.postponed), (0, 1));
        assert_eq!((round.waiting, round.stuck), (1, 1));
        let stuck = get(&client, "one").await;
        assert_eq!(stuck.verification(), Verification::Pending);
        assert_eq!(
            stuck.verification_note,
            "CODE_UNKNOWN: the registry lacks a code that the question needs; it is asked again"
        );
        assert_eq!(stuck.etag, "\"2\"", "said once, not at attempt {attempt}");
        world.hand.pass(more);
    }
    let metrics = common::server::metrics().render();
    assert!(
        metrics.contains("kenes_pending_comments{state=\"stuck\"}"),
        "{metrics}"
    );
    // Somebody adds the code.
    fake.say(Says::Yes);
    let round = resolve_once(&world.app, &world.asks)
        .await
        .expect("a round");
    assert_eq!((round.resolved, round.waiting, round.stuck), (1, 0, 0));
    let settled = get(&client, "one").await;
    assert_eq!(settled.verification(), Verification::Verified);
    assert_eq!(settled.verification_note, "");
}

#[tokio::test]
async fn what_is_not_verified_says_why() {
    for (says, reason) in [
        (Says::NotMandated, "STANDING_NOT_MANDATED: "),
        (Says::Suspended, "STANDING_NOT_ACTIVE: "),
        (Says::Unknown, "REFERENCE_NOT_FOUND: "),
    ] {
        let (world, client, _fake, _up) = returned(says).await;
        assert_eq!(round(&world).await, (1, 0));
        let note = get(&client, "one").await.verification_note;
        assert!(note.starts_with(reason), "{note}");
    }
}

#[tokio::test]
async fn a_claim_to_be_a_person_waits_for_the_registry_too() {
    for (says, verification) in [
        (Says::Yes, Verification::Verified),
        (Says::Stranger, Verification::NotVerified),
    ] {
        let hand = Hand::default();
        let fake = FakeRegistry::new(Says::Stale, &hand);
        let up = fake.up().await;
        let (world, client) = world(hand, up.address).await;
        let made = create(&client, signed("own", AIGUL))
            .await
            .expect("accepted");
        is_waiting(&made);
        assert_eq!(made.author.as_ref().expect("an author").person, AIGUL);
        assert_eq!(round(&world).await, (0, 1));
        fake.say(says);
        world.hand.pass(LATER);
        assert_eq!(round(&world).await, (1, 0));
        let settled = get(&client, "own").await;
        assert_eq!(settled.verification(), verification);
        let author = settled.author.expect("an author");
        assert_eq!(
            author.person, AIGUL,
            "what was claimed stays where redactions find it"
        );
    }
}

#[tokio::test]
async fn a_participation_waits_for_the_registry_and_is_settled_once() {
    for (says, verification) in [
        (Says::Yes, Verification::Verified),
        (Says::NotMandated, Verification::NotVerified),
    ] {
        let hand = Hand::default();
        let fake = FakeRegistry::new(Says::Stale, &hand);
        let up = fake.up().await;
        let (world, _) = world(hand, up.address).await;
        let mut hearings = HearingServiceClient::new(world.consultation.clone());
        let parent = hearing::created(&world, &mut hearings, "heard").await.name;
        let request = pb::CreateParticipationRequest {
            parent,
            participation: Some(pb::Participation {
                actor: Some(Actor {
                    person: AIGUL.into(),
                    on_behalf_of: ADILET.into(),
                    ..Default::default()
                }),
                ..Default::default()
            }),
            participation_id: "aigul".into(),
            ..Default::default()
        };
        let made = hearings.create_participation(ask(request)).await;
        let made = made.expect("accepted").into_inner();
        assert_eq!(made.verification(), Verification::Pending);
        assert_eq!(made.state(), participation::State::Admitted);
        assert_eq!((&made.standing, made.verify_time), (&None, None));

        world.hand.pass(LATER);
        fake.say(says);
        assert_eq!(round(&world).await, (1, 0));
        let get = pb::GetParticipationRequest {
            name: made.name,
            ..Default::default()
        };
        let settled = hearings.get_participation(get.clone()).await;
        let settled = settled.expect("read").into_inner();
        assert_eq!(settled.verification(), verification);
        let standing = settled.standing.as_ref().expect("a standing");
        assert_eq!(standing.organization, ADILET);
        assert_eq!(round(&world).await, (0, 0), "once");
        let again = hearings.get_participation(get).await.expect("read");
        assert_eq!(again.into_inner(), settled);
    }
}
