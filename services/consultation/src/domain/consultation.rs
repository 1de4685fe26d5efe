//! Rules of consultations: when comments are accepted, and what may change when.

use common::{Error, Violation, date, state, text};
use kenes_proto::{
    consultation::{self as pb, consultation::State},
    gtype::LocalizedText,
    types::ErrorReason as Reason,
};
use prost_types::Timestamp;

const MAX_TITLE: usize = 500;
const MAX_TEXT: usize = 5_000;

/// When a consultation takes comments, and on what. Times in microseconds, 0 where there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) open: i64,
    pub(crate) close: i64,
    pub(crate) announce: i64,
    pub(crate) cancel: i64,
    pub(crate) versions: Vec<String>,
}

impl Window {
    pub(crate) fn of(consultation: &pb::Consultation) -> Self {
        let time = |time: &Option<Timestamp>| time.as_ref().map_or(0, date::micros);
        Self {
            open: time(&consultation.open_time),
            close: time(&consultation.close_time),
            announce: time(&consultation.announce_time),
            cancel: time(&consultation.cancel_time),
            versions: consultation.draft_law_versions.clone(),
        }
    }

    /// Where the consultation stands at `now`. The opening moment belongs to it, the closing moment does not.
    pub(crate) fn state(&self, now: i64) -> State {
        match () {
            () if self.cancel != 0 => State::Cancelled,
            () if self.announce == 0 => State::Draft,
            () if now < self.open => State::Planned,
            () if now < self.close => State::Open,
            () => State::Closed,
        }
    }

    /// Refuses a comment at `now` on `version`: `COMMENT_PERIOD_CLOSED`, `VERSION_NOT_IN_CONSULTATION`.
    pub(crate) fn check(&self, name: &str, now: i64, version: &str) -> Result<(), Error> {
        let state = self.state(now);
        if state != State::Open {
            let time = |micros| date::timestamp(micros).to_string();
            let text = match state {
                State::Draft => format!("{name} is not announced"),
                State::Cancelled => format!("{name} was cancelled"),
                State::Planned => format!("{name} opens at {}", time(self.open)),
                _ => format!("{name} closed at {}", time(self.close)),
            };
            return Err(Error::refused(Reason::CommentPeriodClosed, name, text)
                .with("open_time", time(self.open))
                .with("close_time", time(self.close)));
        }
        check_version(&self.versions, "comment.target.version", version)
    }
}

