//! Awards: who is chosen by the scores, for how much, and what follows for the tender and the contract.

mod bounds;
mod ends;

use kenes_proto::{
    registry::{
        self as pb, Award, award::State, contract::State as ContractState,
        tender::State as TenderState,
    },
    types::ErrorReason as Reason,
};
use tonic::{Code, Response, Status};

use crate::{
    awarding::{Awarding, CLOSED, TENDER, after, chosen, kzt, past_tender, source, usd},
    roll::{day, org, paths},
    world::{World, ask, en, fields, refused},
};

fn name(id: &str) -> String {
    format!("{TENDER}/awards/{id}")
}

async fn update(it: &mut Awarding, award: Award, mask: &[&str]) -> Result<Award, Status> {
    let request = pb::UpdateAwardRequest {
        award: Some(award),
        update_mask: paths(mask),
        ..Default::default()
    };
    let saved = it.awards.update_award(ask(request)).await;
    saved.map(Response::into_inner)
}

async fn list(it: &mut Awarding, parent: &str, filter: &str) -> Vec<String> {
    let request = pb::ListAwardsRequest {
        parent: parent.into(),
        filter: filter.into(),
        ..Default::default()
    };
    let page = it.awards.list_awards(request).await.expect("listed");
    let awards = page.into_inner().awards.into_iter();
    awards.map(|award| award.name).collect()
}

#[tokio::test]
async fn the_best_ranked_is_awarded_and_the_tender_with_it() {
    let world = World::with_starter().await;
    let mut it = Awarding::start(&world).await;
    assert_eq!(it.state().await, TenderState::Evaluating);
    let made = it.propose("a", chosen("first", 400)).await.expect("made");
    assert_eq!(
        (made.name, made.supplier, made.award_date),
        (name("a"), org("first"), day(CLOSED))
    );
    assert_eq!(State::try_from(made.state), Ok(State::Pending));
    assert_eq!(it.state().await, TenderState::Evaluating);
    let done = it.confirm("a").await.expect("confirmed");
    assert_eq!(done.state(), State::Active);
    assert_eq!(it.state().await, TenderState::Awarded);
    // The next best of those that are left needs no reason either.
    let next = it.propose("b", chosen("second", 400)).await;
    next.expect("the best that is left");

    let read = pb::GetAwardRequest {
        name: name("a"),
        ..Default::default()
    };
    let read = it.awards.get_award(read).await.expect("read");
    assert_eq!(read.into_inner(), done);
    assert_eq!(list(&mut it, TENDER, "").await, [name("a"), name("b")]);
    assert_eq!(list(&mut it, TENDER, "state = ACTIVE").await, [name("a")]);
    let filter = "supplier = \"organizations/second\"";
    assert_eq!(list(&mut it, "tenders/-", filter).await, [name("b")]);
}

#[tokio::test]
async fn another_than_the_best_ranked_is_awarded_with_reasons_only() {
    let world = World::with_starter().await;
    let mut it = Awarding::start(&world).await;
    let status = refused(
        it.propose("a", chosen("second", 400)).await,
        Code::InvalidArgument,
        Reason::AwardNotBest,
    );
    assert_eq!(fields(&status), ["award.reasons"]);
    assert!(status.message().contains("applications/first"));
    let explained = Award {
        reasons: en("It alone works in the north."),
        ..chosen("second", 400)
    };
    it.propose("a", explained).await.expect("with reasons");
    // The reasons cannot be taken away again.
    let bare = Award {
        name: name("a"),
        ..Default::default()
    };
    refused(
        update(&mut it, bare, &["reasons"]).await,
        Code::InvalidArgument,
        Reason::AwardNotBest,
    );
}

