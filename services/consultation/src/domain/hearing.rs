//! Rules of hearings: their dates, their states, their minutes. What each kind of occasion must have is in `occasion`, what a
//! session says of itself in `sitting`, and how sessions follow each other in `chain`.

pub(crate) mod chain;
mod occasion;
mod sitting;

use common::{Error, Violation, date, parts, span, state, text};
use kenes_proto::{
    consultation::{self as pb, Hearing, hearing::State},
    gtype::{Date, LocalizedText},
    types::ErrorReason as Reason,
};
use prost_types::Timestamp;

use super::session;

const MAX_TITLE: usize = 500;
const MAX_TEXT: usize = 20_000;
const MAX_DOCUMENTS: usize = 200;

/// When a hearing is: by times, or by days where only days are known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct When<'a> {
    start_time: Option<&'a Timestamp>,
    end_time: Option<&'a Timestamp>,
    start_date: Option<&'a Date>,
    end_date: Option<&'a Date>,
}

/// What must hold of a hearing by itself. `today` is `yyyymmdd`.
pub(crate) fn check(hearing: &Hearing, today: i64) -> Result<(), Error> {
    let mut wrong = text::check("hearing.titles", &hearing.titles, MAX_TITLE, true);
    let outcomes = &hearing.outcomes;
    wrong.extend(text::check("hearing.outcomes", outcomes, MAX_TEXT, false));
    wrong.extend(When::of(hearing).check("hearing."));
    wrong.extend(parts::documents_with_files(
        "hearing.documents",
        &hearing.documents,
    ));
    wrong.extend(parts::sources("hearing.sources", &hearing.sources));
    wrong.extend(date::check_zone("hearing.time_zone", &hearing.time_zone));
    wrong.extend(occasion::check(hearing));
    wrong.extend(sitting::check(hearing, today));
    Error::check(wrong)
}

/// An announced hearing keeps its dates in an update: whoever came for them must find why they changed.
pub(crate) fn check_update(present: &Hearing, merged: &Hearing, today: i64) -> Result<(), Error> {
    check(merged, today)?;
    if present.state() == State::Tentative || When::of(present) == When::of(merged) {
        return Ok(());
    }
    let field = match merged.start_date.is_some() || present.start_date != merged.start_date {
        true => "hearing.start_date",
        false => "hearing.start_time",
    };
    let say = "the hearing is announced: use RescheduleHearing, which remembers the dates it had";
    Err(Error::invalid(Reason::DatesInvalid, field, say))
}

/// Whether it is of another kind now, another body holds it, or its days may be others.
pub(crate) fn is_moved(present: &Hearing, merged: &Hearing) -> bool {
    present.kind != merged.kind
        || present.organizer != merged.organizer
        || present.time_zone != merged.time_zone
        || When::of(present) != When::of(merged)
}

// === states

/// Moves the hearing on, or refuses.
pub(crate) fn advance(hearing: &mut Hearing, to: State) -> Result<(), Error> {
    let from: &[State] = match to {
        State::Confirmed => &[State::Tentative],
        State::Cancelled => &[State::Tentative, State::Confirmed],
        State::Passed => &[State::Confirmed],
        State::Tentative | State::Unspecified => &[],
    };
    let act = format!("become {}", state::short(to.as_str_name()));
    require(hearing, from, &act)?;
    hearing.set_state(to);
    Ok(())
}

/// Refuses an act in another state than these.
pub(crate) fn require(hearing: &Hearing, states: &[State], act: &str) -> Result<(), Error> {
    let present = (hearing.name.as_str(), hearing.state());
    state::require(present, states, act, State::as_str_name)
}

/// Only what was never announced is deleted.
pub(crate) fn check_deletable(hearing: &Hearing) -> Result<(), Error> {
    let act = "be deleted (cancel it instead)";
    require(hearing, &[State::Tentative], act)
}

/// Makes it known.
pub(crate) fn announce(
    hearing: &mut Hearing,
    _: &pb::AnnounceHearingRequest,
    _: i64,
) -> Result<(), Error> {
    advance(hearing, State::Confirmed)
}

/// Moves the hearing to other dates and remembers the earlier ones.
pub(crate) fn reschedule(
    hearing: &mut Hearing,
    request: &pb::RescheduleHearingRequest,
    now: i64,
) -> Result<(), Error> {
    let when = When {
        start_time: request.start_time.as_ref(),
        end_time: request.end_time.as_ref(),
        start_date: request.start_date.as_ref(),
        end_date: request.end_date.as_ref(),
    };
    let mut wrong = when.check("");
    wrong.extend(check_reasons(&request.reasons));
    Error::check(wrong)?;
    let ahead = [State::Tentative, State::Confirmed];
    require(hearing, &ahead, "be rescheduled")?;
    hearing.reschedules.push(pb::Reschedule {
        previous_start_time: hearing.start_time,
        previous_end_time: hearing.end_time,
        previous_start_date: hearing.start_date,
        previous_end_date: hearing.end_date,
        reasons: request.reasons.clone(),
        reschedule_time: Some(date::timestamp(now)),
    });
    hearing.start_time = request.start_time;
    hearing.end_time = request.end_time;
    hearing.start_date = request.start_date;
    hearing.end_date = request.end_date;
    sitting::check_moved(hearing)
}

