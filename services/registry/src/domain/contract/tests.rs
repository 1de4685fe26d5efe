//! What the rules of contracts accept and refuse.

use common::{date, money};
use kenes_proto::{
    gtype::{LocalizedText, Money},
    registry::award::State as AwardState,
};

use super::*;

/// What a case makes of what is good.
type Change = fn(&mut pb::AmendContractRequest);

const TODAY: Date = Date {
    year: 2026,
    month: 5,
    day: 25,
};

fn kzt(units: i64) -> Money {
    money::of_hundredths(units * 100, "KZT")
}

fn why() -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: "More villages.".into(),
        language_code: "en".into(),
    }]
}

fn award() -> Award {
    let mut award = Award {
        name: "tenders/t/awards/a".into(),
        supplier: "organizations/ngo".into(),
        value: Some(kzt(400)),
        award_date: date::parse("2026-01-10"),
        ..Default::default()
    };
    award.set_state(AwardState::Active);
    award
}

fn drawn_up() -> pb::Contract {
    let mut contract = pb::Contract {
        name: "contracts/c".into(),
        award: award().name,
        value: Some(kzt(400)),
        end_date: date::parse("2026-12"),
        ..Default::default()
    };
    begin(&mut contract, &award(), "organizations/ministry");
    contract
}

fn signed() -> pb::Contract {
    let mut contract = drawn_up();
    let day = date::parse("2026-02-01");
    sign(&mut contract, &award(), day, TODAY).expect("signed");
    contract
}

fn reason<T>(outcome: Result<T, Error>) -> Option<Reason> {
    outcome.err().map(|refusal| refusal.reason())
}

#[test]
fn a_contract_is_of_its_award() {
    let contract = drawn_up();
    assert_eq!(
        [&contract.tender, &contract.buyer, &contract.supplier],
        ["tenders/t", "organizations/ministry", "organizations/ngo"]
    );
    assert_eq!(contract.state(), State::Pending);
    assert!(check(&contract, &award()).is_empty());
    for (value, reason) in [
        (Some(kzt(401)), "CONTRACT_ABOVE_AWARD"),
        (Some(kzt(0)), "AMOUNT_INVALID"),
        (None, "AMOUNT_INVALID"),
        (Some(money::of_hundredths(1, "USD")), "CURRENCY_MISMATCH"),
    ] {
        let contract = pb::Contract {
            value,
            ..drawn_up()
        };
        let found = check(&contract, &award());
        assert_eq!(found[0].reason, reason);
        assert_eq!(found.len(), 1);
    }
    let mut less = award();
    less.value = Some(kzt(399));
    let refusal = reason(sign(&mut drawn_up(), &less, None, TODAY));
    assert_eq!(refusal, Some(Reason::ContractAboveAward), "corrected since");
    let backwards = pb::Contract {
        start_date: date::parse("2027-01-01"),
        ..drawn_up()
    };
    let found = check(&backwards, &award());
    assert_eq!(found[0].field, "contract.end_date");
}

#[test]
fn it_is_signed_between_the_award_and_its_end() {
    for (day, expected) in [
        ("2026-01-10", None),
        ("2026-05-25", None),
        ("2026-01-09", Some(Reason::DatesInvalid)),
        ("2026-05-26", Some(Reason::DatesInvalid)),
    ] {
        let outcome = sign(&mut drawn_up(), &award(), date::parse(day), TODAY);
        assert_eq!(reason(outcome), expected, "{day}");
    }
    let mut over = drawn_up();
    over.end_date = date::parse("2026-03");
    let outcome = sign(&mut over, &award(), date::parse("2026-04-01"), TODAY);
    assert_eq!(reason(outcome), Some(Reason::DatesInvalid));
    let outcome = sign(&mut signed(), &award(), None, TODAY);
    assert_eq!(reason(outcome), Some(Reason::StateTransitionForbidden));
}

#[test]
fn nothing_is_signed_after_an_award_that_is_not_in_force() {
    for state in [
        AwardState::Pending,
        AwardState::Cancelled,
        AwardState::Unsuccessful,
    ] {
        let mut award = award();
        award.set_state(state);
        let mut contract = drawn_up();
        let outcome = sign(&mut contract, &award, None, TODAY);
        assert_eq!(reason(outcome), Some(Reason::StateTransitionForbidden));
        assert_eq!(contract, drawn_up(), "nothing half done");
    }
}

#[test]
fn what_is_signed_is_changed_by_an_amendment_only() {
    let changes: [fn(&mut pb::Contract); 3] = [
        |c| c.value = Some(kzt(1)),
        |c| c.start_date = date::parse("2026-03"),
        |c| c.end_date = None,
    ];
    for change in changes {
        let mut new = signed();
        change(&mut new);
        let outcome = check_kept(&signed(), &new);
        assert_eq!(reason(outcome), Some(Reason::StateTransitionForbidden));
        let mut new = drawn_up();
        change(&mut new);
        assert_eq!(reason(check_kept(&drawn_up(), &new)), None);
    }
    let renumbered = |number: &str| pb::Contract {
        number: number.into(),
        ..signed()
    };
    let kept = |from: &str, to: &str| reason(check_kept(&renumbered(from), &renumbered(to)));
    assert_eq!(kept("", "7"), None, "it was not known");
    assert_eq!(kept("7", "8"), Some(Reason::StateTransitionForbidden));
}

