//! The one client of the registry: who speaks for an organization, who a caller is, and who sits in a body.
//!
//! A question has 800 ms and two tries; a breaker stops asking a registry that does not answer; answers about standing are
//! kept for at most a minute. Three outcomes are told apart: an answer, a refusal of the registry (its own reason,
//! whole), and no usable answer. What no answer means is for the caller to decide; here it is never taken for a "yes".

mod breaker;
mod cache;
mod codes;
mod connection;
mod registered;
mod speaker;

use std::{sync::Arc, time::Duration};

use common::{Error, clock::Clock, date, error::Kind, names};
use kenes_proto::{
    gtype::LocalizedText,
    registry::{
        self as pb, membership_service_client::MembershipServiceClient,
        organization_service_client::OrganizationServiceClient,
        person_service_client::PersonServiceClient,
    },
    types::{ErrorReason as Reason, Place},
};

use crate::domain::REGISTRY;
use cache::Cache;
use connection::Connection;
pub(crate) use connection::RegistryError;

/// No body has so many members at once: a registry that lists more is not believed, and what it lists is not kept.
const MOST_MEMBERS: usize = 10_000;

/// A client of the registry. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Registry(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    clock: Clock,
    connection: Connection,
    standings: Cache<pb::Standing>,
    persons: Cache<pb::IdentifySubjectResponse>,
    titles: Cache<Vec<LocalizedText>>,
}

/// What the registry shows of a person or an organization.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) titles: Vec<LocalizedText>,
    /// The sector of an organization; empty where it is not known, and of a person.
    pub(crate) sector_code: String,
    /// Where an organization is, as far as that is known.
    pub(crate) place: Option<Place>,
}

impl Registry {
    /// A client of the registry at `address` (`http://127.0.0.1:50051`). Connects when first asked.
    pub fn connect(address: &str, clock: Clock) -> Result<Self, Error> {
        Ok(Self(Arc::new(Inner {
            connection: Connection::to(address, clock.clone())?,
            clock,
            standings: Cache::default(),
            persons: Cache::default(),
            titles: Cache::default(),
        })))
    }

    /// The profile of the body of this full name, as the registry held it at `as_of` or, if it did not know the body then,
    /// as it is now. Of an organization that is no body: an empty one.
    pub(crate) async fn profile(
        &self,
        body: &str,
        as_of: Option<i64>,
    ) -> Result<pb::BodyProfile, Error> {
        let found = self.known(body, as_of).await.map_err(unavailable)?;
        Ok(found.body_profile.unwrap_or_default())
    }

    /// The titles of the organization of this full name on the day of `as_of`, or now where the registry did not know it
    /// then; from the cache as far as it goes.
    pub(crate) async fn titles(
        &self,
        name: &str,
        as_of: i64,
    ) -> Result<Vec<LocalizedText>, RegistryError> {
        let now = self.0.clock.now();
        let key = cache::key("", name, "", as_of);
        if let Some(kept) = self.0.titles.get(&key, now) {
            return Ok(kept.to_vec());
        }
        let as_of = (as_of < now).then_some(as_of);
        let found = Arc::new(self.known(name, as_of).await?.titles);
        let until = now + cache::LONGEST_KEPT;
        self.0.titles.put(key, Arc::clone(&found), until);
        Ok(found.to_vec())
    }

    /// The organization as the registry held it at `as_of` or, if it did not know it then, as it is now.
    async fn known(
        &self,
        name: &str,
        as_of: Option<i64>,
    ) -> Result<pb::Organization, RegistryError> {
        match self.find(name, as_of).await {
            Err(RegistryError::Refused(error))
                if as_of.is_some() && error.kind() == Kind::NotFound =>
            {
                self.find(name, None).await
            }
            found => found,
        }
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
            ..Default::default()
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

    /// What is shown of the person or organization of this full name.
    pub(crate) async fn shown(&self, name: &str) -> Result<Shown, RegistryError> {
        let relative = names::relative(REGISTRY, name).unwrap_or_default();
        if !relative.starts_with("persons/") {
            let found = self.find(name, None).await?;
            return Ok(Shown {
                titles: found.titles,
                sector_code: found.sector_code,
                place: found.place,
            });
        }
        let request = pb::GetPersonRequest {
            name: relative.to_owned(),
            as_of_time: None,
            ..Default::default()
        };
        let ask = |channel| {
            let request = request.clone();
            async move { PersonServiceClient::new(channel).get_person(request).await }
        };
        Ok(Shown {
            titles: self.0.connection.ask(ask).await?.titles,
            sector_code: String::new(),
            place: None,
        })
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
            if members.len() > MOST_MEMBERS {
                let fault = "it lists more members than a body can have";
                let error = self.0.connection.disbelieve(body, fault);
                return Err(unavailable(error));
            }
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

#[cfg(test)]
mod tests;
