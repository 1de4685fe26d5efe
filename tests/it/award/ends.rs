//! How a tender ends where there are awards: none in force is left behind, and a lot ends without a winner.

use kenes_proto::{
    registry::{self as pb, Award, Lot, Tender, tender::State},
    types::ErrorReason as Reason,
};
use tonic::{Code, Response, Status};

use crate::{
    awarding::{Awarding, TENDER, chosen, kzt, past_tender, source},
    roll::org,
    world::{World, ask, en, fields, refused, request_id},
};

async fn call_off(it: &mut Awarding) -> Result<Tender, Status> {
    let request = pb::CancelTenderRequest {
        name: TENDER.into(),
        reasons: en("The budget was cut."),
        ..Default::default()
    };
    let done = it.tenders.cancel_tender(ask(request)).await;
    done.map(Response::into_inner)
}

async fn fail(it: &mut Awarding) -> Result<Tender, Status> {
    let request = pb::FailTenderRequest {
        name: TENDER.into(),
        reasons: en("No application could win."),
        ..Default::default()
    };
    let done = it.tenders.fail_tender(ask(request)).await;
    done.map(Response::into_inner)
}

async fn withdraw(it: &mut Awarding) -> Result<Tender, Status> {
    let request = pb::WithdrawTenderRequest {
        name: TENDER.into(),
        reasons: en("It is not needed."),
        ..Default::default()
    };
    let done = it.tenders.withdraw_tender(ask(request)).await;
    done.map(Response::into_inner)
}

async fn announce(it: &mut Awarding) -> Result<Tender, Status> {
    let request = pb::AnnounceTenderRequest {
        name: TENDER.into(),
        ..Default::default()
    };
    let done = it.tenders.announce_tender(ask(request)).await;
    done.map(Response::into_inner)
}

async fn fail_lot(it: &mut Awarding, lot: &str, request_id: &str) -> Result<Tender, Status> {
    let request = pb::FailLotRequest {
        name: TENDER.into(),
        lot: lot.into(),
        reasons: en("The only applicant has a debt."),
        request_id: request_id.into(),
        ..Default::default()
    };
    let done = it.tenders.fail_lot(ask(request)).await;
    done.map(Response::into_inner)
}

async fn disqualify(it: &mut Awarding, id: &str) -> Result<pb::Application, Status> {
    let request = pb::DisqualifyApplicationRequest {
        name: format!("{TENDER}/applications/{id}"),
        reasons: en("It has a debt."),
        ..Default::default()
    };
    let done = it.tenders.disqualify_application(ask(request)).await;
    done.map(Response::into_inner)
}

async fn awarded(it: &mut Awarding, id: &str, ngo: &str) {
    it.propose(id, chosen(ngo, 300)).await.expect("made");
    it.confirm(id).await.expect("confirmed");
}

async fn with_lots(world: &World, ids: &[&str]) -> Awarding {
    let lot = |id: &&str| Lot {
        lot_id: (*id).into(),
        titles: en(id),
        value: kzt(300),
        ..Default::default()
    };
    let lots: Vec<Lot> = ids.iter().map(lot).collect();
    Awarding::with_lots(world, &lots).await
}

fn in_use<T: std::fmt::Debug>(outcome: Result<T, Status>) {
    let status = refused(outcome, Code::FailedPrecondition, Reason::ResourceInUse);
    assert!(status.message().contains("/awards/a"), "{status:?}");
}

fn forbidden<T: std::fmt::Debug>(outcome: Result<T, Status>) {
    let reason = Reason::StateTransitionForbidden;
    refused(outcome, Code::FailedPrecondition, reason);
}

#[tokio::test]
async fn a_tender_with_a_winner_is_neither_called_off_nor_failed() {
    let world = World::with_starter().await;
    let mut it = with_lots(&world, &["north", "south", "east"]).await;
    it.propose("a", chosen("first", 300)).await.expect("made");
    for _proposed_then_in_force in 0..2 {
        in_use(call_off(&mut it).await);
        in_use(fail(&mut it).await);
        drop(it.confirm("a").await);
    }
    assert_eq!(it.state().await, State::Evaluating);
    it.cancel("a").await.expect("taken back");
    let failed = fail(&mut it).await.expect("no award is left");
    assert_eq!(failed.state(), State::Failed);
}

