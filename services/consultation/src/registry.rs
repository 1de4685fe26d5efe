//! The one client of the registry: who speaks for an organization, and who sits in a body.
//!
//! A question has 800 ms and two tries; a breaker stops asking a registry that does not answer; answers about standing are
//! kept for at most a minute. Three outcomes are told apart: an answer, a refusal of the registry (its own reason,
//! whole), and no usable answer. What no answer means is for the caller to decide; here it is never taken for a "yes".

mod breaker;
mod cache;
mod connection;

use std::{sync::Arc, time::Duration};

use common::{Error, clock::Clock, date, error::Kind, names};
use kenes_proto::{
    gtype::LocalizedText,
    registry::{
        self as pb, membership_service_client::MembershipServiceClient,
        organization_service_client::OrganizationServiceClient,
        person_service_client::PersonServiceClient, standing_service_client::StandingServiceClient,
    },
    types::ErrorReason as Reason,
};

use crate::domain::{REGISTRY, standing};
use cache::Cache;
use connection::Connection;
pub(crate) use connection::RegistryError;

/// The longest an answer about standing is kept, in microseconds.
const LONGEST_KEPT: i64 = 60 * 1_000_000;
/// Where the registry's clock may differ from ours, in microseconds.
const SKEW: i64 = 5 * 60 * 1_000_000;

/// A client of the registry. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Registry(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    clock: Clock,
    connection: Connection,
    cache: Cache,
}

impl Registry {
    /// A client of the registry at `address` (`http://127.0.0.1:50051`). Connects when first asked.
    pub fn connect(address: &str, clock: Clock) -> Result<Self, Error> {
        Ok(Self(Arc::new(Inner {
            connection: Connection::to(address, clock.clone())?,
            clock,
            cache: Cache::default(),
        })))
    }

    /// Returns the standing of `subject` for `organization` (a full name) at `as_of`: from the cache where it holds an answer
    /// for that day that is still fresh.
    pub(crate) async fn standing(
        &self,
        subject: &str,
        organization: &str,
        power: &str,
        as_of: i64,
    ) -> Result<Arc<pb::Standing>, RegistryError> {
        let inner = &self.0;
        let now = inner.clock.now();
        let key = cache::key(subject, organization, power, as_of);
        if let Some(kept) = inner.cache.get(&key, now) {
            return Ok(kept);
        }
        let Some(relative) = names::relative(REGISTRY, organization) else {
            let text = format!("must begin with //{REGISTRY}/");
            return Err(RegistryError::Refused(Error::invalid(
                Reason::FieldInvalid,
                "on_behalf_of",
                text,
            )));
        };
        let request = pb::VerifyStandingRequest {
            subject: subject.to_owned(),
            organization: relative.to_owned(),
            as_of_time: Some(date::timestamp(as_of)),
            power: power.to_owned(),
        };
        let asked = inner.connection.ask(|channel| {
            let request = request.clone();
            async move {
                StandingServiceClient::new(channel)
                    .verify_standing(request)
                    .await
            }
        });
        let standing = match asked.await {
            // We asked about our own present or past: its clock is behind ours, and says nothing of the organization.
            Err(RegistryError::Refused(error)) if error.reason() == Reason::DatesInvalid => {
                tracing::warn!(%error, "the registry's clock is behind");
                return Err(RegistryError::Unanswered);
            }
            asked => asked?,
        };
        check_answer(&standing, relative, as_of, now)
            .map_err(|fault| inner.connection.disbelieve(organization, fault))?;
        let until = standing
            .valid_until
            .as_ref()
            .map_or(now, date::micros)
            .min(now + LONGEST_KEPT);
        let standing = Arc::new(standing);
        inner.cache.put(key, Arc::clone(&standing), until);
        Ok(standing)
    }

    /// Requires that `subject` speaks for `organization` today: `STANDING_NOT_MANDATED`, `STANDING_NOT_ACTIVE`,
    /// `REGISTRY_UNAVAILABLE`.
    pub(crate) async fn require(
        &self,
        subject: &str,
        organization: &str,
        power: &str,
    ) -> Result<Arc<pb::Standing>, Error> {
        let standing = self
            .standing(subject, organization, power, self.0.clock.now())
            .await
            .map_err(unavailable)?;
        standing::check(&standing, subject, organization)?;
        Ok(standing)
    }

    /// Whether `subject` holds a mandate of `organization` today, whatever the organization's state: `REGISTRY_UNAVAILABLE`.
    pub(crate) async fn mandated(&self, subject: &str, organization: &str) -> Result<bool, Error> {
        let now = self.0.clock.now();
        let standing = self.standing(subject, organization, "", now).await;
        standing
            .map(|standing| standing.mandated)
            .map_err(unavailable)
    }

