//! Texts in their languages.

use super::*;

fn text(language: &str, text: &str) -> LocalizedText {
    LocalizedText {
        language_code: language.into(),
        text: text.into(),
    }
}

fn faults(texts: &[LocalizedText]) -> Vec<(String, String)> {
    check("titles", texts, 5, true)
        .into_iter()
        .map(|v| (v.field, v.reason))
        .collect()
}

#[test]
fn a_list_is_fenced_on_both_sides() {
    assert_eq!(listed::<&str>(&[]), "");
    assert_eq!(listed(&["a"]), "|a|");
    assert_eq!(listed(&["a", "b"]), "|a|b|");
}

#[test]
fn good_texts_pass() {
    assert_eq!(
        faults(&[
            text("kk", "ұйым"),
            text("ru", "\nб\tв\n"),
            text("en", "  12345  ")
        ]),
        []
    );
    assert!(check("titles", &[], 5, false).is_empty());
}

#[test]
fn languages_are_known_and_single() {
    let list = [
        text("", "a"),
        text("de", "a"),
        text("RU", "a"),
        text("ru", "a"),
        text("ru", "b"),
    ];
    let at = |n: u8| {
        (
            format!("titles[{n}].language_code"),
            "LANGUAGE_MISSING".to_owned(),
        )
    };
    assert_eq!(faults(&list), [at(0), at(1), at(2), at(4)]);
    assert_eq!(
        faults(&[]),
        [("titles".to_owned(), "LANGUAGE_MISSING".to_owned())]
    );
}

#[test]
fn length_is_counted_in_characters_after_trimming() {
    let at = |n: u8| (format!("titles[{n}].text"), "FIELD_INVALID".to_owned());
    assert_eq!(
        faults(&[
            text("kk", " \n "),
            text("ru", "шестью"),
            text("en", "пятью ")
        ]),
        [at(0), at(1)]
    );
    assert_eq!(
        faults(&[
            text("kk", "a\u{0}b"),
            text("ru", "a\r\nb"),
            text("en", "a\u{85}b")
        ]),
        [at(0), at(1), at(2)]
    );
}

#[test]
fn another_language_stands_in() {
    let all = [text("en", "e"), text("kk", "k"), text("ru", "r")];
    assert_eq!(pick(&all, Language::Russian), "r");
    assert_eq!(pick(&all, Language::default()), "k");
    assert_eq!(pick(&all[..2], Language::Russian), "k");
    assert_eq!(
        pick(&[text("en", "e"), text("ru", "r")], Language::Kazakh),
        "r"
    );
    assert_eq!(pick(&all[..1], Language::Kazakh), "e");
    assert_eq!(pick(&[text("tr", "t")], Language::Kazakh), "t");
    assert_eq!(pick(&[], Language::Kazakh), "");
    assert_eq!(find(&all[..1], Language::Kazakh), None);
}

#[test]
fn folding_keeps_every_language() {
    assert_eq!(
        folded(&[text("kk", "ҰЙЫМ"), text("en", "NGO")]),
        "ұйым\nngo"
    );
    assert_eq!(folded(&[]), "");
}
