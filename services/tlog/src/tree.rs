//! The Merkle tree of RFC 6962 over stored nodes: nothing here holds all leaves, or any I/O.
//!
//! The hash of every full subtree is a node `(level, index)`: it covers the leaves from `index << level` up to
//! `(index + 1) << level`. A root, a proof or the start of a process needs only logarithmically many of them. Proofs are those
//! of RFC 9162, which for these trees are those of RFC 6962.

mod check;

use error::Error;
use sha2::{Digest, Sha256};

pub use check::{is_consistent, root_of_inclusion};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// Where nodes are kept. Asked only for full subtrees of the tree at hand.
pub trait Nodes {
    /// Returns the hash of the full subtree `index` at `level`.
    fn node(&mut self, level: u8, index: u64) -> Result<Hash, Error>;
}

/// Returns the hash of a leaf.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Sha256::new_with_prefix([0])
        .chain_update(entry)
        .finalize()
        .into()
}

/// Returns the hash of two neighbours.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new_with_prefix([1])
        .chain_update(left)
        .chain_update(right)
        .finalize()
        .into()
}

/// Returns the hash of no leaves at all.
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// Returns the root of the tree of `size` leaves.
pub fn root(nodes: &mut dyn Nodes, size: u64) -> Result<Hash, Error> {
    match size {
        0 => Ok(empty_root()),
        size => subtree(nodes, 0, size),
    }
}

/// Returns the hashes that lead from leaf `index` to the root of the tree of `size` leaves, leaf side first.
pub fn prove_inclusion(nodes: &mut dyn Nodes, index: u64, size: u64) -> Result<Vec<Hash>, Error> {
    debug_assert!(index < size, "checked by the caller");
    let mut path = Vec::new();
    let (mut start, mut end) = (0, size);
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            path.push(subtree(nodes, middle, end)?);
            end = middle;
        } else {
            path.push(subtree(nodes, start, middle)?);
            start = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// Returns the hashes that show the tree of `from` leaves to be the beginning of the tree of `to` leaves.
pub fn prove_consistency(nodes: &mut dyn Nodes, from: u64, to: u64) -> Result<Vec<Hash>, Error> {
    debug_assert!(from <= to, "checked by the caller");
    if from == 0 || from == to {
        return Ok(Vec::new());
    }
    let mut path = Vec::new();
    let (mut start, mut end) = (0, to);
    let mut whole = true;
    while from != end {
        let middle = start + split(end - start);
        if from <= middle {
            path.push(subtree(nodes, middle, end)?);
            end = middle;
        } else {
            path.push(subtree(nodes, start, middle)?);
            start = middle;
            whole = false;
        }
    }
    if !whole {
        path.push(subtree(nodes, start, end)?);
    }
    path.reverse();
    Ok(path)
}

/// Returns the hash of the leaves from `start` up to `end`, a range that splitting made: it begins at a multiple of its own full
/// size.
fn subtree(nodes: &mut dyn Nodes, start: u64, end: u64) -> Result<Hash, Error> {
    let mut parts = Vec::new();
    let mut at = start;
    while at < end {
        let level = (u64::BITS - 1 - (end - at).leading_zeros()).min(at.trailing_zeros());
        let level = u8::try_from(level).map_err(Error::internal)?;
        parts.push(nodes.node(level, at >> level)?);
        at += 1 << level;
    }
    let mut parts = parts.into_iter().rev();
    let last = parts
        .next()
        .ok_or_else(|| Error::internal("an empty subtree"))?;
    Ok(parts.fold(last, |right, left| node_hash(&left, &right)))
}

/// Returns the largest power of two below `count`, which is more than one.
fn split(count: u64) -> u64 {
    1 << (u64::BITS - 1 - (count - 1).leading_zeros())
}

#[cfg(test)]
#[expect(clippy::cast_possible_truncation, reason = "sizes of small trees")]
mod tests;
