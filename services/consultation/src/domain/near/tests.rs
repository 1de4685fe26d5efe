//! Groups of texts whose truth is known.

use std::convert::Infallible;

use super::*;

/// The groups of these texts, by their numbers.
fn groups(texts: &[String]) -> Vec<Vec<u32>> {
    let mut census = Census::default();
    for text in texts {
        census.count(Text::of(text).fingerprint);
    }
    let mut grouping = Grouping::default();
    let mut measured = 0;
    for at in census.order() {
        let mut read = |core: u32| {
            measured += 1;
            Ok::<_, Infallible>(Text::of(&texts[core as usize]).shingles)
        };
        let Ok(()) = grouping.place(at, &Text::of(&texts[at as usize]), &mut read);
    }
    // Each text is measured against no more than one core a band.
    assert!(measured <= texts.len() * 24, "{measured}");
    let groups = census.groups(&grouping).into_iter();
    groups
        .map(|members| members.into_iter().map(|(at, _)| at).collect())
        .collect()
}

fn words(range: std::ops::Range<u32>) -> String {
    let words: Vec<String> = range.map(|n| format!("word{n}")).collect();
    words.join(" ")
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

#[test]
fn equal_texts_are_one_group_however_short_and_near_ones_where_they_are_long() {
    let long = words(0..40);
    let texts = [
        "Против".into(),
        long.clone(),
        "ПРОТИВ!".into(),
        format!("Dear deputies, {long}"),
        "Против этого".into(),
        words(100..140),
        long.clone(),
    ];
    assert_eq!(groups(&texts), [vec![0, 2], vec![1, 3, 6]]);
}

#[test]
fn a_short_text_with_another_number_is_another_text() {
    let texts = owned(&[
        "I support article 5 of the draft",
        "I support article 7 of the draft",
    ]);
    assert_eq!(groups(&texts), Vec::<Vec<u32>>::new());
}

#[test]
fn texts_of_one_word_without_words_and_of_20_000_letters_are_compared_too() {
    let huge = words(0..2_500);
    let texts = [
        "?!".into(),
        "…".into(),
        String::new(),
        "да".into(),
        huge.clone(),
        huge.to_uppercase(),
    ];
    assert_eq!(groups(&texts), [vec![4, 5]]);
}

#[test]
fn half_of_the_pairs_is_near_and_less_is_not() {
    // 40 words have 39 pairs. With 20 words of its own at the end a text shares 39 of 59, with 80 it shares 39 of 119.
    let long = words(0..40);
    let near = format!("{long} {}", words(50..70));
    let far = format!("{long} {}", words(50..130));
    assert_eq!(groups(&[long.clone(), near]), [vec![0, 1]]);
    assert_eq!(groups(&[long, far]), Vec::<Vec<u32>>::new());
}

#[test]
fn a_text_half_of_one_campaign_and_half_of_another_brings_them_not_together() {
    let (one, other) = (words(0..60), words(100..160));
    let mixed = format!("{one} {other}");
    let texts = [one.clone(), other.clone(), mixed, one, other];
    let found = groups(&texts);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found
            .iter()
            .all(|group| !(group.contains(&0) && group.contains(&1)))
    );
}

#[test]
fn a_chain_of_small_steps_does_not_grow_away_from_its_core() {
    let texts: Vec<String> = (0..20).map(|step| words(step * 5..step * 5 + 40)).collect();
    for group in groups(&texts) {
        let last = group.last().copied().unwrap_or_default();
        assert!(last - group[0] <= 5, "{group:?}");
    }
}

#[test]
fn one_shingle_that_all_share_costs_no_more_than_another() {
    // The same five words in each text, so that many have the keys of some bands in common; `groups` counts what is measured.
    let texts: Vec<String> = (0..3_000_u32)
        .map(|n| format!("one two three four five {}", words(n * 30..n * 30 + 20)))
        .collect();
    assert_eq!(groups(&texts), Vec::<Vec<u32>>::new());
}

#[test]
fn the_core_is_the_text_that_came_most_often_and_the_earliest_of_equals() {
    let (one, other) = (words(0..40), words(0..44));
    let mut census = Census::default();
    for text in [&one, &other, &other] {
        census.count(Text::of(text).fingerprint);
    }
    assert_eq!(census.order(), [1, 0]);
    let mut census = Census::default();
    for text in [&one, &other] {
        census.count(Text::of(text).fingerprint);
    }
    assert_eq!(census.order(), [0, 1]);
}
