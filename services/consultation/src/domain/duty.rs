//! Rules of answers that are owed: by which day and why, how it is put off, and when it is reminded of. Who owes them is in
//! `addressee` and `consultation`, how days are counted in `calendar`.

use common::{Error, date, span, text};
use kenes_proto::{
    consultation::{DueDateBasis, PeriodRule, ReplyExtension, due_date_basis::Kind},
    gtype::{Date, LocalizedText},
    types::ErrorReason as Reason,
};

use super::calendar::{self, Calendar};

/// The acts whose periods the service itself counts, as `referenceData/duty-acts` has them.
pub(crate) const ANSWER_TO_RECOMMENDATION: &str = "answer-to-recommendation";
pub(crate) const ANSWER_TO_COMMENT: &str = "answer-to-comment";

/// How many days before an answer is due it is reminded of, where no rule says otherwise.
const REMINDER_DAYS: i32 = 3;
/// How often a day may be put off.
const MOST_EXTENSIONS: usize = 5;
const MAX_TEXT: usize = 1_000;

/// A day by which to answer, and why.
pub(crate) type Due = (Option<Date>, DueDateBasis);

/// The day that a rule gives, counted from `start`; without a rule there is none.
pub(crate) fn derive(
    calendar: &Calendar,
    rule: Option<&PeriodRule>,
    start: &Date,
) -> Result<Due, Error> {
    let mut basis = DueDateBasis {
        start_date: Some(*start),
        ..Default::default()
    };
    let Some(rule) = rule else {
        basis.set_kind(Kind::NoRule);
        return Ok((None, basis));
    };
    let (due, used) = calendar.due(rule, start)?;
    basis.set_kind(Kind::Derived);
    basis.rule_revision = calendar::revision(&rule.name, &rule.etag);
    basis.calendar_revisions = used.revisions;
    basis.projected = used.projected;
    basis.reminder_days = match rule.reminder_days {
        0 => REMINDER_DAYS,
        days => days,
    };
    Ok((Some(due), basis))
}

/// Why an answer is due on a day that was given.
pub(crate) fn given() -> DueDateBasis {
    let mut basis = DueDateBasis {
        reminder_days: REMINDER_DAYS,
        ..Default::default()
    };
    basis.set_kind(Kind::Given);
    basis
}

/// Of a day that had passed when it was recorded nobody is reminded.
pub(crate) fn quiet_if_past(due: Option<&Date>, basis: &mut DueDateBasis, now: i64) {
    if is_past(due, now) {
        basis.reminder_days = 0;
    }
}

/// Whether a day has passed.
pub(crate) fn is_past(due: Option<&Date>, now: i64) -> bool {
    let last = date::number_day(date::upper(due));
    last.is_some_and(|day| date::local_end(&day) <= now)
}

/// The name of the rule that a day was counted by.
pub(crate) fn rule(basis: &DueDateBasis) -> &str {
    let revision = basis.rule_revision.split_once("/revisions/");
    revision.map_or("", |(rule, _)| rule)
}

// === putting it off

/// What is wrong with the new day and the reasons of a postponement.
pub(crate) fn check_extension(due: Option<&Date>, reasons: &[LocalizedText]) -> Result<(), Error> {
    let mut wrong = text::check("reasons", reasons, MAX_TEXT, true);
    wrong.extend(span::whole_date("due_date", due));
    Error::check(wrong)
}

/// The postponement of a day that has not passed to a later one. `subject` is what is to be answered.
pub(crate) fn extend(
    subject: &str,
    present: (Option<Date>, Option<DueDateBasis>),
    extensions: &[ReplyExtension],
    (due, reasons): (Date, &[LocalizedText]),
    now: i64,
) -> Result<ReplyExtension, Error> {
    let (Some(before), basis) = present else {
        let text =
            format!("there is no day by which to answer {subject}, so there is none to put off");
        return Err(Error::refused(Reason::DueDateMissing, subject, text));
    };
    let shown = date::words(&before);
    if date::upper(Some(&before)) < date::local_number(now) {
        let text = format!("the answer to {subject} was due by {shown}; that day has passed");
        return Err(Error::refused(Reason::DueDatePassed, subject, text));
    }
    if date::lower(Some(&due)) <= date::upper(Some(&before)) {
        let say = format!("give a day after the present one, {shown}");
        return Err(Error::invalid(Reason::DatesInvalid, "due_date", say));
    }
    if extensions.len() >= MOST_EXTENSIONS {
        let text =
            format!("the day was put off {MOST_EXTENSIONS} times; it is not put off once more");
        return Err(Error::refused(
            Reason::StateTransitionForbidden,
            subject,
            text,
        ));
    }
    Ok(ReplyExtension {
        due_date: Some(due),
        previous_due_date: Some(before),
        previous_basis: basis,
        reasons: reasons.to_vec(),
        extend_time: Some(date::timestamp(now)),
    })
}

/// Why an answer is due on a day to which it was put off.
pub(crate) fn extended() -> DueDateBasis {
    let mut basis = given();
    basis.set_kind(Kind::Extended);
    basis
}

// === when it is said

/// What is said of a day, each once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// `dutyDue`: it comes.
    Due,
    /// `dutyMissed`: it has passed.
    Missed,
}

/// What is to be said of a day next, and from when on, in microseconds. The flags are what was said already.
pub(crate) fn next(
    due: Option<&Date>,
    basis: Option<&DueDateBasis>,
    (reminded, missed): (bool, bool),
) -> Option<(Said, i64)> {
    // The last day that it can mean.
    let due = date::number_day(date::upper(due)).filter(|_| !missed)?;
    let end = date::local_end(&due);
    // Of what was recorded before this was kept nobody is reminded: its day may be long past.
    let days = basis.map_or(0, |basis| basis.reminder_days);
    if reminded || days == 0 {
        return Some((Said::Missed, end));
    }
    // From the beginning of the day on.
    let eve = date::days_after(&due, -days - 1)?;
    Some((Said::Due, date::local_end(&eve)))
}

/// What is to be said of a day at `now`, if it is time. Once the day has passed it is missed: it does not come any more.
pub(crate) fn to_say(
    due: Option<&Date>,
    basis: Option<&DueDateBasis>,
    said: (bool, bool),
    now: i64,
) -> Option<Said> {
    let (next, time) = next(due, basis, said)?;
    match is_past(due, now) {
        true => Some(Said::Missed),
        false => (time <= now).then_some(next),
    }
}

#[cfg(test)]
mod tests;
