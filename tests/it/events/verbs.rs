//! What events are called: each by what was done to its own resource, whichever call did it.

use std::collections::BTreeSet;

use common::verb::{STANDARD, Verbs};
use kenes_proto::POOL;

use super::{all, from, say, signed, story, text, watch};
use crate::{fixtures, world::World};

#[tokio::test]
async fn a_version_is_published_once_and_then_superseded() {
    let (world, mut events) = story().await;
    say(&world, "one").await;
    let (_, before) = all(&mut watch(&mut events, from(0)).await).await;
    fixtures::next_version(&world).await;
    signed(&world.consultation, "draftLaws/d/versions/v2").await;
    let (found, _) = all(&mut watch(&mut events, from(before)).await).await;
    let told: Vec<(&str, &str)> = found
        .iter()
        .filter_map(|event| {
            let kind = event.r#type.strip_prefix("kenes.consultation.v1.")?;
            Some((kind, text(event, "subject")?))
        })
        .filter(|(kind, _)| !kind.ends_with(".imported") && !kind.ends_with(".created"))
        .collect();
    let expected = [
        ("draftLawVersion.published", "draftLaws/d/versions/v2"),
        (
            "provision.carriedForward",
            "draftLaws/d/versions/v1/provisions/art_1",
        ),
        ("draftLawVersion.superseded", "draftLaws/d/versions/v1"),
        ("draftLaw.updated", "draftLaws/d"),
    ];
    assert_eq!(told, expected);
}

/// The nouns and tables of a service's kinds.
fn tables(world: &World) -> [Vec<(&'static str, Verbs)>; 2] {
    [&world.app, &world.registry_kit].map(|app| app.kinds.verbs())
}

/// Whether a method of the contract does something to one of these kinds.
fn is_told(tables: &[(&str, Verbs)], method: &str) -> bool {
    tables
        .iter()
        .any(|(noun, own)| common::verb::verb(noun, own, method).is_some())
}

/// Which kinds it writes is held where it writes: a debug build, and so every test, stops at a pair without a verb.
#[tokio::test]
async fn every_method_that_writes_is_known_to_some_kind() {
    let world = World::start().await;
    let tables = tables(&world).concat();
    let methods = POOL
        .services()
        .flat_map(|s| s.methods().collect::<Vec<_>>());
    let writes: BTreeSet<String> = methods
        .filter(|method| method.input().get_field_by_name("validate_only").is_some())
        .map(|method| method.name().to_owned())
        // A batch is as many events as it has comments, and a file is told of by what names it.
        .filter(|method| method != "BatchCreateComments" && method != "UploadAttachment")
        .collect();
    assert!(writes.len() > 60, "{writes:?}");
    let silent: Vec<&String> = writes.iter().filter(|m| !is_told(&tables, m)).collect();
    assert!(silent.is_empty(), "{silent:?}");
    assert!(!is_told(&tables, "InventComment"), "the control");
}

#[tokio::test]
async fn every_verb_is_of_a_method_that_there_is() {
    let world = World::start().await;
    let methods: BTreeSet<String> = POOL
        .services()
        .flat_map(|s| s.methods().collect::<Vec<_>>())
        .map(|method| method.name().to_owned())
        .collect();
    // What the services do by themselves, or to further resources of a call.
    let aside = [
        "CarryForwardProvision",
        "EndStage",
        "FinishRedaction",
        "GroupComments",
        "LinkOrganization",
        "LoadReferenceData",
        "MissDuty",
        "RemindDuty",
        "ResolveComments",
        "ResolveParticipations",
        "ReviewMembership",
        "SetAsideScore",
        "SupersedeDraftLawVersion",
    ];
    for (noun, own) in tables(&world).concat() {
        for (method, verb) in own {
            assert!(
                methods.contains(*method) || aside.contains(method),
                "{method} of {noun}"
            );
            let standard = STANDARD
                .iter()
                .any(|(begin, _)| method == &format!("{begin}{noun}"));
            assert!(!standard, "{method} of {noun} is a standard one: {verb}");
        }
    }
}
