//! Rules of the session at which something is adopted, decided or put forward: whose it is, that it was announced and has begun,
//! and its days.

use common::{Error, date};
use kenes_proto::{
    consultation::{Hearing, hearing::State},
    gtype::Date,
    types::ErrorReason as Reason,
};

/// Refuses a session at which `body` cannot have adopted anything on `day` by `now`.
pub(crate) fn check(body: &str, session: &Hearing, day: &Date, now: i64) -> Result<(), Error> {
    let name = &session.name;
    if session.organizer != body {
        let organizer = &session.organizer;
        let text = format!("{name} is held by {organizer}: name a session of {body}");
        return Err(Error::refused(Reason::SessionOfAnotherBody, name, text));
    }
    check_met(session, "adopted", now)?;
    check_day(session, day, "vote")
}

/// Refuses a session that was not announced, was cancelled, or has not begun by `now`: nothing was `done` at it.
pub(crate) fn check_met(session: &Hearing, done: &str, now: i64) -> Result<(), Error> {
    let name = &session.name;
    check_not_cancelled(session, done)?;
    let (reason, text) = match session.state() {
        State::Confirmed | State::Passed if has_begun(session, now) => return Ok(()),
        State::Confirmed | State::Passed => {
            let first = date::words(&days(session).0);
            (
                Reason::SessionOnAnotherDay,
                format!("{name} begins on {first}, so nothing was {done} at it yet"),
            )
        }
        _ => (
            Reason::SessionNotAnnounced,
            format!("{name} was not announced: use AnnounceHearing first"),
        ),
    };
    Err(Error::refused(reason, name, text))
}

/// Refuses a session that was cancelled: nothing was `done` at it.
pub(crate) fn check_not_cancelled(session: &Hearing, done: &str) -> Result<(), Error> {
    if session.state() != State::Cancelled {
        return Ok(());
    }
    let name = &session.name;
    let text = format!("{name} was cancelled, so nothing was {done} at it");
    Err(Error::refused(Reason::SessionCancelled, name, text))
}

/// Whether it has begun by `now`: its time has come, or the first day that it can be on.
pub(crate) fn has_begun(session: &Hearing, now: i64) -> bool {
    match (&session.start_time, &session.start_date) {
        (Some(time), _) => date::micros(time) <= now,
        (None, day) => date::earliest(day.as_ref()) <= date::local_number(now),
    }
}

/// Refuses an act, called so (`vote`), on a day, possibly partial, that is none of the session's.
pub(crate) fn check_day(session: &Hearing, day: &Date, act: &str) -> Result<(), Error> {
    let name = &session.name;
    let (first, last) = days(session);
    let acted = Some(day);
    if date::earliest(Some(&first)) <= date::upper(acted)
        && date::lower(acted) <= date::upper(Some(&last))
    {
        return Ok(());
    }
    let when = match first == last {
        true => format!("on {}", date::words(&first)),
        false => format!("from {} to {}", date::words(&first), date::words(&last)),
    };
    let acted = date::words(day);
    let text = format!("{name} is {when}, and not on {acted}: give the day of the {act}");
    Err(Error::refused(Reason::SessionOnAnotherDay, name, text))
}

