//! Who speaks: what the registry is asked of callers and persons, and how long its answers are kept.
//!
//! Owns which answer is believed: one to the question asked, of now.

use std::sync::Arc;

use common::{Error, date, names};
use kenes_proto::{
    registry::{self as pb, standing_service_client::StandingServiceClient},
    types::ErrorReason as Reason,
};
use prost_types::Timestamp;

use super::{Registry, RegistryError, cache, unavailable};
use crate::domain::{
    REGISTRY,
    claim::{Answer, Claim},
    standing,
};

/// Where the registry's clock may differ from ours, in microseconds.
const SKEW: i64 = 5 * 60 * 1_000_000;

/// Of whom the registry is asked whether they speak for an organization.
#[derive(Clone, Copy, Debug)]
enum Speaker<'a> {
    /// Whoever signs in so.
    Subject(&'a str),
    /// The person of this full name.
    Person(&'a str),
}

impl Speaker<'_> {
    /// What tells them apart from all others. No subject has a line break.
    fn key(self) -> String {
        match self {
            Self::Subject(subject) => subject.to_owned(),
            Self::Person(person) => format!("\n{person}"),
        }
    }
}

impl Registry {
    /// Returns what there is to say of a claim: the standing of its organization and its speaker, or who its subject is.
    pub(crate) async fn answer(&self, claim: &Claim) -> Result<Answer, RegistryError> {
        if claim.organization.is_empty() {
            let known = self.persons(&claim.subject, claim.as_of).await?;
            return Ok(Answer::Persons(known));
        }
        let speaker = match claim.subject.as_str() {
            "" => Speaker::Person(&claim.person),
            subject => Speaker::Subject(subject),
        };
        match self
            .standing(speaker, &claim.organization, &claim.power, claim.as_of)
            .await
        {
            Err(RegistryError::Refused(error)) if error.reason() == Reason::ResourceNotFound => {
                Ok(Answer::NoOrganization)
            }
            answer => answer.map(Answer::Standing),
        }
    }

    /// Returns the standing of a speaker for `organization` (a full name) at `as_of`: from the cache where it holds an answer
    /// for that day that is still fresh.
    async fn standing(
        &self,
        speaker: Speaker<'_>,
        organization: &str,
        power: &str,
        as_of: i64,
    ) -> Result<Arc<pb::Standing>, RegistryError> {
        let inner = &self.0;
        let now = inner.clock.now();
        let key = cache::key(&speaker.key(), organization, power, as_of);
        if let Some(kept) = inner.standings.get(&key, now) {
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
        let mut request = pb::VerifyStandingRequest {
            organization: relative.to_owned(),
            as_of_time: Some(date::timestamp(as_of)),
            power: power.to_owned(),
            ..Default::default()
        };
        match speaker {
            Speaker::Subject(subject) => subject.clone_into(&mut request.subject),
            Speaker::Person(person) => {
                let name = names::relative(REGISTRY, person).unwrap_or_default();
                name.clone_into(&mut request.person);
            }
        }
        let asked = inner.connection.ask(|channel| {
            let request = request.clone();
            async move {
                StandingServiceClient::new(channel)
                    .verify_standing(request)
                    .await
            }
        });
        let standing = unless_behind(asked.await)?;
        match standing.organization == relative {
            true => check_times(standing.as_of_time, standing.verify_time, as_of, now),
            false => Err("another organization"),
        }
        .map_err(|fault| inner.connection.disbelieve(organization, fault))?;
        let until = kept_until(standing.valid_until, now);
        let standing = Arc::new(standing);
        inner.standings.put(key, Arc::clone(&standing), until);
        Ok(standing)
    }

    /// Returns the persons that `subject` is known to be at `as_of`, from the cache as far as it goes.
    async fn persons(
        &self,
        subject: &str,
        as_of: i64,
    ) -> Result<Arc<pb::IdentifySubjectResponse>, RegistryError> {
        let inner = &self.0;
        let now = inner.clock.now();
        let key = cache::key(subject, "", "", as_of);
        if let Some(kept) = inner.persons.get(&key, now) {
            return Ok(kept);
        }
        let request = pb::IdentifySubjectRequest {
            subject: subject.to_owned(),
            as_of_time: Some(date::timestamp(as_of)),
        };
        let asked = inner.connection.ask(|channel| {
            let request = request.clone();
            async move {
                StandingServiceClient::new(channel)
                    .identify_subject(request)
                    .await
            }
        });
        let known = unless_behind(asked.await)?;
        check_times(known.as_of_time, known.verify_time, as_of, now)
            .map_err(|fault| inner.connection.disbelieve(subject, fault))?;
        let until = kept_until(known.valid_until, now);
        let known = Arc::new(known);
        inner.persons.put(key, Arc::clone(&known), until);
        Ok(known)
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
            .standing(
                Speaker::Subject(subject),
                organization,
                power,
                self.0.clock.now(),
            )
            .await
            .map_err(unavailable)?;
        standing::check(&standing, subject, organization)?;
        Ok(standing)
    }

    /// Whether `subject` holds a mandate of `organization` today, whatever the organization's state: `REGISTRY_UNAVAILABLE`.
    pub(crate) async fn mandated(&self, subject: &str, organization: &str) -> Result<bool, Error> {
        let now = self.0.clock.now();
        let speaker = Speaker::Subject(subject);
        let standing = self.standing(speaker, organization, "", now).await;
        standing
            .map(|standing| standing.mandated)
            .map_err(unavailable)
    }

    /// Whether `subject` is the person of this full name: `REGISTRY_UNAVAILABLE`.
    pub(crate) async fn is_person(&self, subject: &str, person: &str) -> Result<bool, Error> {
        let named = names::relative(REGISTRY, person);
        let known = self.persons(subject, self.0.clock.now()).await;
        let known = known.map_err(unavailable)?;
        Ok(known
            .persons
            .iter()
            .any(|known| named == Some(known.person.as_str())))
    }
}

/// We asked about our own present or past: a registry that says that it is to come has a clock behind ours, and says nothing
/// of what was asked.
fn unless_behind<T>(asked: Result<T, RegistryError>) -> Result<T, RegistryError> {
    match asked {
        Err(RegistryError::Refused(error)) if error.reason() == Reason::DatesInvalid => {
            tracing::warn!(%error, "the registry's clock is behind");
            Err(RegistryError::Unanswered)
        }
        asked => asked,
    }
}

/// Until when an answer is kept: as long as the registry says, and not too long.
fn kept_until(valid_until: Option<Timestamp>, now: i64) -> i64 {
    let until = valid_until.as_ref().map_or(now, date::micros);
    until.min(now + cache::LONGEST_KEPT)
}

/// Refuses an answer about another day than that of `as_of`, or of another time than now.
fn check_times(
    answered: Option<Timestamp>,
    verified: Option<Timestamp>,
    as_of: i64,
    now: i64,
) -> Result<(), &'static str> {
    let (answered, verified) = (answered.as_ref(), verified.as_ref());
    match (answered.map(date::micros), verified.map(date::micros)) {
        (Some(time), _) if time != as_of => Err("another day"),
        (None, _) | (_, None) => Err("no time"),
        (_, Some(time)) if (time - now).abs() > SKEW => Err("not of now"),
        _ => Ok(()),
    }
}
