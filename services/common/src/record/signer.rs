//! The signer: reads back what was committed, hashes it again, remembers it in its own file, and only then signs.
//!
//! On a thread of its own, beside the writer: while one batch is being signed the next one is being written. What it cannot
//! follow it does not sign: then the store is distrusted and the process stops.

use std::{
    collections::VecDeque,
    sync::Arc,
    time::{Duration, Instant},
};

use tlog::{
    Damage, entry,
    frontier::Frontier,
    note::{self, Checkpoint, Fault},
    proof::Receipt,
    tree::{leaf_hash, prove_inclusion},
};
use tokio::{
    runtime::Handle,
    sync::{mpsc, oneshot, watch},
};

use super::{
    last_signed::LastSigned,
    published::{PATIENCE, Published},
};
use crate::{
    Error,
    error::Kind,
    store::{
        Distrust, PendingAnswer, Role, Store,
        leaves::{self, LeafWithSalts},
    },
};

/// Entries that are read at once.
const PAGE: u64 = 4096;
/// Entries that are remembered, for the receipts of those who just wrote.
const MEMORY: usize = 2048;
/// After trouble that may pass.
const PAUSE: Duration = Duration::from_millis(250);
/// Where several processes share a database, one of them looks so often whether it is its turn.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// What ended the waiting of the signer.
enum Woken {
    ByGrowth,
    ByTime,
    By(Asked),
    /// Nobody is left to sign for.
    ByNobody,
}

/// What the signer is asked.
#[derive(Debug)]
pub(super) enum Asked {
    /// For the receipt of an entry.
    Receipt(Wanted),
    /// To forget the salts that it remembers: some were erased.
    Forget(oneshot::Sender<()>),
}

/// Somebody asks for the receipt of an entry.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) place: u64,
    /// `None`: the signer no longer remembers the entry.
    pub(super) answer: oneshot::Sender<Option<Receipt>>,
}

/// Somebody waits until an entry is signed.
enum Waiting {
    /// With the answer to its write.
    Answer(PendingAnswer, Instant),
    /// For the receipt alone.
    Asked(Wanted),
}

pub(super) struct Signer {
    store: Store,
    runtime: Handle,
    key: note::Signer,
    state: LastSigned,
    frontier: Frontier,
    time_ms: u64,
    recent: VecDeque<LeafWithSalts>,
    waiting: Vec<Waiting>,
    out: watch::Sender<Arc<Published>>,
}

impl Signer {
    /// Starts the thread, which ends when nobody can want a receipt any more.
    pub(super) fn start(
        store: Store,
        key: note::Signer,
        state: LastSigned,
        out: watch::Sender<Arc<Published>>,
        inbox: mpsc::Receiver<Asked>,
    ) -> Result<(), Error> {
        let frontier = out.borrow().frontier.clone();
        let signer = Self {
            store,
            runtime: Handle::current(),
            key,
            state,
            frontier,
            time_ms: 0,
            recent: VecDeque::new(),
            waiting: Vec::new(),
            out,
        };
        std::thread::Builder::new()
            .name("log-signer".to_owned())
            .spawn(move || signer.run(inbox))
            .map(drop)
            .map_err(Error::internal)
    }

    fn run(mut self, mut inbox: mpsc::Receiver<Asked>) {
        let mut committed_size = self.store.committed_size();
        committed_size.mark_changed();
        let mut held = self.store.hold();
        let runtime = self.runtime.clone();
        loop {
            let woken = runtime.block_on(async {
                tokio::select! {
                    changed = committed_size.changed() => changed.map_or(Woken::ByNobody, |()| Woken::ByGrowth),
                    wanted = inbox.recv() => wanted.map_or(Woken::ByNobody, Woken::By),
                    () = tokio::time::sleep(LOOK_AGAIN), if self.store.is_shared() || !self.waiting.is_empty() => Woken::ByTime,
                }
            });
            let mut asked = false;
            match woken {
                Woken::ByNobody => return,
                Woken::By(question) => {
                    asked = true;
                    self.take(question);
                }
                Woken::ByGrowth | Woken::ByTime => {}
            }
            while let Ok(question) = inbox.try_recv() {
                self.take(question);
            }
            if asked {
                self.answer();
                if self.waiting.is_empty() && !committed_size.has_changed().unwrap_or(true) {
                    continue;
                }
            }
            committed_size.mark_unchanged();
            // After the mark: what is held back was committed before the committed_size that tells of it.
            if let Some(held) = &mut held {
                while let Ok(one) = held.try_recv() {
                    self.waiting.push(Waiting::Answer(one, Instant::now()));
                }
            }
            if let Err(error) = self.turn(&committed_size) {
                if Damage::is(&error) {
                    let text = crate::error::cause(&error);
                    tracing::error!(text, "the log is signed no further");
                    return self.store.distrust(Distrust::Record(text));
                }
                if self.store.is_distrusted() {
                    return;
                }
                tracing::warn!(
                    cause = crate::error::cause(&error),
                    "the log is signed later"
                );
                std::thread::sleep(PAUSE);
                committed_size.mark_changed();
            }
            self.answer();
        }
    }

    fn take(&mut self, question: Asked) {
        match question {
            Asked::Receipt(wanted) => self.waiting.push(Waiting::Asked(wanted)),
            Asked::Forget(done) => {
                self.recent.clear();
                // Nobody waits any more if the call went away.
                done.send(()).unwrap_or_default();
            }
        }
    }

