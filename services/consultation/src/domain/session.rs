//! Rules of the session at which a recommendation is adopted: whose it is, that it was announced, and its days.

use common::{Error, date};
use kenes_proto::{
    consultation::{Hearing, hearing::State},
    gtype::Date,
    types::ErrorReason as Reason,
};

/// Refuses a session at which `body` cannot have adopted anything on `day`.
pub(crate) fn check(body: &str, session: &Hearing, day: &Date) -> Result<(), Error> {
    let name = &session.name;
    let refuse = |reason, text: String| Err(Error::refused(reason, name, text));
    if session.organizer != body {
        let organizer = &session.organizer;
        let text = format!("{name} is held by {organizer}: name a session of {body}");
        return refuse(Reason::SessionOfAnotherBody, text);
    }
    match session.state() {
        State::Confirmed | State::Passed => {}
        State::Cancelled => {
            let text = format!("{name} was cancelled, so nothing was adopted at it");
            return refuse(Reason::SessionCancelled, text);
        }
        State::Tentative | State::Unspecified => {
            let text = format!("{name} was not announced: use AnnounceHearing first");
            return refuse(Reason::SessionNotAnnounced, text);
        }
    }
    let (first, last) = days(session);
    let voted = date::lower(Some(day));
    if date::earliest(Some(&first)) <= voted && voted <= date::upper(Some(&last)) {
        return Ok(());
    }
    let when = match first == last {
        true => format!("on {}", date::words(&first)),
        false => format!("from {} to {}", date::words(&first), date::words(&last)),
    };
    let voted = date::words(day);
    let text = format!("{name} is {when}, and not on {voted}: give the day of the vote");
    refuse(Reason::SessionOnAnotherDay, text)
}

/// Its first and its last day, each possibly partial.
fn days(session: &Hearing) -> (Date, Date) {
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
        let refused = check(BODY, session, &day(voted)).err();
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
        let text = check(BODY, &long, &day("2026-07-01")).expect_err("refused");
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
