//! The store: one transaction contract over two engines.
//!
//! Domain rules and SQL are plain synchronous Rust over `&mut dyn Tx`; statements are written once, in portable SQL, with
//! `$1` arguments. Only `sqlite.rs` and `postgres.rs` name a driver. What every service's database holds besides its own
//! tables (revisions, counters) is in `migrations/`.

mod failure;
pub(crate) mod migrate;
mod postgres;
mod sequence;
mod sqlite;
mod table;
mod value;

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

pub use failure::Distrust;
use failure::Failure;
pub use migrate::{Migration, Upgrade};
pub use sqlite::renew;
pub use table::{Column, FIXED, Table, Type};
pub use value::{Cells, Row, Value};

use kenes_proto::types::ErrorReason as Reason;
use tokio::sync::{mpsc::UnboundedReceiver, oneshot, watch};

use crate::{Error, record::proof::Receipt};

/// An open transaction. Statements run in order; what they read is one consistent state of the database.
pub trait Tx {
    /// Runs a statement that answers rows, and shows each to `see`. What `see` does not copy is not copied.
    fn each(
        &mut self,
        sql: &str,
        args: &[Value],
        see: &mut dyn FnMut(&dyn Cells) -> Result<(), Error>,
    ) -> Result<(), Error>;

    /// Runs a statement that answers rows.
    fn query(&mut self, sql: &str, args: &[Value]) -> Result<Vec<Row>, Error> {
        let mut rows = Vec::new();
        self.each(sql, args, &mut |row| {
            let cells = (0..row.width()).map(|at| row.value(at));
            rows.push(cells.collect::<Result<_, _>>()?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// Runs a statement that changes rows, and answers how many. On PostgreSQL a failed statement ends the transaction, so
    /// expect a conflict with `ON CONFLICT DO NOTHING` and look at the count.
    fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64, Error>;

    /// Adds to a kept counter. The sum is exact as soon as the transaction is committed, and no two writers wait for each
    /// other: a counter row touched in every caller's transaction would be the bottleneck of the whole service.
    fn add(&mut self, counter: &str, delta: i64) -> Result<(), Error>;

    /// Gives a leaf the next place in the record and puts its time in, never before that of the leaf before it. `None`: the
    /// leaf is to be kept without a place, and gets one soon after the commit (PostgreSQL).
    fn place(&mut self, leaf: &mut [u8], time_ms: u64) -> Result<Option<u64>, Error>;
}

/// The value of a kept counter, 0 if nothing was ever added.
pub fn counter(tx: &mut dyn Tx, name: &str) -> Result<i64, Error> {
    let sql = "SELECT CAST(COALESCE(sum(delta), 0) AS BIGINT) FROM \
               (SELECT value AS delta FROM counter WHERE name = $1 UNION ALL SELECT delta FROM counter_delta WHERE name = $1) d";
    tx.query(sql, &[name.into()])?
        .first()
        .and_then(|row| row.first())
        .map_or(Ok(0), Value::int)
}

/// The kept counters whose names begin with `prefix`, which ends in `/`; those that nothing was ever added to are left out.
pub fn counters(tx: &mut dyn Tx, prefix: &str) -> Result<HashMap<String, i64>, Error> {
    let sql = "SELECT name, CAST(sum(delta) AS BIGINT) FROM \
               (SELECT name, value AS delta FROM counter WHERE name >= $1 AND name < $2 UNION ALL \
               SELECT name, delta FROM counter_delta WHERE name >= $1 AND name < $2) d GROUP BY name";
    // The character after `/`: names are ASCII and sort by their bytes.
    let end = format!("{}0", prefix.trim_end_matches('/'));
    let rows = tx.query(sql, &[prefix.into(), end.into()])?;
    rows.iter()
        .map(|row| Ok((row[0].text()?.to_owned(), row[1].int()?)))
        .collect()
}

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

/// Whose turn it is to sign the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// This process's: it is the only one (SQLite), or it leads.
    Ours {
        /// The reign in which it leads.
        epoch: i64,
    },
    /// Another replica's.
    Theirs {
        /// What was signed last; empty before the first time.
        checkpoint: String,
    },
}

/// What becomes of a write that succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It is committed, durably, before the answer.
    Commit,
    /// The same, and the answer comes with the receipt of the first entry that it wrote.
    Attest,
    /// It is undone: `validate_only`. The answer is what a commit would have answered.
    Rehearse,
}

/// A handle to the database of one service. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    engine: Arc<dyn Engine>,
    failure: Failure,
    /// Whether something deleted may still be in the files: also after a start, since the last end may have been sudden.
    owed: Arc<AtomicBool>,
}

/// What an engine does: run work in a transaction and tell it the outcome. It must answer every work exactly once.
trait Engine: Send + Sync {
    fn write(&self, mode: Mode, work: Box<dyn Work>);
    fn read(&self, work: Box<dyn Work>);
    fn growth(&self) -> watch::Receiver<u64>;
    fn hold(&self) -> Option<UnboundedReceiver<Held>>;
    fn turn(&self) -> Result<Turn, Error>;
    fn announce(&self, epoch: i64, checkpoint: &str) -> Result<(), Error>;
    fn scrub(&self, done: oneshot::Sender<Result<(), Error>>);
    fn check(&self) -> Result<(), Error>;
    fn name(&self) -> &'static str;
}

/// Work with the type of its answer erased. `run` may be called again after a collision.
trait Work: Send {
    fn run(&mut self, tx: &mut dyn Tx) -> Result<(), Error>;
    fn answer(self: Box<Self>, outcome: Result<(), Error>, receipt: Option<Receipt>);
}

/// The answer to a write that is committed, held back until its entry is signed: so its caller is woken once, not twice.
pub(crate) struct Held {
    place: u64,
    work: Box<dyn Work>,
}

impl Held {
    /// The entry whose receipt is to come with the answer.
    pub(crate) fn place(&self) -> u64 {
        self.place
    }

