//! Searching one state of the index.
//!
//! `compile` makes the index's query of ours, `newest` and `ranked` find a page, `facets` counts, `kinds` says what must be counted,
//! `share` on how many threads.
//! Owns no files.

mod compile;
mod excluded;
mod facets;
mod kinds;
mod newest;
mod ranked;
mod segment;
mod share;

use std::{
    sync::{Arc, Weak},
    time::Instant,
};

use tantivy::{
    SegmentReader,
    query::{EnableScoring, Weight},
};

use crate::{document::Field, failure::Failure, filter::Filter, query::Query, schema::Fields};
use facets::Sums;
use ranked::Look;
use segment::Segment;
use share::{Threads, share};

pub use facets::{Facet, Facets};

/// One state of an index, as of one commit. Cheap to clone. Holds files of the index open: drop it soon.
#[derive(Clone)]
pub struct Searcher(Arc<State>);

/// What all clones of a searcher share.
struct State {
    searcher: tantivy::Searcher,
    fields: Fields,
    position: u64,
}

/// A searcher that may have been dropped.
pub(crate) struct Trace(Weak<State>);

/// What is searched for.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// The words; none for all documents that the filter lets through.
    pub query: Option<Query>,
    /// Which documents.
    pub filter: Filter,
    /// When to give up with [`Failure::Late`].
    pub until: Option<Instant>,
}

/// The order of what was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The greatest id first.
    #[default]
    Newest,
    /// The best match first (BM25), the newest among equals. Among more than [`Searcher::RANKED`] documents only the newest matches
    /// are ranked.
    Ranked,
}

/// Where a page begins: after what was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cursor {
    /// At the beginning.
    #[default]
    Start,
    /// Newest first: below this id.
    Below(u64),
    /// Ranked: after so many.
    Skip(usize),
}

/// A document that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Its id.
    pub id: u64,
    /// Its kind.
    pub kind: u64,
    /// How well it matches, if this was asked.
    pub score: Option<f32>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// The documents, in order.
    pub hits: Vec<Hit>,
    /// Where the next page begins, if there is more.
    pub next: Option<Cursor>,
    /// Whether only the newest matches were ranked.
    pub bounded: bool,
    /// How many are found, where all were looked at anyhow; else [`Searcher::count`] counts.
    pub total: Option<u64>,
}

/// Ends a search that lasts too long.
#[derive(Clone, Copy)]
struct Clock {
    until: Option<Instant>,
    steps: usize,
}

// === impl Searcher

impl Searcher {
    /// Up to so many documents all matches are ranked.
    pub const RANKED: u64 = 3_000_000;

    /// The most hits a ranked search goes through, over all pages.
    pub const DEEPEST: usize = 1_000;

    pub(crate) fn new(searcher: tantivy::Searcher, fields: Fields, position: u64) -> Self {
        Self(Arc::new(State {
            searcher,
            fields,
            position,
        }))
    }

    /// Returns what tells whether it is still held.
    pub(crate) fn trace(&self) -> Trace {
        Trace(Arc::downgrade(&self.0))
    }

    pub(crate) fn readers(&self) -> &[SegmentReader] {
        self.0.searcher.segment_readers()
    }

    /// Returns the position of the commit this is the state of.
    pub fn position(&self) -> u64 {
        self.0.position
    }

    /// Returns how many documents there are.
    pub fn documents(&self) -> u64 {
        self.0.searcher.num_docs()
    }

    /// Returns how many segments (files of documents) there are.
    pub fn segments(&self) -> usize {
        self.0.searcher.segment_readers().len()
    }

