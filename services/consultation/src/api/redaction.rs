//! The redaction of comments: who asks for it in which words. The steps are common to both services.

use common::{
    Error,
    context::Context,
    redaction::{self, Proposal},
    store::Tx,
};
use kenes_proto::{consultation as pb, record};

use super::Api;
use crate::redaction::RedactableComments;

pub(super) fn propose(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::RedactCommentRequest,
) -> Result<record::Redaction, Error> {
    let request = request.clone();
    let proposal = Proposal {
        action: request.action(),
        name: request.name,
        etag: request.etag,
        redaction_id: request.redaction_id,
        basis_code: request.basis_code,
        reasons: request.reasons,
        decision: request.decision,
    };
    redaction::propose::<RedactableComments>(tx, context, &proposal)
}

pub(super) async fn approve(
    api: &Api,
    context: Context,
    request: record::ApproveRedactionRequest,
) -> Result<record::Redaction, Error> {
    redaction::approve::<RedactableComments>(&api.app, &api.search, context, request).await
}
