//! A field is given another value; what the caller does not own inside it stays as it was.

use kenes_proto::types::ErrorReason as Reason;
use prost_reflect::{DynamicMessage, FieldDescriptor, MessageDescriptor, ReflectMessage, Value};

use super::owner::{Owner, owner};
use crate::Violation;

/// Gives `field` the value of the patch, or clears it. What the service owns inside stays.
pub(super) fn replace(
    result: &mut DynamicMessage,
    patch: &DynamicMessage,
    field: &FieldDescriptor,
    at: &str,
    found: &mut Vec<Violation>,
) {
    if !patch.has_field(field) {
        return result.clear_field(field);
    }
    let mut value = patch.get_field(field).into_owned();
    match (&mut value, result.get_field(field).as_message()) {
        (Value::Message(new), Some(old)) if result.has_field(field) => keep(new, old, at, found),
        (value, _) => {
            strip_value(value);
        }
    }
    result.set_field(field, value);
}

/// Keeps in `new` what the caller does not own of `old`.
pub(super) fn keep(
    new: &mut DynamicMessage,
    old: &DynamicMessage,
    at: &str,
    found: &mut Vec<Violation>,
) {
    for field in old.descriptor().fields() {
        let path = || format!("{at}.{}", field.name());
        let kept = match owner(&field) {
            Some(Owner::Service | Owner::Name) => true,
            Some(Owner::Creation) => {
                if new.has_field(&field) && differs(new, old, &field) {
                    found.push(fixed(&path()));
                }
                true
            }
            None => false,
        };
        if kept && old.has_field(&field) {
            new.set_field(&field, old.get_field(&field).into_owned());
        } else if kept {
            new.clear_field(&field);
        } else if new.has_field(&field) {
            match (
                new.get_field_mut(&field),
                old.get_field(&field).as_message(),
            ) {
                (Value::Message(new), Some(old)) if inner(&field).is_some() => {
                    keep(new, old, &path(), found);
                }
                (value, _) => {
                    strip_value(value);
                }
            }
        }
    }
}

/// Returns whether the callers' part of a field differs.
pub(super) fn differs(new: &DynamicMessage, old: &DynamicMessage, field: &FieldDescriptor) -> bool {
    let part = |message: &DynamicMessage| {
        let mut value = message.get_field(field).into_owned();
        strip_value(&mut value);
        value
    };
    new.has_field(field) != old.has_field(field) || part(new) != part(old)
}

/// Clears the fields that only the service sets, at every level. Returns whether anything was cleared.
pub(super) fn strip_fields(message: &mut DynamicMessage) -> bool {
    let owned = |field: &FieldDescriptor| owner(field) == Some(Owner::Service);
    let set: Vec<_> = message
        .fields()
        .map(|(field, _)| field)
        .filter(owned)
        .collect();
    for field in &set {
        message.clear_field(field);
    }
    // Not `any`: every field must be visited.
    message
        .fields_mut()
        .fold(!set.is_empty(), |changed, (_, value)| {
            strip_value(value) | changed
        })
}

fn strip_value(value: &mut Value) -> bool {
    match value {
        Value::Message(message) => strip_fields(message),
        Value::List(list) => list
            .iter_mut()
            .fold(false, |changed, value| strip_value(value) | changed),
        Value::Map(map) => map
            .values_mut()
            .fold(false, |changed, value| strip_value(value) | changed),
        _ => false,
    }
}

/// Returns the message in a field that holds a single one.
pub(super) fn inner(field: &FieldDescriptor) -> Option<MessageDescriptor> {
    if field.is_list() || field.is_map() {
        None
    } else {
        field.kind().as_message().cloned()
    }
}

/// Returns the violation of a field that is fixed on creation.
pub(super) fn fixed(path: &str) -> Violation {
    Violation::new(
        path,
        Reason::UpdateMaskInvalid,
        "leave it as it is; it is fixed on creation",
    )
}
