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
