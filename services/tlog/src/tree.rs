//! The Merkle tree of RFC 6962 over stored nodes: nothing here holds all leaves, or any I/O.
//!
//! The hash of every full subtree is a node `(level, index)`: it covers the leaves from `index << level` up to
//! `(index + 1) << level`. A root, a proof or the start of a process needs only logarithmically many of them. Proofs are those
//! of RFC 9162, which for these trees are those of RFC 6962.

use sha2::{Digest, Sha256};

use error::Error;

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// Where nodes are kept. Asked only for full subtrees of the tree at hand.
pub trait Nodes {
    /// The hash of the full subtree `index` at `level`.
    fn node(&mut self, level: u8, index: u64) -> Result<Hash, Error>;
}

/// The hash of a leaf.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Sha256::new_with_prefix([0])
        .chain_update(entry)
        .finalize()
        .into()
}

/// The hash of two neighbours.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new_with_prefix([1])
        .chain_update(left)
        .chain_update(right)
        .finalize()
        .into()
}

/// The hash of no leaves at all.
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// The root of the tree of `size` leaves.
pub fn root(nodes: &mut dyn Nodes, size: u64) -> Result<Hash, Error> {
    match size {
        0 => Ok(empty_root()),
        size => subtree(nodes, 0, size),
    }
}

/// The hashes that lead from leaf `index` to the root of the tree of `size` leaves, leaf side first.
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

/// The hashes that show the tree of `from` leaves to be the beginning of the tree of `to` leaves.
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

/// The root that an inclusion proof leads to, or `None` if it has not the form of a proof for these numbers.
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

/// Whether the proof shows the tree with `old` root and `from` leaves to be the beginning of that with `new` root and `to`.
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

/// The hash of the leaves from `start` up to `end`, a range that splitting made: it begins at a multiple of its own full size.
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

/// The largest power of two below `count`, which is more than one.
fn split(count: u64) -> u64 {
    1 << (u64::BITS - 1 - (count - 1).leading_zeros())
}

#[cfg(test)]
#[expect(clippy::cast_possible_truncation, reason = "sizes of small trees")]
mod tests {
    use super::*;

    /// All nodes of full subtrees, by level.
    #[derive(Default)]
    struct Memory(Vec<Vec<Hash>>);

    impl Nodes for Memory {
        fn node(&mut self, level: u8, index: u64) -> Result<Hash, Error> {
            let found = self.0.get(usize::from(level));
            found
                .and_then(|nodes| nodes.get(index as usize).copied())
                .ok_or_else(|| Error::internal(format!("no node {level}/{index}")))
        }
    }

    fn leaf(n: u64) -> Hash {
        leaf_hash(&n.to_be_bytes())
    }

    fn grown(size: u64) -> Memory {
        let mut level: Vec<Hash> = (0..size).map(leaf).collect();
        let mut memory = Memory::default();
        while !level.is_empty() {
            let (pairs, _) = level.as_chunks::<2>();
            let above = pairs.iter().map(|[left, right]| node_hash(left, right));
            let above = above.collect();
            memory.0.push(std::mem::replace(&mut level, above));
        }
        memory
    }

    /// The proofs of RFC 6962 as its section 2.1 defines them, over leaves and nothing but leaves. What was computed once is
    /// remembered, or the largest trees would take hours.
    struct Defined {
        leaves: Vec<Hash>,
        roots: Vec<Vec<Option<Hash>>>,
    }

    impl Defined {
        fn new(leaves: Vec<Hash>) -> Self {
            let roots = vec![vec![None; leaves.len() + 1]; leaves.len() + 1];
            Self { leaves, roots }
        }

        /// MTH(D[start:end]).
        fn root(&mut self, start: u64, end: u64) -> Hash {
            if let Some(root) = self.roots[start as usize][end as usize] {
                return root;
            }
            let root = match end - start {
                0 => empty_root(),
                1 => self.leaves[start as usize],
                size => {
                    let middle = start + halved(size);
                    node_hash(&self.root(start, middle), &self.root(middle, end))
                }
            };
            self.roots[start as usize][end as usize] = Some(root);
            root
        }

        /// PATH(m, D[start:end]).
        fn path(&mut self, m: u64, start: u64, end: u64) -> Vec<Hash> {
            if end - start == 1 {
                return Vec::new();
            }
            let k = halved(end - start);
            let (mut path, other) = match m < k {
                true => (self.path(m, start, start + k), self.root(start + k, end)),
                false => (
                    self.path(m - k, start + k, end),
                    self.root(start, start + k),
                ),
            };
            path.push(other);
            path
        }

        /// SUBPROOF(m, D[start:end], whole).
        fn proof(&mut self, m: u64, start: u64, end: u64, whole: bool) -> Vec<Hash> {
            if m == end - start {
                return if whole {
                    Vec::new()
                } else {
                    vec![self.root(start, end)]
                };
            }
            let k = halved(end - start);
            let (mut path, other) = match m <= k {
                true => (
                    self.proof(m, start, start + k, whole),
                    self.root(start + k, end),
                ),
                false => (
                    self.proof(m - k, start + k, end, false),
                    self.root(start, start + k),
                ),
            };
            path.push(other);
            path
        }
    }

