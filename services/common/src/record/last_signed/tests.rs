//! The last note is found again, and every damage of the file is noticed.

use super::*;

#[test]
fn the_last_note_is_found_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("signed");
    let mut state = LastSigned::open(&file).expect("made");
    assert_eq!(state.note(), None);
    assert!(LastSigned::open(&file).is_err(), "taken");
    let mut before: Option<String> = None;
    for n in 0..5 {
        let note = format!("note {n}");
        assert!(state.swap(Some("another"), &note).is_err());
        state.swap(before.as_deref(), &note).expect("swapped");
        before = Some(note);
    }
    assert!(
        state.swap(before.as_deref(), &"x".repeat(SLOT)).is_err(),
        "too long"
    );
    assert_eq!(peek(&file).expect("read beside it"), before);
    assert_eq!(peek(&folder.path().join("none")).expect("no file"), None);
    drop(state);
    assert_eq!(
        LastSigned::open(&file).expect("there").note(),
        before.as_deref()
    );
}

#[test]
fn every_flipped_bit_is_damage() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("signed");
    let mut state = LastSigned::open(&file).expect("made");
    state.swap(None, "one").expect("swapped");
    state.swap(Some("one"), "two").expect("swapped");
    drop(state);
    let sound = std::fs::read(&file).expect("a file");
    for at in (0..sound.len()).step_by(7).chain(0..64) {
        let mut flipped = sound.clone();
        flipped[at] ^= 1 << (at % 8);
        std::fs::write(&file, flipped).expect("written");
        assert!(LastSigned::open(&file).is_err(), "byte {at}");
    }
    std::fs::write(&file, &sound[..SLOT]).expect("written");
    assert!(LastSigned::open(&file).is_err(), "cut");
    std::fs::write(&file, sound).expect("written");
    assert_eq!(
        LastSigned::open(&file).expect("sound").note(),
        Some("two"),
        "the control"
    );
}
