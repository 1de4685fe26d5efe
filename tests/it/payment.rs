//! Payments: never more than the contract's value in force, counted in one transaction.

use kenes_proto::{
    registry::{self as pb, Payment, payment::State},
    types::ErrorReason as Reason,
};
use tonic::{Code, Response, Status};

use crate::{
    awarding::{Awarding, TODAY, after, chosen, kzt, usd},
    roll::{day, org, paths},
    world::{World, ask, en, fields, refused},
};

const C: &str = "contracts/c";

fn of(units: i64) -> Payment {
    Payment {
        amount: kzt(units),
        ..Default::default()
    }
}

async fn pay(it: &mut Awarding, id: &str, payment: Payment) -> Result<Payment, Status> {
    let request = pb::CreatePaymentRequest {
        parent: C.into(),
        payment: Some(payment),
        payment_id: id.into(),
        ..Default::default()
    };
    let made = it.contracts.create_payment(ask(request)).await;
    made.map(Response::into_inner)
}

async fn update(it: &mut Awarding, id: &str, payment: Payment) -> Result<Payment, Status> {
    let request = pb::UpdatePaymentRequest {
        payment: Some(Payment {
            name: format!("{C}/payments/{id}"),
            ..payment
        }),
        update_mask: paths(&["amount"]),
        ..Default::default()
    };
    let saved = it.contracts.update_payment(ask(request)).await;
    saved.map(Response::into_inner)
}

async fn reverse(it: &mut Awarding, id: &str, on: &str) -> Result<Payment, Status> {
    let request = pb::ReversePaymentRequest {
        name: format!("{C}/payments/{id}"),
        reverse_date: day(on),
        reasons: en("To the wrong account."),
        ..Default::default()
    };
    let done = it.contracts.reverse_payment(ask(request)).await;
    done.map(Response::into_inner)
}

async fn amend(it: &mut Awarding, units: i64) -> Result<(), Status> {
    let request = pb::AmendContractRequest {
        name: C.into(),
        reasons: en("The budget changed."),
        value: kzt(units),
        ..Default::default()
    };
    it.contracts.amend_contract(ask(request)).await.map(drop)
}

async fn list(it: &mut Awarding, filter: &str) -> Vec<Payment> {
    let request = pb::ListPaymentsRequest {
        parent: "contracts/-".into(),
        filter: filter.into(),
        ..Default::default()
    };
    let page = it.contracts.list_payments(request).await.expect("listed");
    page.into_inner().payments
}

fn beyond<T: std::fmt::Debug>(outcome: Result<T, Status>) -> Status {
    let code = Code::FailedPrecondition;
    refused(outcome, code, Reason::PaymentsExceedContract)
}

#[tokio::test]
async fn payments_never_exceed_the_value_in_force() {
    let world = World::with_starter().await;
    let mut it = Awarding::contracted(&world).await;
    beyond(pay(&mut it, "p", of(401)).await);
    let made = pay(&mut it, "p", of(300)).await.expect("paid");
    assert_eq!(
        (made.state(), made.pay_date, made.payer.as_str()),
        (State::Paid, day(TODAY), "organizations/ministry")
    );
    let status = beyond(pay(&mut it, "q", of(101)).await);
    assert!(status.message().contains("401 KZT"), "{status:?}");
    pay(&mut it, "q", of(100)).await.expect("all of it");
    beyond(update(&mut it, "q", of(101)).await);
    update(&mut it, "q", of(99)).await.expect("less");
    // The value cannot sink below what was paid, and an amendment makes room.
    beyond(amend(&mut it, 398).await);
    amend(&mut it, 500).await.expect("amended");
    pay(&mut it, "r", of(101)).await.expect("paid");
    beyond(pay(&mut it, "s", of(1)).await);
    // What came back no longer counts.
    let back = reverse(&mut it, "r", "").await.expect("reversed");
    assert_eq!(
        (back.state(), back.reverse_date),
        (State::Reversed, day(TODAY))
    );
    pay(&mut it, "s", of(101)).await.expect("paid");
    for outcome in [
        reverse(&mut it, "r", "").await,
        update(&mut it, "r", of(1)).await,
    ] {
        refused(
            outcome,
            Code::FailedPrecondition,
            Reason::StateTransitionForbidden,
        );
    }
    let read = pb::GetPaymentRequest {
        name: back.name.clone(),
        ..Default::default()
    };
    let read = it.contracts.get_payment(read).await.expect("read");
    assert_eq!(read.into_inner(), back);
    assert_eq!(list(&mut it, "state = REVERSED").await, [back]);
    let filter = "payer = \"organizations/ministry\" AND state = PAID";
    assert_eq!(list(&mut it, filter).await.len(), 3);
}

