//! What a commitment may come out of: a document, a decision or recommendation that stands, an answer that accepts something.

use common::{Error, date};
use kenes_proto::{
    consultation::{
        Decision, PolicyDocument, Recommendation, Response, decision, recommendation::State,
        response::Outcome,
    },
    gtype::Date,
    types::ErrorReason as Reason,
};

use super::{point, policy_document};

const POINT: &str = "commitment.point";

/// What a commitment comes out of.
#[derive(Debug)]
pub(crate) enum Origin {
    Document(Box<PolicyDocument>),
    Decision(Box<Decision>),
    Recommendation(Box<Recommendation>),
    Response(Box<Response>),
}

// === impl Origin

impl Origin {
    /// Refuses what commits nobody, and a point that is not there. `number` is that of the point, 0 for the whole.
    pub(crate) fn check(&self, number: i32) -> Result<(), Error> {
        match self {
            Self::Document(document) => match number {
                0 => Ok(()),
                _ => Err(no_point(&document.name, "has no points")),
            },
            Self::Decision(decision) => check_decision(decision, number),
            Self::Recommendation(recommendation) => check_recommendation(recommendation, number),
            Self::Response(response) => check_response(response, number),
        }
    }

    /// The day on which it was adopted or given, possibly partial; none where the record does not say.
    pub(crate) fn day(&self) -> Option<Date> {
        match self {
            Self::Document(document) => policy_document::day(document),
            Self::Decision(decision) => decision.decide_date,
            Self::Recommendation(recommendation) => recommendation.adopt_date,
            Self::Response(response) => response.respond_date,
        }
    }

    /// Refuses a day before that of its adoption; where a document has only its first day, what came before is not known.
    pub(crate) fn check_day(&self, taken: Option<&Date>) -> Result<(), Error> {
        let limit = match self {
            Self::Document(document) => document.adopt_date,
            _ => self.day(),
        };
        let limit = ("adoption of what it comes out of", limit.as_ref());
        let wrong = date::not_before("commitment.commit_date", taken, limit);
        Error::check(wrong.into_iter().collect())
    }
}

fn check_decision(decision: &Decision, number: i32) -> Result<(), Error> {
    match (decision.state(), number) {
        (decision::State::Revoked, _) => Err(not_adopted(&decision.name, "was revoked")),
        (_, 0) => Ok(()),
        _ => Err(no_point(&decision.name, "has no points")),
    }
}

fn check_recommendation(recommendation: &Recommendation, number: i32) -> Result<(), Error> {
    let name = &recommendation.name;
    match recommendation.state() {
        State::Adopted | State::Sent | State::Answered => {}
        State::Recalled => return Err(not_adopted(name, "was recalled")),
        State::Draft | State::Unspecified => {
            return Err(not_adopted(name, "is a draft: adopt it first"));
        }
    }
    match number == 0 || point::numbers(recommendation).contains(&number) {
        true => Ok(()),
        false => Err(no_point(name, "has no such point")),
    }
}

fn check_response(response: &Response, number: i32) -> Result<(), Error> {
    let name = &response.name;
    let answers = &response.point_answers;
    let outcome = match answers.iter().find(|answer| answer.number == number) {
        Some(answer) => answer.outcome(),
        None if number == 0 || (number == 1 && answers.is_empty() && answers_points(name)) => {
            response.outcome()
        }
        None => return Err(no_point(name, "answers no such point")),
    };
    match outcome {
        Outcome::Accepted | Outcome::PartlyAccepted => Ok(()),
        _ => Err(not_adopted(name, "accepts nothing of what it answers")),
    }
}

/// Only recommendations have points; the whole answer to one that has a single point is the answer to that.
fn answers_points(response: &str) -> bool {
    response.starts_with("recommendations/")
}

fn not_adopted(name: &str, what: &str) -> Error {
    let text = format!("{name} {what}; it commits nobody");
    Error::refused(Reason::OriginNotAdopted, name, text)
}

fn no_point(name: &str, what: &str) -> Error {
    let say = format!("{name} {what}: give one that it has, or 0 for the whole");
    Error::invalid(Reason::PointUnknown, POINT, say)
}

#[cfg(test)]
mod tests {
    use kenes_proto::consultation::{Point, PointAnswer};

    use super::*;

    fn reason(origin: &Origin, number: i32) -> Option<Reason> {
        origin.check(number).err().map(|error| error.reason())
    }

