//! Each fault has its own name, in receipts of a log and two witnesses.

use super::*;
use crate::{
    entry::Salt,
    key,
    note::Signer,
    tree::{leaf_hash, node_hash},
};

/// A log, two witnesses and a receipt of theirs.
struct World {
    log: Signer,
    witnesses: [Signer; 2],
    receipt: Receipt,
}

impl World {
    fn new() -> Self {
        let fresh = || key::generate().expect("a key");
        let log = Signer::from_pkcs8("log.example", &fresh()).expect("a name");
        let witnesses = ["w1.example", "w2.example"]
            .map(|name| Signer::witness(name, &fresh()).expect("a name"));
        let salt: Salt = [7; 32];
        let leaf = Entry {
            kind: Kind::RESPONSE,
            time_ms: 9,
            record: [1; 16],
            parent: [2; 16],
            slots: vec![(Slot::BODY, commit(&salt, Slot::BODY, BODY.as_bytes()))],
            ..Entry::default()
        }
        .encode();
        let path = vec![[8; 32]];
        let checkpoint = Checkpoint {
            origin: "log.example".into(),
            size: 2,
            root: node_hash(&leaf_hash(&leaf), &path[0]),
        };
        let receipt = Receipt {
            index: 0,
            leaf,
            salts: vec![(Slot::BODY, salt)],
            path,
            checkpoint: log.sign(&checkpoint),
        };
        Self {
            log,
            witnesses,
            receipt,
        }
    }

    fn policy(&self, quorum: &str) -> Policy {
        let [one, two] = self.witnesses.each_ref().map(Signer::verifier);
        let text = format!(
            "log {}\nwitness w1 {one}\nwitness w2 {two}\ngroup any any w1 w2\nquorum {quorum}",
            self.log.verifier()
        );
        Policy::parse(&text).expect("a policy")
    }

    fn fault(&self, receipt: &Receipt) -> Fault {
        verify(&receipt.text(), &self.policy("none")).expect_err("no receipt")
    }
}

#[test]
fn each_fault_has_its_name() {
    let world = World::new();
    let sound = world.receipt.text();
    assert!(proves(&sound, &world.policy("none")), "the control");
    assert!(proves(&sound, &Policy::of(world.log.verifier())));

    let other = World::new();
    let fault = verify(&sound, &Policy::of(other.log.verifier())).expect_err("another key");
    let claimed = format!("log.example+{}", world.log.verifier().id());
    assert_eq!(fault, Fault::WrongKey(vec![claimed.clone()]));
    let fault = verify(&sound, &policy()).expect_err("another log");
    assert_eq!(fault, Fault::WrongOrigin("log.example".into()));
    // Two keys of one log are both believed: a key may be changed for another.
    let both = format!(
        "log {}\nlog {}\nquorum none",
        other.log.verifier(),
        world.log.verifier()
    );
    let both = Policy::parse(&both).expect("a policy");
    assert!(proves(&sound, &both) && proves(&other.receipt.text(), &both));

    let mut broken = world.receipt.clone();
    broken.path[0][31] ^= 1;
    assert_eq!(world.fault(&broken), Fault::BrokenProof);
    broken = world.receipt.clone();
    broken.index = 1;
    assert_eq!(world.fault(&broken), Fault::BrokenProof);
    broken.index = u64::MAX;
    assert_eq!(world.fault(&broken), Fault::BrokenProof);
    broken = world.receipt.clone();
    broken.checkpoint = broken.checkpoint.replacen("\n2\n", "\n3\n", 1);
    assert_eq!(world.fault(&broken), Fault::WrongSignature(claimed.clone()));
    // Signed again by another key that takes the name and the id.
    broken = world.receipt.clone();
    let forged = other.receipt.checkpoint.clone();
    let at = forged.rfind(' ').expect("a signature") + 1;
    let parts =
        [&broken.checkpoint, &forged].map(|note| BASE64.decode(note[at..].trim()).expect("base64"));
    let stolen = BASE64.encode([&parts[0][..4], &parts[1][4..]].concat());
    broken.checkpoint = format!("{}{stolen}\n", &forged[..at]);
    assert!(matches!(world.fault(&broken), Fault::WrongSignature(_)));
    broken.checkpoint = forged;
    assert!(matches!(world.fault(&broken), Fault::WrongKey(_)));
}

#[test]
fn witnesses_are_counted() {
    let world = World::new();
    let text = |seen: &[usize]| {
        let mut receipt = world.receipt.clone();
        let note = Note::parse(&world.receipt.checkpoint).expect("a note");
        for (at, time) in seen.iter().zip(100..) {
            receipt
                .checkpoint
                .push_str(&world.witnesses[*at].line_at(note.text(), time));
        }
        receipt.text()
    };
    for (seen, enough) in [
        (vec![], false),
        (vec![0], true),
        (vec![1], true),
        (vec![1, 0], true),
    ] {
        match verify(&text(&seen), &world.policy("any")) {
            Ok((_, shown)) => assert_eq!((shown.witnessed.len(), true), (seen.len(), enough)),
            Err(fault) => {
                assert!(!enough);
                assert_eq!(
                    fault,
                    Fault::TooFewWitnesses {
                        signed: 0,
                        known: 2
                    }
                );
            }
        }
    }
    assert!(verify(&text(&[0]), &world.policy("w2")).is_err());
    // A witness that is not asked for, and still signed wrongly, is a lie that is not passed over.
    let mut lie = text(&[0]).into_bytes();
    let at = lie.len() - 30;
    lie[at] = if lie[at] == b'B' { b'C' } else { b'B' };
    let fault = verify(
        &String::from_utf8(lie).expect("ASCII"),
        &world.policy("none"),
    );
    assert!(matches!(fault, Err(Fault::WrongSignature(_))), "{fault:?}");
}
