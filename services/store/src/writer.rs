//! The writer of a database, the same on both engines: groups of work, each piece in a savepoint, one commit for all, and only then
//! the answers.
//!
//! It takes all work that waits: under load one wait for the disk serves a whole group, and nobody is answered before the disk has
//! it. There is no linger: a lone caller does not wait for company. Owns the order of a group and what its pieces have in common;
//! how a transaction begins and ends is the engine's.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, OnceLock},
    time::Instant,
};

use error::{Error, Kind};
use tokio::sync::{mpsc as queue, watch};

use crate::{
    Mode, PendingAnswer, Tx,
    engine::Work,
    memory::Memory,
    sequence::{Additions, Mark, Sequence},
    transaction::{Statements, Transaction},
};

/// Work that may wait for the writer; more is refused.
pub(crate) const QUEUE: usize = 4096;
/// The most pieces of work in one commit.
const GROUP: usize = 1024;
/// A commit that has so many leaves takes no more work: a piece of work may write a hundred of them.
const LEAVES: usize = 1024;

const ADD: &str = "INSERT INTO counter (name, value) VALUES ($1, $2) \
                   ON CONFLICT (name) DO UPDATE SET value = counter.value + excluded.value";

/// The connection that writes.
pub(crate) trait Connection: Statements {
    /// Begins a transaction beside which nobody else writes, and brings what is known of the record up to what is committed. Returns
    /// who else may have written since the last one.
    fn begin(&mut self, known: &mut Sequence) -> Result<Since, Error>;

    /// Returns which of these requests were made before, as far as is committed. `None`: it is cheaper to ask of each by itself.
    fn made(&mut self, requests: &[&[u8]]) -> Result<Option<HashSet<Vec<u8>>>, Error>;

    /// Whether the transaction that was begun is still there: a full disk ends all of it, not only the statement.
    fn is_open(&self) -> bool;

    /// Sets a savepoint, goes back to it, or forgets it.
    fn savepoint(&mut self, step: Step) -> Result<(), Error>;

    /// Waits until all that was put is there.
    fn settle(&mut self) -> Result<(), Error>;

    /// Commits: `Ok` once the disk has it. `size` is that of the record then.
    fn commit(&mut self, size: u64) -> Result<(), Error>;

    /// Ends the transaction, if it is open, as if it had not been.
    fn roll_back(&mut self);
}

/// Who wrote since the last transaction of this connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Since {
    /// Nobody: what was read then holds.
    Nobody,
    /// Perhaps another process.
    Others,
}

/// What is done with the savepoint of a piece of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Set,
    Back,
    Release,
}

/// The side that brings work.
pub(crate) type Outbox = queue::Sender<(Mode, Box<dyn Work>)>;
/// The side of the writer.
pub(crate) type Inbox = queue::Receiver<(Mode, Box<dyn Work>)>;
/// Takes the answers that wait for a signature, once there is somebody who signs.
pub(crate) type Held = Arc<OnceLock<queue::UnboundedSender<PendingAnswer>>>;

/// What owns the only connection that writes, on a thread of its own.
pub(crate) struct Writer<C> {
    pub(crate) connection: C,
    pub(crate) sequence: Sequence,
    pub(crate) memory: Memory,
    /// How many leaves are committed.
    pub(crate) size: watch::Sender<u64>,
    pub(crate) held: Held,
    /// So many pieces of work are to be run each in a group of its own.
    pub(crate) alone: usize,
}

/// A piece of work that has run.
struct Done {
    mode: Mode,
    work: Box<dyn Work>,
    outcome: Result<(), Error>,
    /// The first entry that it wrote, if its answer is to carry the receipt of that.
    entry: Option<u64>,
}

/// What a group writes at its end.
struct Group {
    counters: HashMap<String, i64>,
    record: Additions,
}

// === impl Writer

impl<C: Connection> Writer<C> {
    /// Writes until there will be no more work; returns the connection.
    pub(crate) fn run(mut self, mut inbox: Inbox) -> C {
        let mut waiting = VecDeque::with_capacity(GROUP);
        loop {
            if waiting.is_empty() {
                match inbox.blocking_recv() {
                    Some(first) => waiting.push_back(first),
                    None => return self.connection,
                }
            }
            while waiting.len() < GROUP
                && let Ok(next) = inbox.try_recv()
            {
                waiting.push_back(next);
            }
            self.commit(&mut waiting);
        }
    }