/// Its first and its last day, each possibly partial.
pub(crate) fn days(session: &Hearing) -> (Date, Date) {
    let day = |time: &prost_types::Timestamp| date::day_in(&session.time_zone, date::micros(time));
    let first = session
        .start_date
        .or_else(|| session.start_time.as_ref().map(day))
        .unwrap_or_default();
    let last = session
        .end_date
        .or_else(|| session.end_time.as_ref().map(day))
        .unwrap_or(first);
    (first, last)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "//registry.kenes/organizations/chamber";

    fn day(text: &str) -> Date {
        date::parse(text).expect("a day")
    }

    /// Long after all sessions here.
    fn later() -> i64 {
        date::local_end(&day("2030-01-01"))
    }

    fn session() -> Hearing {
        let mut session = Hearing {
            name: "hearings/session".into(),
            organizer: BODY.into(),
            start_date: Some(day("2026-05-25")),
            ..Default::default()
        };
        session.set_state(State::Confirmed);
        session
    }

    fn reason(session: &Hearing, voted: &str) -> Option<Reason> {
        let refused = check(BODY, session, &day(voted), later()).err();
        refused.map(|error| error.reason())
    }

    #[test]
    fn a_session_is_the_bodys_own() {
        assert_eq!(reason(&session(), "2026-05-25"), None);
        let mut other = session();
        other.organizer.push('x');
        assert_eq!(
            reason(&other, "2026-05-25"),
            Some(Reason::SessionOfAnotherBody)
        );
    }

    #[test]
    fn a_session_was_announced_and_not_cancelled() {
        for (state, refused) in [
            (State::Tentative, Some(Reason::SessionNotAnnounced)),
            (State::Confirmed, None),
            (State::Passed, None),
            (State::Cancelled, Some(Reason::SessionCancelled)),
        ] {
            let mut session = session();
            session.set_state(state);
            assert_eq!(reason(&session, "2026-05-25"), refused);
        }
    }

    #[test]
    fn nothing_is_done_at_a_session_that_has_not_begun() {
        let time = |text: &str| date::parse_time(text).map(date::timestamp);
        let reason = |session: &Hearing, now: &str| {
            let now = date::parse_time(now).expect("a time");
            let refused = check_met(session, "decided", now).err();
            refused.map(|error| (error.reason(), error.message().to_owned()))
        };
        let text = "hearings/session begins on 25 May 2026, so nothing was decided at it yet";
        let early = Some((Reason::SessionOnAnotherDay, text.to_owned()));
        assert_eq!(reason(&session(), "2026-05-24T18:59:59Z"), early);
        assert_eq!(reason(&session(), "2026-05-24T19:00:00Z"), None);
        let mut timed = session();
        timed.start_date = None;
        timed.start_time = time("2026-05-25T10:00:00Z");
        assert_eq!(reason(&timed, "2026-05-25T09:59:59Z"), early);
        assert_eq!(reason(&timed, "2026-05-25T10:00:00Z"), None);
        let mut year = session();
        year.start_date = date::parse("2026");
        assert!(reason(&year, "2025-12-31T18:59:59Z").is_some());
        assert_eq!(reason(&year, "2026-01-01T00:00:00Z"), None, "it may have");
    }

    #[test]
    fn the_vote_is_on_a_day_of_the_session() {
        let other = Some(Reason::SessionOnAnotherDay);
        let mut long = session();
        assert_eq!(reason(&long, "2026-05-24"), other);
        assert_eq!(reason(&long, "2026-05-26"), other);
        long.end_date = Some(day("2026-06"));
        for (voted, refused) in [
            ("2026-05-24", other),
            ("2026-05-26", None),
            ("2026-06-30", None),
            ("2026-07-01", other),
        ] {
            assert_eq!(reason(&long, voted), refused, "{voted}");
        }
        let text = check(BODY, &long, &day("2026-07-01"), later()).expect_err("refused");
        let text = text.message().to_owned();
        assert!(text.contains("from 25 May 2026 to June 2026"), "{text}");
    }

    #[test]
    fn the_days_of_a_session_are_those_of_its_zone() {
        let time = |text: &str| date::parse_time(text).map(date::timestamp);
        let mut night = session();
        night.start_date = None;
        night.start_time = time("2026-05-25T20:00:00Z");
        assert_eq!(reason(&night, "2026-05-26"), None, "after midnight there");
        assert!(reason(&night, "2026-05-25").is_some());
        night.time_zone = "Europe/Paris".into();
        assert_eq!(reason(&night, "2026-05-25"), None);
        night.end_time = time("2026-05-26T20:00:00Z");
        assert_eq!(reason(&night, "2026-05-26"), None);
    }
}