#[test]
fn a_second_contract_is_for_what_is_left() {
    let left = |paid| check_left("contract.value", &drawn_up(), &award(), paid).is_none();
    assert!(left(0));
    assert!(!left(1), "400 were awarded");
    let mut less = drawn_up();
    less.value = Some(kzt(100));
    assert!(check_left("contract.value", &less, &award(), 300 * 100).is_none());
    assert!(check_left("contract.value", &less, &award(), 301 * 100).is_some());
}

#[test]
fn an_amendment_says_what_was_before() {
    let mut contract = signed();
    let request = pb::AmendContractRequest {
        amend_date: date::parse("2026-03-01"),
        reasons: why(),
        value: Some(kzt(500)),
        end_date: date::parse("2027-03-31"),
        ..Default::default()
    };
    amend(&mut contract, &request, 0, TODAY).expect("amended");
    assert_eq!(
        contract.value,
        Some(kzt(500)),
        "more than the award, by an amendment"
    );
    assert_eq!(contract.end_date, date::parse("2027-03-31"));
    let recorded = &contract.amendments[0];
    assert_eq!(
        (&recorded.former_value, &recorded.value),
        (&Some(kzt(400)), &Some(kzt(500)))
    );
    assert_eq!(recorded.former_end_date, date::parse("2026-12"));
    assert_eq!(recorded.start_date, None, "what is not changed is absent");
    assert!(check(&contract, &award()).is_empty());
}

#[test]
fn an_amendment_that_may_not_be_leaves_the_contract_as_it_was() {
    let amended = |change: fn(&mut pb::AmendContractRequest), paid: i64| {
        let mut request = pb::AmendContractRequest {
            reasons: why(),
            value: Some(kzt(300)),
            ..Default::default()
        };
        change(&mut request);
        let mut contract = signed();
        let outcome = reason(amend(&mut contract, &request, paid, TODAY));
        assert_eq!(outcome.is_some(), contract == signed());
        outcome
    };
    assert_eq!(amended(|_| (), 30_000), None);
    let beyond = Some(Reason::PaymentsExceedContract);
    assert_eq!(amended(|_| (), 30_001), beyond);
    let cases: [(Change, Reason); 7] = [
        (|r| r.reasons.clear(), Reason::LanguageMissing),
        (|r| r.value = None, Reason::FieldInvalid),
        (|r| r.value = Some(kzt(400)), Reason::FieldInvalid),
        (
            |r| r.value = Some(money::of_hundredths(1, "USD")),
            Reason::CurrencyMismatch,
        ),
        (
            |r| r.amend_date = date::parse("2026-01-31"),
            Reason::DatesInvalid,
        ),
        (
            |r| r.end_date = date::parse("2026-01-31"),
            Reason::DatesInvalid,
        ),
        (
            |r| r.start_date = date::parse("2027-01-01"),
            Reason::DatesInvalid,
        ),
    ];
    for (change, reason) in cases {
        assert_eq!(amended(change, 0), Some(reason));
    }
    let request = pb::AmendContractRequest {
        reasons: why(),
        value: Some(kzt(300)),
        ..Default::default()
    };
    let outcome = amend(&mut drawn_up(), &request, 0, TODAY);
    assert_eq!(reason(outcome), Some(Reason::StateTransitionForbidden));
}

#[test]
fn it_ends_once_and_not_before_it_was_signed() {
    let close_date = date::parse("2026-01-31");
    let none = Progress::default();
    let early = pb::TerminateContractRequest {
        close_date,
        reasons: why(),
        ..Default::default()
    };
    let outcome = terminate(&mut signed(), &early, &none, TODAY);
    assert_eq!(reason(outcome), Some(Reason::DatesInvalid));
    let mut contract = signed();
    let done = pb::CompleteContractRequest::default();
    complete(&mut contract, &done, &none, TODAY).expect("done");
    assert_eq!(
        (contract.state(), contract.close_date),
        (State::Completed, Some(TODAY))
    );
    assert_eq!(last_day(&contract), 2026_05_25);
    let again = pb::TerminateContractRequest {
        close_date: None,
        ..early
    };
    let outcome = terminate(&mut contract, &again, &none, TODAY);
    assert_eq!(reason(outcome), Some(Reason::StateTransitionForbidden));
    assert_eq!(last_day(&signed()), 2026_12_31);
}

#[test]
fn it_ends_after_what_was_done_under_it() {
    let open = Progress {
        open: vec!["contracts/c/milestones/m".into()],
        last_day: 2026_05_20,
    };
    let done = |on, progress: &Progress| {
        let request = pb::CompleteContractRequest {
            close_date: date::parse(on),
            ..Default::default()
        };
        reason(complete(&mut signed(), &request, progress, TODAY))
    };
    let forbidden = Some(Reason::StateTransitionForbidden);
    assert_eq!(done("2026-05-20", &open), forbidden);
    let accepted = Progress {
        open: Vec::new(),
        ..open.clone()
    };
    assert_eq!(done("2026-05-20", &accepted), None);
    assert_eq!(done("2026-05-19", &accepted), Some(Reason::DatesInvalid));
    let ended = |on| {
        let request = pb::TerminateContractRequest {
            close_date: date::parse(on),
            reasons: why(),
            ..Default::default()
        };
        reason(terminate(&mut signed(), &request, &open, TODAY))
    };
    assert_eq!(ended("2026-05-20"), None, "whatever is open");
    assert_eq!(ended("2026-05-19"), Some(Reason::DatesInvalid));
}
