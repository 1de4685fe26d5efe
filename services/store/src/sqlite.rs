//! SQLite: one writer thread that commits in groups, a few readers a lane, checkpoints on a thread of their own.
//!
//! A commit is `synchronous=FULL`: what was answered is on the disk.

mod checkpoints;
mod connect;
mod failures;
mod readers;
mod schema;
mod sound;
mod statement;
mod writer;

use std::{
    convert::Infallible,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use error::{Error, Kind};
use tokio::sync::{mpsc as queue, oneshot, watch};

use crate::{
    Distrust, Migration, Mode, PendingAnswer, Upgrade,
    engine::{Engine, Lane, Load, Work, overloaded},
    failure::Failure,
    memory::Memory,
    sequence::Sequence,
    transaction::Transaction,
    writer::{Held, Outbox, QUEUE, Writer},
};
use checkpoints::{Checkpoints, RESTART_AT, Restart};
use connect::{at, beside, connect};
use readers::Readers;
use writer::SqliteWriter;

pub use connect::examine;
pub use sound::renew;

/// How long the writer waits for the others to end, so that its connection is the last that is closed: that one empties the log.
const LAST: Duration = Duration::from_secs(5);
/// Readers of what callers ask for, and of what the service needs.
const ASKED: usize = 2;
const NEEDED: usize = 1;
/// The WAL-reset bug of 2010-2026 was fixed in this version of SQLite.
const OLDEST: i32 = 3_051_003;

pub(super) struct Sqlite {
    writes: Outbox,
    asked: Readers,
    needed: Readers,
    committed_size: watch::Receiver<u64>,
    path: PathBuf,
    failure: Failure,
    held: Held,
    checkpoints: Checkpoints,
    closed: watch::Receiver<bool>,
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
        // A log that begins anew gives back what it had grown beyond.
        writer
            .pragma_update(None, "journal_size_limit", RESTART_AT)
            .map_err(|e| at(path, &e))?;
        schema::prepare(&mut writer, migrations, upgrade).map_err(|e| match e.kind() {
            Kind::Refused => e,
            _ => at(path, std::error::Error::source(&e).unwrap_or(&e)),
        })?;

        let restart = Restart::default();
        let mut writer = SqliteWriter {
            connection: writer,
            failure: failure.clone(),
            version: 0,
            restart: restart.clone(),
        };
        let sequence = Sequence::load(&mut Transaction::reading(&mut writer))?;
        let (size, committed_size) = watch::channel(sequence.size());
        let (writes, inbox) = queue::channel(QUEUE);
        let held = Held::default();
        let writer = Writer {
            connection: writer,
            sequence,
            memory: Memory::default(),
            size,
            held: Arc::clone(&held),
            alone: 0,
        };
        // Kept by the other threads for as long as they run.
        let (running, others) = mpsc::channel::<Infallible>();
        let (close, closed) = watch::channel(false);
        spawn("store-writer", failure, move || {
            let connection = writer.run(inbox);
            if others.recv_timeout(LAST) == Err(mpsc::RecvTimeoutError::Timeout) {
                tracing::warn!(
                    "somebody still reads: the write-ahead log stays beside the database"
                );
            }
            connection.close();
            close.send_replace(true);
        })?;

        Ok(Self {
            writes,
            asked: Readers::start(Lane::Asked, ASKED, path, 16 << 10, failure, &running)?,
            needed: Readers::start(Lane::Needed, NEEDED, path, 8 << 10, failure, &running)?,
            closed,
            committed_size,
            path: path.to_owned(),
            failure: failure.clone(),
            held,
            checkpoints: Checkpoints::start(
                connect(path, 256)?,
                beside(path, "-wal"),
                restart,
                failure,
                running,
            )?,
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

    fn read(&self, lane: Lane, work: Box<dyn Work>) {
        let readers = match lane {
            Lane::Asked => &self.asked,
            Lane::Needed => &self.needed,
        };
        if let Err(work) = readers.take(work) {
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

    fn connections(&self) -> u64 {
        0
    }

    /// Nobody else signs.
    fn announce(&self, _: (u64, &[u8]), _: &str) -> Result<Option<String>, Error> {
        Ok(None)
    }

    fn scrub(&self, done: oneshot::Sender<Result<(), Error>>) {
        self.checkpoints.scrub(done);
    }

    fn load(&self) -> Load {
        let (asked, needed) = (self.asked.load(), self.needed.load());
        // The writer's own connection takes one group after the other: what it has in hand is no more in its queue.
        let writes = self.writes.max_capacity() - self.writes.capacity();
        Load {
            busy: asked.busy + needed.busy,
            idle: asked.idle + needed.idle,
            waiting: asked.waiting + needed.waiting + writes,
        }
    }

    fn check(&self) -> Result<(), Error> {
        sound::check(&connect(&self.path, 2 << 10)?, &self.path, &self.failure)
    }

    fn closed(&self) -> watch::Receiver<bool> {
        self.closed.clone()
    }

    fn name(&self) -> &'static str {
        "sqlite"
    }
}

/// Returns the version of SQLite in this program.
pub fn version() -> &'static str {
    rusqlite::version()
}

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
