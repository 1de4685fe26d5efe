//! Notes of other implementations are read, ours are signed, and every change of either is noticed.

use super::*;
use crate::key;

/// Composed with another implementation, see the note on formats.
const LOG: &str = "log.consult.example/2026+4f76b182+Ae46aBCTgdYhPDY0caoeiU+uTa3AJSaSNNMqavPmGzbH";
const NOTE: &str = "log.consult.example/2026\n3\nwvomWN24J45vPSHl8oX7KPCA4X5+PRNZepvWDXn+6O4=\n\n\u{2014} log.consult.example/2026 T3axgh1GRuMTtO0ndsnFj2z1yotMRYYeryNwL0L6oP5UaeenfPhqUt3ZrWqxb32vjLvA/c4XIebl0onuQQEW6nPfQQc=\n\u{2014} witness.example/w1 BygNcwAAAABrBBhAGOEqYHxY5vE1X1wgLspVI1q/9qMYPGeL3ExMy3alPMYG0v8Io0ODa7lqApovCrCPQEmYUxl9XGaRdRbopjuXBw==\n";

fn signer() -> Signer {
    let der = key::generate().expect("a key");
    Signer::from_pkcs8("kenes.example/consultation", &der).expect("a signer")
}

#[test]
fn a_note_of_another_implementation_is_opened() {
    let verifier: Verifier = LOG.parse().expect("a key");
    assert_eq!(verifier.to_string(), LOG);
    let checkpoint = verifier.open(NOTE).expect("signed");
    assert_eq!(
        (checkpoint.origin.as_str(), checkpoint.size),
        ("log.consult.example/2026", 3)
    );
}

#[test]
fn every_changed_byte_is_noticed() {
    let verifier: Verifier = LOG.parse().expect("a key");
    let ours = NOTE.rfind("\u{2014} witness").expect("two signatures");
    for at in 0..ours {
        let mut bytes = NOTE.as_bytes().to_vec();
        bytes[at] ^= 1;
        if let Ok(text) = String::from_utf8(bytes) {
            assert!(verifier.open(&text).is_err(), "byte {at}");
        }
    }
}

#[test]
fn what_we_sign_we_open_and_another_key_does_not() {
    let (ours, other) = (signer(), signer());
    let checkpoint = Checkpoint {
        origin: "kenes.example/consultation".into(),
        size: 7,
        root: [9; 32],
    };
    let note = ours.sign(&checkpoint);
    assert_eq!(ours.verifier().open(&note), Ok(checkpoint.clone()));
    assert_eq!(other.verifier().open(&note), Err(Fault::UnknownKey));
    let foreign = Checkpoint {
        origin: "kenes.example/registry".into(),
        ..checkpoint
    };
    let note = ours.sign(&foreign);
    assert_eq!(
        ours.verifier().open(&note),
        Err(Fault::WrongOrigin(foreign.origin))
    );
}

#[test]
fn hostile_notes_get_one_clear_answer() {
    let verifier: Verifier = LOG.parse().expect("a key");
    let line = &NOTE[NOTE.find('\u{2014}').expect("a line")..];
    let many = format!("{}{}", NOTE, line.repeat(40));
    for (note, line, what) in [
        (String::new(), 1, "there are no signatures below"),
        (NOTE.replace('\n', "\r\n"), 1, "a control character"),
        (
            NOTE.replace("+6O4=", "+6\u{7f}O4="),
            3,
            "a control character",
        ),
        (NOTE.trim_end().to_owned(), 6, "the last line is cut"),
        ("x".repeat(MAX_NOTE + 1), 1, "a note is not that long"),
        (many, 69, "too many signatures"),
        (
            NOTE.replacen('\u{2014}', "-", 1),
            5,
            "this is not a signature",
        ),
        (
            format!("{NOTE}\u{2014} some+body AAAAAAAA\n"),
            7,
            "this is not a signature",
        ),
        (
            NOTE.replace("nPfQQc=", "nPfQQc"),
            5,
            "the signature is not base64",
        ),
        (
            format!("{NOTE}\u{2014} short AAAA\n"),
            7,
            "the signature is not base64",
        ),
    ] {
        let fault = Malformed::at(line, what);
        assert_eq!(verifier.open(&note), Err(Fault::Malformed(fault)), "{note}");
    }
    let seventeen = format!(
        "{NOTE}{}",
        "\u{2014} somebody.example AAAAAAAA\n".repeat(15)
    );
    assert!(
        verifier.open(&seventeen).is_ok(),
        "unknown keys are ignored"
    );
}

#[test]
fn a_witness_signs_with_the_time() {
    const WITNESS: &str =
        "witness.example/w1+07280d73+BLgl7Bvk828pyUypBAwyYOuc19F+n5fbGRUjrUXp7oKp";
    let witness: Verifier = WITNESS.parse().expect("a key");
    assert_eq!(
        (witness.to_string().as_str(), witness.r#use()),
        (WITNESS, Use::Witness)
    );
    let note = Note::parse(NOTE).expect("a note");
    assert_eq!(note.signed_by(&witness), Ok(1_795_430_464));
    assert_eq!(
        note.keys(),
        [
            "log.consult.example/2026+4f76b182",
            "witness.example/w1+07280d73"
        ]
    );
    // Neither signs in the other's way, and the time is signed.
    let other: Verifier = LOG.parse().expect("a key");
    assert_eq!(note.signed_by(&other), Ok(0));
    let later = NOTE.replace("cwAAAABrBBhA", "cwAAAABrBBhB");
    let note = Note::parse(&later).expect("a note");
    assert_eq!(note.signed_by(&witness), Err(Fault::WrongSignature));

    let der = key::generate().expect("a key");
    let ours = Signer::witness("witness.example/w2", &der).expect("a name");
    let twice = format!(
        "{NOTE}{}",
        ours.line_at(Note::parse(NOTE).expect("a note").text(), 7)
    );
    let note = Note::parse(&twice).expect("a note");
    assert_eq!(note.signed_by(&ours.verifier()), Ok(7));
    assert_eq!(note.signed_by(&witness), Ok(1_795_430_464));
}
