//! The paths of a mask: what each leads through, and what it replaces.

use prost_reflect::{DynamicMessage, FieldDescriptor, MessageDescriptor, Value};

use super::{
    owner::{Owner, owner},
    replace::{inner, replace},
};
use crate::Violation;

/// Returns the fields a path leads through, or what is wrong with it.
pub(super) fn resolve(
    message: &MessageDescriptor,
    path: &str,
) -> Result<Vec<FieldDescriptor>, String> {
    if path == "*" {
        return Err("stands alone: name it without other fields".into());
    }
    let mut at = Some(message.clone());
    let mut fields: Vec<FieldDescriptor> = Vec::new();
    for segment in path.split('.') {
        let Some(message) = at else {
            return Err(
                "leads into a value that is replaced as a whole: name the field before it".into(),
            );
        };
        let field = message
            .get_field_by_name(segment)
            .or_else(|| message.get_field_by_json_name(segment));
        let field = field.ok_or("is not a field of the resource; see the contract")?;
        match owner(&field) {
            Some(Owner::Service | Owner::Name) => {
                return Err("is set by the service: leave it out".into());
            }
            Some(Owner::Creation) => return Err("is fixed on creation: leave it out".into()),
            None => {}
        }
        at = inner(&field);
        fields.push(field);
    }
    Ok(fields)
}

/// Follows a path to its last field and replaces or clears that.
pub(super) fn apply(
    result: &mut DynamicMessage,
    patch: Option<&DynamicMessage>,
    fields: &[FieldDescriptor],
    at: &str,
    found: &mut Vec<Violation>,
) {
    match fields {
        [] => {}
        [last] => match patch {
            Some(patch) => replace(result, patch, last, at, found),
            None => result.clear_field(last),
        },
        [first, rest @ ..] => {
            let given = patch
                .filter(|patch| patch.has_field(first))
                .map(|patch| patch.get_field(first));
            let given = given.as_deref().and_then(Value::as_message);
            // Neither side has the message: there is nothing to clear in it, and an empty one would be a change.
            if given.is_none() && !result.has_field(first) {
                return;
            }
            if let Some(result) = result.get_field_mut(first).as_message_mut() {
                apply(result, given, rest, at, found);
            }
        }
    }
}
