//! What several families' tests begin with: a draft law with versions, and a consultation about it.

use common::{date, store::Mode, testing::DAY};
use kenes_proto::consultation::{
    self as pb, consultation_service_client::ConsultationServiceClient as Consultations,
};
use prost::Message;
use prost_types::Timestamp;

use crate::world::{World, ask, en};

pub(crate) const MINISTRY: &str = "//registry.kenes/organizations/ministry";
pub(crate) const DEVELOPER: &str = "//registry.kenes/organizations/developer";
pub(crate) const V1: &str = "draftLaws/d/versions/v1";
pub(crate) const V2: &str = "draftLaws/d/versions/v2";

/// Time as the contract carries it.
pub(crate) fn at(micros: i64) -> Option<Timestamp> {
    Some(date::timestamp(micros))
}

/// A consultation about version `v1` that is open for a day, announced, held by the ministry.
pub(crate) async fn open_consultation(world: &World, id: &str) -> pb::Consultation {
    let now = world.hand.now();
    consultation(world, id, &[V1], now, now + DAY).await
}

/// An announced consultation.
pub(crate) async fn consultation(
    world: &World,
    id: &str,
    versions: &[&str],
    open: i64,
    close: i64,
) -> pb::Consultation {
    let mut client = Consultations::new(world.consultation.clone());
    let request = pb::CreateConsultationRequest {
        consultation: Some(pb::Consultation {
            titles: en(id),
            draft_law_versions: versions.iter().map(ToString::to_string).collect(),
            organizer: MINISTRY.into(),
            open_time: at(open),
            close_time: at(close),
            ..Default::default()
        }),
        consultation_id: id.into(),
        ..Default::default()
    };
    let made = client.create_consultation(ask(request)).await;
    let request = pb::AnnounceConsultationRequest {
        name: made.expect("created").into_inner().name,
        ..Default::default()
    };
    let announced = client.announce_consultation(ask(request)).await;
    announced.expect("announced").into_inner()
}

/// The draft law `d` of the developer, with `v1` published (`art_1`, `art_2` and its paragraph) and `v3` a draft.
pub(crate) async fn draft_law(world: &World) {
    let law = pb::DraftLaw {
        name: "draftLaws/d".into(),
        etag: "\"1\"".into(),
        titles: en("A draft law"),
        developers: vec![DEVELOPER.into()],
        ..Default::default()
    };
    seed(world, &law.name, law.encode_to_vec(), "draft_law (name, parent, revision, create_time, update_time, delete_time, number, titles, act_type_code, initiator, state, introduce_date) VALUES ($1, '', 1, 1, 1, 0, '', '', '', '', 1, 0)").await;
    version(world, V1, pb::draft_law_version::State::Published).await;
    version(
        world,
        "draftLaws/d/versions/v3",
        pb::draft_law_version::State::Draft,
    )
    .await;
    for eid in ["art_1", "art_2", "art_2__para_1"] {
        provision(world, V1, eid, eid).await;
    }
}

/// Publishes `v2`: `art_1` is now `art_2` with the same text, `art_2` is gone, and what was its paragraph is changed.
pub(crate) async fn next_version(world: &World) {
    version(world, V2, pb::draft_law_version::State::Published).await;
    provision(world, V2, "art_2", "art_1").await;
    provision(world, V2, "art_3", "art_2__para_1").await;
    let now = world.hand.now();
    for (wid, eid, fate) in [
        ("art_1", "art_2", 1_i64),
        ("art_2", "", 3),
        ("art_2__para_1", "art_3", 2),
    ] {
        let write = world.kit.store.write("Seed", Mode::Commit, move |tx| {
            let sql = "INSERT INTO provision_fate (from_version, wid, to_version, eid, fate, time) VALUES ($1, $2, $3, $4, $5, $6)";
            tx.execute(sql, &[V1.into(), wid.into(), V2.into(), eid.into(), fate.into(), now.into()])
        });
        write.await.expect("seeded");
    }
}

async fn version(world: &World, name: &str, state: pb::draft_law_version::State) {
    let mut version = pb::DraftLawVersion {
        name: name.into(),
        etag: "\"1\"".into(),
        ..Default::default()
    };
    version.set_state(state);
    seed(world, name, version.encode_to_vec(), "draft_law_version (name, parent, revision, create_time, update_time, delete_time, ordinal, version_date, state, publish_time) VALUES ($1, 'draftLaws/d', 1, 1, 1, 0, 1, 0, 2, 0)").await;
}

async fn provision(world: &World, version: &str, eid: &str, wid: &str) {
    let provision = pb::Provision {
        name: format!("{version}/provisions/{eid}"),
        eid: eid.into(),
        wid: wid.into(),
        ..Default::default()
    };
    let (name, wid) = (provision.name.clone(), wid.to_owned());
    seed(world, &name, provision.encode_to_vec(), "provision (name, parent, revision, create_time, update_time, delete_time, position, eid, wid, element, parent_provision, change_from_base, text_kk, text_ru, text_en) VALUES ($1, '', 1, 1, 1, 0, 1, '', '', '', '', 0, '', '', '')").await;
    let write = world.kit.store.write("Seed", Mode::Commit, move |tx| {
        let sql = "UPDATE provision SET wid = $2 WHERE name = $1";
        tx.execute(sql, &[name.as_str().into(), wid.as_str().into()])
    });
    write.await.expect("seeded");
}

async fn seed(world: &World, name: &str, body: Vec<u8>, row: &'static str) {
    let name = name.to_owned();
    let write = world.kit.store.write("Seed", Mode::Commit, move |tx| {
        tx.execute(&format!("INSERT INTO {row}"), &[name.as_str().into()])?;
        let sql = "INSERT INTO revision (name, revision, time, actor, method, body) VALUES ($1, 1, 1, 'seed', 'Seed', $2)";
        tx.execute(sql, &[name.as_str().into(), body.as_slice().into()])
    });
    write.await.expect("seeded");
}
