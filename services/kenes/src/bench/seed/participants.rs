//! The organizations, the people and their mandates.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use kenes_proto::{
    gtype::Date,
    registry::{
        self, organization_service_client::OrganizationServiceClient,
        person_service_client::PersonServiceClient, standing_service_client::StandingServiceClient,
    },
};
use tonic::{Status, transport::Channel};

use super::{as_clerk, en, fingerprint};
use crate::bench::{
    Outcome,
    corpus::{ORGANIZATIONS, organization_id, subject},
    load::{self, Channels, Until},
};

/// Writes the organizations, the people and their mandates.
pub(in crate::bench) async fn registry(channels: &Channels) -> Outcome<()> {
    let next = Arc::new(AtomicU64::new(0));
    let caller = |n| {
        let (channel, next) = (channels.of(n), Arc::clone(&next));
        move || {
            let (channel, n) = (channel.clone(), next.fetch_add(1, Ordering::Relaxed));
            async move { participant(channel, n).await }
        }
    };
    let load = load::run(32, Until::Calls(ORGANIZATIONS), caller).await?;
    load.first_refusal
        .map_or(Ok(()), |status| Err(status.into()))
}

/// Writes one organization, its person and the mandate between them.
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
