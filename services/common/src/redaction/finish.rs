//! Carrying out what was approved: once its approval is signed, what is to go is deleted, exactly once.
//!
//! The approval's own call tries it; whatever stops that one, a crash included, is made up for by [`keep_finishing`].

use std::time::Duration;

use kenes_proto::record::{self as pb, redaction::State};

use super::{Elsewhere, Redactable, rules, stored, stored::Redactions};
use crate::{Error, app::App, error::cause, resource};

/// Between two looks for what is unfinished.
const IDLE: Duration = Duration::from_secs(5);
/// Redactions looked at in one round.
const ROUND: i64 = 100;

/// Carries out an approved redaction as soon as its approval is signed and nothing is left of it elsewhere; false if that takes too
/// long. One that is carried out stays so.
pub async fn finish<R: Redactable>(
    app: &App,
    elsewhere: &impl Elsewhere,
    name: &str,
) -> Result<bool, Error> {
    let context = app.own("FinishRedaction");
    let wanted = name.to_owned();
    let redaction = app
        .read(&context, move |tx| resource::get::<Redactions>(tx, &wanted))
        .await?;
    if redaction.state() != State::Approved {
        return Ok(redaction.state() == State::Done);
    }
    if !is_signed(app, &redaction).await? || !elsewhere.forgotten(app, &redaction).await? {
        return Ok(false);
    }
    R::beforehand(app, &redaction).await?;
    let name = name.to_owned();
    app.write(context, move |tx, context| {
        let mut redaction = resource::get::<Redactions>(tx, &name)?;
        // Another process, or another try, may have been first.
        if redaction.state() != State::Approved {
            return Ok(redaction);
        }
        for reached in &redaction.redacted_resources {
            stored::carry_out(tx, reached)?;
        }
        R::forget(tx, &redaction)?;
        rules::finish(&mut redaction, context.now);
        resource::save::<Redactions>(tx, context, redaction)
    })
    .await?;
    app.store.scrub().await?;
    Ok(true)
}

/// Waits until the approval, and what it left in public, are signed; false if that takes too long.
async fn is_signed(app: &App, redaction: &pb::Redaction) -> Result<bool, Error> {
    let mut last = Some(0);
    let own = (
        redaction.name.clone(),
        resource::revision(&redaction.etag).unwrap_or_default(),
    );
    let public = redaction
        .redacted_resources
        .iter()
        .map(|reached| (reached.name.clone(), reached.public_revision));
    for (name, revision) in std::iter::once(own).chain(public) {
        let index = app.log.index(&name, revision).await?;
        last = last.zip(index).map(|(last, index)| index.max(last));
    }
    match last {
        Some(index) => Ok(app.log.is_signed(index).await),
        None => Ok(false),
    }
}

/// Finishes what was approved and is not carried out, now and every few seconds, until `stop`; and what an erasure left in
/// the files of the store when it was cut short.
pub async fn keep_finishing<R: Redactable>(
    app: App,
    elsewhere: impl Elsewhere,
    stop: impl Future<Output = ()>,
) {
    let mut stop = std::pin::pin!(stop);
    loop {
        let round = async {
            if let Err(error) = round::<R>(&app, &elsewhere).await {
                tracing::warn!(cause = cause(&error), "redactions are finished later");
            }
            if let Err(error) = app.store.scrub_if_owed().await {
                tracing::warn!(cause = cause(&error), "the store is scrubbed later");
            }
            tokio::time::sleep(IDLE).await;
        };
        tokio::select! {
            () = &mut stop => return,
            () = round => {}
        }
    }
}

async fn round<R: Redactable>(app: &App, elsewhere: &impl Elsewhere) -> Result<(), Error> {
    let context = app.own("FinishRedaction");
    let names = app
        .read(&context, |tx| stored::unfinished(tx, ROUND))
        .await?;
    for name in names {
        // One that cannot be finished must not keep the others waiting.
        if let Err(error) = finish::<R>(app, elsewhere, &name).await {
            postponed(&name, &error);
        }
    }
    Ok(())
}

/// Says that a redaction is carried out later.
pub(super) fn postponed(name: &str, error: &Error) {
    tracing::warn!(
        name,
        cause = cause(error),
        "a redaction is carried out later"
    );
}
