//! Milestones: what is due under a contract, and the act by which it is accepted.

use kenes_proto::{
    registry::{self as pb, Milestone, milestone::State},
    types::ErrorReason as Reason,
};
use tonic::{Code, Response, Status};

use crate::{
    awarding::{Awarding, TODAY},
    roll::{day, org, paths},
    world::{World, ask, en, fields, refused},
};

const C: &str = "contracts/c";
const M: &str = "contracts/c/milestones/m";

fn due(on: &str) -> Milestone {
    Milestone {
        titles: en("Advice for 100 people"),
        due_date: day(on),
        indicator: Some(pb::Indicator {
            titles: en("People advised"),
            target: 100,
            unit: "persons".into(),
        }),
        ..Default::default()
    }
}

async fn plan(it: &mut Awarding, milestone: Milestone) -> Result<Milestone, Status> {
    let request = pb::CreateMilestoneRequest {
        parent: C.into(),
        milestone: Some(milestone),
        milestone_id: "m".into(),
        ..Default::default()
    };
    let made = it.contracts.create_milestone(ask(request)).await;
    made.map(Response::into_inner)
}

fn met(reached: i64, on: &str) -> pb::AcceptMilestoneRequest {
    pb::AcceptMilestoneRequest {
        name: M.into(),
        outcome: State::Met.into(),
        reached: Some(reached),
        accept_date: day(on),
        ..Default::default()
    }
}

async fn accept(
    it: &mut Awarding,
    request: pb::AcceptMilestoneRequest,
) -> Result<Milestone, Status> {
    let done = it.contracts.accept_milestone(ask(request)).await;
    done.map(Response::into_inner)
}

async fn update(
    it: &mut Awarding,
    milestone: Milestone,
    mask: &[&str],
) -> Result<Milestone, Status> {
    let request = pb::UpdateMilestoneRequest {
        milestone: Some(Milestone {
            name: M.into(),
            ..milestone
        }),
        update_mask: paths(mask),
        ..Default::default()
    };
    let saved = it.contracts.update_milestone(ask(request)).await;
    saved.map(Response::into_inner)
}

#[tokio::test]
async fn a_milestone_is_planned_corrected_and_accepted() {
    let world = World::with_starter().await;
    let mut it = Awarding::contracted(&world).await;
    let made = plan(&mut it, due("2026-07-01")).await.expect("planned");
    assert_eq!((made.name.as_str(), made.state()), (M, State::Scheduled));
    let later = Milestone {
        due_date: day("2026-08-01"),
        ..Default::default()
    };
    update(&mut it, later, &["due_date"]).await.expect("later");
    let done = accept(&mut it, met(120, "")).await.expect("accepted");
    assert_eq!((done.state(), done.reached), (State::Met, Some(120)));
    let act = done.acceptance.clone().expect("an act");
    assert_eq!(
        (act.accept_date, act.accepted_by),
        (day(TODAY), org("ministry"))
    );
    let read = pb::GetMilestoneRequest {
        name: M.into(),
        ..Default::default()
    };
    let read = it.contracts.get_milestone(read).await.expect("read");
    assert_eq!(read.into_inner(), done);
    let list = pb::ListMilestonesRequest {
        parent: "contracts/-".into(),
        filter: "state = MET AND due_date >= \"2026-08-01\"".into(),
        ..Default::default()
    };
    let page = it.contracts.list_milestones(list).await.expect("listed");
    assert_eq!(page.into_inner().milestones, [done]);
}

#[tokio::test]
async fn nothing_is_accepted_before_its_start_or_by_the_supplier() {
    let world = World::with_starter().await;
    let mut it = Awarding::contracted(&world).await;
    refused(
        plan(
            &mut it,
            Milestone {
                start_date: day("2026-07-02"),
                ..due("2026-07-01")
            },
        )
        .await,
        Code::InvalidArgument,
        Reason::DatesInvalid,
    );
    let begun = Milestone {
        start_date: day("2026-06-03"),
        ..due("2026-07-01")
    };
    plan(&mut it, begun).await.expect("planned");
    for (request, reason, field) in [
        (met(120, "2026-06-02"), Reason::DatesInvalid, "accept_date"),
        (met(120, "2026-06-06"), Reason::DatesInvalid, "accept_date"),
        (met(99, ""), Reason::FieldInvalid, "outcome"),
        (
            pb::AcceptMilestoneRequest {
                reached: None,
                ..met(0, "")
            },
            Reason::FieldInvalid,
            "reached",
        ),
        (
            pb::AcceptMilestoneRequest {
                outcome: State::NotMet.into(),
                ..met(0, "")
            },
            Reason::FieldInvalid,
            "reasons",
        ),
        (
            pb::AcceptMilestoneRequest {
                accepted_by: org("first"),
                ..met(120, "")
            },
            Reason::FieldInvalid,
            "accepted_by",
        ),
        (
            pb::AcceptMilestoneRequest {
                accepted_by: org("nobody"),
                ..met(120, "")
            },
            Reason::ReferenceNotFound,
            "accepted_by",
        ),
    ] {
        let outcome = accept(&mut it, request).await;
        let status = refused(outcome, Code::InvalidArgument, reason);
        assert_eq!(fields(&status), [field]);
    }
    let partly = pb::AcceptMilestoneRequest {
        outcome: State::PartiallyMet.into(),
        reasons: en("The road was closed."),
        ..met(60, "2026-06-03")
    };
    let done = accept(&mut it, partly).await.expect("accepted");
    assert_eq!(done.state(), State::PartiallyMet);
    for outcome in [
        accept(&mut it, met(120, "")).await,
        update(&mut it, due("2026-09-01"), &["due_date"]).await,
    ] {
        refused(
            outcome,
            Code::FailedPrecondition,
            Reason::StateTransitionForbidden,
        );
    }
}

#[tokio::test]
async fn a_contract_that_has_ended_gets_no_milestones() {
    let world = World::with_starter().await;
    let mut it = Awarding::contracted(&world).await;
    plan(&mut it, due("2026-07-01")).await.expect("planned");
    let end = pb::TerminateContractRequest {
        name: C.into(),
        reasons: en("The supplier stopped."),
        ..Default::default()
    };
    let ended = it.contracts.terminate_contract(ask(end)).await;
    ended.expect("terminated");
    for outcome in [
        accept(&mut it, met(120, "")).await,
        update(&mut it, due("2026-09-01"), &["due_date"]).await,
    ] {
        refused(
            outcome,
            Code::FailedPrecondition,
            Reason::StateTransitionForbidden,
        );
    }
}

#[tokio::test]
async fn a_milestone_is_due_within_its_contract() {
    let world = World::with_starter().await;
    let mut it = Awarding::contracted(&world).await;
    for bad in ["2026-05-31", "2027-01-01"] {
        let status = plan(&mut it, due(bad)).await;
        let status = refused(status, Code::InvalidArgument, Reason::DatesInvalid);
        assert_eq!(fields(&status), ["milestone.due_date"]);
    }
    plan(&mut it, due("2026-12-31"))
        .await
        .expect("the last day");
    let late = Milestone {
        due_date: day("2027-01-01"),
        ..Default::default()
    };
    let status = update(&mut it, late, &["due_date"]).await;
    refused(status, Code::InvalidArgument, Reason::DatesInvalid);
}
