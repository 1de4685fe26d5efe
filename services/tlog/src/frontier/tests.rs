//! A frontier proves what the tree of all leaves proves.

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
fn a_frontier_grows_over_tiles_and_proves_what_it_held() {
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
