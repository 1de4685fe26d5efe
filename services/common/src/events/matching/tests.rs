//! What is wanted, and which types are refused.

use super::*;
use kenes_proto::cloudevents::CloudEvent;

fn event(kind: &str, resource: &str, topic: &str) -> Event {
    Event {
        index: 0,
        resource: resource.into(),
        topic: topic.into(),
        redacts: false,
        weight: 0,
        message: CloudEvent {
            r#type: format!("kenes.consultation.v1.{kind}"),
            ..Default::default()
        },
    }
}

fn matching(types: &[&str], resource: &str, draft_law: &str) -> Result<Matching, Error> {
    let types = types
        .iter()
        .map(|kind| format!("kenes.consultation.v1.{kind}"))
        .collect();
    Matching::new(
        &Resources::of("consultation.kenes").telling(&[
            ("Comment", &[("WithdrawComment", "withdrawn")]),
            ("Consultation", &[]),
            ("Hearing", &[("HoldHearing", "held")]),
        ]),
        types,
        resource,
        draft_law.into(),
    )
}

#[test]
fn every_part_must_fit() {
    let comment = event(
        "comment.created",
        "consultations/c/comments/x",
        "draftLaws/a draftLaws/b",
    );
    for (types, resource, law, wanted) in [
        (&[][..], "", "", true),
        (&["comment.created"], "", "", true),
        (&["comment.*"], "", "", true),
        (
            &["hearing.held", "comment.created"],
            "consultations/c",
            "draftLaws/b",
            true,
        ),
        (&["comment.withdrawn"], "", "", false),
        (&["consultation.*"], "", "", false),
        (&[], "consultations", "", true),
        (&[], "consultations/c/", "", true),
        (&[], "consultations/c/comments/x", "", true),
        (&[], "consultations/c/comments/x/responses", "", false),
        (&[], "consult", "", false),
        (&[], "", "draftLaws/a", true),
        (&[], "", "draftLaws", false),
        (&["comment.*"], "recommendations", "draftLaws/a", false),
    ] {
        let matching = matching(types, resource, law).expect("known types");
        assert_eq!(
            matching.wants(&comment),
            wanted,
            "{types:?} {resource} {law}"
        );
    }
}

#[test]
fn a_type_that_never_comes_is_refused_by_name() {
    let error = matching(&["comment.created", "comment.sung", "*", "comment"], "", "")
        .expect_err("refused");
    let fields: Vec<&str> = error.fields().iter().map(|v| v.field.as_str()).collect();
    assert_eq!(fields, ["types[1]", "types[2]", "types[3]"]);
}
