//! The handler of the question who may speak for whom on which day.

use common::{
    Error, date,
    kit::Context,
    names,
    resource::{self, REVISIONS},
    store::{self, Tx},
};
use kenes_proto::registry::{self as pb, membership::Member, organization::Kind};

use super::Api;
use crate::{
    domain::{organization::state_on, standing as rules},
    store::{code, organization::Organizations, person::Persons, standing},
};

pub(super) async fn verify(
    api: &Api,
    context: Context,
    request: pb::VerifyStandingRequest,
) -> Result<pb::Standing, Error> {
    let now = context.now;
    let time = request.as_of_time.as_ref().map_or(now, date::micros);
    Error::check(rules::check_time(time, now).into_iter().collect())?;
    let day = date::local_number(time);
    api.kit
        .read(&context, move |tx| {
            let power = code::check(tx, "power", "powers", &request.power, day)?;
            Error::check(power.into_iter().collect())?;
            let organization = resource::get::<Organizations>(tx, &request.organization)?;
            if organization.delete_time.is_some() {
                let name = organization.name.as_str();
                return Err(Error::not_found("registry.kenes/Organization", name));
            }
            let mandate = standing::mandate(tx, &request.subject, &organization.name, day)?;
            let mandate = mandate.unwrap_or_default();
            let granted = request.power.is_empty() || mandate.power_codes.contains(&request.power);
            let person = match mandate.person.as_str() {
                "" => None,
                name => resource::find::<Persons>(tx, name)?,
            };
            Ok(pb::Standing {
                display_title: first(&organization.titles),
                org_id: organization.org_ids.first().cloned().unwrap_or_default(),
                organization_state: state_on(&organization, day).into(),
                mandated: !mandate.name.is_empty() && granted,
                person_display_name: person.map(|p| first(&p.titles)).unwrap_or_default(),
                associations: associations(tx, &organization.name, day)?,
                seats: seats(tx, &organization.name, day)?,
                as_of_time: Some(request.as_of_time.unwrap_or_else(|| date::timestamp(now))),
                verify_time: Some(date::timestamp(now)),
                valid_until: Some(date::timestamp(rules::valid_until(time, now))),
                registry_revision: store::counter(tx, REVISIONS)?,
                organization: organization.name,
                titles: organization.titles,
                person: mandate.person,
                power_codes: mandate.power_codes,
            })
        })
        .await
}

fn associations(tx: &mut dyn Tx, name: &str, day: i64) -> Result<Vec<pb::Affiliation>, Error> {
    let mut found = Vec::new();
    for (above, depth) in standing::above(tx, name, day)? {
        let Some(above) = resource::find::<Organizations>(tx, &above)? else {
            continue;
        };
        if above.kind() == Kind::Association {
            found.push(pb::Affiliation {
                organization: above.name,
                titles: above.titles,
                depth: i32::try_from(depth).unwrap_or(i32::MAX),
            });
        }
    }
    Ok(found)
}

fn seats(tx: &mut dyn Tx, name: &str, day: i64) -> Result<Vec<pb::Seat>, Error> {
    let mut found = Vec::new();
    for held in standing::held(tx, name, day)? {
        let body = resource::get::<Organizations>(tx, names::parent(&held.name))?;
        if !matches!(body.kind(), Kind::ConsultativeBody | Kind::StateBody) {
            continue;
        }
        let (member, member_titles) = match held.member {
            Some(Member::MemberPerson(name)) => {
                let person = resource::find::<Persons>(tx, &name)?;
                (name, person.map(|p| p.titles).unwrap_or_default())
            }
            Some(Member::MemberOrganization(name)) => {
                let organization = resource::find::<Organizations>(tx, &name)?;
                (name, organization.map(|o| o.titles).unwrap_or_default())
            }
            None => continue,
        };
        found.push(pb::Seat {
            body: body.name,
            titles: body.titles,
            post: held.post,
            member,
            member_titles,
            membership: held.name,
        });
    }
    Ok(found)
}

fn first(titles: &[kenes_proto::gtype::LocalizedText]) -> String {
    titles.first().map(|t| t.text.clone()).unwrap_or_default()
}
