//! The steps of an erasure that happen without a caller: what was approved is carried out, also after a crash.

use common::{Error, app::App, redaction as steps};

use crate::api::redaction::RedactablePersons;

/// Carries out an approved erasure once it is signed; false if that takes too long.
pub async fn finish(app: &App, name: &str) -> Result<bool, Error> {
    steps::finish::<RedactablePersons>(app, name).await
}

/// Carries out what was approved, now and whenever something is left over, until `stop`.
pub async fn keep_finishing(app: App, stop: impl Future<Output = ()>) {
    steps::keep_finishing::<RedactablePersons>(app, stop).await;
}
