//! Resource names: `organizations/x/memberships/y` within a service, `//registry.kenes/organizations/x` between them.
//!
//! Owns their syntax only. Whether a resource exists, and which collections there are, is for the services.

use kenes_proto::types::ErrorReason as Reason;

use crate::Error;

/// The longest id.
const MAX_ID: usize = 63;

/// What stands for every id in the parent of a list: `organizations/-`.
const WILDCARD: &str = "-";

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

/// Whether `text` can be an id: a lower-case letter, then at most 62 letters, digits and hyphens.
pub fn is_id(text: &str) -> bool {
    let rest = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    text.len() <= MAX_ID
        && text.as_bytes().first().is_some_and(u8::is_ascii_lowercase)
        && text.bytes().all(rest)
}

/// Whether this stands for more than one parent: `-` in the place of an id.
pub fn is_wildcard(parent: &str) -> bool {
    parent.split('/').any(|segment| segment == WILDCARD)
}

/// Refuses a name that is not in `collection` (at the top), or has a `-` for an id and then one that is none.
pub fn check_collection(field: &str, collection: &str, name: &str) -> Result<(), Error> {
    let inside = name.strip_prefix(collection);
    let say = if inside.is_none_or(|rest| !rest.starts_with('/')) {
        format!("must begin with {collection}/; what begins otherwise is with another service")
    } else if is_wildcard(name) && id(name) != WILDCARD {
        "write - for every id after a -".to_owned()
    } else {
        return Ok(());
    };
    Err(Error::invalid(Reason::FieldInvalid, field, say))
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
    fn a_parent_is_one_or_stands_for_many() {
        for one in ["organizations/cnok", "consultations/c/comments/a-"] {
            assert!(!is_wildcard(one), "{one}");
        }
        for many in [
            "organizations/-",
            "consultations/-/comments/-",
            "consultations/c/comments/-",
        ] {
            assert!(is_wildcard(many), "{many}");
        }
    }

    #[test]
    fn a_name_is_of_the_collection_and_ends_as_wide_as_it_began() {
        let check = |name: &str| check_collection("parent", "consultations", name);
        for good in [
            "consultations/c/comments/one",
            "consultations/c/comments/-",
            "consultations/-/comments/-",
            "consultations/-",
        ] {
            check(good).expect(good);
        }
        for bad in [
            "recommendations/r",
            "consultations",
            "consultationsx/c",
            "consultations/-/comments/one",
        ] {
            let error = check(bad).expect_err(bad);
            assert_eq!(error.fields()[0].field, "parent");
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
