//! What could be on a list, and what could not.

use super::*;

const A: &str = "//registry.kenes/organizations/a";

fn missing<'a>(within: &'a str, days: [i64; 2], organizations: &'a [&'a str]) -> Missing<'a> {
    Missing {
        within,
        days,
        organizations,
    }
}

fn within(name: &str) -> Reach<'_> {
    Reach {
        within: name,
        ..Reach::default()
    }
}

#[test]
fn everything_reaches_whatever_is_missing() {
    for of in [
        missing("", [0, 0], &[]),
        missing("draftLaws/l", [20_030_101, 20_031_231], &[A]),
    ] {
        assert!(Reach::default().touches(of), "{of:?}");
    }
}

#[test]
fn what_is_missing_under_another_resource_is_not_reached() {
    let of = missing("consultations/c", [0, 0], &[]);
    for (name, touched) in [
        ("consultations/c", true),
        ("consultations/c/comments/x", true),
        ("consultations/-", true),
        ("consultations/-/comments/-", true),
        ("consultations/d", false),
        ("consultations/d/comments/-", false),
        ("hearings/c", false),
    ] {
        assert_eq!(within(name).touches(of), touched, "{name}");
    }
    // What is missing under a part of it.
    let part = missing("consultations/c/comments/x", [0, 0], &[]);
    assert!(within("consultations/c").touches(part));
    assert!(within("consultations/-/comments/-").touches(part));
    assert!(!within("consultations/c/comments/y").touches(part));
}

#[test]
fn days_that_do_not_meet_are_apart() {
    let of = |first, last| missing("", [first, last], &[]);
    let reach = Reach {
        days: [20_040_101, 20_041_231],
        ..Reach::default()
    };
    assert!(reach.touches(of(0, 0)));
    assert!(reach.touches(of(20_041_231, 0)));
    assert!(reach.touches(of(0, 20_040_101)));
    assert!(!reach.touches(of(0, 20_031_231)));
    assert!(!reach.touches(of(20_050_101, 0)));
}

#[test]
fn what_is_missing_of_others_is_not_reached() {
    let reach = Reach {
        organizations: vec!["organizations/a".into()],
        ..Reach::default()
    };
    assert!(reach.touches(missing("", [0, 0], &[])));
    assert!(reach.touches(missing(
        "",
        [0, 0],
        &["//registry.kenes/organizations/b", A]
    )));
    assert!(!reach.touches(missing("", [0, 0], &["//registry.kenes/organizations/b"])));
}
