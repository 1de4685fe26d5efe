//! The one client of the registry: whose word an organization's is, and who sits in a body.
//!
//! A question has 800 ms and two tries; a breaker stops asking a registry that does not answer; answers about standing are
//! kept for at most a minute. Three outcomes are told apart: an answer, a refusal of the registry (its own reason,
//! whole), and no usable answer. What no answer means is for the caller to decide; here it is never taken for a "yes".

mod breaker;
mod cache;

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
use rand::Rng;
use tokio::{
    sync::Semaphore,
    time::{Instant, sleep, timeout_at},
};
use tonic::{
    Code, Status,
    transport::{Channel, Endpoint},
};

use breaker::Breaker;
use cache::Cache;

/// The registry's domain in names: `//registry.kenes/organizations/o`.
pub(crate) const DOMAIN: &str = "registry.kenes";

/// How long one question may take, both tries together.
const DEADLINE: Duration = Duration::from_millis(800);
/// Questions on their way at once; more count as unanswered.
const IN_FLIGHT: usize = 64;
/// The longest an answer about standing is kept, in microseconds.
const LONGEST_KEPT: i64 = 60 * 1_000_000;
/// Where the registry's clock may differ from ours, in microseconds.
const SKEW: i64 = 5 * 60 * 1_000_000;

/// A client of the registry. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Registry(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    channel: Channel,
    clock: Clock,
    breaker: Breaker,
    cache: Cache,
    permits: Semaphore,
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum RegistryError {
    /// The registry answered, and refused.
    Refused(Error),
    /// No usable answer: unreachable, too slow, overloaded, or talking nonsense.
    Unanswered,
}

impl Registry {
    /// A client of the registry at `address` (`http://127.0.0.1:50051`). Connects when first asked.
    pub fn connect(address: &str, clock: Clock) -> Result<Self, Error> {
        let endpoint = Endpoint::from_shared(address.to_owned())
            .map_err(Error::internal)?
            .connect_timeout(Duration::from_millis(500))
            .tcp_nodelay(true)
            .http2_keep_alive_interval(Duration::from_secs(10))
            .keep_alive_timeout(Duration::from_secs(5))
            .keep_alive_while_idle(true);
        Ok(Self(Arc::new(Inner {
            channel: endpoint.connect_lazy(),
            clock,
            breaker: Breaker::default(),
            cache: Cache::default(),
            permits: Semaphore::new(IN_FLIGHT),
        })))
    }

    /// What the registry says of `subject`'s standing for `organization` (a full name) at `as_of`. From the cache where it
    /// holds an answer for that day that is still fresh.
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
        let Some(relative) = names::relative(DOMAIN, organization) else {
            let text = format!("must begin with //{DOMAIN}/");
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
        let asked = inner.ask(|channel| {
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
        if let Err(nonsense) = sensible(&standing, relative, as_of, now) {
            inner.breaker.failed(now);
            tracing::warn!(
                organization,
                nonsense,
                "the registry's answer is not believed"
            );
            metrics::counter!("registry_nonsense_total").increment(1);
            return Err(RegistryError::Unanswered);
        }
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
        crate::domain::standing::check(&standing, subject, organization)?;
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
        let found = match self.organization(body, as_of).await {
            Err(RegistryError::Refused(error))
                if as_of.is_some() && error.kind() == Kind::NotFound =>
            {
                self.organization(body, None).await
            }
            found => found,
        };
        Ok(found.map_err(unavailable)?.body_profile.unwrap_or_default())
    }

    async fn organization(
        &self,
        name: &str,
        as_of: Option<i64>,
    ) -> Result<pb::Organization, RegistryError> {
        let request = pb::GetOrganizationRequest {
            name: names::relative(DOMAIN, name).unwrap_or_default().to_owned(),
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
        self.0.ask(ask).await
    }

    /// The titles of the person or organization of this full name.
    pub(crate) async fn titles(&self, name: &str) -> Result<Vec<LocalizedText>, RegistryError> {
        let relative = names::relative(DOMAIN, name).unwrap_or_default();
        if !relative.starts_with("persons/") {
            return Ok(self.organization(name, None).await?.titles);
        }
        let request = pb::GetPersonRequest {
            name: relative.to_owned(),
            as_of_time: None,
        };
        let ask = |channel| {
            let request = request.clone();
            async move { PersonServiceClient::new(channel).get_person(request).await }
        };
        Ok(self.0.ask(ask).await?.titles)
    }

    /// The memberships of the body of this full name that are in effect on `day` (`2026-05-25`).
    pub(crate) async fn members(
        &self,
        body: &str,
        day: &str,
    ) -> Result<Vec<pb::Membership>, Error> {
        let mut request = pb::ListMembershipsRequest {
            parent: names::relative(DOMAIN, body).unwrap_or_default().to_owned(),
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
            let page = self.0.ask(ask).await.map_err(unavailable)?;
            members.extend(page.memberships);
            if page.next_page_token.is_empty() {
                return Ok(members);
            }
            request.page_token = page.next_page_token;
        }
    }
}

/// The error of an act that cannot wait for the registry.
fn unavailable(silence: RegistryError) -> Error {
    match silence {
        RegistryError::Refused(error) => error,
        RegistryError::Unanswered => {
            let text = "the registry does not answer, and this act needs its word";
            Error::unavailable(Reason::RegistryUnavailable, text, Duration::from_secs(5))
        }
    }
}

impl Inner {
    /// Asks within the deadline, at most twice, unless the breaker is open.
    async fn ask<T, F>(&self, call: impl Fn(Channel) -> F) -> Result<T, RegistryError>
    where
        F: Future<Output = Result<tonic::Response<T>, Status>>,
    {
        let Ok(_permit) = self.permits.try_acquire() else {
            return Err(RegistryError::Unanswered);
        };
        if !self.breaker.admits(self.clock.now()) {
            return Err(RegistryError::Unanswered);
        }
        let deadline = Instant::now() + DEADLINE;
        let mut tries = 0;
        loop {
            tries += 1;
            let answer = timeout_at(deadline, call(self.channel.clone())).await;
            let status = match answer {
                Ok(Ok(answer)) => {
                    self.breaker.answered();
                    return Ok(answer.into_inner());
                }
                Ok(Err(status)) => status,
                Err(_) => Status::deadline_exceeded("no answer"),
            };
            // Only what the registry itself decided counts as its word; a proxy's NOT_FOUND does not.
            if let Some(error) = Error::from_status(&status)
                && decided(error.kind())
            {
                self.breaker.answered();
                return Err(RegistryError::Refused(error));
            }
            let pause = Duration::from_millis(rand::rng().random_range(10..60));
            if tries < 2
                && status.code() != Code::DeadlineExceeded
                && Instant::now() + pause < deadline
            {
                sleep(pause).await;
                continue;
            }
            self.breaker.failed(self.clock.now());
            metrics::counter!("registry_unanswered_total").increment(1);
            tracing::warn!(code = ?status.code(), message = status.message(), tries, "the registry did not answer");
            return Err(RegistryError::Unanswered);
        }
    }
}

/// Whether an error of this kind is a decision about what was asked, rather than trouble on the way.
fn decided(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Invalid
            | Kind::Refused
            | Kind::NotFound
            | Kind::Exists
            | Kind::Denied
            | Kind::Unauthenticated
    )
}

/// Whether the answer is one to this question, and of now.
fn sensible(
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
