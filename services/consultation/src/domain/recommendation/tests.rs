//! The rules of recommendations, case by case.

use kenes_proto::{
    gtype::Date,
    types::{ErrorReason as Reason, ProposedChange},
};

use super::*;

const NOON: i64 = 1_779_710_400_000_000;
const TODAY: i64 = 2026_05_25;

fn en(text: &str) -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: text.into(),
        language_code: "en".into(),
    }]
}

fn day(month: i32, day: i32) -> Date {
    Date {
        year: 2026,
        month,
        day,
    }
}

fn asked_of(organizations: &[&str]) -> Recommendation {
    let each = organizations.iter().map(|organization| Addressee {
        organization: (*organization).into(),
        due_date: Some(day(6, 1)),
        ..Default::default()
    });
    Recommendation {
        titles: en("On the term"),
        texts: en("Let it be thirty days."),
        addressees: each.collect(),
        ..Default::default()
    }
}

fn sent_to(organizations: &[&str]) -> Recommendation {
    let mut recommendation = asked_of(organizations);
    recommendation.set_state(State::Adopted);
    send(
        &mut recommendation,
        &pb::SendRecommendationRequest::default(),
        NOON,
    )
    .expect("sent");
    recommendation
}

/// These have answered everything.
fn by(organizations: &[&str]) -> Answers {
    let mut answers = Answers::default();
    for organization in organizations {
        answers.note(organization, &[]);
    }
    answers
}

fn reason<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Reason {
    outcome.expect_err("a refusal").reason()
}

fn because(reasons: Vec<LocalizedText>) -> pb::RecallRecommendationRequest {
    pb::RecallRecommendationRequest {
        reasons,
        ..Default::default()
    }
}

#[test]
fn a_recommendation_says_something() {
    assert!(check(&asked_of(&["a", "b"])).is_ok());
    let mut wordless = asked_of(&["a"]);
    wordless.texts.clear();
    assert_eq!(reason(check(&wordless)), Reason::LanguageMissing);
    assert!(check(&asked_of(&["a", "a"])).is_err());
}

#[test]
fn what_stood_in_the_old_field_is_an_origin() {
    let mut recommendation = asked_of(&[]);
    for _ in 0..2 {
        recommendation.hearing = "hearings/h".into();
        fold_hearing(&mut recommendation);
        assert_eq!(recommendation.origins, ["hearings/h"]);
        assert!(recommendation.hearing.is_empty());
    }
}

#[test]
fn it_is_about_the_provisions_of_its_points_too() {
    let at = |eid: &str| ProvisionRef {
        eid: eid.into(),
        ..Default::default()
    };
    let mut recommendation = asked_of(&[]);
    recommendation.targets = vec![at("art_1")];
    recommendation.points = vec![pb::Point {
        targets: vec![at("art_2")],
        changes: vec![ProposedChange {
            target: Some(at("art_3")),
            ..Default::default()
        }],
        ..Default::default()
    }];
    let eids: Vec<&str> = locations(&recommendation)
        .map(|at| at.eid.as_str())
        .collect();
    assert_eq!(eids, ["art_1", "art_2", "art_3"]);
}

#[test]
fn each_act_has_its_states() {
    use State::{Adopted, Answered, Draft, Recalled, Sent};
    for state in [Draft, Adopted, Sent, Answered, Recalled] {
        let in_state = || {
            let mut recommendation = asked_of(&["a"]);
            recommendation.set_state(state);
            recommendation
        };
        assert_eq!(check_open(&in_state()).is_ok(), state == Draft);
        assert_eq!(
            send(
                &mut in_state(),
                &pb::SendRecommendationRequest::default(),
                NOON
            )
            .is_ok(),
            state == Adopted
        );
        assert_eq!(
            recall(&mut in_state(), &because(en("Withdrawn.")), NOON).is_ok(),
            matches!(state, Adopted | Sent)
        );
        assert_eq!(check_sent(&in_state()).is_ok(), state == Sent);
    }
    assert_eq!(
        reason(recall(&mut sent_to(&["a"]), &because(Vec::new()), NOON)),
        Reason::LanguageMissing
    );
}

#[test]
fn it_is_answered_when_everybody_has_answered_every_point() {
    let mut recommendation = sent_to(&["a", "b"]);
    assert_eq!(
        recommendation.addressees[1].send_time,
        Some(common::date::timestamp(NOON))
    );
    let mut answers = by(&["b"]);
    assert!(!close(&mut recommendation, &answers));
    answers.note("a", &[2]);
    assert!(!close(&mut recommendation, &answers), "point 2 is open");
    assert_eq!(recommendation.state(), State::Sent);
    answers.note("a", &[]);
    assert!(close(&mut recommendation, &answers));
    assert_eq!(recommendation.state(), State::Answered);
    assert!(!close(&mut recommendation, &answers), "once");
}

#[test]
fn it_is_sent_before_the_days_to_answer_by() {
    let adopted = |due: Date| {
        let mut recommendation = asked_of(&["a"]);
        recommendation.set_state(State::Adopted);
        recommendation.addressees[0].due_date = Some(due);
        recommendation
    };
    let mut request = pb::SendRecommendationRequest::default();
    let late = send(&mut adopted(day(5, 25)), &request, NOON);
    assert_eq!(reason(late), Reason::DueDateTooEarly);
    assert!(send(&mut adopted(day(5, 26)), &request, NOON).is_ok());
    request.due_date = Some(day(6, 20));
    let mut moved = adopted(day(5, 25));
    send(&mut moved, &request, NOON).expect("sent");
    assert_eq!(moved.addressees[0].due_date, Some(day(6, 20)));
    for (wrong, why) in [
        (day(5, 25), Reason::DueDateTooEarly),
        (day(6, 0), Reason::DatesInvalid),
    ] {
        request.due_date = Some(wrong);
        let refused = send(&mut adopted(day(7, 1)), &request, NOON);
        assert_eq!(reason(refused), why);
    }
}

#[test]
fn it_is_overdue_the_day_after_for_whoever_is_silent() {
    let overdue = |recommendation: &Recommendation, today: i64, answered: &[&str]| {
        let mut recommendation = recommendation.clone();
        render(&mut recommendation, today, &by(answered));
        assert!(!recommendation.overdue || may_be_overdue(&recommendation, today));
        recommendation.overdue
    };
    let recommendation = sent_to(&["a", "b"]);
    assert!(!overdue(&recommendation, TODAY, &[]));
    assert!(!overdue(&recommendation, 2026_06_01, &[]));
    assert!(overdue(&recommendation, 2026_06_02, &["a"]));
    let mut part = by(&["a"]);
    part.note("b", &[1]);
    let mut partly = recommendation.clone();
    render(&mut partly, 2026_06_02, &part);
    assert!(partly.overdue, "a part of an answer is not an answer");
    assert!(!overdue(&recommendation, 2026_06_02, &["a", "b"]));
    let mut undated = recommendation.clone();
    for addressee in &mut undated.addressees {
        addressee.due_date = None;
    }
    assert!(!overdue(&undated, 2030_01_01, &[]));
    let mut recalled = recommendation;
    recall(&mut recalled, &because(en("Withdrawn.")), NOON).expect("recalled");
    assert!(!overdue(&recalled, 2026_06_02, &[]));
}
