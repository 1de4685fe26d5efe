//! Days and times as numbers: partial dates, their order, and the arithmetic between calendar and clock.
//!
//! Owns `google.type.Date` and `google.protobuf.Timestamp`. A day is stored as `yyyymmdd`, a time as microseconds since
//! 1970 in UTC. A date may lack its day, or month and day: they are zero, and such a date means every day it could be.
//! What today is comes from the caller.

use kenes_proto::{gtype::Date, types::ErrorReason as Reason};
use prost_types::Timestamp;

use crate::Violation;

const MICROS: i64 = 1_000_000;
const MICROS_A_DAY: i64 = 86_400 * MICROS;

/// Days from 0001-01-01 to 1970-01-01.
const EPOCH: i64 = 719_162;

/// Days in 400, 100, 4 and 1 years. A cycle of 400 years repeats exactly.
const CYCLES: [i64; 4] = [146_097, 36_524, 1_461, 365];

/// Days of the year before each month.
const BEFORE: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

// === dates

/// Whether the date names a day, month or year of the calendar: years 1 to 9999, no day without a month.
pub fn valid(date: &Date) -> bool {
    (1..=9999).contains(&date.year)
        && match (date.month, date.day) {
            (0..=12, 0) => true,
            (1..=12, day) => {
                day > 0 && i64::from(day) <= last_day(date.year.into(), date.month.into())
            }
            _ => false,
        }
}

/// The date as written: 20060500 for May 2006, 0 for none. Sorts before every day it could be.
pub fn lower(date: Option<&Date>) -> i64 {
    date.map_or(0, |d| number(d.year.into(), d.month.into(), d.day.into()))
}

/// The last day the date can mean: 20060531 for May 2006, 0 for none.
pub fn upper(date: Option<&Date>) -> i64 {
    date.map_or(0, |d| {
        let year = i64::from(d.year);
        let month = if d.month == 0 { 12 } else { d.month.into() };
        number(
            year,
            month,
            if d.day == 0 {
                last_day(year, month)
            } else {
                d.day.into()
            },
        )
    })
}

/// The first day the date can mean: 20060501 for May 2006, 0 for none.
pub fn earliest(date: Option<&Date>) -> i64 {
    date.map_or(0, |d| {
        number(d.year.into(), d.month.max(1).into(), d.day.max(1).into())
    })
}

/// The day before the first day the date can mean. Before the first day of the calendar there is none, and none is valid.
pub fn day_before(date: &Date) -> Date {
    let first = days(
        date.year.into(),
        date.month.max(1).into(),
        date.day.max(1).into(),
    );
    let (year, month, day) = civil(first - 1);
    make(year, month, day)
}

/// What is wrong with a date that is there.
pub fn check(field: &str, date: Option<&Date>) -> Option<Violation> {
    let say = "give a day of the calendar; leave day, or month and day, 0 where they are not known";
    date.filter(|d| !valid(d))
        .map(|_| Violation::new(field, Reason::DatesInvalid, say))
}

