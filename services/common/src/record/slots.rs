//! Which part of a resource each slot of its leaf commits to, as the contract says it (`kenes.type.v1.recorded`).
//!
//! For those who hold an answer and want to show that it is what was recorded. The services themselves take a resource apart
//! in plain Rust, where it is written; a test holds the two together.

use std::borrow::Cow;

use kenes_proto::POOL;
use prost::Message;
use prost_reflect::{DynamicMessage, MessageDescriptor, ReflectMessage, Value};

use super::resources::Resources;

/// A resource as it is committed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// What the body slot commits to.
    pub body: Vec<u8>,
    /// The part that says who, of what the identity slot commits to.
    pub identity: Vec<u8>,
}

/// Returns the message of the resource of this name, of whichever service.
pub fn kind_of(name: &str) -> Option<MessageDescriptor> {
    let kind = ["registry.kenes", "consultation.kenes"]
        .into_iter()
        .find_map(|domain| Resources::of(domain).find(name).cloned());
    POOL.get_message_by_name(&kind?.message)
}

/// Takes a resource apart.
pub fn parts(mut resource: DynamicMessage) -> Parts {
    let kind = resource.descriptor();
    for field in option(&kind, RECORDED, "answer_fields") {
        resource.clear_field_by_name(&field);
    }
    let mut identity = DynamicMessage::new(kind.clone());
    for path in option(&kind, RECORDED, "identity_fields") {
        take(&mut resource, &mut identity, &path);
    }
    Parts {
        body: resource.encode_to_vec(),
        identity: identity.encode_to_vec(),
    }
}

const RECORDED: &str = "kenes.type.v1.recorded";

/// Whether there is something at `path`.
fn has(message: &DynamicMessage, path: &str) -> bool {
    let (name, rest) = path.split_once('.').unwrap_or((path, ""));
    let Some(field) = message.descriptor().get_field_by_name(name) else {
        return false;
    };
    let inner = message.get_field(&field);
    message.has_field(&field)
        && (rest.is_empty() || inner.as_message().is_some_and(|inner| has(inner, rest)))
}

/// Moves the field at `path`, if there is something in it, from one message to another of its kind. What it lies in is then there in
/// both.
fn take(from: &mut DynamicMessage, into: &mut DynamicMessage, path: &str) {
    let (name, rest) = path.split_once('.').unwrap_or((path, ""));
    let Some(field) = from.descriptor().get_field_by_name(name) else {
        return;
    };
    if !has(from, path) {
        return;
    }
    if rest.is_empty() {
        into.set_field(&field, from.get_field(&field).into_owned());
        from.clear_field(&field);
    } else if let (Some(from), Some(into)) = (
        from.get_field_mut(&field).as_message_mut(),
        into.get_field_mut(&field).as_message_mut(),
    ) {
        take(from, into, rest);
    }
}

/// Returns the texts in a field of an option of a message.
fn option(message: &MessageDescriptor, option: &str, field: &str) -> Vec<String> {
    let options = message.options();
    let texts = |found: Cow<'_, Value>| {
        let found = found.as_message()?.get_field_by_name(field)?;
        let texts = found.as_list()?.iter();
        Some(
            texts
                .filter_map(|text| text.as_str().map(str::to_owned))
                .collect(),
        )
    };
    POOL.get_extension_by_name(option)
        .filter(|extension| options.has_extension(extension))
        .and_then(|extension| texts(options.get_extension(&extension)))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
