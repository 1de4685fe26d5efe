//! The words of a printed number: which of them are parts of it.

use super::{JOINTS, NUMBER_SIGNS, letters};

/// What follows a number that was put between two others: `5 bis`.
const AGAIN: [&str; 12] = [
    "bis",
    "бис",
    "ter",
    "quater",
    "quinquies",
    "sexies",
    "septies",
    "octies",
    "novies",
    "decies",
    "прим",
    "prim",
];
/// Endings of ordinals, in English, Kazakh and Russian.
const ENDINGS: [&str; 18] = [
    "st", "nd", "rd", "th", "шы", "ші", "й", "я", "го", "ой", "ый", "ий", "ая", "яя", "ое", "ье",
    "ья", "му",
];
/// The most letters of a number that has no digits and is not Roman: `аа)`.
const MOST_LETTERS: usize = 2;
/// How the words begin that follow a number in Kazakh.
const UNITS: [&str; 8] = [
    "бап",
    "бөлік",
    "бөлім",
    "кіші",
    "параграф",
    "тармақ",
    "тарау",
    "қосымша",
];
/// The words of one letter that a title begins with.
const PREPOSITIONS: [&str; 6] = ["в", "и", "к", "о", "с", "у"];

/// A word without the punctuation around it.
pub(super) struct Word<'a> {
    pub(super) core: &'a str,
    /// The punctuation before it.
    begin: &'a str,
    /// That after it.
    end: &'a str,
    /// Whether a sign stands between it and the word before.
    apart: bool,
}

/// What a word is to the number before it.
pub(super) enum Next<'a> {
    /// These are parts of it.
    Parts(Vec<&'a str>),
    /// Perhaps a part of it.
    Unclear,
    Other,
}

/// The words of a text with single spaces.
pub(super) fn all(plain: &str) -> Vec<Word<'_>> {
    let mut apart = false;
    let words = plain.split(' ').filter(|text| !text.is_empty());
    let words = words.filter_map(|text| {
        let word = Word::of(text);
        let before = std::mem::replace(&mut apart, word.is_none());
        word.map(|word| Word {
            apart: before,
            ..word
        })
    });
    words.collect()
}

// === impl Word

impl<'a> Word<'a> {
    fn of(word: &'a str) -> Option<Self> {
        let from = word.find(letters::is_part)?;
        let core = word[from..].trim_end_matches(|c| !letters::is_part(c));
        Some(Self {
            core,
            begin: &word[..from],
            end: &word[from + core.len()..],
            apart: false,
        })
    }

    pub(super) fn has_digits(&self) -> bool {
        self.core.contains(char::is_numeric)
    }

    /// `IV`, and the same in the Cyrillic letters that look so; `IV-бап`.
    pub(super) fn is_roman(&self) -> bool {
        let mut pieces = self.core.split(|c| !letters::is_part(c));
        let first = pieces.next().unwrap_or_default();
        first.contains(['I', 'V', 'X', 'І', 'Х'])
            && first.chars().all(letters::is_roman)
            && pieces.all(is_unit)
    }

    /// `а)`, `(aa)`, `viii.`, or a letter that stands alone or last.
    pub(super) fn is_letters(&self, last: bool, words: usize) -> bool {
        let count = self.core.chars().count();
        let short = count <= MOST_LETTERS || is_small_numeral(self.core);
        short && (self.is_closed() || words == 1 || last && count == 1)
    }

    /// Whether a bracket or a full stop ends it, as one ends a number.
    fn is_closed(&self) -> bool {
        self.end.starts_with([')', '.', ']'])
    }

    /// `(2)`, `«б»`.
    fn is_enclosed(&self) -> bool {
        self.begin.ends_with(['(', '[', '«', '„', '“', '"', '\''])
            && self.end.starts_with([')', ']', '»', '”', '“', '"', '\''])
    }

    fn is_letter(&self) -> bool {
        let mut letters = self.core.chars();
        letters.next().is_some_and(char::is_alphabetic) && letters.all(|c| !c.is_alphanumeric())
    }

    /// A capital letter, or a Roman number, that the digits after it belong to.
    pub(super) fn is_prefix(&self) -> bool {
        let large = self.is_letter() && self.core.contains(char::is_uppercase);
        let bare = self.end.is_empty() || self.is_enclosed();
        bare && (large && !NUMBER_SIGNS.contains(&self.core) || self.is_roman())
    }

