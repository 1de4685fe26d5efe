//! Which documents are looked at, whatever their words.

use std::ops::Range;

use crate::document::Field;

/// Conditions on documents, all of which must hold. The default has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Each field has one of the numbers: an empty list lets nothing through. A 0 is a number as any other: it finds those that have none.
    pub one_of: Vec<(Field, Vec<u64>)>,
    /// Made at a time within, in microseconds; the end is not part of it.
    pub time: Option<Range<u64>>,
}

// === impl Filter

impl Filter {
    /// Whether it lets everything through.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The condition more that the field is this number.
    #[must_use]
    pub fn with(self, field: Field, number: u64) -> Self {
        self.with_one_of(field, vec![number])
    }

    /// The condition more that the field is one of these numbers.
    #[must_use]
    pub fn with_one_of(mut self, field: Field, numbers: Vec<u64>) -> Self {
        self.one_of.push((field, numbers));
        self
    }
}
