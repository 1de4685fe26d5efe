//! Checkpoints: the write-ahead log is moved into the database by a thread of its own, away from the writer, since a
//! checkpoint inside a commit would be everybody's latency. Also empties it after an erasure.

use std::{
    path::PathBuf,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use error::Error;
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::{connect::close, failures::map_error, spawn};
use crate::failure::Failure;

/// Sizes of the write-ahead log that start a checkpoint, and one that waits for readers so that the log can begin anew.
const CHECKPOINT_AT: u64 = 4 << 20;
const RESTART_AT: u64 = 40 << 20;
const LOOK_EVERY: Duration = Duration::from_millis(250);

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
        failure: &Failure,
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
                    passing(
                        &connection,
                        std::fs::metadata(&log).map_or(0, |m| m.len()),
                        &failure,
                    );
                } else {
                    let outcome = run(&connection, "TRUNCATE", &failure);
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
fn passing(connection: &Connection, size: u64, failure: &Failure) {
    let mode = match size {
        RESTART_AT.. => "RESTART",
        CHECKPOINT_AT.. => "PASSIVE",
        _ => return,
    };
    if let Err(error) = run(connection, mode, failure)
        && mode != "PASSIVE"
    {
        tracing::warn!(cause = error::cause(&error), mode, "checkpoint");
    }
}

/// A sync that fails here is as bad as one in a commit: the system forgets what it could not write.
fn run(connection: &Connection, mode: &str, failure: &Failure) -> Result<(), Error> {
    let busy: i64 = connection
        .query_row(&format!("PRAGMA wal_checkpoint({mode})"), (), |row| {
            row.get(0)
        })
        .map_err(|e| map_error(&e, failure))?;
    match busy {
        0 => Ok(()),
        _ => Err(Error::internal(format!(
            "the checkpoint ({mode}) found the database busy"
        ))),
    }
}
