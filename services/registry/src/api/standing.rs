//! The handlers that say who may speak for whom on a day, and who a subject is.

use common::{
    Error,
    context::Context,
    date,
    resource::{self, Kind},
    store::{self, Tx},
};
use kenes_proto::{
    gtype::LocalizedText,
    methods::Resource,
    registry::{self as pb, membership::Member, organization::Kind as OrganizationKind},
    types::ErrorReason as Reason,
};
use prost_types::Timestamp;

use crate::{
    domain::{
        classification::GROUPS, membership, organization::state_on, sector, standing as rules,
    },
    store::{
        code, contract,
        organization::Organizations,
        standing::{self, Speaker, Voice},
    },
};

pub(super) fn verify(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::VerifyStandingRequest,
) -> Result<pb::Standing, Error> {
    let now = context.now;
    let asked = request.as_of_time.unwrap_or(date::timestamp(now));
    let time = date::micros(&asked);
    let mut wrong = rules::check_speaker(&request.subject, &request.person);
    wrong.extend(rules::check_time(time, now));
    Error::check(wrong)?;
    let day = date::local_number(time);
    let mut answer = pb::Standing {
        as_of_time: Some(asked),
        verify_time: Some(date::timestamp(now)),
        valid_until: Some(date::timestamp(rules::valid_until(time, now))),
        registry_revision: store::counter(tx, resource::REVISIONS)?,
        ..Default::default()
    };
    identify(tx, &mut answer, &request.organization, &asked)?;
    authorize(tx, &mut answer, request, day)?;
    relate(tx, &mut answer, day)?;
    contracts(tx, &mut answer, day)?;
    Ok(answer)
}

pub(super) fn identify_subject(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::IdentifySubjectRequest,
) -> Result<pb::IdentifySubjectResponse, Error> {
    let now = context.now;
    let asked = request.as_of_time.unwrap_or(date::timestamp(now));
    let time = date::micros(&asked);
    Error::check(rules::check_time(time, now).into_iter().collect())?;
    let found = standing::persons(tx, &request.subject, date::local_number(time))?;
    let persons = found.into_iter().map(|person| pb::KnownPerson {
        display_name: first(&person.titles),
        person: person.name,
    });
    Ok(pb::IdentifySubjectResponse {
        persons: persons.collect(),
        as_of_time: Some(asked),
        verify_time: Some(date::timestamp(now)),
        valid_until: Some(date::timestamp(rules::valid_until(time, now))),
    })
}

/// Which organization it is, and whether it was in being.
fn identify(
    tx: &mut dyn Tx,
    answer: &mut pb::Standing,
    name: &str,
    asked: &Timestamp,
) -> Result<(), Error> {
    let found = resource::get::<Organizations>(tx, name)?;
    if found.is_deleted() {
        return Err(Error::not_found(Organizations::TYPE, name));
    }
    let day = date::local_number(date::micros(asked));
    answer.set_organization_state(state_on(&found, day));
    answer.set_organization_kind(found.kind());
    answer.titles = titles_at(tx, &found, asked)?;
    answer.display_title = first(&answer.titles);
    answer.org_id = found.org_ids.first().cloned().unwrap_or_default();
    sector::known(&found).clone_into(&mut answer.sector_code);
    if let Some(place) = &found.place {
        answer.subdivision_code.clone_from(&place.subdivision_code);
    }
    if let Some(ngo) = &found.ngo_profile {
        answer.group_codes = code::with_wider(tx, GROUPS, &ngo.group_codes)?;
    }
    answer.organization = found.name;
    Ok(())
}

/// What it was called at a moment; what it is called now where its record does not reach back so far, or no longer says it.
fn titles_at(
    tx: &mut dyn Tx,
    found: &pb::Organization,
    asked: &Timestamp,
) -> Result<Vec<LocalizedText>, Error> {
    if date::moment(found.update_time.as_ref()) <= date::micros(asked) {
        return Ok(found.titles.clone());
    }
    match resource::get_as_of::<Organizations>(tx, &found.name, Some(asked)) {
        Ok(then) => Ok(then.titles),
        Err(error) if is_unsaid(error.reason()) => Ok(found.titles.clone()),
        Err(error) => Err(error),
    }
}

