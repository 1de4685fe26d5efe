//! Names that are made, kept and refused.

use super::*;

/// Element, eId, number and what is around.
type Told<'a> = (
    &'static str,
    Option<&'a str>,
    Option<&'a str>,
    Option<usize>,
);

fn eids(facts: &[Told<'_>]) -> Vec<String> {
    let facts: Vec<Facts<'_>> = facts
        .iter()
        .map(|(element, own, number, parent)| Facts {
            element,
            own: *own,
            number: *number,
            parent: *parent,
        })
        .collect();
    let names = names(&facts).expect("names");
    names.into_iter().map(|name| name.eid).collect()
}

#[test]
fn identifiers_are_made_by_the_convention() {
    let made = eids(&[
        ("preamble", None, None, None),
        ("chapter", None, Some("1"), None),
        ("article", None, Some("12-1"), Some(1)),
        ("paragraph", None, Some("2"), Some(2)),
        ("point", None, Some("cyr_b"), Some(3)),
        ("alinea", None, None, Some(4)),
        ("alinea", None, None, Some(4)),
        ("attachment", None, Some("1"), None),
        ("mainBody", None, None, Some(7)),
        ("chapter", None, Some("1"), Some(7)),
        ("article", None, Some("1"), Some(9)),
    ]);
    assert_eq!(
        made,
        [
            "preamble",
            "chp_1",
            "art_12-1",
            "art_12-1__para_2",
            "art_12-1__para_2__point_cyr_b",
            "art_12-1__para_2__point_cyr_b__al_nn_1",
            "art_12-1__para_2__point_cyr_b__al_nn_2",
            "att_1",
            "att_1__mainBody",
            "att_1__chp_1",
            "att_1__art_1",
        ]
    );
}

#[test]
fn what_is_numbered_anew_in_each_part_is_told_apart_by_it() {
    let made = eids(&[
        ("part", None, Some("1"), None),
        ("article", None, Some("1"), Some(0)),
        ("part", None, Some("2"), None),
        ("article", None, Some("1"), Some(2)),
        ("article", None, Some("2"), Some(2)),
    ]);
    assert_eq!(
        made,
        [
            "part_1",
            "part_1__art_1",
            "part_2",
            "part_2__art_1",
            "art_2"
        ]
    );
}

#[test]
fn kept_ones_are_kept_and_made_ones_stand_beside_them() {
    let made = eids(&[
        ("section", Some("section-1"), Some("1"), None),
        ("alinea", Some("section-1__al_nn_1"), None, Some(0)),
        ("alinea", None, None, Some(0)),
        ("point", Some("point_(ә)"), None, Some(0)),
    ]);
    assert_eq!(
        made,
        [
            "section-1",
            "section-1__al_nn_1",
            "section-1__al_nn_2",
            "point_(ә)"
        ]
    );
    let long = "x".repeat(298);
    let facts = [
        Facts {
            element: "part",
            own: Some(&long),
            number: None,
            parent: None,
        },
        Facts {
            element: "point",
            own: None,
            number: Some("1"),
            parent: Some(0),
        },
    ];
    assert_eq!(names(&facts), Err(1));
}

#[test]
fn only_what_a_name_cannot_hold_is_refused() {
    for good in [
        "art_12",
        "section-1",
        "point_(a)",
        "sec_4.2.b",
        "бап_1",
        "e+w+ni",
        "standrew’shouse",
        &"я".repeat(300),
    ] {
        assert_eq!(fault("eId", good), None, "{good}");
    }
    for (bad, says) in [
        ("", "empty"),
        ("art 1", "white space"),
        ("art\u{a0}1", "white space"),
        ("art\u{200b}1", "invisible"),
        ("art\u{7}1", "control"),
        ("art_1/2", "slash"),
        ("..", "stops"),
        ("-", "hyphen"),
        (&"a".repeat(301), "longer than 300"),
    ] {
        let say = fault("eId", bad).expect("refused");
        assert!(say.contains(says), "{say}");
    }
}
