//! Enforces the contract's `buf.validate` rules: every request is checked by what `grpcurl describe` shows.
//!
//! Owns the run over a message; what is supported is listed in `compile`. No crate does it: the published one needs
//! `protoc` at build time. A message is checked in its encoded form, which holds just what is set, so nothing is copied
//! into a dynamic message. Rules that need more than one field, a checksum or the store belong to the services.

mod compile;
mod plan;
mod rule;

use std::{collections::HashSet, fmt::Write as _, sync::LazyLock};

use kenes_proto::{POOL, types::ErrorReason as Reason};
use prost::encoding::{WireType, decode_key, decode_varint};
use prost_reflect::ReflectMessage;

use self::{
    compile::count,
    plan::{Field, Plan, Plans, Shape, Wire},
    rule::Value,
};
use crate::{Error, Violation};

/// The most violations one check collects.
const MAX_VIOLATIONS: usize = 50;

/// The deepest nesting that a message can be decoded from.
const MAX_DEPTH: u32 = 100;

static PLANS: LazyLock<Result<Plans, String>> = LazyLock::new(|| Plans::compile(&POOL));

/// Whether every rule of the contract can be enforced; otherwise names the first that cannot. For start-up.
pub fn supported() -> Result<(), String> {
    PLANS.as_ref().map(drop).map_err(Clone::clone)
}

/// Checks a message and all messages in it; the error lists every violation, at most 50.
pub fn check<M: ReflectMessage>(message: &M) -> Result<(), Error> {
    let plans = PLANS
        .as_ref()
        .map_err(|fault| Error::internal(fault.as_str()))?;
    run(plans, message)
}

fn run<M: ReflectMessage>(plans: &Plans, message: &M) -> Result<(), Error> {
    let Some(plan) = plans.find(message.descriptor().full_name()) else {
        return Ok(());
    };
    let mut walk = Walk {
        plans,
        found: Vec::new(),
        depth: 0,
    };
    let done = walk.message(plan, &message.encode_to_vec(), None);
    done.ok_or_else(|| Error::internal("a message was encoded that cannot be read"))?;
    if walk.found.is_empty() {
        Ok(())
    } else {
        Err(Error::violations(walk.found, Reason::FieldInvalid))
    }
}

struct Walk<'p> {
    plans: &'p Plans,
    found: Vec<Violation>,
    depth: u32,
}

/// Where a value is. Written out only for a violation.
#[derive(Clone, Copy)]
struct Path<'a> {
    up: Option<&'a Path<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Field(&'a str),
    Item(u64),
    Key(Value<'a>),
}

/// A value of the wire that is not understood yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Raw<'a> {
    Number(u64),
    Slice(&'a [u8]),
}

// === impl Walk

