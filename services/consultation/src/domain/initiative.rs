//! Rules of initiatives: who put one forward, what became of it, and what it led to.

use std::collections::HashSet;

use common::{Error, Violation, date, names, parts, span, state, text};
use kenes_proto::{
    consultation::{
        CompleteInitiativeRequest, DeclineInitiativeRequest, Hearing, Initiative, InitiativeResult,
        SupportInitiativeRequest, initiative::State,
    },
    gtype::LocalizedText,
    types::ErrorReason as Reason,
};

use super::{actor, decision, session};

const MAX_TITLE: usize = 500;
const MAX_TEXT: usize = 20_000;
const MAX_REASON: usize = 5_000;
const MAX_RESULTS: usize = 50;

/// What must hold of an initiative at this session by `now`.
pub(crate) fn check(initiative: &Initiative, session: &Hearing, now: i64) -> Result<(), Error> {
    let titles = &initiative.titles;
    let mut wrong = text::check("initiative.titles", titles, MAX_TITLE, true);
    let texts = &initiative.texts;
    wrong.extend(text::check("initiative.texts", texts, MAX_TEXT, false));
    let documents = &initiative.documents;
    wrong.extend(parts::documents("initiative.documents", documents));
    wrong.extend(parts::sources("initiative.sources", &initiative.sources));
    for (n, proponent) in initiative.proponents.iter().enumerate() {
        let field = format!("initiative.proponents[{n}]");
        wrong.extend(actor::check(&field, proponent));
        wrong.extend(actor::check_speaker(&field, proponent));
    }
    let (field, item) = ("initiative.agenda_item", &initiative.agenda_item);
    wrong.extend(decision::check_point(field, item, session));
    let results = ("initiative.results", initiative.results.as_slice());
    wrong.extend(check_results(results, session, date::local_number(now)));
    if initiative.state() == State::CarriedOut {
        wrong.extend(check_any(results));
    }
    Error::check(wrong)?;
    check_session(session, now)
}

/// Refuses a session at which nothing can have been put forward by `now`.
fn check_session(session: &Hearing, now: i64) -> Result<(), Error> {
    session::check_met(session, "put forward", now)
}

/// Each result is there once, and did not come about before the session or after today.
fn check_results(
    (field, results): (&str, &[InitiativeResult]),
    session: &Hearing,
    today: i64,
) -> Vec<Violation> {
    let (first, _) = session::days(session);
    let mut wrong = Vec::new();
    let mut known = HashSet::new();
    for (n, result) in results.iter().enumerate() {
        let part = |part: &str| format!("{field}[{n}].{part}");
        if !known.insert(&result.resource) {
            let say = "it is there already: say all of it in one place";
            wrong.push(Violation::new(part("resource"), Reason::FieldInvalid, say));
        }
        let (on, day) = (part("result_date"), result.result_date.as_ref());
        let limit = ("first day of the session", Some(&first));
        wrong
            .extend(span::come_date(&on, day, today).or_else(|| date::not_before(&on, day, limit)));
        let notes = &result.notes;
        wrong.extend(text::check(&part("notes"), notes, MAX_REASON, false));
        wrong.extend(parts::sources(&part("sources"), &result.sources));
    }
    wrong
}

fn check_any((field, results): (&str, &[InitiativeResult])) -> Option<Violation> {
    let say = "say what it led to: name at least one result";
    results
        .is_empty()
        .then(|| Violation::new(field, Reason::ResultsMissing, say))
}

// === states

/// The session supports it, by a decision of its own if one is named.
pub(crate) fn support(
    initiative: &mut Initiative,
    request: &SupportInitiativeRequest,
    session: &Hearing,
    now: i64,
) -> Result<(), Error> {
    let mut wrong = check_reasons(&request.reasons, false);
    let decision = &request.decision;
    if !decision.is_empty() && names::parent(decision) != session.name {
        let say = format!("name a decision of {}", session.name);
        wrong.push(Violation::new("decision", Reason::FieldInvalid, say));
    }
    Error::check(wrong)?;
    check_session(session, now)?;
    let from = [State::Proposed];
    advance(initiative, &from, State::Supported, &request.reasons)?;
    initiative.decision.clone_from(decision);
    Ok(())
}

/// The session does not support it.
pub(crate) fn decline(
    initiative: &mut Initiative,
    request: &DeclineInitiativeRequest,
    session: &Hearing,
    now: i64,
) -> Result<(), Error> {
    Error::check(check_reasons(&request.reasons, true))?;
    check_session(session, now)?;
    let from = [State::Proposed];
    advance(initiative, &from, State::NotSupported, &request.reasons)
}

/// It was carried out by `now`, and led to what it named already and to what is added.
pub(crate) fn complete(
    initiative: &mut Initiative,
    request: &CompleteInitiativeRequest,
    session: &Hearing,
    now: i64,
) -> Result<(), Error> {
    let mut results = initiative.results.clone();
    results.extend(request.results.iter().cloned());
    let mut wrong = check_reasons(&request.reasons, false);
    let added = ("results", request.results.as_slice());
    wrong.extend(check_results(added, session, date::local_number(now)));
    wrong.extend(check_any(("results", &results)));
    for (n, result) in request.results.iter().enumerate() {
        let known = initiative.results.iter();
        if known.into_iter().any(|one| one.resource == result.resource) {
            let say = "the initiative names it already: leave it out";
            let field = format!("results[{n}].resource");
            wrong.push(Violation::new(field, Reason::FieldInvalid, say));
        }
    }
    if results.len() > MAX_RESULTS {
        let say = format!("the initiative would have more than {MAX_RESULTS} results");
        wrong.push(Violation::new("results", Reason::FieldInvalid, say));
    }
    Error::check(wrong)?;
    check_session(session, now)?;
    let from = [State::Proposed, State::Supported];
    advance(initiative, &from, State::CarriedOut, &request.reasons)?;
    initiative.results = results;
    Ok(())
}

fn check_reasons(reasons: &[LocalizedText], required: bool) -> Vec<Violation> {
    text::check("reasons", reasons, MAX_REASON, required)
}

fn advance(
    initiative: &mut Initiative,
    from: &[State],
    to: State,
    reasons: &[LocalizedText],
) -> Result<(), Error> {
    let act = format!("become {}", state::short(to.as_str_name()));
    let present = (initiative.name.as_str(), initiative.state());
    state::require(present, from, &act, State::as_str_name)?;
    initiative.set_state(to);
    initiative.state_reasons = reasons.to_vec();
    Ok(())
}

#[cfg(test)]
mod tests;
