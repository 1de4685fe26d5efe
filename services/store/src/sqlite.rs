//! SQLite: one writer thread that commits in groups, a fixed pool of readers, checkpoints on a thread of their own.
//!
//! The writer takes all work that waits, runs each piece in a savepoint of one IMMEDIATE transaction, commits with
//! `synchronous=FULL` and then answers all: under load one fsync serves a whole group, and nobody is answered before
//! the disk has it. There is no linger: a lone caller does not wait for company.

mod checkpoints;
mod readers;
mod sound;
mod statement;
mod writer;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
    thread,
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, config::DbConfig};
use tokio::sync::{mpsc as queue, oneshot, watch};

use crate::{
    Distrust, Migration, Mode, PendingAnswer, Role, Tx, Upgrade,
    engine::{Engine, Work, overloaded},
    failure::Failure,
    migrate,
    sequence::Sequence,
};
use checkpoints::Checkpoints;
use error::{Error, Kind};
use readers::Readers;
pub use sound::renew;
use statement::SqliteTx;
use writer::Writer;

/// Work that may wait for the writer; more is refused.
const QUEUE: usize = 4096;
/// The most pieces of work in one commit.
const GROUP: usize = 1024;
const READERS: usize = 2;
/// Prepared statements that a connection keeps.
const STATEMENTS: usize = 256;
/// The WAL-reset bug of 2010-2026 was fixed in this version of SQLite.
const OLDEST: i32 = 3_051_003;

pub(super) struct Sqlite {
    writes: queue::Sender<(Mode, Box<dyn Work>)>,
    reads: Readers,
    committed_size: watch::Receiver<u64>,
    path: PathBuf,
    failure: Failure,
    held: Arc<OnceLock<queue::UnboundedSender<PendingAnswer>>>,
    checkpoints: Checkpoints,
}

impl Sqlite {
    pub(super) fn open(
        path: &Path,
        migrations: &[Migration],
        upgrade: Upgrade,
        failure: &Failure,
    ) -> Result<Self, Error> {
        if rusqlite::version_number() < OLDEST {
            return Err(Error::internal(format!(
                "SQLite {} is too old",
                rusqlite::version()
            )));
        }
        let mut writer = connect(path, 32 << 10)?;
        // What is deleted is overwritten in its page, so that it can be erased.
        writer
            .pragma_update(None, "secure_delete", "ON")
            .map_err(|e| at(path, &e))?;
        prepare(&mut writer, migrations, upgrade).map_err(|e| match e.kind() {
            Kind::Refused => e,
            _ => at(path, std::error::Error::source(&e).unwrap_or(&e)),
        })?;

        let sequence = Sequence::load(&mut SqliteTx::reading(&writer, failure))?;
        let (grown, committed_size) = watch::channel(sequence.size());
        let (writes, inbox) = queue::channel(QUEUE);
        let held = Arc::new(OnceLock::new());
        let writer = Writer {
            connection: writer,
            failure: failure.clone(),
            sequence,
            grown,
            held: Arc::clone(&held),
        };
        spawn("store-writer", failure, move || writer.run(inbox))?;

        let reads = Readers::default();
        for _ in 0..READERS {
            let (connection, place, broken) =
                (connect(path, 16 << 10)?, reads.place(), failure.clone());
            spawn("store-reader", failure, move || {
                place.serve(&connection, &broken);
                close(connection, &broken);
            })?;
        }

        Ok(Self {
            writes,
            reads,
            committed_size,
            path: path.to_owned(),
            failure: failure.clone(),
            held,
            checkpoints: Checkpoints::start(connect(path, 256)?, beside(path, "-wal"), failure)?,
        })
    }
}

impl Engine for Sqlite {
    fn write(&self, mode: Mode, work: Box<dyn Work>) {
        if let Err(
            queue::error::TrySendError::Full((_, work))
            | queue::error::TrySendError::Closed((_, work)),
        ) = self.writes.try_send((mode, work))
        {
            work.answer(Err(overloaded()), None);
        }
    }

