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
    let mut it = asked_of(organizations);
    it.set_state(State::Adopted);
    send(&mut it, &pb::SendRecommendationRequest::default(), NOON).expect("sent");
    it
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
        let mut it = asked_of(&["a"]);
        it.addressees[0].due_date = Some(wrong);
        assert_eq!(reason(check(&it)), Reason::DatesInvalid);
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
            let mut it = asked_of(&["a"]);
            it.set_state(state);
            it
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
    let mut it = sent_to(&["a", "b"]);
    assert_eq!(
        it.addressees[1].send_time,
        Some(common::date::timestamp(NOON))
    );
    assert_eq!(
        reason(answer(&mut it, "c", &by(&[]))),
        Reason::AddresseeMismatch
    );
    answer(&mut it, "b", &by(&[])).expect("answered");
    assert_eq!((it.state(), it.response_count), (State::Sent, 1));
    answer(&mut it, "a", &by(&["b"])).expect("answered");
    assert_eq!((it.state(), it.response_count), (State::Answered, 2));
}

#[test]
fn a_successor_answers_in_place_of_who_was_asked() {
    let request = |from: &str, to: &str| pb::ReaddressRecommendationRequest {
        current_organization: from.into(),
        new_organization: to.into(),
        reasons: en("The chamber is no more."),
        ..Default::default()
    };
    let mut it = sent_to(&["a", "b"]);
    for (from, to, answered) in [("c", "d", ""), ("a", "b", ""), ("a", "c", "a")] {
        let refused = readdress(&mut it, &request(from, to), &by(&[answered]), NOON);
        assert_eq!(reason(refused), Reason::AddresseeMismatch);
    }
    readdress(&mut it, &request("a", "c"), &by(&[]), NOON + 1).expect("passed on");
    let [old, _, new] = &it.addressees[..] else {
        panic!("the old entry stays");
    };
    assert_eq!(old.close_reasons, en("The chamber is no more."));
    assert_eq!(
        (new.due_date, new.readdressed_from.as_str()),
        (Some(day(6, 1)), "a")
    );
    assert_eq!(new.send_time, Some(common::date::timestamp(NOON + 1)));
    let again = readdress(&mut it.clone(), &request("a", "d"), &by(&[]), NOON);
    assert_eq!(reason(again), Reason::AddresseeMismatch);

    assert_eq!(
        reason(answer(&mut it, "a", &by(&[]))),
        Reason::AddresseeMismatch
    );
    answer(&mut it, "c", &by(&["b"])).expect("answered");
    assert_eq!(it.state(), State::Answered);
}

#[test]
fn it_is_overdue_the_day_after_for_whoever_is_silent() {
    let overdue = |it: &Recommendation, today: i64, answered: &[&str]| {
        let mut it = it.clone();
        render(&mut it, today, &by(answered));
        assert!(!it.overdue || may_be_overdue(&it, today));
        it.overdue
    };
    let it = sent_to(&["a", "b"]);
    assert!(!overdue(&it, TODAY, &[]));
    assert!(!overdue(&it, 2026_06_01, &[]));
    assert!(overdue(&it, 2026_06_02, &["a"]));
    assert!(!overdue(&it, 2026_06_02, &["a", "b"]));
    let mut undated = it.clone();
    for addressee in &mut undated.addressees {
        addressee.due_date = None;
    }
    assert!(!overdue(&undated, 2030_01_01, &[]));
    let mut recalled = it;
    recall(&mut recalled, &because(en("Withdrawn.")), NOON).expect("recalled");
    assert!(!overdue(&recalled, 2026_06_02, &[]));
}
