//! Claims: who speaks, and for whom, as comments and participations say it, and what the word of the registry makes of them.

use std::sync::Arc;

use common::{Error, Language, date, error, names, text};
use kenes_proto::{
    consultation::{StandingRecord, comment::Verification},
    gtype::LocalizedText,
    registry::{IdentifySubjectResponse, Standing},
    types::{Actor, ErrorReason as Reason},
};
use prost_types::Timestamp;

use super::{REGISTRY, standing};

/// What the registry is asked about who speaks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Claim {
    /// Who calls, where they speak themselves. Empty where somebody else wrote it down: then the person is asked about.
    pub(crate) subject: String,
    /// The person named, by the full name; empty if none.
    pub(crate) person: String,
    /// The organization spoken for, by the full name; empty if none: then the question is who the subject is.
    pub(crate) organization: String,
    /// The power that speaking for it needs; empty where any mandate will do.
    pub(crate) power: String,
    /// The moment of which it is true or not.
    pub(crate) as_of: i64,
}

/// What the registry said of a claim.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// How the organization and the speaker stood.
    Standing(Arc<Standing>),
    /// Who the subject is.
    Persons(Arc<IdentifySubjectResponse>),
    /// It knows no such organization.
    NoOrganization,
}

/// What makes a claim: a comment, a participation.
pub(crate) trait Spoken {
    /// Where it says who speaks, and how far that was checked.
    fn claimed(&mut self) -> Claimed<'_>;
    /// The language in which it speaks.
    fn language(&self) -> Language;
}

/// The fields of a message that make a claim.
#[derive(Debug)]
pub(crate) struct Claimed<'a> {
    pub(crate) actor: &'a mut Option<Actor>,
    pub(crate) verification: &'a mut i32,
    pub(crate) verify_time: &'a mut Option<Timestamp>,
    pub(crate) standing: &'a mut Option<StandingRecord>,
    pub(crate) note: &'a mut String,
}

// === impl Claim

impl Claim {
    /// What a caller who speaks claims: to be the person, to speak for the organization.
    pub(crate) fn of_caller(actor: &Actor, subject: &str, power: &str, as_of: i64) -> Option<Self> {
        (!actor.person.is_empty() || !actor.on_behalf_of.is_empty()).then(|| Self {
            subject: subject.to_owned(),
            person: actor.person.clone(),
            organization: actor.on_behalf_of.clone(),
            power: power.to_owned(),
            as_of,
        })
    }

    /// What is claimed of somebody whose words another writes down: that this person spoke for the organization.
    pub(crate) fn of_another(actor: &Actor, as_of: i64) -> Option<Self> {
        (!actor.person.is_empty() && !actor.on_behalf_of.is_empty()).then(|| Self {
            person: actor.person.clone(),
            organization: actor.on_behalf_of.clone(),
            as_of,
            ..Self::default()
        })
    }

    /// Refuses what the registry does not confirm, said of the actor in `field`: `STANDING_NOT_ACTIVE`,
    /// `STANDING_NOT_MANDATED`, `PERSON_MISMATCH`, `REFERENCE_NOT_FOUND`.
    pub(crate) fn check(&self, field: &str, answer: &Answer) -> Result<(), Error> {
        let organization = &self.organization;
        let known: Vec<&str> = match answer {
            Answer::NoOrganization => {
                let say = format!("{organization} does not exist");
                let field = format!("{field}.on_behalf_of");
                return Err(Error::invalid(Reason::ReferenceNotFound, field, say));
            }
            Answer::Standing(standing) => {
                let speaker = match self.subject.as_str() {
                    "" => &self.person,
                    subject => subject,
                };
                standing::check(standing, speaker, organization)?;
                vec![&standing.person]
            }
            Answer::Persons(known) => known.persons.iter().map(|p| p.person.as_str()).collect(),
        };
        standing::check_person(&format!("{field}.person"), &self.person, &known)
    }
}

// === what becomes of what was said

/// Marks it as waiting: the claim could not be checked yet.
pub(crate) fn wait(spoken: &mut impl Spoken) {
    *spoken.claimed().verification = Verification::Pending.into();
}

