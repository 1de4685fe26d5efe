//! A receipt is read as it was written, and nothing else is.

use super::*;
use crate::{entry::Kind, tree::node_hash};

fn receipt() -> Receipt {
    let entry = Entry {
        kind: Kind::COMMENT,
        time_ms: 7,
        record: [1; 16],
        parent: [2; 16],
        slots: vec![(Slot::BODY, [3; 32]), (Slot::IDENTITY, [4; 32])],
        ..Entry::default()
    };
    Receipt {
        index: 1,
        leaf: entry.encode(),
        salts: vec![(Slot::BODY, [5; 32]), (Slot::IDENTITY, [6; 32])],
        path: vec![[8; 32], [9; 32]],
        checkpoint: "o\n3\nr\n\n\u{2014} o sig\n".into(),
    }
}

#[test]
fn a_receipt_reads_as_it_was_written() {
    let receipt = receipt();
    assert_eq!(Receipt::parse(&receipt.text()), Ok(receipt.clone()));
    let root = node_hash(&node_hash(&[8; 32], &leaf_hash(&receipt.leaf)), &[9; 32]);
    assert!(receipt.leads_to(3, &root));
    assert!(!receipt.leads_to(3, &[0; 32]));
    assert!(!receipt.leads_to(1, &root));
}

#[test]
fn a_cut_or_reordered_receipt_says_what_is_missing() {
    let text = receipt().text();
    let head = text.find("\n\n").expect("an empty line") + 2;
    for end in (0..head).filter(|end| text.is_char_boundary(*end)) {
        assert!(Receipt::parse(&text[..end]).is_err(), "cut at {end}");
    }
    let mut lines: Vec<&str> = text.split('\n').collect();
    lines.swap(1, 2);
    assert!(Receipt::parse(&lines.join("\n")).is_err());
    assert!(Receipt::parse(&text.replace("index 1", "index 01")).is_err());
    assert!(Receipt::parse(&text.replace('\n', "\r\n")).is_err());
}
