//! What tests of the clock of answers begin with: days, calendars and rules.

use common::date;
use kenes_proto::{
    consultation::{CalendarDay, PeriodRule, WorkingCalendar, period_rule::Unit},
    gtype::{Date, LocalizedText},
    types::Source,
};

pub(crate) fn day(text: &str) -> Date {
    date::parse(text).expect("a day")
}

/// A calendar of a year with these days off, and these worked.
pub(crate) fn calendar(year: i32, off: &[&str], worked: &[&str]) -> WorkingCalendar {
    let days = |days: &[&str]| {
        let days = days.iter().map(|text| CalendarDay {
            date: date::parse(text),
            reasons: vec![LocalizedText {
                text: "A holiday".into(),
                language_code: "en".into(),
            }],
        });
        days.collect()
    };
    WorkingCalendar {
        name: format!("workingCalendars/{year}"),
        etag: "\"2\"".into(),
        year,
        days_off: days(off),
        worked_days: days(worked),
        sources: vec![Source {
            note: "A law".into(),
            ..Default::default()
        }],
        ..Default::default()
    }
}

/// A rule for all bodies.
pub(crate) fn rule(name: &str, unit: Unit, length: i32) -> PeriodRule {
    PeriodRule {
        name: format!("periodRules/{name}"),
        etag: "\"1\"".into(),
        act_code: "answer-to-recommendation".into(),
        unit: unit.into(),
        length,
        texts: vec![LocalizedText {
            text: "In time".into(),
            language_code: "en".into(),
        }],
        sources: vec![Source {
            note: "A law".into(),
            ..Default::default()
        }],
        ..Default::default()
    }
}