/// What is wrong with an end before its start. Partial dates are wrong only if no days they can mean are in order.
pub fn check_order(field_end: &str, start: Option<&Date>, end: Option<&Date>) -> Option<Violation> {
    let (start, end) = (start?, end?);
    (upper(Some(end)) < lower(Some(start))).then(|| {
        let say = format!("give a day that is not before the start, {}", show(start));
        Violation::new(field_end, Reason::DatesInvalid, say)
    })
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
    let date = make(year, month, day);
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

/// The first moment in UTC that the date can mean, in microseconds; of a date that is none, nothing that helps.
pub fn first_moment(date: &Date) -> i64 {
    let (month, day) = (date.month.max(1), date.day.max(1));
    days(date.year.into(), month.into(), day.into()) * MICROS_A_DAY
}

// === times

/// Days are calendar days of Kazakhstan, UTC+05:00 everywhere in the country since 2024. In microseconds.
pub const LOCAL_OFFSET: i64 = 5 * 3600 * MICROS;

/// The day in Kazakhstan of a time.
pub fn local_day(micros: i64) -> Date {
    of_micros(micros.saturating_add(LOCAL_OFFSET))
}

/// The day in Kazakhstan of a time, as `yyyymmdd`.
pub fn local_number(micros: i64) -> i64 {
    number_of_micros(micros.saturating_add(LOCAL_OFFSET))
}

/// The day of a time, in UTC.
pub fn of_micros(micros: i64) -> Date {
    let (year, month, day) = civil(micros.div_euclid(MICROS_A_DAY));
    make(year, month, day)
}

/// The day of a time, in UTC, as `yyyymmdd`.
pub fn number_of_micros(micros: i64) -> i64 {
    let (year, month, day) = civil(micros.div_euclid(MICROS_A_DAY));
    number(year, month, day)
}

/// What is wrong with a time that is there: the wire carries more numbers than there are times.
pub fn check_time(field: &str, time: Option<&Timestamp>) -> Option<Violation> {
    let say = "must be a time of the years 1 to 9999";
    let first = -EPOCH * MICROS_A_DAY / MICROS;
    time.filter(|t| {
        !(first..253_402_300_800).contains(&t.seconds) || !(0..1_000_000_000).contains(&t.nanos)
    })
    .map(|_| Violation::new(field, Reason::DatesInvalid, say))
}

/// What is wrong with an end before its start.
pub fn check_times(
    field_end: &str,
    start: Option<&Timestamp>,
    end: Option<&Timestamp>,
) -> Option<Violation> {
    let say = "must not lie before the start";
    start
        .zip(end)
        .filter(|(start, end)| micros(end) < micros(start))
        .map(|_| Violation::new(field_end, Reason::DatesInvalid, say))
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
    let day = parse(text.get(..10)?)?;
    let clock = text.get(10..)?.strip_prefix(['T', 't'])?;
    let seconds = clock_seconds(clock.get(..8)?)?;
    let rest = clock.get(8..)?;
    let (fraction, zone) = match rest.strip_prefix('.') {
        None => (0, rest),
        Some(after) => {
            let end = after.find(|c: char| !c.is_ascii_digit())?;
            (fraction_micros(&after[..end])?, &after[end..])
        }
    };
    let midnight = days(day.year.into(), day.month.into(), day.day.into()) * MICROS_A_DAY;
    let time = midnight + (seconds - zone_seconds(zone)?) * MICROS + fraction;
    // An offset may lead out of the years that a timestamp can have.
    (days(1, 1, 1)..days(10_000, 1, 1))
        .contains(&time.div_euclid(MICROS_A_DAY))
        .then_some(time)
}

/// `hh:mm:ss`
fn clock_seconds(text: &str) -> Option<i64> {
    let (minutes, second) = text.rsplit_once(':')?;
    let second = digits(second, 2).filter(|&s| s < 60)?;
    Some(hours_minutes(minutes)? * 60 + second)
}

/// `hh:mm`, in minutes.
fn hours_minutes(text: &str) -> Option<i64> {
    let (hour, minute) = text.split_once(':')?;
    let hour = digits(hour, 2).filter(|&h| h < 24)?;
    let minute = digits(minute, 2).filter(|&m| m < 60)?;
    Some(hour * 60 + minute)
}

/// `Z`, `+05:00`, `-03:30`: seconds ahead of UTC.
fn zone_seconds(text: &str) -> Option<i64> {
    match text.as_bytes().first()? {
        b'Z' | b'z' if text.len() == 1 => Some(0),
        b'+' => Some(hours_minutes(&text[1..])? * 60),
        b'-' => Some(hours_minutes(&text[1..])? * -60),
        _ => None,
    }
}

fn fraction_micros(text: &str) -> Option<i64> {
    let known = text.get(..6).unwrap_or(text);
    let scale = 10_i64.pow(6_u32.checked_sub(u32::try_from(known.len()).ok()?)?);
    Some(digits(known, known.len())? * scale)
}

// === arithmetic

/// A number of exactly `length` ASCII digits.
fn digits(text: &str, length: usize) -> Option<i64> {
    let right = text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    if right { text.parse().ok() } else { None }
}

/// Out of the range of the wire the fields are 0, which is no valid date.
fn make(year: i64, month: i64, day: i64) -> Date {
    let fit = |n: i64| i32::try_from(n).unwrap_or_default();
    Date {
        year: fit(year),
        month: fit(month),
        day: fit(day),
    }
}

fn number(year: i64, month: i64, day: i64) -> i64 {
    year * 10_000 + month * 100 + day
}

fn leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn last_day(year: i64, month: i64) -> i64 {
    match month {
        2 if leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days of the year before the month.
fn before_month(year: i64, month: i64) -> i64 {
    let at = usize::try_from(month - 1).unwrap_or_default().min(11);
    BEFORE[at] + i64::from(month > 2 && leap(year))
}

/// Days from 1970-01-01 to a day of the calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let y = year - 1;
    let leaps = y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400);
    y * 365 + leaps + before_month(year, month) + day - 1 - EPOCH
}

/// The day of the calendar, so many days after 1970-01-01.
fn civil(days: i64) -> (i64, i64, i64) {
    let [cycle, century, four, one] = CYCLES;
    let since = days + EPOCH;
    let rest = since.rem_euclid(cycle);
    // The last day of a leap cycle would open a fifth century, or a fifth year: it still belongs to the fourth.
    let centuries = (rest / century).min(3);
    let rest = rest - centuries * century;
    let fours = rest / four;
    let rest = rest - fours * four;
    let ones = (rest / one).min(3);
    let of_year = rest - ones * one;
    let year = since.div_euclid(cycle) * 400 + centuries * 100 + fours * 4 + ones + 1;
    let month = (1..=12)
        .rev()
        .find(|&m| before_month(year, m) <= of_year)
        .unwrap_or(1);
    (year, month, of_year - before_month(year, month) + 1)
}

#[cfg(test)]
mod tests;
