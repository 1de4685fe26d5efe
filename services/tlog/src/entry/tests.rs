//! The form of a leaf, by the vector of another implementation.

use super::*;
use crate::tree::leaf_hash;

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex"))
        .collect()
}

/// The vector of the note on formats, composed with another implementation.
const LEAF: &str = "636f6e73756c742d656e7472792f763103000001a207feaf42c2cb219e65a8c24cb3cce63373b4f5ef3d9562628cce9e778323e6c1b8852e890201453408b028130578387dc97caf33e170276a6f3274308bb7eba2e5280f310a45024198d8b154f83997b5553e3160ae49c140cbe64f2c4e44994a281d006c28c3a9";

#[test]
fn the_vector_reads_and_its_body_is_what_it_commits_to() {
    let leaf = bytes(LEAF);
    assert_eq!(
        leaf_hash(&leaf).to_vec(),
        bytes("51f0311efedabca3045219d5b2938eab7138210b55d00697fc07a0ee24d7b64c")
    );
    let entry = Entry::decode(&leaf).expect("a leaf");
    assert_eq!(
        (entry.kind, entry.slots.len(), leaf.len()),
        (Kind::COMMENT, 2, 124)
    );
    assert_eq!(entry.encode(), leaf);
    let salt = bytes("5ef89eab6ed3ff1d4f8a65a207418cb47a2c7fab138a6e75c12e91dbf2cefe92")
        .try_into()
        .expect("32");
    let body = "Статья 12: срок обсуждения продлить до 30 дней";
    assert_eq!(
        entry.commitment(Slot::BODY),
        Some(&commit(&salt, Slot::BODY, body.as_bytes()))
    );
    assert_ne!(
        entry.commitment(Slot::BODY),
        Some(&commit(&salt, Slot::IDENTITY, body.as_bytes()))
    );
}

#[test]
fn no_other_form_is_a_leaf() {
    let leaf = bytes(LEAF);
    for end in 0..leaf.len() {
        assert_eq!(Entry::decode(&leaf[..end]), None, "cut at {end}");
    }
    assert_eq!(Entry::decode(&[leaf.clone(), vec![0]].concat()), None);
    let mut twice = leaf;
    twice[58 + 33] = 1;
    assert_eq!(Entry::decode(&twice), None, "a slot twice");
}
