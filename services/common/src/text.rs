//! Texts in several languages: which languages a record may have, how long a text is, and which one to show.
//!
//! Owns the rules for `repeated google.type.LocalizedText`; how many texts a list may hold is a rule of the contract. Which
//! characters any text may hold is in `characters`, and enforced by `validate`; how texts are compared is in `normal`.

mod characters;
mod lines;
mod normal;
mod number;

use kenes_proto::{gtype::LocalizedText, types::ErrorReason as Reason};

use crate::{Error, Language, Violation};
pub use characters::{Look, is_dash, is_invisible, look, named};
pub(crate) use lines::{unified, unify};
pub(crate) use normal::fold;
pub use normal::{composed, places, same, stands};
pub use number::{number_fault, printed_number_fault};

/// Checks the texts of `field`: a known language each, none twice, something to see in each, at most `limit_chars` characters
/// after trimming. An empty list is refused only if it is `required`.
pub fn check(
    field: &str,
    texts: &[LocalizedText],
    limit_chars: usize,
    required: bool,
) -> Vec<Violation> {
    let mut found = Vec::new();
    if required && texts.is_empty() {
        let say = "give the text in at least one language: kk, ru or en";
        found.push(Violation::new(field, Reason::LanguageMissing, say));
    }
    for (n, text) in texts.iter().enumerate() {
        if let Some(say) = language_fault(&texts[..n], &text.language_code) {
            found.push(Violation::new(
                format!("{field}[{n}].language_code"),
                Reason::LanguageMissing,
                say,
            ));
        }
        if let Some(say) = text_fault(&text.text, limit_chars) {
            found.push(Violation::new(
                format!("{field}[{n}].text"),
                Reason::FieldInvalid,
                say,
            ));
        }
    }
    found
}

fn language_fault(before: &[LocalizedText], code: &str) -> Option<String> {
    if code.is_empty() {
        Some("name the language of the text: kk, ru or en".into())
    } else if Language::of_code(code).is_none() {
        Some("use kk, ru or en, in lower case".into())
    } else if before.iter().any(|other| other.language_code == code) {
        Some(format!("give only one text in {code}"))
    } else {
        None
    }
}

fn text_fault(text: &str, limit_chars: usize) -> Option<String> {
    let trimmed = text.trim();
    if characters::is_blank(trimmed) {
        Some("write a text, or leave the language out".into())
    } else if trimmed.len() > limit_chars && trimmed.chars().count() > limit_chars {
        Some(format!(
            "shorten the text to at most {limit_chars} characters"
        ))
    } else {
        None
    }
}

/// Returns all texts folded, a line each: what a search looks through.
pub fn folded(texts: &[LocalizedText]) -> String {
    let folded = texts.iter().map(|text| fold(&text.text));
    folded.collect::<Vec<_>>().join("\n")
}

/// Several codes or names as a column of lists stores them: `|a|b|`, empty for none.
pub fn listed<T: AsRef<str>>(items: &[T]) -> String {
    let mut text = String::new();
    for item in items {
        text.push('|');
        text.push_str(item.as_ref());
    }
    if !text.is_empty() {
        text.push('|');
    }
    text
}

/// The language that a request asks to read in, by its `language_code`: `kk`, `ru` and `en` with any region. Empty is none.
pub fn asked(language_code: &str) -> Result<Option<Language>, Error> {
    match (language_code, Language::of_tag(language_code)) {
        ("", _) => Ok(None),
        (_, Some(language)) => Ok(Some(language)),
        (_, None) => {
            let say = "ask for kk, ru or en, or leave it out";
            Err(Error::invalid(Reason::FieldInvalid, "language_code", say))
        }
    }
}

/// Returns the text in exactly this language.
pub fn find(texts: &[LocalizedText], language: Language) -> Option<&str> {
    let mut texts = texts.iter();
    let found = texts.find(|text| text.language_code == language.code());
    found.map(|text| text.text.as_str())
}

/// Returns the text in `language`; where there is none, that in Kazakh, Russian, English or whatever comes first.
pub fn pick(texts: &[LocalizedText], language: Language) -> &str {
    let mut languages = language.with_fallback();
    languages
        .find_map(|language| find(texts, language))
        .or(texts.first().map(|text| text.text.as_str()))
        .unwrap_or_default()
}

/// As [`pick`] does it; `otherwise` where there is no text at all.
pub fn pick_or<'t>(texts: &'t [LocalizedText], language: Language, otherwise: &'t str) -> &'t str {
    match pick(texts, language) {
        "" => otherwise,
        picked => picked,
    }
}

#[cfg(test)]
mod tests;
