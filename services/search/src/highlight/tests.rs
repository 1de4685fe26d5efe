//! What is shown of a text, and what is marked in it.

use super::Fragments;
use crate::{Language, Query};

/// Returns the fragments with brackets around what was found.
fn marked(query: &str, text: &str, language: Language, count: usize, length: usize) -> Vec<String> {
    let query = Query::parse(query).expect(query);
    let fragments = query.fragments(text, language, Fragments { count, length });
    let mark = |(piece, found): (&str, bool)| {
        if found {
            format!("[{piece}]")
        } else {
            piece.to_owned()
        }
    };
    let fragments = fragments.iter();
    fragments
        .map(|one| one.pieces(text).into_iter().map(mark).collect())
        .collect()
}

#[test]
fn what_was_found_is_marked() {
    for (query, text, language, expected) in [
        (
            "заң",
            "Жаңа заңдарда, заңның",
            Language::Kazakh,
            "Жаңа [заңдарда], [заңның]",
        ),
        (
            "законов",
            "О законе и законах",
            Language::Russian,
            "О [законе] и [законах]",
        ),
        (
            "\"налог на имущество\"",
            "Налог. На имущество налога на имущества",
            Language::Russian,
            "[Налог]. [На] [имущество] [налога] [на] [имущества]",
        ),
        ("\"a b\"", "a c b a b", Language::English, "a c b [a] [b]"),
        (
            "зак*",
            "закон закупки указ",
            Language::Russian,
            "[закон] [закупки] указ",
        ),
        ("tax -fee", "tax fee", Language::English, "[tax] fee"),
        ("йод", "И\u{306}од", Language::Russian, "[И\u{306}од]"),
    ] {
        assert_eq!(marked(query, text, language, 1, 200), [expected], "{query}");
    }
    assert_eq!(marked("x", "", Language::English, 1, 100), [""; 0]);
    assert_eq!(marked("x", "y z", Language::English, 1, 100), [""; 0]);
}

#[test]
fn fragments_are_short_and_cut_between_words() {
    let text = "one two three four five six seven eight nine ten eleven twelve thirteen four five";
    assert_eq!(
        marked("four", text, Language::English, 1, 20),
        ["two three [four] five"]
    );
    assert_eq!(
        marked("four", text, Language::English, 2, 21),
        ["two three [four] five", "thirteen [four] five"]
    );
    assert_eq!(
        marked("six | nine | ten", text, Language::English, 1, 15),
        ["eight [nine] [ten]"]
    );
    // A word that is longer than a fragment is shown whole.
    assert_eq!(
        marked("thirteen", text, Language::English, 1, 3),
        ["[thirteen]"]
    );
    assert_eq!(marked("four", text, Language::English, 0, 20), [""; 0]);
}

#[test]
fn a_fragment_is_bounded_whatever_the_text() {
    let text = "налог ".repeat(20_000);
    let query = Query::parse("налог").expect("a word");
    let fragments = query.fragments(
        &text,
        Language::Russian,
        Fragments {
            count: 3,
            length: 200,
        },
    );
    assert_eq!(fragments.len(), 3);
    for pair in fragments.windows(2) {
        assert!(pair[0].range.end <= pair[1].range.start);
    }
    for fragment in &fragments {
        assert!(text[fragment.range.clone()].chars().count() <= 200);
    }
}