#[tokio::test]
async fn an_award_above_the_value_of_the_tender_needs_a_reason() {
    let world = World::with_starter().await;
    let mut it = Awarding::start(&world).await;
    let status = refused(
        it.propose("a", chosen("first", 1_001)).await,
        Code::InvalidArgument,
        Reason::AwardAboveValue,
    );
    let more_than_asked_too = ["award.reasons"; 2];
    assert_eq!(fields(&status), more_than_asked_too);
    it.propose("a", chosen("first", 600)).await.expect("within");
    // All awards together count, and a correction counts like a new one.
    refused(
        it.propose("b", chosen("second", 401)).await,
        Code::InvalidArgument,
        Reason::AwardAboveValue,
    );
    it.propose("b", chosen("second", 400)).await.expect("all");
    let more = Award {
        name: name("b"),
        value: kzt(401),
        ..Default::default()
    };
    refused(
        update(&mut it, more.clone(), &["value"]).await,
        Code::InvalidArgument,
        Reason::AwardAboveValue,
    );
    let explained = Award {
        reasons: en("The budget was raised."),
        ..more
    };
    let saved = update(&mut it, explained, &["value", "reasons"]).await;
    assert_eq!(saved.expect("with reasons").value, kzt(401));
}

#[tokio::test]
async fn the_value_of_a_lot_counts_and_the_tender_waits_for_all_lots() {
    let world = World::with_starter().await;
    let lot = |id: &str, units| pb::Lot {
        lot_id: id.into(),
        titles: en(id),
        value: kzt(units),
        ..Default::default()
    };
    let lots = [lot("north", 400), lot("south", 300), lot("east", 300)];
    let mut it = Awarding::with_lots(&world, &lots).await;
    let status = refused(
        it.propose("a", chosen("first", 401)).await,
        Code::InvalidArgument,
        Reason::AwardAboveValue,
    );
    assert!(status.message().contains("north"), "{status:?}");
    for (id, ngo) in [("a", "first"), ("b", "second")] {
        let made = it.propose(id, chosen(ngo, 300)).await.expect("made");
        assert!(!made.lot.is_empty());
        it.confirm(id).await.expect("confirmed");
        assert_eq!(it.state().await, TenderState::Evaluating);
    }
    it.propose("c", chosen("third", 300)).await.expect("made");
    it.confirm("c").await.expect("confirmed");
    assert_eq!(it.state().await, TenderState::Awarded);
    it.cancel("c").await.expect("cancelled");
    assert_eq!(it.state().await, TenderState::Evaluating);
}

