//! What a word is and what it is searched by.
//!
//! A text is cut into words (`words`), each is folded (`fold`: composed form, lower case, ё as е, look-alike letters) and stemmed: Russian
//! and English by Snowball's rules, Kazakh by our own (`kazakh`). What is alike is found: a stem is no word, and never shown.
//! Change anything here and [`VERSION`] must grow, so that every index is built again.

mod fold;
mod kazakh;
mod words;

use std::{borrow::Cow, ops::Range};

use fold::Letters;
use frostem::{Algorithm, Stemmer};

pub(crate) use words::words;

/// The version of all that is done to a word.
pub(crate) const VERSION: u32 = 1;

/// The language of a text, which decides how its words are stemmed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// Kazakh, in Cyrillic letters.
    Kazakh,
    /// Russian.
    Russian,
    /// English.
    English,
    /// Not known: each word is stemmed by its letters.
    #[default]
    Unknown,
}

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is searched by.
    pub stem: String,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
}

/// A word as it is compared, and what it is searched by, which begins like it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stem {
    pub(crate) folded: String,
    pub(crate) stem: String,
}

/// Stems words.
#[derive(Clone)]
pub(crate) struct Analyzer {
    russian: Stemmer,
    english: Stemmer,
    folded: String,
}

// === impl Language

impl Language {
    /// The languages that words are stemmed by.
    pub(crate) const ALL: [Self; 3] = [Self::Kazakh, Self::Russian, Self::English];

    /// The language of this code: `kk`, `ru` or `en`, with or without what follows a hyphen; else unknown.
    pub fn of_code(code: &str) -> Self {
        let primary = code.split(['-', '_']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "kk" => Self::Kazakh,
            "ru" => Self::Russian,
            "en" => Self::English,
            _ => Self::Unknown,
        }
    }

    /// Returns the number it has in [`crate::Field::Language`].
    pub fn number(self) -> u64 {
        match self {
            Self::Unknown => 0,
            Self::Kazakh => 1,
            Self::Russian => 2,
            Self::English => 3,
        }
    }

    /// The language of a number that [`Language::number`] returned.
    pub(crate) fn of_number(number: u64) -> Self {
        let found = Self::ALL.into_iter().find(|one| one.number() == number);
        found.unwrap_or_default()
    }
}

// === impl Analyzer

impl Analyzer {
    pub(crate) fn new() -> Self {
        Self {
            russian: Stemmer::new(Algorithm::Russian),
            english: Stemmer::new(Algorithm::English),
            folded: String::new(),
        }
    }

    /// Writes what a word of a text in this language is searched by. A word is stemmed by its letters where they say enough:
    /// Latin ones are English, those that only Kazakh has are Kazakh. All other Cyrillic is of the text's language, and Russian in a
    /// text of another. A word with a digit is what it is.
    pub(crate) fn stem(&mut self, word: &str, language: Language, stem: &mut String) {
        let letters = fold::fold(word, &mut self.folded);
        self.stem_folded(letters, language, stem);
    }

    /// Returns what a word is searched by if its folded form begins with one of these letters.
    pub(crate) fn stem_of(
        &mut self,
        word: &str,
        language: Language,
        initials: &[char],
    ) -> Option<Stem> {
        if fold::initials(word).is_some_and(|own| !own.iter().any(|one| initials.contains(one))) {
            return None;
        }
        let letters = fold::fold(word, &mut self.folded);
        self.folded.starts_with(initials).then(|| {
            let mut stem = String::new();
            self.stem_folded(letters, language, &mut stem);
            Stem {
                folded: self.folded.clone(),
                stem,
            }
        })
    }

    fn stem_folded(&self, letters: Letters, language: Language, stem: &mut String) {
        let folded = self.folded.as_str();
        let found = match (letters, language) {
            (Letters::Other, _) => Cow::Borrowed(folded),
            (Letters::Latin, _) => self.english.stem(folded),
            (Letters::Kazakh, _) | (Letters::Cyrillic, Language::Kazakh) => kazakh::stem(folded),
            (Letters::Cyrillic, _) => self.russian.stem(folded),
        };
        stem.clear();
        stem.push_str(&found);
    }
}

/// Returns the folded word: what its stems begin like, mostly.
pub(crate) fn folded(word: &str) -> String {
    let mut folded = String::new();
    fold::fold(word, &mut folded);
    folded
}

/// Returns the words of a text, in order.
pub fn tokens(text: &str, language: Language) -> impl Iterator<Item = Token> {
    let mut analyzer = Analyzer::new();
    words(text).map(move |range| {
        let mut stem = String::new();
        analyzer.stem(&text[range.clone()], language, &mut stem);
        Token { stem, range }
    })
}

#[cfg(test)]
mod tests;
