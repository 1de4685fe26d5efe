//! Where the words of a query stand in a text.

use std::ops::Range;

use crate::{analyzer::Language, query::Query};

/// How much of a text is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fragments {
    /// At most so many fragments.
    pub count: usize,
    /// Each at most so many characters long.
    pub length: usize,
}

/// A piece of a text, cut between words. Ranges are bytes of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fragment {
    /// Where it is.
    pub range: Range<usize>,
    /// What was found in it, in order, without overlaps.
    pub matches: Vec<Range<usize>>,
}

// === impl Fragment, Query

impl Fragment {
    /// Returns the fragment in pieces: its text, and whether it was found.
    pub fn pieces<'a>(&self, text: &'a str) -> Vec<(&'a str, bool)> {
        let _ = text;
        todo!()
    }
}

impl Query {
    /// Returns the fragments of the text that show most of what was found, in the order of the text. None where no word stands; a
    /// phrase is marked where its words stand in order, an excluded word never.
    pub fn fragments(&self, text: &str, language: Language, wanted: Fragments) -> Vec<Fragment> {
        let _ = (text, language, wanted);
        todo!()
    }
}
