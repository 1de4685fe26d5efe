//! The page token: the position after a page, bound to the query it belongs to.
//!
//! A token holds no authority and no secret: it can be read, and whoever forges one reads nothing that the query would
//! not show anyway. Its digest only tells another query, or damage, from a token of ours.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use kenes_proto::types::ErrorReason as Reason;
use prost::Message;
use sha2::{Digest, Sha256};

use super::{Query, order::Key};
use crate::{Error, store::Value};

/// Longer ones are refused unread.
const LONGEST: usize = 8192;

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
    Ok(BASE64.encode(cursor.encode_to_vec()))
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
    let values = cursor.values.into_iter().zip(keys).map(|(position, key)| {
        value(position).filter(|value| matches!(value, Value::Text(_)) == key.text)
    });
    values.collect()
}

/// A token that is a position in a list of numbers, such as the revisions of a resource.
pub fn seal_number(list: &str, of: &str, number: i64) -> Result<String, Error> {
    seal(&named(list, of), &[Value::Int(number)])
}

/// The position in such a list; `None` for the first page, `PAGE_TOKEN_MISMATCH` for a token that is not of this list.
pub fn open_number(list: &str, of: &str, token: &str) -> Result<Option<i64>, Error> {
    match open_values(list, of, token)?.as_deref() {
        None => Ok(None),
        Some([Value::Int(number)]) => Ok(Some(*number)),
        Some(_) => Err(mismatch()),
    }
}

/// A token that holds these numbers and texts.
pub fn seal_values(list: &str, of: &str, values: &[Value]) -> Result<String, Error> {
    seal(&named(list, of), values)
}

/// What such a token holds; `None` for the first page, `PAGE_TOKEN_MISMATCH` for a token that is not of this list.
pub fn open_values(list: &str, of: &str, token: &str) -> Result<Option<Vec<Value>>, Error> {
    if token.is_empty() {
        return Ok(None);
    }
    let held = decode(token)
        .and_then(|bytes| Cursor::decode(bytes.as_slice()).ok())
        .filter(|cursor| cursor.digest == digest(&named(list, of), &cursor.values))
        .and_then(|cursor| cursor.values.into_iter().map(value).collect());
    held.map(Some).ok_or_else(mismatch)
}

/// That a token is not of the list it came with.
pub fn mismatch() -> Error {
    let say = "no token of this list: begin again without one";
    Error::invalid(Reason::PageTokenMismatch, "page_token", say)
}

fn value(position: Position) -> Option<Value> {
    match position.part? {
        Part::Int(v) => Some(Value::Int(v)),
        // PostgreSQL's TEXT cannot hold a NUL.
        Part::Text(v) if !v.contains('\0') => Some(Value::Text(v)),
        Part::Text(_) => None,
    }
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

/// The bytes, if the text is exactly how they are written.
fn decode(text: &str) -> Option<Vec<u8>> {
    if text.len() > LONGEST {
        return None;
    }
    BASE64.decode(text).ok()
}

#[cfg(test)]
mod tests;
