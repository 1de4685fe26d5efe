//! The signer: reads back what was committed, hashes it again, remembers it in its own file, and only then signs.
//!
//! On a thread of its own, beside the writer: while one batch is being signed the next one is being written. What it cannot
//! follow it does not sign: then the store is distrusted and the process stops.

mod committed;
mod waiting;

use std::{sync::Arc, time::Duration};

use tlog::{
    Damage,
    note::{self, Checkpoint, Fault, Verifier},
};
use tokio::{
    runtime::Handle,
    sync::{mpsc, watch},
};

use super::{last_signed::LastSigned, others::Others, published::Published};
use crate::{
    Error,
    error::{Kind, cause},
    store::{Distrust, Store},
};
use committed::Committed;
use waiting::Waiting;

pub(super) use waiting::Wanted;

/// After trouble that may pass.
const PAUSE: Duration = Duration::from_millis(250);
/// Those who wait for a receipt are looked after so often.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// What ended the waiting of the signer.
enum Woken {
    ByGrowth,
    ByTime,
    By(Wanted),
    /// Nobody is left to sign for.
    ByNobody,
}

/// What was signed, by this replica and by others.
pub(super) struct Memory {
    pub(super) last_signed: LastSigned,
    /// Where they share a folder.
    pub(super) others: Option<Others>,
    /// The keys of the log, the present one first.
    pub(super) keys: Vec<Verifier>,
}

/// The thread that signs.
pub(super) struct Signer {
    store: Store,
    runtime: Handle,
    key: note::Signer,
    memory: Memory,
    committed: Committed,
    /// How many connections there had been when what was committed was last compared with the database.
    connections: u64,
    waiting: Waiting,
    out: watch::Sender<Arc<Published>>,
}

impl Signer {
    /// Starts the thread, which ends when nobody can want a receipt any more.
    pub(super) fn start(
        store: Store,
        key: note::Signer,
        memory: Memory,
        out: watch::Sender<Arc<Published>>,
        inbox: mpsc::Receiver<Wanted>,
    ) -> Result<(), Error> {
        let runtime = Handle::current();
        let frontier = out.borrow().frontier.clone();
        let signer = Self {
            committed: Committed::new(store.clone(), runtime.clone(), frontier),
            // What opened the log may have been another server than the one that is there now.
            connections: 0,
            store,
            runtime,
            key,
            memory,
            waiting: Waiting::default(),
            out,
        };
        std::thread::Builder::new()
            .name("log-signer".to_owned())
            .spawn(move || signer.run(inbox))
            .map(drop)
            .map_err(Error::internal)
    }

    fn run(mut self, mut inbox: mpsc::Receiver<Wanted>) {
        let mut committed_size = self.store.committed_size();
        committed_size.mark_changed();
        let mut held = self.store.hold();
        let runtime = self.runtime.clone();
        loop {
            let woken = runtime.block_on(async {
                tokio::select! {
                    changed = committed_size.changed() => changed.map_or(Woken::ByNobody, |()| Woken::ByGrowth),
                    wanted = inbox.recv() => wanted.map_or(Woken::ByNobody, Woken::By),
                    () = tokio::time::sleep(LOOK_AGAIN), if !self.waiting.is_empty() => Woken::ByTime,
                }
            });
            let mut asked = false;
            match woken {
                Woken::ByNobody => return,
                Woken::By(wanted) => {
                    asked = true;
                    self.waiting.ask(wanted);
                }
                Woken::ByGrowth | Woken::ByTime => {}
            }
            while let Ok(wanted) = inbox.try_recv() {
                self.waiting.ask(wanted);
            }
            if asked {
                self.answer();
                if self.waiting.is_empty() && !committed_size.has_changed().unwrap_or(true) {
                    continue;
                }
            }
            committed_size.mark_unchanged();
            // After the mark: what is held back was committed before the size that tells of it.
            if let Some(held) = &mut held {
                while let Ok(one) = held.try_recv() {
                    self.waiting.hold(one);
                }
            }
            if let Err(error) = self.turn(&committed_size) {
                if Damage::is(&error) {
                    let text = cause(&error);
                    tracing::error!(text, "nothing more is signed");
                    return self.store.distrust(Distrust::Record(text));
                }
                if self.store.is_distrusted() {
                    return;
                }
                tracing::warn!(cause = cause(&error), "the log is signed later");
                std::thread::sleep(PAUSE);
                committed_size.mark_changed();
            }
            self.answer();
        }
    }

