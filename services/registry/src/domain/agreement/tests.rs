//! What the rules of agreements accept and refuse.

use super::*;

const TODAY: i64 = 2026_05_25;
/// Noon of that day, UTC.
const NOW: i64 = 1_779_710_400_000_000;

fn today() -> Date {
    date::parse("2026-05-25").expect("a day")
}

fn en(text: &str) -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: text.into(),
        language_code: "en".into(),
    }]
}

fn party(id: &str) -> Party {
    Party {
        organization: format!("organizations/{id}"),
        ..Default::default()
    }
}

fn draft() -> Agreement {
    Agreement {
        name: "agreements/a".into(),
        titles: en("On cooperation"),
        kind_code: "agreement".into(),
        parties: vec![party("a"), party("b")],
        ..Default::default()
    }
}

fn signed(on: &str) -> Agreement {
    let mut agreement = draft();
    agreement.sign_date = date::parse(on);
    agreement
}

fn signing(on: &str) -> pb::SignAgreementRequest {
    pb::SignAgreementRequest {
        sign_date: date::parse(on),
        ..Default::default()
    }
}

fn amendment(on: &str) -> pb::AmendAgreementRequest {
    pb::AmendAgreementRequest {
        amend_date: date::parse(on),
        texts: en("The sum"),
        ..Default::default()
    }
}

fn end(on: &str) -> pb::TerminateAgreementRequest {
    pb::TerminateAgreementRequest {
        terminate_date: date::parse(on),
        reasons: en("By consent"),
        ..Default::default()
    }
}

fn fields(agreement: &Agreement) -> Vec<String> {
    let wrong = check(agreement, TODAY).into_iter();
    wrong.map(|v| format!("{} {}", v.reason, v.field)).collect()
}

#[test]
fn the_noon_of_the_tests_is_that_day() {
    assert_eq!(date::local_number(NOW), TODAY);
}

#[test]
fn the_days_of_an_agreement_run_forward() {
    let mut agreement = signed("2026-02-01");
    assert!(fields(&agreement).is_empty());
    agreement.start_date = date::parse("2026-01-31");
    assert_eq!(
        fields(&agreement),
        ["DATES_INVALID agreement.start_date"],
        "before the signature"
    );
    agreement.start_date = date::parse("2026-03-01");
    agreement.end_date = date::parse("2026-02-28");
    assert_eq!(fields(&agreement), ["DATES_INVALID agreement.end_date"]);
    agreement.end_date = date::parse("2026-04-01");
    agreement.amendments = vec![AgreementAmendment {
        amend_date: date::parse("2026-04-02"),
        ..Default::default()
    }];
    assert_eq!(fields(&agreement), ["DATES_INVALID agreement.end_date"]);
    agreement.amendments[0].amend_date = date::parse("2026-04");
    assert!(fields(&agreement).is_empty());
}

#[test]
fn a_party_is_there_once_and_signs_what_is_signed() {
    let mut agreement = draft();
    agreement.parties.push(party("a"));
    assert_eq!(fields(&agreement), ["FIELD_INVALID agreement.parties[2]"]);
    agreement.parties[2] = Party {
        titles: en("A fund"),
        sign_date: date::parse("2026-02-01"),
        ..Default::default()
    };
    let late = "DATES_INVALID agreement.parties[2].sign_date";
    assert_eq!(fields(&agreement), [late], "a draft");
    for (on, good) in [
        ("2026-01-31", true),
        ("2026-02", true),
        ("2026-02-02", false),
        ("2026-05-26", false),
    ] {
        agreement.sign_date = date::parse(on);
        assert_eq!(fields(&agreement).is_empty(), good, "{on}");
    }
}

#[test]
fn a_reported_number_has_a_source_and_makes_no_parties() {
    let mut agreement = draft();
    agreement.parties.clear();
    agreement.reported_signatory_count = 24;
    let field = "agreement.reported_signatory_source";
    assert_eq!(fields(&agreement), [format!("SOURCE_MISSING {field}")]);
    agreement.reported_signatory_source = Some(kenes_proto::types::Source {
        note: "The study".into(),
        ..Default::default()
    });
    assert!(fields(&agreement).is_empty());
    sign(&mut agreement, &signing("1999-02-12"), today()).expect("24 signed");
    assert!(agreement.parties.is_empty());
}

