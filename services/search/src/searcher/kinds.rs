//! Searching without a look at each document's kind in the index: where nearly all are of the kind that is wanted, all are counted,
//! and what is of the others is taken off again. Owns no counts.

use std::collections::BTreeMap;

use tantivy::{Searcher, SegmentReader};

use super::Search;
use crate::{document::Field, failure::Failure, schema::Fields};

/// What is counted instead of a search, and what of it is then taken off.
pub(super) struct Split {
    pub(super) all: Search,
    pub(super) others: Option<Search>,
    /// The kinds that are wanted of all, if that are not all.
    pub(super) kinds: Option<Vec<u64>>,
}

/// Returns the search without its condition on the kind, and the one with the other kinds in its place, if that is less to do.
pub(super) fn split(
    searcher: &Searcher,
    search: &Search,
    fields: Fields,
) -> Result<Split, Failure> {
    let whole = Split {
        all: search.clone(),
        others: None,
        kinds: None,
    };
    let of_kind = |(field, _): &(Field, Vec<u64>)| *field == Field::Kind;
    let conditions = &search.filter.one_of;
    let Some(place) = conditions.iter().position(of_kind) else {
        return Ok(whole);
    };
    let mut frequencies = BTreeMap::new();
    for segment in searcher.segment_readers() {
        add(segment, fields, &mut frequencies)?;
    }
    let wanted = &conditions[place].1;
    let documents = |(_, count): (&u64, &u64)| *count;
    let (inside, outside): (Vec<_>, Vec<_>) = frequencies
        .iter()
        .partition(|(kind, _)| wanted.contains(kind));
    let sum = |part: &[(&u64, &u64)]| part.iter().copied().map(documents).sum::<u64>();
    if sum(&inside) < sum(&outside) {
        return Ok(whole);
    }
    let mut all = search.clone();
    all.filter.one_of.remove(place);
    let others = (!outside.is_empty()).then(|| {
        let kinds = outside.iter().map(|(kind, _)| **kind).collect();
        let mut others = search.clone();
        others.filter.one_of[place].1 = kinds;
        others
    });
    Ok(Split {
        all,
        kinds: others.is_some().then(|| wanted.clone()),
        others,
    })
}

/// Adds how many documents of a segment are of each kind, also those that were taken out since.
fn add(
    segment: &SegmentReader,
    fields: Fields,
    frequencies: &mut BTreeMap<u64, u64>,
) -> Result<(), Failure> {
    let index = segment.inverted_index(fields.number(Field::Kind, 0).field())?;
    let mut terms = index.terms().stream()?;
    while terms.advance() {
        // A number is written so that it sorts as a text.
        if let Ok(kind) = terms.key().try_into() {
            *frequencies.entry(u64::from_be_bytes(kind)).or_default() +=
                u64::from(terms.value().doc_freq);
        }
    }
    Ok(())
}