    /// Signs what was committed since the last checkpoint, or follows who does.
    fn turn(&mut self, committed_size: &watch::Receiver<u64>) -> Result<(), Error> {
        match self.store.turn()? {
            Role::Leader { epoch } => {
                self.read_to(*committed_size.borrow())?;
                if self.out.borrow().checkpoint.size == self.frontier.size() {
                    return Ok(());
                }
                let checkpoint = Checkpoint {
                    origin: self.key.name().to_owned(),
                    size: self.frontier.size(),
                    root: self.frontier.root(),
                };
                let note = self.key.sign(&checkpoint);
                self.remember(&note)?;
                self.store.announce(epoch, &note)?;
                self.publish(checkpoint, note);
                Ok(())
            }
            Role::Follower { checkpoint } if checkpoint.is_empty() => Ok(()),
            Role::Follower { checkpoint } => self.follow(checkpoint),
        }
    }

    /// Takes over what the leader signed, if its tree is the one that this replica reads.
    fn follow(&mut self, note: String) -> Result<(), Error> {
        let foreign = |fault: &Fault| {
            Damage::of(format!(
                "another replica signed with another key: {fault:?}"
            ))
        };
        let checkpoint = self
            .key
            .verifier()
            .open(&note)
            .map_err(|fault| foreign(&fault))?;
        if checkpoint.size <= self.out.borrow().checkpoint.size {
            return Ok(());
        }
        if checkpoint.size < self.frontier.size() {
            // Read ahead while this replica still led.
            let size = checkpoint.size;
            self.frontier = self.runtime.block_on(
                self.store
                    .read("SignLog", move |tx| leaves::frontier_of(tx, size)),
            )?;
            self.recent.clear();
        }
        self.read_to(checkpoint.size)?;
        if self.frontier.root() != checkpoint.root {
            return Err(Damage::of(format!(
                "another replica signed another history of {} entries",
                checkpoint.size
            )));
        }
        self.remember(&note)?;
        self.publish(checkpoint, note);
        Ok(())
    }

    /// A signature that is not remembered must not leave: the next start would not know of it.
    fn remember(&mut self, note: &str) -> Result<(), Error> {
        let before = self.state.note().map(ToOwned::to_owned);
        let swapped = self.state.swap(before.as_deref(), note);
        if let Err(error) = &swapped
            && error.kind() != Kind::Exhausted
        {
            self.store
                .distrust(Distrust::Disk(crate::error::cause(error)));
        }
        swapped
    }

    fn publish(&mut self, checkpoint: Checkpoint, note: String) {
        self.out.send_replace(Arc::new(Published {
            checkpoint,
            note,
            frontier: self.frontier.clone(),
        }));
    }

    /// Reads the leaves up to `size` back from the database.
    fn read_to(&mut self, size: u64) -> Result<(), Error> {
        while self.frontier.size() < size {
            let from = self.frontier.size();
            let to = size.min(from + PAGE);
            let entries = self.runtime.block_on(
                self.store
                    .read("SignLog", move |tx| leaves::with_salts(tx, from, to)),
            )?;
            for sealed in entries {
                self.append(sealed)?;
            }
        }
        Ok(())
    }

    /// Appends an entry as it was read back from the database.
    fn append(&mut self, sealed: LeafWithSalts) -> Result<(), Error> {
        entry::follow(&sealed.leaf, self.frontier.size(), &mut self.time_ms)?;
        for full in self.frontier.append(leaf_hash(&sealed.leaf)) {
            self.runtime.block_on(
                self.store
                    .read("SignLog", move |tx| leaves::check_tile(tx, &full)),
            )?;
        }
        if self.recent.len() == MEMORY {
            self.recent.pop_front();
        }
        self.recent.push_back(sealed);
        Ok(())
    }

    /// Answers those whose entry is signed, and those who have waited too long.
    fn answer(&mut self) {
        let published = self.out.borrow().clone();
        let size = published.checkpoint.size;
        for waiting in std::mem::take(&mut self.waiting) {
            match waiting {
                Waiting::Answer(held, _) if held.index() < size => {
                    let receipt = self.receipt(&published, held.index());
                    held.release(receipt);
                }
                Waiting::Answer(held, since) if since.elapsed() > PATIENCE => held.release(None),
                Waiting::Asked(wanted) if wanted.place < size => {
                    let receipt = self.receipt(&published, wanted.place);
                    drop(wanted.answer.send(receipt));
                }
                // Who stopped waiting is forgotten, so that the list stays short.
                Waiting::Asked(wanted) if wanted.answer.is_closed() => {}
                other => self.waiting.push(other),
            }
        }
    }

    fn receipt(&self, published: &Published, place: u64) -> Option<Receipt> {
        let first = self.frontier.size() - self.recent.len() as u64;
        let sealed = self
            .recent
            .get(usize::try_from(place.checked_sub(first)?).ok()?)?;
        let path =
            prove_inclusion(&mut &published.frontier, place, published.checkpoint.size).ok()?;
        Some(Receipt {
            index: place,
            leaf: sealed.leaf.clone(),
            salts: sealed.salts.clone(),
            path,
            checkpoint: published.note.clone(),
        })
    }
}
