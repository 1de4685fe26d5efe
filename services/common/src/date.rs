//! Days and times as numbers: partial dates, their order, the days of Kazakhstan and the names of time zones.
//!
//! Owns `google.type.Date` and `google.protobuf.Timestamp`; the calendar and the rules of time zones are jiff's. A day is
//! stored as `yyyymmdd`, a time as microseconds since 1970 in UTC. A date may lack its day, or month and day: they are
//! zero, and such a date means every day it could be. What today is comes from the caller.

mod step;

use std::{ops::Range, sync::LazyLock};

use jiff::{civil, fmt::temporal::Pieces, tz::TimeZone};
use kenes_proto::{gtype::Date, types::ErrorReason as Reason};
use prost_types::Timestamp;
use regex::Regex;

use crate::Violation;
pub use step::{days_after, days_taken, is_weekend, months_after, number_day};

const MICROS: i64 = 1_000_000;

/// The seconds that `google.protobuf.Timestamp` has: of the years 1 to 9999.
const SECONDS: Range<i64> = -62_135_596_800..253_402_300_800;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Days are calendar days of Kazakhstan: at UTC+06:00 until 1 March 2024, at UTC+05:00 since.
static KAZAKHSTAN: LazyLock<TimeZone> =
    LazyLock::new(|| TimeZone::get("Asia/Almaty").expect("a zone of the bundled database"));

/// A time of RFC 3339: its seconds, the fraction as far as it is kept, and the offset. What jiff reads is more than that,
/// and has at most nine digits of a fraction.
static RFC_3339: LazyLock<Regex> = LazyLock::new(|| {
    let time = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-5][0-9]";
    let zone = r"[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]";
    let whole = format!(r"^({time})(?:(\.[0-9]{{1,6}})[0-9]*)?({zone})$");
    Regex::new(&whole).expect("a pattern")
});

// === dates

/// Whether the date names a day, month or year of the calendar: years 1 to 9999, no day without a month.
pub fn valid(date: &Date) -> bool {
    (date.month != 0 || date.day == 0) && first_day(date).is_some()
}

/// The date as written: 20060500 for May 2006, 0 for none. Sorts before every day it could be.
pub fn lower(date: Option<&Date>) -> i64 {
    date.map_or(0, |d| number(d.year, d.month, d.day))
}

/// The last day the date can mean: 20060531 for May 2006, 0 for none.
pub fn upper(date: Option<&Date>) -> i64 {
    date.map_or(0, |d| match first_day(d) {
        Some(day) if d.month == 0 => day_number(day.last_of_year()),
        Some(day) if d.day == 0 => day_number(day.last_of_month()),
        _ => number(d.year, d.month, d.day),
    })
}

/// The first day the date can mean: 20060501 for May 2006, 0 for none.
pub fn earliest(date: Option<&Date>) -> i64 {
    date.map_or(0, |d| number(d.year, d.month.max(1), d.day.max(1)))
}

/// The day before the first day the date can mean. Before the first day of the calendar there is none, and none is valid.
pub fn day_before(date: &Date) -> Date {
    let before = first_day(date).and_then(|day| day.yesterday().ok());
    before.map(wire).unwrap_or_default()
}

/// What is wrong with a date that is there.
pub fn check(field: &str, date: Option<&Date>) -> Option<Violation> {
    let say = "give a day of the calendar; leave day, or month and day, 0 where they are not known";
    date.filter(|d| !valid(d))
        .map(|_| Violation::new(field, Reason::DatesInvalid, say))
}

/// What is wrong with an end before its start. Partial dates are wrong only if no days they can mean are in order.
pub fn check_order(field_end: &str, start: Option<&Date>, end: Option<&Date>) -> Option<Violation> {
    not_before(field_end, end, ("start", start))
}

/// What is wrong with a day before a limit, which is called so: `signature`. Partial dates are wrong only if no days they can
/// mean are in order.
pub fn not_before(
    field: &str,
    day: Option<&Date>,
    (called, limit): (&str, Option<&Date>),
) -> Option<Violation> {
    backwards(limit, day).map(|limit| {
        let say = format!("give a day that is not before the {called}, {limit}");
        Violation::new(field, Reason::DatesInvalid, say)
    })
}

