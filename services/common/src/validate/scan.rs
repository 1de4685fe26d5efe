//! A request before it is decoded: two bytes of the wire can become hundreds in memory, so whoever sends a list many times longer than
//! it may be, or more fields than anybody writes, is refused while it is still bytes.
//!
//! Owns that bound alone. Whether the bytes are a message is the decoder's to say, and what is wrong with it `walk`'s.

use kenes_proto::types::ErrorReason as Reason;

use super::{
    path::{Path, Step},
    plan::{Plan, Plans, Shape},
    walk::MAX_DEPTH,
    wire::{Raw, read},
};
use crate::{Error, Violation};

/// The most fields of a request, those of messages in it counted.
pub(super) const MOST: u64 = 50_000;

/// A list that is so much longer than it may be is not counted to its end: below that, all violations are told at once.
const SLACK: u64 = 100;

/// Refuses a request that would take far more memory than it may.
pub(super) fn scan(plans: &Plans, plan: &Plan, bytes: &[u8]) -> Result<(), Error> {
    let mut scan = Scan {
        plans,
        fields: 0,
        depth: 0,
    };
    scan.message(plan, bytes, None)
}

struct Scan<'p> {
    plans: &'p Plans,
    fields: u64,
    depth: u32,
}

impl Scan<'_> {
    fn message(
        &mut self,
        plan: &Plan,
        mut bytes: &[u8],
        path: Option<&Path<'_>>,
    ) -> Result<(), Error> {
        if self.depth == MAX_DEPTH {
            return Ok(());
        }
        self.depth += 1;
        let mut seen = vec![0_u64; plan.fields.len()];
        while !bytes.is_empty() {
            let Some((number, raw)) = read(&mut bytes) else {
                break;
            };
            self.fields += 1;
            if self.fields > MOST {
                let text = format!("the request has more than {MOST} fields; send less at once");
                return Err(Error::oversize(Reason::MessageTooLarge, text));
            }
            let at = plan
                .fields
                .binary_search_by_key(&number, |field| field.number);
            let Ok(at) = at else {
                continue;
            };
            let field = &plan.fields[at];
            let here = Path {
                up: path,
                step: Step::Field(&field.name),
            };
            let most = match field.shape {
                Shape::One => u64::MAX,
                Shape::List { max, .. } | Shape::Map { max } => max,
            };
            seen[at] += 1;
            if seen[at] > most.saturating_add(most).saturating_add(SLACK) {
                return Err(Error::violations(
                    vec![Violation {
                        field: here.written(),
                        reason: "REPEATED_MAX_ITEMS".to_owned(),
                        description: format!("give at most {most} items"),
                    }],
                    Reason::FieldInvalid,
                ));
            }
            let is_map = matches!(field.shape, Shape::Map { .. });
            if let (Some(next), Raw::Slice(bytes), false) = (field.message, raw, is_map) {
                self.message(self.plans.get(next), bytes, Some(&here))?;
            }
        }
        self.depth -= 1;
        Ok(())
    }
}
