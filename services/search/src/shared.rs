//! What the index and its writer have in common: the open files and the state that can be searched now.

use std::{
    path::PathBuf,
    sync::{PoisonError, RwLock},
};

use tantivy::{IndexReader, ReloadPolicy};

use crate::{failure::Failure, schema::Fields, searcher::Searcher};

/// An open index.
pub(crate) struct Shared {
    pub(crate) log: String,
    /// Where its files are.
    pub(crate) path: PathBuf,
    pub(crate) index: tantivy::Index,
    pub(crate) fields: Fields,
    reader: IndexReader,
    now: RwLock<Searcher>,
}

// === impl Shared

impl Shared {
    /// Opens all files.
    pub(crate) fn open(
        log: &str,
        path: PathBuf,
        index: tantivy::Index,
        position: u64,
    ) -> Result<Self, Failure> {
        let reader = index.reader_builder();
        let reader = reader.reload_policy(ReloadPolicy::Manual).try_into()?;
        let (_, fields) = Fields::new();
        Ok(Self {
            log: log.to_owned(),
            path,
            index,
            fields,
            now: RwLock::new(Searcher::new(reader.searcher(), fields, position)),
            reader,
        })
    }

    /// Returns what can be searched now.
    pub(crate) fn now(&self) -> Searcher {
        let now = self.now.read().unwrap_or_else(PoisonError::into_inner);
        now.clone()
    }

    /// Lets the last commit be searched, which was this one.
    pub(crate) fn reload(&self, position: u64) -> Result<(), Failure> {
        self.reader.reload()?;
        let searcher = Searcher::new(self.reader.searcher(), self.fields, position);
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = searcher;
        Ok(())
    }
}
