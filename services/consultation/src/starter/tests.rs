//! What the built-in files say: the working days of Kazakhstan over New Year, Nauryz, days that were moved and years that are not
//! there, and the periods of the law.

use kenes_proto::types::ErrorReason as Reason;

use super::*;
use crate::domain::{
    calendar::Calendar,
    fixtures::{day, rule},
};

/// The built-in calendars.
fn kazakhstan() -> Calendar {
    Calendar::of(&calendars().expect("the built-in calendars"))
}

fn reason<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Reason {
    outcome.expect_err("a refusal").reason()
}

#[test]
fn the_years_have_as_many_working_days_as_the_state_says() {
    let calendar = kazakhstan();
    for (year, expected) in [(2024, 248), (2025, 246), (2026, 247), (2027, 247)] {
        let count = calendar.count(
            &day(&format!("{year}-01-01")),
            &day(&format!("{year}-12-31")),
        );
        assert_eq!(count.expect("counted"), expected, "{year}");
    }
}

#[test]
fn working_days_are_counted_over_new_year_nauryz_and_days_that_were_moved() {
    let calendar = kazakhstan();
    for (first, last, expected) in [
        // Friday the 3rd is off, Sunday the 5th is worked.
        ("2025-01-01", "2025-01-06", 2),
        ("2024-12-30", "2025-01-08", 5),
        // Nauryz 2026: 21 and 22 March fall on a weekend and carry over to the 24th and 25th.
        ("2026-03-20", "2026-03-26", 2),
        ("2026-03-21", "2026-03-25", 0),
        // 8 March 2026 is a Sunday.
        ("2026-03-06", "2026-03-10", 2),
        // Kurban Ait does not carry over; 7 January neither.
        ("2026-05-25", "2026-05-29", 4),
        ("2024-01-05", "2024-01-08", 2),
        // 30 August is no holiday any more in 2026, and was one in 2025.
        ("2026-08-28", "2026-08-31", 2),
        ("2025-08-29", "2025-09-01", 1),
        ("2026-12-31", "2027-01-05", 2),
        ("2026-05-25", "2026-05-24", 0),
    ] {
        let count = calendar.count(&day(first), &day(last));
        assert_eq!(count.expect("counted"), expected, "{first} to {last}");
    }
}

#[test]
fn a_period_ends_on_a_working_day() {
    let calendar = kazakhstan();
    for (unit, length, start, expected) in [
        (Unit::WorkingDay, 10, "2026-11-23", "2026-12-07"),
        (Unit::WorkingDay, 10, "2026-03-16", "2026-04-02"),
        (Unit::WorkingDay, 1, "2025-01-04", "2025-01-05"),
        (Unit::WorkingDay, 3, "2024-12-31", "2025-01-08"),
        (Unit::WorkingDay, 10, "2026-12-21", "2027-01-06"),
        // The last day would be Sunday 28 June, then the Saturday after 6 July, then in Nauryz.
        (Unit::CalendarDay, 30, "2026-05-29", "2026-06-29"),
        (Unit::CalendarDay, 10, "2026-03-13", "2026-03-26"),
        (Unit::Month, 1, "2026-01-31", "2026-03-02"),
        (Unit::Month, 1, "2026-02-20", "2026-03-20"),
        (Unit::Month, 1, "2025-12-04", "2026-01-05"),
    ] {
        let due = calendar.due(&rule("r", unit, length), &day(start));
        let (due, _) = due.expect("a day");
        assert_eq!(
            date::show(&due),
            expected,
            "{length} {unit:?} after {start}"
        );
    }
}

#[test]
fn a_notice_is_counted_back_and_does_not_move() {
    let calendar = kazakhstan();
    for (unit, length, event, expected) in [
        (Unit::CalendarDay, 10, "2026-12-21", "2026-12-11"),
        (Unit::CalendarDay, 10, "2026-04-01", "2026-03-22"),
        (Unit::WorkingDay, 3, "2026-03-27", "2026-03-19"),
    ] {
        let mut back = rule("r", unit, length);
        back.counted_back = true;
        let (last, _) = calendar.due(&back, &day(event)).expect("a day");
        assert_eq!(date::show(&last), expected, "{event}");
    }
}

#[test]
fn a_year_that_is_not_there_is_refused_and_never_guessed() {
    let calendar = kazakhstan();
    let year = |first, last| calendar.count(&day(first), &day(last));
    assert_eq!(
        reason(year("2023-12-31", "2024-01-02")),
        Reason::CalendarYearMissing
    );
    assert_eq!(
        reason(year("2027-12-31", "2028-01-03")),
        Reason::CalendarYearMissing
    );
    for (unit, length) in [
        (Unit::WorkingDay, 10),
        (Unit::CalendarDay, 30),
        (Unit::Month, 1),
    ] {
        let due = calendar.due(&rule("r", unit, length), &day("2027-12-24"));
        let refusal = due.expect_err("a refusal");
        assert_eq!(refusal.reason(), Reason::CalendarYearMissing);
        assert!(refusal.to_string().contains("2028"), "{refusal}");
    }
    let far = rule("r", Unit::Month, 120);
    assert_eq!(
        reason(calendar.due(&far, &day("9999-12-31"))),
        Reason::CalendarYearMissing
    );
}

#[test]
fn what_was_counted_through_a_projection_says_so() {
    let calendar = kazakhstan();
    let used = |first, last| calendar.used(&day(first), &day(last));
    assert!(!used("2026-01-01", "2026-12-31").projected);
    assert!(used("2026-12-21", "2027-01-06").projected);
}

#[test]
fn the_files_hold_what_the_rules_of_their_resources_allow() {
    for mut calendar in calendars().expect("calendars") {
        crate::domain::working_calendar::check(&calendar).expect("good");
        crate::domain::working_calendar::settle(&mut calendar).expect("counted");
        assert_eq!(calendar.projected, calendar.year == 2027);
    }
    let rules = rules().expect("rules");
    assert!(rules.len() > 15);
    for rule in &rules {
        crate::domain::period_rule::check(rule).expect("good");
    }
}

#[test]
fn what_the_law_does_not_say_has_no_rule() {
    let rules = rules().expect("rules");
    let has = |act: &str| rules.iter().any(|rule| rule.act_code == act);
    assert!(has("answer-to-recommendation"));
    assert!(
        !has("answer-to-comment"),
        "Government Rules 907 were not read"
    );
    assert!(!has("public-discussion"));
}
