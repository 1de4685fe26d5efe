//! The right frontier of the tree, in memory: the tiles that are not full yet, each with its inner nodes.
//!
//! A tile is 256 neighbouring hashes of one level (C2SP tlog-tiles); tiles of level `L` hold the nodes of level `8 L`. Full ones
//! are stored and never change, so a tree of any size needs no more than this in memory to grow, and a proof for what was
//! just appended needs nothing else. Owns no I/O.

use super::tree::{Hash, Nodes, node_hash, root};
use error::Error;

/// Hashes in a full tile.
pub const TILE: usize = 256;
/// Levels of nodes in a tile.
const HEIGHT: u8 = 8;

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
    /// Its place in the level.
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

/// The nodes of a tile, level by level from its hashes up; the levels above hold what is complete.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Tile([Vec<Hash>; HEIGHT as usize]);

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

    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf by its hash, and answers the tiles that it filled: none, mostly.
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
                    hashes: done.0[0].concat(),
                });
                row.before = Some(done);
                carried = Some(top);
            }
            level += 1;
        }
        full
    }

    /// The root of the tree.
    pub fn root(&self) -> Hash {
        root(&mut &*self, self.size).expect("the frontier holds its own peaks")
    }

    /// The hash of the full subtree `index` at `level`, if it is at the frontier.
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
        held.0[usize::from(inner)]
            .get(usize::try_from(index - first).ok()?)
            .copied()
    }

    /// The hashes of the tile that is growing at a level, one after the other.
    pub fn growing(&self, level: u8) -> Vec<u8> {
        self.rows
            .get(usize::from(level))
            .map_or_else(Vec::new, |row| row.growing.0[0].concat())
    }
}

impl Nodes for &Frontier {
    fn node(&mut self, level: u8, index: u64) -> Result<Hash, Error> {
        Frontier::node(self, level, index)
            .ok_or_else(|| Error::internal(format!("node {level}/{index} is not at the frontier")))
    }
}

// === impl Tile

impl Tile {
    /// Adds a hash; answers the hash of the whole when it is full.
    fn push(&mut self, hash: Hash) -> Option<Hash> {
        let mut hash = hash;
        for level in &mut self.0 {
            level.push(hash);
            if level.len() % 2 == 1 {
                return None;
            }
            hash = node_hash(&level[level.len() - 2], &level[level.len() - 1]);
        }
        Some(hash)
    }
}

/// How many hashes the growing tile of a level holds in a tree of `size` leaves.
pub fn partial(size: u64, level: usize) -> u64 {
    u32::try_from(8 * level)
        .ok()
        .and_then(|shift| size.checked_shr(shift))
        .unwrap_or(0)
        % TILE as u64
}

/// The node at `inner` levels above a tile's hashes, `index` from its left, of a full tile.
pub fn inner(hashes: &[u8], inner: u8, index: u64) -> Option<Hash> {
    let first = usize::try_from(index).ok()? << inner;
    let mut row: Vec<Hash> = hashes
        .get(first * 32..(first + (1 << inner)) * 32)?
        .chunks_exact(32)
        .map(|hash| hash.try_into().expect("32 bytes"))
        .collect();
    while row.len() > 1 {
        row = row
            .chunks_exact(2)
            .map(|pair| node_hash(&pair[0], &pair[1]))
            .collect();
    }
    row.pop()
}

#[cfg(test)]
#[expect(clippy::cast_possible_truncation, reason = "sizes of small trees")]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::tree::{
        empty_root, is_consistent, leaf_hash, prove_consistency, prove_inclusion, root_of_inclusion,
    };

    /// Full tiles as the store keeps them, and the frontier for the rest.
    struct Kept(HashMap<(u8, u64), Vec<u8>>, Frontier);

    impl Nodes for Kept {
        fn node(&mut self, level: u8, index: u64) -> Result<Hash, Error> {
            let (row, up) = (level / HEIGHT, level % HEIGHT);
            let tile = index >> (HEIGHT - up);
            match self.0.get(&(row, tile)) {
                Some(hashes) => inner(hashes, up, index - (tile << (HEIGHT - up))),
                None => self.1.node(level, index),
            }
            .ok_or_else(|| Error::internal(format!("no node {level}/{index}")))
        }
    }

    fn leaf(n: u64) -> Hash {
        leaf_hash(&n.to_be_bytes())
    }

    #[test]
    fn an_edge_grows_over_tiles_and_proves_what_it_held() {
        const SIZE: u64 = 70_000;
        let mut kept = Kept(HashMap::new(), Frontier::default());
        assert_eq!(kept.1.root(), empty_root());
        let mut roots = vec![empty_root()];
        for n in 0..SIZE {
            for full in kept.1.append(leaf(n)) {
                assert_eq!(full.hashes.len(), TILE * 32);
                assert_eq!(
                    kept.0.insert((full.level, full.number), full.hashes),
                    None,
                    "written once"
                );
            }
            if n % 997 == 0 || n > SIZE - 300 {
                let path = prove_inclusion(&mut &kept.1, n, n + 1).expect("at the frontier");
                assert_eq!(
                    root_of_inclusion(leaf(n), n, n + 1, &path),
                    Some(kept.1.root()),
                    "{n}"
                );
            }
            roots.push(kept.1.root());
        }
        assert_eq!(kept.0.len(), 70_000 / 256 + 1);
        for index in (0..SIZE).step_by(331) {
            let path = prove_inclusion(&mut kept, index, SIZE).expect("kept");
            assert_eq!(
                root_of_inclusion(leaf(index), index, SIZE, &path),
                Some(roots[SIZE as usize])
            );
            let path = prove_consistency(&mut kept, index, SIZE).expect("kept");
            assert!(is_consistent(
                index,
                SIZE,
                &roots[index as usize],
                &roots[SIZE as usize],
                &path
            ));
        }
        // Loaded from what is kept, it is the same frontier, but for the tiles before the growing ones.
        let rows = (0..3)
            .map(|level| {
                kept.1
                    .growing(level)
                    .chunks_exact(32)
                    .map(|h| h.try_into().expect("32 bytes"))
                    .collect()
            })
            .collect();
        let mut loaded = Frontier::of(SIZE, rows).expect("sound");
        assert_eq!(loaded.root(), kept.1.root());
        for n in SIZE..SIZE + 600 {
            assert_eq!(loaded.append(leaf(n)), kept.1.append(leaf(n)));
            assert_eq!(loaded.root(), kept.1.root());
        }
        assert!(Frontier::of(5, vec![vec![leaf(0)]]).is_err());
    }
}
