//! Days that are derived, given and put off, and when they are spoken of.

use common::testing::DAY;

use super::*;
use crate::domain::fixtures::{calendar, day, rule};
use kenes_proto::consultation::period_rule::Unit;

fn reasons() -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: "Others are asked first.".into(),
        language_code: "en".into(),
    }]
}

#[test]
fn a_derived_day_names_its_rule_and_its_calendars() {
    let mut next = calendar(2027, &["2027-01-01"], &[]);
    next.projected = true;
    let years = Calendar::of(&[calendar(2026, &[], &[]), next]);
    let rule = rule("ten", Unit::WorkingDay, 10);
    let (due, basis) = derive(&years, Some(&rule), &day("2026-12-21")).expect("a day");
    assert_eq!(due, date::parse("2027-01-05"));
    assert_eq!(
        (basis.kind(), basis.rule_revision.as_str(), basis.projected),
        (Kind::Derived, "periodRules/ten/revisions/1", true)
    );
    assert_eq!(super::rule(&basis), "periodRules/ten");
    assert_eq!(basis.calendar_revisions.len(), 2);
    let (due, basis) = derive(&years, Some(&rule), &day("2026-12-01")).expect("a day");
    assert_eq!(due, date::parse("2026-12-15"));
    assert!(!basis.projected, "2027 was not looked at");
}

#[test]
fn without_a_rule_there_is_no_day_and_it_says_so() {
    let (due, basis) = derive(&Calendar::default(), None, &day("2026-12-01")).expect("none");
    assert_eq!((due, basis.kind()), (None, Kind::NoRule));
}

#[test]
fn a_day_is_put_off_before_it_has_passed_and_to_a_later_one() {
    let noon = |text: &str| date::local_end(&day(text)) - DAY / 2;
    let on = |present: Option<Date>, to: &str, now: &str| {
        let new = (day(to), &reasons()[..]);
        let present = (present, Some(given()));
        extend("recommendations/r", present, &[], new, noon(now)).map_err(|e| e.reason())
    };
    let due = Some(day("2026-06-10"));
    let done = on(due, "2026-06-11", "2026-06-10").expect("on the day itself");
    assert_eq!(done.previous_due_date, due);
    assert_eq!(done.previous_basis.expect("one").kind(), Kind::Given);
    assert_eq!(
        on(due, "2026-06-10", "2026-06-01"),
        Err(Reason::DatesInvalid)
    );
    assert_eq!(
        on(due, "2026-07-01", "2026-06-11"),
        Err(Reason::DueDatePassed)
    );
    assert_eq!(
        on(None, "2026-07-01", "2026-06-11"),
        Err(Reason::DueDateMissing)
    );
    let many = vec![ReplyExtension::default(); MOST_EXTENSIONS];
    let new = (day("2026-07-01"), &reasons()[..]);
    let again = extend("r", (due, None), &many, new, noon("2026-06-01"));
    assert_eq!(
        again.expect_err("enough").reason(),
        Reason::StateTransitionForbidden
    );
    assert!(check_extension(Some(&day("2026-07")), &reasons()).is_err());
    assert!(check_extension(Some(&day("2026-07-01")), &[]).is_err());
}

#[test]
fn a_day_is_reminded_of_before_it_comes_and_missed_when_it_has_passed() {
    let (due, basis) = (day("2026-06-10"), given());
    let at = |said, text: &str| Some((said, date::local_end(&day(text))));
    let next = |basis: Option<&DueDateBasis>, said| next(Some(&due), basis, said);
    assert_eq!(
        next(Some(&basis), (false, false)),
        at(Said::Due, "2026-06-06")
    );
    assert_eq!(next(None, (false, false)), at(Said::Missed, "2026-06-10"));
    assert_eq!(
        next(Some(&basis), (true, false)),
        at(Said::Missed, "2026-06-10")
    );
    assert_eq!(next(Some(&basis), (true, true)), None);
    assert_eq!(super::next(None, None, (false, false)), None);
    let mut late = given();
    quiet_if_past(Some(&due), &mut late, date::local_end(&due));
    assert_eq!(
        next(Some(&late), (false, false)),
        at(Said::Missed, "2026-06-10")
    );
    let to_say =
        |said, text: &str| to_say(Some(&due), Some(&basis), said, date::local_end(&day(text)));
    assert_eq!(to_say((false, false), "2026-06-05"), None);
    assert_eq!(to_say((false, false), "2026-06-06"), Some(Said::Due));
    assert_eq!(to_say((false, false), "2026-06-09"), Some(Said::Due));
    assert_eq!(
        to_say((false, false), "2026-06-10"),
        Some(Said::Missed),
        "it is not due any more"
    );
    assert_eq!(to_say((true, false), "2026-06-09"), None);
    assert_eq!(to_say((false, true), "2026-06-10"), None);
    let month = date::parse("2026-06");
    assert_eq!(
        super::next(month.as_ref(), None, (true, false)),
        at(Said::Missed, "2026-06-30")
    );
}
