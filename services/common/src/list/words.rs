//! The words of `filter`: names, operators, values, each with its location; and a fault at a location.

use std::fmt;

/// What compares a field with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
    Has,
}

/// A name and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) at: usize,
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Literal {
    /// The text meant: without quotes, with escapes undone.
    pub(super) text: String,
    pub(super) at: usize,
    pub(super) quoted: bool,
    /// How many `*` stand in it that are not escaped.
    pub(super) stars: usize,
    /// Whether one of them ends it.
    pub(super) open: bool,
}

/// What is wrong, and where. Characters are counted from 0 here and from 1 for people.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    at: usize,
    text: String,
}

impl Fault {
    pub(super) fn new(at: usize, text: impl Into<String>) -> Self {
        Self {
            at,
            text: text.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "character {}: {}", self.at + 1, self.text)
    }
}
