//! Quorums are counted, and what is wrong in a policy is said with its line.

use super::*;
use crate::{key, note::Signer};

const LOG: &str = "log.consult.example/2026+4f76b182+Ae46aBCTgdYhPDY0caoeiU+uTa3AJSaSNNMqavPmGzbH";

fn witness(name: &str) -> String {
    let signer = Signer::witness(name, &key::generate().expect("a key")).expect("a name");
    signer.verifier().to_string()
}

#[test]
fn a_quorum_of_groups_is_counted() {
    let [a, b, c, d] = ["a", "b", "c", "d"].map(witness);
    let text = format!(
        "# whom we believe\nlog {LOG} https://log.example/\n\n\twitness a {a}\nwitness b {b} https://b.example\n\
         witness c {c}\nwitness d {d}\ngroup two 2 a b c\ngroup both all two d\n quorum both \n"
    );
    let policy = Policy::parse(&text).expect("a policy");
    assert_eq!((policy.logs().len(), policy.witnesses().len()), (1, 4));
    for signed in 0_u8..16 {
        let signed = [1, 2, 4, 8].map(|bit| signed & bit != 0);
        let two = signed[..3].iter().filter(|signed| **signed).count() >= 2;
        assert_eq!(policy.is_met(&signed), two && signed[3], "{signed:?}");
    }
    let none = Policy::parse(&format!("log {LOG}\nwitness a {a}\nquorum none")).expect("none");
    assert!(none.is_met(&[false]));
    let any = text
        .replace("2 a b c", "any a b c")
        .replace("all two", "1 two");
    assert!(
        Policy::parse(&any)
            .expect("any")
            .is_met(&[false, true, false, false])
    );
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    let a = witness("a");
    let log = format!("log {LOG}\n");
    for (text, line, what) in [
        (log.clone(), 2, "without a line \"quorum\""),
        ("quorum none\n".to_owned(), 2, "without a line \"log\""),
        (format!("{log}{log}"), 2, "there already"),
        (format!("log {a}\n"), 1, "of a witness"),
        (format!("witness a {LOG}\n"), 1, "of a log"),
        (
            format!("{log}witness a {a}\nwitness b {a}"),
            3,
            "there already",
        ),
        (format!("{log}witness none {a}"), 2, "taken"),
        (format!("{log}quorum none\nquorum none"), 3, "already"),
        (format!("{log}quorum x"), 2, "not defined above"),
        (format!("witness a {a}\ngroup g 2 a"), 2, "1 members"),
        (format!("witness a {a}\ngroup g 0 a"), 2, "1 members"),
        (format!("witness a {a}\ngroup g 01 a"), 2, "1 members"),
        (
            format!("witness a {a}\ngroup g any a a"),
            2,
            "member of a group already",
        ),
        (
            format!("witness a {a}\ngroup g any a\ngroup h any a"),
            3,
            "member of a group already",
        ),
        ("group g any".to_owned(), 1, "not the words"),
        ("log".to_owned(), 1, "not the words"),
        ("logs x".to_owned(), 1, "none of"),
        ("log x\r\n".to_owned(), 1, "control character"),
        (
            format!("log {}", LOG.replace('4', "5")),
            1,
            "does not belong",
        ),
    ] {
        let fault = Policy::parse(&text).expect_err(&text);
        assert_eq!(fault.line, line, "{text}: {fault}");
        assert!(fault.what.contains(what), "{text}: {fault}");
    }
}
