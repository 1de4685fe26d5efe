//! The steps of a redaction that happen without a caller: what was approved is carried out, also after a crash.

use common::{Error, app::App, context::Context, redaction as steps};
use kenes_proto::record as pb;

use crate::api::redaction::RedactableComments;

/// Approves, and goes no further: what a crash right after the approval leaves.
pub async fn decide(
    app: &App,
    context: Context,
    request: pb::ApproveRedactionRequest,
) -> Result<pb::Redaction, Error> {
    steps::decide::<RedactableComments>(app, context, request).await
}

/// Carries out an approved redaction once it is signed; false if that takes too long.
pub async fn finish(app: &App, name: &str) -> Result<bool, Error> {
    steps::finish::<RedactableComments>(app, name).await
}

/// Carries out what was approved, now and whenever something is left over, until `stop`.
pub async fn keep_finishing(app: App, stop: impl Future<Output = ()>) {
    steps::keep_finishing::<RedactableComments>(app, stop).await;
}