    /// The profile of the body of this full name, as the registry held it at `as_of` or, if it did not know the body then,
    /// as it is now. Of an organization that is no body: an empty one.
    pub(crate) async fn profile(
        &self,
        body: &str,
        as_of: Option<i64>,
    ) -> Result<pb::BodyProfile, Error> {
        let found = match self.find(body, as_of).await {
            Err(RegistryError::Refused(error))
                if as_of.is_some() && error.kind() == Kind::NotFound =>
            {
                self.find(body, None).await
            }
            found => found,
        };
        Ok(found.map_err(unavailable)?.body_profile.unwrap_or_default())
    }

    /// The organization of this full name as it is now: `RESOURCE_NOT_FOUND`, `REGISTRY_UNAVAILABLE`.
    pub(crate) async fn organization(&self, name: &str) -> Result<pb::Organization, Error> {
        self.find(name, None).await.map_err(unavailable)
    }

    async fn find(
        &self,
        name: &str,
        as_of: Option<i64>,
    ) -> Result<pb::Organization, RegistryError> {
        let request = pb::GetOrganizationRequest {
            name: names::relative(REGISTRY, name)
                .unwrap_or_default()
                .to_owned(),
            as_of_time: as_of.map(date::timestamp),
        };
        let ask = |channel| {
            let request = request.clone();
            async move {
                OrganizationServiceClient::new(channel)
                    .get_organization(request)
                    .await
            }
        };
        self.0.connection.ask(ask).await
    }

    /// The titles of the person or organization of this full name.
    pub(crate) async fn titles(&self, name: &str) -> Result<Vec<LocalizedText>, RegistryError> {
        let relative = names::relative(REGISTRY, name).unwrap_or_default();
        if !relative.starts_with("persons/") {
            return Ok(self.find(name, None).await?.titles);
        }
        let request = pb::GetPersonRequest {
            name: relative.to_owned(),
            as_of_time: None,
        };
        let ask = |channel| {
            let request = request.clone();
            async move { PersonServiceClient::new(channel).get_person(request).await }
        };
        Ok(self.0.connection.ask(ask).await?.titles)
    }

    /// The memberships of the body of this full name that are in effect on `day` (`2026-05-25`).
    pub(crate) async fn members(
        &self,
        body: &str,
        day: &str,
    ) -> Result<Vec<pb::Membership>, Error> {
        let mut request = pb::ListMembershipsRequest {
            parent: names::relative(REGISTRY, body)
                .unwrap_or_default()
                .to_owned(),
            page_size: 1000,
            filter: format!("active_on(\"{day}\")"),
            ..Default::default()
        };
        let mut members = Vec::new();
        loop {
            let ask = |channel| {
                let request = request.clone();
                async move {
                    MembershipServiceClient::new(channel)
                        .list_memberships(request)
                        .await
                }
            };
            let page = self.0.connection.ask(ask).await.map_err(unavailable)?;
            members.extend(page.memberships);
            if page.next_page_token.is_empty() {
                return Ok(members);
            }
            request.page_token = page.next_page_token;
        }
    }
}

/// The registry's refusal, said of the `field` that names the organization or person where it knows none of that name:
/// `REFERENCE_NOT_FOUND`.
pub(crate) fn of_field(error: Error, field: &str, name: &str) -> Error {
    match error.reason() {
        Reason::ResourceNotFound => {
            let say = format!("{name} does not exist");
            Error::invalid(Reason::ReferenceNotFound, field, say)
        }
        _ => error,
    }
}

/// The error of an act that cannot wait for the registry.
fn unavailable(error: RegistryError) -> Error {
    match error {
        RegistryError::Refused(error) => error,
        RegistryError::Unanswered => {
            let text = "the registry does not answer, and this cannot be done without it";
            Error::unavailable(Reason::RegistryUnavailable, text, Duration::from_secs(5))
        }
    }
}

/// Refuses an answer to another question, or of another time than now.
fn check_answer(
    standing: &pb::Standing,
    organization: &str,
    as_of: i64,
    now: i64,
) -> Result<(), &'static str> {
    let answered = standing.as_of_time.as_ref().map(date::micros);
    let verified = standing.verify_time.as_ref().map(date::micros);
    match (answered, verified) {
        _ if standing.organization != organization => Err("another organization"),
        (Some(time), _) if time != as_of => Err("another day"),
        (None, _) | (_, None) => Err("no time"),
        (_, Some(time)) if (time - now).abs() > SKEW => Err("not of now"),
        _ => Ok(()),
    }
}
