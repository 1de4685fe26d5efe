//! The window of a consultation: when it takes comments, and on which versions.

use common::{Error, date};
use kenes_proto::{
    consultation::{self as pb, consultation::State},
    types::ErrorReason as Reason,
};

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
        Self {
            open: date::moment(consultation.open_time.as_ref()),
            close: date::moment(consultation.close_time.as_ref()),
            announce: date::moment(consultation.announce_time.as_ref()),
            cancel: date::moment(consultation.cancel_time.as_ref()),
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

    /// Refuses a comment at `now` on `version`, empty for one on no text: `COMMENT_PERIOD_CLOSED`, `TARGET_MISSING`,
    /// `TARGET_UNEXPECTED`, `VERSION_NOT_IN_CONSULTATION`.
    pub(crate) fn check(&self, name: &str, now: i64, version: &str) -> Result<(), Error> {
        self.check_open(name, now)?;
        self.check_version("comment.target", version)
    }

    /// Refuses a comment at `now`, whatever it speaks about.
    fn check_open(&self, name: &str, now: i64) -> Result<(), Error> {
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
        Ok(())
    }

    /// Refuses a place in the version that `field` names, empty for none, unless the consultation asks about it.
    pub(crate) fn check_version(&self, field: &str, version: &str) -> Result<(), Error> {
        match (self.versions.as_slice(), version) {
            ([], "") => Ok(()),
            ([], _) => {
                let say = "leave it out; this consultation is about a subject that has no text in versions";
                Err(Error::invalid(Reason::TargetUnexpected, field, say))
            }
            (asked, "") => {
                let say = format!("name the version it speaks about: {}", asked.join(", "));
                Err(Error::invalid(Reason::TargetMissing, field, say))
            }
            (asked, version) if asked.iter().any(|asked| asked == version) => Ok(()),
            (asked, version) => {
                let text = format!(
                    "the consultation is not about {version}, but about {}",
                    asked.join(", ")
                );
                let field = format!("{field}.version");
                Err(Error::invalid(
                    Reason::VersionNotInConsultation,
                    field,
                    text,
                ))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn announced() -> Window {
        Window::of(&pb::Consultation {
            draft_law_versions: vec!["draftLaws/d/versions/v1".into()],
            open_time: Some(date::timestamp(1_000_000)),
            close_time: Some(date::timestamp(2_000_000)),
            announce_time: Some(date::timestamp(1)),
            ..Default::default()
        })
    }

    #[test]
    fn the_opening_moment_belongs_to_it_and_the_closing_one_does_not() {
        use State::{Cancelled, Closed, Draft, Open, Planned};
        let mut window = announced();
        let states = |window: &Window| {
            [999_999, 1_000_000, 1_999_999, 2_000_000].map(|now| window.state(now))
        };
        assert_eq!(states(&window), [Planned, Open, Open, Closed]);
        window.announce = 0;
        assert_eq!(states(&window), [Draft; 4]);
        window.cancel = 5;
        assert_eq!(states(&window), [Cancelled; 4]);
    }

    #[test]
    fn a_comment_needs_the_window_and_a_version_in_it() {
        let window = announced();
        let reason = |now, version| {
            let outcome = window.check("consultations/c", now, version);
            outcome.map_err(|e| e.reason()).err()
        };
        assert_eq!(reason(1_500_000, "draftLaws/d/versions/v1"), None);
        assert_eq!(
            reason(1_500_000, "draftLaws/d/versions/v2"),
            Some(Reason::VersionNotInConsultation)
        );
        assert_eq!(reason(1_500_000, ""), Some(Reason::TargetMissing));
        for now in [0, 2_000_000] {
            assert_eq!(
                reason(now, "draftLaws/d/versions/v1"),
                Some(Reason::CommentPeriodClosed)
            );
        }
    }

    #[test]
    fn a_consultation_on_a_subject_takes_comments_on_no_text() {
        let window = Window {
            versions: Vec::new(),
            ..announced()
        };
        let check = |version| window.check("consultations/c", 1_500_000, version);
        check("").expect("on the subject");
        let refusal = check("draftLaws/d/versions/v1").expect_err("no text");
        assert_eq!(refusal.reason(), Reason::TargetUnexpected);
    }
}
