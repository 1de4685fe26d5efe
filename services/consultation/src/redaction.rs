//! How comments are redacted, and the steps of it that happen without a caller: what was approved is carried out, also
//! after a crash.

use common::{
    Error,
    app::App,
    context::Context,
    redaction::{self as steps, Elsewhere, Redactable},
    store::Tx,
};
use kenes_proto::{
    consultation as pb,
    record::{self, redaction::Action},
};

use crate::{
    Search, attachments,
    domain::redaction as rules,
    store::comment::{self, Comments},
};

/// How comments are redacted.
pub(crate) struct RedactableComments;

impl Redactable for RedactableComments {
    type Kind = Comments;
    const COLLECTION: &'static str = "consultations";

    fn check(comment: &pb::Comment, action: Action) -> Result<(), Error> {
        rules::check(comment, action)
    }

    fn publish(
        tx: &mut dyn Tx,
        context: &Context,
        before: pb::Comment,
        redaction: &record::Redaction,
    ) -> Result<(), Error> {
        let mut after = before.clone();
        rules::redact(&mut after, redaction.action(), &redaction.name, context.now);
        comment::redact(tx, context, &before, after)
    }

    /// What an erased comment named goes before the erasure says that it is done.
    async fn beforehand(app: &App, redaction: &record::Redaction) -> Result<(), Error> {
        if redaction.action() == Action::Erase {
            for reached in &redaction.redacted_resources {
                attachments::remove_of(app, &reached.name).await?;
            }
        }
        Ok(())
    }

    fn forget(tx: &mut dyn Tx, redaction: &record::Redaction) -> Result<(), Error> {
        comment::forget(tx, redaction)
    }
}

/// What was said is in the index of searches, too.
impl Elsewhere for Search {
    async fn forgotten(&self, app: &App, redaction: &record::Redaction) -> Result<bool, Error> {
        Self::forgotten(self, app, redaction).await
    }
}

/// Approves, and goes no further: what a crash right after the approval leaves.
pub async fn decide(
    app: &App,
    context: Context,
    request: record::ApproveRedactionRequest,
) -> Result<record::Redaction, Error> {
    steps::decide::<RedactableComments>(app, context, request).await
}

/// Carries out an approved redaction once it is signed and its words are gone from the index of searches; false if that takes too
/// long.
pub async fn finish(app: &App, search: &Search, name: &str) -> Result<bool, Error> {
    steps::finish::<RedactableComments>(app, search, name).await
}

/// Carries out what was approved, now and whenever something is left over, until `stop`.
pub async fn keep_finishing(app: App, search: Search, stop: impl Future<Output = ()>) {
    steps::keep_finishing::<RedactableComments>(app, search, stop).await;
}