    /// Returns a page of what is found. A cursor of the other order means the start. A ranked search without a query is one of the newest.
    pub fn page(
        &self,
        search: &Search,
        order: Order,
        after: Cursor,
        limit: usize,
    ) -> Result<Page, Failure> {
        let mut clock = Clock::new(search);
        let Some(query) = search.query.as_ref().filter(|_| order == Order::Ranked) else {
            let below = match after {
                Cursor::Below(id) => Some(id),
                Cursor::Start | Cursor::Skip(_) => None,
            };
            let segments = Segment::newest_first(self.readers())?;
            return newest::page(&segments, &*self.weight(search)?, below, limit, &mut clock);
        };
        let look = if self.documents() > Self::RANKED {
            Look::Newest(ranked::BUDGET)
        } else if query.has_phrase() {
            // Nobody knows how well a phrase can match before it was looked at.
            Look::All
        } else {
            Look::Promising
        };
        // The index skips what cannot be good enough only where there is no other condition.
        let split = kinds::split(&self.0.searcher, search, self.0.fields)?;
        let stems = compile::stems(&split.all, self.0.fields).filter(|_| look == Look::Promising);
        let queries =
            stems.unwrap_or_else(|| vec![compile::compile(&split.all, self.0.fields, true)]);
        let scoring = EnableScoring::enabled_from_searcher(&self.0.searcher);
        let weights = queries.iter().map(|query| query.weight(scoring));
        let ranking = ranked::Ranking {
            weights: &weights.collect::<Result<Vec<_>, _>>()?,
            kinds: split.kinds.as_deref(),
            look,
        };
        let skipped = match after {
            Cursor::Skip(skipped) => skipped.min(Self::DEEPEST),
            Cursor::Start | Cursor::Below(_) => 0,
        };
        ranking.page(self.readers(), skipped, limit, clock)
    }

    /// Returns how many documents are found: exact.
    pub fn count(&self, search: &Search) -> Result<u64, Failure> {
        let split = kinds::split(&self.0.searcher, search, self.0.fields)?;
        let all = self.counted(&split.all)?;
        match &split.others {
            Some(others) => Ok(all - self.counted(others)?),
            None => Ok(all),
        }
    }

    fn counted(&self, search: &Search) -> Result<u64, Failure> {
        let (weight, clock) = (self.weight(search)?, Clock::new(search));
        let add = |sum: &mut u64, segment: &SegmentReader| {
            clock.check()?;
            *sum += u64::from(weight.count(segment)?);
            Ok(())
        };
        let sums = share(self.readers(), threads(search), || 0, add)?;
        Ok(sums.into_iter().sum())
    }

    /// Returns the exact counts of all that is found, of each field the `top` most frequent numbers.
    pub fn facets(&self, search: &Search, fields: &[Field], top: usize) -> Result<Facets, Failure> {
        let split = kinds::split(&self.0.searcher, search, self.0.fields)?;
        let mut sums = self.sums(&split.all, fields)?;
        if let Some(others) = &split.others {
            sums.take_off(&self.sums(others, fields)?);
        }
        Ok(sums.most(top))
    }

    fn sums(&self, search: &Search, fields: &[Field]) -> Result<Sums, Failure> {
        let weight = self.weight(search)?;
        let new = || (Sums::new(fields), Clock::new(search));
        let add = |(sums, clock): &mut (Sums, Clock), segment: &SegmentReader| {
            sums.add(segment, &*weight, clock)
        };
        let parts = share(self.readers(), Threads::OneMore, new, add)?;
        let whole = parts.into_iter().map(|(sums, _)| sums);
        let whole = whole.reduce(|mut sums, more| {
            sums.put_in(more);
            sums
        });
        Ok(whole.unwrap_or_else(|| Sums::new(fields)))
    }

    /// Returns what finds the documents of a search, without scores.
    fn weight(&self, search: &Search) -> Result<Box<dyn Weight>, Failure> {
        let query = compile::compile(search, self.0.fields, false);
        let scoring = EnableScoring::disabled_from_searcher(&self.0.searcher);
        Ok(query.weight(scoring)?)
    }
}

/// A phrase takes long: where its words stand is read of each document that has them.
fn threads(search: &Search) -> Threads {
    match search.query.as_ref().is_some_and(Query::has_phrase) {
        true => Threads::OneMore,
        false => Threads::Own,
    }
}

// === impl Trace

impl Trace {
    /// Returns the searcher, if somebody holds it.
    pub(crate) fn searcher(&self) -> Option<Searcher> {
        self.0.upgrade().map(Searcher)
    }
}

// === impl Clock

impl Clock {
    /// The clock is looked at once in so many steps.
    const STEPS: usize = 1_024;

    fn new(search: &Search) -> Self {
        Self {
            until: search.until,
            steps: 0,
        }
    }

    /// A document more was looked at.
    fn step(&mut self) -> Result<(), Failure> {
        self.steps(1)
    }

    /// So many documents more were looked at.
    fn steps(&mut self, more: usize) -> Result<(), Failure> {
        self.steps += more;
        if self.steps >= Self::STEPS {
            self.steps = 0;
            return self.check();
        }
        Ok(())
    }

    fn check(self) -> Result<(), Failure> {
        match self.until {
            Some(until) if Instant::now() >= until => Err(Failure::Late),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
