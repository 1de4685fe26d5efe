//! A message as its bytes: fields one by one, and what a value of them says.
//!
//! Bytes that are no message are None. Owns no rule and no type of message.

use prost::encoding::{WireType, decode_key, decode_varint};
use prost_reflect::Kind;

use super::rule::Value;

/// How a value is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wire {
    Text,
    Bytes,
    Signed,
    Unsigned,
    Double,
    /// Not looked into.
    Other,
}

/// A value of the wire that is not understood yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Raw<'a> {
    Number(u64),
    Slice(&'a [u8]),
}

impl Wire {
    pub(super) fn of(kind: &Kind) -> Self {
        match kind {
            Kind::String => Self::Text,
            Kind::Bytes => Self::Bytes,
            Kind::Int32 | Kind::Int64 | Kind::Enum(_) => Self::Signed,
            Kind::Uint32 | Kind::Uint64 | Kind::Bool => Self::Unsigned,
            Kind::Double => Self::Double,
            _ => Self::Other,
        }
    }
}

/// The next field: its number and its value.
pub(super) fn read<'a>(bytes: &mut &'a [u8]) -> Option<(u32, Raw<'a>)> {
    let (number, wire_type) = decode_key(bytes).ok()?;
    let raw = match wire_type {
        WireType::Varint => Raw::Number(decode_varint(bytes).ok()?),
        WireType::SixtyFourBit => Raw::Number(fixed64(bytes)?),
        WireType::ThirtyTwoBit => {
            let (head, rest) = bytes.split_first_chunk()?;
            *bytes = rest;
            Raw::Number(u32::from_le_bytes(*head).into())
        }
        WireType::LengthDelimited => {
            let length = usize::try_from(decode_varint(bytes).ok()?).ok()?;
            let (head, rest) = bytes.split_at_checked(length)?;
            *bytes = rest;
            Raw::Slice(head)
        }
        WireType::StartGroup | WireType::EndGroup => return None,
    };
    Some((number, raw))
}

fn fixed64(bytes: &mut &[u8]) -> Option<u64> {
    let (head, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(u64::from_le_bytes(*head))
}

/// The values of one entry of a list: numbers come packed.
pub(super) fn items(wire: Wire, raw: Raw<'_>) -> impl Iterator<Item = Option<Raw<'_>>> {
    let packed = matches!(wire, Wire::Signed | Wire::Unsigned | Wire::Double);
    let (mut single, mut rest) = match raw {
        Raw::Slice(bytes) if packed => (None, bytes),
        raw => (Some(raw), [].as_slice()),
    };
    std::iter::from_fn(move || {
        if let Some(raw) = single.take() {
            return Some(Some(raw));
        }
        if rest.is_empty() {
            return None;
        }
        let next = if wire == Wire::Double {
            fixed64(&mut rest)
        } else {
            decode_varint(&mut rest).ok()
        };
        if next.is_none() {
            rest = &[];
        }
        Some(next.map(Raw::Number))
    })
}

pub(super) fn understand(wire: Wire, raw: Raw<'_>) -> Option<Value<'_>> {
    Some(match (wire, raw) {
        (Wire::Text, Raw::Slice(bytes)) => Value::Text(std::str::from_utf8(bytes).ok()?),
        (Wire::Bytes, Raw::Slice(bytes)) => Value::Bytes(bytes),
        (Wire::Signed, Raw::Number(n)) => Value::Int(n.cast_signed().into()),
        (Wire::Double, Raw::Number(n)) => Value::Double(f64::from_bits(n)),
        (Wire::Unsigned | Wire::Other, Raw::Number(n)) => Value::Int(n.into()),
        _ => return None,
    })
}

pub(super) fn zero(wire: Wire) -> Value<'static> {
    match wire {
        Wire::Text => Value::Text(""),
        Wire::Bytes => Value::Bytes(&[]),
        Wire::Double => Value::Double(0.0),
        Wire::Signed | Wire::Unsigned | Wire::Other => Value::Int(0),
    }
}
