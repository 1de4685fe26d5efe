//! What is said when the record in a database is not what it was when it was signed.

use std::fmt;

use error::Error;

/// The record in the database is not what it was when it was signed.
#[derive(Debug)]
pub struct Damage(String);

impl Damage {
    /// Returns the error that says so.
    pub fn of(text: impl Into<String>) -> Error {
        Error::internal(Self(text.into()))
    }

    /// Returns whether an error says so.
    pub fn is(error: &Error) -> bool {
        std::error::Error::source(error).is_some_and(<dyn std::error::Error>::is::<Self>)
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the record is damaged: {}", self.0)
    }
}

impl std::error::Error for Damage {}
