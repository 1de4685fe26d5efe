//! Every proof of small trees is the one that RFC 6962 defines, and no damaged one passes.

mod defined;

use defined::Defined;

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

/// Returns whether the proofs in a tree of this size, all of which are compared, are verified as well. Without optimisation a hash
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
