//! Which answer counts, and which points concern a comment.

use super::*;
use kenes_proto::consultation::{Addressee, Point, PointAnswer, comment::State};

fn at(wid: &str) -> ProvisionRef {
    ProvisionRef {
        version: "draftLaws/d/versions/v1".into(),
        eid: wid.into(),
        wid: wid.into(),
        ..Default::default()
    }
}

fn comment(wid: &str) -> Comment {
    let mut comment = Comment {
        name: "consultations/c/comments/a".into(),
        target: Some(at(wid)),
        ..Default::default()
    };
    comment.set_state(State::Published);
    comment
}

fn why() -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: "Because.".into(),
        language_code: "en".into(),
    }]
}

fn answer(day: i32, outcome: Outcome) -> Response {
    let mut answer = Response {
        name: format!("x/responses/{day}"),
        respond_date: Some(Date {
            year: 2026,
            month: 5,
            day,
        }),
        ..Default::default()
    };
    answer.set_outcome(outcome);
    answer
}

fn to_point(number: i32, outcome: Outcome) -> PointAnswer {
    PointAnswer {
        number,
        outcome: outcome.into(),
        reasons: why(),
        ..Default::default()
    }
}

fn conclusion() -> Recommendation {
    let point = |number: i32, wid: &str| Point {
        number,
        targets: vec![at(wid)],
        ..Default::default()
    };
    Recommendation {
        name: "recommendations/r".into(),
        points: vec![
            point(1, "art_5__para_2"),
            point(2, "art_15"),
            point(3, "art_50"),
        ],
        ..Default::default()
    }
}

#[test]
fn a_point_concerns_what_speaks_of_its_provision_or_of_a_part_of_it() {
    let left = |wid: &str| {
        let mut one = conclusion();
        narrow(&mut one, &comment(wid));
        one.points
            .iter()
            .map(|point| point.number)
            .collect::<Vec<_>>()
    };
    assert_eq!(left("art_5__para_2"), [1]);
    assert_eq!(left("art_5"), [1], "and not Article 50");
    assert_eq!(left("art_15__para_2"), [2]);
    assert_eq!(left("art_7"), [0; 0]);
    assert_eq!(left(""), [1, 2, 3], "a comment on the whole");
}

#[test]
fn its_own_answer_comes_before_that_to_a_point_and_the_last_of_several_counts() {
    let mut given = answer(9, Outcome::PartlyAccepted);
    given.point_answers = vec![
        to_point(1, Outcome::Rejected),
        to_point(2, Outcome::Accepted),
    ];
    let resting = [by_way("recommendations/r", "art_5", given)];
    let round = Consultation::default();
    let of = |answers: &[Response]| of_comment(&comment("art_5"), &round, answers, &resting, 0);
    let facts = of(&[]);
    let by_way = facts.answer.expect("an answer");
    assert_eq!(by_way.recommendation, "recommendations/r");
    assert_eq!((by_way.point, by_way.outcome), (1, Outcome::Rejected));
    assert!(by_way.has_reasons() && facts.asked.is_none());
    let facts = of(&[answer(3, Outcome::Noted), answer(1, Outcome::Rejected)]);
    let own = facts.answer.expect("an answer");
    assert_eq!(
        (own.recommendation.as_str(), own.outcome),
        ("", Outcome::Noted)
    );
    assert_eq!(facts.others, 1);
    assert!(!own.has_reasons());
}

/// An answer to a recommendation like the conclusion, which rests on a comment on this provision.
fn by_way(recommendation: &str, wid: &str, mut response: Response) -> ByWay {
    let mut rests = conclusion();
    narrow(&mut rests, &comment(wid));
    ByWay {
        recommendation: recommendation.into(),
        speaks: narrow_answer(&mut response, &rests),
        response,
    }
}

#[test]
fn an_answer_to_other_points_does_not_speak_of_a_comment_and_one_to_the_whole_does() {
    let round = Consultation {
        organizer: "organizations/ministry".into(),
        ..Default::default()
    };
    let told = |given: Response| {
        let given = [by_way("recommendations/r", "art_7", given)];
        of_comment(&comment("art_7"), &round, &[], &given, 0)
    };
    let mut pointed = answer(9, Outcome::Rejected);
    pointed.point_answers = vec![to_point(1, Outcome::Rejected)];
    let facts = told(pointed.clone());
    assert!(facts.answer.is_none() && facts.asked.is_some());
    let silent = facts.to_others.expect("an answer to other points");
    assert_eq!(silent.recommendation, "recommendations/r");
    let facts = told(answer(9, Outcome::Accepted));
    assert_eq!(facts.answer.map(|whole| whole.point), Some(0));
    let given = [by_way("recommendations/r", "art_7", pointed)];
    let own = [answer(3, Outcome::Noted)];
    let facts = of_comment(&comment("art_7"), &round, &own, &given, 0);
    assert!(facts.to_others.is_none() && facts.answer.is_some());
}

