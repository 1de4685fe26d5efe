//! Searching one state of the index.

use std::time::Instant;

use crate::{document::Field, failure::Failure, filter::Filter, query::Query};

/// One state of an index, as of one commit. Cheap to clone. Holds files of the index open: drop it soon.
#[derive(Clone)]
pub struct Searcher {}

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
}

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

// === impl Searcher

impl Searcher {
    /// Up to so many documents all matches are ranked.
    pub const RANKED: u64 = 3_000_000;

    /// The most hits a ranked search goes through, over all pages.
    pub const DEEPEST: usize = 1_000;

    /// Returns the position of the commit this is the state of.
    pub fn position(&self) -> u64 {
        todo!()
    }

    /// Returns how many documents there are.
    pub fn documents(&self) -> u64 {
        todo!()
    }

    /// Returns how many segments (files of documents) there are.
    pub fn segments(&self) -> usize {
        todo!()
    }

    /// Returns a page of what is found. A cursor of the other order means the start. A ranked search without a query is one of the newest.
    pub fn page(
        &self,
        search: &Search,
        order: Order,
        after: Cursor,
        limit: usize,
    ) -> Result<Page, Failure> {
        let _ = (search, order, after, limit);
        todo!()
    }

    /// Returns how many documents are found: exact.
    pub fn count(&self, search: &Search) -> Result<u64, Failure> {
        let _ = search;
        todo!()
    }

    /// Returns the exact counts of all that is found, of each field the `top` most frequent numbers.
    pub fn facets(&self, search: &Search, fields: &[Field], top: usize) -> Result<Facets, Failure> {
        let _ = (search, fields, top);
        todo!()
    }
}
