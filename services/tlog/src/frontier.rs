//! The right frontier of the tree, in memory: the tiles that are not full yet, each with its inner nodes.
//!
//! A tile is 256 neighbouring hashes of one level (C2SP tlog-tiles); tiles of level `L` hold the nodes of level `8 L`. Full ones
//! are stored and never change, so a tree of any size needs no more than this in memory to grow, and a proof for what was
//! just appended needs nothing else. Owns no I/O.

mod tile;

use error::Error;

use crate::tree::{Hash, Nodes, root};
use tile::{HEIGHT, Tile};

pub use tile::{TILE, inner, partial};

/// The frontier of the tree of `size` leaves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    rows: Vec<Row>,
}

/// A tile that became full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Full {
    /// Its level among tiles.
    pub level: u8,
    /// Its index in the level.
    pub number: u64,
    /// Its 256 hashes, one after the other.
    pub hashes: Vec<u8>,
}

/// The tiles of one level that proofs at the frontier need: the one that is growing and the one before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Row {
    growing: Tile,
    before: Option<Tile>,
}

// === impl Frontier

impl Frontier {
    /// The frontier of the tree whose partial tiles are `rows`, from the leaves up.
    pub fn of(size: u64, rows: Vec<Vec<Hash>>) -> Result<Self, Error> {
        let mut frontier = Self {
            size,
            rows: Vec::new(),
        };
        for (level, hashes) in rows.into_iter().enumerate() {
            if hashes.len() as u64 != partial(size, level) {
                return Err(Error::internal(format!(
                    "{} hashes at tile level {level} of {size} leaves",
                    hashes.len()
                )));
            }
            let mut row = Row::default();
            for hash in hashes {
                row.growing.push(hash);
            }
            frontier.rows.push(row);
        }
        Ok(frontier)
    }

    /// Returns how many leaves there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf by its hash, and returns the tiles that it filled: none, mostly.
    pub fn append(&mut self, leaf: Hash) -> Vec<Full> {
        let mut full = Vec::new();
        let mut carried = Some(leaf);
        let mut level = 0;
        self.size += 1;
        while let Some(hash) = carried.take() {
            if self.rows.len() == level {
                self.rows.push(Row::default());
            }
            let row = &mut self.rows[level];
            if let Some(top) = row.growing.push(hash) {
                let done = std::mem::take(&mut row.growing);
                full.push(Full {
                    level: u8::try_from(level).unwrap_or(u8::MAX),
                    number: (self.size >> (8 * (level + 1))) - 1,
                    hashes: done.hashes(),
                });
                row.before = Some(done);
                carried = Some(top);
            }
            level += 1;
        }
        full
    }

    /// Returns the root of the tree.
    pub fn root(&self) -> Hash {
        root(&mut &*self, self.size).expect("the frontier holds its own peaks")
    }

    /// Returns the hash of the full subtree `index` at `level`, if it is at the frontier.
    pub fn node(&self, level: u8, index: u64) -> Option<Hash> {
        let (row, inner) = (usize::from(level / HEIGHT), level % HEIGHT);
        let tile = index >> (HEIGHT - inner);
        let growing = self
            .size
            .checked_shr(8 * (u32::try_from(row).ok()? + 1))
            .unwrap_or(0);
        let row = self.rows.get(row)?;
        let held = match growing.checked_sub(tile)? {
            0 => &row.growing,
            1 => row.before.as_ref()?,
            _ => return None,
        };
        let first = tile << (HEIGHT - inner);
        held.node(inner, usize::try_from(index - first).ok()?)
    }

    /// Returns the hashes of the tile that is growing at a level, one after the other.
    pub fn growing(&self, level: u8) -> Vec<u8> {
        self.rows
            .get(usize::from(level))
            .map_or_else(Vec::new, |row| row.growing.hashes())
    }
}

impl Nodes for &Frontier {
    fn node(&mut self, level: u8, index: u64) -> Result<Hash, Error> {
        Frontier::node(self, level, index)
            .ok_or_else(|| Error::internal(format!("node {level}/{index} is not at the frontier")))
    }
}

#[cfg(test)]
#[expect(clippy::cast_possible_truncation, reason = "sizes of small trees")]
mod tests;