#[test]
fn it_takes_two_to_agree() {
    let mut agreement = draft();
    agreement.parties.truncate(1);
    let refusal = sign(&mut agreement, &signing(""), today()).expect_err("one party");
    assert_eq!(refusal.reason(), Reason::PartiesMissing);
}

#[test]
fn a_draft_is_signed_once_by_today_and_before_its_days() {
    for (on, good) in [
        ("2026-05-25", true),
        ("", true),
        ("2026-05-26", false),
        ("2026-07", false),
    ] {
        let mut agreement = draft();
        agreement.start_date = date::parse("2026-05-25");
        assert_eq!(
            sign(&mut agreement, &signing(on), today()).is_ok(),
            good,
            "{on}"
        );
        if good {
            let days = agreement.parties.iter().map(|p| p.sign_date);
            assert!(days.eq([Some(today()); 2]));
            let again = sign(&mut agreement, &signing(""), today());
            let reason = again.expect_err("signed").reason();
            assert_eq!(reason, Reason::StateTransitionForbidden);
        }
    }
    let mut agreement = draft();
    agreement.end_date = date::parse("2026-05-01");
    let late = sign(&mut agreement, &signing("2026-05-02"), today());
    assert_eq!(late.expect_err("late").reason(), Reason::DatesInvalid);
    assert_eq!(agreement.sign_date, None);
}

#[test]
fn what_was_signed_is_amended_in_order() {
    let early = amend(&mut draft(), &amendment(""), NOW);
    let reason = early.expect_err("a draft").reason();
    assert_eq!(reason, Reason::StateTransitionForbidden);
    let mut agreement = signed("2026-02-01");
    agreement.end_date = date::parse("2026-05-01");
    for (on, good) in [
        ("2026-01-31", false),
        ("2026-03-01", true),
        ("2026-02-28", false),
        ("2026-03-01", true),
        ("2026-05-02", false),
        ("2026-05-26", false),
    ] {
        let done = amend(&mut agreement, &amendment(on), NOW).map_err(|e| e.reason());
        assert_eq!(done.is_ok(), good, "{on}");
        assert!(good || done == Err(Reason::DatesInvalid), "{on}");
    }
    assert_eq!(agreement.amendments.len(), 2);
    let mut full = signed("2026-02-01");
    full.amendments = vec![AgreementAmendment::default(); MAX_AMENDMENTS];
    let many = amend(&mut full, &amendment(""), NOW).expect_err("full");
    assert_eq!(many.reason(), Reason::FieldInvalid);
}

#[test]
fn nothing_comes_after_the_termination() {
    let early = terminate(&mut draft(), &end(""), NOW);
    let reason = early.expect_err("a draft").reason();
    assert_eq!(reason, Reason::StateTransitionForbidden);
    let mut agreement = signed("2026-02-01");
    amend(&mut agreement, &amendment("2026-03-01"), NOW).expect("amended");
    for on in ["2026-02-28", "2026-05-26"] {
        let done = terminate(&mut agreement, &end(on), NOW);
        assert_eq!(done.expect_err(on).reason(), Reason::DatesInvalid);
    }
    terminate(&mut agreement, &end("2026-05-01"), NOW).expect("terminated");
    assert_eq!(state(&agreement, TODAY), State::Terminated);
    let refusals = [
        sign(&mut agreement, &signing(""), today()),
        amend(&mut agreement, &amendment(""), NOW),
        terminate(&mut agreement, &end(""), NOW),
        require_changeable(&agreement, TODAY),
    ];
    for refusal in refusals {
        let reason = refusal.expect_err("terminated").reason();
        assert_eq!(reason, Reason::StateTransitionForbidden);
    }
}

#[test]
fn the_state_follows_the_days() {
    assert_eq!(state(&draft(), TODAY), State::Draft);
    let mut agreement = signed("2026-02-01");
    agreement.end_date = date::parse("2026-04");
    for (day, expected) in [
        (2026_01_31, State::Signed),
        (2026_02_01, State::InForce),
        (2026_04_30, State::InForce),
        (2026_05_01, State::Ended),
    ] {
        assert_eq!(state(&agreement, day), expected, "{day}");
    }
    agreement.start_date = date::parse("2026-03");
    assert_eq!(state(&agreement, 2026_02_28), State::Signed);
    assert_eq!(state(&agreement, 2026_03_01), State::InForce);
}
