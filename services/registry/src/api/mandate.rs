//! Handlers of mandates.

use common::{
    Error,
    context::Context,
    date, mask, names,
    resource::{self, Total},
    store::Tx,
};
use kenes_proto::{Page, registry as pb};

use super::Api;
use crate::{
    domain::{mandate as rules, membership::check_active_on},
    store::{
        code,
        mandate::{self, Mandates},
        organization::Organizations,
        person::Persons,
    },
};

pub(super) async fn create(
    api: &Api,
    context: Context,
    request: pb::CreateMandateRequest,
) -> Result<pb::Mandate, Error> {
    let today = date::local_number(context.now);
    let mut new = request.mandate.unwrap_or_default();
    mask::strip(&mut new);
    new.name.clear();
    let name = context.new_name(&request.parent, "mandates", &request.mandate_id, "m");
    let made = api
        .app
        .write(context, move |tx, context| {
            let organization = resource::live::<Organizations>(tx, &name.parent)?;
            resource::vacant::<Mandates>(tx, &name)?;
            check(tx, today, &organization, &new)?;
            resource::create::<Mandates>(tx, context, name.clone(), new.clone())
        })
        .await?;
    Ok(rules::render(made, today))
}

pub(super) async fn get(
    api: &Api,
    context: Context,
    request: pb::GetMandateRequest,
) -> Result<pb::Mandate, Error> {
    let found = api
        .app
        .read(&context, move |tx| {
            resource::get_as_of::<Mandates>(tx, &request.name, request.as_of_time.as_ref())
        })
        .await?;
    Ok(rules::render(found, date::local_number(context.now)))
}

pub(super) async fn list(
    api: &Api,
    context: Context,
    request: pb::ListMandatesRequest,
) -> Result<Page, Error> {
    let today = date::local_number(context.now);
    api.app
        .read(&context, move |tx| {
            resource::get::<Organizations>(tx, &request.parent)?;
            let query = common::query!(Mandates, request, Some(request.parent.as_str()), false);
            resource::list_rendered(tx, &query, Total::Counted, |_, mandate| {
                Ok(rules::render(mandate, today))
            })
        })
        .await
}

pub(super) async fn update(
    api: &Api,
    context: Context,
    request: pb::UpdateMandateRequest,
) -> Result<pb::Mandate, Error> {
    let today = date::local_number(context.now);
    let saved = api
        .app
        .write(context, move |tx, context| {
            let patch = request.mandate.clone().unwrap_or_default();
            let (_, merged) =
                resource::merge::<Mandates>(tx, &patch, request.update_mask.as_ref())?;
            let organization = resource::get::<Organizations>(tx, names::parent(&merged.name))?;
            check(tx, today, &organization, &merged)?;
            resource::save::<Mandates>(tx, context, merged)
        })
        .await?;
    Ok(rules::render(saved, today))
}

pub(super) async fn end(
    api: &Api,
    context: Context,
    request: pb::EndMandateRequest,
) -> Result<pb::Mandate, Error> {
    let now = context.now;
    let ended = api
        .app
        .write(context, move |tx, context| {
            let (name, etag) = (&request.name, &request.etag);
            resource::change::<Mandates>(tx, context, name, etag, |tx, mandate| {
                let before = rules::period(mandate);
                let basis = request.basis.clone();
                rules::end(mandate, request.end_date, basis, date::local_day(now))?;
                match rules::period(mandate).outlasts(before) {
                    true => check_overlap(tx, names::parent(name), mandate),
                    false => Ok(()),
                }
            })
        })
        .await?;
    Ok(rules::render(ended, date::local_number(now)))
}

pub(super) async fn revisions(
    api: &Api,
    context: Context,
    request: pb::ListMandateRevisionsRequest,
) -> Result<pb::ListMandateRevisionsResponse, Error> {
    let history = api
        .app
        .read(&context, move |tx| {
            resource::revisions::<Mandates>(
                tx,
                &request.name,
                request.page_size,
                &request.page_token,
            )
        })
        .await?;
    let today = date::local_number(context.now);
    Ok(pb::ListMandateRevisionsResponse {
        mandate_revisions: history
            .revisions
            .into_iter()
            .map(|r| revision_of(r, today))
            .collect(),
        next_page_token: history.next_page_token,
    })
}

pub(super) async fn revision(
    api: &Api,
    context: Context,
    request: pb::GetMandateRevisionRequest,
) -> Result<pb::MandateRevision, Error> {
    let found = api
        .app
        .read(&context, move |tx| {
            resource::get_revision::<Mandates>(tx, &request.name)
        })
        .await?;
    Ok(revision_of(found, date::local_number(context.now)))
}

fn revision_of(revision: resource::Revision<pb::Mandate>, today: i64) -> pb::MandateRevision {
    pb::MandateRevision {
        name: revision.name,
        snapshot: revision.snapshot.map(|it| rules::render(it, today)),
        create_time: Some(revision.create_time),
        actor: revision.actor,
        method: revision.method,
    }
}

/// What must hold of a mandate among others.
fn check(
    tx: &mut dyn Tx,
    today: i64,
    organization: &pb::Organization,
    mandate: &pb::Mandate,
) -> Result<(), Error> {
    let days = rules::period(mandate);
    let mut wrong = rules::check(mandate);
    if let Err(error) = resource::referred::<Persons>(tx, "mandate.person", &mandate.person) {
        match error.fields() {
            [] => return Err(error),
            missing => wrong.extend_from_slice(missing),
        }
    }
    for (n, power) in mandate.power_codes.iter().enumerate() {
        let field = format!("mandate.power_codes[{n}]");
        wrong.extend(code::check(
            tx,
            field,
            "powers",
            power,
            days.nearest(today),
        )?);
    }
    Error::check(wrong)?;
    check_active_on([organization], days.first)?;
    check_overlap(tx, &organization.name, mandate)
}

fn check_overlap(tx: &mut dyn Tx, parent: &str, mandate: &pb::Mandate) -> Result<(), Error> {
    match mandate::overlapping(tx, parent, mandate, rules::period(mandate))? {
        Some(other) => Err(rules::overlap(mandate, &other)),
        None => Ok(()),
    }
}
