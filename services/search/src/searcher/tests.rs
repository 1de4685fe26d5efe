//! Searches against a look at every document.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};

use tantivy::query::EnableScoring;

use super::{Clock, Cursor, Facet, Look, Order, Search, Searcher, compile, ranked};
use crate::{
    Failure, Field, Filter, Index, Query,
    testing::{Chance, Model},
};

const QUERIES: [&str; 14] = [
    "",
    "заң",
    "законов",
    "салық бап",
    "\"салық бап\"",
    "\"заң салық\"",
    "tax OR салығы",
    "заң -налог",
    "заң -\"салық бап\"",
    "зак*",
    "tax* 2024",
    "202* | балам",
    "законами*",
    "нетакого",
];

fn search(query: &str, filter: Filter) -> Search {
    let query = (!query.is_empty()).then(|| Query::parse(query).expect(query));
    Search {
        query,
        filter,
        until: None,
    }
}

fn filters() -> Vec<Filter> {
    vec![
        Filter::default(),
        Filter::default().with(Field::Law, 1),
        Filter::default().with(Field::Kind, 0),
        Filter::default().with(Field::Law, 1).with(Field::Kind, 1),
        Filter::default().with_one_of(Field::Kind, vec![0, 1]),
        Filter::default()
            .with(Field::Language, 2)
            .with_one_of(Field::Outcome, vec![0, 3, 5]),
        Filter {
            time: Some(1_000_500..1_002_000),
            ..Filter::default()
        },
        Filter::default().with_one_of(Field::Kind, vec![]),
        Filter {
            time: Some(5..5),
            ..Filter::default()
        },
    ]
}

/// All pages, one after the other.
fn all(searcher: &Searcher, search: &Search, order: Order, limit: usize) -> Vec<u64> {
    let mut ids = Vec::new();
    let mut after = Cursor::Start;
    loop {
        let page = searcher.page(search, order, after, limit).expect("a page");
        assert!(page.hits.len() == limit || page.next.is_none());
        ids.extend(page.hits.iter().map(|hit| hit.id));
        match page.next {
            Some(next) => after = next,
            None => return ids,
        }
    }
}

/// What the index says is what the model says.
fn compare(searcher: &Searcher, model: &Model, limit: usize) {
    assert_eq!(searcher.documents(), model.0.len() as u64);
    for query in QUERIES {
        for filter in filters() {
            let search = search(query, filter);
            let expected = model.find(&search);
            let ids: Vec<u64> = expected.iter().map(|one| one.id).collect();
            assert_eq!(
                all(searcher, &search, Order::Newest, limit),
                ids,
                "{search:?}"
            );
            let ranked: Vec<u64> = all(searcher, &search, Order::Ranked, limit);
            let (mut sorted, unique) = (ranked.clone(), ranked.iter().collect::<BTreeSet<_>>());
            assert_eq!(unique.len(), ranked.len(), "{search:?}");
            sorted.sort_unstable_by(|one, other| other.cmp(one));
            assert_eq!(sorted, ids, "{search:?}");
            assert_eq!(searcher.count(&search).expect("a count"), ids.len() as u64);
            let page = searcher.page(&search, Order::Ranked, Cursor::Start, limit);
            let total = page.expect("a page").total;
            let counts = search.query.as_ref().is_some_and(Query::has_phrase);
            assert_eq!(total.is_some(), counts, "{search:?}");
            assert!(total.is_none_or(|total| total == ids.len() as u64));
            let fields = [Field::Law, Field::Outcome, Field::Language];
            let facets = searcher.facets(&search, &fields, 2).expect("facets");
            assert_eq!(facets.total, ids.len() as u64);
            for (facet, field) in facets.facets.iter().zip(fields) {
                let mut counts = BTreeMap::new();
                for one in &expected {
                    *counts.entry(one.number(field)).or_insert(0) += 1;
                }
                let none = counts.remove(&0).unwrap_or_default();
                let mut top: Vec<(u64, u64)> = counts.into_iter().collect();
                let distinct = top.len();
                top.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
                top.truncate(2);
                assert_eq!(
                    *facet,
                    Facet {
                        field,
                        top,
                        distinct,
                        none
                    },
                    "{search:?}"
                );
            }
        }
    }
}