    /// Whether another number follows: `а,`.
    pub(super) fn is_first_of_several(&self) -> bool {
        self.is_letter() && self.end.contains([',', ';'])
    }

    /// Whether it only stands between a number and another one.
    pub(super) fn joins(&self) -> bool {
        self.is_letter() || JOINTS.contains(&self.core.to_lowercase().as_str())
    }

    /// What it is to a number that ends with the word `before`, and `rest` follows.
    pub(super) fn after(&self, before: &Word<'_>, rest: &[Word<'_>]) -> Next<'a> {
        let mut pieces = self.core.split(|c| !letters::is_part(c));
        let first = pieces.next().unwrap_or_default();
        let again = |word: &str| AGAIN.contains(&word.to_lowercase().as_str());
        let short = self.is_letter()
            || self.is_roman()
            || first.chars().count() <= MOST_LETTERS && first.chars().all(char::is_uppercase);
        if before.end.contains([',', ';']) {
            return match short {
                true => Next::Unclear,
                false => Next::Other,
            };
        }
        if again(first) {
            let numbers = pieces.filter(|piece| piece.contains(char::is_numeric));
            return Next::Parts(std::iter::once(first).chain(numbers).collect());
        }
        let lone = |word: &str| word.chars().count() == 1 && !ENDINGS.contains(&word);
        // `А-бап` after a number.
        if !self.has_digits() && lone(first) && pieces.clone().next().is_some_and(is_unit) {
            return Next::Parts(vec![first]);
        }
        if self.has_digits() {
            return match again(before.core) || self.is_enclosed() {
                true => Next::Parts(self.parts()),
                false => Next::Other,
            };
        }
        if !short || ENDINGS.contains(&self.core) {
            return Next::Other;
        }
        let bracketed = self.is_enclosed() || self.end.starts_with([')', ']']);
        let ends = rest.is_empty() || !self.apart && is_unit(rest[0].core);
        if bracketed || ends {
            Next::Parts(vec![self.core])
        } else if self.apart || PREPOSITIONS.contains(&self.core.to_lowercase().as_str()) {
            // The title begins.
            Next::Other
        } else {
            Next::Unclear
        }
    }

    /// The parts of a number: what stands between its dashes, stops and brackets, without words and the endings of ordinals.
    pub(super) fn parts(&self) -> Vec<&'a str> {
        let with_digits = self.has_digits();
        let mut parts = Vec::new();
        for part in self.core.split(|c| !letters::is_part(c)) {
            let Some(begin) = part.find(char::is_numeric) else {
                let of_number = match (with_digits, parts.is_empty()) {
                    (false, _) => parts.is_empty() || !is_unit(part),
                    (true, true) => part.chars().count() == 1 || is_numeral(part),
                    (true, false) => !is_word(part) && !ENDINGS.contains(&part),
                };
                if of_number && !part.is_empty() {
                    parts.push(part);
                }
                continue;
            };
            // Digits end where letters begin: `12бап`, `12а`, `1st`.
            let last = part.char_indices().rfind(|(_, c)| c.is_numeric());
            let end = last.map_or(part.len(), |(at, c)| at + c.len_utf8());
            let (head, tail) = (&part[..begin], &part[end..]);
            let from = if is_word(head) { begin } else { 0 };
            let to = match is_word(tail) || ENDINGS.contains(&tail) {
                true => end,
                false => part.len(),
            };
            parts.push(&part[from..to]);
        }
        parts
    }
}

/// Letters that are a word and no part of a number.
fn is_word(letters: &str) -> bool {
    letters.chars().count() > MOST_LETTERS && !AGAIN.contains(&letters) && !is_numeral(letters)
}

/// Letters that are a Roman numeral, all large or all small.
fn is_numeral(letters: &str) -> bool {
    letters.chars().all(letters::is_roman) || is_small_numeral(letters)
}

fn is_small_numeral(letters: &str) -> bool {
    letters.bytes().all(|b| b"ivxlc".contains(&b))
}

fn is_unit(word: &str) -> bool {
    let word = word.to_lowercase();
    UNITS.iter().any(|unit| word.starts_with(unit))
}
