//! No search: this was built without it.

use std::path::PathBuf;

use common::{Error, app::App};
use kenes_proto::{consultation as pb, record::Redaction};

use super::{Asked, Found, off};
use crate::domain::search::Said;

/// No search.
#[derive(Clone, Debug, Default)]
pub struct Search {
    folder: Option<PathBuf>,
}

/// The words of a query; there are none.
#[derive(Clone, Debug)]
pub(crate) struct Words;

// === impl Search

impl Search {
    /// No search, and no index that an earlier run could have left.
    pub fn none() -> Self {
        Self::default()
    }

    /// The same, where an earlier run may have left its index in a folder.
    pub fn off(folder: PathBuf) -> Self {
        Self {
            folder: Some(folder),
        }
    }

    /// The same: nobody would look into the index.
    pub fn at(folder: PathBuf) -> Self {
        Self::off(folder)
    }

    /// Whether searches are answered.
    pub fn is_on(&self) -> bool {
        false
    }

    /// Nothing is read, so there is nothing to wait for.
    pub async fn catch_up(&self, app: &App) -> bool {
        let _ = app;
        std::future::ready(true).await
    }

    pub(crate) fn words(&self, query: &str) -> Result<Words, Error> {
        let _ = query;
        Err(off())
    }

    pub(crate) async fn find(&self, app: &App, words: Words, asked: Asked) -> Result<Found, Error> {
        let _ = (app, words, asked);
        std::future::ready(Err(off())).await
    }

    pub(crate) async fn forgotten(&self, app: &App, redaction: &Redaction) -> Result<bool, Error> {
        let _ = (app, redaction);
        std::future::ready(()).await;
        match &self.folder {
            Some(folder) => super::discard(folder).map(|()| true),
            None => Ok(true),
        }
    }
}

/// Nothing is indexed.
pub async fn keep_indexing(app: App, search: Search, stop: impl Future<Output = ()>) {
    let _ = (app, search);
    stop.await;
}

// === impl Words

impl Words {
    pub(crate) fn fragments(
        &self,
        said: &[Said<'_>],
        language: &str,
        most: usize,
    ) -> Vec<pb::SearchFragment> {
        let _ = (self, said, language, most);
        Vec::new()
    }
}
