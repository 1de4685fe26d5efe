//! What words of a text are searched by.

use super::{Analyzer, Language, folded, tokens};

fn stems(text: &str, language: Language) -> Vec<String> {
    tokens(text, language).map(|token| token.stem).collect()
}

#[test]
fn words_of_a_language_meet_in_their_stems() {
    for (language, one, other) in [
        (Language::Russian, "законами", "Закона"),
        (Language::English, "Consultations", "consultation"),
        (Language::Kazakh, "заңдарымызда", "ЗАҢ"),
        (Language::Kazakh, "қала", "қаладан"),
        // By their letters, whatever the text.
        (Language::Russian, "қалаларда", "қала"),
        (Language::Kazakh, "comments", "comment"),
        (Language::Unknown, "указами", "указ"),
    ] {
        assert_eq!(stems(one, language), stems(other, language), "{one}");
    }
}

#[test]
fn a_word_without_kazakh_letters_is_of_the_language_of_its_text() {
    assert_eq!(
        stems("балалардан", Language::Kazakh),
        stems("бала", Language::Kazakh)
    );
    assert_ne!(
        stems("балалардан", Language::Russian),
        stems("балалардан", Language::Kazakh)
    );
}

#[test]
fn whatever_is_written_is_harmless() {
    let long = "я".repeat(100_000);
    for text in [
        "",
        "\u{0}",
        "法律草案のテキスト",
        "👩‍👩‍👧",
        "e\u{301}\u{301}\u{301}",
        "İI",
        &long,
    ] {
        for language in [Language::Kazakh, Language::Russian, Language::English] {
            for token in tokens(text, language) {
                assert!(token.stem.chars().count() <= 64, "{text}");
                assert!(text.get(token.range).is_some());
            }
        }
    }
}

#[test]
fn a_language_has_a_code_and_a_number() {
    for (code, language) in [
        ("kk", Language::Kazakh),
        ("RU-kz", Language::Russian),
        ("en_US", Language::English),
        ("de", Language::Unknown),
        ("", Language::Unknown),
    ] {
        assert_eq!(Language::of_code(code), language);
        assert_eq!(Language::of_number(language.number()), language);
    }
}

/// Highlights look no further at a word that begins otherwise.
#[test]
fn a_stem_begins_like_its_word() {
    let mut analyzer = Analyzer::new();
    for language in Language::ALL {
        for word in "dying lying skies ugly yearly үйлердің кітабы азаматтарымыздың қыркүйек обсуждения ёлки ещё иски йод 12-бабы \
            ұсынымдарымызға жобаның law's Citizen\u{2019}s бiлiм"
            .split_whitespace()
        {
            let first = folded(word).chars().next().expect("a letter");
            let stem = analyzer.stem_of(word, language, &[first]).expect("wanted");
            assert!(stem.stem.starts_with(first), "{stem:?}");
            assert_eq!(analyzer.stem_of(word, language, &['#']), None);
        }
    }
}
