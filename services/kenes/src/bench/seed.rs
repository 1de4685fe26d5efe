//! What must be there before the first comment: a draft law that is open for comment and 1,000 organizations that may.
//!
//! Everything is written through gRPC, as a user would. Every request is the same in every run and so is its id: on a
//! database that a run before has seeded, everything is answered again and nothing is written.

use std::sync::atomic::{AtomicU64, Ordering};

use common::date;
use kenes_proto::{
    consultation::{
        self as pb, consultation_service_client::ConsultationServiceClient,
        draft_law_service_client::DraftLawServiceClient,
    },
    gtype::{Date, LocalizedText},
    registry::{
        self, organization_service_client::OrganizationServiceClient,
        person_service_client::PersonServiceClient,
        reference_data_service_client::ReferenceDataServiceClient,
        standing_service_client::StandingServiceClient,
    },
};
use prost::Message;
use sha2::{Digest, Sha256};
use tonic::{Code, Request, Status, metadata::MetadataValue, transport::Channel};

use super::{
    Outcome,
    corpus::{self, ARTICLES, CONSULTATIONS, ORGANIZATIONS, organization_id, subject},
    load::{self, Channels, Until},
};

const CLERK: &str = "bench|clerk";
const ORGANIZER: &str = "//registry.kenes/organizations/bench-ngo-0000";

/// The organizations, the people and their mandates.
pub(super) async fn registry(channels: &Channels) -> Outcome<()> {
    power(channels.of(0)).await?;
    let next = std::sync::Arc::new(AtomicU64::new(0));
    let caller = |n| {
        let (channel, next) = (channels.of(n), std::sync::Arc::clone(&next));
        move || {
            let (channel, n) = (channel.clone(), next.fetch_add(1, Ordering::Relaxed));
            async move { participant(channel, n).await }
        }
    };
    let load = load::run(32, Until::Calls(ORGANIZATIONS), caller).await?;
    load.first_refusal
        .map_or(Ok(()), |status| Err(status.into()))
}

/// The code of the power to comment, unless the registry knows it already.
async fn power(channel: Channel) -> Outcome<()> {
    let code = registry::Code {
        titles: en("To comment"),
        ..Default::default()
    };
    let request = as_clerk(registry::CreateCodeRequest {
        parent: "referenceData/powers".into(),
        code: Some(code),
        code_id: "comment".into(),
        ..Default::default()
    });
    match ReferenceDataServiceClient::new(channel)
        .create_code(request)
        .await
    {
        Err(status) if status.code() != Code::AlreadyExists => Err(status.into()),
        _ => Ok(()),
    }
}

/// One organization, its person and the mandate between them.
async fn participant(channel: Channel, n: u64) -> Result<(), Status> {
    let id = organization_id(n);
    let mut organization = registry::Organization {
        titles: en(&format!("Bench NGO {n:04}")),
        ..Default::default()
    };
    organization.set_kind(registry::organization::Kind::Ngo);
    organization.founding_date = Some(Date {
        year: 2020,
        month: 1,
        day: 1,
    });
    let mut request = registry::CreateOrganizationRequest {
        organization: Some(organization),
        organization_id: id.clone(),
        ..Default::default()
    };
    request.request_id = fingerprint(&request);
    OrganizationServiceClient::new(channel.clone())
        .create_organization(as_clerk(request))
        .await?;

    let mut request = registry::CreatePersonRequest {
        person: Some(registry::Person {
            titles: en(&format!("Person {n:04}")),
            ..Default::default()
        }),
        person_id: format!("bench-{n:04}"),
        ..Default::default()
    };
    request.request_id = fingerprint(&request);
    PersonServiceClient::new(channel.clone())
        .create_person(as_clerk(request))
        .await?;

    let mut request = registry::CreateMandateRequest {
        parent: format!("organizations/{id}"),
        mandate: Some(registry::Mandate {
            person: format!("persons/bench-{n:04}"),
            subject: subject(n),
            power_codes: vec!["comment".into()],
            start_date: Some(Date {
                year: 2020,
                month: 1,
                day: 1,
            }),
            ..Default::default()
        }),
        mandate_id: "comment".into(),
        ..Default::default()
    };
    request.request_id = fingerprint(&request);
    StandingServiceClient::new(channel)
        .create_mandate(as_clerk(request))
        .await?;
    Ok(())
}

/// The draft law with its one version, and the consultations about it.
pub(super) async fn consultations(channel: Channel) -> Outcome<()> {
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

/// A bill in Akoma Ntoso with as many articles as are commented on.
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

fn en(text: &str) -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: text.into(),
        language_code: "en".into(),
    }]
}

fn as_clerk<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    request
        .metadata_mut()
        .insert(common::context::SUBJECT, MetadataValue::from_static(CLERK));
    request
}

/// A request id that follows from the request.
fn fingerprint(request: &impl Message) -> String {
    let digest = Sha256::digest(request.encode_to_vec());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes)
        .into_uuid()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_request_has_the_same_id() {
        let request = |name: &str| pb::AnnounceConsultationRequest {
            name: name.into(),
            ..Default::default()
        };
        assert_eq!(fingerprint(&request("a")), fingerprint(&request("a")));
        assert_ne!(fingerprint(&request("a")), fingerprint(&request("b")));
        assert!(uuid::Uuid::try_parse(&fingerprint(&request("a"))).is_ok());
    }
}
