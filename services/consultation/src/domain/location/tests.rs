//! References to words: which are refused, and what is said of them.

use super::*;

fn texts(texts: &[(&str, &str)]) -> Vec<LocalizedText> {
    let text = |(language, text): &(&str, &str)| LocalizedText {
        text: (*text).into(),
        language_code: (*language).into(),
    };
    texts.iter().map(text).collect()
}

fn provision() -> Provision {
    Provision {
        eid: "art_5".into(),
        headings: texts(&[("ru", "Сроки")]),
        texts: texts(&[
            ("kk", "Мерзімі он жұмыс күні."),
            (
                "ru",
                "Срок составляет десять рабочих дней, и не менее десять дней для й.",
            ),
        ]),
        ..Default::default()
    }
}

fn place(language: &str, start: i32, end: i32, quote: &str) -> ProvisionRef {
    ProvisionRef {
        eid: "art_5".into(),
        language_code: language.into(),
        start_char: start,
        end_char: end,
        quote: quote.into(),
        ..Default::default()
    }
}

/// The fields at fault, without that of the reference, and what is said of the first.
fn faults(location: &ProvisionRef) -> (Vec<String>, String) {
    let mut found = check("at", location);
    if found.is_empty() {
        found = check_words("at", location, &provision());
    }
    let said = found.first().map(|v| v.description.clone());
    let fields = found.iter().map(|v| v.field.replacen("at.", "", 1));
    (fields.collect(), said.unwrap_or_default())
}

#[test]
fn words_that_stand_there_are_accepted() {
    for good in [
        place("", 0, 0, ""),
        place("ru", 0, 0, ""),
        place("en", 0, 0, ""),
        place("ru", 0, 4, ""),
        place("ru", 0, 4, "Срок"),
        place("ru", 0, 0, "десять рабочих дней"),
        place("", 0, 0, "жұмыс күні"),
        place("ru", 0, 0, "Сроки"),
        // White space, line ends and the form of letters are not words.
        place("ru", 16, 35, " десять\n\u{a0}рабочих  дней"),
        place("ru", 0, 0, "для и\u{306}."),
        place("ru", 0, 66, ""),
    ] {
        assert_eq!(faults(&good), (Vec::new(), String::new()), "{good:?}");
    }
}

#[test]
fn words_that_do_not_stand_there_are_refused_with_their_field() {
    for (bad, fields, said) in [
        (
            place("ru", 0, 0, "no such words"),
            vec!["quote"],
            "is not in the text of art_5 in ru",
        ),
        (
            place("", 0, 0, "no such words"),
            vec!["quote"],
            "is not in the text of art_5;",
        ),
        (
            place("ru", 0, 0, "жұмыс күні"),
            vec!["quote"],
            "it is in the one in kk",
        ),
        (
            place("ru", 0, 4, "жұмыс күні"),
            vec!["quote"],
            "it is in the one in kk",
        ),
        (
            place("kk", 0, 4, "no such words"),
            vec!["quote"],
            "in kk; quote what",
        ),
        (
            place("ru", 100_000, 100_010, ""),
            vec!["start_char", "end_char"],
            "has 66 characters",
        ),
        (place("ru", 60, 67, ""), vec!["end_char"], "give at most 66"),
        (
            place("ru", 0, 6, "десять"),
            vec!["start_char"],
            "at start_char 16, end_char 22; start_char 48, end_char 54",
        ),
        (
            place("en", 0, 4, ""),
            vec!["language_code"],
            "it has one in kk, ru",
        ),
        (
            place("", 0, 4, ""),
            vec!["language_code"],
            "name the language",
        ),
        (
            place("de", 0, 0, ""),
            vec!["language_code"],
            "name the language",
        ),
        (place("ru", 9, 9, ""), vec!["end_char"], "after start_char"),
        (place("ru", 9, 0, ""), vec!["end_char"], "after start_char"),
    ] {
        let (found, text) = faults(&bad);
        assert_eq!(found, fields, "{bad:?}");
        assert!(text.contains(said), "{text}");
    }
}

#[test]
fn words_are_of_a_provision() {
    for of_nothing in [place("ru", 0, 4, ""), place("", 0, 0, "Срок")] {
        let whole = ProvisionRef {
            eid: String::new(),
            ..of_nothing
        };
        assert_eq!(faults(&whole).0, ["eid"]);
    }
    let wordless = Provision {
        eid: "art_5".into(),
        ..Default::default()
    };
    let found = check_words("at", &place("ru", 0, 4, ""), &wordless);
    assert_eq!(
        found[0].description,
        "art_5 has no text of its own; name a provision inside it"
    );
}

#[test]
fn the_only_language_is_the_one_that_is_meant() {
    let mut one = provision();
    one.texts.retain(|text| text.language_code == "ru");
    assert!(check_words("at", &place("", 0, 4, "Срок"), &one).is_empty());
    assert_eq!(
        language(&place("", 0, 4, ""), &one),
        Some(Language::Russian)
    );
    let beyond = check_words("at", &place("", 100_000, 100_010, ""), &one);
    assert_eq!(beyond[1].field, "at.end_char");
    assert_eq!(language(&place("", 0, 0, "Срок"), &one), None);
}

#[test]
fn a_quote_stands_in_either_form_and_a_language_may_have_a_region() {
    let cafe = Provision {
        eid: "art_5".into(),
        texts: vec![LocalizedText {
            text: "un cafe\u{301} noir".into(),
            language_code: "en".into(),
        }],
        ..Default::default()
    };
    let faults = |quote: &str| check_words("at", &place("en-GB", 0, 0, quote), &cafe).len();
    assert_eq!(["cafe\u{301}", "caf\u{e9} noir"].map(faults), [0, 0]);
    assert_eq!(faults("cafe"), 1, "its last letter is another one");
    assert!(check("at", &place("en-GB", 0, 4, "")).is_empty());
}