#[tokio::test]
async fn payments_at_the_same_time_are_counted_one_after_the_other() {
    let world = World::with_starter().await;
    let it = Awarding::contracted(&world).await;
    let all = (0..8).map(|n| {
        let mut contracts = it.contracts.clone();
        tokio::spawn(async move {
            let request = pb::CreatePaymentRequest {
                parent: C.into(),
                payment: Some(of(100)),
                payment_id: format!("p{n}"),
                ..Default::default()
            };
            contracts.create_payment(ask(request)).await
        })
    });
    let all: Vec<_> = all.collect();
    let mut paid = 0;
    for one in all {
        match one.await.expect("a call") {
            Ok(_) => paid += 1,
            Err(status) => drop(beyond::<()>(Err(status))),
        }
    }
    assert_eq!(paid, 4, "400 of 400");
}

#[tokio::test]
async fn what_is_wrong_with_a_payment_is_refused() {
    let world = World::with_starter().await;
    let mut it = Awarding::contracted(&world).await;
    for (payment, reason, field) in [
        (
            Payment {
                pay_date: day("2026-05-31"),
                ..of(100)
            },
            Reason::DatesInvalid,
            "payment.pay_date",
        ),
        (
            Payment {
                pay_date: day("2026-06-06"),
                ..of(100)
            },
            Reason::DatesInvalid,
            "payment.pay_date",
        ),
        (
            Payment {
                amount: usd(1),
                ..of(1)
            },
            Reason::CurrencyMismatch,
            "payment.amount.currency_code",
        ),
        (
            Payment {
                amount: None,
                ..of(1)
            },
            Reason::AmountInvalid,
            "payment.amount",
        ),
        (
            Payment {
                payer: org("first"),
                ..of(1)
            },
            Reason::FieldInvalid,
            "payment.payer",
        ),
        (
            Payment {
                payer: org("nobody"),
                ..of(1)
            },
            Reason::ReferenceNotFound,
            "payment.payer",
        ),
        (
            Payment {
                milestone: format!("{C}/milestones/none"),
                ..of(1)
            },
            Reason::ReferenceNotFound,
            "payment.milestone",
        ),
    ] {
        let outcome = pay(&mut it, "p", payment).await;
        let status = refused(outcome, Code::InvalidArgument, reason);
        let expected = match reason {
            Reason::AmountInvalid => "payment.amount",
            _ => field,
        };
        assert_eq!(fields(&status), [expected]);
    }
    let mut decimals = of(1);
    if let Some(amount) = &mut decimals.amount {
        amount.nanos = 5_000_000;
    }
    refused(
        pay(&mut it, "p", decimals).await,
        Code::InvalidArgument,
        Reason::AmountInvalid,
    );
    assert_eq!(list(&mut it, "").await, [], "nothing half-written");
    pay(&mut it, "p", of(100)).await.expect("paid");
    refused(
        reverse(&mut it, "p", "2026-06-04").await,
        Code::InvalidArgument,
        Reason::DatesInvalid,
    );
}

#[tokio::test]
async fn nothing_is_paid_before_the_signature() {
    let world = World::with_starter().await;
    let mut it = Awarding::start(&world).await;
    it.propose("a", chosen("first", 400)).await.expect("made");
    it.draw_up("c", after("a", 400)).await.expect("drawn up");
    refused(
        pay(&mut it, "p", of(1)).await,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
}