/// The same of a day after a limit.
pub fn not_after(
    field: &str,
    day: Option<&Date>,
    (called, limit): (&str, Option<&Date>),
) -> Option<Violation> {
    backwards(day, limit)?;
    let say = format!(
        "give a day that is not after the {called}, {}",
        show(limit?)
    );
    Some(Violation::new(field, Reason::DatesInvalid, say))
}

/// The first of two days as it is written, if no days they can mean are in order.
fn backwards(first: Option<&Date>, last: Option<&Date>) -> Option<String> {
    first
        .zip(last)
        .filter(|(first, last)| upper(Some(last)) < lower(Some(first)))
        .map(|(first, _)| show(first))
}

/// Reads `2006-05-01`, `2006-05` or `2006`.
pub fn parse(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let year = digits(parts.next()?, 4)?;
    let mut part = || {
        parts
            .next()
            .map_or(Some(0), |p| digits(p, 2).filter(|&n| n > 0))
    };
    let (month, day) = (part()?, part()?);
    let date = Date { year, month, day };
    (parts.next().is_none() && valid(&date)).then_some(date)
}

/// Writes the date as [`parse`] reads it.
pub fn show(date: &Date) -> String {
    let Date { year, month, day } = date;
    match (month, day) {
        (0, _) => format!("{year:04}"),
        (_, 0) => format!("{year:04}-{month:02}"),
        _ => format!("{year:04}-{month:02}-{day:02}"),
    }
}

/// The date in words, as far as it is known: `1 July 2026`, `July 2026`, `2026`.
pub fn words(date: &Date) -> String {
    let Date { year, month, day } = date;
    let month = usize::try_from(*month).ok().and_then(|n| n.checked_sub(1));
    match (month.and_then(|n| MONTHS.get(n)), day) {
        (None, _) => format!("{year}"),
        (Some(month), 0) => format!("{month} {year}"),
        (Some(month), _) => format!("{day} {month} {year}"),
    }
}

/// The first moment in UTC that the date can mean, in microseconds; of a date that is none, nothing that helps.
pub fn first_moment(date: &Date) -> i64 {
    first_day(date).map_or(0, |day| utc(day.at(0, 0, 0, 0)))
}

// === days of Kazakhstan

/// The day in Kazakhstan of a time; of a time that no calendar has, a date that is not valid.
pub fn local_day(micros: i64) -> Date {
    local(micros).map(wire).unwrap_or_default()
}

/// The day of a time in a time zone, in Kazakhstan where the name is empty; of a zone or a time that is none, a date that is
/// not valid.
pub fn day_in(zone: &str, micros: i64) -> Date {
    if zone.is_empty() {
        return local_day(micros);
    }
    let time = jiff::Timestamp::from_microsecond(micros).ok();
    let day = time.zip(TimeZone::get(zone).ok());
    day.map(|(time, zone)| wire(zone.to_datetime(time).date()))
        .unwrap_or_default()
}

/// The day in Kazakhstan of a time, as `yyyymmdd`; 0 of a time that no calendar has.
pub fn local_number(micros: i64) -> i64 {
    local(micros).map_or(0, day_number)
}

/// The first moment after a day in Kazakhstan, in microseconds; after a day that is none, no moment that comes.
pub fn local_end(day: &Date) -> i64 {
    first_day(day)
        .and_then(|day| day.tomorrow().ok())
        .and_then(|next| KAZAKHSTAN.to_timestamp(next.at(0, 0, 0, 0)).ok())
        .map_or(i64::MAX, jiff::Timestamp::as_microsecond)
}

/// What is wrong with the name of a time zone; there may be none. A name is written as the IANA writes it: the zone files
/// of whoever reads it may tell cases apart.
pub fn check_zone(field: &str, name: &str) -> Option<Violation> {
    let known = || TimeZone::get(name).is_ok_and(|zone| zone.iana_name() == Some(name));
    let say = "write the name of an IANA time zone, such as Asia/Almaty, or nothing";
    (!name.is_empty() && !known()).then(|| Violation::new(field, Reason::FieldInvalid, say))
}

