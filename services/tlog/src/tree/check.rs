//! Proofs checked by whoever holds no tree: an inclusion proof, a consistency proof, and nothing else.

use super::{Hash, empty_root, node_hash};

/// Returns the root that an inclusion proof leads to, or `None` if it has not the form of a proof for these numbers.
pub fn root_of_inclusion(leaf: Hash, index: u64, size: u64, path: &[Hash]) -> Option<Hash> {
    if index >= size {
        return None;
    }
    let (mut node, mut last, mut hash) = (index, size - 1, leaf);
    for sibling in path {
        if last == 0 {
            return None;
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(hash)
}

/// Returns whether the proof shows the tree with `old` root and `from` leaves to be the beginning of that with `new` root and `to`.
pub fn is_consistent(from: u64, to: u64, old: &Hash, new: &Hash, path: &[Hash]) -> bool {
    if from == to || from == 0 {
        let empty = from != 0 || *old == empty_root();
        return from <= to && path.is_empty() && empty && (from == 0 || old == new);
    }
    if from > to {
        return false;
    }
    // RFC 9162, 2.1.4.2: a full old tree is its own first hash.
    let mut hashes = path.iter();
    let first = if from.is_power_of_two() {
        Some(old)
    } else {
        hashes.next()
    };
    let Some(first) = first else { return false };
    let (mut node, mut last) = (from - 1, to - 1);
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    let (mut ours, mut theirs) = (*first, *first);
    for hash in hashes {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            ours = node_hash(hash, &ours);
            theirs = node_hash(hash, &theirs);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            theirs = node_hash(&theirs, hash);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && ours == *old && theirs == *new
}
