//! One rule: what it accepts, its id and what to say when it is broken.

use std::ops::{Bound, RangeBounds};

use regex::Regex;

/// A value as the wire carries it.
#[derive(Clone, Copy)]
pub(super) enum Value<'a> {
    Text(&'a str),
    Bytes(&'a [u8]),
    Int(i128),
    Double(f64),
}

/// A rule of one field.
pub(super) struct Rule {
    /// The id in upper case: `STRING_MIN_LEN`.
    pub(super) reason: String,
    /// What to do, in a sentence that names the limit.
    pub(super) say: String,
    pub(super) test: Test,
}

/// What a rule accepts. A value of another kind breaks it: the plan never pairs them.
pub(super) enum Test {
    MinChars(u64),
    MaxChars(u64),
    Pattern(Regex),
    OneOf(Vec<String>),
    Equals(String),
    Prefix(String),
    Uuid,
    Email,
    Uri,
    /// From as many to as many.
    Bytes(u64, u64),
    Int(Bound<i128>, Bound<i128>),
    Double(Bound<f64>, Bound<f64>),
    /// Sorted.
    Among(Vec<i128>),
    NotAmong(Vec<i128>),
}

impl Value<'_> {
    pub(super) fn is_zero(self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Bytes(bytes) => bytes.is_empty(),
            Self::Int(number) => number == 0,
            Self::Double(number) => number.to_bits() == 0,
        }
    }
}

impl Rule {
    /// The rule `name` of the family `kind`: `min_len` of `string`.
    pub(super) fn new(kind: &str, name: &str, say: impl Into<String>, test: Test) -> Self {
        Self {
            reason: format!("{kind}_{name}").to_uppercase(),
            say: say.into(),
            test,
        }
    }
}

impl Test {
    pub(super) fn accepts(&self, value: Value<'_>) -> bool {
        match value {
            Value::Text(text) => self.accepts_text(text),
            Value::Bytes(bytes) => match self {
                Self::Bytes(min, max) => (*min..=*max).contains(&(bytes.len() as u64)),
                _ => false,
            },
            Value::Int(number) => match self {
                Self::Int(low, high) => (*low, *high).contains(&number),
                Self::Among(list) => list.binary_search(&number).is_ok(),
                Self::NotAmong(list) => !list.contains(&number),
                _ => false,
            },
            Value::Double(number) => match self {
                Self::Double(low, high) => (*low, *high).contains(&number),
                _ => false,
            },
        }
    }

    fn accepts_text(&self, text: &str) -> bool {
        // A text has at most as many characters as bytes: most are not counted.
        let chars = || text.chars().count() as u64;
        match self {
            Self::MinChars(limit) => text.len() as u64 >= *limit && chars() >= *limit,
            Self::MaxChars(limit) => text.len() as u64 <= *limit || chars() <= *limit,
            Self::Pattern(pattern) => pattern.is_match(text),
            Self::OneOf(list) => list.iter().any(|known| known == text),
            Self::Equals(only) => only == text,
            Self::Prefix(prefix) => text.starts_with(prefix.as_str()),
            Self::Uuid => is_uuid(text),
            Self::Email => is_email(text),
            Self::Uri => is_uri(text),
            _ => false,
        }
    }
}

/// Hexadecimal digits in groups of 8, 4, 4, 4 and 12.
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// The addresses of HTML's input fields: the ones in use, without the quoting of RFC 5322.
fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.split_once('@') else {
        return false;
    };
    let local_byte = |b: u8| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&b);
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    !local.is_empty() && local.bytes().all(local_byte) && host.split('.').all(label)
}

