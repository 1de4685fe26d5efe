//! Which days a calendar has.

use common::{Error, Violation, date, span};
use kenes_proto::{gtype::Date, types::ErrorReason as Reason};

/// The most days.
const MOST_DAYS: i32 = 3_660;
/// How far it goes where nothing is said: so many months before today, and after it.
const BEFORE: i32 = -12;
const AFTER: i32 = 24;

/// The days of a calendar, all whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Span {
    pub(crate) first: Date,
    pub(crate) last: Date,
}

impl Span {
    /// The days that are asked for `today`: `DATES_INVALID`.
    pub(crate) fn of(first: Option<Date>, last: Option<Date>, today: &Date) -> Result<Self, Error> {
        let ends = [("start_date", first.as_ref()), ("end_date", last.as_ref())];
        let wrong = ends.map(|(field, day)| span::whole_date(field, day));
        Error::check(wrong.into_iter().flatten().collect())?;
        let first = match (first, date::months_after(today, BEFORE)) {
            (Some(day), _) => day,
            // A calendar that ends earlier begins a year before its end.
            (None, usual) => {
                let earlier =
                    last.filter(|last| date::lower(Some(last)) < date::lower(usual.as_ref()));
                earlier
                    .and_then(|last| date::months_after(&last, BEFORE))
                    .or(usual)
                    .unwrap_or(*today)
            }
        };
        let from = match date::lower(Some(&first)) > date::lower(Some(today)) {
            true => &first,
            false => today,
        };
        let last = last
            .or_else(|| date::months_after(from, AFTER))
            .unwrap_or(first);
        let order = date::not_before("end_date", Some(&last), ("first day", Some(&first)));
        Error::check(order.into_iter().collect())?;
        if date::days_taken(&first, &last) >= i64::from(MOST_DAYS) {
            let say = format!("ask for at most {MOST_DAYS} days");
            let wrong = Violation::new("end_date", Reason::DatesInvalid, say);
            return Err(Error::violations(vec![wrong], Reason::DatesInvalid));
        }
        Ok(Self { first, last })
    }

    /// The first moment of it and the first after it, as days of Kazakhstan.
    pub(crate) fn moments(&self) -> (i64, i64) {
        let before = date::day_before(&self.first);
        let start = match date::valid(&before) {
            true => date::local_end(&before),
            false => i64::MIN,
        };
        (start, date::local_end(&self.last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<Date> {
        date::parse(text)
    }

    fn span(first: &str, last: &str) -> Result<(String, String), Reason> {
        let today = day("2026-05-25").expect("a day");
        let span = Span::of(day(first), day(last), &today);
        let shown = span.map(|span| (date::show(&span.first), date::show(&span.last)));
        shown.map_err(|error| error.reason())
    }

    #[test]
    fn what_is_not_said_lies_around_today() {
        let is = |first: &str, last: &str| Ok((first.to_owned(), last.to_owned()));
        assert_eq!(span("", ""), is("2025-05-25", "2028-05-25"));
        assert_eq!(span("2020-01-01", ""), is("2020-01-01", "2028-05-25"));
        assert_eq!(span("2030-01-01", ""), is("2030-01-01", "2032-01-01"));
        assert_eq!(span("", "2005-12-31"), is("2004-12-31", "2005-12-31"));
        assert_eq!(span("", "2027-01-01"), is("2025-05-25", "2027-01-01"));
    }

    #[test]
    fn days_are_whole_in_order_and_not_too_many() {
        for (first, last) in [
            ("2026-05", ""),
            ("", "2026"),
            ("2026-05-02", "2026-05-01"),
            ("2003-01-01", ""),
            ("2016-01-01", "2026-01-08"),
        ] {
            assert_eq!(
                span(first, last),
                Err(Reason::DatesInvalid),
                "{first} {last}"
            );
        }
        assert!(span("2016-01-01", "2026-01-07").is_ok());
    }

    #[test]
    fn a_day_begins_and_ends_in_kazakhstan() {
        let first = day("2026-05-25").expect("a day");
        let moments = Span { first, last: first }.moments();
        let shown = [moments.0, moments.1].map(|time| date::timestamp(time).to_string());
        assert_eq!(shown, ["2026-05-24T19:00:00Z", "2026-05-25T19:00:00Z"]);
    }
}
