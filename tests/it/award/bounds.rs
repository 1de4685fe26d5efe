//! What an award is bounded by: what the applicant asks for, the scores, and that nobody wins its own order.

use kenes_proto::{
    registry::{Award, Tender, award::State},
    types::ErrorReason as Reason,
};
use tonic::Code;

use super::{name, update};
use crate::{
    awarding::{Awarding, chosen, kzt, past_tender, source},
    order::{Order, money, offer, tender, time},
    roll::org,
    world::{World, en, fields, refused},
};

fn explained(ngo: &str, units: i64) -> Award {
    Award {
        reasons: en("It alone works in the north."),
        ..chosen(ngo, units)
    }
}

#[tokio::test]
async fn an_order_at_cost_is_awarded_for_no_more_than_was_asked() {
    let world = World::with_starter().await;
    let mut it = Awarding::of(&world, past_tender(), 400, &[9, 7, 5]).await;
    for award in [chosen("first", 401), explained("first", 401)] {
        let status = it.propose("a", award).await;
        let status = refused(status, Code::InvalidArgument, Reason::AwardAboveValue);
        assert_eq!(fields(&status), ["award.value"]);
    }
    it.propose("a", chosen("first", 400)).await.expect("asked");
    let more = Award {
        name: name("a"),
        value: kzt(401),
        ..Default::default()
    };
    let status = update(&mut it, more, &["value"]).await;
    refused(status, Code::InvalidArgument, Reason::AwardAboveValue);
}

#[tokio::test]
async fn a_grant_of_more_than_was_asked_is_explained() {
    let world = World::with_starter().await;
    let grant = Tender {
        form_code: "grant".into(),
        ..past_tender()
    };
    let mut it = Awarding::of(&world, grant, 400, &[9, 7, 5]).await;
    let status = it.propose("a", chosen("first", 401)).await;
    let status = refused(status, Code::InvalidArgument, Reason::AwardAboveValue);
    assert_eq!(fields(&status), ["award.reasons"]);
    it.propose("a", explained("first", 401)).await.expect("why");
}

#[tokio::test]
async fn an_application_without_a_score_is_awarded_with_reasons_only() {
    let world = World::with_starter().await;
    let mut it = Awarding::of(&world, past_tender(), 400, &[]).await;
    let status = it.propose("a", chosen("first", 400)).await;
    let status = refused(status, Code::InvalidArgument, Reason::AwardNotBest);
    assert!(status.message().contains("no score"), "{status:?}");
    it.propose("a", explained("first", 400)).await.expect("why");
    let done = it.confirm("a").await.expect("confirmed");
    assert_eq!(done.state(), State::Active);

    let world = World::with_starter().await;
    let mut it = Awarding::of(&world, past_tender(), 300, &[9]).await;
    let status = it.propose("a", chosen("second", 300)).await;
    let status = refused(status, Code::InvalidArgument, Reason::AwardNotBest);
    assert!(status.message().contains("applications/first"));
    it.propose("a", chosen("first", 300)).await.expect("scored");
    let status = it.propose("b", chosen("second", 300)).await;
    refused(status, Code::InvalidArgument, Reason::AwardNotBest);
}

#[tokio::test]
async fn nobody_wins_its_own_order() {
    let own = Tender {
        buyer: org("adilet"),
        ..tender()
    };
    let mut order = Order::announced(own).await;
    let status = order.apply("a", offer("adilet", 900_000)).await;
    refused(
        status,
        Code::FailedPrecondition,
        Reason::ApplicantNotEligible,
    );
    order
        .apply("b", offer("bilim", 900_000))
        .await
        .expect("another may");

    let world = World::with_starter().await;
    let mut it = Awarding::empty(&world).await;
    it.tender("t", past_tender()).await;
    let award = Award {
        supplier: org("ministry"),
        recorded_from_source: true,
        sources: source(),
        value: kzt(400),
        ..Default::default()
    };
    let status = it.propose("a", award).await;
    let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["award.supplier"]);
}

#[tokio::test]
async fn a_source_names_no_winner_before_the_end_of_the_submission() {
    let world = World::with_starter().await;
    let mut it = Awarding::empty(&world).await;
    let open = Tender {
        submission_start_time: time("2026-05-01T06:00:00Z"),
        submission_end_time: time("2026-05-25T13:00:00Z"),
        ..past_tender()
    };
    it.tender("t", open).await;
    let award = || Award {
        supplier: org("first"),
        recorded_from_source: true,
        sources: source(),
        value: money(400, "KZT"),
        ..Default::default()
    };
    world.hand.set("2026-05-25T12:59:59Z");
    let status = it.propose("a", award()).await;
    refused(
        status,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    world.hand.set("2026-05-25T13:00:00Z");
    it.propose("a", award()).await.expect("it has ended");
}
