//! Values of a line that are written by people: times relative to the import, and the bytes of files.

use base64::{Engine, engine::general_purpose::STANDARD};
use common::date;
use serde_json::{Map, Value, json};

use super::Files;

/// `value` with every `@…` in it replaced, wherever it stands.
pub(super) fn expand(value: Value, now: i64, files: Files<'_>) -> Result<Value, String> {
    Ok(match value {
        Value::String(text) if text.starts_with("@now") => json!(show(time(&text, now)?)),
        Value::Array(items) => Value::Array(
            items
                .into_iter()
                .map(|item| expand(item, now, files))
                .collect::<Result<_, _>>()?,
        ),
        Value::Object(fields) => match special(&fields, now, files)? {
            Some(value) => value,
            None => {
                let fields = fields
                    .into_iter()
                    .map(|(key, value)| Ok((key, expand(value, now, files)?)));
                Value::Object(fields.collect::<Result<_, String>>()?)
            }
        },
        other => other,
    })
}

/// The value of `{"@date": …}` and `{"@file": …}`.
fn special(
    fields: &Map<String, Value>,
    now: i64,
    files: Files<'_>,
) -> Result<Option<Value>, String> {
    let mut entries = fields.iter();
    let (Some((key, value)), None) = (entries.next(), entries.next()) else {
        return Ok(None);
    };
    let text = value.as_str().unwrap_or_default();
    match key.as_str() {
        "@date" => {
            let day = date::local_day(time(text, now)?);
            Ok(Some(
                json!({"year": day.year, "month": day.month, "day": day.day}),
            ))
        }
        "@file" => {
            let bytes = files(text).map_err(|e| format!("@file {text}: {e}"))?;
            Ok(Some(json!(STANDARD.encode(bytes))))
        }
        _ => Ok(None),
    }
}

/// The time that `@now`, `@now-45d`, `@now-45d+3h` or RFC 3339 means, in microseconds.
pub(super) fn time(text: &str, now: i64) -> Result<i64, String> {
    let Some(moves) = text.strip_prefix("@now") else {
        return date::parse_time(text).ok_or_else(|| format!("`{text}` is no time"));
    };
    let wrong = || format!("`{text}`: write @now-45d+3h, with w, d, h, m or s");
    let mut time = now;
    let mut rest = moves;
    while !rest.is_empty() {
        let sign = match rest.as_bytes()[0] {
            b'+' => 1,
            b'-' => -1,
            _ => return Err(wrong()),
        };
        let unit = rest
            .find(|c: char| c.is_ascii_alphabetic())
            .ok_or_else(wrong)?;
        let count: i64 = rest[1..unit].parse().map_err(|_| wrong())?;
        let seconds = match rest.as_bytes()[unit] {
            b'w' => 7 * 24 * 3600,
            b'd' => 24 * 3600,
            b'h' => 3600,
            b'm' => 60,
            b's' => 1,
            _ => return Err(wrong()),
        };
        let step = count.checked_mul(seconds * 1_000_000).ok_or_else(wrong)?;
        time = time.checked_add(sign * step).ok_or_else(wrong)?;
        rest = &rest[unit + 1..];
    }
    Ok(time)
}

/// RFC 3339 in UTC, to the second.
fn show(time: i64) -> String {
    let day = date::show(&date::of_micros(time));
    let second = time.div_euclid(1_000_000).rem_euclid(24 * 3600);
    format!(
        "{day}T{:02}:{:02}:{:02}Z",
        second / 3600,
        second / 60 % 60,
        second % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-05-25T12:00:00Z.
    const NOON: i64 = 1_779_710_400_000_000;

    fn expanded(value: Value) -> Result<Value, String> {
        expand(value, NOON, &|name| match name {
            "a.txt" => Ok(b"abc".to_vec()),
            _ => Err(std::io::ErrorKind::NotFound.into()),
        })
    }

    #[test]
    fn times_are_relative_to_the_import() {
        for (text, means) in [
            ("@now", "2026-05-25T12:00:00Z"),
            ("@now-45d", "2026-04-10T12:00:00Z"),
            ("@now-45d+3h", "2026-04-10T15:00:00Z"),
            ("@now+1w-30m+5s", "2026-06-01T11:30:05Z"),
        ] {
            assert_eq!(
                expanded(json!({"a": [text]})),
                Ok(json!({"a": [means]})),
                "{text}"
            );
        }
        for bad in [
            "@now-",
            "@now-d",
            "@now3d",
            "@now-1y",
            "@now+99999999999999d",
            "@nowhere",
        ] {
            assert!(expanded(json!(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn days_are_those_of_kazakhstan_and_files_are_bytes() {
        let day = json!({"d": {"@date": "@now+8h"}});
        assert_eq!(
            expanded(day),
            Ok(json!({"d": {"year": 2026, "month": 5, "day": 26}}))
        );
        assert_eq!(
            expanded(json!({"x": {"@file": "a.txt"}})),
            Ok(json!({"x": "YWJj"}))
        );
        assert!(expanded(json!({"x": {"@file": "b.txt"}})).is_err());
        let plain = json!({"text": "mail@now.example", "n": 1});
        assert_eq!(expanded(plain.clone()), Ok(plain));
    }
}
