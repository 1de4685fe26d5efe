//! Resource names: `organizations/x/memberships/y` within a service, `//registry.kenes/organizations/x` between them.
//!
//! Owns their syntax only. Whether a resource exists, and which collections there are, is for the services.

use kenes_proto::types::ErrorReason as Reason;

use crate::Error;

/// The longest id.
const MAX_ID: usize = 63;

/// The id of the resource: the last segment of its name.
pub fn id(name: &str) -> &str {
    name.rsplit_once('/').map_or(name, |(_, id)| id)
}

/// The name of the parent: without collection and id. Empty at the top.
pub fn parent(name: &str) -> &str {
    let collection = name.rsplit_once('/').map_or("", |(rest, _)| rest);
    collection.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// The name of a child of `parent`, which is empty at the top.
pub fn child(parent: &str, collection: &str, id: &str) -> String {
    if parent.is_empty() {
        format!("{collection}/{id}")
    } else {
        format!("{parent}/{collection}/{id}")
    }
}

/// Whether this stands for more than one parent: `-` in the place of an id.
pub fn is_wildcard(parent: &str) -> bool {
    parent.split('/').any(|segment| segment == "-")
}

/// Refuses the name of a resource outside `collection`, which another service has, and `-` before an id that is none.
pub fn check_collection(field: &str, collection: &str, name: &str) -> Result<(), Error> {
    let say = if !name.starts_with(collection) {
        format!("must begin with {collection}/; the other service has the others")
    } else if name.contains("/-/") && !name.ends_with("/-") {
        "write - for every id after a -".to_owned()
    } else {
        return Ok(());
    };
    Err(Error::invalid(Reason::FieldInvalid, field, say))
}

/// Whether `text` can be an id: a lower-case letter, then at most 62 letters, digits and hyphens.
pub fn is_id(text: &str) -> bool {
    let rest = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    text.len() <= MAX_ID
        && text.as_bytes().first().is_some_and(u8::is_ascii_lowercase)
        && text.bytes().all(rest)
}

/// The full name, as another service writes it: `//registry.kenes/organizations/x`.
pub fn full(service: &str, name: &str) -> String {
    format!("//{service}/{name}")
}

/// The name within `service`, if that is the service the full name points into.
pub fn relative<'a>(service: &str, full: &'a str) -> Option<&'a str> {
    let name = full.strip_prefix("//")?.strip_prefix(service)?;
    name.strip_prefix('/').filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_comes_apart_and_together() {
        let name = "organizations/cnok/memberships/demo-adilet";
        assert_eq!(id(name), "demo-adilet");
        assert_eq!(parent(name), "organizations/cnok");
        assert_eq!(child(parent(name), "memberships", id(name)), name);
        assert_eq!(parent("organizations/cnok"), "");
        assert_eq!(child("", "organizations", "cnok"), "organizations/cnok");
        assert_eq!(
            (id(""), parent(""), id("cnok"), parent("cnok")),
            ("", "", "cnok", "")
        );
    }

    #[test]
    fn ids_are_narrow() {
        for good in ["a", "seat-1", "a--", &"a".repeat(63)] {
            assert!(is_id(good), "{good}");
        }
        for bad in [
            "",
            "-a",
            "1a",
            "A",
            "aB",
            "a_b",
            "a/b",
            "ұйым",
            "aұ",
            " a",
            &"a".repeat(64),
        ] {
            assert!(!is_id(bad), "{bad}");
        }
    }

    #[test]
    fn a_full_name_belongs_to_one_service() {
        let name = full("registry.kenes", "organizations/x");
        assert_eq!(name, "//registry.kenes/organizations/x");
        assert_eq!(relative("registry.kenes", &name), Some("organizations/x"));
        assert_eq!(relative("registry", &name), None);
        assert_eq!(relative("consultation.kenes", &name), None);
        assert_eq!(relative("registry.kenes", "organizations/x"), None);
        assert_eq!(relative("registry.kenes", "//registry.kenes/"), None);
        assert_eq!(
            relative("registry.kenes", "//registry.kenesorganizations/x"),
            None
        );
    }
}
