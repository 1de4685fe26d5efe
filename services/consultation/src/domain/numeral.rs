//! The number in what a document prints before a provision: `Статья 12-1.`, `12-1-бап.`, `IV`, `ә)`.
//!
//! It is read, never counted. Digits of every script, raised ones and every kind of dash are one thing each; the words around a
//! number are not part of it. Where nothing says a number there is none. [`letters`] writes what is not ASCII.

mod letters;
mod spelled;
mod word;

use common::text::is_dash;
use unicode_normalization::UnicodeNormalization as _;

pub(crate) use spelled::is_spelled;
use word::Word;

/// What annexes are called; in Kazakh the number comes first.
const ANNEXES: [&str; 6] = [
    "қосымша",
    "приложени",
    "annex",
    "appendix",
    "schedule",
    "attachment",
];
/// What joins two numbers of which nobody can say which one is meant.
const JOINTS: [&str; 14] = [
    "and",
    "or",
    "to",
    "бен",
    "до",
    "и",
    "или",
    "мен",
    "немесе",
    "пен",
    "по",
    "с",
    "through",
    "және",
];
/// What stands before a number and is no part of it, unlike other capital letters.
const NUMBER_SIGNS: [&str; 4] = ["N", "n", "No", "no"];

/// A number as it is read: in ASCII, with `-` between its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    /// As it stands in an identifier: `12-1`, `IV`, `cyr_b`.
    pub(crate) token: String,
    /// Its digits alone: what is the same in every language.
    pub(crate) digits: String,
}

/// Reads the number out of what is printed, if there is one. It is read whole or not at all: of `10 и 11`, or `5 А Сроки`, nobody
/// can say what the number is.
pub(crate) fn read(printed: &str) -> Option<Number> {
    Reading::of(&plain(printed)).map(|reading| reading.number)
}

/// Reads a number beside which nothing stands: `№ 5`, `(5)`, `5 -1`, `22 прим`.
pub(crate) fn whole(printed: &str) -> Option<Number> {
    let reading = Reading::of(&plain(printed))?;
    reading.whole.then_some(reading.number)
}

/// One form of a number, however it is typed: `Статья 12¹.`, `12‑1` and `12-1-бап` are `12-1`, and a letter counts the same in both
/// cases. What has no number in it stays as it is.
pub(crate) fn normal(printed: &str) -> String {
    let read = read(printed).map_or_else(|| printed.to_owned(), |number| number.token);
    read.to_lowercase()
}

/// Reads the number of an annex out of its heading: `Приложение 1 к Закону`, `1-қосымша`. Other numbers in it are not its own.
pub(crate) fn of_annex(heading: &str) -> Option<Number> {
    let has_part = |word: &&str| word.contains(letters::is_part) && !NUMBER_SIGNS.contains(word);
    let words: Vec<&str> = heading.split_whitespace().filter(has_part).collect();
    let names = |word: &&str| {
        let word = word.to_lowercase();
        ANNEXES.iter().any(|annex| word.contains(annex))
    };
    let at = words.iter().position(names)?;
    let of_another = |word: &&&str| !["к", "to"].contains(&word.to_lowercase().as_str());
    let (kazakh, digits) = (
        words[at].to_lowercase().contains(ANNEXES[0]),
        char::is_numeric,
    );
    let near: Vec<&str> = if !kazakh && words.get(at + 1).is_some_and(|next| next.contains(digits))
    {
        words[at..].iter().take_while(of_another).copied().collect()
    } else if !kazakh {
        words[at..words.len().min(at + 3)].to_vec()
    } else if words[at].contains(digits) {
        vec![words[at]]
    } else {
        // Where the word before is one of two numbers, that is seen.
        let joined = at >= 3 && JOINTS.contains(&words[at - 2]);
        words[at.saturating_sub(if joined { 3 } else { 1 })..=at].to_vec()
    };
    read(&near.join(" "))
}

/// What was read, and whether that is all there was.
struct Reading {
    number: Number,
    whole: bool,
}

impl Reading {
    fn of(plain: &str) -> Option<Self> {
        let words = word::all(plain);
        let digits = words.iter().position(Word::has_digits);
        let at = digits
            .or_else(|| words.iter().position(Word::is_roman))
            .or_else(|| {
                (0..words.len()).find(|n| words[*n].is_letters(*n + 1 == words.len(), words.len()))
            })?;
        let mut parts = words[at].parts();
        let mut from = at;
        if let Some(before) = at.checked_sub(1).map(|before| &words[before]) {
            // A letter before it is a part of it: `А 5`.
            if digits.is_some() && before.is_prefix() {
                parts.insert(0, before.core);
                from -= 1;
            } else if digits.is_none() && before.is_first_of_several() {
                return None;
            }
        }
        let mut to = at + 1;
        while let Some(next) = words.get(to) {
            match next.after(&words[to - 1], &words[to + 1..]) {
                word::Next::Parts(more) => parts.extend(more),
                word::Next::Unclear => return None,
                word::Next::Other => break,
            }
            to += 1;
        }
        for (n, next) in words.iter().enumerate().skip(to) {
            if next.has_digits() || n > to && next.is_letters(false, words.len()) {
                return None;
            }
            if !next.joins() {
                break;
            }
        }
        let count = |text: &str| text.chars().filter(|c| letters::is_part(*c)).count();
        let of_parts: usize = parts.iter().map(|part| count(part)).sum();
        let of_words: usize = words.iter().map(|word| count(word.core)).sum();
        let signs = words[..from]
            .iter()
            .filter(|word| NUMBER_SIGNS.contains(&word.core));
        let of_signs: usize = signs.map(|word| count(word.core)).sum();
        let token: Vec<String> = parts.iter().map(|part| letters::ascii(part)).collect();
        let digits = parts
            .iter()
            .flat_map(|part| part.split(|c: char| !c.is_ascii_digit()));
        let digits: Vec<&str> = digits.filter(|run| !run.is_empty()).collect();
        (!token.is_empty()).then(|| Self {
            number: Number {
                token: token.join("-"),
                digits: digits.join("-"),
            },
            whole: of_parts + of_signs == of_words,
        })
    }
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

#[cfg(test)]
mod tests;