#[test]
fn whatever_was_written_and_merged_is_found_as_a_full_scan_finds_it() {
    for seed in 1..=3 {
        let folder = tempfile::tempdir().expect("a folder");
        let index = Index::rebuild(folder.path(), "log").expect("an index");
        let mut writer = index.writer().expect("a writer");
        let (mut chance, mut model) = (Chance(seed), Model::default());
        let mut most = 0;
        for round in 0..40 {
            for _ in 0..chance.below(12) {
                // Not in the order of ids, as an update is not.
                let id = chance.below(400) as u64;
                let document = chance.document(id);
                if chance.below(4) == 0 {
                    writer.delete(id).expect("deleted");
                    model.0.remove(&id);
                } else if model.0.insert(id, document.clone()).is_none() {
                    document.with(|one| writer.add(one)).expect("added");
                } else {
                    document.with(|one| writer.replace(one)).expect("replaced");
                }
            }
            writer.commit(round).expect("committed");
            most = most.max(index.searcher().segments());
            if round % 13 == 7 {
                compare(&index.searcher(), &model, 1 + chance.below(20));
            }
        }
        assert!(most > 3, "{most} segments only");
        writer.close().expect("merged");
        let searcher = index.searcher();
        assert!(searcher.segments() < 40, "nothing was merged");
        compare(&searcher, &model, 7);
    }
}

#[test]
fn the_best_match_comes_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = Index::rebuild(folder.path(), "log").expect("an index");
    let mut writer = index.writer().expect("a writer");
    let mut document = Chance(1).document(0);
    for (id, text) in [
        (1, "салық салық салық"),
        (2, "салық туралы бап"),
        (3, "бап"),
        (4, "салық туралы бап"),
    ] {
        document.id = id;
        document.text = text.to_owned();
        document.with(|one| writer.add(one)).expect("added");
    }
    writer.commit(4).expect("committed");
    let found = all(
        &index.searcher(),
        &search("салық", Filter::default()),
        Order::Ranked,
        2,
    );
    assert_eq!(found, [1, 4, 2]);
    let page = index.searcher().page(
        &search("салық", Filter::default()),
        Order::Ranked,
        Cursor::Below(2),
        1,
    );
    let page = page.expect("a page");
    assert!(page.hits[0].score > Some(0.0) && !page.bounded);
    assert_eq!(page.next, Some(Cursor::Skip(1)));
}

#[test]
fn what_is_skipped_is_not_among_the_best() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = Index::rebuild(folder.path(), "log").expect("an index");
    let mut writer = index.writer().expect("a writer");
    let mut chance = Chance(5);
    for id in 1..=3_000 {
        let document = chance.document(id);
        document.with(|one| writer.add(one)).expect("added");
        if id % 700 == 0 {
            writer.commit(id).expect("committed");
        }
    }
    writer.commit(3_000).expect("committed");
    let searcher = index.searcher();
    let scoring = EnableScoring::enabled_from_searcher(&searcher.0.searcher);
    let mut several = 0;
    for query in QUERIES.into_iter().filter(|query| !query.is_empty()) {
        let search = search(query, Filter::default());
        let stems = compile::stems(&search, searcher.0.fields);
        several += usize::from(stems.is_some_and(|stems| stems.len() > 1));
        let whole = compile::compile(&search, searcher.0.fields, true);
        let ranking = ranked::Ranking {
            weights: &[whole.weight(scoring).expect("a weight")],
            kinds: None,
            look: Look::All,
        };
        let looked = ranking.page(searcher.readers(), 0, 40, Clock::new(&search));
        let found = searcher.page(&search, Order::Ranked, Cursor::Start, 40);
        let (looked, found) = (looked.expect("a page"), found.expect("a page"));
        assert_eq!(found.hits, looked.hits, "{query}");
    }
    assert!(several > 0, "no word has several stems");
}

