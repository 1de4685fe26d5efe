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
    let resources = resources();
    let event = |name: &str, method: &str, revision| {
        let kind = resources.find(name).expect("a resource");
        kind.event(method, revision)
    };
    let (comment, hearing) = ("consultations/c/comments/x", "hearings/h");
    for (name, method, revision, expected) in [
        (comment, "CreateComment", 1, "comment.created"),
        (comment, "WithdrawComment", 2, "comment.withdrawn"),
        (comment, "ResolveComments", 2, "comment.updated"),
        (hearing, "HoldHearing", 3, "hearing.held"),
        (hearing, "PublishMinutes", 4, "hearing.updated"),
        (
            "draftLaws/d/versions/v1",
            "PublishDraftLawVersion",
            3,
            "draftLawVersion.published",
        ),
        ("draftLaws/d", "AdvanceStage", 2, "draftLaw.updated"),
        ("draftLaws/d", "ImportDraftLaw", 1, "draftLaw.created"),
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
}

#[test]
fn all_events_of_the_contract_are_known_and_well_said() {
    let resources = resources();
    let events = resources.events();
    assert!(events.contains("kenes.consultation.v1.hearing.rescheduled"));
    assert!(!events.iter().any(|event| event.contains("registry")));
    let verbs: BTreeSet<&str> = events
        .iter()
        .filter_map(|event| event.rsplit('.').next())
        .collect();
    // A new verb is looked at here once: the table of `past` may not know it.
    for verb in verbs {
        assert!(
            [
                "admitted",
                "adopted",
                "advanced",
                "announced",
                "cancelled",
                "corrected",
                "created",
                "declined",
                "deleted",
                "disavowed",
                "enacted",
                "extended",
                "held",
                "published",
                "readdressed",
                "recalled",
                "rescheduled",
                "sent",
                "undeleted",
                "updated",
                "withdrawn",
                "redacted",
                "approved",
                "rejected",
            ]
            .contains(&verb),
            "{verb}"
        );
    }
}
