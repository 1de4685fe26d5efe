//! Handlers of organizations.

mod ties;
mod transition;

use common::{
    Error,
    context::Context,
    date, mask, names,
    resource::{self, Kind, Revision, Total},
};
use kenes_proto::{Page, registry as pb};

use super::{Api, person::in_use};
use crate::{
    domain::organization as rules,
    store::organization::{self, Organizations},
};

pub(super) use transition::{dissolve, merge, reinstate, suspend};

pub(super) async fn create(
    api: &Api,
    context: Context,
    request: pb::CreateOrganizationRequest,
) -> Result<pb::Organization, Error> {
    let mut new = request.organization.unwrap_or_default();
    mask::strip(&mut new);
    let name = context.new_name("", "organizations", &request.organization_id, "o");
    new.name.clone_from(&name.name);
    new.org_ids = rules::org_ids(&new);
    rules::found(&mut new);
    let today = date::local_number(context.now);
    api.app
        .write(context, move |tx, context| {
            let none = pb::Organization::default();
            ties::check(tx, &none, &new, today)?;
            let made = resource::create::<Organizations>(tx, context, name.clone(), new.clone())?;
            ties::follow(tx, context, &none, &made)?;
            Ok(made)
        })
        .await
}

pub(super) async fn get(
    api: &Api,
    context: Context,
    request: pb::GetOrganizationRequest,
) -> Result<pb::Organization, Error> {
    api.app
        .read(&context, move |tx| {
            resource::get_as_of::<Organizations>(tx, &request.name, request.as_of_time.as_ref())
        })
        .await
}

pub(super) async fn list(
    api: &Api,
    context: Context,
    request: pb::ListOrganizationsRequest,
) -> Result<Page, Error> {
    api.app
        .read(&context, move |tx| {
            let query = common::query!(Organizations, request, None, request.show_deleted);
            resource::list(tx, &query, Total::Counted)
        })
        .await
}

pub(super) async fn update(
    api: &Api,
    context: Context,
    request: pb::UpdateOrganizationRequest,
) -> Result<pb::Organization, Error> {
    let today = date::local_number(context.now);
    api.app
        .write(context, move |tx, context| {
            let patch = request.organization.clone().unwrap_or_default();
            let mask = request.update_mask.as_ref();
            let (present, mut merged) = resource::merge::<Organizations>(tx, &patch, mask)?;
            ties::check(tx, &present, &merged, today)?;
            merged.org_ids = rules::org_ids(&merged);
            rules::refound(&mut merged);
            let written = resource::save::<Organizations>(tx, context, merged)?;
            ties::follow(tx, context, &present, &written)?;
            Ok(written)
        })
        .await
}

pub(super) async fn delete(
    api: &Api,
    context: Context,
    request: pb::DeleteOrganizationRequest,
) -> Result<pb::Organization, Error> {
    api.app
        .write(context, move |tx, context| {
            let deleted =
                resource::delete::<Organizations>(tx, context, &request.name, &request.etag)?;
            match organization::dependant(tx, &deleted)? {
                None => Ok(deleted),
                Some(other) => Err(in_use::<Organizations>(&deleted.name, other)),
            }
        })
        .await
}

pub(super) async fn undelete(
    api: &Api,
    context: Context,
    request: pb::UndeleteOrganizationRequest,
) -> Result<pb::Organization, Error> {
    api.app
        .write(context, move |tx, context| {
            let restored =
                resource::undelete::<Organizations>(tx, context, &request.name, &request.etag)?;
            ties::check_present(tx, &restored)?;
            Ok(restored)
        })
        .await
}

pub(super) async fn batch_get(
    api: &Api,
    context: Context,
    request: pb::BatchGetOrganizationsRequest,
) -> Result<pb::BatchGetOrganizationsResponse, Error> {
    let organizations = api
        .app
        .read(&context, move |tx| {
            resource::batch_get::<Organizations>(tx, &request.names)
        })
        .await?;
    Ok(pb::BatchGetOrganizationsResponse { organizations })
}

pub(super) async fn lookup(
    api: &Api,
    context: Context,
    request: pb::LookupOrganizationRequest,
) -> Result<pb::Organization, Error> {
    let org_id = request.org_id;
    if let Some(bin) = org_id.strip_prefix(rules::BIN_PREFIX) {
        Error::check(rules::check_bin("org_id", bin).into_iter().collect())?;
    }
    api.app
        .read(&context, move |tx| {
            let name = match org_id.strip_prefix(rules::OWN_PREFIX) {
                Some(id) => Some(names::child("", "organizations", id)),
                None => organization::holder(tx, &org_id)?,
            };
            let name = name.unwrap_or_default();
            resource::find::<Organizations>(tx, &name)?
                .ok_or_else(|| Error::not_found(Organizations::TYPE, &org_id))
        })
        .await
}

pub(super) async fn list_revisions(
    api: &Api,
    context: Context,
    request: pb::ListOrganizationRevisionsRequest,
) -> Result<pb::ListOrganizationRevisionsResponse, Error> {
    let history = api
        .app
        .read(&context, move |tx| {
            let (size, token) = (request.page_size, &request.page_token);
            resource::revisions::<Organizations>(tx, &request.name, size, token)
        })
        .await?;
    Ok(pb::ListOrganizationRevisionsResponse {
        organization_revisions: history.revisions.into_iter().map(revision).collect(),
        next_page_token: history.next_page_token,
    })
}

pub(super) async fn get_revision(
    api: &Api,
    context: Context,
    request: pb::GetOrganizationRevisionRequest,
) -> Result<pb::OrganizationRevision, Error> {
    let found = api
        .app
        .read(&context, move |tx| {
            resource::get_revision::<Organizations>(tx, &request.name)
        })
        .await?;
    Ok(revision(found))
}

fn revision(of: Revision<pb::Organization>) -> pb::OrganizationRevision {
    pb::OrganizationRevision {
        name: of.name,
        snapshot: of.snapshot,
        create_time: Some(of.create_time),
        actor: of.actor,
        method: of.method,
    }
}
