//! The erasure of persons: who asks for it in which words. The steps are common to both services.

use common::{
    Error,
    context::Context,
    redaction::{self, Proposal},
    store::Tx,
};
use kenes_proto::{
    record::{self, redaction::Action},
    registry as pb,
};

use super::Api;
use crate::redaction::RedactablePersons;

pub(super) fn erase(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::ErasePersonRequest,
) -> Result<record::Redaction, Error> {
    let request = request.clone();
    let proposal = Proposal {
        action: Action::Erase,
        name: request.name,
        etag: request.etag,
        redaction_id: request.redaction_id,
        basis_code: request.basis_code,
        reasons: request.reasons,
        decision: request.decision,
    };
    redaction::propose::<RedactablePersons>(tx, context, &proposal)
}

pub(super) async fn approve(
    api: &Api,
    context: Context,
    request: record::ApproveRedactionRequest,
) -> Result<record::Redaction, Error> {
    redaction::approve::<RedactablePersons>(&api.app, &(), context, request).await
}
