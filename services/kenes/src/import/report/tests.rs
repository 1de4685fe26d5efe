//! The table ends with the sum, and a refusal is told whole.

use super::*;

#[test]
fn the_table_ends_with_the_sum() {
    let mut summary = Summary::default();
    summary.counts.insert(
        "organization".into(),
        Count {
            created: 2,
            there: 1,
            refused: 0,
        },
    );
    summary.counts.insert(
        "comment".into(),
        Count {
            created: 0,
            there: 0,
            refused: 1,
        },
    );
    let expected = "               created  already there  refused\n\
                    comment              0              0        1\n\
                    organization         2              1        0\n\
                    2 created, 1 already there, 1 refused";
    assert_eq!(summary.to_string(), expected);
}

#[test]
fn every_field_at_fault_is_told() {
    let field = |field: &str| {
        (
            field.to_owned(),
            "REQUIRED".to_owned(),
            "is missing".to_owned(),
        )
    };
    let refusal = Refusal {
        reason: "FIELD_INVALID",
        message: "2 fields are invalid".into(),
        fields: vec![field("a.b"), field("c")],
    };
    assert_eq!(
        tell("f.jsonl:7", "organizations/o", &refusal),
        "f.jsonl:7: organizations/o: FIELD_INVALID: 2 fields are invalid\n    a.b: REQUIRED: is missing\n    c: REQUIRED: is missing"
    );
    assert_eq!(
        tell("f.jsonl:8", "", &Refusal::unread("not JSON")),
        "f.jsonl:8: not JSON"
    );
}