#[test]
fn where_not_all_are_ranked_the_newest_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = Index::rebuild(folder.path(), "log").expect("an index");
    let mut writer = index.writer().expect("a writer");
    for id in 1..=20 {
        let mut document = Chance(id).document(id);
        document.text = if id == 1 {
            "салық салық"
        } else {
            "салық туралы бап"
        }
        .to_owned();
        document.with(|one| writer.add(one)).expect("added");
        if id % 7 == 0 {
            writer.commit(id).expect("committed");
        }
    }
    writer.commit(20).expect("committed");
    let searcher = index.searcher();
    let query = compile::compile(&search("салық", Filter::default()), searcher.0.fields, true);
    let scoring = EnableScoring::enabled_from_searcher(&searcher.0.searcher);
    let weights = [query.weight(scoring).expect("a weight")];
    let ranked = |skipped, look| {
        let clock = Clock::new(&Search::default());
        let ranking = ranked::Ranking {
            weights: &weights,
            kinds: None,
            look,
        };
        let page = ranking
            .page(searcher.readers(), skipped, 3, clock)
            .expect("a page");
        let ids: Vec<u64> = page.hits.iter().map(|hit| hit.id).collect();
        (ids, page.next, page.bounded)
    };
    for look in [Look::Promising, Look::All] {
        assert_eq!(
            ranked(0, look),
            (vec![1, 20, 19], Some(Cursor::Skip(3)), false)
        );
    }
    assert_eq!(
        ranked(0, Look::Newest(9)),
        (vec![20, 19, 18], Some(Cursor::Skip(3)), true)
    );
    assert_eq!(ranked(3, Look::Newest(5)), (vec![17, 16], None, true));
    assert_eq!(
        ranked(0, Look::Newest(100)),
        (vec![1, 20, 19], Some(Cursor::Skip(3)), false)
    );
}

#[test]
fn a_search_that_is_late_ends() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = Index::rebuild(folder.path(), "log").expect("an index");
    let mut writer = index.writer().expect("a writer");
    Chance(1)
        .document(1)
        .with(|one| writer.add(one))
        .expect("added");
    writer.commit(1).expect("committed");
    let searcher = index.searcher();
    let late = Search {
        until: Some(Instant::now()),
        ..Search::default()
    };
    let word = Search {
        until: late.until,
        ..search("заң", Filter::default())
    };
    for order in [Order::Newest, Order::Ranked] {
        let page = searcher.page(&word, order, Cursor::Start, 1);
        assert!(matches!(page, Err(Failure::Late)));
    }
    assert!(matches!(searcher.count(&word), Err(Failure::Late)));
    assert!(matches!(searcher.facets(&late, &[], 1), Err(Failure::Late)));
}

#[test]
fn a_document_is_found_and_counted_by_each_of_its_numbers() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = Index::rebuild(folder.path(), "log").expect("an index");
    let mut writer = index.writer().expect("a writer");
    for (id, more) in [(1, &[][..]), (2, &[(Field::Group, 8), (Field::Group, 9)])] {
        let document = crate::Document {
            id,
            group: 7,
            more,
            texts: &[(crate::Language::English, "word")],
            ..Default::default()
        };
        writer.add(&document).expect("added");
        // One with several numbers and one without are in segments of their own, and then in one.
        writer.commit(id).expect("committed");
    }
    let having = |number| search("word", Filter::default().with(Field::Group, number));
    let searcher = index.searcher();
    for (number, found) in [(7, 2), (8, 1), (9, 1), (0, 0)] {
        assert_eq!(
            searcher.count(&having(number)).expect("a count"),
            found,
            "{number}"
        );
    }
    let all = search("word", Filter::default());
    let facets = searcher
        .facets(&all, &[Field::Group, Field::State], 2)
        .expect("facets");
    assert_eq!(facets.total, 2);
    assert_eq!(
        (&facets.facets[0].top[..], facets.facets[0].distinct),
        (&[(7, 2), (8, 1)][..], 3)
    );
    assert_eq!(facets.facets[1].none, 2);
}
