//! Resource names: `organizations/x/memberships/y` within a service, `//registry.kenes/organizations/x` between them.
//!
//! Owns their syntax only. Whether a resource exists, and which collections there are, is for the services.

use kenes_proto::types::ErrorReason as Reason;

use crate::Error;

/// The longest id.
const MAX_ID: usize = 63;

/// What stands for every id in the parent of a list: `organizations/-`.
const WILDCARD: &str = "-";

/// Returns the id of the resource: the last segment of its name.
pub fn id(name: &str) -> &str {
    name.rsplit_once('/').map_or(name, |(_, id)| id)
}

/// Returns the name of the parent: without collection and id. Empty at the top.
pub fn parent(name: &str) -> &str {
    let collection = name.rsplit_once('/').map_or("", |(rest, _)| rest);
    collection.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// Returns the name of a child of `parent`, which is empty at the top.
pub fn child(parent: &str, collection: &str, id: &str) -> String {
    if parent.is_empty() {
        format!("{collection}/{id}")
    } else {
        format!("{parent}/{collection}/{id}")
    }
}

/// Returns whether `text` can be an id: a lower-case letter, then at most 62 letters, digits and hyphens.
pub fn is_id(text: &str) -> bool {
    let rest = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    text.len() <= MAX_ID
        && text.as_bytes().first().is_some_and(u8::is_ascii_lowercase)
        && text.bytes().all(rest)
}

/// Returns whether this stands for more than one parent: `-` in the place of an id.
pub fn is_wildcard(parent: &str) -> bool {
    parent.split('/').any(|segment| segment == WILDCARD)
}

/// Refuses a parent that has a `-` for an id and then one that is none.
pub fn check_wildcard(field: &str, parent: &str) -> Result<(), Error> {
    match is_wildcard(parent) && id(parent) != WILDCARD {
        true => {
            let say = "write - for every id after a -";
            Err(Error::invalid(Reason::FieldInvalid, field, say))
        }
        false => Ok(()),
    }
}

/// Refuses a name that is not in `collection` (at the top), or has a `-` for an id and then one that is none.
pub fn check_collection(field: &str, collection: &str, name: &str) -> Result<(), Error> {
    let inside = name.strip_prefix(collection);
    if inside.is_none_or(|rest| !rest.starts_with('/')) {
        let say =
            format!("must begin with {collection}/; what begins otherwise is with another service");
        return Err(Error::invalid(Reason::FieldInvalid, field, say));
    }
    check_wildcard(field, name)
}

/// Returns the full name, as another service writes it: `//registry.kenes/organizations/x`.
pub fn full(service: &str, name: &str) -> String {
    format!("//{service}/{name}")
}

/// Returns the name within `service`, if that is the service the full name points into.
pub fn relative<'a>(service: &str, full: &'a str) -> Option<&'a str> {
    let name = full.strip_prefix("//")?.strip_prefix(service)?;
    name.strip_prefix('/').filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests;
