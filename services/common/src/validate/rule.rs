//! One rule: what it accepts, its id and what to say when it is broken.

use std::ops::{Bound, RangeBounds};

use regex::Regex;

use super::{
    format::{is_email, is_uuid},
    uri::is_uri,
};

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

/// The rules of a value.
#[derive(Default)]
pub(super) struct Rules {
    pub(super) ignore_zero: bool,
    pub(super) list: Vec<Rule>,
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

#[cfg(test)]
mod tests {
    use super::*;

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
