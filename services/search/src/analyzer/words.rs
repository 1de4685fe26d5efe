//! Where words begin and end. Owns nothing of what they are searched by.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

/// The words of a text, in order: letters and digits with their marks. An apostrophe between letters is part of the word, a soft hyphen
/// and what has no width are too; any other hyphen is not. A script without spaces is one long word.
pub(crate) fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(begins)?;
        let mut end = start;
        let mut rest = text[start..].char_indices().peekable();
        while let Some((offset, c)) = rest.next() {
            let mut joined = || rest.peek().is_some_and(|(_, next)| next.is_alphabetic());
            if begins(c) || is_combining_mark(c) {
                end = start + offset + c.len_utf8();
            } else if !(invisible(c) || is_apostrophe(c) && joined()) {
                break;
            }
        }
        at = end;
        Some(start..end)
    })
}

/// Whether it is one of the signs that stand for an apostrophe.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2bc}')
}

/// Whether nothing of it is seen inside a word.
pub(super) fn invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'
    )
}

/// Whether a word may begin with it: a letter or a digit. What nearly all texts here are written with is not looked up in tables.
fn begins(c: char) -> bool {
    c.is_ascii_alphanumeric() || is_cyrillic_letter(c) || !c.is_ascii() && c.is_alphanumeric()
}

/// Whether it is one of the letters of Cyrillic scripts, which have forms of their own for all that others write with marks.
pub(super) fn is_cyrillic_letter(c: char) -> bool {
    matches!(c, 'Ѐ'..='ҁ' | 'Ҋ'..='ԯ')
}

#[cfg(test)]
mod tests {
    use super::{begins, words};

    #[test]
    fn what_is_not_looked_up_is_what_the_tables_say() {
        for c in '\0'..=char::MAX {
            assert_eq!(begins(c), c.is_alphanumeric(), "{c:?}");
        }
    }

    #[test]
    fn a_word_is_letters_and_digits_with_what_belongs_to_them() {
        for (text, expected) in [
            ("", vec![]),
            (" — § ! ", vec![]),
            ("ҚР-ның 12-бабы", vec!["ҚР", "ның", "12", "бабы"]),
            ("it's the laws' text", vec!["it's", "the", "laws", "text"]),
            ("за\u{ad}кон\u{ad} о", vec!["за\u{ad}кон", "о"]),
            ("кои\u{306}.", vec!["кои\u{306}"]),
            ("«Заң»,бап№5", vec!["Заң", "бап", "5"]),
            ("法律草案 x", vec!["法律草案", "x"]),
            ("'a' b'1", vec!["a", "b", "1"]),
        ] {
            let found: Vec<&str> = words(text).map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
