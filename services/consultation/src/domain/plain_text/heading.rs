//! What a line begins: `Статья 5. О чём`, `5-бап. Тақырып`, `2. ...`, `1) ...`, `а) ...`; or why it may only look so.
//!
//! Nothing is guessed: a heading has a word, a number and a full stop, or nothing after the number. `Статья 5 настоящего Закона`
//! is the beginning of a sentence. What a number is says [`numeral`], here as for the numbers of any document.

use common::{
    Language,
    text::{is_dash, is_invisible},
};

use super::level::{ABBREVIATIONS, AFTER, BEFORE, Level};
use crate::domain::numeral;

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
    /// The line that began the quotation that it begins within.
    pub(super) quoted: Option<usize>,
}

const NO_NUMBER: &str = "has no number that can be read, so it is text";
const NO_WORD: &str = "has an abbreviation where a heading has a word, so it is text";
const NO_STOP: &str = "has no full stop after its number, so it is text";
const NO_POINT: &str =
    "begins like a paragraph or a point, with a number in a form that is not read, so it is text";
const SMALL: &str = "begins with a small letter, so it is text";

/// The most characters of a number with what stands around it.
const LONGEST_NUMBER: usize = 40;
/// The most characters of the number of a point.
const LONGEST_MARK: usize = 12;

/// What a line without white space around it begins.
pub(super) fn of(line: &str) -> Look<'_> {
    // What nobody sees, such as a mark of byte order in the middle of a text, hides no heading.
    let bare = line.trim_start_matches(is_invisible);
    let look = word_first(bare)
        .or_else(|| number_first(bare))
        .or_else(|| numbered(bare));
    match look {
        Some(Look::Heading(heading)) => Look::Heading(Heading {
            num: &line[..line.len() - bare.len() + heading.num.len()],
            ..heading
        }),
        other => other.unwrap_or(Look::Words),
    }
}

/// `1. ...`, `2-1) ...` and `а) ...`.
fn numbered(line: &str) -> Option<Look<'_>> {
    let mut first = line.char_indices().take(LONGEST_MARK);
    let (at, end) = first.find(|(_, c)| matches!(c, ')' | '.'))?;
    let (mark, rest) = (&line[..at], &line[at + 1..]);
    let is_plain = |c: char| c.is_numeric() || is_dash(c);
    let leading = mark
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(mark.len());
    // A year is no number of a paragraph, and neither are a day and a fraction.
    if leading > 3 || mark.starts_with(['«', '„', '“', '"']) {
        return None;
    }
    if end == '.' && rest.starts_with(|c: char| c.is_numeric() || c == '.') {
        let further = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let closed = further.strip_prefix(['.', ')']);
        let point = closed.is_some_and(|after| !after.starts_with(char::is_numeric));
        let short = leading == mark.len() && (1..=3).contains(&(rest.len() - further.len()));
        return (short && point).then_some(Look::Doubt(NO_POINT));
    }
    let number = numeral::whole(mark)?;
    let letter = mark.chars().count() == 1 && mark.contains(char::is_alphabetic);
    let level = match end {
        ')' if letter => Level::Letter,
        ')' if leading > 0 && mark.chars().all(is_plain) => Level::Point,
        '.' if leading > 0 && mark.chars().all(is_plain) => Level::Paragraph,
        // The initials of a name; a Roman number is more than one of them.
        '.' if number.digits.is_empty() && (letter || !is_roman(mark)) => return None,
        _ => return Some(Look::Doubt(NO_POINT)),
    };
    Some(Look::Heading(Heading {
        level,
        num: &line[..=at],
        rest: rest.trim_start(),
        language: None,
    }))
}

/// `Статья 5. О чём`, `Chapter II. General provisions`.
fn word_first(line: &str) -> Option<Look<'_>> {
    let (word, rest) = word(line);
    let small = word.to_lowercase();
    let known = BEFORE.iter().find(|(known, ..)| *known == small);
    let Some((_, level, language)) = known else {
        // A Kazakh word that stands before its number, or without one.
        let kazakh = AFTER.iter().any(|(known, _)| *known == small);
        let note = if kazakh && begins_a_heading(rest) {
            NO_NUMBER
        } else if word != small && is_abbreviated(&small, rest) {
            NO_WORD
        } else {
            return None;
        };
        return Some(Look::Doubt(note));
    };
    let joined =
        !rest.is_empty() && !rest.starts_with(|c: char| c.is_whitespace() || "(№".contains(c));
    if joined && word != "§" {
        let like =
            begins_a_heading(rest) || rest.starts_with(|c: char| c.is_numeric() || is_invisible(c));
        return like.then_some(Look::Doubt(NO_NUMBER));
    }
    let stop = rest.find('.').unwrap_or(rest.len());
    let before = &rest[..stop];
    let short = before.chars().nth(LONGEST_NUMBER).is_none();
    if short && numeral::whole(before).is_some() {
        let look = ended(line, line.len() - rest.len() + stop, *level, *language);
        return match (word == small && word != "§", look) {
            (true, Look::Heading(_)) => Some(Look::Doubt(SMALL)),
            (_, look) => Some(look),
        };
    }
    if short && is_like_a_number(before) {
        return Some(Look::Doubt(NO_NUMBER));
    }
    let number = rest.split(char::is_alphabetic).next().unwrap_or_default();
    let number = number.trim_end_matches(|c: char| !c.is_alphanumeric());
    let note = match numeral::whole(number) {
        Some(_) => NO_STOP,
        None => NO_NUMBER,
    };
    begins_a_heading(rest).then_some(Look::Doubt(note))
}

