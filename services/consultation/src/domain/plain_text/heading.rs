//! What a line begins: `Статья 5. О чём`, `5-бап. Тақырып`, `2. ...`, `1) ...`, `а) ...`; or why it may only look so.
//!
//! Numbers are taken as they are written, and nothing is guessed: a heading has a word, a number and a full stop, or nothing
//! after the number. `Статья 5 настоящего Закона` is the beginning of a sentence.

use common::{
    Language,
    text::{is_dash, is_invisible},
};

use crate::domain::numeral::small_digit;

/// What holds what, from the outermost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Part,
    Section,
    Subsection,
    Chapter,
    Subchapter,
    Article,
    Paragraph,
    Point,
    Letter,
}

/// The beginning of a provision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Heading<'l> {
    pub(super) level: Level,
    /// The number with its word and its mark, as written: `Статья 5.`, `1)`.
    pub(super) num: &'l str,
    /// What follows: the title of an article, the first words of a point.
    pub(super) rest: &'l str,
    /// The language whose word it has. Points and `§` have none.
    pub(super) language: Option<Language>,
}

/// What a line looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look<'l> {
    Heading(Heading<'l>),
    /// Like a heading, which it is not, and why.
    Doubt(&'static str),
    Words,
}

/// A line as it looks by itself, and whether it stands within a quotation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen<'t> {
    pub(super) look: Look<'t>,
    pub(super) quoted: bool,
}

const NO_NUMBER: &str = "has no number that can be read, so it is text";
const NO_STOP: &str = "has no full stop after its number, so it is text";
const SMALL: &str = "begins with a small letter, so it is text";

/// The words before a number, in small letters.
const BEFORE: [(&str, Level, Option<Language>); 13] = [
    ("часть", Level::Part, Some(Language::Russian)),
    ("раздел", Level::Section, Some(Language::Russian)),
    ("подраздел", Level::Subsection, Some(Language::Russian)),
    ("глава", Level::Chapter, Some(Language::Russian)),
    ("параграф", Level::Subchapter, Some(Language::Russian)),
    ("статья", Level::Article, Some(Language::Russian)),
    ("part", Level::Part, Some(Language::English)),
    ("section", Level::Section, Some(Language::English)),
    ("subsection", Level::Subsection, Some(Language::English)),
    ("chapter", Level::Chapter, Some(Language::English)),
    ("subchapter", Level::Subchapter, Some(Language::English)),
    ("article", Level::Article, Some(Language::English)),
    ("§", Level::Subchapter, None),
];

/// The words after a number, in small letters.
const AFTER: [(&str, Level); 6] = [
    ("бөлік", Level::Part),
    ("бөлім", Level::Section),
    ("кіші бөлім", Level::Subsection),
    ("тарау", Level::Chapter),
    ("параграф", Level::Subchapter),
    ("бап", Level::Article),
];

/// What a line without white space around it begins.
pub(super) fn of(line: &str) -> Look<'_> {
    // What nobody sees, such as a mark of byte order in the middle of a text, hides no heading.
    let bare = line.trim_start_matches(is_invisible);
    let look = numbered(bare)
        .map(Look::Heading)
        .or_else(|| word_first(bare))
        .or_else(|| number_first(bare));
    match look {
        Some(Look::Heading(heading)) => Look::Heading(Heading {
            num: &line[..line.len() - bare.len() + heading.num.len()],
            ..heading
        }),
        other => other.unwrap_or(Look::Words),
    }
}

/// `1. ...`, `2-1) ...` and `а) ...`.
fn numbered(line: &str) -> Option<Heading<'_>> {
    let heading = |level, length: usize| Heading {
        level,
        num: &line[..length],
        rest: line[length..].trim_start(),
        language: None,
    };
    let digits = number(line, 3);
    let mut after = line[digits..].chars();
    match (digits, after.next(), after.next()) {
        (0, Some(letter), Some(')')) if letter.is_alphabetic() => {
            Some(heading(Level::Letter, letter.len_utf8() + 1))
        }
        (1.., Some(')'), _) => Some(heading(Level::Point, digits + 1)),
        // A day, or a fraction, is no number of a paragraph.
        (1.., Some('.'), next) if !next.is_some_and(|c| c.is_numeric() || c == '.') => {
            Some(heading(Level::Paragraph, digits + 1))
        }
        _ => None,
    }
}

/// `Статья 5. О чём`, `Chapter II. General provisions`.
fn word_first(line: &str) -> Option<Look<'_>> {
    let (word, rest) = word(line);
    let small = word.to_lowercase();
    let known = BEFORE.iter().find(|(known, ..)| *known == small);
    let Some((_, level, language)) = known else {
        // A Kazakh word that stands before its number, or without one.
        let kazakh = AFTER.iter().any(|(known, _)| *known == small);
        return (kazakh && begins_a_heading(rest)).then_some(Look::Doubt(NO_NUMBER));
    };
    if !rest.is_empty() && !rest.starts_with(char::is_whitespace) && word != "§" {
        let joined = rest.starts_with(|c: char| c.is_numeric() || is_invisible(c));
        return joined.then_some(Look::Doubt(NO_NUMBER));
    }
    let start = line.len() - rest.trim_start().len();
    let length = length(&line[start..]);
    if length == 0 {
        return begins_a_heading(rest).then_some(Look::Doubt(NO_NUMBER));
    }
    let look = ended(line, start + length, *level, *language);
    match (word == small && word != "§", look) {
        (true, Look::Heading(_)) => Some(Look::Doubt(SMALL)),
        (_, look) => Some(look),
    }
}

