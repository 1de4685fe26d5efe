//! The normal form of texts: what two of them must share to say the same.
//!
//! Owns how names and quotes are compared. What people wrote is kept as it is; only what is compared is brought to a form.

use std::{borrow::Cow, ops::Range};

use unicode_normalization::{
    IsNormalized, UnicodeNormalization as _, char::canonical_combining_class, is_nfc_quick,
};

use super::characters::is_ignorable;

/// Returns the text with every letter and its marks composed (Unicode's NFC), and nothing else changed.
pub fn composed(text: &str) -> Cow<'_, str> {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfc().collect()),
    }
}

/// Returns the text composed, every run of white space as one space, without the characters that a reader cannot see.
pub(super) fn normal(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_ignorable(*c)).nfc() {
        if !c.is_whitespace() {
            normal.push(c);
        } else if !normal.ends_with(' ') {
            normal.push(' ');
        }
    }
    normal
}

/// Returns the text in normal form and in lower case: what a search looks through, and looks for.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in normal(text).chars() {
        match c {
            'ß' | 'ẞ' => folded.push_str("ss"),
            'ς' => folded.push('σ'),
            c => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

/// Whether two texts say the same, but for white space around them.
pub fn same(one: &str, other: &str) -> bool {
    one == other || normal(one).trim() == normal(other).trim()
}

/// Whether words stand in a text. Most are quoted as they stand, and then nothing is brought to a form.
pub fn stands(text: &str, words: &str) -> bool {
    let as_written = |(at, _): (usize, &str)| {
        let after = text[at + words.len()..].chars().next();
        after.is_none_or(begins)
    };
    let quoted = !words.trim().is_empty() && text.match_indices(words).any(as_written);
    quoted || !places(text, words, 1).is_empty()
}

/// Returns where words stand in a text, as ranges of its characters: at most `limit`, none for words of nothing.
pub fn places(text: &str, words: &str, limit: usize) -> Vec<Range<usize>> {
    let words = normal(words);
    let words = words.trim();
    if words.is_empty() {
        return Vec::new();
    }
    let text = Pieces::of(text);
    let found = text.normal.match_indices(words).take(limit);
    found
        .map(|(at, words)| text.piece(at).start..text.piece(at + words.len() - 1).end)
        .collect()
}

/// A text in normal form, by its pieces: a letter with its marks, a run of white space.
struct Pieces {
    normal: String,
    /// Where each begins in `normal`, and which characters of the text it stands for.
    pieces: Vec<(usize, Range<usize>)>,
}

// === impl Pieces

impl Pieces {
    fn of(text: &str) -> Self {
        let mut made = Self {
            normal: String::with_capacity(text.len()),
            pieces: Vec::new(),
        };
        let mut piece = String::new();
        for (at, c) in text.chars().enumerate() {
            let c = match c {
                c if is_ignorable(c) => continue,
                c if c.is_whitespace() => ' ',
                c => c,
            };
            let run = c == ' ' && piece == " ";
            match made.pieces.last_mut() {
                Some((_, characters)) if run || (piece != " " && !begins(c)) => {
                    characters.end = at + 1;
                }
                _ => {
                    made.normal.extend(piece.nfc());
                    piece.clear();
                    made.pieces.push((made.normal.len(), at..at + 1));
                }
            }
            if !run {
                piece.push(c);
            }
        }
        made.normal.extend(piece.nfc());
        made
    }

    /// The characters of the piece that the byte at `at` of the normal form is in.
    fn piece(&self, at: usize) -> Range<usize> {
        let after = self.pieces.partition_point(|(begin, _)| *begin <= at);
        let piece = self.pieces.get(after.saturating_sub(1));
        piece.map_or(0..0, |(_, characters)| characters.clone())
    }
}

/// Whether a character is composed with none before it.
fn begins(c: char) -> bool {
    canonical_combining_class(c) == 0 && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes
}