/// An absolute URI of RFC 3986: a scheme, then only the characters a URI may have. Others are percent-encoded.
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let scheme_byte = |b: u8| b.is_ascii_alphanumeric() || b"+-.".contains(&b);
    if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.bytes().all(scheme_byte) {
        return false;
    }
    let (before, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (hier, query) = before.split_once('?').unwrap_or((before, ""));
    let (authority, path) = match hier.strip_prefix("//") {
        None => ("", hier),
        Some(after) => after.split_at(after.find('/').unwrap_or(after.len())),
    };
    is_authority(authority)
        && uri_chars(path, b"/:@")
        && uri_chars(query, b"/:@?")
        && uri_chars(fragment, b"/:@?")
}

/// `user@host:port`; the host may be an address in brackets.
fn is_authority(text: &str) -> bool {
    let (user, place) = text.rsplit_once('@').unwrap_or(("", text));
    let (host, port) = match place
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
    {
        Some((address, after)) => {
            let port = if after.is_empty() {
                Some("")
            } else {
                after.strip_prefix(':')
            };
            let Some(port) = port.filter(|_| !address.is_empty()) else {
                return false;
            };
            (address, port)
        }
        None => match place.rsplit_once(':') {
            Some((host, _)) if host.contains(':') => return false,
            split => split.unwrap_or((place, "")),
        },
    };
    uri_chars(user, b":") && uri_chars(host, b":") && port.bytes().all(|b| b.is_ascii_digit())
}

/// Unreserved characters, sub-delimiters, the `extra` ones and percent-encoded bytes.
fn uri_chars(text: &str, extra: &[u8]) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let right = match byte {
            b'%' => (0..2).all(|_| bytes.next().is_some_and(|b| b.is_ascii_hexdigit())),
            _ => {
                byte.is_ascii_alphanumeric()
                    || b"-._~!$&'()*+,;=".contains(&byte)
                    || extra.contains(&byte)
            }
        };
        if !right {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids() {
        assert!(is_uuid("0190a5b0-7c3d-7e4f-8a9b-0c1d2e3f4A5B"));
        for bad in [
            "",
            "0190a5b07c3d7e4f8a9b0c1d2e3f4a5b",
            "0190a5b0-7c3d-7e4f-8a9b-0c1d2e3f4a5g",
            "0190a5b0-7c3d-7e4f-8a9b0-c1d2e3f4a5b",
        ] {
            assert!(!is_uuid(bad), "{bad}");
        }
    }

    #[test]
    fn emails() {
        for good in ["a@b", "o'neil+x@mail.example.kz"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "", "a", "@b", "a@", "a@b..c", "a@-b", "a@b-", "a b@c", "ә@b", "a@b@c",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn uris() {
        for good in [
            "https://senate.parlam.kz/a?b=c#d",
            "urn:isbn:1",
            "mailto:a@b.kz",
            "https://u:p@h:80/%D0%B0",
            "http://[::1]:80/",
            "x:",
            "https://h/?a/b?c",
        ] {
            assert!(is_uri(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "//h/p",
            "1a:b",
            ":b",
            "https://h/a b",
            "https://h/а",
            "https://h/%D",
            "https://h/%GG",
            "http://h:x/",
            "http://[]/",
            "http://[::1]x/",
            "http://a:b:1/",
            "https://h/#a#b",
            "https://h/<a>",
        ] {
            assert!(!is_uri(bad), "{bad}");
        }
    }

    #[test]
    fn lengths_are_characters() {
        assert!(Test::MaxChars(4).accepts(Value::Text("ұйым")));
        assert!(!Test::MaxChars(3).accepts(Value::Text("ұйым")));
        assert!(!Test::MinChars(5).accepts(Value::Text("ұйым")));
        assert!(Test::MinChars(4).accepts(Value::Text("ұйым")));
    }

    #[test]
    fn no_number_is_in_no_range() {
        let test = Test::Double(Bound::Included(0.0), Bound::Unbounded);
        assert!(test.accepts(Value::Double(0.0)));
        assert!(!test.accepts(Value::Double(f64::NAN)));
        assert!(!test.accepts(Value::Double(-0.1)));
    }
}
