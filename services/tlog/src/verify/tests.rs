//! The vectors of another implementation verify whole, and nothing else does.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};

use super::*;
use crate::entry::Kind;

mod faults;

/// Composed with throw-away keys and another implementation, see the note on formats.
const LOG: &str = "log.consult.example/2026+26566c27+Aa+WsHXmtkbN6iJqc371mB7YHItIqfN2BKz4doNUhkzr";
const WITNESS: &str = "witness.example/w1+3241aa56+BKcpc60ZmkT4S66tI9OTPcBFsvWDdIKV6VTQwgROuiqi";
const PROOF: &str = "c2sp.org/tlog-proof@v1\nextra EXTRA\nindex 1\nG5Xzk5g7Yewb3ezIasX6myfrT7RvAnhylMKpykfaWDA=\n8+VRTc9/FWIF1qEicOZeGU7F+suaCAr0TwA/xCZSIzU=\n\nlog.consult.example/2026\n3\nz3y0CgBfOTomndAnnPTpXcXl0ReBbPhKno7rlzUajpg=\n\n\u{2014} log.consult.example/2026 JlZsJ+/ifagXP33x+jVxlG0ofbbI+6DFbx28MKAfnU6LHqsPjSUeE87Yfeegy3FlUbShr592YhG5Th1np1LaY9h/dQA=\n\u{2014} witness.example/w1 MkGqVgAAAABrBBhAxqw9uDYKHxkEtxoR7a6/LNCDGqffFK2zGMUuuEnXHnPbE5I2KHJ4G9RpYOEUGQUvoWs6xQxQjT4EbRJ+LHtgDQ==\n";
const LEAF: &str = "636f6e73756c742d656e7472792f763203000001a207feaf42000660ef3adc9405c2cb219e65a8c24cb3cce63373b4f5ef3d9562628cce9e778323e6c1b8852e890000000172a574f2b922fa0e9eac9796fca5a8c65ae57d9bc9c197c886983dc2bf952c3502017110a036054b245d48d489b1ce59f709a8bd9f0aca5ca2eab64937b4b9a1a6c603c8479fbbd907a6aa928144d82701f5bd06a886cf6acf7a1f3a3001a8f748d7c1";
const SALT: &str = "5ef89eab6ed3ff1d4f8a65a207418cb47a2c7fab138a6e75c12e91dbf2cefe92";
const BODY: &str = "Статья 12: срок обсуждения продлить до 30 дней";

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex"))
        .collect()
}

fn vector() -> String {
    let extra = [bytes(LEAF), vec![1], bytes(SALT)].concat();
    PROOF.replace("EXTRA", &BASE64.encode(extra))
}

fn policy() -> Policy {
    let text = format!("log {LOG}\nwitness w1 {WITNESS}\nquorum w1\n");
    Policy::parse(&text).expect("a policy")
}

/// Returns whether the receipt is sound and these are its words.
fn proves(text: &str, policy: &Policy) -> bool {
    verify(text, policy).is_ok_and(|(receipt, shown)| {
        check_slot(&receipt, &shown.entry, Slot::BODY, BODY.as_bytes()) == BodyCheck::Match
    })
}

#[test]
fn the_vectors_verify_whole() {
    let (receipt, shown) = verify(&vector(), &policy()).expect("sound");
    assert_eq!(
        (receipt.index, shown.checkpoint.size, shown.entry.kind),
        (1, 3, Kind::COMMENT)
    );
    assert_eq!(shown.key.to_string(), LOG);
    assert_eq!(
        shown.witnessed,
        [("witness.example/w1".to_owned(), 1_795_430_464)]
    );
    for (bytes, expected) in [
        (BODY.as_bytes(), BodyCheck::Match),
        (b"else", BodyCheck::Differ),
    ] {
        assert_eq!(
            check_slot(&receipt, &shown.entry, Slot::BODY, bytes),
            expected
        );
    }
    assert_eq!(
        check_slot(&receipt, &shown.entry, Slot::IDENTITY, b""),
        BodyCheck::NoSalt
    );
    let redacted = PROOF.replace("EXTRA", &BASE64.encode(bytes(LEAF)));
    let (receipt, shown) = verify(&redacted, &policy()).expect("sound");
    assert_eq!(
        check_slot(&receipt, &shown.entry, Slot::BODY, BODY.as_bytes()),
        BodyCheck::NoSalt
    );
}