#[tokio::test]
async fn what_is_wrong_with_an_award_is_refused() {
    let world = World::with_starter().await;
    let mut it = Awarding::start(&world).await;
    let first = || chosen("first", 400);
    let cases: [(Award, Reason, &str); 8] = [
        (
            Award {
                award_date: day("2026-05-25"),
                ..first()
            },
            Reason::DatesInvalid,
            "award.award_date",
        ),
        (
            Award {
                award_date: day("2026-06-06"),
                ..first()
            },
            Reason::DatesInvalid,
            "award.award_date",
        ),
        (
            Award {
                value: usd(4),
                ..first()
            },
            Reason::CurrencyMismatch,
            "award.value.currency_code",
        ),
        (
            Award {
                value: kzt(0),
                ..first()
            },
            Reason::AmountInvalid,
            "award.value",
        ),
        (
            Award {
                supplier: org("second"),
                ..first()
            },
            Reason::FieldInvalid,
            "award.supplier",
        ),
        (
            Award {
                application: format!("{TENDER}/applications/nobody"),
                ..first()
            },
            Reason::ReferenceNotFound,
            "award.application",
        ),
        (
            Award {
                application: String::new(),
                ..first()
            },
            Reason::FieldInvalid,
            "award.application",
        ),
        (
            Award {
                application: String::new(),
                supplier: org("first"),
                recorded_from_source: true,
                sources: source(),
                ..first()
            },
            Reason::FieldInvalid,
            "award.recorded_from_source",
        ),
    ];
    for (award, reason, field) in cases {
        let outcome = it.propose("a", award).await;
        let status = refused(outcome, Code::InvalidArgument, reason);
        assert_eq!(fields(&status), [field]);
    }
    let mut decimals = first();
    if let Some(value) = &mut decimals.value {
        value.nanos = 1;
    }
    refused(
        it.propose("a", decimals).await,
        Code::InvalidArgument,
        Reason::AmountInvalid,
    );
    assert_eq!(
        list(&mut it, TENDER, "").await,
        [""; 0],
        "nothing half-written"
    );
    it.propose("a", first()).await.expect("made");
    refused(
        it.propose("b", first()).await,
        Code::AlreadyExists,
        Reason::ApplicationAlreadyAwarded,
    );
    let excluded = pb::DisqualifyApplicationRequest {
        name: format!("{TENDER}/applications/third"),
        reasons: en("It has a debt."),
        ..Default::default()
    };
    let done = it.tenders.disqualify_application(ask(excluded)).await;
    done.expect("disqualified");
    let third = Award {
        reasons: en("All the same."),
        ..chosen("third", 400)
    };
    refused(
        it.propose("b", third).await,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    it.confirm("a").await.expect("confirmed");
    let late = Award {
        name: name("a"),
        value: kzt(300),
        ..Default::default()
    };
    refused(
        update(&mut it, late, &["value"]).await,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    refused(
        it.confirm("a").await,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
}

#[tokio::test]
async fn an_award_of_the_past_is_recorded_from_a_source() {
    let world = World::with_starter().await;
    let mut it = Awarding::empty(&world).await;
    it.tender("t", past_tender()).await;
    let past = || Award {
        supplier: org("first"),
        value: kzt(400),
        award_date: day("2004-05-20"),
        recorded_from_source: true,
        ..Default::default()
    };
    let status = refused(
        it.propose("a", past()).await,
        Code::InvalidArgument,
        Reason::SourceMissing,
    );
    assert_eq!(fields(&status), ["award.sources"]);
    let sourced = Award {
        sources: source(),
        ..past()
    };
    refused(
        it.propose(
            "a",
            Award {
                supplier: String::new(),
                ..sourced.clone()
            },
        )
        .await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    it.propose("a", sourced).await.expect("recorded");
    it.confirm("a").await.expect("confirmed");
    assert_eq!(it.state().await, TenderState::Awarded);
    let contract = it.draw_up("c", after("a", 400)).await.expect("drawn up");
    assert_eq!(contract.supplier, org("first"));
    let signed = it.sign("c", "2004-06-01").await.expect("signed");
    assert_eq!(signed.sign_date, day("2004-06-01"));
}

#[tokio::test]
async fn a_cancelled_award_takes_its_unsigned_contract_with_it() {
    let world = World::with_starter().await;
    let mut it = Awarding::start(&world).await;
    it.propose("a", chosen("first", 400)).await.expect("made");
    it.confirm("a").await.expect("confirmed");
    it.draw_up("c", after("a", 400)).await.expect("drawn up");
    let done = it.cancel("a").await.expect("cancelled");
    assert_eq!(done.state(), State::Cancelled);
    assert_eq!(it.state().await, TenderState::Evaluating);
    let read = pb::GetContractRequest {
        name: "contracts/c".into(),
        ..Default::default()
    };
    let contract = it.contracts.get_contract(read).await.expect("read");
    assert_eq!(contract.into_inner().state(), ContractState::Cancelled);
    refused(
        it.sign("c", "").await,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    // The application is free again, and what was only proposed is unsuccessful.
    it.propose("b", chosen("first", 400)).await.expect("again");
    let done = it.cancel("b").await.expect("taken back");
    assert_eq!(done.state(), State::Unsuccessful);
    refused(
        it.cancel("b").await,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
}

#[tokio::test]
async fn an_award_whose_contract_is_signed_stays() {
    let world = World::with_starter().await;
    let mut it = Awarding::contracted(&world).await;
    let status = refused(
        it.cancel("a").await,
        Code::FailedPrecondition,
        Reason::ResourceInUse,
    );
    assert!(status.message().contains("contracts/c"), "{status:?}");
    let status = refused(
        it.roll.delete("first").await,
        Code::FailedPrecondition,
        Reason::ResourceInUse,
    );
    assert!(status.message().contains("organizations/first"));
}
