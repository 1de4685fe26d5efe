//! Days that are counted by calendars of two years. How those of Kazakhstan come out is in the tests of `starter`.

use super::*;
use crate::domain::fixtures::{calendar, day, rule};

#[test]
fn a_day_off_a_worked_sunday_and_the_turn_of_the_year_are_counted() {
    let years = [
        calendar(2025, &["2025-12-31"], &["2025-12-28"]),
        calendar(2026, &["2026-01-01", "2026-01-03"], &[]),
    ];
    let years = Calendar::of(&years);
    for (first, last, expected) in [
        ("2025-12-27", "2025-12-28", 1),
        ("2025-12-29", "2026-01-04", 3),
        ("2026-01-05", "2026-01-04", 0),
    ] {
        let count = years.count(&day(first), &day(last)).expect("counted");
        assert_eq!(count, expected, "{first}");
    }
    let due = years.due(&rule("r", Unit::WorkingDay, 3), &day("2025-12-29"));
    assert_eq!(due.expect("a day").0, day("2026-01-05"));
    let beyond = years.count(&day("2024-12-31"), &day("2025-01-01"));
    let refusal = beyond.expect_err("no such year");
    assert_eq!(refusal.reason(), Reason::CalendarYearMissing);
    let revisions = [
        "workingCalendars/2025/revisions/2",
        "workingCalendars/2026/revisions/2",
    ];
    let used = years.used(&day("2026-01-05"), &day("2025-12-31"));
    assert_eq!(used.revisions, revisions, "whichever is the earlier");
}

#[test]
fn a_period_names_the_calendars_that_were_asked_for_it_and_no_others() {
    let mut projection = calendar(2027, &["2027-01-01"], &[]);
    projection.projected = true;
    let years = Calendar::of(&[
        calendar(2025, &[], &[]),
        calendar(2026, &["2026-12-31"], &[]),
        projection,
    ]);
    let asked = |unit, length, back, start: &str| {
        let mut rule = rule("r", unit, length);
        rule.counted_back = back;
        let (_, used) = years.due(&rule, &day(start)).expect("a day");
        let years = used.revisions.iter().map(|name| name[17..21].to_owned());
        (years.collect::<Vec<_>>().join(" "), used.projected)
    };
    let of = |years: &str, projected| (years.to_owned(), projected);
    // Of calendar days only the last is asked whether it is worked.
    assert_eq!(
        asked(Unit::CalendarDay, 10, false, "2025-12-29"),
        of("2026", false)
    );
    assert_eq!(asked(Unit::Month, 1, false, "2026-12-10"), of("2027", true));
    assert_eq!(
        asked(Unit::Month, 1, false, "2026-11-30"),
        of("2026", false)
    );
    // It ends on a day off, and moves on into the next year.
    assert_eq!(
        asked(Unit::CalendarDay, 1, false, "2026-12-30"),
        of("2026 2027", true)
    );
    assert_eq!(
        asked(Unit::CalendarDay, 10, true, "2027-01-05"),
        of("", false)
    );
    assert_eq!(
        asked(Unit::WorkingDay, 2, false, "2025-12-31"),
        of("2026", false)
    );
    assert_eq!(
        asked(Unit::WorkingDay, 2, true, "2027-01-05"),
        of("2026 2027", true)
    );
}
