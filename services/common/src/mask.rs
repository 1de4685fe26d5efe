//! Partial updates by field mask (AIP-134), driven by the contract's `google.api.field_behavior` annotations.
//!
//! Owns which fields a caller may write. Fields that the service sets keep their present values whatever the patch says;
//! `etag` is a condition on the write, not a value, and is left alone. Whether the values are right is not decided here.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use kenes_proto::{POOL, types::ErrorReason as Reason};
use prost_reflect::{DynamicMessage, FieldDescriptor, MessageDescriptor, ReflectMessage, Value};
use prost_types::FieldMask;

use crate::{Error, Violation};

/// Who writes a field, where it is not the caller alone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// `OUTPUT_ONLY`: the service.
    Service,
    /// `IDENTIFIER`: the service, on creation.
    Name,
    /// `IMMUTABLE`: the caller, on creation.
    Creation,
}

/// The owners of all fields of the product's messages; the caller's own are not in it.
static OWNERS: LazyLock<HashMap<String, Owner>> = LazyLock::new(owners);

/// The present resource with the patch applied.
///
/// Without a mask, or with an empty one, the populated fields of the patch replace the present ones. `*` replaces all
/// fields, so that what the patch lacks is cleared. Otherwise the named fields are replaced or cleared. A field that
/// may not be updated is refused where a mask names it; without one it is ignored, but for an immutable field with
/// another value than the present one, which is refused.
pub fn merge<M: ReflectMessage + Default>(
    present: &M,
    patch: &M,
    mask: Option<&FieldMask>,
) -> Result<M, Error> {
    let mut merge = Merge {
        result: present.transcode_to_dynamic(),
        found: Vec::new(),
    };
    let patch = patch.transcode_to_dynamic();
    match mask.map(|mask| mask.paths.as_slice()).unwrap_or_default() {
        [] => merge.fields(&patch, false),
        [all] if all == "*" => merge.fields(&patch, true),
        paths => merge.paths(&patch, paths),
    }
    if !merge.found.is_empty() {
        return Err(Error::violations(merge.found, Reason::UpdateMaskInvalid));
    }
    merge.result.transcode_to().map_err(Error::internal)
}

/// Clears the fields that only the service sets, at every level: what a caller sends in a Create is not believed.
pub fn strip<M: ReflectMessage + Default>(message: &mut M) {
    let mut stripped = message.transcode_to_dynamic();
    if strip_fields(&mut stripped) {
        // The fields that are left are the message's own: they can be read.
        *message = stripped.transcode_to().unwrap_or_default();
    }
}

struct Merge {
    result: DynamicMessage,
    found: Vec<Violation>,
}

// === impl Merge

impl Merge {
    /// Replaces the populated fields, or with `clear` all of them.
    fn fields(&mut self, patch: &DynamicMessage, clear: bool) {
        for field in patch.descriptor().fields() {
            let given = patch.has_field(&field);
            if is_etag(&field) || !(given || clear) {
                continue;
            }
            match owner(&field) {
                Some(Owner::Service | Owner::Name) => {}
                Some(Owner::Creation) => {
                    if given && differs(patch, &self.result, &field) {
                        self.found.push(fixed(field.name()));
                    }
                }
                None => replace(
                    &mut self.result,
                    patch,
                    &field,
                    field.name(),
                    &mut self.found,
                ),
            }
        }
    }

    fn paths(&mut self, patch: &DynamicMessage, paths: &[String]) {
        for path in paths.iter().map(String::as_str) {
            match resolve(&patch.descriptor(), path) {
                Err(fault) => {
                    let say = format!("`{path}` {fault}");
                    self.found.push(Violation::new(
                        "update_mask",
                        Reason::UpdateMaskInvalid,
                        say,
                    ));
                }
                Ok(fields) if is_etag(&fields[0]) => {}
                Ok(fields) => apply(
                    &mut self.result,
                    Some(patch),
                    &fields,
                    path,
                    &mut self.found,
                ),
            }
        }
    }
}

fn fixed(path: &str) -> Violation {
    Violation::new(
        path,
        Reason::UpdateMaskInvalid,
        "leave it as it is; it is fixed on creation",
    )
}

fn is_etag(field: &FieldDescriptor) -> bool {
    field.name() == "etag"
}

/// The fields a path leads through, or what is wrong with it.
fn resolve(message: &MessageDescriptor, path: &str) -> Result<Vec<FieldDescriptor>, String> {
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

/// The message in a field that holds a single one.
fn inner(field: &FieldDescriptor) -> Option<MessageDescriptor> {
    if field.is_list() || field.is_map() {
        None
    } else {
        field.kind().as_message().cloned()
    }
}

/// Follows a path to its last field and replaces or clears that.
fn apply(
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

/// Gives `field` the value of the patch, or clears it. What the service owns inside stays.
fn replace(
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
fn keep(new: &mut DynamicMessage, old: &DynamicMessage, at: &str, found: &mut Vec<Violation>) {
    for field in old.descriptor().fields() {
        let place = || format!("{at}.{}", field.name());
        let kept = match owner(&field) {
            Some(Owner::Service | Owner::Name) => true,
            Some(Owner::Creation) => {
                if new.has_field(&field) && differs(new, old, &field) {
                    found.push(fixed(&place()));
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
                    keep(new, old, &place(), found);
                }
                (value, _) => {
                    strip_value(value);
                }
            }
        }
    }
}

/// Whether the callers' part of a field differs.
fn differs(new: &DynamicMessage, old: &DynamicMessage, field: &FieldDescriptor) -> bool {
    let part = |message: &DynamicMessage| {
        let mut value = message.get_field(field).into_owned();
        strip_value(&mut value);
        value
    };
    new.has_field(field) != old.has_field(field) || part(new) != part(old)
}

/// Whether anything was cleared.
fn strip_fields(message: &mut DynamicMessage) -> bool {
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

fn owner(field: &FieldDescriptor) -> Option<Owner> {
    OWNERS.get(field.full_name()).copied()
}

fn owners() -> HashMap<String, Owner> {
    let Some(behavior) = POOL.get_extension_by_name("google.api.field_behavior") else {
        return HashMap::new();
    };
    let fields = POOL
        .all_messages()
        .filter(|m| m.full_name().starts_with("kenes."))
        .flat_map(|message| message.fields().collect::<Vec<_>>());
    fields
        .filter_map(|field| {
            let options = field.options();
            let values = options.get_extension(&behavior);
            let list = values.as_list().unwrap_or_default();
            let numbers: HashSet<i32> = list.iter().filter_map(Value::as_enum_number).collect();
            let owner = match () {
                () if numbers.contains(&3) => Owner::Service,
                () if numbers.contains(&8) => Owner::Name,
                () if numbers.contains(&5) => Owner::Creation,
                () => return None,
            };
            Some((field.full_name().to_owned(), owner))
        })
        .collect()
}

#[cfg(test)]
mod tests;
