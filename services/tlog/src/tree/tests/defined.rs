//! The proofs of RFC 6962 as its section 2.1 defines them, over leaves and nothing but leaves.

use super::*;

/// A tree. What was computed once is remembered, or the largest trees would take hours.
pub(super) struct Defined {
    leaves: Vec<Hash>,
    roots: Vec<Vec<Option<Hash>>>,
}

impl Defined {
    pub(super) fn new(leaves: Vec<Hash>) -> Self {
        let roots = vec![vec![None; leaves.len() + 1]; leaves.len() + 1];
        Self { leaves, roots }
    }

    /// MTH(D[start:end]).
    pub(super) fn root(&mut self, start: u64, end: u64) -> Hash {
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
    pub(super) fn path(&mut self, m: u64, start: u64, end: u64) -> Vec<Hash> {
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
    pub(super) fn proof(&mut self, m: u64, start: u64, end: u64, whole: bool) -> Vec<Hash> {
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

/// Returns the largest power of two that is smaller, found by trying.
fn halved(size: u64) -> u64 {
    let mut k = 1;
    while k * 2 < size {
        k *= 2;
    }
    k
}
