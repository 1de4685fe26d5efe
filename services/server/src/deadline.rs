//! How long a caller is willing to wait, read strictly.
//!
//! Owns the header `grpc-timeout`. Does not own what happens when the time is up.

use std::time::Duration;

use error::Error;
use http::HeaderMap;
use kenes_proto::types::ErrorReason as Reason;

const HEADER: &str = "grpc-timeout";

/// Returns the time the caller grants, if it says so. What cannot be read is refused, not ignored: a caller that wrote it meant it.
pub(super) fn asked(headers: &HeaderMap) -> Result<Option<Duration>, Error> {
    let mut values = headers.get_all(HEADER).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    match parse(value.as_bytes()) {
        Some(time) if values.next().is_none() => Ok(Some(time)),
        _ => {
            let rule = "must be one to eight digits and one unit of H, M, S, m, u, n, given once";
            Err(Error::invalid(Reason::FieldInvalid, HEADER, rule))
        }
    }
}

fn parse(value: &[u8]) -> Option<Duration> {
    let (unit, digits) = value.split_last()?;
    if digits.is_empty() || digits.len() > 8 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = digits
        .iter()
        .fold(0_u64, |sum, digit| sum * 10 + u64::from(digit - b'0'));
    Some(match unit {
        b'H' => Duration::from_secs(number * 3600),
        b'M' => Duration::from_secs(number * 60),
        b'S' => Duration::from_secs(number),
        b'm' => Duration::from_millis(number),
        b'u' => Duration::from_micros(number),
        b'n' => Duration::from_nanos(number),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_of_the_specification() {
        for (text, nanos) in [
            ("1H", 3_600_000_000_000),
            ("2M", 120_000_000_000),
            ("3S", 3_000_000_000),
            ("4m", 4_000_000),
            ("5u", 5_000),
            ("0n", 0),
            ("99999999n", 99_999_999),
        ] {
            assert_eq!(
                parse(text.as_bytes()),
                Some(Duration::from_nanos(nanos)),
                "{text}"
            );
        }
        assert!(parse(b"99999999H").is_some());
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "S",
            "5",
            "-1S",
            "+1S",
            "1.5S",
            "123456789m",
            "5s",
            "5 S",
            " 5S",
            "5SS",
            "٥S",
        ] {
            assert_eq!(parse(text.as_bytes()), None, "{text}");
        }
        let mut headers = HeaderMap::new();
        assert!(asked(&headers).expect("absent is allowed").is_none());
        headers.append(HEADER, "1S".parse().expect("value"));
        assert_eq!(
            asked(&headers).expect("valid"),
            Some(Duration::from_secs(1))
        );
        headers.append(HEADER, "9H".parse().expect("value"));
        assert_eq!(
            asked(&headers).expect_err("given twice").reason(),
            Reason::FieldInvalid
        );
    }
}
