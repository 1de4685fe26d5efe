//! Texts in their languages.

use super::normal::normal;
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
}

#[test]
fn a_text_with_nothing_to_see_is_none() {
    for nothing in [
        "\u{200b}",
        "\u{200e}",
        "\u{feff}",
        "\u{2060}",
        "\u{ad}",
        "\u{3164}",
        "\u{2800}",
        "\u{fe0f}",
        "\u{115f}",
        "\u{34f}",
        "\u{a0}",
        "\u{3000}",
        "\u{200b}\u{200b}",
        " \u{200d}\n\u{e0101}\t",
        "\u{301}",
        "\u{303}\u{20dd}",
        "\u{1d159}",
        "\u{180e}",
    ] {
        assert!(!look(nothing).visible, "{nothing:?}");
        let [(field, reason)] = &faults(&[text("kk", nothing)])[..] else {
            panic!("{nothing:?}");
        };
        assert_eq!(
            (field.as_str(), reason.as_str()),
            ("titles[0].text", "FIELD_INVALID")
        );
    }
    for something in [
        "a",
        "ә",
        "1",
        ".",
        "\u{200b}a",
        "й",
        "и\u{306}",
        "👩\u{200d}🔬",
        "中",
        "١",
        "©\u{fe0f}",
        "\u{fffd}",
    ] {
        assert_eq!(
            (look(something).visible, look(something).forbidden),
            (true, None),
            "{something:?}"
        );
    }
}

#[test]
fn characters_that_deceive_are_named() {
    let found = |text: &str| look(text).forbidden.map(|(c, at)| (named(c), at));
    for (bad, name) in [
        ('\u{202a}', "U+202A left-to-right embedding"),
        ('\u{202b}', "U+202B right-to-left embedding"),
        ('\u{202c}', "U+202C pop directional formatting"),
        ('\u{202d}', "U+202D left-to-right override"),
        ('\u{202e}', "U+202E right-to-left override"),
        ('\u{2066}', "U+2066 left-to-right isolate"),
        ('\u{2067}', "U+2067 right-to-left isolate"),
        ('\u{2068}', "U+2068 first strong isolate"),
        ('\u{2069}', "U+2069 pop directional isolate"),
        ('\u{e0001}', "U+E0001 tag character"),
        ('\u{e0041}', "U+E0041 tag character"),
        ('\u{e007f}', "U+E007F tag character"),
        ('\u{e000}', "U+E000 private use character"),
        ('\u{f8ff}', "U+F8FF private use character"),
        ('\u{f0000}', "U+F0000 private use character"),
        ('\u{10fffd}', "U+10FFFD private use character"),
        ('\u{fdd0}', "U+FDD0 noncharacter"),
        ('\u{ffff}', "U+FFFF noncharacter"),
        ('\u{1fffe}', "U+1FFFE noncharacter"),
        ('\0', "U+0000 NUL"),
        ('\u{7f}', "U+007F control character"),
        ('\u{1b}', "U+001B control character"),
        ('\u{9c}', "U+009C control character"),
    ] {
        assert_eq!(
            found(&format!("жер{bad}{bad}")),
            Some((name.to_owned(), 4)),
            "{bad:?}"
        );
    }
    // The marks of a direction stand in good texts, and so do the tags of the flag of Scotland.
    let scotland = "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}";
    for good in [
        "שלום\u{200f}!",
        "a\u{200e}b",
        "\u{61c}س",
        "a\u{200b}b",
        scotland,
        "a\n\tb",
    ] {
        assert_eq!(found(good), None, "{good:?}");
    }
    for (hidden, at) in [
        ("🏴\u{e0067}\u{e0062}", 2),
        (
            "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e0067}\u{e0062}\u{e007f}",
            2,
        ),
        ("🏳\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}", 2),
    ] {
        assert_eq!(found(hidden).map(|(_, at)| at), Some(at), "{hidden:?}");
    }
    assert_eq!(
        found(&format!("{scotland}\u{e0067}")).map(|(_, at)| at),
        Some(8)
    );
}

#[test]
fn a_line_has_one_end() {
    for (said, kept) in [
        ("a\r\nb", "a\nb"),
        ("a\rb", "a\nb"),
        ("a\r\r\nb\n", "a\n\nb\n"),
        ("a\n\rb", "a\n\nb"),
        ("a\u{2028}b\u{2029}c\u{85}d\u{b}e\u{c}f", "a\nb\nc\nd\ne\nf"),
        ("a\nb\tc", "a\nb\tc"),
    ] {
        assert_eq!(unified(said), kept, "{said:?}");
        assert_eq!(look(said).line_ends, said != kept, "{said:?}");
        assert_eq!(look(said).forbidden, None, "{said:?}");
    }
}

#[test]
fn what_is_compared_is_in_one_form() {
    for (one, other) in [
        ("Қазақстан й", "Қазақстан и\u{306}"),
        ("é", "e\u{301}"),
        ("a b", "a\u{a0} \n b"),
        ("консультация", "консуль\u{ad}тация"),
        ("и\u{34f}\u{306}", "й"),
        ("가", "\u{1100}\u{1161}"),
    ] {
        assert_eq!(normal(one), normal(other));
        assert!(same(one, &format!(" {other}\n")));
    }
    assert_eq!(fold("ҰЙЫМ  Straße ΌΣΟΣ"), "ұйым strasse όσοσ");
    assert_eq!(fold("ΌΣΟΣ"), fold("όσος"));
    assert!(!same("статья 5¹", "статья 51"));
    assert_eq!(composed("и\u{306}  1"), "й  1");
}

#[test]
fn words_are_found_where_they_stand() {
    let at = |text: &str, words: &str| -> Vec<(usize, usize)> {
        let found = places(text, words, 3).into_iter();
        found.map(|place| (place.start, place.end)).collect()
    };
    assert_eq!(at("abc abc abc abc", "abc"), [(0, 3), (4, 7), (8, 11)]);
    assert_eq!(at("a\u{a0}\n b", "a b"), [(0, 5)]);
    // Characters are those of the text as it stands, whatever form it has.
    assert_eq!(at("и\u{306}ога и\u{306}", "й"), [(0, 2), (6, 8)]);
    assert_eq!(at("йога й", "и\u{306}"), [(0, 1), (5, 6)]);
    assert_eq!(at("кон\u{ad}суль", "консуль"), [(0, 8)]);
    assert_eq!(at("x\u{1100}\u{1161}y", "가"), [(1, 3)]);
    assert_eq!(at("замо\u{301}к", "замо\u{301}к"), [(0, 6)]);
    for nothing in ["", " ", "\u{200b}", "x"] {
        assert!(at("a b", nothing).is_empty(), "{nothing:?}");
    }
    assert!(at("", "a").is_empty());
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
