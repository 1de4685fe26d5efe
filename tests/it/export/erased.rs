//! A person who was erased: no line and no membership of an export names them, and what is left goes in again.

use super::*;
use crate::world::{ask_as, en};
use kenes_proto::{
    record::{self, redaction::State as Step},
    registry::{self as pb, person_service_client::PersonServiceClient as Persons},
};

/// Holds a seat of the chamber, and a mandate.
const PERSON: &str = "persons/demo-serik";

/// One officer proposes, another approves, and the service erases.
async fn erase(desk: &Desk) {
    let mut client = Persons::new(desk.registry.channel().await);
    let request = pb::ErasePersonRequest {
        name: PERSON.into(),
        basis_code: "personal-data-request".into(),
        reasons: en("Asked for by the person."),
        ..Default::default()
    };
    let proposed = client
        .erase_person(ask_as("justice|officer", request))
        .await;
    let request = record::ApproveRedactionRequest {
        name: proposed.expect("proposed").into_inner().name,
        ..Default::default()
    };
    let approved = client
        .approve_redaction(ask_as("justice|second", request))
        .await;
    let approved = approved.expect("approved").into_inner();
    assert_eq!(approved.state(), Step::Done);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_erased_is_named_by_no_line_and_the_rest_goes_in_again() {
    let desk = demo().await;
    desk.save("before.jsonl", cli::Format::Jsonl).await;
    desk.save("before.json", cli::Format::Popolo).await;
    for file in ["before.jsonl", "before.json"] {
        assert!(
            desk.read(file).contains(PERSON),
            "{file} before the erasure"
        );
    }
    erase(&desk).await;

    let written = desk.save("lines.jsonl", cli::Format::Jsonl).await;
    for list in ["memberships", "mandates"] {
        let left = written.left_out.iter().find(|(name, _)| name == list);
        assert!(left.is_some_and(|(_, count)| *count > 0), "{list}");
    }
    assert!(!desk.read("lines.jsonl").contains(PERSON));
    let empty = Desk::start().await;
    let summary = empty.import(&[&desk.out("lines.jsonl")]).await;
    assert_eq!(summary.total().refused, 0, "{:?}", summary.problems);

    desk.save("popolo.json", cli::Format::Popolo).await;
    assert!(!desk.read("popolo.json").contains(PERSON));
}
