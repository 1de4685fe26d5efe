//! What must be there before the first comment: one organization with its mandate, and a consultation that is open.

use std::path::Path;

use common::date;
use kenes_proto::{
    consultation::{
        self as pb, consultation_service_client::ConsultationServiceClient,
        draft_law_service_client::DraftLawServiceClient,
    },
    gtype::{Date, LocalizedText},
    registry as rg,
    registry::{
        organization_service_client::OrganizationServiceClient,
        person_service_client::PersonServiceClient, standing_service_client::StandingServiceClient,
    },
    types::{Actor, ProvisionRef},
};
use tonic::{Request, transport::Channel};

use crate::{
    Outcome,
    load::{Note, ask_as},
    server::Server,
};

pub(crate) const CONSULTATION: &str = "consultations/open";
pub(crate) const VERSION: &str = "draftLaws/law/versions/v1";
const ORGANIZATION: &str = "//registry.kenes/organizations/fund";
const CLERK: &str = "test|clerk";
const SPEAKER: &str = "test|speaker";

const BILL: &str = "<akomaNtoso xmlns=\"http://docs.oasis-open.org/legaldocml/ns/akn/3.0\"><bill name=\"bill\"><meta>\
    <identification source=\"#kenes\"><FRBRExpression><FRBRlanguage language=\"eng\"/></FRBRExpression></identification>\
    </meta><body><article eId=\"art_1\"><num>1</num><content eId=\"art_1__content\"><p>Text.</p></content></article></body>\
    </bill></akomaNtoso>";

/// Both services with their data in `folder`, and all that must be there before the first comment.
pub(crate) async fn begin(folder: &Path) -> Outcome<(Server, Server)> {
    let asked = Server::start("registry", folder, &[]).await?;
    registry(asked.channel()?).await?;
    let service = consult(folder, &asked)?;
    open(service).await.map(|service| (asked, service))
}

/// The consultation service with its data in `folder`, not started yet.
pub(crate) fn consult(folder: &Path, registry: &Server) -> Outcome<Server> {
    let asks = format!("http://{}", registry.address);
    Server::new("consultation", folder, &["--registry", &asks])
}

/// Starts it, and opens a consultation.
pub(crate) async fn open(mut service: Server) -> Outcome<Server> {
    service.restart().await?;
    consultation(service.channel()?).await?;
    Ok(service)
}

/// Copies a folder with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) -> Outcome<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let copied = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copy(&entry.path(), &copied)?,
            false => drop(std::fs::copy(entry.path(), copied)?),
        }
    }
    Ok(())
}

/// The comment of a note, said for the organization.
pub(crate) fn comment(note: &Note) -> Request<pb::CreateCommentRequest> {
    comment_on(CONSULTATION, note)
}

/// The same in another consultation.
pub(crate) fn comment_on(parent: &str, note: &Note) -> Request<pb::CreateCommentRequest> {
    let comment = pb::Comment {
        author: Some(Actor {
            on_behalf_of: ORGANIZATION.into(),
            ..Default::default()
        }),
        target: Some(ProvisionRef {
            version: VERSION.into(),
            eid: "art_1".into(),
            ..Default::default()
        }),
        texts: en(&note.text),
        ..Default::default()
    };
    ask_as(
        SPEAKER,
        pb::CreateCommentRequest {
            parent: parent.into(),
            comment: Some(comment),
            request_id: note.request_id.clone(),
            ..Default::default()
        },
    )
}

/// A withdrawal, by who said it.
pub(crate) fn withdrawal(
    mut request: pb::WithdrawCommentRequest,
) -> Request<pb::WithdrawCommentRequest> {
    request.reasons = en("Said better elsewhere.");
    ask_as(SPEAKER, request)
}

