//! The order of the log: every accepted write gets the next index, and its leaf a time that never goes back.
//!
//! Owns the order and the tiles that it fills, not the tree (`tlog`). The writer gives indexes inside the group.

use error::Error;
use tlog::{
    entry::set_time,
    frontier::Frontier,
    tree::{Hash, leaf_hash},
};

use crate::{Tx, leaves};

/// So many leaves that others wrote are read one by one; where there are more, the frontier is read anew.
const NEAR: u64 = 2_048;

/// The record as far as it is committed, and what a batch adds to it.
#[derive(Debug)]
pub(super) struct Sequence {
    frontier: Frontier,
    time_ms: u64,
}

/// What work in a batch adds.
#[derive(Clone, Debug)]
pub(super) struct Additions {
    first: u64,
    leaves: Vec<Hash>,
    time_ms: u64,
}

/// A point in a batch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark(usize, u64);

impl Sequence {
    /// The record as the database holds it.
    pub(super) fn load(tx: &mut dyn Tx) -> Result<Self, Error> {
        Ok(Self {
            frontier: leaves::frontier(tx)?,
            time_ms: leaves::last_time(tx)?,
        })
    }

    /// Checks that the database still holds what is known of the record.
    pub(super) fn check(&self, tx: &mut dyn Tx) -> Result<(), Error> {
        leaves::check(tx, &self.frontier)
    }

    /// Reads on up to `size`, what others wrote.
    pub(super) fn follow(&mut self, tx: &mut dyn Tx, size: u64) -> Result<(), Error> {
        let known = self.size();
        if size < known {
            return Err(leaves::behind(known, size));
        }
        if size - known > NEAR {
            *self = Self::load(tx)?;
            return Ok(());
        }
        if size > known {
            let more = leaves::leaves(tx, known, size)?;
            for leaf in &more {
                self.frontier.append(leaf_hash(leaf));
            }
            self.time_ms = leaves::time(&more, size)?;
        }
        Ok(())
    }

    /// Returns how many leaves are committed.
    pub(super) fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// Nothing added yet.
    pub(super) fn begin(&self) -> Additions {
        Additions {
            first: self.frontier.size(),
            leaves: Vec::new(),
            time_ms: self.time_ms,
        }
    }

    /// Stores the tiles that the additions fill, and returns the record as it will be once they are committed.
    pub(super) fn extend(&self, tx: &mut dyn Tx, additions: &Additions) -> Result<Self, Error> {
        let mut frontier = self.frontier.clone();
        for leaf in &additions.leaves {
            for full in frontier.append(*leaf) {
                leaves::put_tile(tx, full)?;
            }
        }
        Ok(Self {
            frontier,
            time_ms: additions.time_ms,
        })
    }
}

impl Additions {
    /// Returns the next index, for this leaf, whose time is put in: never before that of the leaf before it.
    pub(super) fn append(&mut self, leaf: &mut [u8], time_ms: u64) -> u64 {
        let index = self.first + self.leaves.len() as u64;
        self.time_ms = self.time_ms.max(time_ms);
        set_time(leaf, self.time_ms);
        self.leaves.push(leaf_hash(leaf));
        index
    }

    /// Returns how many leaves there are.
    pub(super) fn len(&self) -> usize {
        self.leaves.len()
    }

    /// Returns how much there is, to go back to.
    pub(super) fn mark(&self) -> Mark {
        Mark(self.leaves.len(), self.time_ms)
    }

    /// Returns the first index that was given since the mark.
    pub(super) fn first_since(&self, mark: Mark) -> Option<u64> {
        (self.leaves.len() > mark.0).then(|| self.first + mark.0 as u64)
    }

    /// Forgets what was added since the mark.
    pub(super) fn back_to(&mut self, mark: Mark) {
        self.leaves.truncate(mark.0);
        self.time_ms = mark.1;
    }
}
