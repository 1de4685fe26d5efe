//! The full-text engine of Kenes: what a word is in Kazakh, Russian and English, the index over documents, queries, facets,
//! highlights.
//!
//! An [`Index`] lies in a folder beside the data. It is fed through its one [`Writer`], in the order of a log, and every commit
//! carries the position reached; whoever opens it continues from [`Index::position`]. It is derived and never the truth: an index
//! that is missing, damaged, of another log or of another version of this crate is built again ([`Index::rebuild`]). A
//! [`Searcher`] is one state of it, cheap to make. What people write is parsed by [`Query::parse`]; [`Query::fragments`] marks
//! what was found in a text.
//!
//! Owns no contract, no database, no clock and no network. Numbers are the caller's: an id is the place of a document in the log, so a
//! greater id is newer; laws, organizations, regions and the like are whatever numbers the caller gives them, 0 for none.

mod analyzer;
mod document;
mod failure;
mod filter;
mod highlight;
mod index;
mod query;
mod schema;
mod searcher;
mod shared;
mod stamp;
#[cfg(test)]
mod testing;
mod writer;

pub use analyzer::{Language, Token, tokens};
pub use document::{Document, Field};
pub use failure::{Failure, Unusable};
pub use filter::Filter;
pub use highlight::{Fragment, Fragments};
pub use index::Index;
pub use query::{Fault, Problem, Query};
pub use searcher::{Cursor, Facet, Facets, Hit, Order, Page, Search, Searcher};
pub use writer::{Purge, Writer};
