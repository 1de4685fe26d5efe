//! Rules of references to provisions: which part of a text one means, and that its words stand there.
//!
//! Owns `kenes.type.v1.ProvisionRef`, whoever carries one. Whether its version and its provision are there is the store's to say.

use std::ops::Range;

use common::{Language, Violation, text};
use kenes_proto::{
    consultation::Provision,
    gtype::LocalizedText,
    types::{ErrorReason as Reason, ProvisionRef},
};

/// So many places of a quote that stands elsewhere are told.
const TOLD: usize = 3;

/// What is wrong with a reference by itself: a stretch or a quote is of a provision, its language is one that there is, and a
/// stretch has an end after its start.
pub(crate) fn check(field: &str, location: &ProvisionRef) -> Vec<Violation> {
    let mut found = Vec::new();
    if location.eid.is_empty() && is_of_words(location) {
        let say = "name the provision whose words are meant; the version as a whole has none";
        found.push(wrong(field, "eid", say));
    }
    if !location.language_code.is_empty() && said(location).is_none() {
        found.push(wrong(field, "language_code", LANGUAGE));
    }
    if is_stretch(location) && location.end_char <= location.start_char {
        let say = "give a number after start_char: that of the character at which the stretch ends";
        found.push(wrong(field, "end_char", say));
    }
    found
}

const LANGUAGE: &str = "name the language of the words that are meant: kk, ru or en";

fn said(location: &ProvisionRef) -> Option<Language> {
    Language::of_tag(&location.language_code)
}

/// The language that the words are of: the one said, or the only one that the provision has.
pub(crate) fn language(location: &ProvisionRef, provision: &Provision) -> Option<Language> {
    let only = || match provision.texts.as_slice() {
        [only] if is_stretch(location) => Language::of_code(&only.language_code),
        _ => None,
    };
    said(location).or_else(only)
}

/// Whether it means words of its provision: a stretch, or a quote.
pub(crate) fn is_of_words(location: &ProvisionRef) -> bool {
    is_stretch(location) || !location.quote.is_empty()
}

fn is_stretch(location: &ProvisionRef) -> bool {
    location.start_char != 0 || location.end_char != 0
}

/// What is wrong with a reference to words of this provision.
pub(crate) fn check_words(
    field: &str,
    location: &ProvisionRef,
    provision: &Provision,
) -> Vec<Violation> {
    let quote = location.quote.as_str();
    let language = language(location, provision);
    if language.is_none() && is_stretch(location) {
        return vec![wrong(field, "language_code", LANGUAGE)];
    }
    if let Some(language) = language.filter(|_| is_stretch(location)) {
        let Some(words) = text::find(&provision.texts, language) else {
            return vec![wrong(field, "language_code", silent(provision, language))];
        };
        let outside = check_stretch(field, location, words, language);
        if !outside.is_empty() || quote.is_empty() {
            return outside;
        }
        if text::same(&cut(words, stretch(location)), quote) {
            return Vec::new();
        }
        let places = text::places(words, quote, TOLD);
        if !places.is_empty() {
            return vec![wrong(field, "start_char", elsewhere(&places))];
        }
    }
    match quote.is_empty() || (!is_stretch(location) && stands(provision, quote, language)) {
        true => Vec::new(),
        false => vec![wrong(field, "quote", absent(provision, quote, language))],
    }
}

/// What is wrong with the numbers of a stretch of this text.
fn check_stretch(
    field: &str,
    location: &ProvisionRef,
    words: &str,
    language: Language,
) -> Vec<Violation> {
    let length = words.chars().count();
    let ends = [
        ("start_char", location.start_char, length.saturating_sub(1)),
        ("end_char", location.end_char, length),
    ];
    let beyond = |most: usize, at: i32| usize::try_from(at).is_ok_and(|at| at > most);
    let beyond = ends.into_iter().filter(|(_, at, most)| beyond(*most, *at));
    beyond
        .map(|(part, _, most)| {
            let (eid, code) = (&location.eid, language.code());
            let say = format!(
                "give at most {most}: the text of {eid} in {code} has {length} characters, counted from 0"
            );
            wrong(field, part, say)
        })
        .collect()
}

/// The refusal of words that stand at other places of the text.
fn elsewhere(places: &[Range<usize>]) -> String {
    let place = |at: &Range<usize>| format!("start_char {}, end_char {}", at.start, at.end);
    let places: Vec<_> = places.iter().map(place).collect();
    format!(
        "the quote does not stand there; it stands at {}",
        places.join("; ")
    )
}

/// The refusal of words that the provision does not have in that language, or in none.
fn absent(provision: &Provision, quote: &str, language: Option<Language>) -> String {
    let eid = &provision.eid;
    let others = Language::ALL.into_iter();
    let mut others = others.filter(|other| stands(provision, quote, Some(*other)));
    match (language, others.next()) {
        (Some(said), Some(other)) => format!(
            "is not in the text of {eid} in {}; it is in the one in {}: give that language_code",
            said.code(),
            other.code()
        ),
        (Some(said), None) => format!(
            "is not in the text of {eid} in {}; quote what GetProvision returns, and name a provision inside it by its own eid",
            said.code()
        ),
        _ => format!(
            "is not in the text of {eid}; quote what GetProvision returns, and name a provision inside it by its own eid"
        ),
    }
}

/// The refusal of a language in which the provision has no text of its own.
fn silent(provision: &Provision, language: Language) -> String {
    let (eid, code) = (&provision.eid, language.code());
    let codes = provision
        .texts
        .iter()
        .map(|text| text.language_code.as_str());
    match codes.collect::<Vec<_>>().join(", ") {
        none if none.is_empty() => {
            format!("{eid} has no text of its own; name a provision inside it")
        }
        others => format!("{eid} has no text in {code}; it has one in {others}"),
    }
}

/// Whether a quote stands in the text or the heading of a provision, in this language or, where none is said, in any.
fn stands(provision: &Provision, quote: &str, language: Option<Language>) -> bool {
    let said = |text: &&LocalizedText| {
        language.is_none_or(|language| text.language_code == language.code())
    };
    let texts = provision.texts.iter().chain(&provision.headings);
    let mut texts = texts.filter(said);
    texts.any(|text| text::stands(&text.text, quote))
}

fn stretch(location: &ProvisionRef) -> Range<usize> {
    let number = |at: i32| usize::try_from(at).unwrap_or(0);
    number(location.start_char)..number(location.end_char)
}

fn cut(words: &str, stretch: Range<usize>) -> String {
    words
        .chars()
        .skip(stretch.start)
        .take(stretch.len())
        .collect()
}

fn wrong(field: &str, part: &str, say: impl Into<String>) -> Violation {
    Violation::new(format!("{field}.{part}"), Reason::FieldInvalid, say)
}

#[cfg(test)]
mod tests;
