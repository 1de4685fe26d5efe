//! What the contract says of names and events.

use super::*;

fn resources() -> Resources {
    Resources::of("consultation.kenes")
}

#[test]
fn a_name_tells_its_message() {
    let resources = resources();
    for (name, message) in [
        ("draftLaws/d", "kenes.consultation.v1.DraftLaw"),
        (
            "draftLaws/d/versions/v1",
            "kenes.consultation.v1.DraftLawVersion",
        ),
        (
            "consultations/c/comments/x/responses/r",
            "kenes.consultation.v1.Response",
        ),
        (
            "recommendations/r/responses/r",
            "kenes.consultation.v1.Response",
        ),
        ("keys/4f76b182", "kenes.record.v1.LogKey"),
    ] {
        assert_eq!(
            resources.find(name).map(|kind| kind.message.as_str()),
            Some(message),
            "{name}"
        );
    }
    for other in ["", "organizations/o", "draftLaws/d/comments/c"] {
        assert_eq!(resources.find(other), None, "{other}");
    }
}

#[test]
fn an_event_says_what_was_done() {
    let resources = resources().telling(&[
        ("Hearing", &[("HoldHearing", "held")]),
        (
            "DraftLawVersion",
            &[("PublishDraftLawVersion", "published")],
        ),
    ]);
    let event = |name: &str, method: &str, revision| {
        let kind = resources.find(name).expect("a resource");
        kind.event(method, revision)
    };
    let (version, hearing) = ("draftLaws/d/versions/v1", "hearings/h");
    for (name, method, revision, expected) in [
        (hearing, "CreateHearing", 1, "hearing.created"),
        (hearing, "HoldHearing", 3, "hearing.held"),
        (
            version,
            "PublishDraftLawVersion",
            3,
            "draftLawVersion.published",
        ),
        // What a later release calls otherwise must not stop the stream.
        (version, "MoveDraftLawVersion", 4, "draftLawVersion.updated"),
        ("draftLaws/d", "MoveDraftLaw", 1, "draftLaw.created"),
    ] {
        assert_eq!(
            event(name, method, revision),
            format!("kenes.consultation.v1.{expected}"),
            "{method}"
        );
    }
    assert_eq!(
        event("keys/k", "CreateLogKey", 1),
        "kenes.record.v1.key.created"
    );
    let events = resources.events();
    assert!(events.contains("kenes.consultation.v1.hearing.held"));
    assert!(events.contains("kenes.consultation.v1.hearing.deleted"));
    // Versions are not deleted by anybody.
    assert!(!events.contains("kenes.consultation.v1.draftLawVersion.deleted"));
    assert!(!events.iter().any(|event| event.contains("comment")));
}
