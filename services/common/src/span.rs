//! Spans of days and of times: their two ends by themselves, and that the one does not lie before the other.
//!
//! Owns the rules that many resources have for such fields, and for a date that must be whole. A partial date means every
//! day it could be, as in `date`.

use kenes_proto::{gtype::Date, types::ErrorReason as Reason};
use prost_types::Timestamp;

use crate::{Violation, date};

/// What is wrong with a date that is there and must have its year, month and day.
pub fn whole_date(field: &str, day: Option<&Date>) -> Option<Violation> {
    let say = "give a whole date of the calendar: year, month and day";
    day.filter(|day| !date::valid(day) || day.day == 0)
        .map(|_| Violation::new(field, Reason::DatesInvalid, say))
}

/// What is wrong with a date that is there, must be whole and must have come by `today`.
pub fn past_date(field: &str, day: Option<&Date>, today: &Date) -> Option<Violation> {
    whole_date(field, day).or_else(|| {
        let ahead = date::lower(day) > date::lower(Some(today));
        ahead.then(|| {
            let say = format!("give today, {}, or a day before it", date::show(today));
            Violation::new(field, Reason::DatesInvalid, say)
        })
    })
}

/// What is wrong with a date that is there, may be partial and must have come by `today`, written `yyyymmdd`.
pub fn come_date(field: &str, day: Option<&Date>, today: i64) -> Option<Violation> {
    date::check(field, day).or_else(|| {
        let say = "give a day that is not after today";
        (date::earliest(day) > today).then(|| Violation::new(field, Reason::DatesInvalid, say))
    })
}

/// What is wrong with a date that must be whole, must have come by `today` and must not lie before a limit, which is called so, if
/// that is known.
pub fn past_date_from(
    field: &str,
    limit: (&str, Option<&Date>),
    day: Option<&Date>,
    today: &Date,
) -> Option<Violation> {
    past_date(field, day, today).or_else(|| date::not_before(field, day, limit))
}

/// What is wrong with the fields `start_date` and `end_date` after `prefix` (`post.`), each of which may be partial or missing.
pub fn dates(prefix: &str, start: Option<&Date>, end: Option<&Date>) -> Vec<Violation> {
    let fields = [format!("{prefix}start_date"), format!("{prefix}end_date")];
    let each = [date::check(&fields[0], start), date::check(&fields[1], end)];
    in_order(each, date::check_order(&fields[1], start, end))
}

/// The same where they must be whole.
pub fn whole_dates(prefix: &str, start: Option<&Date>, end: Option<&Date>) -> Vec<Violation> {
    let fields = [format!("{prefix}start_date"), format!("{prefix}end_date")];
    let each = [whole_date(&fields[0], start), whole_date(&fields[1], end)];
    in_order(each, date::check_order(&fields[1], start, end))
}

/// What is wrong with the fields `start_time` and `end_time` after `prefix`, each of which may be missing.
pub fn times(prefix: &str, start: Option<&Timestamp>, end: Option<&Timestamp>) -> Vec<Violation> {
    let fields = [format!("{prefix}start_time"), format!("{prefix}end_time")];
    let each = [
        date::check_time(&fields[0], start),
        date::check_time(&fields[1], end),
    ];
    in_order(each, date::check_times(&fields[1], start, end))
}

