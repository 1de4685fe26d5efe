//! A handover is signed by both keys.

use tlog::key;

use super::*;
use crate::record::files::signer;

#[test]
fn a_handover_is_signed_by_both_keys() {
    let fresh = |name: &str| signer(name, &key::generate().expect("a key")).expect("a name");
    let (old, new, other) = (fresh("log"), fresh("log"), fresh("log"));
    let text = |entry: &pb::LogKey| statement(entry);
    let entry = |before: &Signer, after: &Signer, signers: &[&Signer]| {
        let mut entry = pb::LogKey {
            verifier_key: after.verifier().to_string(),
            previous_verifier_key: before.verifier().to_string(),
            ..pb::LogKey::default()
        };
        let text = text(&entry);
        let lines: String = signers.iter().map(|signer| signer.line(&text)).collect();
        entry.handover = format!("{text}\n{lines}");
        entry
    };
    let sound = entry(&old, &new, &[&old, &new]);
    let expected = Handover {
        previous: old.verifier(),
        next: new.verifier(),
        former: None,
    };
    assert_eq!(handover(&sound), Ok(Some(expected)));
    for signers in [&[&old][..], &[&new], &[&old, &other], &[&other, &new]] {
        let forged = entry(&old, &new, signers);
        assert_eq!(handover(&forged), Err(Fault::UnknownKey));
    }
    let stranger = fresh("another");
    let foreign = entry(&old, &stranger, &[&old, &stranger]);
    assert!(matches!(handover(&foreign), Err(Fault::WrongOrigin(_))));
    let mut moved = entry(&old, &new, &[&old, &new]);
    moved.verifier_key = other.verifier().to_string();
    assert!(matches!(handover(&moved), Err(Fault::Malformed(_))));
    let mut first = sound;
    first.previous_verifier_key.clear();
    assert_eq!(handover(&first), Ok(None));
    first.verifier_key.clear();
    assert!(handover(&first).is_err());
}

#[test]
fn a_log_that_goes_on_has_another_name_and_says_what_the_one_before_signed_last() {
    let named = |name: &str| signer(name, &key::generate().expect("a key")).expect("a name");
    let (old, new) = (named("log"), named("log/recovered-1"));
    let last = |origin: &str| Checkpoint {
        origin: origin.to_owned(),
        size: 7,
        root: [7; 32],
    };
    let note = old.sign(&last("log"));
    let sound = going_on(&old, &new, &note, "the standby had not got it");
    let found = handover(&sound)
        .expect("signed by both")
        .expect("a handover");
    assert_eq!(found.former, Some(last("log")));
    assert_eq!(
        (found.previous, found.next),
        (old.verifier(), new.verifier())
    );

    // Without what was lost, the name stays; with it, it does not.
    let renamed = taking_over(&old, &new);
    assert!(matches!(handover(&renamed), Err(Fault::WrongOrigin(_))));
    let kept = going_on(&old, &old, &note, "");
    assert!(matches!(handover(&kept), Err(Fault::WrongOrigin(_))));
    // What was signed last is a part of what both keys sign, and was signed by the log before.
    let mut smaller = sound.clone();
    smaller.former_checkpoint = old.sign(&Checkpoint {
        size: 6,
        ..last("log")
    });
    assert!(matches!(handover(&smaller), Err(Fault::Malformed(_))));
    let forged = going_on(&old, &new, &named("log").sign(&last("log")), "");
    assert_eq!(handover(&forged), Err(Fault::UnknownKey));
}
