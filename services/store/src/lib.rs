//! The store: one transaction contract over two engines.
//!
//! Domain rules and SQL are plain synchronous Rust over `&mut dyn Tx`; statements are written once, in portable SQL, with
//! `$1` arguments. Only `sqlite.rs` and `postgres.rs` name a driver. What every service's database holds besides its own
//! tables (revisions, counters) is in `migrations/`.

mod engine;
mod failure;
pub mod folder;
pub mod leaves;
pub mod migrate;
mod postgres;
mod sequence;
mod sqlite;
mod tx;
mod value;

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

pub use engine::{Mode, PendingAnswer, Role};
pub use failure::Distrust;
pub use migrate::{Migration, Upgrade};
pub use sqlite::renew;
pub use tx::{Tx, counter, counters, first_text, texts};
pub use value::{Cells, Row, Value};

use error::Error;
use kenes_proto::types::ErrorReason as Reason;
use tlog::proof::Receipt;
use tokio::sync::{mpsc::UnboundedReceiver, oneshot, watch};

use engine::{Engine, Typed};
use failure::Failure;

/// Where a service keeps its data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// A file of SQLite, and its companions beside it.
    Sqlite(PathBuf),
    /// A PostgreSQL database by its URL.
    Postgres(String),
}

impl std::str::FromStr for Database {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once("://") {
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres(text.to_owned())),
            Some((scheme, _)) => Err(format!(
                "no engine for {scheme}://; give a file path or postgres://…"
            )),
            None if text.is_empty() => Err("give a file path or postgres://…".to_owned()),
            None => Ok(Self::Sqlite(text.into())),
        }
    }
}

/// A handle to the database of one service. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    engine: Arc<dyn Engine>,
    failure: Failure,
    /// Whether something deleted may still be in the files: also after a start, since the last end may have been sudden.
    owed: Arc<AtomicBool>,
}

impl Store {
    /// Opens the database and brings its schema up to date, or says why not.
    pub async fn open(
        database: &Database,
        migrations: &[Migration],
        upgrade: Upgrade,
    ) -> Result<Self, Error> {
        let failure = Failure::default();
        let engine: Arc<dyn Engine> = match database {
            Database::Sqlite(path) => {
                Arc::new(sqlite::Sqlite::open(path, migrations, upgrade, &failure)?)
            }
            Database::Postgres(url) => {
                Arc::new(postgres::Postgres::open(url, migrations, upgrade).await?)
            }
        };
        let owed = Arc::new(AtomicBool::new(true));
        Ok(Self {
            engine,
            failure,
            owed,
        })
    }

