//! A lane of readers: work that waits, and the threads that do it, each on a connection of its own.
//!
//! One piece of work wakes one thread, and of those that wait the one that went to sleep last: its pages are warm. What nobody
//! wants any more does not begin; what runs is stopped by SQLite itself, which asks now and then whether it is still wanted.

use std::{
    collections::VecDeque,
    convert::Infallible,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    thread::{self, Thread},
    time::Duration,
};

use error::Error;
use rusqlite::Connection;

use super::{
    connect::{at, close, connect},
    failures::map_error,
    spawn,
    statement::SqliteStatements,
};
use crate::{
    Cells, Seen, Value,
    engine::{Lane, Load, Work},
    failure::Failure,
    transaction::{Statements, Transaction},
    wanted::Wanted,
    writer::QUEUE,
};

/// SQLite asks after so many steps of its machine whether it is to go on: a small part of a millisecond, where a step is not a
/// search in a long text.
const STEPS: i32 = 4_000;

/// The side that brings work. When it goes, the readers end what waits, then themselves.
pub(super) struct Readers {
    waiting: Arc<Mutex<Waiting>>,
    threads: usize,
}

/// The side of one reader.
struct Reader {
    waiting: Arc<Mutex<Waiting>>,
    lane: Lane,
    connection: Connection,
    current: Current,
    failure: Failure,
}

#[derive(Default)]
struct Waiting {
    work: VecDeque<Box<dyn Work>>,
    idle: Vec<Thread>,
    over: bool,
}

/// The read that a connection is busy with, if there is one.
#[derive(Clone, Default)]
struct Current(Arc<Mutex<Option<Wanted>>>);

/// The statements of a read.
struct ReaderStatements<'r> {
    statements: SqliteStatements<'r>,
    current: &'r Current,
}

// === impl Readers

impl Readers {
    /// Starts the readers of a lane, on the file at this path; the `cache` of each is in KiB.
    pub(super) fn start(
        lane: Lane,
        threads: usize,
        path: &Path,
        cache: i64,
        failure: &Failure,
        running: &mpsc::Sender<Infallible>,
    ) -> Result<Self, Error> {
        let waiting = Arc::<Mutex<Waiting>>::default();
        for _ in 0..threads {
            let (mut connection, current) = (connect(path, cache)?, Current::default());
            let asked = current.clone();
            connection
                .progress_handler(STEPS, Some(move || asked.is_over()))
                .map_err(|e| at(path, &e))?;
            let reader = Reader {
                waiting: Arc::clone(&waiting),
                lane,
                connection,
                current,
                failure: failure.clone(),
            };
            let running = running.clone();
            spawn("store-reader", failure, move || {
                reader.serve();
                drop(running);
            })?;
        }
        Ok(Self { waiting, threads })
    }

    /// Takes work. Returns it where too much waits.
    pub(super) fn take(&self, work: Box<dyn Work>) -> Result<(), Box<dyn Work>> {
        let mut waiting = lock(&self.waiting);
        if waiting.work.len() >= QUEUE {
            waiting.work.retain(|work| !work.wanted().is_over());
        }
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
        let waiting = lock(&self.waiting);
        Load {
            busy: self.threads.saturating_sub(waiting.idle.len()),
            idle: waiting.idle.len(),
            waiting: waiting.work.len(),
        }
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        let mut waiting = lock(&self.waiting);
        waiting.over = true;
        waiting.idle.drain(..).for_each(|thread| thread.unpark());
    }
}

// === impl Reader

impl Reader {
    /// Reads until there will be no more work.
    fn serve(self) {
        while let Some(mut work) = self.next() {
            let wanted = work.wanted().within(self.lane.longest());
            if wanted.is_over() {
                continue;
            }
            self.current.set(Some(wanted));
            let outcome = catch_unwind(AssertUnwindSafe(|| self.read(work.as_mut())))
                .unwrap_or_else(|_| Err(Error::internal("a read panicked")));
            // What ends the transaction is not stopped.
            self.current.set(None);
            if let Err(error) = self.control("COMMIT") {
                map_error(&error, &self.failure);
            }
            work.answer(outcome, None);
        }
        close(self.connection, &self.failure);
    }

    fn read(&self, work: &mut dyn Work) -> Result<(), Error> {
        self.control("BEGIN")
            .map_err(|e| map_error(&e, &self.failure))?;
        let statements = &mut ReaderStatements {
            statements: SqliteStatements {
                connection: &self.connection,
                failure: &self.failure,
            },
            current: &self.current,
        };
        work.run(&mut Transaction::reading(statements))
    }

    fn control(&self, sql: &str) -> rusqlite::Result<usize> {
        self.connection.prepare_cached(sql)?.execute(())
    }

    fn next(&self) -> Option<Box<dyn Work>> {
        let mut waiting = lock(&self.waiting);
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
            waiting = lock(&self.waiting);
            // A thread may wake by itself; it is then still among the idle.
            waiting.idle.retain(|thread| thread.id() != own.id());
        }
    }
}

// === impl Current

impl Current {
    fn set(&self, wanted: Option<Wanted>) {
        *lock(&self.0) = wanted;
    }

    /// Whether there is a read, and it is wanted no more.
    fn is_over(&self) -> bool {
        lock(&self.0).as_ref().is_some_and(Wanted::is_over)
    }

    fn check(&self) -> Result<(), Error> {
        lock(&self.0).as_ref().map_or(Ok(()), Wanted::check)
    }
}

// === impl ReaderStatements

impl Statements for ReaderStatements<'_> {
    fn each(
        &mut self,
        sql: &str,
        args: &[Value],
        see: &mut dyn FnMut(&dyn Cells) -> Seen,
    ) -> Result<(), Error> {
        // Each of many statements may be too short to be asked about.
        self.current.check()?;
        self.statements.each(sql, args, see)
    }

    fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64, Error> {
        self.current.check()?;
        self.statements.execute(sql, args)
    }

    fn hurry(&mut self, most: Option<Duration>) {
        if let Some(wanted) = lock(&self.current.0).as_mut() {
            wanted.hurry(most);
        }
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
