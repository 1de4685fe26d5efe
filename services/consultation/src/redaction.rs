//! The steps of a redaction that happen without a caller: what was approved is carried out, also after a crash.

use common::{
    Error,
    kit::{Context, Kit},
    redaction as steps,
};
use kenes_proto::record as pb;

use crate::api::redaction::RedactableComments;

/// Approves, and goes no further: what a crash right after the approval leaves.
pub async fn decide(
    kit: &Kit,
    context: Context,
    request: pb::ApproveRedactionRequest,
) -> Result<pb::Redaction, Error> {
    steps::decide::<RedactableComments>(kit, context, request).await
}

/// Carries out an approved redaction once it is signed; false if that takes too long.
pub async fn finish(kit: &Kit, name: &str) -> Result<bool, Error> {
    steps::finish::<RedactableComments>(kit, name).await
}

/// Carries out what was approved, now and whenever something is left over, until `stop`.
pub async fn keep_finishing(kit: Kit, stop: impl Future<Output = ()>) {
    steps::keep_finishing::<RedactableComments>(kit, stop).await;
}
