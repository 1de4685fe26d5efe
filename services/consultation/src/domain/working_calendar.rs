//! Rules of working calendars: days of their year, each once, and worked ones at the weekend. How days are counted by them is in
//! `calendar`.

use std::collections::HashSet;

use common::{Error, Violation, date, names, parts, span, text};
use kenes_proto::{
    consultation::{CalendarDay, WorkingCalendar},
    gtype::Date,
    types::ErrorReason as Reason,
};

use super::calendar::Calendar;

const MAX_REASON: usize = 500;

/// What must hold of a calendar by itself.
pub(crate) fn check(calendar: &WorkingCalendar) -> Result<(), Error> {
    let mut wrong = Vec::new();
    let year = calendar.year;
    if names::id(&calendar.name) != year.to_string() {
        let say = format!("its name is {}: give that year", calendar.name);
        let field = "working_calendar.year";
        wrong.push(Violation::new(field, Reason::FieldInvalid, say));
    }
    let mut seen = HashSet::new();
    for (list, days, worked) in [
        ("days_off", &calendar.days_off, false),
        ("worked_days", &calendar.worked_days, true),
    ] {
        for (n, day) in days.iter().enumerate() {
            let field = format!("working_calendar.{list}[{n}]");
            wrong.extend(check_day(&format!("{field}.date"), day, year, worked));
            if !seen.insert(date::lower(day.date.as_ref())) {
                let say = "the day stands there before; write each once, off or worked";
                let field = format!("{field}.date");
                wrong.push(Violation::new(field, Reason::FieldInvalid, say));
            }
            let reasons = &day.reasons;
            wrong.extend(text::check(
                &format!("{field}.reasons"),
                reasons,
                MAX_REASON,
                true,
            ));
        }
    }
    wrong.extend(parts::require_sources(
        "working_calendar.sources",
        &calendar.sources,
    ));
    Error::check(wrong)
}

/// A day is a whole one of the year, and at the weekend where it is worked.
fn check_day(field: &str, day: &CalendarDay, year: i32, worked: bool) -> Option<Violation> {
    let day = day.date.as_ref();
    span::whole_date(field, day).or_else(|| {
        let day = day?;
        if day.year != year {
            let say = format!("give a day of {year}");
            return Some(Violation::new(field, Reason::DatesInvalid, say));
        }
        let say = "only a Saturday or a Sunday is worked unlike others; leave it out";
        let odd = worked && !date::is_weekend(day);
        odd.then(|| Violation::new(field, Reason::DatesInvalid, say))
    })
}

/// Fills in how many working days the year has.
pub(crate) fn settle(calendar: &mut WorkingCalendar) -> Result<(), Error> {
    let day = |month, day| Date {
        year: calendar.year,
        month,
        day,
    };
    let (first, last) = (day(1, 1), day(12, 31));
    calendar.working_day_count = Calendar::of([&*calendar]).count(&first, &last)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fixtures::{calendar, day};

    fn wrong(calendar: &WorkingCalendar) -> Vec<(String, String)> {
        let refusal = check(calendar).expect_err("wrong");
        let fields = refusal.fields().iter();
        fields
            .map(|v| (v.field.clone(), v.reason.clone()))
            .collect()
    }

    #[test]
    fn a_day_stands_once_in_its_year_and_is_worked_at_the_weekend_only() {
        let good = calendar(2025, &["2025-01-03"], &["2025-01-05"]);
        check(&good).expect("good");
        let bad = calendar(
            2025,
            &["2025-01-03", "2025-01-03", "2024-12-31", "2025-02"],
            &["2025-01-06", "2025-01-03"],
        );
        let at = |list: &str, n: usize| format!("working_calendar.{list}[{n}].date");
        let dates = |field: String| (field, "DATES_INVALID".to_owned());
        let twice = |field: String| (field, "FIELD_INVALID".to_owned());
        let expected = [
            twice(at("days_off", 1)),
            dates(at("days_off", 2)),
            dates(at("days_off", 3)),
            dates(at("worked_days", 0)),
            dates(at("worked_days", 1)),
            twice(at("worked_days", 1)),
        ];
        assert_eq!(wrong(&bad), expected);
    }

    #[test]
    fn a_calendar_is_named_by_its_year_and_has_a_source() {
        let mut bad = calendar(2025, &[], &[]);
        bad.year = 2026;
        bad.sources.clear();
        let field = |field: &str, reason: &str| (field.to_owned(), reason.to_owned());
        let expected = [
            field("working_calendar.year", "FIELD_INVALID"),
            field("working_calendar.sources", "SOURCE_MISSING"),
        ];
        assert_eq!(wrong(&bad), expected);
    }

    #[test]
    fn a_year_says_how_many_working_days_it_has() {
        let mut year = calendar(2025, &["2025-01-01", "2025-01-04"], &["2025-01-05"]);
        settle(&mut year).expect("counted");
        assert_eq!(
            year.working_day_count, 261,
            "one off, one worked, one Saturday"
        );
        assert_eq!(day("2025-01-05").day, 5);
    }
}