/// Refuses a version that the consultation does not ask about.
pub(crate) fn check_version(asked: &[String], field: &str, version: &str) -> Result<(), Error> {
    if asked.iter().any(|asked| asked == version) {
        return Ok(());
    }
    let text = format!(
        "the consultation is not about {version}, but about {}",
        asked.join(", ")
    );
    Err(Error::invalid(
        Reason::VersionNotInConsultation,
        field,
        text,
    ))
}

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
    Error::check(wrong)
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
    } else if before.announce != 0 && (before != after || present.organizer != merged.organizer) {
        "draft_law_versions, organizer, open_time and close_time stay once a consultation is announced; use ExtendConsultation to \
         move its close"
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
    if close_time.as_ref().map_or(0, date::micros) <= present {
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
    Ok(())
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
mod tests {
    use super::*;

    fn reasons_given() -> Vec<LocalizedText> {
        vec![LocalizedText {
            text: "More time.".into(),
            language_code: "en".into(),
        }]
    }

    fn announced() -> pb::Consultation {
        pb::Consultation {
            name: "consultations/c".into(),
            titles: vec![LocalizedText {
                text: "Round".into(),
                language_code: "en".into(),
            }],
            draft_law_versions: vec!["draftLaws/d/versions/v1".into()],
            open_time: Some(date::timestamp(1_000_000)),
            close_time: Some(date::timestamp(2_000_000)),
            announce_time: Some(date::timestamp(1)),
            ..Default::default()
        }
    }

    fn state(consultation: &pb::Consultation, now: i64) -> State {
        Window::of(consultation).state(now)
    }

    #[test]
    fn the_opening_moment_belongs_to_it_and_the_closing_one_does_not() {
        use State::{Cancelled, Closed, Draft, Open, Planned};
        let mut consultation = announced();
        let at = |consultation: &pb::Consultation| {
            [999_999, 1_000_000, 1_999_999, 2_000_000].map(|now| state(consultation, now))
        };
        assert_eq!(at(&consultation), [Planned, Open, Open, Closed]);
        consultation.announce_time = None;
        assert_eq!(at(&consultation), [Draft; 4]);
        consultation.cancel_time = Some(date::timestamp(5));
        assert_eq!(at(&consultation), [Cancelled; 4]);
    }

    #[test]
    fn a_comment_needs_the_window_and_a_version_in_it() {
        let window = Window::of(&announced());
        let reason = |now, version| {
            let outcome = window.check("consultations/c", now, version);
            outcome.map_err(|e| e.reason()).err()
        };
        assert_eq!(reason(1_500_000, "draftLaws/d/versions/v1"), None);
        assert_eq!(
            reason(1_500_000, "draftLaws/d/versions/v2"),
            Some(Reason::VersionNotInConsultation)
        );
        for now in [0, 2_000_000] {
            assert_eq!(
                reason(now, "draftLaws/d/versions/v1"),
                Some(Reason::CommentPeriodClosed)
            );
        }
    }

    #[test]
    fn an_extension_leads_later_and_a_closed_one_stays_closed() {
        let mut consultation = announced();
        let until = |seconds| pb::ExtendConsultationRequest {
            close_time: Some(Timestamp {
                seconds,
                nanos: 999,
            }),
            reasons: reasons_given(),
            ..Default::default()
        };
        let reason = |outcome: Result<(), Error>| outcome.map_err(|e| e.reason()).err();
        assert_eq!(
            reason(extend(&mut consultation, &until(2), 1_500_000)),
            Some(Reason::DatesInvalid)
        );
        assert_eq!(
            reason(extend(&mut consultation, &until(3), 1_500_000)),
            None
        );
        assert_eq!(consultation.close_time, Some(date::timestamp(3_000_000)));
        assert_eq!(
            consultation.extensions[0].previous_close_time,
            Some(date::timestamp(2_000_000))
        );
        assert_eq!(
            reason(extend(&mut consultation, &until(4), 3_000_000)),
            Some(Reason::StateTransitionForbidden)
        );
    }

    #[test]
    fn once_announced_the_question_is_fixed() {
        let present = announced();
        let refused = |change: fn(&mut pb::Consultation)| {
            let mut merged = present.clone();
            change(&mut merged);
            check_update(&present, &merged).is_err()
        };
        assert!(!refused(|c| c.titles.clear()));
        assert!(!refused(|c| c.time_zone = "Asia/Aqtau".into()));
        assert!(refused(|c| c.draft_law_versions.clear()));
        assert!(refused(|c| c.organizer = "o".into()));
        assert!(refused(|c| c.open_time = None));
        assert!(refused(|c| c.close_time = None));
        let mut draft = announced();
        draft.announce_time = None;
        assert!(check_update(&draft, &present).is_ok());
        draft.cancel_time = Some(date::timestamp(1));
        assert!(check_update(&draft, &draft).is_err());
    }

    #[test]
    fn its_times_are_in_order_and_its_zone_has_a_name() {
        assert!(check(&mut announced()).is_ok());
        let fields = |change: fn(&mut pb::Consultation)| {
            let mut consultation = announced();
            change(&mut consultation);
            let error = check(&mut consultation).expect_err("a fault");
            error
                .fields()
                .iter()
                .map(|v| v.field.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            fields(|c| c.close_time = c.open_time),
            ["consultation.close_time"]
        );
        let zones: [fn(&mut pb::Consultation); 4] = [
            |c| c.time_zone = "Asia/".into(),
            |c| c.time_zone = "Asia/Almatyy".into(),
            |c| c.time_zone = "Mars/Olympus".into(),
            |c| c.time_zone = "UTC+5".into(),
        ];
        for change in zones {
            assert_eq!(fields(change), ["consultation.time_zone"]);
        }
        assert_eq!(
            fields(|c| {
                c.open_time = Some(Timestamp {
                    seconds: 0,
                    nanos: -1,
                });
                c.close_time = Some(Timestamp {
                    seconds: i64::MAX,
                    nanos: 0,
                });
            }),
            ["consultation.open_time", "consultation.close_time"]
        );
    }
}
