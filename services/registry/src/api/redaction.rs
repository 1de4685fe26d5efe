//! Handlers of the erasure of persons.

use common::{
    Error,
    context::Context,
    date,
    redaction::{self, Proposal, Redactable, check_collection},
    resource,
    store::Tx,
};
use kenes_proto::{
    record::{self, redaction::Action},
    registry as pb,
};

use super::Api;
use crate::{
    domain::redaction as rules,
    store::{
        code,
        mandate::{self, Mandates},
        person::Persons,
    },
};

/// The collection in which this service redacts.
const COLLECTION: &str = "persons";
/// The scheme of legal bases.
const BASES: &str = "redaction-bases";

/// How persons are erased.
pub(crate) struct RedactablePersons;

impl Redactable for RedactablePersons {
    type Kind = Persons;

    fn check(person: &pb::Person, _: Action) -> Result<(), Error> {
        rules::check(person)
    }

    fn check_basis(tx: &mut dyn Tx, context: &Context, basis: &str) -> Result<(), Error> {
        let day = date::local_number(context.now);
        let wrong = code::check(tx, "basis_code", BASES, basis, day)?;
        Error::check(wrong.into_iter().collect())
    }

    fn also(tx: &mut dyn Tx, name: &str) -> Result<Vec<(String, String, Action)>, Error> {
        let held = mandate::held_by(tx, name)?.into_iter();
        Ok(held
            .map(|it| (it.name, it.etag, Action::Anonymise))
            .collect())
    }

    fn publish(
        tx: &mut dyn Tx,
        context: &Context,
        person: pb::Person,
        redaction: &record::Redaction,
    ) -> Result<(), Error> {
        for mut held in mandate::held_by(tx, &person.name)? {
            rules::strip(&mut held, date::local_day(context.now));
            resource::save::<Mandates>(tx, context, held)?;
        }
        let left = rules::erase(person, &redaction.name, context.now);
        resource::save::<Persons>(tx, context, left).map(drop)
    }

    fn forget(_: &mut dyn Tx, _: &record::Redaction) -> Result<(), Error> {
        Ok(())
    }
}

pub(super) async fn erase(
    api: &Api,
    context: Context,
    request: pb::ErasePersonRequest,
) -> Result<record::Redaction, Error> {
    let proposal = Proposal {
        action: Action::Erase,
        name: request.name,
        etag: request.etag,
        redaction_id: request.redaction_id,
        basis_code: request.basis_code,
        reasons: request.reasons,
        decision: request.decision,
    };
    redaction::propose::<RedactablePersons>(&api.app, context, proposal).await
}

pub(super) async fn approve(
    api: &Api,
    context: Context,
    request: record::ApproveRedactionRequest,
) -> Result<record::Redaction, Error> {
    check_collection("name", COLLECTION, &request.name)?;
    redaction::approve::<RedactablePersons>(&api.app, context, request).await
}

pub(super) async fn reject(
    api: &Api,
    context: Context,
    request: record::RejectRedactionRequest,
) -> Result<record::Redaction, Error> {
    check_collection("name", COLLECTION, &request.name)?;
    redaction::reject(&api.app, context, request).await
}

pub(super) async fn get(
    api: &Api,
    context: Context,
    request: record::GetRedactionRequest,
) -> Result<record::Redaction, Error> {
    check_collection("name", COLLECTION, &request.name)?;
    redaction::get(&api.app, context, request.name).await
}

pub(super) async fn list(
    api: &Api,
    context: Context,
    request: record::ListRedactionsRequest,
) -> Result<kenes_proto::Page, Error> {
    check_collection("parent", COLLECTION, &request.parent)?;
    redaction::list::<RedactablePersons>(&api.app, context, request).await
}
