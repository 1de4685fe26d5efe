//! Rules of consultations: what they hold, and what may change when. When comments are accepted is in `window`.

use common::{Error, Violation, date, parts, state, text};
use kenes_proto::{
    consultation::{self as pb, consultation::State, stage::PolicyPhase as Phase},
    gtype::{Date, LocalizedText},
    types::ErrorReason as Reason,
};
use prost_types::Timestamp;

use super::{
    duty::{self, Due, Said},
    window::Window,
};

const MAX_TITLE: usize = 500;
const MAX_TEXT: usize = 5_000;

/// The consultation as it is at `now`.
pub(crate) fn render(consultation: &mut pb::Consultation, now: i64) {
    let state = Window::of(consultation).state(now);
    consultation.set_state(state);
}

/// What must hold of a consultation by itself. Its times are cut to the microseconds that are compared.
pub(crate) fn check(consultation: &mut pb::Consultation) -> Result<(), Error> {
    let mut wrong = text::check("consultation.titles", &consultation.titles, MAX_TITLE, true);
    let questions = &consultation.questions;
    wrong.extend(text::check(
        "consultation.questions",
        questions,
        MAX_TEXT,
        false,
    ));
    let zone = &consultation.time_zone;
    wrong.extend(date::check_zone("consultation.time_zone", zone));
    let due = consultation.reply_due_date.as_ref();
    wrong.extend(date::check("consultation.reply_due_date", due));
    wrong.extend(check_subject(consultation));
    wrong.extend(cut("consultation.open_time", &mut consultation.open_time));
    wrong.extend(cut("consultation.close_time", &mut consultation.close_time));
    let window = Window::of(consultation);
    if wrong.is_empty() && window.close <= window.open {
        let say = "give a time after open_time";
        wrong.push(Violation::new(
            "consultation.close_time",
            Reason::DatesInvalid,
            say,
        ));
    }
    if wrong.is_empty() {
        wrong.extend(check_due(consultation, "consultation.reply_due_date"));
    }
    Error::check(wrong)
}

/// A consultation is on versions or on a subject, in a phase that has what it is on.
fn check_subject(consultation: &pb::Consultation) -> Vec<Violation> {
    let wrong = |field: &str, say: &str| Violation::new(field, Reason::FieldInvalid, say);
    let phase = consultation.phase();
    match (&consultation.subject, &consultation.draft_law_versions[..]) {
        (None, []) => vec![wrong(
            "consultation.draft_law_versions",
            "name the versions that it asks about, or say in subject what else it is about",
        )],
        (None, _) => match phase {
            Phase::Unspecified | Phase::PolicyElaboration | Phase::DecisionMaking => vec![],
            _ => vec![wrong(
                "consultation.phase",
                "versions are asked about while the policy is worked out or decided; for this phase give a subject instead",
            )],
        },
        (Some(subject), versions) => {
            let documents = &subject.documents;
            let mut found = parts::documents("consultation.subject.documents", documents);
            if !versions.is_empty() {
                let say = "leave it out; the consultation is on versions of a draft law";
                found.push(wrong("consultation.subject", say));
            }
            if matches!(phase, Phase::Unspecified | Phase::DecisionMaking) {
                let say = "say in which phase the subject is asked about; DECISION_MAKING needs a text in versions";
                found.push(wrong("consultation.phase", say));
            }
            found
        }
    }
}

/// A reply is not due before the day on which the consultation closes, where it closes.
pub(super) fn check_due(consultation: &pb::Consultation, field: &str) -> Option<Violation> {
    let due = consultation.reply_due_date.as_ref()?;
    let close = Window::of(consultation).close;
    let close = date::day_in(&consultation.time_zone, close);
    (date::upper(Some(due)) < date::lower(Some(&close))).then(|| {
        let closes = date::words(&close);
        let say = format!("the consultation closes on {closes}: give that day or a later one");
        Violation::new(field, Reason::DatesInvalid, say)
    })
}

/// Cuts a time to microseconds, or says what is wrong with it.
fn cut(field: &str, time: &mut Option<Timestamp>) -> Option<Violation> {
    let wrong = date::check_time(field, time.as_ref());
    if wrong.is_none() {
        *time = time
            .as_ref()
            .map(|time| date::timestamp(date::micros(time)));
    }
    wrong
}

/// Refuses a change of what is fixed: everything once it is cancelled; versions, organizer and times once it is announced.
pub(crate) fn check_update(
    present: &pb::Consultation,
    merged: &pb::Consultation,
) -> Result<(), Error> {
    let (before, after) = (Window::of(present), Window::of(merged));
    let text = if before.cancel != 0 {
        format!("{} was cancelled and cannot be changed", present.name)
    } else if before.announce != 0
        && (before != after
            || present.organizer != merged.organizer
            || fixed(present.subject.as_ref()) != fixed(merged.subject.as_ref())
            || present.phase != merged.phase)
    {
        "draft_law_versions, subject, phase, organizer, open_time and close_time stay once a consultation is announced; use \
         ExtendConsultation to move its close"
            .to_owned()
    } else if before.announce != 0 && put_off(present, merged) {
        "reply_due_date is not moved to a later day, or taken away, once a consultation is announced; use \
         ExtendConsultationReply, which records why"
            .to_owned()
    } else {
        return Ok(());
    };
    Err(Error::refused(
        Reason::StateTransitionForbidden,
        &present.name,
        text,
    ))
}

/// Whether the day by which to answer becomes a later one, or none.
fn put_off(present: &pb::Consultation, merged: &pb::Consultation) -> bool {
    let day = |consultation: &pb::Consultation| date::upper(consultation.reply_due_date.as_ref());
    let (before, after) = (day(present), day(merged));
    before != 0 && (after == 0 || after > before)
}