    /// The largest power of two that is smaller, found by trying.
    fn halved(size: u64) -> u64 {
        let mut k = 1;
        while k * 2 < size {
            k *= 2;
        }
        k
    }

    #[test]
    fn the_vectors_of_the_specification() {
        let leaves = ["a", "b", "c"].map(|text| leaf_hash(text.as_bytes()));
        let hex = crate::hex(&leaves[0]);
        assert_eq!(
            hex,
            "022a6979e6dab7aa5ae4c3e5e45f7e977112a7e63593820dbec1ec738a24f93c"
        );
        let mut defined = Defined::new(leaves.to_vec());
        let root = crate::hex(&defined.root(0, 3));
        // base64 NmQuc8JUCrEh46a/lUWwokmCzYMOsT080Z3jzmwCHsE=
        assert_eq!(
            root,
            "36642e73c2540ab121e3a6bf9545b0a24982cd830eb13d3cd19de3ce6c021ec1"
        );
    }

    /// Whether the proofs in a tree of this size, all of which are compared, are verified as well. Without optimisation a hash
    /// takes so long that this is done for small sizes and for some of the others only.
    fn is_verified(size: u64) -> bool {
        !cfg!(debug_assertions) || size <= 130 || size % 100 == 1 || size.is_power_of_two()
    }

    #[test]
    fn all_inclusion_proofs_up_to_1024_are_those_of_the_definition() {
        let (mut memory, mut defined) = (grown(1024), Defined::new((0..1024).map(leaf).collect()));
        for size in 0..=1024 {
            let expected = defined.root(0, size);
            assert_eq!(root(&mut memory, size).expect("nodes"), expected, "{size}");
            for index in 0..size {
                let path = prove_inclusion(&mut memory, index, size).expect("nodes");
                assert_eq!(path, defined.path(index, 0, size), "{index} of {size}");
                if is_verified(size) {
                    let root = root_of_inclusion(leaf(index), index, size, &path);
                    assert_eq!(root, Some(expected), "{index} of {size}");
                }
            }
        }
    }

    #[test]
    fn all_consistency_proofs_up_to_512_are_those_of_the_definition() {
        let (mut memory, mut defined) = (grown(512), Defined::new((0..512).map(leaf).collect()));
        for size in 0..=512 {
            for from in 0..=size {
                let path = prove_consistency(&mut memory, from, size).expect("nodes");
                if from > 0 {
                    assert_eq!(path, defined.proof(from, 0, size, true), "{from} to {size}");
                }
                if !is_verified(size) {
                    continue;
                }
                let (old, new) = (&defined.root(0, from), &defined.root(0, size));
                assert!(
                    is_consistent(from, size, old, new, &path),
                    "{from} to {size}"
                );
                assert!(from == 0 || from == size || !is_consistent(from, size, new, old, &path));
            }
        }
    }

    #[test]
    fn every_damage_to_a_proof_is_refused() {
        let mut memory = grown(77);
        let root = root(&mut memory, 77).expect("nodes");
        for index in 0..77 {
            let path = prove_inclusion(&mut memory, index, 77).expect("nodes");
            for at in 0..path.len() * 32 {
                let mut bad = path.clone();
                bad[at / 32][at % 32] ^= 1;
                assert_ne!(root_of_inclusion(leaf(index), index, 77, &bad), Some(root));
            }
            for other in [index + 1, index ^ 1, index.saturating_sub(1), 76 - index] {
                let found = root_of_inclusion(leaf(index), other, 77, &path);
                assert!(
                    other == index || found != Some(root),
                    "{index} is not {other}"
                );
            }
            assert_ne!(
                root_of_inclusion(leaf(index), index, 77, &path[1..]),
                Some(root)
            );
            let longer = [path.clone(), vec![root]].concat();
            assert_ne!(
                root_of_inclusion(leaf(index), index, 77, &longer),
                Some(root)
            );
        }
        let old = super::root(&mut memory, 50).expect("nodes");
        let path = prove_consistency(&mut memory, 50, 77).expect("nodes");
        assert!(is_consistent(50, 77, &old, &root, &path), "the control");
        for at in 0..path.len() * 32 {
            let mut bad = path.clone();
            bad[at / 32][at % 32] ^= 1;
            assert!(!is_consistent(50, 77, &old, &root, &bad), "{at}");
        }
        assert!(!is_consistent(50, 77, &old, &root, &path[1..]));
        assert!(!is_consistent(77, 50, &root, &old, &path));
        // Sizes of the same shape pass: a size is bound to its root by the checkpoint, not by the proof.
        assert!(!is_consistent(50, 200, &old, &root, &path));
        assert_eq!(root_of_inclusion(root, u64::MAX, u64::MAX, &path), None);
        assert!(!is_consistent(u64::MAX - 1, u64::MAX, &old, &root, &path));
    }
}
