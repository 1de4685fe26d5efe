//! Rules of recommendations: what they hold, whom they ask, and how they end. How they are voted on is in `vote`.

use std::collections::HashSet;

use common::{Error, Violation, date, span, state, text};
use kenes_proto::{
    consultation::{
        self as pb, Addressee, Recommendation,
        recommendation::{Kind, State},
    },
    gtype::LocalizedText,
    types::{ErrorReason as Reason, ProvisionRef},
};

use super::{comment, response};

const MAX_TITLE: usize = 500;
const MAX_TEXT: usize = 20_000;

/// What must hold of a recommendation by itself.
pub(crate) fn check(it: &Recommendation) -> Result<(), Error> {
    let mut wrong = text::check("recommendation.titles", &it.titles, MAX_TITLE, true);
    wrong.extend(text::check(
        "recommendation.texts",
        &it.texts,
        MAX_TEXT,
        true,
    ));
    for (n, target) in it.targets.iter().enumerate() {
        let field = format!("recommendation.targets[{n}]");
        wrong.extend(comment::check_place(&field, target));
    }
    for (n, change) in it.changes.iter().enumerate() {
        let field = format!("recommendation.changes[{n}]");
        wrong.extend(comment::check_change(&field, change));
    }
    wrong.extend(check_addressees(&it.addressees));
    Error::check(wrong)
}

/// Each is asked once, to answer by a whole date.
fn check_addressees(addressees: &[Addressee]) -> Vec<Violation> {
    let mut wrong = Vec::new();
    let mut seen = HashSet::new();
    for (n, addressee) in addressees.iter().enumerate() {
        let field = format!("recommendation.addressees[{n}]");
        if !seen.insert(&addressee.organization) {
            let say = format!("{} is asked twice", addressee.organization);
            let field = format!("{field}.organization");
            wrong.push(Violation::new(field, Reason::FieldInvalid, say));
        }
        let field = format!("{field}.due_date");
        wrong.extend(span::whole_date(&field, addressee.due_date.as_ref()));
    }
    wrong
}

/// The provisions it is about, those whose wording it would change too.
pub(crate) fn places(it: &Recommendation) -> impl Iterator<Item = &ProvisionRef> {
    let changes = it.changes.iter().filter_map(|c| c.target.as_ref());
    it.targets.iter().chain(changes)
}

/// The form of a recommendation in a word, for people.
pub(crate) fn form(kind: Kind) -> &'static str {
    match kind {
        Kind::Conclusion => "conclusion",
        Kind::Proposal => "proposal",
        Kind::Statement => "statement",
        Kind::Unspecified => "recommendation",
    }
}

// === states

/// Refuses an act in another state than these.
pub(crate) fn require(it: &Recommendation, states: &[State], act: &str) -> Result<(), Error> {
    let present = (it.name.as_str(), it.state());
    state::require(present, states, act, State::as_str_name)
}

/// What was voted on does not change.
pub(crate) fn check_open(it: &Recommendation) -> Result<(), Error> {
    require(it, &[State::Draft], "be changed")
}

/// Sends it to its addressees.
pub(crate) fn send(
    it: &mut Recommendation,
    _: &pb::SendRecommendationRequest,
    now: i64,
) -> Result<(), Error> {
    require(it, &[State::Adopted], "be sent")?;
    it.set_state(State::Sent);
    for addressee in &mut it.addressees {
        addressee.send_time = Some(date::timestamp(now));
    }
    Ok(())
}

/// Takes it back.
pub(crate) fn recall(
    it: &mut Recommendation,
    request: &pb::RecallRecommendationRequest,
    _: i64,
) -> Result<(), Error> {
    check_reasons(&request.reasons)?;
    require(it, &[State::Adopted, State::Sent], "be recalled")?;
    it.set_state(State::Recalled);
    it.recall_reasons.clone_from(&request.reasons);
    Ok(())
}

fn check_reasons(reasons: &[LocalizedText]) -> Result<(), Error> {
    Error::check(text::check("reasons", reasons, MAX_TEXT, true))
}

// === addressees

/// Whether the addressee still has to answer.
fn open(addressee: &Addressee) -> bool {
    addressee.close_reasons.is_empty()
}

/// Those who are asked and not released, with or without an answer.
pub(crate) fn asked(it: &Recommendation) -> impl Iterator<Item = &str> {
    let open = it.addressees.iter().filter(|a| open(a));
    open.map(|a| a.organization.as_str())
}

/// Passes it from an addressee that has not answered to another body.
pub(crate) fn readdress(
    it: &mut Recommendation,
    request: &pb::ReaddressRecommendationRequest,
    answered: &HashSet<String>,
    now: i64,
) -> Result<(), Error> {
    let mut wrong = text::check("reasons", &request.reasons, MAX_TEXT, true);
    wrong.extend(span::whole_date("due_date", request.due_date.as_ref()));
    Error::check(wrong)?;
    require(it, &[State::Sent], "be readdressed")?;
    let (from, to) = (&request.current_organization, &request.new_organization);
    let mismatch = |text: String| {
        Err(Error::denied(Reason::AddresseeMismatch, text).with("addressees", join(it)))
    };
    if answered.contains(from) {
        return mismatch(format!("{from} has answered; there is nothing to pass on"));
    }
    if asked(it).any(|organization| organization == to) {
        return mismatch(format!("{to} is an addressee already; name another body"));
    }
    let found = it.addressees.iter();
    let mut found = found.enumerate().filter(|(_, a)| open(a));
    let Some((n, _)) = found.find(|(_, a)| &a.organization == from) else {
        return mismatch(format!("{from} is no addressee that has to answer"));
    };
    let old = &mut it.addressees[n];
    old.close_reasons.clone_from(&request.reasons);
    let due_date = request.due_date.or(old.due_date);
    it.addressees.push(Addressee {
        organization: to.clone(),
        due_date,
        send_time: Some(date::timestamp(now)),
        readdressed_from: from.clone(),
        close_reasons: Vec::new(),
    });
    Ok(())
}

fn join(it: &Recommendation) -> String {
    asked(it).collect::<Vec<_>>().join(", ")
}

/// Counts the answer of `responder`, and closes the matter when nobody is left to answer. `answered` are those who did
/// before.
pub(crate) fn answer(
    it: &mut Recommendation,
    responder: &str,
    answered: &HashSet<String>,
) -> Result<(), Error> {
    response::check_addressee(responder, asked(it))?;
    require(it, &[State::Sent], "be answered")?;
    it.response_count += 1;
    if asked(it).all(|organization| organization == responder || answered.contains(organization)) {
        it.set_state(State::Answered);
    }
    Ok(())
}

// === when read

/// Whether somebody's day to answer may have passed: who answered matters only then. `today` is `yyyymmdd`.
pub(crate) fn may_be_overdue(it: &Recommendation, today: i64) -> bool {
    it.state() == State::Sent && late(it, today).next().is_some()
}

/// Fills in what depends on the day it is read, `yyyymmdd`, and on who has answered by then.
pub(crate) fn render(it: &mut Recommendation, today: i64, answered: &HashSet<String>) {
    it.overdue = it.state() == State::Sent
        && late(it, today).any(|addressee| !answered.contains(&addressee.organization));
}

fn late(it: &Recommendation, today: i64) -> impl Iterator<Item = &Addressee> {
    let passed = move |day: i64| day != 0 && day < today;
    let open = it.addressees.iter().filter(|a| open(a));
    open.filter(move |a| passed(date::upper(a.due_date.as_ref())))
}

#[cfg(test)]
mod tests;
