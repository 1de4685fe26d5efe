//! Names come apart and together.

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
