//! The store of one service: work on the database of either engine, and whether it is still trusted.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use error::Error;
use kenes_proto::types::ErrorReason as Reason;
use tlog::proof::Receipt;
use tokio::sync::{mpsc::UnboundedReceiver, oneshot, watch};

use crate::{
    Database, Distrust, Migration, Mode, PendingAnswer, Tx, Upgrade,
    engine::{Engine, Lane, Typed},
    failure::Failure,
    postgres, sqlite,
};

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
                Arc::new(postgres::Postgres::open(url, migrations, upgrade, &failure).await?)
            }
        };
        let owed = Arc::new(AtomicBool::new(true));
        Ok(Self {
            engine,
            failure,
            owed,
        })
    }

    /// Resolves when the database is closed, once nobody has a handle to it any more.
    pub fn closed(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut closed = self.engine.closed();
        async move { drop(closed.wait_for(|closed| *closed).await) }
    }

    /// Runs `work` in a transaction beside which nothing else is written, off the async threads, and returns when it is durable.
    /// `work` may run more than once, so it touches nothing but `tx`. Dropping the future does not stop the transaction.
    pub async fn write<T, F>(&self, method: &'static str, mode: Mode, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut dyn Tx) -> Result<T, Error> + Send + 'static,
    {
        self.with_receipt(method, mode, None, work)
            .await
            .map(|(answer, _)| answer)
    }

    /// The same. Returns the receipt of the first entry that `work` wrote, too, where `mode` asks for it and it was to be had at
    /// once. `request` is the id of the request that `work` carries out, if that has one: whether it [is new](Tx::is_new) is then
    /// asked for all at once.
    pub async fn with_receipt<T, F>(
        &self,
        method: &'static str,
        mode: Mode,
        request: Option<&[u8]>,
        work: F,
    ) -> Result<(T, Option<Receipt>), Error>
    where
        T: Send + 'static,
        F: FnMut(&mut dyn Tx) -> Result<T, Error> + Send + 'static,
    {
        if self.failure.is_set() {
            return Err(stopping());
        }
        let (typed, answer) = Typed::pair(request.map(<[u8]>::to_vec), work);
        self.engine.write(mode, typed);
        self.trusted(answer.wait().await.unwrap_or_else(|| Err(lost(method))))
    }

    /// Returns the answers that are held back until they are signed, for the one who signs. `None` where this engine holds none
    /// back, or somebody has them already.
    pub fn hold(&self) -> Option<UnboundedReceiver<PendingAnswer>> {
        self.engine.hold()
    }

    /// Runs `work` on one consistent state of the database. It must not write. Once the future is dropped nobody wants the answer:
    /// what has not begun does not begin, and what runs is stopped, as is what takes too long (`DEADLINE_EXCEEDED`).
    pub async fn read<T, F>(&self, method: &'static str, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut dyn Tx) -> Result<T, Error> + Send + 'static,
    {
        self.read_in(Lane::Asked, method, work).await
    }

    /// The same for what the service itself needs: to write, to sign, to answer for what it wrote, to say how it is. It has
    /// connections of its own, so it waits for nothing that callers only ask for. Such work is short, however much is stored.
    pub async fn read_needed<T, F>(&self, method: &'static str, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut dyn Tx) -> Result<T, Error> + Send + 'static,
    {
        self.read_in(Lane::Needed, method, work).await
    }

    async fn read_in<T, F>(&self, lane: Lane, method: &'static str, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut dyn Tx) -> Result<T, Error> + Send + 'static,
    {
        if self.failure.is_set() {
            return Err(stopping());
        }
        let (typed, answer) = Typed::pair(None, work);
        self.engine.read(lane, typed);
        let answer = answer.wait().await.unwrap_or_else(|| Err(lost(method)));
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
    /// must then stop: what was answered is on disk, what was not may or may not be. Returns why.
    pub async fn failed(&self) -> Distrust {
        self.failure.wait().await
    }

    /// From now on nothing is answered: what the store holds is not what it should be.
    pub fn distrust(&self, reason: Distrust) {
        self.failure.set(reason);
    }

    /// Returns whether the store failed, or what it holds is not what it should be.
    pub fn is_distrusted(&self) -> bool {
        self.failure.is_set()
    }

    /// Asks the engine whether its own structures are sound; the store is distrusted if they are not. On a database of its own
    /// that is every page and index of the file; a shared one looks after itself.
    pub fn check(&self) -> Result<(), Error> {
        self.engine.check()
    }

    /// Returns how many leaves of the record are committed, now and whenever that changes.
    pub fn committed_size(&self) -> watch::Receiver<u64> {
        self.engine.committed_size()
    }

    /// Returns how many connections were made: each may lead to another server than those before. Where there are more, see whether
    /// it still holds what is known of it.
    pub fn connections(&self) -> u64 {
        self.engine.connections()
    }

    /// Tells the other processes on this database that a tree of this size, with this last leaf, was signed, and returns the checkpoint
    /// that one of them told before, where its tree is as large. Damage where that leaf is not there: then nobody is told. Blocks: it
    /// is called from a thread of its own.
    pub fn announce(&self, tree: (u64, &[u8]), checkpoint: &str) -> Result<Option<String>, Error> {
        self.engine.announce(tree, checkpoint)
    }

    /// Sets the gauges of the connections to the database.
    pub fn measure(&self) {
        let load = self.engine.load();
        let gauge = |state: &'static str, count: usize| {
            metrics::gauge!("kenes_store_connections", "state" => state).set(number(count));
        };
        gauge("busy", load.busy);
        gauge("idle", load.idle);
        metrics::gauge!("kenes_store_waiting").set(number(load.waiting));
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

    /// Returns whether other processes may write to the same database.
    pub fn is_shared(&self) -> bool {
        self.engine.name() == "postgres"
    }

    /// Returns `sqlite` or `postgres`.
    pub fn engine(&self) -> &'static str {
        self.engine.name()
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Store").field(&self.engine.name()).finish()
    }
}

fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

fn lost(method: &'static str) -> Error {
    Error::internal(format!("the store dropped {method}"))
}

fn stopping() -> Error {
    let text = "the service is stopping: its store failed";
    Error::unavailable(Reason::Unavailable, text, Duration::from_secs(5))
}
