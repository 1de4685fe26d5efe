//! The page token: the position after a page, bound to the query it belongs to.
//!
//! A token holds no authority and no secret: it can be read, and whoever forges one reads nothing that the query would
//! not show anyway. Its digest only tells another query, or damage, from a token of ours.

use kenes_proto::types::ErrorReason as Reason;
use prost::Message;
use sha2::{Digest, Sha256};

use super::{Query, order::Key};
use crate::{Error, store::Value};

/// Longer ones are refused unread.
const LONGEST: usize = 8192;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// What a token holds.
#[derive(Clone, PartialEq, Message)]
struct Cursor {
    /// The first 16 bytes of SHA-256 over the query and the values.
    #[prost(bytes = "vec", tag = "1")]
    digest: Vec<u8>,
    /// The sort columns of the page's last row.
    #[prost(message, repeated, tag = "2")]
    values: Vec<Position>,
}

#[derive(Clone, PartialEq, Message)]
struct Position {
    #[prost(oneof = "Part", tags = "1, 2")]
    part: Option<Part>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
enum Part {
    #[prost(int64, tag = "1")]
    Int(i64),
    #[prost(string, tag = "2")]
    Text(String),
}

/// What tells one query from another. The size of the page is no part of it: it may change between pages.
pub(super) fn fingerprint(query: &Query) -> [u8; 32] {
    let order = if query.order_by.trim().is_empty() {
        query.table.order
    } else {
        query.order_by
    };
    let mut hash = Sha256::new();
    for part in [
        query.table.name,
        query.parent.unwrap_or_default(),
        query.filter,
        order,
    ] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.update([
        u8::from(query.parent.is_some()),
        u8::from(query.show_deleted),
    ]);
    hash.finalize().into()
}

/// The token of the position after a row with these values.
pub(super) fn seal(fingerprint: &[u8; 32], values: &[Value]) -> Result<String, Error> {
    let values = values.iter().map(|value| {
        let part = match value {
            Value::Int(v) => Part::Int(*v),
            Value::Text(v) => Part::Text(v.clone()),
            other => {
                return Err(Error::internal(format!(
                    "a list cannot go on after {other:?}"
                )));
            }
        };
        Ok(Position { part: Some(part) })
    });
    let values: Vec<Position> = values.collect::<Result<_, _>>()?;
    let cursor = Cursor {
        digest: digest(fingerprint, &values),
        values,
    };
    Ok(encode(&cursor.encode_to_vec()))
}

/// The values of a token of this query, one for every key; `None` if it is anything else. Without keys, which are
/// unknown where the order itself is refused, the values are not looked at.
pub(super) fn open(fingerprint: &[u8; 32], token: &str, keys: &[Key]) -> Option<Vec<Value>> {
    let bytes = decode(token)?;
    let cursor = Cursor::decode(bytes.as_slice()).ok()?;
    // Whatever prost forgives, such as fields it does not know, is not of our making.
    if cursor.encode_to_vec() != bytes || cursor.digest != digest(fingerprint, &cursor.values) {
        return None;
    }
    if keys.is_empty() {
        return Some(Vec::new());
    }
    if cursor.values.len() != keys.len() {
        return None;
    }
    let values = cursor
        .values
        .into_iter()
        .zip(keys)
        .map(|(position, key)| match position.part? {
            Part::Int(v) if !key.text => Some(Value::Int(v)),
            // PostgreSQL's TEXT cannot hold a NUL.
            Part::Text(v) if key.text && !v.contains('\0') => Some(Value::Text(v)),
            _ => None,
        });
    values.collect()
}

/// A token that is a position in a list of numbers, such as the revisions of a resource.
pub fn seal_number(list: &str, of: &str, number: i64) -> Result<String, Error> {
    seal(&named(list, of), &[Value::Int(number)])
}

/// The position in such a list; `None` for the first page, `PAGE_TOKEN_MISMATCH` for a token that is not of this list.
pub fn open_number(list: &str, of: &str, token: &str) -> Result<Option<i64>, Error> {
    if token.is_empty() {
        return Ok(None);
    }
    let number = decode(token)
        .and_then(|bytes| Cursor::decode(bytes.as_slice()).ok())
        .and_then(|cursor| {
            let genuine = cursor.digest == digest(&named(list, of), &cursor.values);
            match cursor.values.as_slice() {
                [
                    Position {
                        part: Some(Part::Int(number)),
                    },
                ] if genuine => Some(*number),
                _ => None,
            }
        });
    let wrong = || {
        Error::invalid(
            Reason::PageTokenMismatch,
            "page_token",
            "no token of this list: begin again without one",
        )
    };
    number.map(Some).ok_or_else(wrong)
}

fn named(list: &str, of: &str) -> [u8; 32] {
    let mut hash = Sha256::new_with_prefix((list.len() as u64).to_be_bytes());
    hash.update(list);
    hash.update(of);
    hash.finalize().into()
}

fn digest(fingerprint: &[u8; 32], values: &[Position]) -> Vec<u8> {
    let mut hash = Sha256::new_with_prefix(fingerprint);
    for value in values {
        hash.update(value.encode_length_delimited_to_vec());
    }
    hash.finalize()[..16].to_vec()
}

/// URL-safe base64 without padding.
fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk
            .iter()
            .fold(0u32, |group, byte| group << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            out.push(ALPHABET[(group >> (18 - 6 * place) & 63) as usize].into());
        }
    }
    out
}

/// The bytes, if the text is exactly what [`encode`] writes for them.
fn decode(text: &str) -> Option<Vec<u8>> {
    if text.len() > LONGEST {
        return None;
    }
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for chunk in text.as_bytes().chunks(4) {
        let mut group = 0u32;
        for byte in chunk {
            let digit = ALPHABET.iter().position(|known| known == byte)?;
            group = group << 6 | u32::try_from(digit).ok()?;
        }
        let group = group << (6 * (4 - chunk.len()));
        out.extend(&group.to_be_bytes()[1..chunk.len()]);
    }
    (encode(&out) == text).then_some(out)
}

#[cfg(test)]
mod tests {
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
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(encode(&[0xfb, 0xff]), "-_8");
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
            for other in ALPHABET.iter().chain(b"=+/ .") {
                let mut damaged = token.clone().into_bytes();
                if damaged[at] != *other {
                    damaged[at] = *other;
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
        assert_eq!(opened(&encode(&cursor.encode_to_vec())), None);
        let mut unknown = decode(&token()).expect("a token");
        unknown.extend([0x1a, 0x01, 0x00]);
        assert_eq!(opened(&encode(&unknown)), None);
    }
}
