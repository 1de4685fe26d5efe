//! Contracts: what is agreed after an award, signed, amended and ended, and how it is evaluated.

mod ends;
mod kept;

use kenes_proto::{
    registry::{self as pb, Contract, Evaluation, contract::State},
    types::ErrorReason as Reason,
};
use tonic::{Code, Response, Status};

use crate::{
    awarding::{Awarding, TENDER, TODAY, after, chosen, kzt, usd},
    roll::{day, org, paths},
    world::{World, ask, en, fields, refused},
};

const C: &str = "contracts/c";

async fn update(it: &mut Awarding, contract: Contract, mask: &[&str]) -> Result<Contract, Status> {
    let request = pb::UpdateContractRequest {
        contract: Some(Contract {
            name: C.into(),
            ..contract
        }),
        update_mask: paths(mask),
        ..Default::default()
    };
    let saved = it.contracts.update_contract(ask(request)).await;
    saved.map(Response::into_inner)
}

async fn amend(it: &mut Awarding, request: pb::AmendContractRequest) -> Result<Contract, Status> {
    let request = pb::AmendContractRequest {
        name: C.into(),
        reasons: en("Two more villages."),
        ..request
    };
    let done = it.contracts.amend_contract(ask(request)).await;
    done.map(Response::into_inner)
}

async fn complete(it: &mut Awarding, on: &str) -> Result<Contract, Status> {
    let request = pb::CompleteContractRequest {
        name: C.into(),
        close_date: day(on),
        reasons: en("120 people were advised."),
        ..Default::default()
    };
    let done = it.contracts.complete_contract(ask(request)).await;
    done.map(Response::into_inner)
}

async fn terminate(it: &mut Awarding, on: &str) -> Result<Contract, Status> {
    let request = pb::TerminateContractRequest {
        name: C.into(),
        close_date: day(on),
        reasons: en("The supplier stopped."),
        ..Default::default()
    };
    let done = it.contracts.terminate_contract(ask(request)).await;
    done.map(Response::into_inner)
}

async fn awarded(world: &World) -> Awarding {
    let mut it = Awarding::start(world).await;
    it.propose("a", chosen("first", 400)).await.expect("made");
    it.confirm("a").await.expect("confirmed");
    it
}

#[tokio::test]
async fn a_contract_is_drawn_up_signed_amended_and_completed() {
    let world = World::with_starter().await;
    let mut it = awarded(&world).await;
    let contract = Contract {
        number: "17".into(),
        titles: en("Legal advice in villages"),
        end_date: day("2026-12-31"),
        ..after("a", 400)
    };
    let made = it.draw_up("c", contract).await.expect("drawn up");
    assert_eq!(
        [&made.name, &made.tender, &made.buyer, &made.supplier],
        [C, TENDER, "organizations/ministry", "organizations/first"]
    );
    assert_eq!(made.state(), State::Pending);
    let renumbered = Contract {
        number: "18".into(),
        ..Default::default()
    };
    update(&mut it, renumbered, &["number"])
        .await
        .expect("corrected");
    let signed = it.sign("c", "2026-06-01").await.expect("signed");
    assert_eq!(
        (signed.state(), signed.sign_date),
        (State::Active, day("2026-06-01"))
    );
    let request = pb::AmendContractRequest {
        value: kzt(450),
        end_date: day("2027-01-31"),
        ..Default::default()
    };
    let amended = amend(&mut it, request).await.expect("amended");
    assert_eq!(
        (&amended.value, amended.end_date),
        (&kzt(450), day("2027-01-31"))
    );
    let [change] = amended.amendments.as_slice() else {
        panic!("{:?}", amended.amendments);
    };
    assert_eq!(
        (
            change.amend_date,
            &change.former_value,
            change.former_end_date
        ),
        (day(TODAY), &kzt(400), day("2026-12-31"))
    );
    let done = complete(&mut it, "").await.expect("completed");
    assert_eq!(
        (done.state(), done.close_date),
        (State::Completed, day(TODAY))
    );

    let list = pb::ListContractsRequest {
        filter: "supplier = \"organizations/first\" AND state = COMPLETED AND value.units = 450"
            .into(),
        ..Default::default()
    };
    let page = it.contracts.list_contracts(list).await.expect("listed");
    assert_eq!(page.into_inner().contracts, [done]);
    let revisions = pb::ListContractRevisionsRequest {
        name: C.into(),
        ..Default::default()
    };
    let page = it.contracts.list_contract_revisions(revisions).await;
    let written = page.expect("listed").into_inner().contract_revisions;
    let methods: Vec<&str> = written.iter().map(|one| one.method.as_str()).collect();
    let expected = [
        "CompleteContract",
        "AmendContract",
        "SignContract",
        "UpdateContract",
        "CreateContract",
    ];
    assert_eq!(methods, expected);
    let first = pb::GetContractRevisionRequest {
        name: format!("{C}/revisions/1"),
        ..Default::default()
    };
    let first = it.contracts.get_contract_revision(first).await;
    let first = first.expect("read").into_inner().snapshot;
    assert_eq!(first.expect("a contract").number, "17");
}

