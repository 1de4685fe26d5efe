//! What is asked of the index, by whom: those who search, and redactions, which wait for words to be gone from it.

use std::{
    fmt,
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use common::{Error, app::App};
use kenes_proto::{record::Redaction, types::ErrorReason as Reason};
use search::{Cursor, Failure, Field, Filter, Index, Order, Search as Query, Searcher};
use tokio::{
    sync::{Notify, Semaphore, watch},
    time::{Instant, timeout},
};

use super::{Asked, Counted, Found, Words, discard, feed::field, off, values::Values};
use crate::domain::search::Facet;

/// How long a search may take.
const LONGEST: Duration = Duration::from_secs(2);
/// So many search at once; others wait for their turn.
const AT_ONCE: usize = 4;
/// How long a redaction waits for its words to be gone from the index, before it is tried again.
const PATIENCE: Duration = Duration::from_secs(2);
/// When to come back to an index that is being built.
const RETRY: Duration = Duration::from_secs(5);
/// The most values of a facet.
const VALUES: usize = 100;
/// The number of a value that nothing has.
const NOBODY: u64 = u64::MAX;

/// The index of a service, and where it stands. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Search(Arc<Shared>);

#[derive(Debug)]
pub(super) struct Shared {
    /// Where the index lies. `None`: there is none.
    folder: Option<PathBuf>,
    on: bool,
    pub(super) status: watch::Sender<Status>,
    /// Somebody waits for what was just written.
    pub(super) hurry: Notify,
    turn: Arc<Semaphore>,
    /// The values of what was read. Only who follows the log writes to them.
    pub(super) values: RwLock<Values>,
}

/// How far the index is.
#[derive(Clone, Default)]
pub(super) struct Status {
    /// Somebody reads on in the log.
    pub(super) following: bool,
    /// What is searched; `None` while it is built.
    pub(super) index: Option<Index>,
    /// So many entries of the log are in what can be searched, or is being built.
    pub(super) read: u64,
    /// Whether the words of all that was redacted up to there are gone from the disk.
    pub(super) purged: bool,
}

impl fmt::Debug for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ready = self.index.is_some();
        write!(
            f,
            "Status({}, ready: {ready}, purged: {})",
            self.read, self.purged
        )
    }
}

// === impl Search

impl Search {
    /// No search, and no index that an earlier run could have left.
    pub fn none() -> Self {
        Self::of(None, false)
    }

    /// The same, where an earlier run may have left its index in a folder.
    pub fn off(folder: PathBuf) -> Self {
        Self::of(Some(folder), false)
    }

    /// Search whose index lies in this folder, as soon as [`keep_indexing`](super::keep_indexing) follows the log.
    pub fn at(folder: PathBuf) -> Self {
        Self::of(Some(folder), true)
    }

    fn of(folder: Option<PathBuf>, on: bool) -> Self {
        Self(Arc::new(Shared {
            folder,
            on,
            status: watch::Sender::default(),
            hurry: Notify::new(),
            turn: Arc::new(Semaphore::new(AT_ONCE)),
            values: RwLock::default(),
        }))
    }

    /// Whether searches are answered.
    pub fn is_on(&self) -> bool {
        self.0.on
    }

    /// Its folder, where the index is to be kept.
    pub(super) fn to_keep(&self) -> Option<(&Arc<Shared>, PathBuf)> {
        let folder = self.0.folder.clone().filter(|_| self.0.on)?;
        Some((&self.0, folder))
    }

    /// Waits until all that is signed now can be found; false if that takes too long.
    pub async fn catch_up(&self, app: &App) -> bool {
        let size = app.log.published().checkpoint.size;
        self.wait(|status| status.index.is_some() && status.read >= size)
            .await
    }

    async fn wait(&self, until: impl FnMut(&Status) -> bool) -> bool {
        let mut status = self.0.status.subscribe();
        self.0.hurry.notify_one();
        matches!(timeout(PATIENCE, status.wait_for(until)).await, Ok(Ok(_)))
    }

    /// The words of a query, or all that is wrong with them.
    pub(crate) fn words(&self, query: &str) -> Result<Words, Error> {
        match self.0.on {
            true => Words::of(query),
            false => Err(off()),
        }
    }

    /// What is found.
    pub(crate) async fn find(&self, app: &App, words: Words, asked: Asked) -> Result<Found, Error> {
        let searcher = self.searcher(app)?;
        let turn = Arc::clone(&self.0.turn).acquire_owned().await;
        let turn = turn.map_err(Error::internal)?;
        let (until, shared) = (Instant::now() + LONGEST, Arc::clone(&self.0));
        let work = move || {
            // Held also where the caller is gone.
            let _turn = turn;
            shared.look(&searcher, &words, &asked, until)
        };
        let found = tokio::task::spawn_blocking(work).await;
        found.map_err(Error::internal)?.map_err(failed)
    }

