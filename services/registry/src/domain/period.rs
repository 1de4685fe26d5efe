//! Stretches of days, and how many stand side by side on the fullest of them.
//!
//! A day is `yyyymmdd`. A partial start counts from the first day it can mean, a partial end to the last.

use std::collections::HashMap;

use common::date;
use kenes_proto::gtype::Date;

/// The last day of what has no last day.
const OPEN: i64 = i64::MAX;

/// A stretch of days; its first and its last day belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    pub(crate) first: i64,
    last: i64,
}

impl Period {
    /// Every day.
    pub(crate) const ALWAYS: Self = Self {
        first: 0,
        last: OPEN,
    };

    /// From one date to another; without a start it began before all days, without an end it lasts.
    pub(crate) fn of(start: Option<&Date>, end: Option<&Date>) -> Self {
        Self::stored(date::earliest(start), date::upper(end))
    }

    /// A period as tables hold it, with 0 for no start and for no end.
    pub(crate) fn stored(first: i64, end: i64) -> Self {
        Self {
            first,
            last: if end == 0 { OPEN } else { end },
        }
    }

    /// Whether it has `day`.
    pub(crate) fn contains(self, day: i64) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// What is left of it from `day` on, if anything is.
    pub(crate) fn since(self, day: i64) -> Option<Self> {
        let first = self.first.max(day);
        (first <= self.last).then_some(Self { first, ..self })
    }

    /// Whether it is over before `day`.
    pub(crate) fn is_past(self, day: i64) -> bool {
        self.last < day
    }

    /// Whether it reaches further than another.
    pub(crate) fn outlasts(self, other: Self) -> bool {
        self.last > other.last
    }

    /// The day of the period that is nearest to `day`: the one on which codes must be in effect.
    pub(crate) fn nearest(self, day: i64) -> i64 {
        day.min(self.last).max(self.first)
    }

    /// The last day as a statement compares it with days.
    pub(crate) fn last(self) -> i64 {
        self.last
    }
}

/// A day as people write it.
pub(crate) fn show(day: i64) -> String {
    format!(
        "{:04}-{:02}-{:02}",
        day / 10_000,
        day / 100 % 100,
        day % 100
    )
}

/// How many different holders there are on the fullest day of `within`, and the first such day; nobody is on day 0.
pub(crate) fn fullest<'a>(
    held: impl IntoIterator<Item = (&'a str, Period)>,
    within: Period,
) -> (usize, i64) {
    // On one day whoever comes is there together with whoever goes: starts sort before ends.
    let mut turns: Vec<(i64, bool, &str)> = Vec::new();
    for (holder, period) in held {
        let (first, last) = (period.first.max(within.first), period.last.min(within.last));
        if first <= last {
            turns.push((first, false, holder));
            turns.push((last, true, holder));
        }
    }
    turns.sort_unstable();
    let mut present: HashMap<&str, usize> = HashMap::new();
    let mut most = (0, 0);
    for (day, leaves, holder) in turns {
        if leaves {
            if let Some(seats) = present.get_mut(holder) {
                *seats -= 1;
                if *seats == 0 {
                    present.remove(holder);
                }
            }
            continue;
        }
        *present.entry(holder).or_default() += 1;
        if present.len() > most.0 {
            most = (present.len(), day);
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(first: i64, last: i64) -> Period {
        Period::stored(first, last)
    }

    #[test]
    fn partial_dates_reach_as_far_as_they_can_mean() {
        let may = date::parse("2006-05");
        let year = date::parse("2006");
        assert_eq!(
            Period::of(may.as_ref(), may.as_ref()),
            days(2006_05_01, 2006_05_31)
        );
        assert_eq!(
            Period::of(year.as_ref(), year.as_ref()),
            days(2006_01_01, 2006_12_31)
        );
        assert_eq!(Period::of(None, None), Period::ALWAYS);
        assert!(Period::of(may.as_ref(), None).contains(2006_05_01));
        assert!(!Period::of(may.as_ref(), None).contains(2006_04_30));
        assert!(Period::of(None, may.as_ref()).contains(2006_05_31));
        assert!(Period::of(None, may.as_ref()).is_past(2006_06_01));
    }

    #[test]
    fn what_begins_later_is_shorter() {
        let may = days(2006_05_01, 2006_05_31);
        assert_eq!(may.since(2006_04_01), Some(may));
        assert_eq!(may.since(2006_05_31), Some(days(2006_05_31, 2006_05_31)));
        assert_eq!(may.since(2006_06_01), None);
    }

    #[test]
    fn the_fullest_day_may_lie_in_the_middle() {
        let held = [
            ("a", days(2001_01_01, 2003_12_31)),
            ("b", days(2003_01_01, 2005_12_31)),
            ("c", days(2003_12_31, 0)),
        ];
        assert_eq!(fullest(held, Period::ALWAYS), (3, 2003_12_31));
        assert_eq!(fullest(held, days(2000_01_01, 2002_01_01)), (1, 2001_01_01));
        assert_eq!(fullest(held, days(2004_01_01, 0)), (2, 2004_01_01));
        assert_eq!(fullest(held, days(1999_01_01, 2000_12_31)), (0, 0));
    }

    #[test]
    fn a_last_day_is_still_held_and_the_next_is_free() {
        let held = [
            ("a", days(2001_01_01, 2001_06_30)),
            ("b", days(2001_07_01, 0)),
        ];
        assert_eq!(fullest(held, Period::ALWAYS).0, 1);
        let met = [
            ("a", days(2001_01_01, 2001_07_01)),
            ("b", days(2001_07_01, 0)),
        ];
        assert_eq!(fullest(met, Period::ALWAYS), (2, 2001_07_01));
    }

    #[test]
    fn one_holder_of_two_seats_is_one_until_the_last_is_left() {
        let held = [
            ("a", days(2001_01_01, 2001_12_31)),
            ("a", days(2001_06_01, 2002_12_31)),
            ("b", days(2002_12_31, 0)),
        ];
        assert_eq!(fullest(held, days(2001_01_01, 2001_12_31)).0, 1);
        assert_eq!(fullest(held, Period::ALWAYS), (2, 2002_12_31));
    }
}
