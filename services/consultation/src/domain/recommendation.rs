//! Rules of recommendations: what they hold, and how they end. How they are voted on is in `vote`, whom they ask in
//! `addressee`.

use common::{Error, date, parts, span, state, text};
use kenes_proto::{
    consultation::{
        self as pb, Addressee, Recommendation,
        recommendation::{Kind, State},
    },
    gtype::{Date, LocalizedText},
    types::ProvisionRef,
};

use super::{
    addressee::{self, Answers},
    duty, point,
};

const MAX_TITLE: usize = 500;
pub(super) const MAX_TEXT: usize = 20_000;

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
    wrong.extend(parts::printed_number(
        "recommendation.number",
        &recommendation.number,
    ));
    wrong.extend(point::check_places(
        "recommendation",
        &recommendation.targets,
        &recommendation.changes,
    ));
    wrong.extend(point::check(recommendation));
    wrong.extend(addressee::check(&recommendation.addressees));
    wrong.extend(parts::documents_with_files(
        "recommendation.documents",
        &recommendation.documents,
    ));
    Error::check(wrong)
}

/// Moves what stands in the deprecated field `hearing` to where it belongs.
pub(crate) fn fold_hearing(recommendation: &mut Recommendation) {
    let hearing = std::mem::take(&mut recommendation.hearing);
    if !hearing.is_empty() && !recommendation.origins.contains(&hearing) {
        recommendation.origins.push(hearing);
    }
}

/// The provisions it is about, as a whole or in a point, those whose wording it would change too.
pub(crate) fn locations(recommendation: &Recommendation) -> impl Iterator<Item = &ProvisionRef> {
    let points = recommendation.points.iter().flat_map(point::locations);
    point::places(&recommendation.targets, &recommendation.changes).chain(points)
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

/// The day on which it is sent: the one that is said, or today. A whole date that has come, and not one before its adoption.
pub(crate) fn send_day(
    recommendation: &Recommendation,
    request: &pb::SendRecommendationRequest,
    now: i64,
) -> Result<Date, Error> {
    let today = date::local_day(now);
    let (adopted, said) = (
        recommendation.adopt_date.as_ref(),
        request.send_date.as_ref(),
    );
    let wrong = span::past_date_from("send_date", ("adoption", adopted), said, &today);
    Error::check(wrong.into_iter().collect())?;
    Ok(said.copied().unwrap_or(today))
}

/// Sends it to its addressees.
pub(crate) fn send(
    recommendation: &mut Recommendation,
    request: &pb::SendRecommendationRequest,
    now: i64,
) -> Result<(), Error> {
    let day = send_day(recommendation, request, now)?;
    let wrong = addressee::check_due(request.due_date.as_ref(), &day, "sent");
    Error::check(wrong.into_iter().collect())?;
    require(recommendation, &[State::Adopted], "be sent")?;
    // Of a day that is over no hour is known: its last one, as of a hearing of which only the day is known.
    let time = now.min(date::local_end(&day) - 1);
    let asked = recommendation.addressees.iter_mut();
    for addressee in asked.filter(|a| addressee::open(a)) {
        addressee.send_time = Some(date::timestamp(time));
        addressee.due_date = request.due_date.or(addressee.due_date);
    }
    let instead = "give a due_date for all of them when you send it";
    addressee::check_days(recommendation, &day, "sent", instead)?;
    recommendation.set_state(State::Sent);
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

/// Passes it from an addressee that has not answered every point to another body, by a day of its own.
pub(crate) fn readdress(
    recommendation: &mut Recommendation,
    request: &pb::ReaddressRecommendationRequest,
    answers: &Answers,
    now: i64,
) -> Result<(), Error> {
    let mut wrong = text::check("reasons", &request.reasons, MAX_TEXT, true);
    let due = request.due_date.as_ref();
    wrong.extend(addressee::check_due(
        due,
        &date::local_day(now),
        "readdressed",
    ));
    Error::check(wrong)?;
    let states = [State::Adopted, State::Sent];
    require(recommendation, &states, "be readdressed")?;
    let sent = recommendation.state() == State::Sent;
    let send_time = sent.then(|| date::timestamp(now));
    addressee::pass_on(recommendation, request, answers, send_time)
}

/// Puts off the day by which an addressee answers.
pub(crate) fn extend_reply(
    recommendation: &mut Recommendation,
    request: &pb::ExtendRecommendationReplyRequest,
    answers: &Answers,
    now: i64,
) -> Result<(), Error> {
    duty::check_extension(request.due_date.as_ref(), &request.reasons)?;
    require(recommendation, &[State::Sent], "be answered later")?;
    addressee::put_off(recommendation, request, answers, now)
}

/// Only what was sent is answered.
pub(crate) fn check_sent(recommendation: &Recommendation) -> Result<(), Error> {
    require(recommendation, &[State::Sent], "be answered")
}

/// Closes the matter if every addressee has answered every point, and says whether it did. `answers` are those given by
/// now.
pub(crate) fn close(recommendation: &mut Recommendation, answers: &Answers) -> bool {
    let done =
        recommendation.state() == State::Sent && addressee::all_answered(recommendation, answers);
    if done {
        recommendation.set_state(State::Answered);
    }
    done
}

// === when read

/// Whether somebody's day to answer may have passed: who answered matters only then. `today` is `yyyymmdd`.
pub(crate) fn may_be_overdue(recommendation: &Recommendation, today: i64) -> bool {
    recommendation.state() == State::Sent && late(recommendation, today).next().is_some()
}

/// Fills in what depends on the day it is read, `yyyymmdd`, and on who has answered by then.
pub(crate) fn render(recommendation: &mut Recommendation, today: i64, answers: &Answers) {
    recommendation.overdue = recommendation.state() == State::Sent
        && late(recommendation, today).any(|addressee| !answers.whole(&addressee.organization));
}

fn late(recommendation: &Recommendation, today: i64) -> impl Iterator<Item = &Addressee> {
    let passed = move |day: i64| day != 0 && day < today;
    let open = recommendation
        .addressees
        .iter()
        .filter(|a| addressee::open(a));
    open.filter(move |a| passed(date::upper(a.due_date.as_ref())))
}

#[cfg(test)]
mod tests;
