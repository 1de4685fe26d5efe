//! Steps from one whole date to another, and which dates are a weekend.

use jiff::{Span, civil::Weekday};
use kenes_proto::gtype::Date;

use super::{first_day, valid, wire};

/// The day so many days after a whole date, or before it where they are negative; `None` where the calendar ends.
pub fn days_after(date: &Date, days: i32) -> Option<Date> {
    let span = Span::new().try_days(days).ok()?;
    Some(wire(first_day(date)?.checked_add(span).ok()?))
}

/// The day of the same number so many months later, or the last one of a month that is shorter.
pub fn months_after(date: &Date, months: i32) -> Option<Date> {
    let span = Span::new().try_months(months).ok()?;
    Some(wire(first_day(date)?.checked_add(span).ok()?))
}

/// How many days something took from the day it was asked for to the day it was done, each the first that it can mean; 0 where it
/// was done before.
pub fn days_taken(asked: &Date, done: &Date) -> i64 {
    let passed = first_day(asked)
        .zip(first_day(done))
        .and_then(|(asked, done)| asked.until(done).ok());
    passed.map_or(0, |span| i64::from(span.get_days()).max(0))
}

/// The day of a number `yyyymmdd`; `None` for 0 and other numbers that are no day.
pub fn number_day(number: i64) -> Option<Date> {
    let part = |number: i64| i32::try_from(number).ok();
    let date = Date {
        year: part(number / 10_000)?,
        month: part(number / 100 % 100)?,
        day: part(number % 100)?,
    };
    (date.day != 0 && valid(&date)).then_some(date)
}

/// Whether a whole date is a Saturday or a Sunday.
pub fn is_weekend(date: &Date) -> bool {
    let day = first_day(date).map(jiff::civil::Date::weekday);
    matches!(day, Some(Weekday::Saturday | Weekday::Sunday))
}

#[cfg(test)]
mod tests {
    use super::{super::parse, *};

    fn day(text: &str) -> Date {
        parse(text).expect("a day")
    }

    #[test]
    fn days_and_months_lead_over_the_ends_of_months_and_years() {
        assert_eq!(days_after(&day("2024-02-28"), 2), parse("2024-03-01"));
        assert_eq!(days_after(&day("2026-01-01"), -1), parse("2025-12-31"));
        assert_eq!(days_after(&day("9999-12-31"), 1), None);
        assert_eq!(months_after(&day("2026-01-31"), 1), parse("2026-02-28"));
        assert_eq!(months_after(&day("2026-12-15"), 1), parse("2027-01-15"));
        let (first, last) = (day("2025-12-31"), day("2026-03-01"));
        assert_eq!(days_taken(&first, &last), 60);
        assert_eq!(days_taken(&last, &first), 0);
        assert_eq!(days_taken(&first, &day("2026")), 1);
        assert_eq!(number_day(2026_03_01), Some(last));
        assert_eq!([0, 2026_02_30, 2026_03_00, -1].map(number_day), [None; 4]);
    }

    #[test]
    fn a_weekend_has_two_days() {
        let week = (5..12).map(|n| is_weekend(&day(&format!("2026-01-{n:02}"))));
        let week: Vec<bool> = week.collect();
        assert_eq!(week, [false, false, false, false, false, true, true]);
    }
}
