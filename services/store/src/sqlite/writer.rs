//! The writer: groups of work, each piece in a savepoint, one commit for all, and only then the answers.

use std::{
    collections::{HashMap, VecDeque},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, OnceLock},
    time::Instant,
};

use error::Error;
use rusqlite::Connection;
use tokio::sync::{mpsc as queue, watch};

use super::{GROUP, LEAVES, connect::close, failures::map_error, statement::SqliteTx};
use crate::{
    Mode, PendingAnswer, Tx,
    engine::Work,
    failure::Failure,
    sequence::{Additions, Mark, Sequence},
};

/// The thread that owns the only connection that writes.
pub(super) struct Writer {
    pub(super) connection: Connection,
    pub(super) failure: Failure,
    pub(super) sequence: Sequence,
    /// How many leaves are committed.
    pub(super) size: watch::Sender<u64>,
    /// Takes the answers that wait for a signature, once there is somebody who signs.
    pub(super) held: Arc<OnceLock<queue::UnboundedSender<PendingAnswer>>>,
}

impl Writer {
    pub(super) fn run(mut self, mut inbox: queue::Receiver<(Mode, Box<dyn Work>)>) {
        let mut waiting = VecDeque::with_capacity(GROUP);
        loop {
            if waiting.is_empty() {
                match inbox.blocking_recv() {
                    Some(first) => waiting.push_back(first),
                    None => break,
                }
            }
            while waiting.len() < GROUP
                && let Ok(next) = inbox.try_recv()
            {
                waiting.push_back(next);
            }
            self.commit(&mut waiting);
        }
        close(self.connection, &self.failure);
    }

    /// Runs a group of what waits in one transaction, and answers each piece when the disk has it.
    fn commit(&mut self, waiting: &mut VecDeque<(Mode, Box<dyn Work>)>) {
        let mut ended = self.execute("BEGIN IMMEDIATE");
        let mut batch = Batch {
            counters: HashMap::new(),
            record: self.sequence.begin(),
        };
        let mut done: Vec<Done> = Vec::new();
        while batch.record.len() < LEAVES
            && let Some((mode, mut work)) = waiting.pop_front()
        {
            let mark = batch.record.mark();
            let outcome = match &ended {
                Ok(()) => self.attempt(mode, work.as_mut(), &mut batch, mark),
                Err(_) => Ok(()),
            };
            // A full disk ends the whole transaction, not only the statement: what follows would be on its own.
            if ended.is_ok() && self.connection.is_autocommit() {
                ended = Err(lost(&outcome));
            }
            done.push(Done {
                entry: (mode == Mode::WithReceipt)
                    .then(|| batch.record.first_since(mark))
                    .flatten(),
                work,
                outcome,
            });
        }
        metrics::histogram!("kenes_store_commit_writes")
            .record(f64::from(u32::try_from(done.len()).unwrap_or(u32::MAX)));
        let ended = ended.and_then(|()| self.seal(&batch));
        if let Err(error) = &ended {
            tracing::error!(%error, cause = std::error::Error::source(error), "the group was not committed");
            if !self.connection.is_autocommit() {
                drop(self.connection.execute_batch("ROLLBACK"));
            }
        }
        for done in done {
            self.answer(done, ended.as_ref().err());
        }
        // After the answers that are held back, so that who signs finds them all.
        if ended.is_ok() {
            self.size.send_replace(self.sequence.size());
        }
    }

    fn answer(&self, done: Done, failed: Option<&Error>) {
        let Done {
            work,
            outcome,
            entry,
        } = done;
        let outcome = failed.map_or(outcome, |error| Err(error.again()));
        match (entry, self.held.get()) {
            (Some(index), Some(signer)) if outcome.is_ok() => {
                if let Err(lost) = signer.send(PendingAnswer { index, work }) {
                    lost.0.release(None);
                }
            }
            _ => work.answer(outcome, None),
        }
    }

    /// One piece of work in a savepoint of its own: what it refuses leaves no trace, whatever it did before.
    fn attempt(
        &self,
        mode: Mode,
        work: &mut dyn Work,
        batch: &mut Batch,
        mark: Mark,
    ) -> Result<(), Error> {
        self.execute("SAVEPOINT work")?;
        let mut tx = SqliteTx {
            connection: &self.connection,
            failure: &self.failure,
            counters: HashMap::new(),
            record: Some(&mut batch.record),
        };
        // A panic in one caller's work must not take the writer, and with it everybody's writes, down.
        let outcome = catch_unwind(AssertUnwindSafe(|| work.run(&mut tx)))
            .unwrap_or_else(|_| Err(Error::internal("a write panicked")));
        let counters = tx.counters;
        if outcome.is_ok() && mode != Mode::ValidateOnly {
            for (name, delta) in counters {
                *batch.counters.entry(name).or_default() += delta;
            }
        } else {
            batch.record.back_to(mark);
            if !self.connection.is_autocommit() {
                self.execute("ROLLBACK TO work")?;
            }
        }
        if !self.connection.is_autocommit() {
            self.execute("RELEASE work")?;
        }
        outcome
    }

    /// Writes what the pieces of a batch have in common, and commits.
    fn seal(&mut self, batch: &Batch) -> Result<(), Error> {
        let mut tx = SqliteTx {
            connection: &self.connection,
            failure: &self.failure,
            counters: HashMap::new(),
            record: None,
        };
        let sql = "INSERT INTO counter (name, value) VALUES ($1, $2) \
                   ON CONFLICT (name) DO UPDATE SET value = value + excluded.value";
        for (name, delta) in &batch.counters {
            tx.execute(sql, &[name.into(), (*delta).into()])?;
        }
        let sequence = self.sequence.extend(&mut tx, &batch.record)?;
        let begun = Instant::now();
        self.execute("COMMIT")?;
        metrics::histogram!("kenes_store_commit_seconds").record(begun.elapsed());
        self.sequence = sequence;
        Ok(())
    }

    fn execute(&self, sql: &str) -> Result<(), Error> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(()))
            .map(drop)
            .map_err(|e| map_error(&e, &self.failure))
    }
}

/// A piece of work that has run.
struct Done {
    work: Box<dyn Work>,
    outcome: Result<(), Error>,
    /// The first entry that it wrote, if its answer is to carry the receipt of that.
    entry: Option<u64>,
}

/// What a batch writes at its end.
struct Batch {
    counters: HashMap<String, i64>,
    record: Additions,
}

/// Returns the error of a batch whose transaction is over before its end.
fn lost(outcome: &Result<(), Error>) -> Error {
    match outcome {
        Err(error) => error.again(),
        Ok(()) => Error::internal("the transaction was over before its end"),
    }
}
