//! Answers to points, case by case.

use kenes_proto::{consultation::Point, gtype::LocalizedText};

use super::*;

fn because() -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: "Because.".into(),
        language_code: "en".into(),
    }]
}

fn to(number: i32, outcome: Outcome) -> PointAnswer {
    let mut answer = PointAnswer {
        number,
        reasons: because(),
        ..Default::default()
    };
    answer.set_outcome(outcome);
    answer
}

fn of(points: i32) -> pb::Recommendation {
    let points = (1..=points).map(|number| Point {
        number,
        ..Default::default()
    });
    pb::Recommendation {
        points: points.collect(),
        ..Default::default()
    }
}

fn saying(outcome: Outcome, answers: Vec<PointAnswer>) -> pb::Response {
    let mut response = pb::Response {
        point_answers: answers,
        ..Default::default()
    };
    response.set_outcome(outcome);
    response
}

/// What is refused of an answer to three points that are all asked.
fn refused(response: &pb::Response, before: Option<&pb::Response>) -> Option<(Reason, String)> {
    let mut response = response.clone();
    let outcome = settle("response.", &mut response, &of(3), &[1, 2, 3], before);
    let error = outcome.err()?;
    Some((error.reason(), error.fields()[0].field.clone()))
}

#[test]
fn each_point_is_answered_once_and_with_reasons() {
    let reasons = |answers: &[PointAnswer]| -> Vec<(String, String)> {
        let found = check("response.", answers).into_iter();
        found.map(|wrong| (wrong.field, wrong.reason)).collect()
    };
    let mut bare = to(1, Outcome::Accepted);
    bare.reasons.clear();
    assert!(reasons(&[bare.clone(), to(2, Outcome::Rejected)]).is_empty());
    bare.set_outcome(Outcome::OutOfScope);
    assert_eq!(
        reasons(&[bare]),
        [(
            "response.point_answers[0].reasons".to_owned(),
            "REASONS_REQUIRED".to_owned()
        )]
    );
    let twice = [to(1, Outcome::Noted), to(1, Outcome::Rejected)];
    assert_eq!(
        reasons(&twice),
        [(
            "response.point_answers[1].number".to_owned(),
            "POINT_ANSWERED_TWICE".to_owned()
        )]
    );
}

#[test]
fn a_point_that_is_not_there_is_not_answered() {
    for number in [0, -1, 4] {
        let answers = vec![to(1, Outcome::Accepted), to(number, Outcome::Accepted)];
        let refused = refused(&saying(Outcome::Unspecified, answers), None);
        let field = "response.point_answers[1].number".to_owned();
        assert_eq!(refused, Some((Reason::PointUnknown, field)));
    }
}

#[test]
fn several_points_are_answered_one_by_one_and_one_as_a_whole() {
    let whole = saying(Outcome::Rejected, vec![]);
    let field = "response.point_answers".to_owned();
    assert_eq!(
        refused(&whole, None),
        Some((Reason::PointAnswersMissing, field))
    );
    for only in [of(0), of(1)] {
        let mut whole = whole.clone();
        settle("", &mut whole, &only, &[1], None).expect("settled");
        assert_eq!((whole.answered_point_count, whole.open_points), (1, vec![]));
        assert_eq!(whole.outcome, Outcome::Rejected as i32);
    }
}

#[test]
fn what_is_left_open_is_said() {
    let mut part = saying(Outcome::Unspecified, vec![to(2, Outcome::Accepted)]);
    settle("", &mut part, &of(3), &[1, 2, 3], None).expect("settled");
    assert_eq!(
        (part.answered_point_count, part.open_points),
        (1, vec![1, 3])
    );
    let mut rest = saying(Outcome::Unspecified, vec![to(3, Outcome::Accepted)]);
    settle("", &mut rest, &of(3), &[3], None).expect("settled");
    assert!(rest.open_points.is_empty(), "only point 3 was asked of it");
    assert_eq!(rest.outcome(), Outcome::Accepted);
}

#[test]
fn a_correction_leaves_out_no_point_that_was_answered() {
    let before = saying(Outcome::Deferred, vec![to(1, Outcome::Deferred)]);
    let dropped = saying(Outcome::Unspecified, vec![to(2, Outcome::Noted)]);
    let refused_for = refused(&dropped, Some(&before)).map(|(reason, _)| reason);
    assert_eq!(refused_for, Some(Reason::PointAnswersMissing));
    let more = vec![to(1, Outcome::Accepted), to(2, Outcome::Noted)];
    let more = saying(Outcome::Unspecified, more);
    assert_eq!(refused(&more, Some(&before)), None);
}

#[test]
fn the_outcome_of_the_whole_follows_from_the_points() {
    use Outcome::{
        Accepted, AlreadyProvided, Deferred, Noted, OutOfScope, PartlyAccepted, Referred, Rejected,
        Superseded,
    };
    for (points, open, whole) in [
        (vec![Accepted, Accepted], false, Accepted),
        (vec![Rejected, Rejected], false, Rejected),
        (vec![Accepted, Rejected], false, PartlyAccepted),
        (vec![PartlyAccepted, Noted], false, PartlyAccepted),
        (vec![Accepted, AlreadyProvided], false, PartlyAccepted),
        (vec![Rejected, Deferred, OutOfScope], false, Deferred),
        (vec![OutOfScope, Rejected], false, Rejected),
        (vec![AlreadyProvided, OutOfScope, Noted], false, OutOfScope),
        (vec![Noted, AlreadyProvided], false, AlreadyProvided),
        (vec![Rejected, Referred, Superseded], false, Referred),
        (vec![AlreadyProvided, Superseded], false, Superseded),
        (vec![Superseded, OutOfScope], false, OutOfScope),
        (vec![Referred], true, Deferred),
        (vec![Accepted], true, PartlyAccepted),
        (vec![Rejected], true, Deferred),
    ] {
        let answers: Vec<PointAnswer> = points.iter().map(|one| to(1, *one)).collect();
        assert_eq!(outcome(&answers, open), whole, "{points:?} {open}");
    }
}

#[test]
fn an_outcome_that_contradicts_the_points_is_refused() {
    let answers = || (1..=3).map(|n| to(n, Outcome::Rejected)).collect();
    assert_eq!(refused(&saying(Outcome::Rejected, answers()), None), None);
    assert_eq!(
        refused(&saying(Outcome::Accepted, answers()), None),
        Some((
            Reason::OutcomeContradictsPoints,
            "response.outcome".to_owned()
        ))
    );
}

#[test]
fn a_comment_has_no_points() {
    assert!(refuse("response.", &[]).is_ok());
    let error = refuse("response.", &[to(1, Outcome::Noted)]).expect_err("refused");
    assert_eq!(error.fields()[0].field, "response.point_answers");
}