#[tokio::test]
async fn the_supplier_is_in_good_standing_on_the_day_it_signs() {
    let world = World::with_starter().await;
    let mut it = awarded(&world).await;
    it.draw_up("c", after("a", 400)).await.expect("drawn up");
    it.roll.suspend("first", "2026-06-02").await;
    for on in ["2026-06-02", ""] {
        refused(
            it.sign("c", on).await,
            Code::FailedPrecondition,
            Reason::OrganizationNotActive,
        );
    }
    it.sign("c", "2026-06-01").await.expect("the day before");
}

#[tokio::test]
async fn dates_run_forward() {
    let world = World::with_starter().await;
    let mut it = awarded(&world).await;
    let backwards = Contract {
        start_date: day("2026-07-01"),
        end_date: day("2026-06-30"),
        ..after("a", 400)
    };
    let status = refused(
        it.draw_up("c", backwards).await,
        Code::InvalidArgument,
        Reason::DatesInvalid,
    );
    assert_eq!(fields(&status), ["contract.end_date"]);
    let contract = Contract {
        end_date: day("2026-06-03"),
        ..after("a", 400)
    };
    it.draw_up("c", contract).await.expect("drawn up");
    for (on, why) in [
        ("2026-05-25", "before the award"),
        ("2026-06-04", "after its end"),
        ("2026-06-06", "still to come"),
    ] {
        let status = refused(
            it.sign("c", on).await,
            Code::InvalidArgument,
            Reason::DatesInvalid,
        );
        assert_eq!(fields(&status), ["sign_date"], "{why}");
    }
    it.sign("c", "2026-06-01").await.expect("signed");
    for outcome in [
        complete(&mut it, "2026-05-31").await,
        terminate(&mut it, "2026-05-31").await,
    ] {
        let status = refused(outcome, Code::InvalidArgument, Reason::DatesInvalid);
        assert_eq!(fields(&status), ["close_date"]);
    }
    let early = pb::AmendContractRequest {
        amend_date: day("2026-05-31"),
        value: kzt(300),
        ..Default::default()
    };
    refused(
        amend(&mut it, early).await,
        Code::InvalidArgument,
        Reason::DatesInvalid,
    );
}

