//! What is asked of the index, by whom: those who search, and redactions, which wait for words to be gone from it.

use std::{
    collections::HashMap,
    fmt,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use common::{Error, app::App};
use kenes_proto::{record::Redaction, types::ErrorReason as Reason};
use search::{Cursor, Failure, Filter, Index, Order, Search as Query, Searcher};
use tokio::{
    sync::{Notify, Semaphore, watch},
    time::{Instant, timeout},
};

use super::{Asked, Counted, Found, Value, Words, discard, feed::field, off};
use crate::domain::search as rules;

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
/// So many names of values are remembered.
const REMEMBERED: usize = 20_000;
/// So many resources are offered of which a value can be read.
const EXAMPLES: usize = 3;

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
    turn: Semaphore,
    values: Mutex<HashMap<u64, String>>,
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
        write!(f, "Status({}, ready: {ready}, purged: {})", self.read, self.purged)
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
            turn: Semaphore::new(AT_ONCE),
            values: Mutex::default(),
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
        let turn = self.0.turn.acquire().await.map_err(Error::internal)?;
        let until = Instant::now() + LONGEST;
        let work = move || look(&searcher, &words, &asked, until);
        let found = tokio::task::spawn_blocking(work).await;
        drop(turn);
        let mut found = found.map_err(Error::internal)?.map_err(failed)?;
        let known = self.0.values.lock().unwrap_or_else(PoisonError::into_inner);
        for value in found.facets.iter_mut().flat_map(|facet| &mut facet.values) {
            if let Some(name) = known.get(&value.number) {
                value.known = Ok(name.clone());
            }
        }
        drop(known);
        self.exemplify(app, found).await
    }

    /// The same, with resources that have the values whose names are not known.
    async fn exemplify(&self, app: &App, mut found: Found) -> Result<Found, Error> {
        let values = found.facets.iter();
        let unknown = values.flat_map(|facet| {
            let unknown = facet.values.iter().filter(|value| value.known.is_err());
            unknown.map(|value| (facet.facet, value.number))
        });
        let unknown: Vec<_> = unknown.collect();
        if unknown.is_empty() {
            return Ok(found);
        }
        let searcher = self.searcher(app)?;
        let work = move || {
            let each = unknown.into_iter();
            each.map(|(facet, number)| Ok((number, examples(&searcher, facet, number)?)))
                .collect::<Result<HashMap<_, _>, Failure>>()
        };
        let examples = tokio::task::spawn_blocking(work).await;
        let mut examples = examples.map_err(Error::internal)?.map_err(failed)?;
        for value in found.facets.iter_mut().flat_map(|facet| &mut facet.values) {
            if let Err(known) = &mut value.known {
                *known = examples.remove(&value.number).unwrap_or_default();
            }
        }
        Ok(found)
    }

    /// Remembers what a value is called.
    pub(crate) fn learn(&self, number: u64, value: &str) {
        let mut values = self.0.values.lock().unwrap_or_else(PoisonError::into_inner);
        if values.len() < REMEMBERED {
            values.insert(number, value.to_owned());
        }
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
            match app.log.index(&reached.name, reached.public_revision).await? {
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

fn look(
    searcher: &Searcher,
    words: &Words,
    asked: &Asked,
    until: Instant,
) -> Result<Found, Failure> {
    let of_kind = Filter::default().with(search::Field::Kind, asked.searched.number());
    let filter = asked.filters.iter().fold(of_kind, |filter, (facet, values)| {
        let numbers = values.iter().map(|value| rules::number(value));
        filter.with_one_of(field(*facet), numbers.collect())
    });
    let query = Query {
        query: Some(words.query().clone()),
        filter,
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
    let mut found = Found {
        hits: page
            .hits
            .iter()
            .map(|hit| (hit.id, hit.score.map_or(0.0, f64::from)))
            .collect(),
        more: page.next.is_some(),
        read: searcher.position(),
        ..Found::default()
    };
    if asked.after.is_none() && asked.facets.is_empty() {
        found.total = Some(searcher.count(&query)?);
    } else if asked.after.is_none() {
        let fields: Vec<_> = asked.facets.iter().map(|facet| field(*facet)).collect();
        let facets = searcher.facets(&query, &fields, VALUES)?;
        found.total = Some(facets.total);
        let pairs = asked.facets.iter().zip(facets.facets);
        found.facets = pairs
            .map(|(facet, counted)| Counted {
                facet: *facet,
                more: counted.distinct > counted.top.len(),
                values: counted.top.into_iter().map(value).collect(),
            })
            .collect();
    }
    Ok(found)
}

fn value((number, count): (u64, u64)) -> Value {
    Value {
        number,
        count,
        known: Err(Vec::new()),
    }
}

/// The first entries of some resources that have a value.
fn examples(searcher: &Searcher, facet: rules::Facet, number: u64) -> Result<Vec<u64>, Failure> {
    let having = Query {
        filter: Filter::default().with(field(facet), number),
        ..Query::default()
    };
    let page = searcher.page(&having, Order::Newest, Cursor::Start, EXAMPLES)?;
    Ok(page.hits.into_iter().map(|hit| hit.id).collect())
}