    /// Signs what was committed since the last checkpoint, by this process or by another on the same database.
    fn turn(&mut self, committed_size: &watch::Receiver<u64>) -> Result<(), Error> {
        self.check()?;
        // Not borrowed while it is read: who commits does not wait for that.
        let size = *committed_size.borrow();
        self.committed.read_to(size)?;
        // What was read may be another server's.
        self.check()?;
        let frontier = self.committed.frontier();
        if self.out.borrow().checkpoint.size == frontier.size() {
            return Ok(());
        }
        let checkpoint = Checkpoint {
            origin: self.key.name().to_owned(),
            size: frontier.size(),
            root: frontier.root(),
        };
        let note = self.key.sign(&checkpoint);
        self.remember(&note)?;
        self.agree()?;
        let last = self.committed.last()?;
        let told = self.store.announce((checkpoint.size, last), &note);
        if told.as_ref().is_err_and(Damage::is) {
            // It says what is missing.
            self.committed.check()?;
        }
        if let Some(told) = told? {
            self.compare(&checkpoint, &told)?;
        }
        self.publish(checkpoint, note);
        Ok(())
    }

    /// Checks that the database still holds what was read, where a connection was made since: the server may be another one.
    fn check(&mut self) -> Result<(), Error> {
        let connections = self.store.connections();
        if connections != self.connections {
            self.committed.check()?;
            self.connections = connections;
        }
        Ok(())
    }

    /// Compares what is signed with what another replica told, whose tree is as large or larger.
    fn compare(&self, own: &Checkpoint, told: &str) -> Result<(), Error> {
        let told = self.key.verifier().open(told).map_err(|fault: Fault| {
            Damage::of(format!(
                "another replica signed with another key: {fault:?}"
            ))
        })?;
        match told.size == own.size && told.root != own.root {
            true => Err(Damage::of(format!(
                "another replica signed another history of {} entries",
                own.size
            ))),
            false => Ok(()),
        }
    }

    /// What other replicas remember must be in the database, too: it is looked at after this one remembers, and before that leaves.
    fn agree(&mut self) -> Result<(), Error> {
        let Some(others) = &mut self.memory.others else {
            return Ok(());
        };
        for news in others.news()? {
            self.committed.compare(&self.memory.keys, &news)?;
            others.agree(news.0, news.1);
        }
        Ok(())
    }

    /// A signature that is not remembered must not leave: the next start would not know of it.
    fn remember(&mut self, note: &str) -> Result<(), Error> {
        let before = self.memory.last_signed.note().map(ToOwned::to_owned);
        let swapped = self.memory.last_signed.swap(before.as_deref(), note);
        if let Err(error) = &swapped
            && error.kind() != Kind::Exhausted
        {
            self.store.distrust(Distrust::Disk(cause(error)));
        }
        swapped
    }

    /// Answers those whose entry is signed, and those who have waited too long.
    fn answer(&mut self) {
        let published = self.out.borrow().clone();
        let committed = &self.committed;
        self.waiting.answer(published.checkpoint.size, |index| {
            committed.receipt(&published, index)
        });
    }

    fn publish(&mut self, checkpoint: Checkpoint, note: String) {
        self.out.send_replace(Arc::new(Published {
            checkpoint,
            note,
            frontier: self.committed.frontier().clone(),
        }));
    }
}