    /// Lets the answer go.
    pub(crate) fn release(self, receipt: Option<Receipt>) {
        self.work.answer(Ok(()), receipt);
    }
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
        self.attested(method, mode, work)
            .await
            .map(|(answer, _)| answer)
    }

    /// The same with the receipt of the first entry that `work` wrote, where `mode` asks for it and it was to be had at once.
    pub async fn attested<T, F>(
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
    pub(crate) fn hold(&self) -> Option<UnboundedReceiver<Held>> {
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
    pub fn growth(&self) -> watch::Receiver<u64> {
        self.engine.growth()
    }

    /// Gives places to what waits for one, where that is this process's to do, and says whose turn it is to sign. Blocks: it is
    /// called from a thread of its own.
    pub(crate) fn turn(&self) -> Result<Turn, Error> {
        self.engine.turn()
    }

    /// Tells the other processes on this database what was signed in an epoch. An error if the epoch is over.
    pub(crate) fn announce(&self, epoch: i64, checkpoint: &str) -> Result<(), Error> {
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

/// The answer to a call when the queue of the engine is full: nothing was written.
fn overloaded() -> Error {
    let text = "too much work is waiting for the store; nothing was written";
    Error::exhausted(Reason::Overloaded, text, Duration::from_millis(250))
}

struct Typed<T, F> {
    work: F,
    output: Option<T>,
    sender: oneshot::Sender<Attested<T>>,
}

type Attested<T> = Result<(T, Option<Receipt>), Error>;

impl<T, F> Typed<T, F>
where
    T: Send + 'static,
    F: FnMut(&mut dyn Tx) -> Result<T, Error> + Send + 'static,
{
    fn pair(work: F) -> (Box<dyn Work>, oneshot::Receiver<Attested<T>>) {
        let (sender, receiver) = oneshot::channel();
        (
            Box::new(Self {
                work,
                output: None,
                sender,
            }),
            receiver,
        )
    }
}

impl<T, F> Work for Typed<T, F>
where
    T: Send + 'static,
    F: FnMut(&mut dyn Tx) -> Result<T, Error> + Send + 'static,
{
    fn run(&mut self, tx: &mut dyn Tx) -> Result<(), Error> {
        self.output = Some((self.work)(tx)?);
        Ok(())
    }

    fn answer(self: Box<Self>, outcome: Result<(), Error>, receipt: Option<Receipt>) {
        let Self { output, sender, .. } = *self;
        let answer = outcome
            .and_then(|()| output.ok_or_else(|| Error::internal("committed without running")))
            .map(|output| (output, receipt));
        // Nobody listens when the caller went away; the work is done all the same.
        drop(sender.send(answer));
    }
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
