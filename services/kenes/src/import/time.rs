//! Times that move with the day of the import: `@now`, `@now-45d+3h`.

use common::date;

const SECOND: i64 = 1_000_000;

/// Returns the time that `text` means, in microseconds, if it is of this kind; `Err` where it begins so and is none.
pub(crate) fn relative(text: &str, now: i64) -> Option<Result<i64, String>> {
    let rest = text.strip_prefix("@now")?;
    // A text may well begin with the word; a time goes on with a sign or not at all.
    if !rest.is_empty() && !rest.starts_with(['+', '-']) {
        return None;
    }
    let problem = || format!("{text:?} is not a time such as @now-45d+3h (units: w, d, h, m, s)");
    Some(moved(rest, now).ok_or_else(problem))
}

/// Returns a time, absolute (RFC 3339) or relative.
pub(crate) fn any(text: &str, now: i64) -> Result<i64, String> {
    match relative(text, now) {
        Some(time) => time,
        None => date::parse_time(text).ok_or_else(|| {
            format!("{text:?} is neither a time of RFC 3339 nor one such as @now-45d")
        }),
    }
}

fn moved(steps: &str, now: i64) -> Option<i64> {
    let (mut time, mut rest) = (now, steps);
    while !rest.is_empty() {
        let (sign, digits) = match rest.split_at(1) {
            ("+", digits) => (1, digits),
            ("-", digits) => (-1, digits),
            _ => return None,
        };
        let end = digits.find(|c: char| !c.is_ascii_digit())?;
        let number: i64 = digits[..end].parse().ok()?;
        let unit = match digits[end..].chars().next()? {
            'w' => 7 * 86_400,
            'd' => 86_400,
            'h' => 3_600,
            'm' => 60,
            's' => 1,
            _ => return None,
        };
        let step = number.checked_mul(unit * SECOND)?.checked_mul(sign)?;
        time = time.checked_add(step)?;
        rest = &digits[end + 1..];
    }
    // The years that a timestamp can have.
    (date::parse_time("0001-01-01T00:00:00Z")?..=date::parse_time("9999-12-31T23:59:59Z")?)
        .contains(&time)
        .then_some(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-24T06:00:00Z";

    fn at(text: &str) -> Option<Result<i64, String>> {
        relative(text, date::parse_time(NOW).expect("a time"))
    }

    #[test]
    fn steps_add_up() {
        let expected = |time: &str| Some(Ok(date::parse_time(time).expect("a time")));
        assert_eq!(at("@now"), expected(NOW));
        assert_eq!(at("@now-45d"), expected("2026-10-10T06:00:00Z"));
        assert_eq!(at("@now-45d+3h"), expected("2026-10-10T09:00:00Z"));
        assert_eq!(at("@now+1w-30m+1s"), expected("2026-12-01T05:30:01Z"));
    }

    #[test]
    fn what_begins_like_a_time_must_be_one() {
        for text in [
            "@now-",
            "@now-45",
            "@now-45x",
            "@now-45d3h",
            "@now+9999999999999999d",
            "@now-9000w-9000w-90000w",
        ] {
            assert!(matches!(at(text), Some(Err(_))), "{text}");
        }
        assert_eq!(at("@nowhere"), None);
        assert_eq!(at("now"), None);
    }
}