/// What is wrong with the ends, or else with their order: ends that are none have no order.
fn in_order(each: [Option<Violation>; 2], order: Option<Violation>) -> Vec<Violation> {
    let wrong: Vec<_> = each.into_iter().flatten().collect();
    match wrong.is_empty() {
        true => order.into_iter().collect(),
        false => wrong,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(wrong: impl IntoIterator<Item = Violation>) -> Vec<String> {
        let wrong = wrong.into_iter();
        wrong
            .map(|violation| {
                assert_eq!(violation.reason, "DATES_INVALID");
                violation.field
            })
            .collect()
    }

    fn day(text: &str) -> Option<Date> {
        date::parse(text)
    }

    const NEVER: Option<Date> = Some(Date {
        year: 2026,
        month: 2,
        day: 30,
    });

    #[test]
    fn a_day_that_follows_another_lies_between_it_and_today() {
        let (start, today) = (day("2026-05"), day("2026-05-25").expect("a day"));
        let wrong = |start: Option<&Date>, on| {
            fields(past_date_from(
                "day",
                ("start", start),
                day(on).as_ref(),
                &today,
            ))
        };
        for on in ["2026-05-01", "2026-05-25"] {
            assert!(wrong(start.as_ref(), on).is_empty(), "{on}");
        }
        for on in ["2026-04-30", "2026-05-26", "2026-05"] {
            assert_eq!(wrong(start.as_ref(), on), ["day"], "{on}");
        }
        assert!(wrong(None, "1999-01-01").is_empty());
    }

    #[test]
    fn a_whole_date_has_its_day() {
        let wrong = |day: Option<Date>| fields(whole_date("day", day.as_ref()));
        assert!(wrong(None).is_empty());
        assert!(wrong(day("2026-05-25")).is_empty());
        for bad in [day("2026-05"), day("2026"), NEVER] {
            assert_eq!(wrong(bad), ["day"]);
        }
    }

    #[test]
    fn a_past_date_has_come() {
        let today = day("2026-05-25").expect("a day");
        let wrong = |day: Option<Date>| fields(past_date("day", day.as_ref(), &today));
        assert!(wrong(None).is_empty());
        assert!(wrong(Some(today)).is_empty());
        for bad in [day("2026-05-26"), day("2026-05"), NEVER] {
            assert_eq!(wrong(bad), ["day"]);
        }
    }

    #[test]
    fn a_partial_date_has_come_with_its_first_day() {
        let wrong = |day: Option<Date>| fields(come_date("day", day.as_ref(), 2026_05_25));
        for good in [None, day("2026-05-25"), day("2026-05"), day("2026")] {
            assert!(wrong(good).is_empty(), "{good:?}");
        }
        for bad in [day("2026-05-26"), day("2026-06"), day("2027"), NEVER] {
            assert_eq!(wrong(bad), ["day"]);
        }
    }

    #[test]
    fn days_are_of_the_calendar_and_in_order() {
        let wrong = |start: Option<Date>, end: Option<Date>| {
            fields(dates("post.", start.as_ref(), end.as_ref()))
        };
        assert!(wrong(None, None).is_empty());
        assert!(wrong(day("2026-05"), day("2026-05-01")).is_empty());
        let backwards = wrong(day("2026-05-02"), day("2026-05-01"));
        assert_eq!(backwards, ["post.end_date"]);
        assert_eq!(wrong(NEVER, day("2025")), ["post.start_date"], "one fault");
        assert_eq!(wrong(NEVER, NEVER), ["post.start_date", "post.end_date"]);
    }

    #[test]
    fn whole_days_are_whole_and_in_order() {
        let wrong = |start: &str, end: &str| {
            fields(whole_dates("", day(start).as_ref(), day(end).as_ref()))
        };
        assert!(wrong("2026-05-01", "2026-05-01").is_empty());
        assert!(wrong("2026-05-01", "").is_empty());
        assert_eq!(wrong("2026-05-01", "2026-04-30"), ["end_date"]);
        assert_eq!(wrong("2026-05", "2026"), ["start_date", "end_date"]);
    }

    #[test]
    fn times_are_of_the_calendar_and_in_order() {
        let wrong = |start: i64, end: i64| {
            let time = |seconds| Timestamp { seconds, nanos: 0 };
            fields(times("", Some(&time(start)), Some(&time(end))))
        };
        assert!(wrong(1, 1).is_empty());
        assert_eq!(wrong(2, 1), ["end_time"]);
        assert_eq!(wrong(i64::MAX, 1), ["start_time"]);
        assert!(times("", None, None).is_empty());
    }
}
