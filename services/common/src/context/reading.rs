//! How a resource is read: for when, and for whom. Owns no call.

use super::Context;
use crate::error::Language;

/// For when, for which time of recording and in which language a resource is read.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// The time of the call, in microseconds since 1970.
    pub now: i64,
    /// The time of recording that is read: `now`, or the one that was asked for.
    pub as_of: i64,
    /// The language that the caller prefers, if it says one.
    pub language: Option<Language>,
    /// Whether it is wanted how many other resources there are, such as comments on it.
    pub counted: bool,
}

impl Reading {
    /// As things are now.
    pub fn of(context: &Context) -> Self {
        Self {
            now: context.now,
            as_of: context.now,
            language: context.language,
            counted: true,
        }
    }

    /// As the record held them at another time.
    #[must_use]
    pub fn as_of(self, as_of: i64) -> Self {
        Self { as_of, ..self }
    }

    /// Without counts of other resources.
    #[must_use]
    pub fn uncounted(self) -> Self {
        Self {
            counted: false,
            ..self
        }
    }
}
