//! Rules of scores: one mark a criterion, within its bounds, and what they come to under the weights.

use common::{Error, Violation, state, text};
use kenes_proto::{
    registry::{
        self as pb, Application, Criterion, Mark, RankedApplication,
        application::State as ApplicationState, score::State,
    },
    types::ErrorReason as Reason,
};

use super::tender::MAX_TEXT;

/// The hundredths of a percent point.
const HUNDREDTHS: i64 = 100;

/// What must hold of a score by itself, by the criteria of its tender.
pub(crate) fn check(criteria: &[Criterion], score: &pb::Score) -> Vec<Violation> {
    let mut wrong = text::check("score.reasons", &score.reasons, MAX_TEXT, false);
    wrong.extend(common::parts::sources("score.sources", &score.sources));
    for (n, mark) in score.marks.iter().enumerate() {
        let known = criteria
            .iter()
            .find(|one| one.criterion_id == mark.criterion);
        let before = score.marks[..n]
            .iter()
            .any(|one| one.criterion == mark.criterion);
        let (name, say) = match known {
            None => (
                "criterion",
                "give the id of a published criterion".to_owned(),
            ),
            Some(_) if before => ("criterion", "give one mark for each criterion".to_owned()),
            Some(one) if !(0..=one.max_points).contains(&mark.points) => {
                ("points", format!("give 0 to {} points", one.max_points))
            }
            Some(_) => continue,
        };
        let field = format!("score.marks[{n}].{name}");
        wrong.push(Violation::new(field, Reason::MarksInvalid, say));
    }
    let missing: Vec<&str> = criteria
        .iter()
        .filter(|one| mark(score, one).is_none())
        .map(|one| one.criterion_id.as_str())
        .collect();
    if !missing.is_empty() {
        let say = format!("give a mark for {}, too", missing.join(", "));
        wrong.push(Violation::new("score.marks", Reason::MarksInvalid, say));
    }
    wrong
}

fn mark<'a>(score: &'a pb::Score, criterion: &Criterion) -> Option<&'a Mark> {
    let mut marks = score.marks.iter();
    marks.find(|mark| mark.criterion == criterion.criterion_id)
}

/// What a new score comes to: it counts.
pub(crate) fn begin(criteria: &[Criterion], score: &mut pb::Score) {
    let share = |one: &Criterion| {
        let points = mark(score, one).map_or(0, |mark| i64::from(mark.points));
        // In millionths, so that what is rounded in each is never seen in the sum.
        i64::from(one.weight) * points * 1_000_000 / i64::from(one.max_points.max(1))
    };
    let sum: i64 = criteria.iter().map(share).sum();
    score.total = i32::try_from((sum * HUNDREDTHS + 500_000) / 1_000_000).unwrap_or_default();
    score.set_state(State::Valid);
}

/// Refuses to score an application that does not take part.
pub(crate) fn check_admitted(application: &Application) -> Result<(), Error> {
    let present = (application.name.as_str(), application.state());
    let allowed = [ApplicationState::Admitted];
    state::require(
        present,
        &allowed,
        "be scored",
        ApplicationState::as_str_name,
    )
}

/// The refusal of a second score.
pub(crate) fn exists(other: &pb::Score) -> Error {
    let text = format!(
        "{} scored this application with {}",
        other.person, other.name
    );
    Error::refused(Reason::ScoreExists, &other.name, text)
        .about("registry.kenes/Score", &other.name)
}

/// Gives each application its place among those for the same lot, best first as they come: those that are equal share one.
pub(crate) fn rank(applications: &mut [RankedApplication]) {
    let (mut place, mut rank) = (0, 0);
    for at in 0..applications.len() {
        let (before, here) = applications.split_at_mut(at);
        let one = &mut here[0];
        let last = before.last().filter(|last| last.lot == one.lot);
        place = if last.is_some() { place + 1 } else { 1 };
        if last.is_none_or(|last| last.score != one.score) {
            rank = place;
        }
        one.rank = if one.score_count > 0 { rank } else { 0 };
    }
}

#[cfg(test)]
mod tests;
