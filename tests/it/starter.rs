//! The reference data that a registry begins with: written once, brought up to date, and otherwise left to the operator.

use common::testing::{self, Hand};
use kenes_proto::registry::{
    self as pb, organization::Kind, reference_data_service_client::ReferenceDataServiceClient,
};
use registry::starter::{self, Loaded};

use crate::{
    roll::{Roll, day},
    world::{World, ask, ask_as, en},
};

/// Who writes what is built in.
const OWN: &str = "registry.kenes|service";

async fn code(world: &World, name: &str) -> pb::Code {
    let mut client = ReferenceDataServiceClient::new(world.registry.clone());
    let name = format!("referenceData/{name}");
    let found = client
        .get_code(pb::GetCodeRequest {
            name,
            ..Default::default()
        })
        .await;
    found.expect("a code").into_inner()
}

async fn change(world: &World, subject: &str, mut code: pb::Code) -> pb::Code {
    code.etag.clear();
    let request = pb::UpdateCodeRequest {
        code: Some(code),
        ..Default::default()
    };
    let mut client = ReferenceDataServiceClient::new(world.registry.clone());
    let changed = client.update_code(ask_as(subject, request)).await;
    changed.expect("changed").into_inner()
}

async fn load(world: &World) -> Loaded {
    starter::load(&world.registry_kit).await.expect("loaded")
}

#[tokio::test]
async fn an_empty_registry_begins_with_its_reference_data_and_writes_it_once() {
    let world = World::start().await;
    let first = load(&world).await;
    assert!(first.written > 300, "{first:?}");
    assert_eq!((first.updated, first.left), (0, 0));
    let all = Loaded {
        left: first.written,
        ..Loaded::default()
    };
    world.hand.pass(1_000_000);
    assert_eq!(load(&world).await, all, "nothing is written twice");

    let g11 = code(&world, "icnp-tso/codes/g11").await;
    assert_eq!(g11.etag, "\"1\"");
    assert_eq!(g11.parent_code, "referenceData/icnp-tso/codes/g10");
    let almaty = code(&world, "kato/codes/750000000").await;
    let languages = almaty.titles.iter().map(|t| t.language_code.as_str());
    assert_eq!(languages.collect::<Vec<_>>(), ["kk", "ru", "en"]);
    let majilis = code(&world, "stages/codes/majilis-consideration").await;
    assert_eq!(majilis.valid_until_date, day("2026-06-30"));

    // It is recorded like any write, and enough for a first mandate.
    let mut roll = Roll::of(&world);
    roll.record(Kind::Ngo, &["ngo"]).await;
    roll.people(&["p"]).await;
    let request = pb::CreateMandateRequest {
        parent: "organizations/ngo".into(),
        mandate: Some(pb::Mandate {
            person: "persons/p".into(),
            subject: "demo|aigul".into(),
            power_codes: vec!["comment".into()],
            start_date: day("2020-01-01"),
            ..Default::default()
        }),
        ..Default::default()
    };
    let made = roll.standing.create_mandate(ask(request)).await;
    made.expect("a mandate");
    let request = pb::VerifyStandingRequest {
        subject: "demo|aigul".into(),
        organization: "organizations/ngo".into(),
        power: "comment".into(),
        ..Default::default()
    };
    let standing = roll.standing.verify_standing(request).await;
    let standing = standing.expect("a standing").into_inner();
    assert!(standing.mandated);
    let writes = i64::try_from(first.written).expect("a number") + 3;
    assert_eq!(standing.registry_revision, writes);
}

#[tokio::test]
async fn an_upgrade_leaves_what_the_operator_wrote_and_ends_nothing() {
    let world = World::with_starter().await;
    let chair = code(&world, "roles/codes/chair").await;
    let member = code(&world, "roles/codes/member").await;
    let women = code(&world, "ngo-groups/codes/women").await;

    // What an earlier release had, what the operator renamed, and what the operator ended.
    let titled = |code: &pb::Code| pb::Code {
        titles: en("Another title"),
        ..code.clone()
    };
    change(&world, OWN, titled(&chair)).await;
    let renamed = change(&world, "demo|operator", titled(&member)).await;
    let ended = pb::Code {
        valid_until_date: day("2026-01-01"),
        ..women
    };
    let ended = change(&world, OWN, ended).await;

    let loaded = load(&world).await;
    assert_eq!((loaded.written, loaded.updated), (0, 1));
    assert_eq!(code(&world, "roles/codes/chair").await.titles, chair.titles);
    assert_eq!(code(&world, "roles/codes/member").await, renamed);
    assert_eq!(code(&world, "ngo-groups/codes/women").await, ended);
    assert_eq!(load(&world).await.updated, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_that_start_at_once_write_it_once() {
    let fresh = testing::fresh("registry").await.expect("a database");
    let app = testing::app(&fresh, &registry::DEFINITION, &Hand::default()).await;
    let app = app.expect("a store");
    let (one, other) = tokio::join!(starter::load(&app), starter::load(&app));
    let (one, other) = (one.expect("loaded"), other.expect("loaded"));
    let all = one.written.max(other.written);
    assert!(all > 300);
    assert_eq!(one.written + other.written, all, "{one:?} {other:?}");
    assert_eq!(one.left + other.left, all);
}
