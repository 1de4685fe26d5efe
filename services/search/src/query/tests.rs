//! What people write, and what is wrong with it.

use super::{Fault, Part, Problem, Query};

/// Writes a query as it was understood, each part in the first of its ways.
fn understood(text: &str) -> String {
    let part = |part: &Part| match part {
        Part::Words(ways) => ways[0].join("+"),
        Part::Prefix { folded, .. } => format!("{folded}*"),
    };
    let query = Query::parse(text).unwrap_or_else(|problems| panic!("{text}: {problems:?}"));
    let group = |group: &Vec<Part>| group.iter().map(part).collect::<Vec<_>>().join("|");
    let all = query.all.iter().map(group);
    let none = query.none.iter().map(|one| format!("-{}", part(one)));
    all.chain(none).collect::<Vec<_>>().join(" ")
}

fn faults(text: &str) -> Vec<(Fault, usize, usize)> {
    let problems = Query::parse(text).expect_err(text).into_iter();
    problems
        .map(|Problem { at, fault }| (fault, at.start, at.end))
        .collect()
}

#[test]
fn a_query_is_what_people_mean_by_it() {
    for (text, expected) in [
        ("tax", "tax"),
        ("Tax, FEE!", "tax fee"),
        ("\"tax fee\"", "tax+fee"),
        ("«tax fee» “a b” „c d“ ”e f”", "tax+fee a+b c+d e+f"),
        ("tax -fee -\"a b\"", "tax -fee -a+b"),
        ("tax - fee", "tax fee"),
        ("tax-fee", "tax+fee"),
        ("a OR b c", "a|b c"),
        ("c a | b|d", "c a|b|d"),
        ("a or b", "a or b"),
        ("abc*", "abc*"),
        ("x-abc*, d", "x abc* d"),
        ("(abc*) def**", "abc* def*"),
        ("-abc* d", "d -abc*"),
        ("(tax) § :fee: ()", "tax fee"),
        ("a\"b c\"d", "a b+c d"),
        ("\"\" a \"!\"", "a"),
    ] {
        assert_eq!(understood(text), expected, "{text}");
    }
}

#[test]
fn a_word_is_looked_for_in_every_language() {
    let query = Query::parse("балалардан").expect("a word");
    let [group] = query.all.as_slice() else {
        panic!("{query:?}");
    };
    let [Part::Words(ways)] = group.as_slice() else {
        panic!("{query:?}");
    };
    assert_eq!(ways.len(), 2, "{ways:?}");
    let query = Query::parse("законами*").expect("a prefix");
    let [Part::Prefix { folded, stems }] = query.all[0].as_slice() else {
        panic!("{query:?}");
    };
    assert_eq!(folded, "законами");
    assert!(stems.contains(&"закон".to_owned()), "{stems:?}");
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let many = "a ".repeat(33);
    let long = "a".repeat(1_001);
    for (text, expected) in [
        ("", vec![(Fault::Empty, 0, 0)]),
        (" § ", vec![(Fault::Empty, 0, 3)]),
        ("-ж", vec![(Fault::OnlyExclusions, 0, 2)]),
        ("заң \"бап", vec![(Fault::OpenQuote, 4, 8)]),
        ("заң *", vec![(Fault::ShortPrefix, 4, 5)]),
        ("ба* x", vec![(Fault::ShortPrefix, 0, 3)]),
        ("за*ң", vec![(Fault::StarInside, 0, 4)]),
        ("\"заң б*\"", vec![(Fault::StarInside, 6, 7)]),
        ("OR a", vec![(Fault::LooseOr, 0, 2)]),
        ("a OR", vec![(Fault::LooseOr, 2, 4)]),
        ("a OR OR b", vec![(Fault::LooseOr, 5, 7)]),
        ("a OR -b", vec![(Fault::ExclusionInOr, 5, 7)]),
        ("-b OR a", vec![(Fault::ExclusionInOr, 3, 5)]),
        (
            "a* OR \"b",
            vec![(Fault::ShortPrefix, 0, 2), (Fault::OpenQuote, 6, 8)],
        ),
        (&many, vec![(Fault::TooManyWords, 64, 65)]),
        (&long, vec![(Fault::TooLong, 1_000, 1_001)]),
    ] {
        assert_eq!(faults(text), expected, "{text}");
    }
}

#[test]
fn as_many_words_as_there_may_be() {
    assert!(Query::parse(&"a ".repeat(32)).is_ok());
    assert_eq!(
        faults(&format!("\"{}\"", "a ".repeat(33)))[0].0,
        Fault::TooManyWords
    );
}

#[test]
fn a_query_is_small_whatever_is_asked() {
    // Each word another in every language, and each as long as fits.
    let word = "балалардан".repeat(3);
    let text: Vec<String> = (0..32).map(|_| format!("{word}*")).collect();
    let query = Query::parse(&text.join(" ")[..]).or_else(|_| Query::parse(&text[..16].join(" ")));
    let query = query.expect("as long as it may be");
    let length = |part: &Part| match part {
        Part::Words(ways) => ways.iter().flatten().map(String::len).sum::<usize>(),
        Part::Prefix { folded, stems } => {
            folded.len() + stems.iter().map(String::len).sum::<usize>()
        }
    };
    let bytes: usize = query.all.iter().flatten().map(length).sum();
    assert!(bytes <= 4 * 4 * Query::LONGEST, "{bytes}");
}

#[test]
fn no_text_is_too_strange() {
    let signs = [
        '"', '«', '»', '-', '*', '|', ' ', 'O', 'R', 'а', 'қ', '1', '(', '\u{301}', '\'', '法',
        '\u{ad}',
    ];
    let mut state = 1_u64;
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..state % 24 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            text.push(signs[usize::try_from(state >> 33).expect("small") % signs.len()]);
        }
        state = state.wrapping_add(0x9e37_79b9);
        let length = text.chars().count();
        for problem in Query::parse(&text).err().into_iter().flatten() {
            assert!(
                problem.at.start <= problem.at.end && problem.at.end <= length,
                "{text}"
            );
        }
    }
}
