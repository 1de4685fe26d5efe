//! The rules of recommendations, case by case.

use kenes_proto::gtype::Date;

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

fn by(organizations: &[&str]) -> HashSet<String> {
    organizations.iter().map(ToString::to_string).collect()
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
fn everyone_is_asked_once_by_a_whole_date() {
    assert!(check(&asked_of(&["a", "b"])).is_ok());
    let error = check(&asked_of(&["a", "a"])).expect_err("twice");
    assert_eq!(
        error.fields()[0].field,
        "recommendation.addressees[1].organization"
    );
    for wrong in [day(6, 0), day(2, 30)] {
        let mut recommendation = asked_of(&["a"]);
        recommendation.addressees[0].due_date = Some(wrong);
        assert_eq!(reason(check(&recommendation)), Reason::DatesInvalid);
    }
    let mut wordless = asked_of(&["a"]);
    wordless.texts.clear();
    assert_eq!(reason(check(&wordless)), Reason::LanguageMissing);
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
        assert_eq!(
            answer(&mut in_state(), "a", &by(&[])).is_ok(),
            state == Sent
        );
    }
    assert_eq!(
        reason(recall(&mut sent_to(&["a"]), &because(Vec::new()), NOON)),
        Reason::LanguageMissing
    );
}

#[test]
fn it_is_answered_when_nobody_is_left_to_answer() {
    let mut recommendation = sent_to(&["a", "b"]);
    assert_eq!(
        recommendation.addressees[1].send_time,
        Some(common::date::timestamp(NOON))
    );
    assert_eq!(
        reason(answer(&mut recommendation, "c", &by(&[]))),
        Reason::AddresseeMismatch
    );
    answer(&mut recommendation, "b", &by(&[])).expect("answered");
    assert_eq!(
        (recommendation.state(), recommendation.response_count),
        (State::Sent, 1)
    );
    answer(&mut recommendation, "a", &by(&["b"])).expect("answered");
    assert_eq!(
        (recommendation.state(), recommendation.response_count),
        (State::Answered, 2)
    );
}

#[test]
fn a_successor_answers_in_place_of_who_was_asked() {
    let request = |from: &str, to: &str| pb::ReaddressRecommendationRequest {
        current_organization: from.into(),
        new_organization: to.into(),
        reasons: en("The chamber is no more."),
        ..Default::default()
    };
    let mut recommendation = sent_to(&["a", "b"]);
    for (from, to, answered) in [("c", "d", ""), ("a", "b", ""), ("a", "c", "a")] {
        let refused = readdress(
            &mut recommendation,
            &request(from, to),
            &by(&[answered]),
            NOON,
        );
        assert_eq!(reason(refused), Reason::AddresseeMismatch);
    }
    readdress(&mut recommendation, &request("a", "c"), &by(&[]), NOON + 1).expect("passed on");
    let [old, _, new] = &recommendation.addressees[..] else {
        panic!("the old entry stays");
    };
    assert_eq!(old.close_reasons, en("The chamber is no more."));
    assert_eq!(
        (new.due_date, new.readdressed_from.as_str()),
        (Some(day(6, 1)), "a")
    );
    assert_eq!(new.send_time, Some(common::date::timestamp(NOON + 1)));
    let again = readdress(
        &mut recommendation.clone(),
        &request("a", "d"),
        &by(&[]),
        NOON,
    );
    assert_eq!(reason(again), Reason::AddresseeMismatch);

    assert_eq!(
        reason(answer(&mut recommendation, "a", &by(&[]))),
        Reason::AddresseeMismatch
    );
    answer(&mut recommendation, "c", &by(&["b"])).expect("answered");
    assert_eq!(recommendation.state(), State::Answered);
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
