//! What no order may hold, whoever sends it: applicants that are no more, ties to an applicant, numbers without end, names of
//! nothing. Each is refused with its reason, and nothing is written.

use kenes_proto::{
    gtype::Money,
    registry::{self as pb, Application, Lot, Tender, contract::State as ContractState},
    types::ErrorReason as Reason,
};
use tonic::{Code, Response};

use crate::{
    awarding::{Awarding, after, chosen, kzt},
    order::{Order, T, line, offer, tender},
    roll::{day, group, org, paths, person},
    world::{World, ask, en, fields, refused},
};

/// Amounts that are none.
fn nonsense() -> Vec<Money> {
    let amount = |units, nanos| Money {
        currency_code: "KZT".into(),
        units,
        nanos,
    };
    vec![
        amount(i64::MAX, i32::MAX),
        amount(i64::MAX, 999_999_999),
        amount(i64::MAX, 0),
        amount(i64::MIN, i32::MIN),
        amount(-1, 0),
        amount(0, -10_000_000),
        amount(1, 1_000_000),
    ]
}

#[tokio::test]
async fn an_organization_that_is_no_more_does_not_apply() {
    // The second of June.
    let mut order = Order::announced(tender()).await;
    order.roll.dissolve("adilet", "2026-06-02").await;
    order.roll.dissolve("bilim", "2026-06-01").await;
    let all = kenes_proto::registry::organization::Kind::Ngo;
    order.roll.record(all, &["heir"]).await;
    let request = pb::MergeOrganizationsRequest {
        name: org("umit"),
        into: org("heir"),
        ..Default::default()
    };
    let merged = order.roll.organizations.merge_organizations(ask(request));
    merged.await.expect("merged");
    for id in ["adilet", "bilim", "umit"] {
        let status = order.apply(id, offer(id, 900_000)).await;
        let status = refused(
            status,
            Code::FailedPrecondition,
            Reason::OrganizationNotActive,
        );
        assert!(status.message().contains("was dissolved on"), "{status:?}");
    }
    // Whoever carries on applies in its own name, by who may sign for it.
    let status = order.apply("heir", offer("heir", 900_000)).await;
    refused(
        status,
        Code::FailedPrecondition,
        Reason::StandingNotMandated,
    );
    order.mandate("heir", "sign").await;
    let made = order.apply("heir", offer("heir", 900_000)).await;
    made.expect("accepted");
}

#[tokio::test]
async fn a_member_who_acts_for_the_applicant_or_belongs_to_it_does_not_score_it() {
    let offers = ["adilet", "bilim", "umit"].map(|id| (id, offer(id, 900_000)));
    let mut order = Order::evaluating(&offers).await;
    let roll = &mut order.roll;
    let ngos = kenes_proto::registry::organization::Kind::Association;
    roll.record(ngos, &["union"]).await;
    // One that ended since applications began, one that ended before, and one that has not begun.
    roll.mandate("adilet", "chair", "2020-01-01", "2026-06-01")
        .await;
    roll.mandate("bilim", "chair", "2020-01-01", "2026-05-31")
        .await;
    roll.mandate("umit", "chair", "2026-06-12", "").await;
    let seat = pb::Membership {
        on_behalf_of: org("adilet"),
        ..person("second", "2026-01-01", "")
    };
    let of_adilet = roll.join("union", "u", group("adilet", "2026-01-01", ""));
    of_adilet.await.expect("a member");
    roll.join("union", "s", seat).await.expect("a seat");
    let own = roll.join("bilim", "own", person("second", "2026-01-01", ""));
    own.await.expect("a membership");
    for (member, applicant, tie) in [
        ("chair", "adilet", Some("organizations/adilet/mandates/")),
        ("chair", "bilim", None),
        ("chair", "umit", None),
        (
            "second",
            "adilet",
            Some("organizations/union/memberships/s"),
        ),
        (
            "second",
            "bilim",
            Some("organizations/bilim/memberships/own"),
        ),
        ("second", "umit", None),
    ] {
        let outcome = order.score(applicant, member, [1, 1]).await;
        let Some(tie) = tie else {
            outcome.expect("free");
            continue;
        };
        let status = refused(
            outcome,
            Code::FailedPrecondition,
            Reason::ConflictOfInterest,
        );
        assert!(status.message().contains(tie), "{status:?}");
    }
}

#[tokio::test]
async fn amounts_without_end_are_refused_and_not_added_up() {
    let mut order = Order::start().await;
    for amount in nonsense() {
        let lot = |id: &str| Lot {
            lot_id: id.into(),
            titles: en(id),
            value: Some(amount.clone()),
            ..Default::default()
        };
        let whole = Tender {
            value: Some(amount.clone()),
            ..tender()
        };
        let parts = Tender {
            lots: vec![lot("a"), lot("b"), lot("c")],
            ..tender()
        };
        for tender in [whole, parts] {
            let status = order.create("t", tender).await;
            refused(status, Code::InvalidArgument, Reason::AmountInvalid);
        }
    }
    let mut order = Order::announced(tender()).await;
    for amount in nonsense() {
        let mut greedy = offer("adilet", 900_000);
        greedy.value = Some(amount.clone());
        let mut lines = offer("adilet", 900_000);
        for _ in 0..5 {
            let mut dear = line("wages", 1);
            dear.amount = Some(amount.clone());
            lines.cost_lines.push(dear);
        }
        for application in [greedy, lines] {
            let status = order.apply("a", application).await;
            refused(status, Code::InvalidArgument, Reason::AmountInvalid);
        }
    }
    let above: Application = offer("adilet", 1_000_001);
    let status = order.apply("a", above).await;
    let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["application.value"]);
}

