//! What is wrong with the form of a text, and in which of its lines; and the rules that all texts share.

use std::fmt;

/// What is wrong with the form of a text, and in which of its lines, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// The line.
    pub line: usize,
    /// What is wrong there.
    pub what: String,
}

impl Malformed {
    /// Wrong, in this line.
    pub fn at(line: usize, what: impl Into<String>) -> Self {
        Self {
            line,
            what: what.into(),
        }
    }

    /// The same in a text of which this one is a part, `lines` further down.
    #[must_use]
    pub fn below(mut self, lines: usize) -> Self {
        self.line += lines;
        self
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

/// Returns a decimal number as the formats write it: without signs and leading zeros.
pub fn decimal(text: &str) -> Option<u64> {
    text.parse()
        .ok()
        .filter(|number: &u64| number.to_string() == text)
}

/// Refuses control characters, but for the ends of lines.
pub fn no_controls(text: &str) -> Result<(), Malformed> {
    match text.find(|c: char| c.is_control() && c != '\n') {
        Some(at) => Err(Malformed::at(line_of(text, at), "a control character")),
        None => Ok(()),
    }
}

/// Returns the line in which the byte stands, from 1.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}
