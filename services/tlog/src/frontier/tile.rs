//! A tile: 256 neighbouring hashes of one level and the nodes above them (C2SP tlog-tiles).

use crate::tree::{Hash, node_hash};

/// Hashes in a full tile.
pub const TILE: usize = 256;
/// Levels of nodes in a tile.
pub(super) const HEIGHT: u8 = 8;

/// The nodes of a tile, level by level from its hashes up; the levels above hold what is complete.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tile([Vec<Hash>; HEIGHT as usize]);

impl Tile {
    /// Adds a hash. Returns the hash of the whole when it is full.
    pub(super) fn push(&mut self, hash: Hash) -> Option<Hash> {
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

    /// Returns the node at `inner` levels above the hashes, `index` from the left, if it is complete.
    pub(super) fn node(&self, inner: u8, index: usize) -> Option<Hash> {
        self.0[usize::from(inner)].get(index).copied()
    }

    /// Returns the hashes, one after the other.
    pub(super) fn hashes(&self) -> Vec<u8> {
        self.0[0].concat()
    }
}

/// Returns how many hashes the growing tile of a level holds in a tree of `size` leaves.
pub fn partial(size: u64, level: usize) -> u64 {
    u32::try_from(8 * level)
        .ok()
        .and_then(|shift| size.checked_shr(shift))
        .unwrap_or(0)
        % TILE as u64
}

/// Returns the node at `inner` levels above a tile's hashes, `index` from its left, of a full tile.
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
