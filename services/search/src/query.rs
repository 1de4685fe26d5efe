//! What people write to search: parsed, with what is wrong in it as data.
//!
//! `word` each must be there; `"a phrase"` in this order; `-word` or `-"a phrase"` must not be there; `a OR b` (or `a | b`) one of its neighbours:
//! it binds closer than the space, so `tax OR fee business` asks for `business` and one of the two; `word*` any word that
//! begins so, with at least three letters before the star. All else, brackets and colons too, is only space between words.

use std::ops::Range;

/// A query that can be searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {}

/// What is wrong with a query, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where in its text, in characters (not bytes).
    pub at: Range<usize>,
    /// What.
    pub fault: Fault,
}

/// What is wrong with a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No word to search for is in it.
    Empty,
    /// It has more than [`Query::MOST_WORDS`] words: those from here on.
    TooManyWords,
    /// It is longer than [`Query::LONGEST`] characters: those from here on.
    TooLong,
    /// A quote that is opened and never closed.
    OpenQuote,
    /// Fewer than [`Query::SHORTEST_PREFIX`] letters or digits stand before a star; with none, it would match everything.
    ShortPrefix,
    /// A star that is not at the end of a word.
    StarInside,
    /// It says only what must not be there.
    OnlyExclusions,
    /// An `OR` without a word on one side.
    LooseOr,
    /// An exclusion beside an `OR`: it would match nearly everything.
    ExclusionInOr,
}

// === impl Query

impl Query {
    /// The most words a query has.
    pub const MOST_WORDS: usize = 32;

    /// The most characters a query has.
    pub const LONGEST: usize = 1_000;

    /// The fewest letters before a star.
    pub const SHORTEST_PREFIX: usize = 3;

    /// Parses a query, or returns all that is wrong with it, in the order of the text.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let _ = text;
        todo!()
    }
}
