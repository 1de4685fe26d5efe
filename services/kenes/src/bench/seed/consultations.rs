//! The draft law with its one version, and the consultations about it.

use common::date;
use kenes_proto::consultation::{
    self as pb, consultation_service_client::ConsultationServiceClient,
    draft_law_service_client::DraftLawServiceClient,
};
use tonic::{Status, transport::Channel};

use super::{as_clerk, en, fingerprint};
use crate::bench::{
    Outcome,
    corpus::{self, ARTICLES, CONSULTATIONS},
};

const ORGANIZER: &str = "//registry.kenes/organizations/bench-ngo-0000";

/// Writes the draft law with its one version, and the consultations about it.
pub(in crate::bench) async fn consultations(channel: Channel) -> Outcome<()> {
    let mut laws = DraftLawServiceClient::new(channel.clone());
    let mut request = pb::CreateDraftLawRequest {
        draft_law: Some(pb::DraftLaw {
            titles: en("On what is measured"),
            ..Default::default()
        }),
        draft_law_id: "bench".into(),
        ..Default::default()
    };
    request.request_id = fingerprint(&request);
    laws.create_draft_law(as_clerk(request)).await?;

    let mut request = pb::CreateDraftLawVersionRequest {
        parent: corpus::DRAFT_LAW.into(),
        draft_law_version: Some(pb::DraftLawVersion {
            label: "first".into(),
            ..Default::default()
        }),
        draft_law_version_id: "v1".into(),
        ..Default::default()
    };
    request.request_id = fingerprint(&request);
    laws.create_draft_law_version(as_clerk(request)).await?;

    let mut request = pb::ImportAkomaNtosoRequest {
        version: corpus::VERSION.into(),
        documents: vec![pb::AkomaNtosoDocument {
            xml: bill().into(),
            file_name: "bench.xml".into(),
        }],
        ..Default::default()
    };
    request.request_id = fingerprint(&request);
    laws.import_akoma_ntoso(as_clerk(request)).await?;

    let mut request = pb::PublishDraftLawVersionRequest {
        name: corpus::VERSION.into(),
        ..Default::default()
    };
    request.request_id = fingerprint(&request);
    laws.publish_draft_law_version(as_clerk(request)).await?;

    for n in 0..CONSULTATIONS {
        open(channel.clone(), n).await?;
    }
    Ok(())
}

async fn open(channel: Channel, n: u64) -> Result<(), Status> {
    let mut consultations = ConsultationServiceClient::new(channel);
    let time = |text| date::parse_time(text).map(date::timestamp);
    let mut request = pb::CreateConsultationRequest {
        consultation: Some(pb::Consultation {
            titles: en(&format!("Round {n}")),
            draft_law_versions: vec![corpus::VERSION.into()],
            organizer: ORGANIZER.into(),
            open_time: time("2026-01-01T00:00:00Z"),
            close_time: time("2126-01-01T00:00:00Z"),
            ..Default::default()
        }),
        consultation_id: format!("bench-{n}"),
        ..Default::default()
    };
    request.request_id = fingerprint(&request);
    consultations.create_consultation(as_clerk(request)).await?;
    let mut request = pb::AnnounceConsultationRequest {
        name: corpus::consultation(n),
        ..Default::default()
    };
    request.request_id = fingerprint(&request);
    consultations
        .announce_consultation(as_clerk(request))
        .await?;
    Ok(())
}

/// Returns a bill in Akoma Ntoso with as many articles as are commented on.
fn bill() -> String {
    let article = |n| {
        let eid = corpus::eid(n);
        format!(
            "<article eId=\"{eid}\"><num>Статья {n}</num><content eId=\"{eid}__content\">\
             <p>Текст статьи {n}.</p></content></article>"
        )
    };
    let articles = (1..=ARTICLES).map(article).collect::<Vec<_>>().concat();
    format!(
        "<akomaNtoso xmlns=\"http://docs.oasis-open.org/legaldocml/ns/akn/3.0\"><bill name=\"bill\"><meta><identification \
         source=\"#kenes\"><FRBRExpression><FRBRlanguage language=\"rus\"/></FRBRExpression></identification></meta>\
         <body>{articles}</body></bill></akomaNtoso>"
    )
}
