//! The pool of readers: work that waits, and the threads that do it, each on a connection of its own.
//!
//! One piece of work wakes one thread, and of those that wait the one that went to sleep last: its pages are warm.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::{self, Thread},
};

use error::Error;
use rusqlite::Connection;

use super::{READERS, failures::map_error, statement::SqliteStatements};
use crate::{
    engine::{Load, Work},
    failure::Failure,
    transaction::Transaction,
    writer::QUEUE,
};

/// The side that brings work. When it goes, the readers end what waits, then themselves.
#[derive(Default)]
pub(super) struct Readers(Arc<Mutex<Waiting>>);

/// The side of one reader.
pub(super) struct Reader(Arc<Mutex<Waiting>>);

#[derive(Default)]
struct Waiting {
    work: VecDeque<Box<dyn Work>>,
    idle: Vec<Thread>,
    over: bool,
}

// === impl Readers

impl Readers {
    /// Returns the side of one reader.
    pub(super) fn reader(&self) -> Reader {
        Reader(Arc::clone(&self.0))
    }

    /// Takes work. Returns it where too much waits.
    pub(super) fn take(&self, work: Box<dyn Work>) -> Result<(), Box<dyn Work>> {
        let mut waiting = lock(&self.0);
        if waiting.work.len() >= QUEUE {
            return Err(work);
        }
        waiting.work.push_back(work);
        let idle = waiting.idle.pop();
        drop(waiting);
        if let Some(thread) = idle {
            thread.unpark();
        }
        Ok(())
    }

    /// Returns what the readers do now.
    pub(super) fn load(&self) -> Load {
        let waiting = lock(&self.0);
        Load {
            busy: READERS.saturating_sub(waiting.idle.len()),
            idle: waiting.idle.len(),
            waiting: waiting.work.len(),
        }
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        let mut waiting = lock(&self.0);
        waiting.over = true;
        waiting.idle.drain(..).for_each(|thread| thread.unpark());
    }
}

// === impl Reader

impl Reader {
    /// Reads until there will be no more work.
    pub(super) fn serve(&self, connection: &Connection, failure: &Failure) {
        while let Some(mut work) = self.next() {
            let outcome = catch_unwind(AssertUnwindSafe(|| -> Result<(), Error> {
                connection
                    .prepare_cached("BEGIN")
                    .and_then(|mut statement| statement.execute(()))
                    .map_err(|e| map_error(&e, failure))?;
                let statements = &mut SqliteStatements {
                    connection,
                    failure,
                };
                work.run(&mut Transaction::reading(statements))
            }))
            .unwrap_or_else(|_| Err(Error::internal("a read panicked")));
            if let Err(error) = connection
                .prepare_cached("COMMIT")
                .and_then(|mut statement| statement.execute(()))
            {
                map_error(&error, failure);
            }
            work.answer(outcome, None);
        }
    }

    fn next(&self) -> Option<Box<dyn Work>> {
        let mut waiting = lock(&self.0);
        loop {
            if let Some(work) = waiting.work.pop_front() {
                return Some(work);
            }
            if waiting.over {
                return None;
            }
            let own = thread::current();
            waiting.idle.push(own.clone());
            drop(waiting);
            thread::park();
            waiting = lock(&self.0);
            // A thread may wake by itself; it is then still among the idle.
            waiting.idle.retain(|thread| thread.id() != own.id());
        }
    }
}

fn lock(waiting: &Mutex<Waiting>) -> MutexGuard<'_, Waiting> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}
