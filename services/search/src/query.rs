//! What people write to search: parsed, with what is wrong in it as data.
//!
//! `word` each must be there; `"a phrase"` in this order; `-word` or `-"a phrase"` must not be there; `a OR b` (or `a | b`) one of its neighbours:
//! it binds closer than the space, so `tax OR fee business` asks for `business` and one of the two; `word*` any word that
//! begins so, with at least three letters before the star. A word that is more than one, such as a number with a hyphen, is a phrase.
//! All else, brackets and colons too, is only space between words.
//!
//! A word is looked for as each language would stem it: nobody says in which language they ask.

mod lexer;
mod parser;

use std::ops::Range;

use crate::analyzer::{Analyzer, Language, folded, words};

/// A query that can be searched for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Of each of these, one must be there.
    pub(crate) all: Vec<Vec<Part>>,
    /// None of these may be there.
    pub(crate) none: Vec<Part>,
}

/// One thing that is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Words in this order, mostly one: their stems, in one of these ways.
    Words(Vec<Vec<String>>),
    /// Words that begin so, or have one of the stems.
    Prefix { folded: String, stems: Vec<String> },
}

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
    /// A star that is not at the end of a word, or in a phrase.
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
        parser::parse(text)
    }

    /// Whether words must stand side by side for it.
    pub(crate) fn has_phrase(&self) -> bool {
        let mut parts = self.all.iter().flatten();
        parts.any(|part| match part {
            Part::Words(ways) => ways.iter().any(|way| way.len() > 1),
            Part::Prefix { .. } => false,
        })
    }
}

// === impl Part

impl Part {
    /// The part for words in this order; none if there is no word.
    fn words(text: &str) -> Option<Self> {
        let mut ways = Vec::new();
        for language in Language::ALL {
            let way = stems(text, language);
            if !way.is_empty() && !ways.contains(&way) {
                ways.push(way);
            }
        }
        (!ways.is_empty()).then_some(Self::Words(ways))
    }

    /// The part for words that begin with this one.
    fn prefix(word: &str) -> Self {
        let folded = folded(word);
        let mut all: Vec<String> = Language::ALL
            .iter()
            .flat_map(|one| stems(word, *one))
            .collect();
        all.sort_unstable();
        all.dedup();
        // Those that begin so are found anyhow.
        all.retain(|stem| !stem.starts_with(&folded));
        Self::Prefix { folded, stems: all }
    }
}

fn stems(text: &str, language: Language) -> Vec<String> {
    let mut analyzer = Analyzer::new();
    let stem = |range: Range<usize>| {
        let mut stem = String::new();
        analyzer.stem(&text[range], language, &mut stem);
        stem
    };
    words(text).map(stem).collect()
}

#[cfg(test)]
mod tests;
