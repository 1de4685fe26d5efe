//! Exact counts of all that is found, in one pass.

use std::{cmp::Reverse, collections::HashMap, sync::Arc};

use tantivy::{
    COLLECT_BLOCK_BUFFER_LEN, DocId, DocSet, SegmentReader,
    columnar::{Cardinality, Column, ColumnValues},
    query::Weight,
};

use super::Clock;
use crate::{document::Field, failure::Failure};

/// Numbers of a segment that lie so near to each other are counted in a table; others by a map.
const NEAR: u64 = 1 << 16;

/// How many documents there are of each number of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// The field.
    pub field: Field,
    /// The most frequent numbers other than 0 with their counts, the most frequent first, the smallest number among equals.
    pub top: Vec<(u64, u64)>,
    /// How many numbers there are, also those that are not among the most frequent.
    pub distinct: usize,
    /// How many documents have none, which is 0.
    pub none: u64,
}

/// Exact counts over all that a search finds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// How many documents.
    pub total: u64,
    /// A facet for each field asked for, in this order.
    pub facets: Vec<Facet>,
}

/// The counts of a field in one segment.
struct Counter {
    values: Arc<dyn ColumnValues<u64>>,
    /// Where documents have several numbers: which those are.
    several: Option<Column<u64>>,
    least: u64,
    near: Vec<u32>,
    far: HashMap<u64, u32>,
}

/// What was counted of each field.
pub(super) struct Sums {
    total: u64,
    fields: Vec<(Field, HashMap<u64, u64>)>,
}

// === impl Sums

impl Sums {
    /// Nothing yet, of these fields.
    pub(super) fn new(fields: &[Field]) -> Self {
        let fields = fields.iter().map(|field| (*field, HashMap::new()));
        Self {
            total: 0,
            fields: fields.collect(),
        }
    }

    /// Counts what is found in a segment.
    pub(super) fn add(
        &mut self,
        segment: &SegmentReader,
        weight: &dyn Weight,
        clock: &mut Clock,
    ) -> Result<(), Failure> {
        clock.check()?;
        let fields = self.fields.iter();
        let counters = fields.map(|(field, _)| Counter::new(segment, *field));
        let mut counters = counters.collect::<Result<Vec<_>, _>>()?;
        let mut found = weight.scorer(segment, 1.0)?;
        let mut docs = [0; COLLECT_BLOCK_BUFFER_LEN];
        loop {
            let filled = found.fill_buffer(&mut docs);
            let alive = alive(segment, &mut docs[..filled]);
            self.total += alive.len() as u64;
            for counter in &mut counters {
                counter.add(alive);
            }
            clock.steps(filled)?;
            if filled < docs.len() {
                break;
            }
        }
        for (counter, (_, sums)) in counters.into_iter().zip(&mut self.fields) {
            counter.add_to(sums);
        }
        Ok(())
    }

    /// Puts in what was counted of the same fields elsewhere.
    pub(super) fn put_in(&mut self, more: Self) {
        self.total += more.total;
        for ((_, sums), (_, more)) in self.fields.iter_mut().zip(more.fields) {
            for (number, count) in more {
                *sums.entry(number).or_default() += count;
            }
        }
    }

    /// Takes off what was counted of the same fields, all of which is counted here too.
    pub(super) fn take_off(&mut self, less: &Self) {
        self.total -= less.total;
        for ((_, sums), (_, less)) in self.fields.iter_mut().zip(&less.fields) {
            for (number, count) in less {
                if let Some(sum) = sums.get_mut(number) {
                    *sum -= count;
                }
            }
            sums.retain(|_, sum| *sum > 0);
        }
    }

    /// The most frequent numbers of each field.
    pub(super) fn most(self, top: usize) -> Facets {
        let facets = self.fields.into_iter();
        Facets {
            total: self.total,
            facets: facets
                .map(|(field, sums)| Facet::new(field, sums, top))
                .collect(),
        }
    }
}

/// Moves those to the front that were not taken out, and returns them.
fn alive<'a>(segment: &SegmentReader, docs: &'a mut [DocId]) -> &'a [DocId] {
    let Some(alive) = segment.alive_bitset() else {
        return docs;
    };
    let mut kept = 0;
    for place in 0..docs.len() {
        if alive.is_alive(docs[place]) {
            docs[kept] = docs[place];
            kept += 1;
        }
    }
    &docs[..kept]
}

// === impl Facet, Counter

impl Facet {
    fn new(field: Field, mut sums: HashMap<u64, u64>, top: usize) -> Self {
        let none = sums.remove(&0).unwrap_or_default();
        let distinct = sums.len();
        let mut all: Vec<(u64, u64)> = sums.into_iter().collect();
        all.sort_unstable_by_key(|(number, count)| (Reverse(*count), *number));
        all.truncate(top);
        Self {
            field,
            top: all,
            distinct,
            none,
        }
    }
}

impl Counter {
    fn new(segment: &SegmentReader, field: Field) -> Result<Self, Failure> {
        let column = segment.fast_fields().u64(field.name())?;
        let values = Arc::clone(&column.values);
        let several = (column.get_cardinality() != Cardinality::Full).then_some(column);
        let least = values.min_value();
        let width = values.max_value().saturating_sub(least);
        let near = if width < NEAR { width + 1 } else { 0 };
        Ok(Self {
            values,
            several,
            least,
            near: vec![0; usize::try_from(near).unwrap_or_default()],
            far: HashMap::new(),
        })
    }

    /// Counts some documents, no more than a block.
    fn add(&mut self, docs: &[DocId]) {
        match self.several.take() {
            None => {
                let mut numbers = [0; COLLECT_BLOCK_BUFFER_LEN];
                let numbers = &mut numbers[..docs.len()];
                self.values.get_vals(docs, numbers);
                for number in &*numbers {
                    self.count(*number);
                }
            }
            Some(column) => {
                let numbers = docs.iter().flat_map(|doc| column.values_for_doc(*doc));
                numbers.for_each(|number| self.count(number));
                self.several = Some(column);
            }
        }
    }

    fn count(&mut self, number: u64) {
        let place = usize::try_from(number - self.least).unwrap_or(usize::MAX);
        match self.near.get_mut(place) {
            Some(count) => *count += 1,
            None => *self.far.entry(number).or_default() += 1,
        }
    }

    fn add_to(self, sums: &mut HashMap<u64, u64>) {
        let near = self.near.into_iter().enumerate();
        let near = near.map(|(place, count)| (self.least + place as u64, count));
        for (number, count) in near.chain(self.far).filter(|(_, count)| *count > 0) {
            *sums.entry(number).or_default() += u64::from(count);
        }
    }
}
