//! Those who are asked, case by case.

use kenes_proto::{
    consultation::{Point, recommendation::State},
    gtype::LocalizedText,
};

use super::*;
use crate::domain::recommendation::readdress;

/// Noon of 25 May 2026.
const NOON: i64 = 1_779_710_400_000_000;

fn en(text: &str) -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: text.into(),
        language_code: "en".into(),
    }]
}

fn day(text: &str) -> Option<Date> {
    date::parse(text)
}

fn asked_of_these(organizations: &[&str]) -> Recommendation {
    let each = organizations.iter().map(|organization| Addressee {
        organization: (*organization).into(),
        due_date: day("2026-06-01"),
        ..Default::default()
    });
    let mut recommendation = Recommendation {
        addressees: each.collect(),
        points: (1..=3)
            .map(|number| Point {
                number,
                ..Default::default()
            })
            .collect(),
        ..Default::default()
    };
    recommendation.set_state(State::Sent);
    recommendation
}

fn answers(given: &[(&str, &[i32])]) -> Answers {
    let mut answers = Answers::default();
    for (organization, open) in given {
        answers.note(organization, open);
    }
    answers
}

fn request(from: &str, to: &str) -> ReaddressRecommendationRequest {
    ReaddressRecommendationRequest {
        current_organization: from.into(),
        new_organization: to.into(),
        due_date: day("2026-07-01"),
        reasons: en("The chamber is no more."),
        ..Default::default()
    }
}

fn refused(
    recommendation: &Recommendation,
    request: &ReaddressRecommendationRequest,
    given: &Answers,
) -> Option<Reason> {
    let outcome = readdress(&mut recommendation.clone(), request, given, NOON);
    outcome.err().map(|error| error.reason())
}

#[test]
fn everyone_is_asked_once_by_a_whole_date() {
    assert!(check(&asked_of_these(&["a", "b"]).addressees).is_empty());
    let twice = check(&asked_of_these(&["a", "a"]).addressees);
    assert_eq!(twice[0].field, "recommendation.addressees[1].organization");
    for wrong in [day("2026-06"), day("2026")] {
        let mut recommendation = asked_of_these(&["a"]);
        recommendation.addressees[0].due_date = wrong;
        let found = check(&recommendation.addressees);
        assert_eq!(found[0].reason, "DATES_INVALID");
    }
}

#[test]
fn a_day_to_answer_by_lies_after_the_act() {
    let recommendation = asked_of_these(&["a"]);
    for (act, early) in [
        ("2026-05-31", false),
        ("2026-06-01", true),
        ("2026-06-02", true),
    ] {
        let act = day(act).expect("a day");
        let outcome = check_days(&recommendation, &act, "adopted", "correct it");
        let reason = outcome.err().map(|error| error.reason());
        assert_eq!(reason, early.then_some(Reason::DueDateTooEarly), "{act:?}");
    }
    let mut undated = recommendation;
    undated.addressees[0].due_date = None;
    let late = day("2036-01-01").expect("a day");
    assert!(check_days(&undated, &late, "sent", "").is_ok());
}

#[test]
fn a_successor_answers_in_place_of_who_was_asked() {
    let mut recommendation = asked_of_these(&["a", "b"]);
    let none = answers(&[]);
    for (from, to, given) in [
        ("c", "d", &none),
        ("a", "b", &none),
        ("a", "c", &answers(&[("a", &[])])),
    ] {
        let refused = refused(&recommendation, &request(from, to), given);
        assert_eq!(refused, Some(Reason::AddresseeMismatch));
    }
    readdress(&mut recommendation, &request("a", "c"), &none, NOON).expect("passed on");
    let [old, _, new] = &recommendation.addressees[..] else {
        panic!("the old entry stays");
    };
    assert_eq!(old.close_reasons, en("The chamber is no more."));
    assert_eq!(new.readdressed_from, "a");
    assert_eq!(new.send_time, Some(date::timestamp(NOON)));
    assert_eq!(asked_of(&recommendation, "c"), [1, 2, 3]);
    let again = refused(&recommendation, &request("a", "d"), &none);
    assert_eq!(again, Some(Reason::AddresseeMismatch));
    assert!(!all_answered(
        &recommendation,
        &answers(&[("a", &[]), ("b", &[])])
    ));
    assert!(all_answered(
        &recommendation,
        &answers(&[("b", &[]), ("c", &[])])
    ));
}

#[test]
fn a_successor_has_a_day_of_its_own_after_it_was_asked() {
    let mut recommendation = asked_of_these(&["a"]);
    let none = answers(&[]);
    for (due, reason) in [
        ("2026-05-25", Reason::DueDateTooEarly),
        ("2026-05-24", Reason::DueDateTooEarly),
        ("2026-06", Reason::DatesInvalid),
    ] {
        let mut early = request("a", "b");
        early.due_date = day(due);
        assert_eq!(refused(&recommendation, &early, &none), Some(reason));
    }
    readdress(&mut recommendation, &request("a", "b"), &none, NOON).expect("passed on");
    assert_eq!(recommendation.addressees[1].due_date, day("2026-07-01"));
}

#[test]
fn a_successor_answers_the_points_that_were_left_open() {
    let mut recommendation = asked_of_these(&["a"]);
    let part = answers(&[("a", &[2, 3])]);
    readdress(&mut recommendation, &request("a", "b"), &part, NOON).expect("passed on");
    assert_eq!(asked_of(&recommendation, "b"), [2, 3]);
    assert_eq!(asked_of(&recommendation, "a"), [1, 2, 3]);
    let none = answers(&[]);
    readdress(&mut recommendation, &request("b", "c"), &none, NOON).expect("passed on");
    assert_eq!(asked_of(&recommendation, "c"), [2, 3], "the same again");
}