// === times

/// What is wrong with a time that is there: the wire carries more numbers than there are times.
pub fn check_time(field: &str, time: Option<&Timestamp>) -> Option<Violation> {
    let say = "must be a time of the years 1 to 9999";
    time.filter(|t| !SECONDS.contains(&t.seconds) || !(0..1_000_000_000).contains(&t.nanos))
        .map(|_| Violation::new(field, Reason::DatesInvalid, say))
}

/// What is wrong with an end before its start.
pub fn check_times(
    field_end: &str,
    start: Option<&Timestamp>,
    end: Option<&Timestamp>,
) -> Option<Violation> {
    time_not_before(field_end, end, ("start", start))
}

/// What is wrong with a time before a limit, which is called so: `end of the submission`.
pub fn time_not_before(
    field: &str,
    time: Option<&Timestamp>,
    (called, limit): (&str, Option<&Timestamp>),
) -> Option<Violation> {
    limit
        .zip(time)
        .filter(|(limit, time)| micros(time) < micros(limit))
        .map(|_| {
            let say = format!("give a time that is not before the {called}");
            Violation::new(field, Reason::DatesInvalid, say)
        })
}

/// The time in microseconds; nanoseconds below that are dropped.
pub fn micros(time: &Timestamp) -> i64 {
    time.seconds
        .saturating_mul(MICROS)
        .saturating_add(i64::from(time.nanos) / 1_000)
}

/// The time in microseconds, 0 for none.
pub fn moment(time: Option<&Timestamp>) -> i64 {
    time.map_or(0, micros)
}

/// The time as the wire carries it.
pub fn timestamp(micros: i64) -> Timestamp {
    let nanos = i32::try_from(micros.rem_euclid(MICROS) * 1_000).unwrap_or_default();
    Timestamp {
        seconds: micros.div_euclid(MICROS),
        nanos,
    }
}

/// Reads a time of RFC 3339, `2026-01-01T05:00:00.5+05:00`, in the years 1 to 9999. Digits below the microsecond are
/// dropped; the second 60 is not a time.
pub fn parse_time(text: &str) -> Option<i64> {
    let parts = RFC_3339.captures(text)?;
    let part = |n| parts.get(n).map_or("", |part| part.as_str());
    let time = [part(1), part(2), part(3)].concat();
    let time = Pieces::parse(&time).ok()?;
    let ahead = i64::from(time.to_numeric_offset()?.seconds()) * MICROS;
    let micros = utc(time.date().to_datetime(time.time()?)) - ahead;
    // An offset may lead out of the years that a timestamp can have.
    SECONDS
        .contains(&micros.div_euclid(MICROS))
        .then_some(micros)
}

// === what the calendar says

/// The first day the date can mean, if there is one.
fn first_day(date: &Date) -> Option<civil::Date> {
    let known = |n: i32| i8::try_from(if n == 0 { 1 } else { n }).ok();
    let year = i16::try_from(date.year).ok().filter(|&year| year > 0)?;
    civil::Date::new(year, known(date.month)?, known(date.day)?).ok()
}

fn wire(day: civil::Date) -> Date {
    Date {
        year: day.year().into(),
        month: day.month().into(),
        day: day.day().into(),
    }
}

fn local(micros: i64) -> Option<civil::Date> {
    let time = jiff::Timestamp::from_microsecond(micros).ok()?;
    Some(KAZAKHSTAN.to_datetime(time).date())
}

/// Microseconds since 1970. Unlike a timestamp of jiff it has the whole year 9999.
fn utc(time: civil::DateTime) -> i64 {
    let since = time.duration_since(civil::date(1970, 1, 1).at(0, 0, 0, 0));
    i64::try_from(since.as_micros()).unwrap_or_default()
}

fn day_number(day: civil::Date) -> i64 {
    number(day.year().into(), day.month().into(), day.day().into())
}

fn number(year: i32, month: i32, day: i32) -> i64 {
    i64::from(year) * 10_000 + i64::from(month) * 100 + i64::from(day)
}

/// A number of exactly `length` ASCII digits.
fn digits(text: &str, length: usize) -> Option<i32> {
    let right = text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    if right { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests;
