//! Counting days by the working calendars of their years. Owns no calendar: a year that is not there is refused, never guessed
//! (`CALENDAR_YEAR_MISSING`).

use std::collections::{BTreeMap, HashSet};

use common::{Error, date};
use kenes_proto::{
    consultation::{CalendarDay, PeriodRule, WorkingCalendar, period_rule::Unit},
    gtype::Date,
    types::ErrorReason as Reason,
};

/// The working days of some years.
#[derive(Clone, Debug, Default)]
pub(crate) struct Calendar(BTreeMap<i32, Year>);

#[derive(Clone, Debug)]
struct Year {
    revision: String,
    projected: bool,
    off: HashSet<i64>,
    worked: HashSet<i64>,
}

/// The calendars that a count went through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Used {
    /// Their revisions: `workingCalendars/2026/revisions/1`.
    pub(crate) revisions: Vec<String>,
    /// Whether one of them is a projection.
    pub(crate) projected: bool,
}

/// The name of the revision of a resource that has this etag.
pub(crate) fn revision(name: &str, etag: &str) -> String {
    format!("{name}/revisions/{}", etag.trim_matches('"'))
}

impl Calendar {
    pub(crate) fn of<'a>(calendars: impl IntoIterator<Item = &'a WorkingCalendar>) -> Self {
        let numbers = |days: &[CalendarDay]| {
            let days = days.iter();
            days.map(|day| date::lower(day.date.as_ref())).collect()
        };
        let years = calendars.into_iter().map(|calendar| {
            let year = Year {
                revision: revision(&calendar.name, &calendar.etag),
                projected: calendar.projected,
                off: numbers(&calendar.days_off),
                worked: numbers(&calendar.worked_days),
            };
            (calendar.year, year)
        });
        Self(years.collect())
    }

    fn year(&self, year: i32) -> Result<&Year, Error> {
        self.0.get(&year).ok_or_else(|| {
            let name = format!("workingCalendars/{year}");
            let text = format!(
                "the working days of {year} are not recorded: record them with CreateWorkingCalendar"
            );
            Error::refused(Reason::CalendarYearMissing, name, text)
        })
    }

    /// Whether a whole date is a working day.
    pub(crate) fn is_worked(&self, day: &Date) -> Result<bool, Error> {
        let year = self.year(day.year)?;
        let number = date::lower(Some(day));
        Ok(match date::is_weekend(day) {
            true => year.worked.contains(&number),
            false => !year.off.contains(&number),
        })
    }

    /// How many working days there are from one whole date to another, both counted.
    pub(crate) fn count(&self, first: &Date, last: &Date) -> Result<i32, Error> {
        for year in first.year..=last.year {
            self.year(year)?;
        }
        let end = date::lower(Some(last));
        let (mut day, mut count) = (*first, 0);
        while date::lower(Some(&day)) <= end {
            count += i32::from(self.is_worked(&day)?);
            let Some(next) = date::days_after(&day, 1) else {
                break;
            };
            day = next;
        }
        Ok(count)
    }

    /// The `days`-th working day after a day, or before it where the step is -1.
    fn step(&self, start: &Date, days: i32, step: i32) -> Result<Date, Error> {
        let (mut day, mut left) = (*start, days);
        while left > 0 {
            day = next(&day, step)?;
            left -= i32::from(self.is_worked(&day)?);
        }
        Ok(day)
    }

    /// The day that a rule gives, counted from `start`, which is not counted itself, and the calendars that were asked for it.
    pub(crate) fn due(&self, rule: &PeriodRule, start: &Date) -> Result<(Date, Used), Error> {
        let step = if rule.counted_back { -1 } else { 1 };
        let length = rule.length.saturating_mul(step);
        let end = match rule.unit() {
            Unit::WorkingDay => {
                let day = self.step(start, rule.length, step)?;
                return Ok((day, self.used(&next(start, step)?, &day)));
            }
            Unit::Month => date::months_after(start, length),
            Unit::CalendarDay | Unit::Unspecified => date::days_after(start, length),
        };
        let end = end.ok_or_else(beyond)?;
        // The last day of a notice is none on which something must be done: it stays, and no calendar is asked.
        if rule.counted_back {
            return Ok((end, Used::default()));
        }
        let mut day = end;
        while !self.is_worked(&day)? {
            day = next(&day, 1)?;
        }
        Ok((day, self.used(&end, &day)))
    }

    /// The calendars of the years from one day to the other, whichever is the earlier.
    pub(crate) fn used(&self, one: &Date, other: &Date) -> Used {
        let years = one.year.min(other.year)..=one.year.max(other.year);
        let mut used = Used::default();
        for (_, year) in self.0.range(years) {
            used.revisions.push(year.revision.clone());
            used.projected |= year.projected;
        }
        used
    }
}

fn next(day: &Date, step: i32) -> Result<Date, Error> {
    date::days_after(day, step).ok_or_else(beyond)
}

/// Beyond the last day of the calendar nothing is counted.
fn beyond() -> Error {
    let text = "the period leads out of the years that have a calendar";
    Error::refused(Reason::CalendarYearMissing, "workingCalendars", text)
}

#[cfg(test)]
mod tests;
