//! Handlers of persons.

use common::{
    Error,
    context::Context,
    mask,
    resource::{self, Kind, Total},
};
use kenes_proto::{Page, registry as pb, types::ErrorReason as Reason};

use super::Api;
use crate::{
    domain::{person as rules, redaction},
    store::person::{self, Persons},
};

pub(super) async fn create(
    api: &Api,
    context: Context,
    request: pb::CreatePersonRequest,
) -> Result<pb::Person, Error> {
    let mut new = request.person.unwrap_or_default();
    mask::strip(&mut new);
    rules::check(&new)?;
    let name = context.new_name("", "persons", &request.person_id, "p");
    api.app
        .write(context, move |tx, context| {
            resource::create::<Persons>(tx, context, name.clone(), new.clone())
        })
        .await
}

pub(super) async fn get(
    api: &Api,
    context: Context,
    request: pb::GetPersonRequest,
) -> Result<pb::Person, Error> {
    api.app
        .read(&context, move |tx| {
            resource::get_as_of::<Persons>(tx, &request.name, request.as_of_time.as_ref())
        })
        .await
}

pub(super) async fn list(
    api: &Api,
    context: Context,
    request: pb::ListPersonsRequest,
) -> Result<Page, Error> {
    api.app
        .read(&context, move |tx| {
            let query = common::query!(Persons, request, None, request.show_deleted);
            resource::list(tx, &query, Total::Counted)
        })
        .await
}

pub(super) async fn update(
    api: &Api,
    context: Context,
    request: pb::UpdatePersonRequest,
) -> Result<pb::Person, Error> {
    api.app
        .write(context, move |tx, context| {
            let patch = request.person.clone().unwrap_or_default();
            let (_, merged) = resource::merge::<Persons>(tx, &patch, request.update_mask.as_ref())?;
            rules::check(&merged)?;
            resource::save::<Persons>(tx, context, merged)
        })
        .await
}

pub(super) async fn delete(
    api: &Api,
    context: Context,
    request: pb::DeletePersonRequest,
) -> Result<pb::Person, Error> {
    api.app
        .write(context, move |tx, context| {
            let deleted = resource::delete::<Persons>(tx, context, &request.name, &request.etag)?;
            match person::dependant(tx, &deleted.name)? {
                None => Ok(deleted),
                Some(other) => Err(in_use::<Persons>(&deleted.name, other)),
            }
        })
        .await
}

pub(super) async fn undelete(
    api: &Api,
    context: Context,
    request: pb::UndeletePersonRequest,
) -> Result<pb::Person, Error> {
    api.app
        .write(context, move |tx, context| {
            redaction::check(&resource::get::<Persons>(tx, &request.name)?)?;
            resource::undelete::<Persons>(tx, context, &request.name, &request.etag)
        })
        .await
}

/// `name` cannot be deleted while `other` refers to it.
pub(super) fn in_use<K: Kind>(name: &str, other: String) -> Error {
    let text = format!("{other} refers to {name}, which stays as long as it does");
    Error::refused(Reason::ResourceInUse, other, text).about(K::TYPE, name)
}