    fn searcher(&self, app: &App) -> Result<Searcher, Error> {
        let status = self.0.status.borrow();
        if let Some(index) = &status.index {
            return Ok(index.searcher());
        }
        let (read, size) = (status.read, app.log.published().checkpoint.size);
        let text = format!(
            "the index of searches is being built: {read} of {size} entries of the log are read; come back in a while"
        );
        Err(Error::unavailable(Reason::SearchNotReady, text, RETRY)
            .with("read_entry_count", read.to_string())
            .with("log_entry_count", size.to_string()))
    }

    /// Whether the words that a redaction takes are gone from the index of this process: waits a little.
    pub(crate) async fn forgotten(&self, app: &App, redaction: &Redaction) -> Result<bool, Error> {
        let Some(folder) = &self.0.folder else {
            return Ok(true);
        };
        if !self.0.on {
            return discard(folder).map(|()| true);
        }
        if !self.0.status.borrow().following {
            // Nothing was ever read here, or what was is not looked after by this process.
            return Ok(!folder.exists());
        }
        let mut last = 0;
        for reached in &redaction.redacted_resources {
            match app
                .log
                .index(&reached.name, reached.public_revision)
                .await?
            {
                Some(index) => last = last.max(index),
                None => return Ok(false),
            }
        }
        let gone = |status: &Status| status.index.is_some() && status.read > last && status.purged;
        Ok(self.wait(gone).await)
    }
}

// === asking

fn failed(failure: Failure) -> Error {
    match failure {
        Failure::Late => {
            let say = "finds so much that it takes too long: add a word, or a filter";
            Error::invalid(Reason::QueryTooBroad, "query", say)
        }
        Failure::Index(source) => Error::internal(source),
    }
}

impl Shared {
    fn look(
        &self,
        searcher: &Searcher,
        words: &Words,
        asked: &Asked,
        until: Instant,
    ) -> Result<Found, Failure> {
        let query = Query {
            query: Some(words.query().clone()),
            filter: self.filter(asked),
            until: Some(until.into_std()),
        };
        let order = match asked.ranked {
            true => Order::Ranked,
            false => Order::Newest,
        };
        let after = match (asked.after, asked.ranked) {
            (None, _) => Cursor::Start,
            (Some(id), false) => Cursor::Below(id),
            (Some(seen), true) => Cursor::Skip(usize::try_from(seen).unwrap_or(usize::MAX)),
        };
        let page = searcher.page(&query, order, after, asked.limit)?;
        let hits = page.hits.iter();
        let mut found = Found {
            hits: hits
                .map(|hit| (hit.id, hit.score.map_or(0.0, f64::from)))
                .collect(),
            more: page.next.is_some(),
            read: searcher.position(),
            ..Found::default()
        };
        match asked.after {
            Some(_) => {}
            None if asked.facets.is_empty() => {
                found.total = Some(match page.total {
                    Some(total) => total,
                    None => searcher.count(&query)?,
                });
            }
            None => {
                let fields: Vec<_> = asked.facets.iter().map(|facet| field(*facet)).collect();
                let facets = searcher.facets(&query, &fields, VALUES)?;
                found.total = Some(facets.total);
                let pairs = asked.facets.iter().zip(&facets.facets);
                found.facets = pairs
                    .map(|(asked, facet)| self.counted(*asked, facet))
                    .collect();
            }
        }
        Ok(found)
    }

    fn filter(&self, asked: &Asked) -> Filter {
        let values = self.values.read().unwrap_or_else(PoisonError::into_inner);
        let of_kind = Filter::default().with(Field::Kind, asked.searched.number());
        asked
            .filters
            .iter()
            .fold(of_kind, |filter, (facet, wanted)| {
                let numbers = wanted
                    .iter()
                    .map(|value| values.known(value).unwrap_or(NOBODY));
                filter.with_one_of(field(*facet), numbers.collect())
            })
    }

    fn counted(&self, asked: Facet, facet: &search::Facet) -> Counted {
        let values = self.values.read().unwrap_or_else(PoisonError::into_inner);
        let named = facet.top.iter().filter_map(|(number, count)| {
            let name = values.value(*number)?;
            Some((name.to_owned(), *count))
        });
        Counted {
            facet: asked,
            values: named.collect(),
            more: facet.distinct > facet.top.len(),
        }
    }
}
