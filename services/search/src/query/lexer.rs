//! The signs of a query: what is a word, a phrase, an `OR`. Owns no order of them.

use std::ops::Range;

/// A sign of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// An `OR` or a `|`.
    Or,
    /// What stands between two spaces, without the quotes beside it.
    Run,
    /// What stands between quotes.
    Phrase,
    /// A quote that nothing closes.
    OpenQuote,
}

/// A sign with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lexeme {
    pub(super) sign: Sign,
    /// Whether a minus stands before it.
    pub(super) excluded: bool,
    /// Where it is, in characters, with its minus and its quotes.
    pub(super) at: Range<usize>,
    /// Its text, in characters.
    pub(super) text: Range<usize>,
}

/// Returns the signs of a query.
pub(super) fn lex(text: &[char]) -> Vec<Lexeme> {
    let mut signs = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let start = at;
        let excluded = text[at] == '-'
            && (at == 0 || parts(text[at - 1]))
            && text
                .get(at + 1)
                .is_some_and(|next| opens(*next) || next.is_alphanumeric());
        if excluded {
            at += 1;
        }
        let (sign, inner) = if text[at] == '|' {
            at += 1;
            (Sign::Or, at..at)
        } else if opens(text[at]) {
            at += 1;
            let inner = at;
            match text[at..].iter().position(|c| closes(*c)) {
                Some(length) => {
                    at += length + 1;
                    (Sign::Phrase, inner..at - 1)
                }
                None => {
                    at = text.len();
                    (Sign::OpenQuote, inner..at)
                }
            }
        } else if parts(text[at]) {
            at += 1;
            continue;
        } else {
            let inner = at;
            while at < text.len() && !parts(text[at]) && !opens(text[at]) && text[at] != '|' {
                at += 1;
            }
            let or = !excluded && text[inner..at] == ['O', 'R'];
            (if or { Sign::Or } else { Sign::Run }, inner..at)
        };
        signs.push(Lexeme {
            sign,
            excluded,
            at: start..at,
            text: inner,
        });
    }
    signs
}

/// Whether it parts two words, and a minus after it excludes.
fn parts(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')' | '»')
}

fn opens(c: char) -> bool {
    matches!(c, '"' | '«' | '“' | '”' | '„')
}

fn closes(c: char) -> bool {
    matches!(c, '"' | '»' | '“' | '”')
}