#[tokio::test]
async fn nothing_is_awarded_agreed_or_paid_that_is_no_amount() {
    let world = World::with_starter().await;
    let mut it = Awarding::contracted(&world).await;
    for amount in nonsense() {
        let value = Some(amount);
        let award = pb::Award {
            value: value.clone(),
            reasons: en("Whatever it costs."),
            ..chosen("second", 1)
        };
        let status = it.propose("b", award).await;
        refused(status, Code::InvalidArgument, Reason::AmountInvalid);
        let contract = pb::Contract {
            value: value.clone(),
            ..after("a", 1)
        };
        let status = it.draw_up("d", contract).await;
        refused(status, Code::InvalidArgument, Reason::AmountInvalid);
        let request = pb::AmendContractRequest {
            name: "contracts/c".into(),
            reasons: en("More."),
            value: value.clone(),
            ..Default::default()
        };
        let status = it.contracts.amend_contract(ask(request)).await;
        refused(status, Code::InvalidArgument, Reason::AmountInvalid);
        let request = pb::CreatePaymentRequest {
            parent: "contracts/c".into(),
            payment: Some(pb::Payment {
                amount: value,
                ..Default::default()
            }),
            ..Default::default()
        };
        let status = it.contracts.create_payment(ask(request)).await;
        refused(status, Code::InvalidArgument, Reason::AmountInvalid);
    }
    let request = pb::GetContractRequest {
        name: "contracts/c".into(),
        ..Default::default()
    };
    let kept = it.contracts.get_contract(request).await;
    let kept = kept.expect("a contract").into_inner();
    assert_eq!((kept.value, kept.paid), (kzt(400), kzt(0)));
    assert_eq!(kept.state, i32::from(ContractState::Active));
    // The largest amounts that there are come together without harm, where a reason is given.
    let request = pb::AmendContractRequest {
        name: "contracts/c".into(),
        reasons: en("More."),
        value: kzt(1_000_000_000_000),
        ..Default::default()
    };
    let amended = it.contracts.amend_contract(ask(request)).await;
    amended.expect("amended");
    for (id, ngo) in [("b", "second"), ("d", "third")] {
        let award = pb::Award {
            reasons: en("Whatever it costs."),
            ..chosen(ngo, 1_000_000_000_000)
        };
        it.propose(id, award).await.expect("made");
    }
}

#[tokio::test]
async fn a_tender_is_part_of_a_programme_that_there_is() {
    let mut order = Order::announced(tender()).await;
    let astray = Tender {
        support_program: "supportPrograms/none".into(),
        ..tender()
    };
    let no_programme = |outcome| {
        let status = refused(outcome, Code::InvalidArgument, Reason::ReferenceNotFound);
        assert_eq!(fields(&status), ["tender.support_program"]);
    };
    no_programme(order.create("astray", astray.clone()).await);
    order.create("draft", tender()).await.expect("a tender");
    let named = |name: &str| {
        Some(Tender {
            name: name.into(),
            ..astray.clone()
        })
    };
    let request = pb::UpdateTenderRequest {
        tender: named("tenders/draft"),
        update_mask: paths(&["support_program"]),
        ..Default::default()
    };
    let updated = order.orders.update_tender(ask(request)).await;
    no_programme(updated.map(Response::into_inner));
    let request = pb::AmendTenderRequest {
        tender: named(T),
        update_mask: paths(&["support_program"]),
        reasons: en("It is."),
        ..Default::default()
    };
    let amended = order.orders.amend_tender(ask(request)).await;
    no_programme(amended.map(Response::into_inner));
}

#[tokio::test]
async fn who_applied_stays_on_record() {
    let mut order = Order::evaluating(&[("bilim", offer("bilim", 900_000))]).await;
    let status = order.roll.delete("bilim").await;
    let status = refused(status, Code::FailedPrecondition, Reason::ResourceInUse);
    assert!(!status.message().is_empty());
}

#[tokio::test]
async fn nobody_complains_of_an_award_before_it_is_made() {
    let world = World::with_starter().await;
    let mut it = Awarding::start(&world).await;
    let award = pb::Award {
        award_date: day("2026-06-01"),
        ..chosen("first", 400)
    };
    let made = it.propose("a", award).await.expect("made");
    for (on, good) in [("2026-05-31", false), ("2026-06-01", true)] {
        let request = pb::CreateComplaintRequest {
            parent: crate::awarding::TENDER.into(),
            complaint: Some(pb::Complaint {
                complainant: org("second"),
                award: made.name.clone(),
                file_date: day(on),
                texts: en("We are better."),
                ..Default::default()
            }),
            ..Default::default()
        };
        let outcome = it.awards.create_complaint(ask(request)).await;
        if good {
            outcome.expect("filed");
            continue;
        }
        let status = refused(outcome, Code::InvalidArgument, Reason::DatesInvalid);
        assert_eq!(fields(&status), ["complaint.file_date"]);
    }
}