    #[test]
    fn a_recommendation_must_stand() {
        for (state, refused) in [
            (State::Draft, true),
            (State::Adopted, false),
            (State::Sent, false),
            (State::Answered, false),
            (State::Recalled, true),
        ] {
            let mut recommendation = Recommendation {
                points: vec![Point::default(), Point::default()],
                ..Default::default()
            };
            recommendation.set_state(state);
            let origin = Origin::Recommendation(recommendation.into());
            let expected = refused.then_some(Reason::OriginNotAdopted);
            for number in [0, 1, 2] {
                assert_eq!(reason(&origin, number), expected, "{state:?}");
            }
            let expected = expected.or(Some(Reason::PointUnknown));
            assert_eq!(reason(&origin, 3), expected);
        }
    }

    #[test]
    fn a_decision_that_was_revoked_commits_nobody() {
        let decided = |state: decision::State| {
            let mut decision = Decision {
                decide_date: date::parse("2003-10-15"),
                ..Default::default()
            };
            decision.set_state(state);
            Origin::Decision(decision.into())
        };
        let stands = decided(decision::State::Adopted);
        assert_eq!(reason(&stands, 0), None);
        assert_eq!(reason(&stands, 1), Some(Reason::PointUnknown));
        assert_eq!(stands.day(), date::parse("2003-10-15"));
        let revoked = decided(decision::State::Revoked);
        assert_eq!(reason(&revoked, 0), Some(Reason::OriginNotAdopted));
    }

    #[test]
    fn an_answer_that_accepts_nothing_commits_nobody() {
        let answer = |name: &str, outcome: Outcome, points: &[(i32, Outcome)]| {
            let points = points.iter().map(|(number, outcome)| PointAnswer {
                number: *number,
                outcome: (*outcome).into(),
                ..Default::default()
            });
            let mut response = Response {
                name: name.into(),
                point_answers: points.collect(),
                ..Default::default()
            };
            response.set_outcome(outcome);
            Origin::Response(response.into())
        };
        let name = "recommendations/r/responses/a";
        let not = Some(Reason::OriginNotAdopted);
        let unknown = Some(Reason::PointUnknown);
        let partly = [(1, Outcome::Accepted), (2, Outcome::Rejected)];
        let partly = answer(name, Outcome::PartlyAccepted, &partly);
        let expected = [None, None, not, unknown];
        assert_eq!([0, 1, 2, 3].map(|n| reason(&partly, n)), expected);
        for yes in [Outcome::Accepted, Outcome::PartlyAccepted] {
            let whole = answer(name, yes, &[]);
            assert_eq!([0, 1, 2].map(|n| reason(&whole, n)), [None, None, unknown]);
        }
        for no in [
            Outcome::Rejected,
            Outcome::AlreadyProvided,
            Outcome::OutOfScope,
            Outcome::Deferred,
            Outcome::Noted,
            Outcome::Superseded,
            Outcome::Referred,
        ] {
            let no = answer(name, no, &[]);
            assert_eq!([0, 1].map(|n| reason(&no, n)), [not, not]);
        }
        let comment = "consultations/c/comments/c/responses/r";
        let comment = answer(comment, Outcome::Accepted, &[]);
        assert_eq!([0, 1].map(|n| reason(&comment, n)), [None, unknown]);
    }

    #[test]
    fn a_document_has_no_points_and_may_have_no_day() {
        let document = |adopted: &str, start: &str| {
            let document = PolicyDocument {
                adopt_date: date::parse(adopted),
                start_date: date::parse(start),
                ..Default::default()
            };
            Origin::Document(document.into())
        };
        let known = document("2003-10-15", "2004");
        assert_eq!(reason(&known, 0), None);
        assert_eq!(reason(&known, 1), Some(Reason::PointUnknown));
        assert_eq!(known.day(), date::parse("2003-10-15"));
        let on = |origin: &Origin, day: &str| origin.check_day(date::parse(day).as_ref()).is_ok();
        assert!(on(&known, "2003-10-15") && on(&known, "2003") && !on(&known, "2003-10-14"));
        let open = document("", "2006");
        assert_eq!(open.day(), date::parse("2006"));
        assert!(on(&open, "2005-12-31"), "adopted before it began");
        assert_eq!(document("", "").day(), None);
    }
}