pub(crate) async fn registry(channel: Channel) -> Outcome<()> {
    let mut organization = rg::Organization {
        titles: en("Fund"),
        ..Default::default()
    };
    organization.set_kind(rg::organization::Kind::Ngo);
    organization.founding_date = Some(Date {
        year: 2020,
        month: 1,
        day: 1,
    });
    let request = rg::CreateOrganizationRequest {
        organization: Some(organization),
        organization_id: "fund".into(),
        ..Default::default()
    };
    let mut organizations = OrganizationServiceClient::new(channel.clone());
    organizations
        .create_organization(ask_as(CLERK, request))
        .await?;

    let request = rg::CreatePersonRequest {
        person: Some(rg::Person {
            titles: en("Speaker"),
            ..Default::default()
        }),
        person_id: "speaker".into(),
        ..Default::default()
    };
    let mut persons = PersonServiceClient::new(channel.clone());
    persons.create_person(ask_as(CLERK, request)).await?;

    let mandate = rg::Mandate {
        person: "persons/speaker".into(),
        subject: SPEAKER.into(),
        power_codes: vec!["comment".into()],
        start_date: Some(Date {
            year: 2020,
            month: 1,
            day: 1,
        }),
        ..Default::default()
    };
    let request = rg::CreateMandateRequest {
        parent: "organizations/fund".into(),
        mandate: Some(mandate),
        mandate_id: "comment".into(),
        ..Default::default()
    };
    let mut standing = StandingServiceClient::new(channel);
    standing.create_mandate(ask_as(CLERK, request)).await?;
    Ok(())
}

pub(crate) async fn consultation(channel: Channel) -> Outcome<()> {
    let mut laws = DraftLawServiceClient::new(channel.clone());
    let request = pb::CreateDraftLawRequest {
        draft_law: Some(pb::DraftLaw {
            titles: en("On what survives"),
            ..Default::default()
        }),
        draft_law_id: "law".into(),
        ..Default::default()
    };
    laws.create_draft_law(ask_as(CLERK, request)).await?;
    let request = pb::CreateDraftLawVersionRequest {
        parent: "draftLaws/law".into(),
        draft_law_version: Some(pb::DraftLawVersion {
            label: "first".into(),
            ..Default::default()
        }),
        draft_law_version_id: "v1".into(),
        ..Default::default()
    };
    laws.create_draft_law_version(ask_as(CLERK, request))
        .await?;
    let request = pb::ImportAkomaNtosoRequest {
        version: VERSION.into(),
        documents: vec![pb::AkomaNtosoDocument {
            xml: BILL.into(),
            file_name: "bill.xml".into(),
        }],
        ..Default::default()
    };
    laws.import_akoma_ntoso(ask_as(CLERK, request)).await?;
    let request = pb::PublishDraftLawVersionRequest {
        name: VERSION.into(),
        ..Default::default()
    };
    laws.publish_draft_law_version(ask_as(CLERK, request))
        .await?;

    let far = date::parse_time("2126-01-01T00:00:00Z").ok_or("a time")?;
    until(channel, CONSULTATION, far).await
}

/// Announces a consultation on the law that is open until then.
pub(crate) async fn until(channel: Channel, name: &str, close: i64) -> Outcome<()> {
    let mut consultations = ConsultationServiceClient::new(channel);
    let request = pb::CreateConsultationRequest {
        consultation: Some(pb::Consultation {
            titles: en("Open for long"),
            draft_law_versions: vec![VERSION.into()],
            organizer: ORGANIZATION.into(),
            open_time: date::parse_time("2026-01-01T00:00:00Z").map(date::timestamp),
            close_time: Some(date::timestamp(close)),
            ..Default::default()
        }),
        consultation_id: name.trim_start_matches("consultations/").into(),
        ..Default::default()
    };
    consultations
        .create_consultation(ask_as(CLERK, request))
        .await?;
    let request = pb::AnnounceConsultationRequest {
        name: name.into(),
        ..Default::default()
    };
    consultations
        .announce_consultation(ask_as(CLERK, request))
        .await?;
    Ok(())
}

pub(crate) fn en(text: &str) -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: text.into(),
        language_code: "en".into(),
    }]
}
