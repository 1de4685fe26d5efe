//! Tokens come back whole, and only where they belong.

use super::*;
use crate::list::{
    order,
    tests::{TABLE, query},
};

fn keys() -> Vec<Key> {
    order::parse(&TABLE, "title, member_count desc").expect("an order")
}

fn values() -> Vec<Value> {
    vec!["Қазақша".into(), Value::Int(-7), "organizations/a".into()]
}

fn token() -> String {
    seal(&fingerprint(&query("")), &values()).expect("a token")
}

fn opened(token: &str) -> Option<Vec<Value>> {
    open(&fingerprint(&query("")), token, &keys())
}

#[test]
fn base64_is_that_of_the_rfc() {
    for (bytes, text) in [
        ("", ""),
        ("f", "Zg"),
        ("fo", "Zm8"),
        ("foo", "Zm9v"),
        ("foob", "Zm9vYg"),
        ("fooba", "Zm9vYmE"),
    ] {
        assert_eq!(BASE64.encode(bytes), text);
        assert_eq!(decode(text).as_deref(), Some(bytes.as_bytes()));
    }
    assert_eq!(BASE64.encode([0xfb, 0xff]), "-_8");
    for bad in ["Z", "Zh", "Zg==", "Zg=", "Z g", "+/8", "Zm9vY", "яя"] {
        assert_eq!(decode(bad), None, "{bad}");
    }
}

#[test]
fn a_token_comes_back_whole() {
    assert_eq!(opened(&token()), Some(values()));
}

#[test]
fn a_token_is_bound_to_its_query() {
    let base = query("");
    let others = [
        Query {
            parent: Some(""),
            ..base
        },
        Query {
            parent: Some("x"),
            ..base
        },
        Query {
            filter: "title:a",
            ..base
        },
        Query {
            order_by: "title",
            ..base
        },
        Query {
            show_deleted: true,
            ..base
        },
        // The parts do not run into each other.
        Query {
            parent: Some("ab"),
            filter: "c",
            ..base
        },
        Query {
            parent: Some("a"),
            filter: "bc",
            ..base
        },
    ];
    let mut seen = vec![fingerprint(&base)];
    for other in &others {
        let print = fingerprint(other);
        assert_eq!(open(&print, &token(), &keys()), None, "{other:?}");
        assert!(!seen.contains(&print), "{other:?}");
        seen.push(print);
    }
    assert_eq!(
        fingerprint(&Query {
            page_size: 7,
            page_token: "x",
            ..base
        }),
        fingerprint(&base)
    );
}

#[test]
fn a_number_is_bound_to_its_list() {
    let token = seal_number("revisions", "organizations/a", 7).expect("a token");
    let opened = |list, of, token: &str| open_number(list, of, token);
    assert_eq!(
        opened("revisions", "organizations/a", &token).expect("ours"),
        Some(7)
    );
    assert_eq!(
        opened("revisions", "organizations/a", "").expect("first page"),
        None
    );
    assert!(opened("revisions", "organizations/b", &token).is_err());
    assert!(opened("changes", "organizations/a", &token).is_err());
    assert!(opened("revisions", "organizations/a", &token[1..]).is_err());
}

#[test]
fn every_damage_is_noticed() {
    let token = token();
    for at in 0..token.len() {
        assert_eq!(opened(&token[..at]), None, "cut at {at}");
        for other in b' '..=b'~' {
            let mut damaged = token.clone().into_bytes();
            if damaged[at] != other {
                damaged[at] = other;
                let damaged = String::from_utf8(damaged).expect("ASCII");
                assert_eq!(opened(&damaged), None, "{other} at {at}");
            }
        }
    }
    assert_eq!(opened(&format!("{token}AA")), None);
    assert_eq!(opened(&token.repeat(200)), None);
    assert_eq!(opened(&"A".repeat(1_000_000)), None);
}

#[test]
fn forged_values_are_of_the_right_number_and_type() {
    let print = fingerprint(&query(""));
    let forged = |values: &[Value]| opened(&seal(&print, values).expect("a token"));
    assert_eq!(forged(&values()[..2]), None);
    assert_eq!(forged(&[]), None);
    assert_eq!(forged(&[values(), values()].concat()), None);
    assert_eq!(forged(&["a".into(), "b".into(), "c".into()]), None);
    assert_eq!(forged(&[1.into(), 2.into(), "c".into()]), None);
    assert_eq!(forged(&["a\0".into(), 2.into(), "c".into()]), None);
    assert!(seal(&print, &[Value::Null]).is_err());

    let nothing = vec![Position { part: None }; 3];
    let cursor = Cursor {
        digest: digest(&print, &nothing),
        values: nothing,
    };
    assert_eq!(opened(&BASE64.encode(cursor.encode_to_vec())), None);
    let mut unknown = decode(&token()).expect("a token");
    unknown.extend([0x1a, 0x01, 0x00]);
    assert_eq!(opened(&BASE64.encode(unknown)), None);
}