#[test]
fn by_way_of_recommendations_the_last_answer_counts_and_the_others_are_counted() {
    let pointed = |day: i32, outcome: Outcome| {
        let mut given = answer(day, outcome);
        given.point_answers = vec![to_point(1, outcome)];
        given
    };
    let told = |given: &[(&str, Response)]| {
        let given: Vec<ByWay> = given
            .iter()
            .map(|(name, answer)| by_way(name, "art_5", answer.clone()))
            .collect();
        let round = Consultation::default();
        let facts = of_comment(&comment("art_5"), &round, &[], &given, 0);
        let answer = facts.answer.expect("an answer");
        (answer.recommendation, answer.outcome, facts.others)
    };
    let early = pointed(3, Outcome::Rejected);
    let late = pointed(5, Outcome::Accepted);
    let expected = |name: &str, outcome, others| (name.to_owned(), outcome, others);
    let one = [("a", early.clone()), ("a", late.clone())];
    assert_eq!(told(&one), expected("a", Outcome::Accepted, 1));
    let two = [("a", late.clone()), ("b", early.clone())];
    assert_eq!(told(&two), expected("a", Outcome::Accepted, 1));
    let whole = ("c", answer(9, Outcome::Noted));
    let three = [("a", late), whole, ("b", early.clone())];
    assert_eq!(told(&three), expected("c", Outcome::Noted, 2), "one to all");
    let mut elsewhere = answer(9, Outcome::Noted);
    elsewhere.point_answers = vec![to_point(2, Outcome::Noted)];
    let silent = [("a", early), ("b", elsewhere)];
    assert_eq!(told(&silent), expected("a", Outcome::Rejected, 0));
}

#[test]
fn who_is_to_answer_is_said_as_long_as_nobody_has_and_the_comment_stands() {
    let round = Consultation {
        organizer: "//registry.kenes/organizations/m".into(),
        reply_due_date: Some(Date {
            year: 2026,
            month: 6,
            day: 0,
        }),
        ..Default::default()
    };
    let asked = |comment: &Comment, today| of_comment(comment, &round, &[], &[], today).asked;
    let mut one = comment("art_5");
    let due = asked(&one, 20_260_630).expect("asked");
    assert_eq!(due.organization, round.organizer);
    assert!(!due.overdue, "June has not passed");
    assert!(asked(&one, 20_260_701).expect("asked").overdue);
    one.set_state(State::Withdrawn);
    assert!(asked(&one, 20_260_701).is_none());
}

#[test]
fn the_first_version_that_touched_the_text_is_told_else_the_newest() {
    let fate = |version: &str, fate: Fate| CarriedForward {
        version: version.into(),
        fate: fate.into(),
        ..Default::default()
    };
    let mut one = comment("art_5");
    let told = |one: &Comment| text_of(one).expect("a text").fate.map(|fate| fate.version);
    assert_eq!(told(&one), None);
    one.carried_forward = vec![fate("v2", Fate::Mapped), fate("v3", Fate::Mapped)];
    assert_eq!(told(&one).as_deref(), Some("v3"));
    one.carried_forward.push(fate("v4", Fate::Changed));
    one.carried_forward.push(fate("v5", Fate::Deleted));
    assert_eq!(told(&one).as_deref(), Some("v4"));
    one.target = None;
    assert!(text_of(&one).is_none());
}

#[test]
fn a_recommendation_waits_for_whoever_left_a_point_open() {
    let mut sent = conclusion();
    sent.addressees = vec![Addressee {
        organization: "m".into(),
        ..Default::default()
    }];
    let mut part = answer(1, Outcome::Accepted);
    part.responder = Some(kenes_proto::types::Actor {
        organization: "m".into(),
        ..Default::default()
    });
    part.open_points = vec![2];
    let facts = of_recommendation(&sent, &[part.clone()], 0);
    assert_eq!(facts.asked.expect("asked").organization, "m");
    part.open_points.clear();
    assert!(of_recommendation(&sent, &[part], 0).asked.is_none());
}