#[test]
fn every_changed_byte_is_noticed() {
    let (text, policy) = (vector(), policy());
    assert!(proves(&text, &policy), "the control");
    for at in 0..text.len() {
        for bit in [1, 4, 32, 128] {
            let mut changed = text.clone().into_bytes();
            changed[at] ^= bit;
            if let Ok(changed) = String::from_utf8(changed) {
                assert!(!proves(&changed, &policy), "byte {at}, {bit}:\n{changed}");
            }
        }
    }
}

#[test]
fn a_hostile_receipt_gets_one_clear_answer() {
    let (sound, policy) = (vector(), policy());
    let unknown = "\u{2014} somebody.example AAAAAAAA\n";
    assert!(
        proves(&format!("{sound}{}", unknown.repeat(15)), &policy),
        "17 signatures"
    );
    let lines: Vec<&str> = sound.split('\n').collect();
    let swapped = |a: usize, b: usize| {
        let mut lines = lines.clone();
        lines.swap(a - 1, b - 1);
        lines.join("\n")
    };
    for (text, line) in [
        (String::new(), 1),
        ("{}".to_owned(), 1),
        (sound.replace('\n', "\r\n"), 1),
        (swapped(1, 2), 1),
        (swapped(2, 3), 2),
        (swapped(3, 4), 3),
        (sound.replace("index 1", "index 01"), 3),
        (sound.replace("index 1", "index -1"), 3),
        (sound.replace("index 1", "index 18446744073709551616"), 3),
        (sound.replacen("WDA=", "WDA", 1), 4),
        (sound.replacen("WDA=", "W\u{0}A=", 1), 4),
        (sound.replacen("\n3\n", "\n03\n", 1), 8),
        (sound.replacen("ajpg=", "ajpg", 1), 9),
        (swapped(7, 8), 8),
        (sound.replacen("\u{2014} ", "", 1), 11),
        (sound.trim_end().to_owned(), 12),
        (format!("{sound}{}", unknown.repeat(70)), 75),
        (sound.replacen("@v1\n", "@v1\n\n", 1), 2),
    ] {
        match verify(&text, &policy) {
            Err(Fault::Malformed(fault)) => assert_eq!(fault.line, line, "{fault}\n{text}"),
            other => panic!("{other:?}\n{text}"),
        }
    }
}

#[test]
fn no_damage_at_random_verifies_or_panics() {
    // Numbers that look random and are the same in every run.
    let mut state = 20_261_124_u64;
    let mut below = |bound: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(state >> 33).expect("31 bits") % bound
    };
    let (sound, policy) = (vector(), policy());
    let said = verify(&sound, &policy).map(|(receipt, _)| (receipt.index, receipt.leaf));
    let mut refused = 0;
    for _ in 0..4000 {
        let mut bytes = sound.clone().into_bytes();
        for _ in 0..=below(3) {
            let (from, to) = (below(bytes.len()), below(bytes.len()));
            let (from, to) = (from.min(to), from.max(to).min(from.min(to) + 60));
            match below(6) {
                0 => bytes.truncate(from),
                1 => drop(bytes.drain(from..to)),
                2 => bytes
                    .splice(from..from, bytes[from..to].to_vec())
                    .for_each(drop),
                3 => bytes[from..to].reverse(),
                4 => bytes[from] = u8::try_from(below(256)).expect("a byte"),
                _ => bytes.insert(from, b"\n \0=+A"[below(6)]),
            }
            if bytes.is_empty() {
                break;
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        match verify(&text, &policy) {
            // What is not signed may be there twice; what is shown is the same.
            Ok((receipt, _)) => assert_eq!(Ok((receipt.index, receipt.leaf)), said, "{text}"),
            Err(_) => refused += 1,
        }
    }
    assert!(refused > 3900, "{refused}");
}