/// What of a subject stays once it was announced: all but the draft law it led to.
fn fixed(subject: Option<&pb::Subject>) -> Option<pb::Subject> {
    subject.map(|subject| pb::Subject {
        draft_law: String::new(),
        ..subject.clone()
    })
}

/// Refuses an act on a consultation that is not in one of these states at `now`.
fn check_state(
    consultation: &pb::Consultation,
    now: i64,
    act: &str,
    allowed: &[State],
) -> Result<(), Error> {
    let present = Window::of(consultation).state(now);
    let present = (consultation.name.as_str(), present);
    state::require(present, allowed, act, State::as_str_name)
}

/// Makes a draft public.
pub(crate) fn announce(consultation: &mut pb::Consultation, now: i64) -> Result<(), Error> {
    check_state(consultation, now, "be announced", &[State::Draft])?;
    consultation.announce_time = Some(date::timestamp(now));
    Ok(())
}

/// What is wrong with the reasons of an act.
fn check_reasons(reasons: &[LocalizedText]) -> Result<(), Error> {
    Error::check(text::check("reasons", reasons, MAX_TEXT, true))
}

/// Moves the close to a later time.
pub(crate) fn extend(
    consultation: &mut pb::Consultation,
    request: &pb::ExtendConsultationRequest,
    now: i64,
) -> Result<(), Error> {
    check_reasons(&request.reasons)?;
    let mut close_time = request.close_time;
    check_state(
        consultation,
        now,
        "be extended",
        &[State::Planned, State::Open],
    )?;
    Error::check(cut("close_time", &mut close_time).into_iter().collect())?;
    let present = Window::of(consultation).close;
    if date::moment(close_time.as_ref()) <= present {
        let say = format!(
            "give a time after the present close, {}",
            date::timestamp(present)
        );
        return Err(Error::invalid(Reason::DatesInvalid, "close_time", say));
    }
    consultation.extensions.push(pb::Extension {
        close_time,
        reasons: request.reasons.clone(),
        extend_time: Some(date::timestamp(now)),
        previous_close_time: std::mem::replace(&mut consultation.close_time, close_time),
    });
    if let Some(due) = request.reply_due_date {
        Error::check(
            date::check("reply_due_date", Some(&due))
                .into_iter()
                .collect(),
        )?;
        set_due(consultation, (Some(due), duty::given()), now);
    }
    Error::check(
        check_due(consultation, "reply_due_date")
            .into_iter()
            .collect(),
    )
}

/// Puts off the day by which the organizer answers.
pub(crate) fn extend_reply(
    consultation: &mut pb::Consultation,
    request: &pb::ExtendConsultationReplyRequest,
    now: i64,
) -> Result<(), Error> {
    duty::check_extension(request.due_date.as_ref(), &request.reasons)?;
    let allowed = [State::Planned, State::Open, State::Closed];
    check_state(consultation, now, "be answered later", &allowed)?;
    let present = (
        consultation.reply_due_date,
        consultation.reply_due_date_basis.clone(),
    );
    let due = request.due_date.unwrap_or_default();
    let (name, before) = (&consultation.name, &consultation.reply_extensions);
    let extension = duty::extend(name, present, before, (due, &request.reasons), now)?;
    consultation.reply_extensions.push(extension);
    set_due(consultation, (Some(due), duty::extended()), now);
    Ok(())
}

/// Sets the day by which the organizer answers, and why; nothing was said of it yet.
pub(crate) fn set_due(consultation: &mut pb::Consultation, (due, basis): Due, now: i64) {
    let mut basis = basis;
    duty::quiet_if_past(due.as_ref(), &mut basis, now);
    consultation.reply_due_date = due;
    consultation.reply_due_date_basis = Some(basis);
    consultation.reply_remind_time = None;
    // What was missed is not missed once more by another day that has passed.
    if !duty::is_past(due.as_ref(), now) {
        consultation.reply_miss_time = None;
    }
}

/// Says that a day which an update of an announced one changed was given.
pub(crate) fn follow_due(present: &pb::Consultation, merged: &mut pb::Consultation, now: i64) {
    let changed = present.reply_due_date != merged.reply_due_date;
    if changed && present.announce_time.is_some() {
        set_due(merged, (merged.reply_due_date, duty::given()), now);
    }
}

/// The day, in its time zone, on which it closes: from which the answer is counted.
pub(crate) fn close_day(consultation: &pb::Consultation) -> Date {
    let close = date::moment(consultation.close_time.as_ref());
    date::day_in(&consultation.time_zone, close)
}

/// Notes what is now said of the day, if it is time at `now`; returns whether it is.
pub(crate) fn say(consultation: &mut pb::Consultation, said: Said, now: i64) -> bool {
    let known = (
        consultation.reply_remind_time.is_some(),
        consultation.reply_miss_time.is_some(),
    );
    let basis = consultation.reply_due_date_basis.as_ref();
    let due = consultation.reply_due_date.as_ref();
    let time = Some(date::timestamp(now));
    let come = duty::to_say(due, basis, known, now) == Some(said);
    match (come, said) {
        (true, Said::Due) => consultation.reply_remind_time = time,
        (true, Said::Missed) => consultation.reply_miss_time = time,
        (false, _) => {}
    }
    come
}

/// Calls it off.
pub(crate) fn cancel(
    consultation: &mut pb::Consultation,
    request: &pb::CancelConsultationRequest,
    now: i64,
) -> Result<(), Error> {
    check_reasons(&request.reasons)?;
    let allowed = [State::Draft, State::Planned, State::Open];
    check_state(consultation, now, "be cancelled", &allowed)?;
    consultation.cancel_time = Some(date::timestamp(now));
    consultation.cancel_reasons.clone_from(&request.reasons);
    Ok(())
}

#[cfg(test)]
mod tests;