impl Walk<'_> {
    /// None if the bytes are no message, which cannot be: they were just encoded.
    fn message(&mut self, plan: &Plan, mut bytes: &[u8], path: Option<&Path<'_>>) -> Option<()> {
        if self.depth == MAX_DEPTH {
            self.broken(
                path,
                "MESSAGE_DEPTH",
                &format!("nest messages at most {MAX_DEPTH} deep"),
            );
            return Some(());
        }
        self.depth += 1;
        let mut seen = vec![0_u64; plan.fields.len()];
        let mut distinct = HashSet::new();
        while !bytes.is_empty() {
            let (number, raw) = read(&mut bytes)?;
            let Ok(at) = plan
                .fields
                .binary_search_by_key(&number, |field| field.number)
            else {
                continue;
            };
            let field = &plan.fields[at];
            let here = Path {
                up: path,
                step: Step::Field(&field.name),
            };
            match (field.shape, raw) {
                (Shape::One, _) => {
                    seen[at] = 1;
                    self.value(field, raw, &here)?;
                }
                (Shape::Map { .. }, _) => {
                    seen[at] += 1;
                    self.entry(field, raw, &here)?;
                }
                (Shape::List { unique, .. }, _) => {
                    for item in items(field.wire, raw) {
                        let item = item?;
                        let place = Path {
                            up: Some(&here),
                            step: Step::Item(seen[at]),
                        };
                        seen[at] += 1;
                        if unique && !distinct.insert((at, item)) {
                            self.broken(
                                Some(&place),
                                "REPEATED_UNIQUE",
                                "give every value only once",
                            );
                        }
                        self.value(field, item, &place)?;
                    }
                }
            }
        }
        self.counts(plan, &seen, path);
        self.depth -= 1;
        Some(())
    }

    /// What only the whole message shows: absent values, the lengths of lists, oneofs.
    fn counts(&mut self, plan: &Plan, seen: &[u64], path: Option<&Path<'_>>) {
        for (field, &n) in plan.fields.iter().zip(seen) {
            let here = Path {
                up: path,
                step: Step::Field(&field.name),
            };
            match field.shape {
                _ if n == 0 && field.required => {
                    self.broken(Some(&here), "REQUIRED", "set this field; it is required");
                }
                Shape::One if n == 0 && !field.presence => {
                    self.rules(field, zero(field.wire), &here);
                }
                Shape::List { min, .. } if n < min && !(n == 0 && field.ignore_empty) => {
                    self.broken(
                        Some(&here),
                        "REPEATED_MIN_ITEMS",
                        &format!("give at least {}", count(min, "item")),
                    );
                }
                Shape::List { max, .. } if n > max => {
                    self.broken(
                        Some(&here),
                        "REPEATED_MAX_ITEMS",
                        &format!("give at most {}", count(max, "item")),
                    );
                }
                Shape::Map { max } if n > max => {
                    self.broken(
                        Some(&here),
                        "MAP_MAX_PAIRS",
                        &format!("give at most {}", count(max, "pair")),
                    );
                }
                _ => {}
            }
        }
        for (name, members) in &plan.oneofs {
            if members.iter().all(|&at| seen[at] == 0) {
                let names: Vec<_> = members
                    .iter()
                    .map(|&at| plan.fields[at].name.as_str())
                    .collect();
                let here = Path {
                    up: path,
                    step: Step::Field(name),
                };
                self.broken(
                    Some(&here),
                    "ONEOF_REQUIRED",
                    &format!("set one of: {}", names.join(", ")),
                );
            }
        }
    }

    fn value(&mut self, field: &Field, raw: Raw<'_>, path: &Path<'_>) -> Option<()> {
        if let (Some(at), Raw::Slice(bytes)) = (field.message, raw) {
            return self.message(self.plans.get(at), bytes, Some(path));
        }
        if let (Wire::Text, Raw::Slice(bytes)) = (field.wire, raw)
            && bytes.contains(&0)
        {
            // PostgreSQL's TEXT cannot hold it, and no text needs it.
            self.broken(Some(path), "STRING_NUL", "remove the NUL character");
        }
        if !field.rules.list.is_empty() {
            self.rules(field, understand(field.wire, raw)?, path);
        }
        Some(())
    }

    /// A pair of a map: only the value has rules, those of its message.
    fn entry(&mut self, field: &Field, raw: Raw<'_>, path: &Path<'_>) -> Option<()> {
        let (Some(at), Raw::Slice(mut bytes)) = (field.message, raw) else {
            return Some(());
        };
        let (mut key, mut value) = (zero(field.wire), [].as_slice());
        while !bytes.is_empty() {
            match read(&mut bytes)? {
                (1, raw) => key = understand(field.wire, raw)?,
                (_, Raw::Slice(bytes)) => value = bytes,
                _ => return None,
            }
        }
        let place = Path {
            up: Some(path),
            step: Step::Key(key),
        };
        self.message(self.plans.get(at), value, Some(&place))
    }

    fn rules(&mut self, field: &Field, value: Value<'_>, path: &Path<'_>) {
        if field.rules.ignore_zero && value.is_zero() {
            return;
        }
        for rule in &field.rules.list {
            if !rule.test.accepts(value) {
                self.broken(Some(path), &rule.reason, &rule.say);
            }
        }
    }

    #[cold]
    fn broken(&mut self, path: Option<&Path<'_>>, reason: &str, say: &str) {
        if self.found.len() < MAX_VIOLATIONS {
            let field = path.map(Path::written).unwrap_or_default();
            self.found.push(Violation {
                field,
                reason: reason.to_owned(),
                description: say.to_owned(),
            });
        }
    }
}

impl Path<'_> {
    /// `organization.titles[1].text`
    fn written(&self) -> String {
        let mut text = self.up.map(Self::written).unwrap_or_default();
        let done = match self.step {
            Step::Field(name) if text.is_empty() => write!(text, "{name}"),
            Step::Field(name) => write!(text, ".{name}"),
            Step::Item(at) => write!(text, "[{at}]"),
            Step::Key(Value::Text(key)) => write!(text, "[{key:?}]"),
            Step::Key(Value::Int(key)) => write!(text, "[{key}]"),
            Step::Key(_) => write!(text, "[?]"),
        };
        done.map(|()| text).unwrap_or_default()
    }
}

// === the wire

/// The next field: its number and its value.
fn read<'a>(bytes: &mut &'a [u8]) -> Option<(u32, Raw<'a>)> {
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
fn items(wire: Wire, raw: Raw<'_>) -> impl Iterator<Item = Option<Raw<'_>>> {
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

fn understand(wire: Wire, raw: Raw<'_>) -> Option<Value<'_>> {
    Some(match (wire, raw) {
        (Wire::Text, Raw::Slice(bytes)) => Value::Text(std::str::from_utf8(bytes).ok()?),
        (Wire::Bytes, Raw::Slice(bytes)) => Value::Bytes(bytes),
        (Wire::Signed, Raw::Number(n)) => Value::Int(n.cast_signed().into()),
        (Wire::Double, Raw::Number(n)) => Value::Double(f64::from_bits(n)),
        (Wire::Unsigned | Wire::Other, Raw::Number(n)) => Value::Int(n.into()),
        _ => return None,
    })
}

fn zero(wire: Wire) -> Value<'static> {
    match wire {
        Wire::Text => Value::Text(""),
        Wire::Bytes => Value::Bytes(&[]),
        Wire::Double => Value::Double(0.0),
        Wire::Signed | Wire::Unsigned | Wire::Other => Value::Int(0),
    }
}

#[cfg(test)]
mod tests;
