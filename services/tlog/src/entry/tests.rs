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
const LEAF: &str = "636f6e73756c742d656e7472792f763203000001a207feaf42000660ef3adc9405c2cb219e65a8c24cb3cce63373b4f5ef3d9562628cce9e778323e6c1b8852e890000000172a574f2b922fa0e9eac9796fca5a8c65ae57d9bc9c197c886983dc2bf952c3502017110a036054b245d48d489b1ce59f709a8bd9f0aca5ca2eab64937b4b9a1a6c603c8479fbbd907a6aa928144d82701f5bd06a886cf6acf7a1f3a3001a8f748d7c1";

#[test]
fn the_vector_reads_and_its_body_is_what_it_commits_to() {
    let leaf = bytes(LEAF);
    assert_eq!(
        leaf_hash(&leaf).to_vec(),
        bytes("c1a607c1a4fee4e63bf13481922f609d85f21da1a71e314807fa145d3d3fcc83")
    );
    let entry = Entry::decode(&leaf).expect("a leaf");
    assert_eq!(
        (entry.kind, entry.slots.len(), leaf.len()),
        (Kind::COMMENT, 2, 168)
    );
    assert_eq!(entry.encode(), leaf);
    assert_eq!(
        (entry.time_ms * 1000 - entry.called_us, entry.revision),
        (1_483, 1)
    );
    assert_eq!(entry.labels, labels("CreateComment", "draftLaws/demo-act"));
    assert_ne!(entry.labels, labels("CreateComment", "draftLaws/demo-ac"));
    let caller = commit(&[0x11; 32], Slot::CALLER, b"demo|aigul");
    assert_eq!(entry.commitment(Slot::CALLER), Some(&caller));
    assert_eq!(entry.commitment(Slot::IDENTITY), None, "it names nobody");
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
    twice[102 + 33] = 1;
    assert_eq!(Entry::decode(&twice), None, "a slot twice");
}
