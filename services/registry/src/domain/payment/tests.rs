//! What the rules of payments accept and refuse.

use common::date;
use kenes_proto::gtype::{LocalizedText, Money};

use super::*;

/// What a case makes of what is good.
type Change = fn(&mut pb::Payment);

const TODAY: Date = Date {
    year: 2026,
    month: 5,
    day: 25,
};

fn kzt(units: i64) -> Money {
    money::of_hundredths(units * 100, "KZT")
}

fn contract() -> pb::Contract {
    let mut contract = pb::Contract {
        name: "contracts/c".into(),
        buyer: "organizations/ministry".into(),
        supplier: "organizations/ngo".into(),
        value: Some(kzt(400)),
        sign_date: date::parse("2026-02-01"),
        ..Default::default()
    };
    contract.set_state(ContractState::Active);
    contract
}

fn paid(units: i64) -> pb::Payment {
    let mut payment = pb::Payment {
        name: "contracts/c/payments/p".into(),
        amount: Some(kzt(units)),
        ..Default::default()
    };
    begin(&mut payment, &contract(), TODAY);
    payment
}

#[test]
fn payments_never_come_to_more_than_the_value_in_force() {
    let sum = |payment: &pb::Payment, others: i64| {
        check_sum(payment, &contract(), others).map_err(|e| e.reason())
    };
    let beyond = Err(Reason::PaymentsExceedContract);
    assert_eq!(sum(&paid(400), 0), Ok(()));
    assert_eq!(sum(&paid(400), 1), beyond);
    assert_eq!(sum(&paid(401), 0), beyond);
    let mut reversed = paid(400);
    reversed.set_state(State::Reversed);
    assert_eq!(sum(&reversed, 40_000), Ok(()), "it no longer counts");
    assert_eq!((counted(&paid(4)), counted(&reversed)), (400, 0));
}

#[test]
fn a_payment_follows_the_signature_and_is_in_the_currency_of_the_contract() {
    let wrong = |change: fn(&mut pb::Payment)| {
        let mut payment = paid(100);
        change(&mut payment);
        let found = check(&payment, &contract(), &TODAY).into_iter();
        found
            .map(|v| format!("{} {}", v.field, v.reason))
            .collect::<Vec<_>>()
    };
    assert!(wrong(|_| ()).is_empty());
    assert!(wrong(|p| p.pay_date = date::parse("2026-02-01")).is_empty());
    let cases: [(Change, &str); 6] = [
        (
            |p| p.pay_date = date::parse("2026-01-31"),
            "payment.pay_date DATES_INVALID",
        ),
        (
            |p| p.pay_date = date::parse("2026-05-26"),
            "payment.pay_date DATES_INVALID",
        ),
        (
            |p| p.amount = Some(money::of_hundredths(1, "USD")),
            "payment.amount.currency_code CURRENCY_MISMATCH",
        ),
        (|p| p.amount = Some(kzt(0)), "payment.amount AMOUNT_INVALID"),
        (
            |p| p.payer = "organizations/ngo".into(),
            "payment.payer FIELD_INVALID",
        ),
        (
            |p| p.milestone = "contracts/d/milestones/m".into(),
            "payment.milestone FIELD_INVALID",
        ),
    ];
    for (change, expected) in cases {
        assert_eq!(wrong(change), [expected]);
    }
}

#[test]
fn only_what_was_signed_is_paid() {
    for (state, good) in [
        (ContractState::Pending, false),
        (ContractState::Active, true),
        (ContractState::Completed, true),
        (ContractState::Terminated, true),
        (ContractState::Cancelled, false),
    ] {
        let mut contract = contract();
        contract.set_state(state);
        assert_eq!(check_signed(&contract).is_ok(), good);
    }
}

#[test]
fn money_comes_back_once_and_for_a_reason() {
    let now = date::parse_time("2026-05-25T12:00:00+05:00").expect("a time");
    let mut request = pb::ReversePaymentRequest::default();
    let mut payment = paid(100);
    let outcome = reverse(&mut payment, &request, now).map_err(|e| e.reason());
    assert_eq!(outcome, Err(Reason::LanguageMissing));
    request.reasons = vec![LocalizedText {
        text: "To the wrong account.".into(),
        language_code: "en".into(),
    }];
    reverse(&mut payment, &request, now).expect("reversed");
    assert_eq!(payment.reverse_date, Some(TODAY));
    let outcome = reverse(&mut payment, &request, now).map_err(|e| e.reason());
    assert_eq!(outcome, Err(Reason::StateTransitionForbidden));
}
