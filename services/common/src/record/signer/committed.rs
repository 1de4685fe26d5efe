//! What was committed, read back from the database: the tree as far as it was read, and the newest entries, for the receipts of
//! those who just wrote.

use std::{collections::VecDeque, path::PathBuf};

use tlog::{
    entry::{self, Kind},
    frontier::{Frontier, Full},
    note::Verifier,
    proof::Receipt,
    tree::{leaf_hash, prove_inclusion},
};
use tokio::runtime::Handle;

use crate::{
    Error,
    record::{Published, others},
    store::{
        Store, Tx,
        leaves::{self, LeafWithSalts},
    },
};

/// Entries that are read at once.
const PAGE: u64 = 4096;
/// Entries that are remembered, for the receipts of those who just wrote.
const MEMORY: usize = 2048;

/// The log as far as it was read back.
pub(super) struct Committed {
    store: Store,
    runtime: Handle,
    frontier: Frontier,
    time_ms: u64,
    recent: VecDeque<LeafWithSalts>,
    /// Tiles that were filled and are still to be compared with those that are kept.
    unchecked: Vec<Full>,
}

impl Committed {
    pub(super) fn new(store: Store, runtime: Handle, frontier: Frontier) -> Self {
        Self {
            store,
            runtime,
            frontier,
            time_ms: 0,
            recent: VecDeque::new(),
            unchecked: Vec::new(),
        }
    }

    /// Returns the frontier of the tree that was read.
    pub(super) fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    /// Returns the leaf that was read last.
    pub(super) fn last(&self) -> Result<&[u8], Error> {
        let last = self.recent.back().map(|entry| entry.leaf.as_slice());
        last.ok_or_else(|| Error::internal("nothing was read"))
    }

    /// Checks that the database still holds what was read.
    pub(super) fn check(&self) -> Result<(), Error> {
        let frontier = self.frontier.clone();
        self.read(move |tx| leaves::check(tx, &frontier))
    }

    /// Checks that the database holds what another replica signed.
    pub(super) fn compare(
        &self,
        keys: &[Verifier],
        other: &(PathBuf, String),
    ) -> Result<(), Error> {
        let (keys, other) = (keys.to_vec(), other.clone());
        self.read(move |tx| others::compare(tx, &keys, &other))
    }

    /// Reads the leaves up to `size` back from the database, and compares the tiles that they fill. Where the database goes away in
    /// between, what was read is read, and the rest is done when it is asked for again.
    pub(super) fn read_to(&mut self, size: u64) -> Result<(), Error> {
        while self.frontier.size() < size {
            let from = self.frontier.size();
            let to = size.min(from + PAGE);
            for entry in self.read(move |tx| leaves::with_salts(tx, from, to))? {
                self.append(entry)?;
            }
        }
        if !self.unchecked.is_empty() {
            let tiles = self.unchecked.clone();
            let check = move |tx: &mut dyn Tx| {
                let mut tiles = tiles.iter();
                tiles.try_for_each(|tile| leaves::check_tile(tx, tile))
            };
            self.read(check)?;
            self.unchecked.clear();
        }
        Ok(())
    }

    /// Appends an entry as it was read back from the database.
    fn append(&mut self, entry: LeafWithSalts) -> Result<(), Error> {
        let read = entry::follow(&entry.leaf, self.frontier.size(), &mut self.time_ms)?;
        let full = self.frontier.append(leaf_hash(&entry.leaf));
        self.unchecked.extend(full);
        if read.kind == Kind::REDACTION {
            // What it approves is erased once this is signed, by whichever replica: from here on the store knows the salts.
            self.recent.clear();
        }
        if self.recent.len() == MEMORY {
            self.recent.pop_front();
        }
        self.recent.push_back(entry);
        Ok(())
    }

    /// Returns the receipt of an entry, if that is remembered.
    pub(super) fn receipt(&self, published: &Published, index: u64) -> Option<Receipt> {
        let first = self.frontier.size() - self.recent.len() as u64;
        let at = usize::try_from(index.checked_sub(first)?).ok()?;
        let entry = self.recent.get(at)?;
        let size = published.checkpoint.size;
        let path = prove_inclusion(&mut &published.frontier, index, size).ok()?;
        Some(Receipt {
            index,
            leaf: entry.leaf.clone(),
            salts: entry.salts.clone(),
            path,
            checkpoint: published.note.clone(),
        })
    }

    fn read<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut dyn Tx) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.runtime
            .block_on(self.store.read_needed("SignLog", work))
    }
}

#[cfg(test)]
mod tests;