#[tokio::test]
async fn a_contract_stays_within_its_award() {
    let world = World::with_starter().await;
    let mut it = awarded(&world).await;
    let status = refused(
        it.draw_up("c", after("a", 401)).await,
        Code::InvalidArgument,
        Reason::ContractAboveAward,
    );
    assert_eq!(fields(&status), ["contract.value"]);
    refused(
        it.draw_up(
            "c",
            Contract {
                value: usd(1),
                ..after("a", 1)
            },
        )
        .await,
        Code::InvalidArgument,
        Reason::CurrencyMismatch,
    );
    refused(
        it.draw_up("c", after("nothing", 400)).await,
        Code::InvalidArgument,
        Reason::ReferenceNotFound,
    );
    it.draw_up("c", after("a", 400)).await.expect("drawn up");
    let more = Contract {
        value: kzt(401),
        ..Default::default()
    };
    refused(
        update(&mut it, more, &["value"]).await,
        Code::InvalidArgument,
        Reason::ContractAboveAward,
    );
    let status = refused(
        it.draw_up("d", after("a", 1)).await,
        Code::AlreadyExists,
        Reason::AwardAlreadyContracted,
    );
    assert!(status.message().contains(C), "{status:?}");
    it.sign("c", "").await.expect("signed");
    let less = Contract {
        value: kzt(399),
        ..Default::default()
    };
    refused(
        update(&mut it, less, &["value"]).await,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    // After a termination there is room for another contract.
    terminate(&mut it, "").await.expect("terminated");
    it.draw_up("d", after("a", 400)).await.expect("drawn up");
}

#[tokio::test]
async fn nothing_is_signed_before_the_award_is_in_force() {
    let world = World::with_starter().await;
    let mut it = Awarding::start(&world).await;
    it.propose("a", chosen("first", 400)).await.expect("made");
    it.draw_up("c", after("a", 400)).await.expect("drawn up");
    refused(
        it.sign("c", "").await,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    refused(
        amend(
            &mut it,
            pb::AmendContractRequest {
                value: kzt(1),
                ..Default::default()
            },
        )
        .await,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    it.confirm("a").await.expect("confirmed");
    it.sign("c", "").await.expect("signed");
}

#[tokio::test]
async fn the_result_is_evaluated_by_another_than_the_supplier() {
    let world = World::with_starter().await;
    let mut it = Awarding::contracted(&world).await;
    let evaluate = |by: &str| pb::CreateEvaluationRequest {
        parent: C.into(),
        evaluation: Some(Evaluation {
            evaluator: org(by),
            results: en("It served 120 people."),
            scores: vec![pb::EvaluationScore {
                titles: en("People served"),
                score: 90,
            }],
            ..Default::default()
        }),
        evaluation_id: "e".into(),
        ..Default::default()
    };
    let early = it
        .contracts
        .create_evaluation(ask(evaluate("ministry")))
        .await;
    refused(
        early,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    complete(&mut it, "").await.expect("completed");
    let own = it.contracts.create_evaluation(ask(evaluate("first"))).await;
    let status = refused(own, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["evaluation.evaluator"]);
    let made = it
        .contracts
        .create_evaluation(ask(evaluate("ministry")))
        .await;
    let made = made.expect("evaluated").into_inner();
    assert_eq!(made.evaluate_date, day(TODAY));
    let corrected = pb::UpdateEvaluationRequest {
        evaluation: Some(Evaluation {
            name: made.name.clone(),
            evaluate_date: day("2026-06-04"),
            ..Default::default()
        }),
        update_mask: paths(&["evaluate_date"]),
        ..Default::default()
    };
    let outcome = it.contracts.update_evaluation(ask(corrected)).await;
    refused(outcome, Code::InvalidArgument, Reason::DatesInvalid);
    let read = pb::GetEvaluationRequest {
        name: made.name.clone(),
        ..Default::default()
    };
    let read = it.contracts.get_evaluation(read).await.expect("read");
    assert_eq!(read.into_inner(), made);
    let list = pb::ListEvaluationsRequest {
        parent: "contracts/-".into(),
        filter: "evaluator = \"organizations/ministry\"".into(),
        ..Default::default()
    };
    let page = it.contracts.list_evaluations(list).await.expect("listed");
    assert_eq!(page.into_inner().evaluations, [made]);
}
