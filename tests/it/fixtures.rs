//! What several families' tests begin with: a draft law with versions, and a consultation about it.

use common::{
    date,
    testing::{Channel, DAY},
};
use kenes_proto::consultation::{
    self as pb, consultation_service_client::ConsultationServiceClient as Consultations,
    draft_law_service_client::DraftLawServiceClient as DraftLaws,
};
use prost_types::Timestamp;

use crate::world::{World, ask, en};

pub(crate) const MINISTRY: &str = "//registry.kenes/organizations/ministry";
pub(crate) const DEVELOPER: &str = "//registry.kenes/organizations/developer";
pub(crate) const V1: &str = "draftLaws/d/versions/v1";
pub(crate) const V2: &str = "draftLaws/d/versions/v2";

/// What goes with `PARTLY_ACCEPTED`.
pub(crate) fn partly() -> Option<pb::OutcomeDetails> {
    Some(pb::OutcomeDetails {
        accepted_texts: en("The first sentence."),
        declined_texts: en("The second sentence."),
        ..Default::default()
    })
}

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
    let mut client = DraftLaws::new(world.consultation.clone());
    let request = pb::CreateDraftLawRequest {
        draft_law: Some(pb::DraftLaw {
            titles: en("A draft law"),
            developers: vec![DEVELOPER.into()],
            ..Default::default()
        }),
        draft_law_id: "d".into(),
        ..Default::default()
    };
    client
        .create_draft_law(ask(request))
        .await
        .expect("created");
    version(&mut client, "v3", "").await;
    version(&mut client, "v1", "").await;
    let body = r#"<article eId="art_1"><num>1</num><content><p>Everybody may comment.</p></content></article>
        <article eId="art_2"><num>2</num><paragraph eId="art_2__para_1"><num>1.</num><content><p>In ten days.</p></content></paragraph></article>"#;
    publish(&mut client, V1, body).await;
}

/// Publishes `v2`: `art_1` is now `art_2` with the same text, `art_2` is gone, and what was its paragraph is changed.
pub(crate) async fn next_version(world: &World) {
    let mut client = DraftLaws::new(world.consultation.clone());
    version(&mut client, "v2", V1).await;
    let body = r#"<article eId="art_2" wId="art_1"><num>2</num><content><p>Everybody may comment.</p></content></article>
        <article eId="art_3"><num>3</num><paragraph eId="art_3__para_1" wId="art_2__para_1"><num>1.</num><content><p>In twenty days.</p></content></paragraph></article>"#;
    publish(&mut client, V2, body).await;
}

async fn version(client: &mut DraftLaws<Channel>, id: &str, base: &str) {
    let request = pb::CreateDraftLawVersionRequest {
        parent: "draftLaws/d".into(),
        draft_law_version: Some(pb::DraftLawVersion {
            base_version: base.into(),
            ..Default::default()
        }),
        draft_law_version_id: id.into(),
        ..Default::default()
    };
    let made = client.create_draft_law_version(ask(request)).await;
    made.expect("created");
}

async fn publish(client: &mut DraftLaws<Channel>, version: &str, body: &str) {
    let xml = format!(
        r#"<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><bill name="bill"><meta><identification source="kenes"><FRBRExpression><FRBRlanguage language="eng"/></FRBRExpression></identification></meta><body>{body}</body></bill></akomaNtoso>"#
    );
    let request = pb::ImportAkomaNtosoRequest {
        version: version.into(),
        documents: vec![pb::AkomaNtosoDocument {
            xml: xml.into_bytes(),
            file_name: "en.xml".into(),
        }],
        ..Default::default()
    };
    client
        .import_akoma_ntoso(ask(request))
        .await
        .expect("imported");
    let request = pb::PublishDraftLawVersionRequest {
        name: version.into(),
        ..Default::default()
    };
    let published = client.publish_draft_law_version(ask(request)).await;
    published.expect("published");
}