#[tokio::test]
async fn a_draft_with_an_award_from_a_source_is_neither_given_up_nor_announced() {
    let world = World::with_starter().await;
    let mut it = Awarding::empty(&world).await;
    let at = |text: &str| crate::order::time(text);
    let complete = Tender {
        criteria: vec![pb::Criterion {
            criterion_id: "quality".into(),
            titles: en("Quality"),
            weight: 100,
            max_points: 10,
        }],
        commission_members: vec![pb::CommissionMember {
            person: "persons/member".into(),
            ..Default::default()
        }],
        ..past_tender()
    };
    it.tender("t", complete).await;
    let award = Award {
        supplier: org("first"),
        value: kzt(300),
        recorded_from_source: true,
        sources: source(),
        ..Default::default()
    };
    it.propose("a", award).await.expect("recorded");
    let timed = pb::UpdateTenderRequest {
        tender: Some(Tender {
            name: TENDER.into(),
            submission_start_time: at("2026-06-01T06:00:00Z"),
            submission_end_time: at("2026-06-10T06:00:00Z"),
            opening_time: at("2026-06-10T06:00:00Z"),
            ..Default::default()
        }),
        ..Default::default()
    };
    let timed = it.tenders.update_tender(ask(timed)).await;
    timed.expect("it can be announced");
    in_use(announce(&mut it).await);
    in_use(withdraw(&mut it).await);
    it.cancel("a").await.expect("taken back");
    let announced = announce(&mut it).await.expect("announced");
    assert_eq!(announced.state(), State::Announced);
}

#[tokio::test]
async fn an_application_with_an_award_is_not_disqualified() {
    let world = World::with_starter().await;
    let mut it = with_lots(&world, &["north", "south", "east"]).await;
    it.propose("a", chosen("first", 300)).await.expect("made");
    in_use(disqualify(&mut it, "first").await);
    it.confirm("a").await.expect("confirmed");
    in_use(disqualify(&mut it, "first").await);
    it.cancel("a").await.expect("taken back");
    let done = disqualify(&mut it, "first").await.expect("excluded");
    assert_eq!(done.state(), pb::application::State::Disqualified);
}

#[tokio::test]
async fn a_lot_ends_without_a_winner_and_the_tender_with_the_last_one() {
    let world = World::with_starter().await;
    let mut it = with_lots(&world, &["north", "south", "east"]).await;
    let status = fail_lot(&mut it, "west", "").await;
    let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["lot"]);
    awarded(&mut it, "a", "first").await;
    in_use(fail_lot(&mut it, "north", "").await);

    disqualify(&mut it, "second").await.expect("excluded");
    let id = request_id();
    let left = fail_lot(&mut it, "south", &id).await.expect("ended");
    assert_eq!(left.state(), State::Evaluating, "east is open");
    let failure = &left.lot_failures[0];
    let why = (failure.lot.as_str(), failure.reasons.clone());
    assert_eq!(why, ("south", en("The only applicant has a debt.")));
    assert!(failure.fail_time.is_some());
    let again = fail_lot(&mut it, "south", &id).await.expect("a retry");
    assert_eq!(again, left);
    forbidden(fail_lot(&mut it, "south", "").await);

    let settled = fail_lot(&mut it, "east", "").await.expect("ended");
    assert_eq!(settled.state(), State::Awarded);
    assert!(settled.end_time.is_some());
    // What ended gets no award, and the tender goes on where its only one is taken back.
    forbidden(it.propose("b", chosen("third", 300)).await);
    it.cancel("a").await.expect("taken back");
    assert_eq!(it.state().await, State::Evaluating);
    let none = fail_lot(&mut it, "north", "").await.expect("ended");
    assert_eq!(none.state(), State::Failed, "no lot has a winner");
    forbidden(fail_lot(&mut it, "north", "").await);
}

#[tokio::test]
async fn the_last_award_ends_a_tender_of_which_lots_failed() {
    let world = World::with_starter().await;
    let mut it = with_lots(&world, &["north", "south", "east"]).await;
    for lot in ["south", "east"] {
        fail_lot(&mut it, lot, "").await.expect("ended");
    }
    assert_eq!(it.state().await, State::Evaluating);
    awarded(&mut it, "a", "first").await;
    assert_eq!(it.state().await, State::Awarded);
}
