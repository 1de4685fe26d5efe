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
            ..Count::default()
        },
    );
    summary.counts.insert(
        "comment".into(),
        Count {
            changed: 3,
            refused: 1,
            ..Count::default()
        },
    );
    let expected = "               created   updated  already there   changed   refused\n\
                    comment              0         0              0         3         1\n\
                    organization         2         0              1         0         0\n\
                    2 created, 0 updated, 1 already there, 3 changed, 1 refused";
    assert_eq!(summary.to_string(), expected);
    summary.not_sent = 5;
    assert!(summary.to_string().ends_with("1 refused, 5 not sent"));
    summary.took = Duration::from_millis(3_500);
    assert_eq!(summary.rate(), "7 lines in 3.5 s, 2 a second");
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

#[test]
fn what_was_read_of_a_text_is_told_as_one_says_it() {
    let count = |element: &str, count| kenes_proto::consultation::ElementCount {
        element: element.into(),
        count,
    };
    let reading = PlainTextReading {
        language_code: "ru".into(),
        element_counts: vec![count("chapter", 1), count("article", 2)],
        ..Default::default()
    };
    assert_eq!(
        tell_reading("bill.txt", &reading),
        "bill.txt: read in ru: 1 chapter, 2 articles"
    );
}