/// `Ст. 5. О чём`.
fn is_abbreviated(small: &str, rest: &str) -> bool {
    let number = rest
        .strip_prefix('.')
        .filter(|_| ABBREVIATIONS.contains(&small))
        .and_then(|rest| rest.split('.').next());
    number.is_some_and(|number| number.len() <= LONGEST_NUMBER && numeral::whole(number).is_some())
}

/// `5-бап. Тақырып`, `II тарау`, `1-кіші бөлім.`
fn number_first(line: &str) -> Option<Look<'_>> {
    let (start, end, level) = kazakh_word(line)?;
    let number = line[..start].trim_end_matches(|c: char| is_dash(c) || c.is_whitespace());
    if number.ends_with('.') || number.ends_with(')') && !number.starts_with('(') {
        // What is numbered is a point that begins with the word.
        None
    } else if numeral::whole(number).is_some() {
        Some(ended(line, end, level, Some(Language::Kazakh)))
    } else {
        let like = is_like_a_number(number) && begins_a_heading(&line[end..]);
        like.then_some(Look::Doubt(NO_NUMBER))
    }
}

/// The first word of those that follow a number in Kazakh: where it stands, and its level.
fn kazakh_word(line: &str) -> Option<(usize, usize, Level)> {
    let within = line
        .char_indices()
        .nth(LONGEST_NUMBER)
        .map_or(line.len(), |(at, _)| at);
    let mut from = 0;
    while let Some(start) = line[from..within].find(char::is_alphabetic) {
        let start = from + start;
        let (first, after) = word(&line[start..]);
        let (second, after_second) = word(after.trim_start());
        let first = first.to_lowercase();
        let two = format!("{first} {}", second.to_lowercase());
        let found = AFTER.iter().find_map(|(known, level)| match *known {
            known if known == two => Some((after_second, *level)),
            known if known == first => Some((after, *level)),
            _ => None,
        });
        if let Some((after, level)) = found {
            return Some((start, line.len() - after.len(), level));
        }
        from = line.len() - after.len();
        if from > within {
            break;
        }
    }
    None
}

/// Whether a line is a number and this word.
pub(super) fn number_before(line: &str, known: &str) -> bool {
    let start = line.rfind(|c: char| !c.is_alphabetic());
    let start = start.map_or(0, |at| {
        line[at..].chars().next().map_or(at, |c| at + c.len_utf8())
    });
    let number = line[..start].trim_end_matches(|c: char| is_dash(c) || c.is_whitespace());
    line[start..].to_lowercase() == known && numeral::whole(number).is_some()
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

/// Whether what follows the word, or its number, could be a title: its first word has a capital letter, or there is none. A
/// sentence goes on in small letters.
fn begins_a_heading(rest: &str) -> bool {
    let mut rest = rest.trim_start_matches(|c: char| !c.is_alphabetic());
    let (first, after) = word(rest);
    if is_roman(first) {
        rest = after.trim_start_matches(|c: char| !c.is_alphabetic());
    }
    rest.chars().next().is_none_or(char::is_uppercase)
}

/// Whether a text is a number in a form that is not read: `5-я`, `5 и 6`, `пятая`.
fn is_like_a_number(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphabetic());
    let short = |word: &str| word.chars().nth(2).is_none() || is_roman(word);
    match text.contains(char::is_numeric) {
        true => words.all(short),
        false => numeral::is_spelled(text),
    }
}

fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| "IVXLCDM".contains(c))
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

// === impl Seen

impl<'t> Seen<'t> {
    /// What the line begins, unless it is quoted.
    pub(super) fn heading(&self) -> Option<Heading<'t>> {
        match self.look {
            Look::Heading(heading) if self.quoted.is_none() => Some(heading),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