    /// Runs `work` in one serialisable transaction, off the async threads, and answers when it is durable. `work` may
    /// run more than once, so it touches nothing but `tx`. Dropping the future does not stop the transaction.
    pub async fn write<T, F>(&self, method: &'static str, mode: Mode, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut dyn Tx) -> Result<T, Error> + Send + 'static,
    {
        self.with_receipt(method, mode, work)
            .await
            .map(|(answer, _)| answer)
    }

    /// The same with the receipt of the first entry that `work` wrote, where `mode` asks for it and it was to be had at once.
    pub async fn with_receipt<T, F>(
        &self,
        method: &'static str,
        mode: Mode,
        work: F,
    ) -> Result<(T, Option<Receipt>), Error>
    where
        T: Send + 'static,
        F: FnMut(&mut dyn Tx) -> Result<T, Error> + Send + 'static,
    {
        if self.failure.is_set() {
            return Err(stopping());
        }
        let (typed, answer) = Typed::pair(work);
        self.engine.write(mode, typed);
        self.trusted(answer.await.unwrap_or_else(|_| Err(lost(method))))
    }

    /// Where answers come that are held back until they are signed, for the one who signs. `None`: this engine, or somebody
    /// else has it already, holds none back.
    pub fn hold(&self) -> Option<UnboundedReceiver<PendingAnswer>> {
        self.engine.hold()
    }

    /// Runs `work` on one consistent state of the database. It must not write.
    pub async fn read<T, F>(&self, method: &'static str, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut dyn Tx) -> Result<T, Error> + Send + 'static,
    {
        if self.failure.is_set() {
            return Err(stopping());
        }
        let (typed, answer) = Typed::pair(work);
        self.engine.read(typed);
        let answer = answer.await.unwrap_or_else(|_| Err(lost(method)));
        self.trusted(answer.map(|(answer, _)| answer))
    }

    /// Once the store is distrusted no answer leaves, not even one that seemed good, or came from memory.
    pub fn trusted<T>(&self, answer: Result<T, Error>) -> Result<T, Error> {
        match self.failure.is_set() {
            true => Err(stopping()),
            false => answer,
        }
    }

    /// Resolves when the database failed in a way that makes guessing unsafe (an I/O error, a damaged file). The process
    /// must then stop: what was answered is on disk, what was not may or may not be. Answers why.
    pub async fn failed(&self) -> Distrust {
        self.failure.wait().await
    }

    /// From now on nothing is answered: what the store holds is not what it should be.
    pub fn distrust(&self, reason: Distrust) {
        self.failure.set(reason);
    }

    /// Whether the store failed, or what it holds is not what it should be.
    pub fn is_distrusted(&self) -> bool {
        self.failure.is_set()
    }

    /// Asks the engine whether its own structures are sound; the store is distrusted if they are not. On a database of its own
    /// that is every page and index of the file; a shared one looks after itself.
    pub fn check(&self) -> Result<(), Error> {
        self.engine.check()
    }

    /// How many leaves of the record are committed, now and whenever that changes.
    pub fn committed_size(&self) -> watch::Receiver<u64> {
        self.engine.committed_size()
    }

    /// Gives places to what waits for one, where that is this process's to do, and says whose turn it is to sign. Blocks: it is
    /// called from a thread of its own.
    pub fn turn(&self) -> Result<Role, Error> {
        self.engine.turn()
    }

    /// Tells the other processes on this database what was signed in an epoch. An error if the epoch is over.
    pub fn announce(&self, epoch: i64, checkpoint: &str) -> Result<(), Error> {
        self.engine.announce(epoch, checkpoint)
    }

    /// Removes what was deleted from the files of the database, as far as the engine can. SQLite has overwritten it where it
    /// stood, and empties its write-ahead log. (Where rows that grow made a page move them, an old copy of a column can
    /// stand in the unused part of a page until that is written again; the revisions, which only ever shrink, are not moved.)
    /// PostgreSQL gives the rows free to be overwritten.
    pub async fn scrub(&self) -> Result<(), Error> {
        self.owed.store(true, Ordering::SeqCst);
        self.scrub_if_owed().await
    }

    /// The same, if it was never done since the start, or failed the last time.
    pub async fn scrub_if_owed(&self) -> Result<(), Error> {
        if !self.owed.swap(false, Ordering::SeqCst) {
            return Ok(());
        }
        let (done, outcome) = oneshot::channel();
        self.engine.scrub(done);
        let outcome = outcome.await.unwrap_or_else(|_| Err(lost("Scrub")));
        if outcome.is_err() {
            self.owed.store(true, Ordering::SeqCst);
        }
        outcome
    }

    /// Whether other processes may write to the same database.
    pub fn is_shared(&self) -> bool {
        self.engine.name() == "postgres"
    }

    /// `sqlite` or `postgres`.
    pub fn engine(&self) -> &'static str {
        self.engine.name()
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Store").field(&self.engine.name()).finish()
    }
}

fn lost(method: &'static str) -> Error {
    Error::internal(format!("the store dropped {method}"))
}

fn stopping() -> Error {
    let text = "the service is stopping: its store failed";
    Error::unavailable(Reason::Unavailable, text, Duration::from_secs(5))
}

/// Looks at an SQLite database that nobody else uses, and changes nothing in it.
pub fn examine<T>(
    file: &std::path::Path,
    work: impl FnOnce(&mut dyn Tx) -> Result<T, Error>,
) -> Result<T, Error> {
    sqlite::examine(file, work)
}

/// The version of SQLite in this program.
pub fn sqlite_version() -> &'static str {
    sqlite::version()
}

#[cfg(test)]
mod tests;
