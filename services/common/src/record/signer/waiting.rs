//! Those who wait until an entry is signed, and how long.

use std::time::Instant;

use tlog::proof::Receipt;
use tokio::sync::oneshot;

use crate::{record::published::PATIENCE, store::PendingAnswer};

/// Somebody asks for the receipts of entries.
#[derive(Debug)]
pub(in crate::record) struct Wanted {
    pub(in crate::record) indexes: Vec<u64>,
    /// `None`: the signer no longer remembers the entry.
    pub(in crate::record) answer: oneshot::Sender<Vec<Option<Receipt>>>,
}

/// All who wait.
#[derive(Default)]
pub(super) struct Waiting(Vec<Waiter>);

/// Somebody waits until an entry is signed.
enum Waiter {
    /// With the answer to its write.
    Answer(PendingAnswer, Instant),
    /// For receipts alone.
    Asked(Wanted),
}

impl Waiting {
    /// Holds an answer back.
    pub(super) fn hold(&mut self, answer: PendingAnswer) {
        self.0.push(Waiter::Answer(answer, Instant::now()));
    }

    /// Adds one who asks for receipts.
    pub(super) fn ask(&mut self, wanted: Wanted) {
        self.0.push(Waiter::Asked(wanted));
    }

    /// Returns whether nobody waits.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Answers those whose entries are among the first `size`, with their `receipt`s, and those who have waited too long.
    pub(super) fn answer(&mut self, size: u64, receipt: impl Fn(u64) -> Option<Receipt>) {
        for waiter in std::mem::take(&mut self.0) {
            match waiter {
                Waiter::Answer(held, _) if held.index() < size => {
                    let receipt = receipt(held.index());
                    held.release(receipt);
                }
                Waiter::Answer(held, since) if since.elapsed() > PATIENCE => held.release(None),
                Waiter::Asked(wanted) if wanted.indexes.iter().all(|index| *index < size) => {
                    let receipts = wanted.indexes.iter().map(|index| receipt(*index));
                    drop(wanted.answer.send(receipts.collect()));
                }
                // Who stopped waiting is forgotten, so that the list stays short.
                Waiter::Asked(wanted) if wanted.answer.is_closed() => {}
                other => self.0.push(other),
            }
        }
    }
}
