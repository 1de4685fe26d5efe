//! How a contract ends, what must be done by then, and what becomes of it when its supplier is no more.

use kenes_proto::registry::{AcceptMilestoneRequest, Milestone, Payment, milestone};

use super::*;

async fn plan(it: &mut Awarding, id: &str) {
    let request = pb::CreateMilestoneRequest {
        parent: C.into(),
        milestone: Some(Milestone {
            titles: en(id),
            due_date: day("2026-06-30"),
            ..Default::default()
        }),
        milestone_id: id.into(),
        ..Default::default()
    };
    let made = it.contracts.create_milestone(ask(request)).await;
    made.expect("a milestone");
}

async fn accept(it: &mut Awarding, id: &str, outcome: milestone::State, on: &str) {
    let request = AcceptMilestoneRequest {
        name: format!("{C}/milestones/{id}"),
        outcome: outcome.into(),
        reasons: en("As was found."),
        accept_date: day(on),
        ..Default::default()
    };
    let done = it.contracts.accept_milestone(ask(request)).await;
    done.expect("accepted");
}

async fn pay(it: &mut Awarding, id: &str, units: i64) {
    let request = pb::CreatePaymentRequest {
        parent: C.into(),
        payment: Some(Payment {
            amount: kzt(units),
            ..Default::default()
        }),
        payment_id: id.into(),
        ..Default::default()
    };
    let made = it.contracts.create_payment(ask(request)).await;
    made.expect("paid");
}

async fn get(it: &mut Awarding) -> Contract {
    let request = pb::GetContractRequest {
        name: C.into(),
        ..Default::default()
    };
    let found = it.contracts.get_contract(request).await;
    found.expect("a contract").into_inner()
}

#[tokio::test]
async fn a_contract_is_completed_once_its_milestones_are_accepted() {
    let world = World::with_starter().await;
    let mut it = Awarding::contracted(&world).await;
    plan(&mut it, "one").await;
    plan(&mut it, "two").await;
    accept(&mut it, "one", milestone::State::Met, "2026-06-03").await;
    let status = refused(
        complete(&mut it, "").await,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let said = status.message();
    assert!(said.contains("contracts/c/milestones/two"), "{status:?}");
    assert!(!said.contains("milestones/one"), "{status:?}");
    accept(&mut it, "two", milestone::State::NotMet, "2026-06-04").await;
    let status = refused(
        complete(&mut it, "2026-06-03").await,
        Code::InvalidArgument,
        Reason::DatesInvalid,
    );
    assert_eq!(fields(&status), ["close_date"], "before an acceptance");
    complete(&mut it, "2026-06-04").await.expect("completed");
}

#[tokio::test]
async fn a_contract_is_terminated_whatever_is_open_but_not_before_it_was_amended() {
    let world = World::with_starter().await;
    let mut it = Awarding::contracted(&world).await;
    plan(&mut it, "one").await;
    let amended = pb::AmendContractRequest {
        amend_date: day("2026-06-03"),
        value: kzt(300),
        ..Default::default()
    };
    amend(&mut it, amended).await.expect("amended");
    let status = refused(
        terminate(&mut it, "2026-06-02").await,
        Code::InvalidArgument,
        Reason::DatesInvalid,
    );
    assert_eq!(fields(&status), ["close_date"]);
    terminate(&mut it, "2026-06-03").await.expect("terminated");
}

#[tokio::test]
async fn a_contract_says_what_was_paid_under_it() {
    let world = World::with_starter().await;
    let mut it = Awarding::contracted(&world).await;
    assert_eq!(get(&mut it).await.paid, kzt(0));
    pay(&mut it, "p", 100).await;
    pay(&mut it, "q", 50).await;
    let request = pb::ReversePaymentRequest {
        name: format!("{C}/payments/q"),
        reasons: en("To the wrong account."),
        ..Default::default()
    };
    let back = it.contracts.reverse_payment(ask(request)).await;
    back.expect("reversed");
    assert_eq!(get(&mut it).await.paid, kzt(100));
    let list = pb::ListContractsRequest::default();
    let page = it.contracts.list_contracts(list).await.expect("listed");
    assert_eq!(page.into_inner().contracts, [get(&mut it).await]);
    let written = amend(
        &mut it,
        pb::AmendContractRequest {
            value: kzt(300),
            ..Default::default()
        },
    );
    assert_eq!(written.await.expect("amended").paid, kzt(100));
    // Of an earlier moment it is not told.
    let request = pb::GetContractRequest {
        name: C.into(),
        as_of_time: Some(common::date::timestamp(world.hand.now() - 1)),
        ..Default::default()
    };
    world.hand.pass(1);
    let past = it.contracts.get_contract(request).await;
    refused(past, Code::NotFound, Reason::ResourceNotFound);
    let revision = pb::GetContractRevisionRequest {
        name: format!("{C}/revisions/1"),
        ..Default::default()
    };
    let first = it.contracts.get_contract_revision(revision).await;
    let first = first.expect("read").into_inner().snapshot;
    assert_eq!(first.expect("a contract").paid, None);
}

#[tokio::test]
async fn a_contract_goes_on_when_its_supplier_merges_or_is_dissolved() {
    for merged in [true, false] {
        let world = World::with_starter().await;
        let mut it = Awarding::contracted(&world).await;
        plan(&mut it, "one").await;
        if merged {
            let request = pb::MergeOrganizationsRequest {
                name: org("first"),
                into: org("second"),
                ..Default::default()
            };
            let done = it.roll.organizations.merge_organizations(ask(request));
            let done = done.await.expect("merged").into_inner();
            assert_eq!(done.successors, [org("second")], "who carries on");
        } else {
            it.roll.dissolve("first", TODAY).await;
        }
        accept(&mut it, "one", milestone::State::Met, TODAY).await;
        pay(&mut it, "p", 400).await;
        let more = pb::AmendContractRequest {
            value: kzt(450),
            ..Default::default()
        };
        amend(&mut it, more).await.expect("amended");
        let done = complete(&mut it, "").await.expect("completed");
        assert_eq!(done.supplier, org("first"), "as it was signed");
    }
}

#[tokio::test]
async fn who_is_no_more_is_neither_awarded_nor_signs() {
    let world = World::with_starter().await;
    let mut it = awarded(&world).await;
    it.draw_up("c", after("a", 400)).await.expect("drawn up");
    it.roll.dissolve("first", TODAY).await;
    it.roll.dissolve("second", "2026-05-26").await;
    let gone = Reason::OrganizationNotActive;
    refused(it.sign("c", "").await, Code::FailedPrecondition, gone);
    it.sign("c", "2026-06-01").await.expect("signed before");
    let late = it.propose("b", chosen("second", 100)).await;
    refused(late, Code::FailedPrecondition, gone);
    let next = pb::Award {
        reasons: en("The better ranked one is no more."),
        ..chosen("third", 100)
    };
    it.propose("d", next).await.expect("made");
    it.roll.suspend("third", "2026-05-26").await;
    refused(it.confirm("d").await, Code::FailedPrecondition, gone);
}
