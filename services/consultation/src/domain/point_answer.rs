//! Rules of the answers to the points of a recommendation: which point each is about, the reasons it needs, which points are
//! left open, and the outcome of the whole that follows.

use std::collections::HashSet;

use common::{Error, Violation, text};
use kenes_proto::{
    consultation::{self as pb, PointAnswer, response::Outcome},
    types::ErrorReason as Reason,
};

use super::{outcome as outcomes, point};

const MAX_TEXT: usize = 20_000;

/// What comes first where the points were answered differently and none was accepted.
const HEAVIEST: [Outcome; 6] = [
    Outcome::Deferred,
    Outcome::Referred,
    Outcome::Rejected,
    Outcome::OutOfScope,
    Outcome::Superseded,
    Outcome::AlreadyProvided,
];

/// What is wrong with answers to points by themselves. `prefix` is where the answer's fields are in the request.
pub(crate) fn check(prefix: &str, answers: &[PointAnswer]) -> Vec<Violation> {
    let mut wrong = Vec::new();
    let mut seen = HashSet::new();
    for (n, answer) in answers.iter().enumerate() {
        let at = |field: &str| format!("{prefix}point_answers[{n}].{field}");
        if !seen.insert(answer.number) {
            let say = format!("point {} is answered before; answer it once", answer.number);
            wrong.push(Violation::new(
                at("number"),
                Reason::PointAnsweredTwice,
                say,
            ));
        }
        if answer.outcome() != Outcome::Accepted && answer.reasons.is_empty() {
            let say = "give reasons; only OUTCOME_ACCEPTED needs none";
            wrong.push(Violation::new(at("reasons"), Reason::ReasonsRequired, say));
        }
        let details = answer.details.as_ref();
        wrong.extend(outcomes::check(&at("details"), answer.outcome(), details));
        wrong.extend(text::check(
            &at("reasons"),
            &answer.reasons,
            MAX_TEXT,
            false,
        ));
    }
    wrong
}

/// Refuses answers to points in an answer to something that has none.
pub(crate) fn refuse(prefix: &str, answers: &[PointAnswer]) -> Result<(), Error> {
    if answers.is_empty() {
        return Ok(());
    }
    let say = "leave it out; only a recommendation has points";
    let field = format!("{prefix}point_answers");
    Err(Error::invalid(Reason::FieldInvalid, field, say))
}

/// Fills in which points an answer leaves open of those that are `asked` of its organization, and the outcome that
/// follows. `before` is the answer that this one corrects.
pub(crate) fn settle(
    prefix: &str,
    response: &mut pb::Response,
    recommendation: &pb::Recommendation,
    asked: &[i32],
    before: Option<&pb::Response>,
) -> Result<(), Error> {
    let numbers = point::numbers(recommendation);
    let given = &response.point_answers;
    let field = format!("{prefix}point_answers");
    let several = *numbers.end() > 1;
    if given.is_empty() && several {
        let say = format!("answer its points, 1 to {}, one by one", numbers.end());
        return Err(Error::invalid(Reason::PointAnswersMissing, field, say));
    }
    if given.is_empty() {
        (response.answered_point_count, response.open_points) = (1, Vec::new());
        return Ok(());
    }
    let mut wrong = Vec::new();
    for (n, answer) in given.iter().enumerate() {
        if !numbers.contains(&answer.number) {
            let say = match several {
                true => format!("its points are 1 to {}", numbers.end()),
                false => "its only point is 1".to_owned(),
            };
            let field = format!("{field}[{n}].number");
            wrong.push(Violation::new(field, Reason::PointUnknown, say));
        }
    }
    let answered: HashSet<i32> = given.iter().map(|answer| answer.number).collect();
    let before = before.map_or(&[][..], |before| &before.point_answers);
    let mut before = before.iter().map(|answer| answer.number);
    if let Some(dropped) = before.find(|number| !answered.contains(number)) {
        let say = format!("point {dropped} was answered before: answer it again, or as corrected");
        wrong.push(Violation::new(field, Reason::PointAnswersMissing, say));
    }
    Error::check(wrong)?;
    let open = asked.iter().copied().filter(|n| !answered.contains(n));
    let open: Vec<i32> = open.collect();
    let follows = outcome(given, !open.is_empty());
    response.answered_point_count = i32::try_from(answered.len()).unwrap_or(i32::MAX);
    response.open_points = open;
    if response.outcome() == Outcome::Unspecified {
        response.set_outcome(follows);
    } else if response.outcome() != follows {
        let say = format!(
            "its answers to the points come to {}: say that, or leave the outcome out",
            follows.as_str_name()
        );
        return Err(Error::invalid(
            Reason::OutcomeContradictsPoints,
            format!("{prefix}outcome"),
            say,
        ));
    }
    Ok(())
}

/// The outcome of the whole. A point that is left open counts as deferred.
fn outcome(answers: &[PointAnswer], open: bool) -> Outcome {
    let mut outcomes: Vec<Outcome> = answers.iter().map(PointAnswer::outcome).collect();
    outcomes.extend(open.then_some(Outcome::Deferred));
    let accepted = [Outcome::Accepted, Outcome::PartlyAccepted];
    match outcomes.as_slice() {
        [first, rest @ ..] if rest.iter().all(|other| other == first) => *first,
        some if some.iter().any(|one| accepted.contains(one)) => Outcome::PartlyAccepted,
        none => HEAVIEST
            .into_iter()
            .find(|heavy| none.contains(heavy))
            .unwrap_or(Outcome::Noted),
    }
}

#[cfg(test)]
mod tests;
