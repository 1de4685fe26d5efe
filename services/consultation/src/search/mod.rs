//! Searches: an index beside the data that follows the log, and what is asked of it.
//!
//! Owns when the index is read on, built anew and rid of words that were redacted; what is searched is `domain::search`'s, the index
//! itself the crate `search`'s. Without the feature `search` there is none, and everybody is told so (`without`).

#[cfg(feature = "search")]
mod feed;
#[cfg(feature = "search")]
mod follow;
#[cfg(feature = "search")]
mod handle;
#[cfg(feature = "search")]
mod values;
#[cfg(feature = "search")]
mod words;

#[cfg(not(feature = "search"))]
mod without;

use common::Error;
use kenes_proto::types::ErrorReason as Reason;

use crate::domain::search::{Facet, Searched};

#[cfg(feature = "search")]
pub use follow::keep_indexing;
#[cfg(feature = "search")]
pub use handle::Search;
#[cfg(feature = "search")]
pub(crate) use words::Words;

#[cfg(not(feature = "search"))]
pub(crate) use without::Words;
#[cfg(not(feature = "search"))]
pub use without::{Search, keep_indexing};

/// What is asked of the index, but for the words.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) searched: Searched,
    /// Each of these facets has one of its values.
    pub(crate) filters: Vec<(Facet, Vec<String>)>,
    pub(crate) ranked: bool,
    /// Where the page begins: below this id, or ranked after so many. `None`: at the beginning, where all is counted, too.
    pub(crate) after: Option<u64>,
    pub(crate) limit: usize,
    pub(crate) facets: Vec<Facet>,
}

/// What the index found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    /// The first entries of what was found, with their scores, in order.
    pub(crate) hits: Vec<(u64, f64)>,
    /// Whether there are more.
    pub(crate) more: bool,
    pub(crate) total: Option<u64>,
    pub(crate) facets: Vec<Counted>,
    /// So many entries of the log had been read.
    pub(crate) read: u64,
}

/// A facet of what was found.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    pub(crate) facet: Facet,
    /// The most frequent values with their counts.
    pub(crate) values: Vec<(String, u64)>,
    /// Whether there are others.
    pub(crate) more: bool,
}

/// That there is no search here.
fn off() -> Error {
    let text = "this service was built or started without search: lists filter, and need no words";
    Error::unimplemented(Reason::SearchOff, text)
}

/// Deletes an index that nobody feeds: what is redacted would stay in it. The values beside it say nothing of what is redacted.
fn discard(folder: &std::path::Path) -> Result<(), Error> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::internal(error)),
        _ => Ok(()),
    }
}