/// Calls the hearing off.
pub(crate) fn cancel(
    hearing: &mut Hearing,
    request: &pb::CancelHearingRequest,
    _: i64,
) -> Result<(), Error> {
    Error::check(check_reasons(&request.reasons))?;
    advance(hearing, State::Cancelled)?;
    hearing.cancel_reasons.clone_from(&request.reasons);
    Ok(())
}

/// Records that the hearing took place, which it cannot have done before it began.
pub(crate) fn hold(
    hearing: &mut Hearing,
    request: &pb::HoldHearingRequest,
    now: i64,
) -> Result<(), Error> {
    advance(hearing, State::Passed)?;
    if !session::has_begun(hearing, now) {
        let field = match hearing.start_date {
            Some(_) => "start_date",
            None => "start_time",
        };
        let say = "the hearing has not begun; use HoldHearing once it has, or RescheduleHearing";
        return Err(Error::invalid(Reason::DatesInvalid, field, say));
    }
    hearing.attendee_count = request.attendee_count;
    Ok(())
}

/// Adds minutes, and a transcript if there is one, to the papers of a hearing that was held.
pub(crate) fn publish_minutes(
    hearing: &mut Hearing,
    request: &pb::PublishMinutesRequest,
    now: i64,
) -> Result<(), Error> {
    let mut wrong = text::check("texts", &request.texts, MAX_TEXT, false);
    let say = "give the minutes in words, or as a document";
    if request.texts.is_empty() && request.minutes.is_none() {
        wrong.push(Violation::new("texts", Reason::MinutesIncomplete, say));
    }
    let papers = [
        ("minutes", &request.minutes),
        ("transcript", &request.transcript),
    ];
    let mut added = Vec::new();
    for (kind, paper) in papers {
        let Some(paper) = paper else { continue };
        if paper.document_type != kind {
            let (field, say) = (format!("{kind}.document_type"), format!("must be `{kind}`"));
            wrong.push(Violation::new(field, Reason::FieldInvalid, say));
        }
        if paper.sha256.is_empty() {
            let (field, say) = (format!("{kind}.sha256"), "give the SHA-256 of its bytes");
            wrong.push(Violation::new(field, Reason::MinutesIncomplete, say));
        }
        wrong.extend(parts::document_with_file(kind, Some(paper)));
        added.push(paper.clone());
    }
    if hearing.documents.len() + added.len() > MAX_DOCUMENTS {
        let say = format!("the hearing would have more than {MAX_DOCUMENTS} documents");
        wrong.push(Violation::new("minutes", Reason::FieldInvalid, say));
    }
    Error::check(wrong)?;
    require(hearing, &[State::Passed], "have minutes")?;
    hearing.documents.append(&mut added);
    if !request.texts.is_empty() {
        hearing.minutes_texts.clone_from(&request.texts);
    }
    hearing.minutes_publish_time = Some(date::timestamp(now));
    Ok(())
}

fn check_reasons(reasons: &[LocalizedText]) -> Vec<Violation> {
    text::check("reasons", reasons, MAX_TEXT, true)
}

// === dates

/// The moment by which lists order a hearing: its start, a day counting as its first moment in UTC.
pub(crate) fn start(hearing: &Hearing) -> i64 {
    match (&hearing.start_time, &hearing.start_date) {
        (Some(time), _) => date::micros(time),
        (None, Some(day)) => date::first_moment(day),
        (None, None) => 0,
    }
}

/// The moment for which the registry is asked about those who take part: that of the hearing, or now where it is still to
/// come, or its day is not known.
pub(crate) fn asked_for(hearing: &Hearing, now: i64) -> i64 {
    let known = match (&hearing.start_time, &hearing.start_date) {
        (Some(time), _) => date::micros(time),
        (None, Some(day)) if day.day != 0 => date::local_end(day) - 1,
        _ => now,
    };
    known.min(now)
}

impl<'a> When<'a> {
    fn of(hearing: &'a Hearing) -> Self {
        Self {
            start_time: hearing.start_time.as_ref(),
            end_time: hearing.end_time.as_ref(),
            start_date: hearing.start_date.as_ref(),
            end_date: hearing.end_date.as_ref(),
        }
    }

    /// Times or days, a start in any case, and the end not before it.
    fn check(&self, prefix: &str) -> Vec<Violation> {
        let mut wrong = Vec::new();
        let mut say = |field: &str, text: &str| {
            wrong.push(Violation::new(
                format!("{prefix}{field}"),
                Reason::DatesInvalid,
                text,
            ));
        };
        match (self.start_time, self.start_date) {
            (None, None) => say("start_time", "give a start_time or a start_date"),
            (Some(_), Some(_)) => say("start_date", "give a start_time or a start_date, not both"),
            _ => {}
        }
        if self.end_time.is_some() && self.start_time.is_none() {
            say("end_time", "give a start_time too, or leave it out");
        }
        if self.end_date.is_some() && self.start_date.is_none() {
            say("end_date", "give a start_date too, or leave it out");
        }
        wrong.extend(span::times(prefix, self.start_time, self.end_time));
        wrong.extend(span::dates(prefix, self.start_date, self.end_date));
        wrong
    }
}

#[cfg(test)]
mod tests;
