//! Rules of standing: who and which moments may be asked about, and how long an answer may be kept.

use common::{Violation, date};
use kenes_proto::types::ErrorReason as Reason;

const SECOND: i64 = 1_000_000;
/// The longest an answer may be kept.
const KEPT: i64 = 60 * SECOND;
/// How far ahead a moment may lie: the clocks of two services differ a little.
const AHEAD: i64 = 60 * SECOND;

/// What is wrong with who is asked about: a subject or a person, one of the two.
pub(crate) fn check_speaker(subject: &str, person: &str) -> Vec<Violation> {
    let (field, say) = match (subject, person) {
        ("", "") => ("subject", "give the subject, or the person"),
        ("", _) | (_, "") => return Vec::new(),
        _ => ("person", "leave it out; the subject says who speaks"),
    };
    vec![Violation::new(field, Reason::FieldInvalid, say)]
}

/// What is wrong with a moment that is asked about.
pub(crate) fn check_time(time: i64, now: i64) -> Option<Violation> {
    let say = if time > now.saturating_add(AHEAD) {
        "give a moment that is not in the future"
    } else if !date::valid(&date::local_day(time)) {
        "give a moment of the years 1 to 9999"
    } else {
        return None;
    };
    Some(Violation::new("as_of_time", Reason::DatesInvalid, say))
}

/// Until when an answer about the day of `time` may be kept. About today it does not outlive today, whose end is the
/// last moment at which "now" still means that day.
pub(crate) fn valid_until(time: i64, now: i64) -> i64 {
    let kept = now + KEPT;
    match date::local_number(time) == date::local_number(now) {
        true => kept.min(date::local_end(&date::local_day(now))),
        false => kept,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 3600 * SECOND;

    fn at(text: &str) -> i64 {
        date::parse_time(text).expect("a time")
    }

    #[test]
    fn one_speaker_is_asked_about_in_one_way() {
        assert!(check_speaker("demo|aigul", "").is_empty());
        assert!(check_speaker("", "persons/aigul").is_empty());
        assert_eq!(check_speaker("", "")[0].field, "subject");
        let both = check_speaker("demo|aigul", "persons/aigul");
        assert_eq!(both[0].field, "person");
    }

    #[test]
    fn a_moment_is_of_the_calendar_and_has_come() {
        let now = at("2026-05-25T12:00:00Z");
        assert_eq!(check_time(now, now), None);
        assert_eq!(check_time(now + AHEAD, now), None);
        assert!(check_time(now + AHEAD + 1, now).is_some());
        assert_eq!(check_time(at("0001-01-01T00:00:00Z"), now), None);
        assert!(check_time(i64::MIN, now).is_some());
        assert!(check_time(i64::MAX, now).is_some());
    }

    #[test]
    fn an_answer_is_kept_a_minute_and_not_past_midnight() {
        let noon = at("2026-05-25T12:00:00Z");
        assert_eq!(valid_until(noon, noon), noon + KEPT);
        let late = at("2026-05-25T23:59:30+05:00");
        assert_eq!(valid_until(late, late), at("2026-05-26T00:00:00+05:00"));
        assert_eq!(
            valid_until(noon - DAY, late),
            late + KEPT,
            "a past day stays what it was"
        );
    }
}