    fn read(&self, work: Box<dyn Work>) {
        if let Err(work) = self.reads.take(work) {
            work.answer(Err(overloaded()), None);
        }
    }

    fn committed_size(&self) -> watch::Receiver<u64> {
        self.committed_size.clone()
    }

    fn hold(&self) -> Option<queue::UnboundedReceiver<PendingAnswer>> {
        // Bounded by the calls in hand: each waits for the one answer that is held back.
        let (sender, receiver) = queue::unbounded_channel();
        self.held.set(sender).ok().map(|()| receiver)
    }

    fn turn(&self) -> Result<Role, Error> {
        Ok(Role::Leader { epoch: 0 })
    }

    fn announce(&self, _: i64, _: &str) -> Result<(), Error> {
        Ok(())
    }

    fn scrub(&self, done: oneshot::Sender<Result<(), Error>>) {
        self.checkpoints.scrub(done);
    }

    fn check(&self) -> Result<(), Error> {
        sound::check(&connect(&self.path, 2 << 10)?, &self.path, &self.failure)
    }

    fn name(&self) -> &'static str {
        "sqlite"
    }
}

pub(super) fn version() -> &'static str {
    rusqlite::version()
}

/// A companion of the database.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

// === opening

/// Runs a thread of the store. Without any of them the store is none: should one panic, it has failed.
fn spawn(
    name: &'static str,
    failure: &Failure,
    body: impl FnOnce() + Send + 'static,
) -> Result<(), Error> {
    let failure = failure.clone();
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || {
            if catch_unwind(AssertUnwindSafe(body)).is_err() {
                failure.set(Distrust::Disk(format!("the thread {name} panicked")));
            }
        })
        .map(drop)
        .map_err(Error::internal)
}

/// The last one to close a database moves the write-ahead log into it. What has failed is left as it is instead: the next start
/// copies it.
fn close(connection: Connection, failure: &Failure) {
    if failure.is_set() {
        std::mem::forget(connection);
    }
}

/// Looks at a database that nobody else uses, and changes nothing in it.
pub(super) fn examine<T>(
    path: &Path,
    work: impl FnOnce(&mut dyn Tx) -> Result<T, Error>,
) -> Result<T, Error> {
    let failure = Failure::default();
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || -> rusqlite::Result<Connection> {
        let connection = Connection::open_with_flags(path, flags)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        connection.pragma_update(None, "query_only", true)?;
        connection.pragma_update(None, "cache_size", -(64 << 10))?;
        connection.execute_batch("BEGIN")?;
        Ok(connection)
    };
    let connection = open().map_err(|e| at(path, &e))?;
    work(&mut SqliteTx::reading(&connection, &failure))
}

/// `cache` is in KiB.
fn connect(path: &Path, cache: i64) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || -> rusqlite::Result<Connection> {
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        // Otherwise every `LIMIT $n` is planned anew for the value that is bound, and lists parse their SQL at each call.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "wal_autocheckpoint", 0)?;
        connection.pragma_update(None, "cache_size", -cache)?;
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        Ok(connection)
    };
    open().map_err(|e| at(path, &e))
}

fn at(path: &Path, error: &dyn std::fmt::Display) -> Error {
    Error::internal(format!("{}: {error}", path.display()))
}

fn prepare(
    connection: &mut Connection,
    migrations: &[Migration],
    upgrade: Upgrade,
) -> Result<(), Error> {
    let text = |e: rusqlite::Error| Error::internal(e);
    let tx = connection
        .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
        .map_err(text)?;
    tx.execute_batch(migrate::BOOK).map_err(text)?;
    let applied = tx
        .query_row("SELECT max(number) FROM schema_migration", (), |r| r.get(0))
        .map_err(text)?;
    for step in migrate::missing(migrations, applied, upgrade)? {
        tx.execute_batch(step.sql).map_err(|e| {
            Error::internal(format!("schema step {} ({}): {e}", step.number, step.name))
        })?;
        tx.execute(
            "INSERT INTO schema_migration (number, name) VALUES (?1, ?2)",
            (step.number, step.name),
        )
        .map_err(text)?;
    }
    tx.commit().map_err(text)
}
