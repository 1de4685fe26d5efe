//! The number in what a document prints before a provision: `Статья 12-1.`, `12-1-бап.`, `IV`, `ә)`.
//!
//! It is read, never counted. Digits of every script, raised ones and every kind of dash are one thing each; the words around a
//! number are not part of it. Where nothing says a number there is none. [`letters`] writes what is not ASCII.

mod letters;

use common::text::is_dash;
pub(crate) use letters::small_digit;

use unicode_normalization::UnicodeNormalization as _;

/// What follows a number that was put between two others: `5 bis`.
const AGAIN: [&str; 10] = [
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
];
/// Endings of ordinals, in English, Kazakh and Russian.
const ENDINGS: [&str; 18] = [
    "st", "nd", "rd", "th", "шы", "ші", "й", "я", "го", "ой", "ый", "ий", "ая", "яя", "ое", "ье",
    "ья", "му",
];
/// What annexes are called; in Kazakh the number comes first.
const ANNEXES: [&str; 6] = [
    "қосымша",
    "приложени",
    "annex",
    "appendix",
    "schedule",
    "attachment",
];
/// The most letters of a number that has no digits and is not Roman: `аа)`.
const MOST_LETTERS: usize = 2;

/// A number as it is read: in ASCII, with `-` between its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    /// As it stands in an identifier: `12-1`, `IV`, `cyr_b`.
    pub(crate) token: String,
    /// Its digits alone: what is the same in every language.
    pub(crate) digits: String,
}

/// Reads the number out of what is printed, if there is one.
pub(crate) fn read(printed: &str) -> Option<Number> {
    let plain = plain(printed);
    let words: Vec<Word<'_>> = plain.split(' ').filter_map(Word::of).collect();
    let digits = words.iter().position(Word::has_digits);
    let at = digits
        .or_else(|| words.iter().position(Word::is_roman))
        .or_else(|| {
            (0..words.len()).find(|n| words[*n].is_letters(*n + 1 == words.len(), words.len()))
        })?;
    let mut parts = words[at].parts();
    if digits.is_some()
        && let Some(next) = words.get(at + 1)
        && AGAIN.contains(&next.core)
    {
        parts.push(next.core);
    }
    let token: Vec<String> = parts.iter().map(|part| letters::ascii(part)).collect();
    let digits = parts
        .iter()
        .flat_map(|part| part.split(|c: char| !c.is_ascii_digit()));
    let digits: Vec<&str> = digits.filter(|run| !run.is_empty()).collect();
    (!token.is_empty()).then(|| Number {
        token: token.join("-"),
        digits: digits.join("-"),
    })
}

/// One form of a number, however it is typed: `Статья 12¹.`, `12‑1` and `12-1-бап` are `12-1`, and a letter counts the same in both
/// cases. What has no number in it stays as it is.
pub(crate) fn normal(printed: &str) -> String {
    let read = read(printed).map_or_else(|| printed.to_owned(), |number| number.token);
    read.to_lowercase()
}

/// Reads the number of an annex out of its heading: `Приложение 1 к Закону`, `1-қосымша`. Other numbers in it are not its own.
pub(crate) fn of_annex(heading: &str) -> Option<Number> {
    let words: Vec<&str> = heading.split_whitespace().collect();
    let names = |word: &&str| {
        let word = word.to_lowercase();
        ANNEXES.iter().any(|annex| word.contains(annex))
    };
    let at = words.iter().position(names)?;
    let near = match words[at].to_lowercase().contains(ANNEXES[0]) {
        true => &words[at.saturating_sub(1)..=at],
        false => &words[at..words.len().min(at + 3)],
    };
    read(&near.join(" "))
}

/// The same in fewer characters: ASCII digits, `-` for dashes, `^` before what is raised or lowered, one space for white space.
fn plain(printed: &str) -> String {
    let mut plain = String::with_capacity(printed.len());
    let mut raised = false;
    for c in printed.nfc() {
        let small = letters::small_digit(c);
        if small.is_some() && !raised {
            raise(&mut plain);
        }
        raised = small.is_some();
        match c {
            c if letters::is_unseen(c) => {}
            c if is_dash(c) => plain.push('-'),
            '^' => raise(&mut plain),
            c if c.is_whitespace() => plain.push(' '),
            c => match small.or_else(|| letters::digit(c)) {
                Some(digit) => plain.push(char::from(digit)),
                None => letters::widen(c, &mut plain),
            },
        }
    }
    joined(&plain)
}

/// What comes next is raised: it belongs to what stands before it, whatever was between.
fn raise(plain: &mut String) {
    plain.truncate(plain.trim_end_matches(' ').len());
    plain.push('^');
}

/// Without the spaces around a dash between two digits: `12 - 1` is 12-1.
fn joined(plain: &str) -> String {
    let mut joined = String::with_capacity(plain.len());
    let mut rest = plain;
    while let Some(at) = rest.find('-') {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        let (left, right) = (
            before.trim_end_matches(' '),
            after.trim_start_matches([' ', '-']),
        );
        let ends = |text: &str| text.ends_with(|c: char| c.is_ascii_digit());
        if (ends(left) || left.is_empty() && ends(&joined))
            && right.starts_with(|c: char| c.is_ascii_digit())
        {
            joined.push_str(left);
            rest = right;
        } else {
            joined.push_str(before);
            rest = after;
        }
        joined.push('-');
    }
    joined + rest
}

/// A word without the punctuation around it.
struct Word<'a> {
    core: &'a str,
    /// Whether a bracket or a full stop ends it, as one ends a number.
    closed: bool,
}

// === impl Word

impl<'a> Word<'a> {
    fn of(word: &'a str) -> Option<Self> {
        let from = word.find(letters::is_part)?;
        let core = word[from..].trim_end_matches(|c| !letters::is_part(c));
        Some(Self {
            core,
            closed: word[from + core.len()..].starts_with([')', '.', ']']),
        })
    }

    fn has_digits(&self) -> bool {
        self.core.contains(char::is_numeric)
    }

    /// `IV`, and the same in the Cyrillic letters that look so.
    fn is_roman(&self) -> bool {
        self.core.contains(['I', 'V', 'X', 'І', 'Х']) && self.core.chars().all(letters::is_roman)
    }

    /// `а)`, `(aa)`, `viii.`, or a letter that stands alone or last.
    fn is_letters(&self, last: bool, words: usize) -> bool {
        let count = self.core.chars().count();
        let short = count <= MOST_LETTERS || is_small_numeral(self.core);
        short && (self.closed || words == 1 || last && count == 1)
    }

    /// The parts of a number: what stands between its dashes, stops and brackets, without words and the endings of ordinals.
    fn parts(&self) -> Vec<&'a str> {
        let with_digits = self.has_digits();
        let mut parts = Vec::new();
        for part in self.core.split(|c| !letters::is_part(c)) {
            let Some(begin) = part.find(char::is_numeric) else {
                let of_number = match (with_digits, parts.is_empty()) {
                    (false, _) => true,
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

#[cfg(test)]
mod tests;
