//! Rules of provisions: what counts as the same text.

use kenes_proto::{consultation as pb, gtype::LocalizedText};
use sha2::{Digest, Sha256};

/// A digest of heading and own text in one language. Two provisions with the same digest say the same there; white space
/// was made uniform when the text was read.
pub(crate) fn digest(provision: &pb::Provision, language: &str) -> String {
    let mut hash = Sha256::new();
    for text in [
        text_in(&provision.headings, language),
        text_in(&provision.texts, language),
    ] {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    let mut half = [0; 16];
    half.copy_from_slice(&hash.finalize()[..16]);
    format!("{:032x}", u128::from_be_bytes(half))
}

/// The text in this language and no other; empty where there is none.
pub(crate) fn text_in<'a>(texts: &'a [LocalizedText], language: &str) -> &'a str {
    texts
        .iter()
        .find(|text| text.language_code == language)
        .map_or("", |text| text.text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provision(heading: &str, text: &str) -> pb::Provision {
        let one = |text: &str| {
            vec![LocalizedText {
                text: text.into(),
                language_code: "ru".into(),
            }]
        };
        pb::Provision {
            headings: one(heading),
            texts: one(text),
            ..Default::default()
        }
    }

    #[test]
    fn heading_and_text_count_and_other_languages_do_not() {
        let base = provision("ab", "c");
        assert_eq!(digest(&base, "ru"), digest(&base.clone(), "ru"));
        assert_ne!(digest(&base, "ru"), digest(&provision("a", "bc"), "ru"));
        assert_ne!(digest(&base, "ru"), digest(&base, "kk"));
        assert_eq!(digest(&base, "kk"), digest(&provision("x", "y"), "kk"));
    }
}
