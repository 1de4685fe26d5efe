//! Handlers of the erasure of persons.

use common::{
    Error,
    context::Context,
    redaction::{self, Proposal, check_collection},
};
use kenes_proto::{
    record::{self, redaction::Action},
    registry as pb,
};

use super::Api;
use crate::redaction::RedactablePersons;

/// The collection in which this service redacts.
const COLLECTION: &str = "persons";

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
