//! Rules of what sessions decide: who must carry it out and by when, how it was voted on, and that the session was one at which
//! it can have been decided.

use common::{Error, Violation, date, names, parts, span, state, text};
use kenes_proto::{
    consultation::{
        Decision, Hearing, RevokeDecisionRequest, decision::State, hearing::Kind as Occasion,
    },
    gtype::Date,
    types::{Actor, ErrorReason as Reason},
};

use super::{actor, session};

const MAX_TITLE: usize = 500;
const MAX_TEXT: usize = 20_000;
const MAX_REASON: usize = 5_000;

/// What must hold of a decision of this session by `now`.
pub(crate) fn check(decision: &Decision, session: &Hearing, now: i64) -> Result<(), Error> {
    let today = date::local_day(now);
    let mut wrong = text::check("decision.titles", &decision.titles, MAX_TITLE, true);
    let texts = &decision.texts;
    wrong.extend(text::check("decision.texts", texts, MAX_TEXT, false));
    wrong.extend(parts::printed_number("decision.number", &decision.number));
    wrong.extend(parts::documents("decision.documents", &decision.documents));
    wrong.extend(parts::sources("decision.sources", &decision.sources));
    for (n, executor) in decision.executors.iter().enumerate() {
        wrong.extend(check_executor(
            &format!("decision.executors[{n}]"),
            executor,
        ));
    }
    let item = &decision.agenda_item;
    wrong.extend(check_point("decision.agenda_item", item, session));
    let decided = decision.decide_date.as_ref();
    wrong.extend(span::past_date("decision.decide_date", decided, &today));
    wrong.extend(check_due(decision, session));
    Error::check(wrong)?;
    check_vote(decision)?;
    check_session(session, decided, now)
}

/// Whoever carries something out does so by itself: nobody speaks for another here.
fn check_executor(field: &str, executor: &Actor) -> Option<Violation> {
    let say = "leave it out; an organization that must carry it out stands in organization";
    let spoken = (!executor.on_behalf_of.is_empty())
        .then(|| Violation::new(format!("{field}.on_behalf_of"), Reason::FieldInvalid, say));
    spoken.or_else(|| actor::check(field, executor))
}

/// What is wrong with a point of the agenda of another session.
pub(crate) fn check_point(field: &str, item: &str, session: &Hearing) -> Option<Violation> {
    let other = !item.is_empty() && names::parent(item) != session.name;
    other.then(|| {
        let say = format!("name a point of the agenda of {}", session.name);
        Violation::new(field, Reason::FieldInvalid, say)
    })
}

/// What is due is asked of somebody, and not before it was decided.
fn check_due(decision: &Decision, session: &Hearing) -> Vec<Violation> {
    let field = "decision.due_date";
    let due = decision.due_date.as_ref();
    let limit = match &decision.decide_date {
        Some(day) => ("day of the decision", *day),
        None => ("first day of the session", session::days(session).0),
    };
    let wrong =
        date::check(field, due).or_else(|| date::not_before(field, due, (limit.0, Some(&limit.1))));
    let mut wrong: Vec<_> = wrong.into_iter().collect();
    if due.is_some() && decision.executors.is_empty() {
        let say = "say who must carry it out by the day on which it is due";
        let field = "decision.executors";
        wrong.push(Violation::new(field, Reason::FieldInvalid, say));
    }
    wrong
}

fn check_vote(decision: &Decision) -> Result<(), Error> {
    let vote = decision.vote.unwrap_or_default();
    if decision.vote.is_none() || vote.votes_for > vote.votes_against {
        return Ok(());
    }
    let text = format!(
        "the decision was not carried: {} for, {} against",
        vote.votes_for, vote.votes_against
    );
    let reason = Reason::VoteNotCarried;
    Err(Error::refused(reason, &decision.name, text))
}

/// Refuses a session at which nothing can have been decided, or not on that day.
fn check_session(session: &Hearing, decided: Option<&Date>, now: i64) -> Result<(), Error> {
    if session.kind() == Occasion::MediaDiscussion {
        let name = &session.name;
        let text = format!("{name} is a discussion in the media, at which nobody decides");
        return Err(Error::refused(Reason::KindDecidesNothing, name, text));
    }
    session::check_met(session, "decided", now)?;
    decided.map_or(Ok(()), |day| session::check_day(session, day, "decision"))
}

/// The refusal of a number that `other` has.
pub(crate) fn taken(decision: &Decision, other: String) -> Error {
    let number = &decision.number;
    let text = format!("{other} has the number {number}; give another, or none");
    let kind = "consultation.kenes/Decision";
    Error::exists(Reason::DecisionNumberTaken, kind, other, text)
}

// === states

/// Refuses to change a decision that was revoked.
pub(crate) fn check_stands(decision: &Decision) -> Result<(), Error> {
    require(decision, "be changed")
}

/// Takes a decision back; it stays readable.
pub(crate) fn revoke(
    decision: &mut Decision,
    request: &RevokeDecisionRequest,
    now: i64,
) -> Result<(), Error> {
    Error::check(text::check("reasons", &request.reasons, MAX_REASON, true))?;
    require(decision, "be revoked")?;
    decision.set_state(State::Revoked);
    decision.state_reasons.clone_from(&request.reasons);
    decision.revoke_time = Some(date::timestamp(now));
    Ok(())
}

fn require(decision: &Decision, act: &str) -> Result<(), Error> {
    let present = (decision.name.as_str(), decision.state());
    state::require(present, &[State::Adopted], act, State::as_str_name)
}

#[cfg(test)]
mod tests;