    /// Runs a group of what waits in one transaction, and answers each piece when the disk has it.
    fn commit(&mut self, waiting: &mut VecDeque<(Mode, Box<dyn Work>)>) {
        let most = match self.alone {
            0 => GROUP,
            _ => 1,
        };
        let begun = self.begin(waiting.iter().take(most));
        let (can_run_again, mut ended) = (begun.is_ok() && self.alone == 0, begun);
        self.alone = self.alone.saturating_sub(1);
        let mut group = Group {
            counters: HashMap::new(),
            record: self.sequence.begin(),
        };
        let mut done: Vec<Done> = Vec::new();
        while done.len() < most
            && group.record.len() < LEAVES
            && let Some((mode, mut work)) = waiting.pop_front()
        {
            let mark = group.record.mark();
            let outcome = match &ended {
                Ok(()) => self.attempt(mode, work.as_mut(), &mut group, mark),
                Err(_) => Ok(()),
            };
            // What follows would be on its own.
            if ended.is_ok() && !self.connection.is_open() {
                ended = Err(lost(&outcome));
            }
            done.push(Done {
                entry: (mode == Mode::WithReceipt)
                    .then(|| group.record.first_since(mark))
                    .flatten(),
                mode,
                work,
                outcome,
            });
        }
        metrics::histogram!("kenes_store_commit_writes")
            .record(f64::from(u32::try_from(done.len()).unwrap_or(u32::MAX)));
        let ended = ended.and_then(|()| self.fill(&group));
        if let Err(error) = &ended
            && can_run_again
            && done.len() > 1
            && error.kind() == Kind::Internal
        {
            // Whose fault it was is seen where each runs alone; nothing of them was written.
            tracing::warn!(cause = error::cause(error), "the group is run one by one");
            self.roll_back();
            self.alone = done.len();
            let again = done.into_iter().rev();
            again.for_each(|done| waiting.push_front((done.mode, done.work)));
            return;
        }
        let ended = ended.and_then(|sequence| self.seal(sequence));
        if let Err(error) = &ended {
            tracing::error!(%error, cause = std::error::Error::source(error), "the group was not committed");
            self.roll_back();
        }
        for done in done {
            self.answer(done, ended.as_ref().err());
        }
        // After the answers that are held back, so that who signs finds them all: also where the size was heard of before.
        if ended.is_ok() {
            let now = self.sequence.size();
            self.size.send_modify(|size| *size = now.max(*size));
        }
    }

    /// Begins a transaction, and learns what holds in it of what is known, and which of the requests that wait are new.
    fn begin<'w>(
        &mut self,
        waiting: impl Iterator<Item = &'w (Mode, Box<dyn Work>)>,
    ) -> Result<(), Error> {
        self.memory.are_new(HashSet::new());
        let since = self.connection.begin(&mut self.sequence);
        if since.as_ref().ok() != Some(&Since::Nobody) {
            self.memory.forget();
        }
        since?;
        let requests: Vec<&[u8]> = waiting.filter_map(|(_, work)| work.request()).collect();
        if requests.is_empty() {
            return Ok(());
        }
        if let Some(made) = self.connection.made(&requests)? {
            let new = requests.into_iter().filter(|id| !made.contains(*id));
            self.memory.are_new(new.map(<[u8]>::to_vec).collect());
        }
        Ok(())
    }

    fn answer(&self, done: Done, failed: Option<&Error>) {
        let Done {
            work,
            outcome,
            entry,
            ..
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

    /// Ends the transaction as if it had not been; what was read in it is not known.
    fn roll_back(&mut self) {
        self.connection.roll_back();
        self.memory.forget();
    }

    /// One piece of work in a savepoint of its own: what it refuses leaves no trace, whatever it did before.
    fn attempt(
        &mut self,
        mode: Mode,
        work: &mut dyn Work,
        group: &mut Group,
        mark: Mark,
    ) -> Result<(), Error> {
        self.connection.savepoint(Step::Set)?;
        self.memory.begin();
        let mut tx =
            Transaction::writing(&mut self.connection, &mut group.record, &mut self.memory);
        // A panic in one caller's work must not take the writer, and with it everybody's writes, down.
        let outcome = catch_unwind(AssertUnwindSafe(|| work.run(&mut tx)))
            .unwrap_or_else(|_| Err(Error::internal("a write panicked")));
        let counters = tx.into_counters();
        if outcome.is_ok() && mode != Mode::ValidateOnly {
            for (name, delta) in counters {
                *group.counters.entry(name).or_default() += delta;
            }
        } else {
            group.record.back_to(mark);
            self.memory.undo();
            if self.connection.is_open() {
                self.connection.savepoint(Step::Back)?;
            }
        }
        if self.connection.is_open() {
            self.connection.savepoint(Step::Release)?;
        }
        outcome
    }

    /// Writes what the pieces of a group have in common, and waits until all is written but not committed. Returns the record as it
    /// will be.
    fn fill(&mut self, group: &Group) -> Result<Sequence, Error> {
        let mut tx = Transaction::reading(&mut self.connection);
        for (name, delta) in group.counters.iter().filter(|(_, delta)| **delta != 0) {
            tx.put(ADD, vec![name.into(), (*delta).into()])?;
        }
        let sequence = self.sequence.extend(&mut tx, &group.record)?;
        self.connection.settle()?;
        Ok(sequence)
    }

    fn seal(&mut self, sequence: Sequence) -> Result<(), Error> {
        let begun = Instant::now();
        self.connection.commit(sequence.size())?;
        metrics::histogram!("kenes_store_commit_seconds").record(begun.elapsed());
        self.sequence = sequence;
        Ok(())
    }
}

/// Returns the error of a group whose transaction is over before its end.
fn lost(outcome: &Result<(), Error>) -> Error {
    match outcome {
        Err(error) => error.again(),
        Ok(()) => Error::internal("the transaction was over before its end"),
    }
}