/// Whether there is nothing to read of a moment.
fn is_unsaid(reason: Reason) -> bool {
    use Reason::{ResourceNotFound, RevisionErased, RevisionWithheld};
    matches!(reason, ResourceNotFound | RevisionErased | RevisionWithheld)
}

/// Whether the subject, or the person, might speak for it.
fn authorize(
    tx: &mut dyn Tx,
    answer: &mut pb::Standing,
    request: &pb::VerifyStandingRequest,
    day: i64,
) -> Result<(), Error> {
    let power = &request.power;
    let unknown = code::check(tx, "power", "powers", power, day)?;
    Error::check(unknown.into_iter().collect())?;
    let speaker = match request.person.as_str() {
        "" => Speaker::Subject(&request.subject),
        person => Speaker::Person(person),
    };
    let held = standing::mandate(tx, &answer.organization, speaker, day)?;
    if let Some((mandate, person)) = held {
        answer.mandated = power.is_empty() || mandate.power_codes.contains(power);
        answer.person = mandate.person;
        answer.person_display_name = first(&person.titles);
        answer.power_codes = mandate.power_codes;
    }
    Ok(())
}

/// What it belonged to, and where it had a seat.
fn relate(tx: &mut dyn Tx, answer: &mut pb::Standing, day: i64) -> Result<(), Error> {
    let found = standing::affiliations(tx, &answer.organization, day)?;
    answer.associations = found
        .into_iter()
        .filter(|(organization, _)| organization.kind() == OrganizationKind::Association)
        .map(|(organization, depth)| pb::Affiliation {
            organization: organization.name,
            titles: organization.titles,
            depth: i32::try_from(depth).unwrap_or(i32::MAX),
        })
        .collect();
    for voice in standing::voices(tx, &answer.organization, day)? {
        if matches!(
            voice.joined.kind(),
            OrganizationKind::ConsultativeBody | OrganizationKind::StateBody
        ) {
            let seat = seat(tx, answer, voice)?;
            answer.seats.push(seat);
        }
    }
    Ok(())
}

/// Which contracts with the state it held.
fn contracts(tx: &mut dyn Tx, answer: &mut pb::Standing, day: i64) -> Result<(), Error> {
    let held = contract::held(tx, &answer.organization, day)?.into_iter();
    let state = held.filter(|(_, buyer)| sector::is_state(buyer));
    answer.contracts_with_state = state
        .map(|(contract, buyer)| pb::StateContract {
            contract: contract.name,
            titles: contract.titles,
            number: contract.number,
            buyer: buyer.name,
            buyer_titles: buyer.titles,
            sign_date: contract.sign_date,
            end_date: contract.close_date.or(contract.end_date),
        })
        .collect();
    Ok(())
}

fn seat(tx: &mut dyn Tx, answer: &pb::Standing, voice: Voice) -> Result<pb::Seat, Error> {
    let member_titles = match (&voice.membership.member, voice.person) {
        (Some(Member::MemberOrganization(name)), _) if *name == answer.organization => {
            answer.titles.clone()
        }
        (Some(Member::MemberOrganization(name)), _) => {
            resource::find::<Organizations>(tx, name)?.map_or_else(Vec::new, |o| o.titles)
        }
        (_, person) => person.map_or_else(Vec::new, |p| p.titles),
    };
    Ok(pb::Seat {
        body: voice.joined.name,
        titles: voice.joined.titles,
        member: membership::member(&voice.membership).to_owned(),
        post: voice.membership.post,
        member_titles,
        membership: voice.membership.name,
    })
}

/// The title to show.
fn first(titles: &[LocalizedText]) -> String {
    titles.first().map_or_else(String::new, |t| t.text.clone())
}
