//! Checkpoints: the write-ahead log is moved into the database by a thread of its own, away from the writer, since a
//! checkpoint inside a commit would be everybody's latency. Also empties it after an erasure.
//!
//! So that the log can begin anew, and its file does not grow for ever, all of it must be moved while nobody writes, and nobody may
//! read what is in it. SQLite would have the writer wait for the slowest reader; here the writer itself moves the little that is left, between
//! two groups, and waits for readers only for a moment: where one is slower, it is tried again.

use std::{
    convert::Infallible,
    path::PathBuf,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    time::Duration,
};

use error::Error;
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::{
    connect::{BUSY, close},
    failures::map_error,
    spawn,
};
use crate::failure::Failure;

/// Sizes of the write-ahead log that start a checkpoint, and at which the log is to begin anew.
const CHECKPOINT_AT: u64 = 4 << 20;
pub(super) const RESTART_AT: u32 = 40 << 20;
/// The operator is told of a log of this size: somebody reads for very long.
const LARGE: u64 = 512 << 20;
/// A page, as SQLite has it unless told otherwise.
const PAGE: u64 = 4 << 10;
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// How long the writer waits for readers.
const READERS: Duration = Duration::from_millis(20);

/// Whether the log is to begin anew, for the writer.
#[derive(Clone, Default)]
pub(super) struct Restart(Arc<AtomicBool>);

// === impl Restart

impl Restart {
    /// Lets the log begin anew on the connection of the writer, between two groups, if it is to.
    pub(super) fn run(&self, connection: &Connection, failure: &Failure) -> Result<(), Error> {
        if !self.0.swap(false, Ordering::Relaxed) {
            return Ok(());
        }
        let wait = |time| {
            connection
                .busy_timeout(time)
                .map_err(|e| map_error(&e, failure))
        };
        wait(READERS)?;
        // Where somebody reads what is in the log, or the disk is full, it is asked for again: no group is refused for it. A sync
        // that failed has set the failure.
        drop(checkpoint(connection, "RESTART", failure));
        wait(BUSY)
    }
}

/// The thread, as long as this is kept.
pub(super) struct Checkpoints(Arc<Shared>);

#[derive(Default)]
struct Shared {
    orders: Mutex<Orders>,
    given: Condvar,
}

#[derive(Default)]
struct Orders {
    over: bool,
    /// Those who wait for an empty log.
    scrubs: Vec<oneshot::Sender<Result<(), Error>>>,
}

impl Checkpoints {
    /// Starts the thread for the log at this path.
    pub(super) fn start(
        connection: Connection,
        log: PathBuf,
        restart: Restart,
        failure: &Failure,
        running: mpsc::Sender<Infallible>,
    ) -> Result<Self, Error> {
        let shared = Arc::new(Shared::default());
        let (theirs, failure) = (Arc::clone(&shared), failure.clone());
        spawn("store-checkpoint", &failure.clone(), move || {
            let mut orders = theirs.orders();
            while !orders.over && !failure.is_set() {
                if orders.scrubs.is_empty() {
                    let waited = theirs.given.wait_timeout(orders, LOOK_EVERY);
                    orders = waited.unwrap_or_else(PoisonError::into_inner).0;
                }
                let scrubs = std::mem::take(&mut orders.scrubs);
                drop(orders);
                if scrubs.is_empty() {
                    let size = std::fs::metadata(&log).map_or(0, |m| m.len());
                    passing(&connection, size, &restart, &failure);
                } else {
                    let outcome = emptied(&connection, &failure);
                    for done in scrubs {
                        drop(done.send(outcome.as_ref().map_err(Error::again).copied()));
                    }
                }
                orders = theirs.orders();
            }
            // Who asks from now on is told at once that nobody does it.
            orders.over = true;
            orders.scrubs.clear();
            drop(orders);
            close(connection, &failure);
            drop(running);
        })?;
        Ok(Self(shared))
    }

    /// Moves all of the log into the database and cuts it to nothing.
    pub(super) fn scrub(&self, done: oneshot::Sender<Result<(), Error>>) {
        let mut orders = self.0.orders();
        if !orders.over {
            orders.scrubs.push(done);
        }
        self.0.given.notify_all();
    }
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        self.0.orders().over = true;
        self.0.given.notify_all();
    }
}

impl Shared {
    fn orders(&self) -> MutexGuard<'_, Orders> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The checkpoint that a log of this size needs.
fn passing(connection: &Connection, size: u64, restart: &Restart, failure: &Failure) {
    if size < CHECKPOINT_AT {
        return;
    }
    // What fails here has set the failure, or is tried again.
    let Ok(after) = checkpoint(connection, "PASSIVE", failure) else {
        return;
    };
    if after.bytes >= u64::from(RESTART_AT) {
        restart.0.store(true, Ordering::Relaxed);
    }
    if after.bytes >= LARGE {
        let bytes = after.bytes;
        tracing::warn!(
            bytes,
            "the write-ahead log grows: somebody reads for very long"
        );
    }
}

/// Empties the log.
fn emptied(connection: &Connection, failure: &Failure) -> Result<(), Error> {
    match checkpoint(connection, "TRUNCATE", failure)?.is_whole {
        true => Ok(()),
        false => Err(Error::internal(
            "the checkpoint found the database busy: the log is not empty",
        )),
    }
}

/// What came of a checkpoint.
struct After {
    /// Whether all was done that its mode is to do.
    is_whole: bool,
    /// How much is in the log, moved or not: its file may be larger.
    bytes: u64,
}

/// Moves the log into the database. A sync that fails here is as bad as one in a commit: the system forgets what it could not write.
fn checkpoint(connection: &Connection, mode: &str, failure: &Failure) -> Result<After, Error> {
    let sql = format!("PRAGMA wal_checkpoint({mode})");
    let (busy, pages): (i64, i64) = connection
        .query_row(&sql, (), |row| Ok((row.get(0)?, row.get(1)?)))
        .map_err(|e| map_error(&e, failure))?;
    Ok(After {
        is_whole: busy == 0,
        bytes: u64::try_from(pages).unwrap_or(0) * PAGE,
    })
}