/// Whether it waits.
pub(crate) fn waits(spoken: &mut impl Spoken) -> bool {
    *spoken.claimed().verification == i32::from(Verification::Pending)
}

/// Says why the registry does not answer, while it goes on waiting.
pub(crate) fn explain(spoken: &mut impl Spoken, refusal: Reason) {
    *spoken.claimed().note = note(refusal);
}

/// Settles a claim by the registry's answer: `VERIFIED` only where it confirms the whole of it.
pub(crate) fn settle(spoken: &mut impl Spoken, claim: &Claim, answer: &Answer, now: i64) {
    let language = spoken.language();
    let denied = claim
        .check("", answer)
        .map_err(|error| error.reason())
        .err();
    let claimed = spoken.claimed();
    *claimed.verification = match denied {
        None => Verification::Verified.into(),
        Some(_) => Verification::NotVerified.into(),
    };
    *claimed.note = denied.map_or_else(String::new, note);
    let (answered, person, display_name) = match answer {
        Answer::NoOrganization => (None, "", ""),
        Answer::Standing(standing) => {
            *claimed.standing = Some(record(claim, standing, language));
            let (person, name) = (&standing.person, &standing.person_display_name);
            (standing.verify_time, person.as_str(), name.as_str())
        }
        Answer::Persons(known) => {
            let mut persons = known.persons.iter();
            let named = names::relative(REGISTRY, &claim.person);
            let own = persons.find(|known| Some(known.person.as_str()) == named);
            let shown = own.map_or(("", ""), |own| (&own.person, &own.display_name));
            (known.verify_time, shown.0, shown.1)
        }
    };
    *claimed.verify_time = answered.or(Some(date::timestamp(now)));
    if denied.is_none()
        && let Some(actor) = claimed.actor
    {
        standing::name_speaker(actor, person, display_name);
    }
}

/// What the registry said, in the words of the record.
fn record(claim: &Claim, standing: &Standing, language: Language) -> StandingRecord {
    let full = |name: &str| names::full(REGISTRY, name);
    let title = text::pick_or(&standing.titles, language, &standing.display_title);
    let (associations, seats) = (standing.associations.iter(), standing.seats.iter());
    let contracts = standing.contracts_with_state.iter();
    StandingRecord {
        organization: full(&standing.organization),
        display_title: title.to_owned(),
        org_id: standing.org_id.clone(),
        organization_state: standing.organization_state().as_str_name().to_owned(),
        associations: associations.map(|a| full(&a.organization)).collect(),
        subdivision_code: standing.subdivision_code.clone(),
        group_codes: standing.group_codes.clone(),
        organization_kind: known(standing.organization_kind().as_str_name()),
        seats: seats.map(|seat| full(&seat.membership)).collect(),
        contracts_with_state: contracts.map(|held| full(&held.contract)).collect(),
        // The registry answers for the day; an answer that was kept may have been asked for earlier on it.
        as_of_time: Some(date::timestamp(claim.as_of)),
        titles: several(&standing.titles),
    }
}

/// The titles of an organization that has several: one alone is the one that is shown, and each comment keeps them.
fn several(titles: &[LocalizedText]) -> Vec<LocalizedText> {
    match titles {
        [_] => Vec::new(),
        titles => titles.to_vec(),
    }
}

/// What the registry calls a kind of organization; empty where it does not say.
fn known(kind: &str) -> String {
    match kind {
        "KIND_UNSPECIFIED" => String::new(),
        kind => kind.to_owned(),
    }
}

/// A reason in words that name nobody: they stay public when who spoke is erased.
fn note(reason: Reason) -> String {
    let means = match reason {
        Reason::StandingNotActive => "the organization was not active on that day",
        Reason::StandingNotMandated => "no mandate of the organization was held on that day",
        Reason::PersonMismatch => "the person named is not the one who spoke",
        Reason::ReferenceNotFound => "the registry knows no such organization",
        Reason::CodeUnknown => {
            "the registry lacks a code that the question needs; it is asked again"
        }
        _ => "the registry refuses to say; it is asked again",
    };
    format!("{}: {means}", error::name(reason))
}

#[cfg(test)]
mod tests;
