//! What the index and its writer have in common: the open files and the state that can be searched now.

use std::{
    path::PathBuf,
    sync::{Mutex, PoisonError, RwLock},
};

use tantivy::{IndexReader, ReloadPolicy};

use crate::{
    failure::Failure,
    schema::Fields,
    searcher::{Searcher, Trace},
};

/// An open index.
pub(crate) struct Shared {
    pub(crate) log: String,
    /// Where its files are.
    pub(crate) path: PathBuf,
    pub(crate) index: tantivy::Index,
    pub(crate) fields: Fields,
    reader: IndexReader,
    now: RwLock<Searcher>,
    /// The states before, as far as they may still be held.
    before: Mutex<Vec<Trace>>,
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
            before: Mutex::default(),
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
        let mut now = self.now.write().unwrap_or_else(PoisonError::into_inner);
        let mut before = self.before.lock().unwrap_or_else(PoisonError::into_inner);
        before.push(now.trace());
        *now = searcher;
        before.retain(|one| one.searcher().is_some());
        Ok(())
    }

    /// Returns the states before that somebody still holds.
    pub(crate) fn held(&self) -> Vec<Searcher> {
        let before = self.before.lock().unwrap_or_else(PoisonError::into_inner);
        before.iter().filter_map(Trace::searcher).collect()
    }
}
