//! Our search as a query of the index.

use std::ops::{Bound, Range};

use tantivy::{
    Term,
    query::{
        AllQuery, BooleanQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery,
        InvertedIndexRangeQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery,
    },
    schema::IndexRecordOption,
};

use super::{Search, excluded::Excluded};
use crate::{query::Part, schema::Fields};

/// Returns the query of the index. Only words have a part in the score, if one is asked for: their frequencies are read for it.
pub(super) fn compile(search: &Search, fields: Fields, scored: bool) -> Box<dyn Query> {
    let mut must = Vec::new();
    let mut must_not = Vec::new();
    if let Some(query) = &search.query {
        for group in &query.all {
            let parts = group
                .iter()
                .map(|part| best(ways(part, fields, scored), scored));
            must.push(any(parts.collect()));
        }
        must_not.extend(query.none.iter().flat_map(|part| ways(part, fields, false)));
    }
    for (field, numbers) in &search.filter.one_of {
        let terms = numbers.iter().map(|number| fields.number(*field, *number));
        let terms = terms.map(|term| -> Box<dyn Query> {
            Box::new(TermQuery::new(term, IndexRecordOption::Basic))
        });
        must.push(unscored(any(terms.collect())));
    }
    if let Some(time) = &search.filter.time {
        must.push(unscored(within(time, fields)));
    }
    if must.is_empty() {
        must.push(unscored(Box::new(AllQuery)));
    }
    if must.len() == 1 && must_not.is_empty() {
        return must.swap_remove(0);
    }
    let must = must.into_iter().map(|query| (Occur::Must, query));
    let must_not = must_not
        .into_iter()
        .map(|query| -> Box<dyn Query> { Box::new(Excluded(query)) });
    let must_not = must_not.map(|query| (Occur::MustNot, query));
    Box::new(BooleanQuery::new(must.chain(must_not).collect()))
}

/// Returns the stems of one word as scored queries, each by itself, if a search asks for nothing else. The best of each are the best
/// of all, and the index skips more than where it must add them up.
pub(super) fn stems(search: &Search, fields: Fields) -> Option<Vec<Box<dyn Query>>> {
    let query = search.query.as_ref()?;
    let ([group], [], true) = (&query.all[..], &query.none[..], search.filter.is_empty()) else {
        return None;
    };
    match &group[..] {
        [part @ Part::Words(stems)] if stems.iter().all(|way| way.len() == 1) => {
            Some(ways(part, fields, true))
        }
        _ => None,
    }
}

/// Returns the queries of a part, one of which must match.
fn ways(part: &Part, fields: Fields, scored: bool) -> Vec<Box<dyn Query>> {
    let read = if scored {
        IndexRecordOption::WithFreqs
    } else {
        IndexRecordOption::Basic
    };
    let term =
        |stem: &String| -> Box<dyn Query> { Box::new(TermQuery::new(fields.stem(stem), read)) };
    match part {
        Part::Words(ways) => {
            let way = |way: &Vec<String>| match way.as_slice() {
                [stem] => term(stem),
                stems => {
                    let terms = stems.iter().map(|stem| fields.stem(stem));
                    Box::new(PhraseQuery::new(terms.collect()))
                }
            };
            ways.iter().map(way).collect()
        }
        Part::Prefix { folded, stems } => {
            let from = Bound::Included(fields.stem(folded));
            // No character comes after this one.
            let to = Bound::Excluded(fields.stem(&format!("{folded}\u{10ffff}")));
            let begins = InvertedIndexRangeQuery::new(from, to);
            let mut all = vec![unscored(Box::new(begins))];
            all.extend(stems.iter().map(term));
            all
        }
    }
}

/// Returns the query for documents of a time.
fn within(time: &Range<u64>, fields: Fields) -> Box<dyn Query> {
    if time.is_empty() {
        return Box::new(EmptyQuery);
    }
    let bound = |time| Term::from_field_u64(fields.time, time);
    Box::new(RangeQuery::new(
        Bound::Included(bound(time.start)),
        Bound::Excluded(bound(time.end)),
    ))
}

/// A part matches as well as the best of its ways: a word is one word, however it is stemmed.
fn best(ways: Vec<Box<dyn Query>>, scored: bool) -> Box<dyn Query> {
    match scored && ways.len() > 1 {
        true => Box::new(DisjunctionMaxQuery::new(ways)),
        false => any(ways),
    }
}

fn any(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.swap_remove(0),
        _ => Box::new(BooleanQuery::union(queries)),
    }
}

fn unscored(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}
