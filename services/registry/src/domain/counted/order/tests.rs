//! What tenders and what belongs to them add, by their states.

use kenes_proto::gtype::{Date, Money};

use super::{super::When, *};

fn tenge(units: i64) -> Money {
    Money {
        currency_code: "KZT".into(),
        units,
        nanos: 0,
    }
}

fn numbers(additions: &[Addition]) -> Vec<(&'static str, When, i64)> {
    let additions = additions.iter();
    additions
        .map(|one| (one.indicator, one.when.clone(), one.number))
        .collect()
}

#[test]
fn a_tender_counts_from_its_announcement_in_the_year_in_which_applications_begin() {
    let mut tender = Tender {
        name: "tenders/pilot".into(),
        level_code: "central".into(),
        form_code: "social-order".into(),
        area_codes: vec!["culture".into(), "heritage".into()],
        value: Some(tenge(10_700_000)),
        // The last hours of 2002 in UTC are the first of 2003 in Almaty.
        submission_start_time: Some(date::timestamp(1_041_368_400_000_000)),
        ..Default::default()
    };
    for (state, counted) in [
        (State::Draft, false),
        (State::Withdrawn, false),
        (State::Announced, true),
        (State::Evaluating, true),
        (State::Awarded, true),
        (State::Failed, true),
        (State::Cancelled, true),
    ] {
        tender.set_state(state);
        let found = of_tender(&tender, &["culture-heritage".into()]);
        let expected = [
            (TENDERS, When::Year(2003), 1),
            (TENDER_AMOUNT, When::Units(2003, "KZT".into()), 10_700_000),
        ];
        let expected = if counted {
            expected.to_vec()
        } else {
            Vec::new()
        };
        assert_eq!(numbers(&found[0].additions), expected, "{state:?}");
        let codes = [
            (TOTAL, NONE),
            (TENDER, "tenders/pilot"),
            (LEVEL, "central"),
            (ORDER_FORM, "social-order"),
            (AREA, "culture"),
            (AREA, "heritage"),
            (AREA_GROUP, "culture-heritage"),
        ];
        assert_eq!(
            found[0].codes,
            codes.map(|(of, code)| (of, code.to_owned()))
        );
    }
    tender.area_codes.clear();
    let found = of_tender(&tender, &[]);
    assert_eq!(
        found[0].codes[4..],
        [(AREA, NONE.to_owned()), (AREA_GROUP, NONE.to_owned())]
    );
    assert_eq!(year(0), 0, "nobody recorded it");
}

#[test]
fn an_application_counts_unless_it_was_taken_back() {
    for (state, counted) in [
        (ApplicationState::Sealed, 1),
        (ApplicationState::Opened, 1),
        (ApplicationState::Admitted, 1),
        (ApplicationState::Disqualified, 1),
        (ApplicationState::Withdrawn, 0),
    ] {
        let application = Application {
            state: state.into(),
            ..Default::default()
        };
        assert_eq!(
            of_application(&application, 2003).len(),
            counted,
            "{state:?}"
        );
    }
}

#[test]
fn an_award_counts_while_it_is_in_force_a_contract_once_it_is_signed_a_payment_unless_it_came_back()
{
    let mut award = Award {
        value: Some(tenge(470_000)),
        ..Default::default()
    };
    for (state, counted) in [
        (AwardState::Pending, 0),
        (AwardState::Active, 2),
        (AwardState::Cancelled, 0),
        (AwardState::Unsuccessful, 0),
    ] {
        award.set_state(state);
        assert_eq!(of_award(&award, 2003).len(), counted, "{state:?}");
    }
    let day = Some(Date {
        year: 2004,
        month: 4,
        day: 29,
    });
    let mut contract = Contract {
        value: Some(tenge(470_000)),
        ..Default::default()
    };
    assert!(of_contract(&contract).is_empty());
    contract.sign_date = day;
    assert_eq!(
        numbers(&of_contract(&contract)),
        [
            (CONTRACTS, When::Year(2004), 1),
            (CONTRACT_AMOUNT, When::Units(2004, "KZT".into()), 470_000)
        ]
    );
    let mut payment = Payment {
        amount: Some(tenge(235_000)),
        pay_date: day,
        ..Default::default()
    };
    payment.set_state(PaymentState::Paid);
    assert_eq!(
        numbers(&of_payment(&payment)),
        [(PAYMENT_AMOUNT, When::Units(2004, "KZT".into()), 235_000)]
    );
    payment.set_state(PaymentState::Reversed);
    assert!(of_payment(&payment).is_empty());
}
