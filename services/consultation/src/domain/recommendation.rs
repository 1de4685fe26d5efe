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
pub(crate) fn check(recommendation: &Recommendation) -> Result<(), Error> {
    let mut wrong = text::check(
        "recommendation.titles",
        &recommendation.titles,
        MAX_TITLE,
        true,
    );
    wrong.extend(text::check(
        "recommendation.texts",
        &recommendation.texts,
        MAX_TEXT,
        true,
    ));
    for (n, target) in recommendation.targets.iter().enumerate() {
        let field = format!("recommendation.targets[{n}]");
        wrong.extend(comment::check_location(&field, target));
    }
    for (n, change) in recommendation.changes.iter().enumerate() {
        let field = format!("recommendation.changes[{n}]");
        wrong.extend(comment::check_change(&field, change));
    }
    wrong.extend(check_addressees(&recommendation.addressees));
    Error::check(wrong)
}

/// Each is asked once, to answer by a whole date.
fn check_addressees(addressees: &[Addressee]) -> Vec<Violation> {
    let mut wrong = Vec::new();
    let mut seen = HashSet::new();
    for (n, addressee) in addressees.iter().enumerate() {
        let field = format!("recommendation.addressees[{n}]");
        if !seen.insert(&addressee.organization) {
            let say = format!("{} is named before; name each once", addressee.organization);
            let field = format!("{field}.organization");
            wrong.push(Violation::new(field, Reason::FieldInvalid, say));
        }
        let field = format!("{field}.due_date");
        wrong.extend(span::whole_date(&field, addressee.due_date.as_ref()));
    }
    wrong
}

/// The provisions it is about, those whose wording it would change too.
pub(crate) fn locations(recommendation: &Recommendation) -> impl Iterator<Item = &ProvisionRef> {
    let changes = recommendation
        .changes
        .iter()
        .filter_map(|c| c.target.as_ref());
    recommendation.targets.iter().chain(changes)
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
pub(crate) fn require(
    recommendation: &Recommendation,
    states: &[State],
    act: &str,
) -> Result<(), Error> {
    let present = (recommendation.name.as_str(), recommendation.state());
    state::require(present, states, act, State::as_str_name)
}

/// What was voted on does not change.
pub(crate) fn check_open(recommendation: &Recommendation) -> Result<(), Error> {
    require(recommendation, &[State::Draft], "be changed")
}

/// Sends it to its addressees.
pub(crate) fn send(
    recommendation: &mut Recommendation,
    _: &pb::SendRecommendationRequest,
    now: i64,
) -> Result<(), Error> {
    require(recommendation, &[State::Adopted], "be sent")?;
    recommendation.set_state(State::Sent);
    for addressee in &mut recommendation.addressees {
        addressee.send_time = Some(date::timestamp(now));
    }
    Ok(())
}

/// Takes it back.
pub(crate) fn recall(
    recommendation: &mut Recommendation,
    request: &pb::RecallRecommendationRequest,
    _: i64,
) -> Result<(), Error> {
    check_reasons(&request.reasons)?;
    require(
        recommendation,
        &[State::Adopted, State::Sent],
        "be recalled",
    )?;
    recommendation.set_state(State::Recalled);
    recommendation.recall_reasons.clone_from(&request.reasons);
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
pub(crate) fn asked(recommendation: &Recommendation) -> impl Iterator<Item = &str> {
    let open = recommendation.addressees.iter().filter(|a| open(a));
    open.map(|a| a.organization.as_str())
}

/// Passes it from an addressee that has not answered to another body.
pub(crate) fn readdress(
    recommendation: &mut Recommendation,
    request: &pb::ReaddressRecommendationRequest,
    answered: &HashSet<String>,
    now: i64,
) -> Result<(), Error> {
    let mut wrong = text::check("reasons", &request.reasons, MAX_TEXT, true);
    wrong.extend(span::whole_date("due_date", request.due_date.as_ref()));
    Error::check(wrong)?;
    require(recommendation, &[State::Sent], "be readdressed")?;
    let (from, to) = (&request.current_organization, &request.new_organization);
    let mismatch = |text: String| {
        Err(Error::denied(Reason::AddresseeMismatch, text).with("addressees", join(recommendation)))
    };
    if answered.contains(from) {
        return mismatch(format!("{from} has answered; there is nothing to pass on"));
    }
    if asked(recommendation).any(|organization| organization == to) {
        return mismatch(format!("{to} is an addressee already; name another body"));
    }
    let found = recommendation.addressees.iter();
    let mut found = found.enumerate().filter(|(_, a)| open(a));
    let Some((n, _)) = found.find(|(_, a)| &a.organization == from) else {
        return mismatch(format!(
            "{from} is not an addressee that still has to answer"
        ));
    };
    let old = &mut recommendation.addressees[n];
    old.close_reasons.clone_from(&request.reasons);
    let due_date = request.due_date.or(old.due_date);
    recommendation.addressees.push(Addressee {
        organization: to.clone(),
        due_date,
        send_time: Some(date::timestamp(now)),
        readdressed_from: from.clone(),
        close_reasons: Vec::new(),
    });
    Ok(())
}

fn join(recommendation: &Recommendation) -> String {
    asked(recommendation).collect::<Vec<_>>().join(", ")
}

/// Counts the answer of `responder`, and closes the matter when nobody is left to answer. `answered` are those who did
/// before.
pub(crate) fn answer(
    recommendation: &mut Recommendation,
    responder: &str,
    answered: &HashSet<String>,
) -> Result<(), Error> {
    response::check_addressee(responder, asked(recommendation))?;
    require(recommendation, &[State::Sent], "be answered")?;
    recommendation.response_count += 1;
    if asked(recommendation)
        .all(|organization| organization == responder || answered.contains(organization))
    {
        recommendation.set_state(State::Answered);
    }
    Ok(())
}

// === when read

/// Whether somebody's day to answer may have passed: who answered matters only then. `today` is `yyyymmdd`.
pub(crate) fn may_be_overdue(recommendation: &Recommendation, today: i64) -> bool {
    recommendation.state() == State::Sent && late(recommendation, today).next().is_some()
}

/// Fills in what depends on the day it is read, `yyyymmdd`, and on who has answered by then.
pub(crate) fn render(recommendation: &mut Recommendation, today: i64, answered: &HashSet<String>) {
    recommendation.overdue = recommendation.state() == State::Sent
        && late(recommendation, today).any(|addressee| !answered.contains(&addressee.organization));
}

fn late(recommendation: &Recommendation, today: i64) -> impl Iterator<Item = &Addressee> {
    let passed = move |day: i64| day != 0 && day < today;
    let open = recommendation.addressees.iter().filter(|a| open(a));
    open.filter(move |a| passed(date::upper(a.due_date.as_ref())))
}

#[cfg(test)]
mod tests;