/// `5-бап. Тақырып`, `II тарау`, `1-кіші бөлім.`
fn number_first(line: &str) -> Option<Look<'_>> {
    let rest = after_number(line)?;
    let (first, after) = word(rest);
    let (second, after_second) = word(after.trim_start());
    let first = first.to_lowercase();
    let two = format!("{first} {}", second.to_lowercase());
    let (level, after) = AFTER.iter().find_map(|(known, level)| match *known {
        known if known == two => Some((*level, after_second)),
        known if known == first => Some((*level, after)),
        _ => None,
    })?;
    let end = line.len() - after.len();
    Some(ended(line, end, level, Some(Language::Kazakh)))
}

/// What follows the number that a line begins with, and its dash.
fn after_number(line: &str) -> Option<&str> {
    let digits = length(line);
    let rest = line[digits..].trim_start();
    let rest = rest.strip_prefix(is_dash).unwrap_or(rest).trim_start();
    (digits > 0).then_some(rest)
}

/// Whether a line is a number and this word.
pub(super) fn number_before(line: &str, known: &str) -> bool {
    after_number(line).is_some_and(|rest| rest.to_lowercase() == known)
}

/// What a line is whose word and number end at `end`.
fn ended(line: &str, end: usize, level: Level, language: Option<Language>) -> Look<'_> {
    let after = &line[end..];
    let (num, rest) = match after.strip_prefix('.') {
        Some(rest) if rest.starts_with(char::is_numeric) => return Look::Doubt(NO_NUMBER),
        Some(rest) => (&line[..=end], rest.trim_start()),
        None if after.is_empty() => (line, ""),
        None if begins_a_heading(after) => return Look::Doubt(NO_STOP),
        None => return Look::Words,
    };
    Look::Heading(Heading {
        level,
        num,
        rest,
        language,
    })
}

/// Whether what follows the word, or its number, could be a title: nothing, a mark, or a capital letter. A sentence goes on in
/// small letters.
fn begins_a_heading(rest: &str) -> bool {
    let first = rest.trim_start().chars().next();
    first.is_none_or(|c| c.is_uppercase() || c.is_numeric() || matches!(c, '.' | ':' | ')'))
}

/// The first word of a line, and what follows it.
fn word(line: &str) -> (&str, &str) {
    let end = match line.strip_prefix('§') {
        Some(rest) => line.len() - rest.len(),
        None => line
            .find(|c: char| !c.is_alphabetic())
            .unwrap_or(line.len()),
    };
    line.split_at(end)
}

/// How long the number is that a text begins with, Arabic or Roman.
fn length(text: &str) -> usize {
    match number(text, 4) {
        0 => {
            let end = text.find(|c: char| !"IVXLCDM".contains(c));
            let end = end.unwrap_or(text.len());
            let whole = !text[end..].starts_with(char::is_alphabetic);
            if whole { end } else { 0 }
        }
        digits => digits,
    }
}

/// How long the number is that a text begins with: at most `most` digits, then any of `-1` and `¹`; with any dash.
fn number(text: &str, most: usize) -> usize {
    let digits = |text: &str| {
        let end = text.find(|c: char| !c.is_ascii_digit());
        end.unwrap_or(text.len())
    };
    let mut end = digits(text);
    if !(1..=most).contains(&end) {
        return 0;
    }
    loop {
        let rest = &text[end..];
        let raised = rest
            .find(|c| small_digit(c).is_none())
            .unwrap_or(rest.len());
        let further = match rest.strip_prefix(is_dash) {
            Some(after) if digits(after) > 0 => rest.len() - after.len() + digits(after),
            _ => raised,
        };
        match further {
            0 => return end,
            further => end += further,
        }
    }
}

// === impl Seen

impl<'t> Seen<'t> {
    /// What the line begins, unless it is quoted.
    pub(super) fn heading(&self) -> Option<Heading<'t>> {
        match self.look {
            Look::Heading(heading) if !self.quoted => Some(heading),
            _ => None,
        }
    }
}

// === impl Level

impl Level {
    /// The element of Akoma Ntoso that it is written as.
    pub(super) fn element(self) -> &'static str {
        match self {
            Self::Part => "part",
            Self::Section => "section",
            Self::Subsection => "subsection",
            Self::Chapter => "chapter",
            Self::Subchapter => "subchapter",
            Self::Article => "article",
            Self::Paragraph => "paragraph",
            Self::Point | Self::Letter => "point",
        }
    }
}

#[cfg(test)]
mod tests;
