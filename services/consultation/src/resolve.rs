//! Resolves comments that were accepted while the registry did not answer: asks it for the day of the comment and settles the
//! claim exactly once.
//!
//! A claim is settled in the transaction that takes it off the list of those waiting, so any number of replicas may run
//! this. Only what the registry says of the organization settles a claim; any other refusal leaves it waiting.

use std::{sync::Arc, time::Duration};

use common::{Error, app::App, context::Context, resource, store::Tx};
use kenes_proto::{
    consultation::comment::Verification, registry::Standing, types::ErrorReason as Reason,
};
use rand::Rng;

use crate::{
    Registry,
    domain::{
        comment::{self as rules, StandingAnswer},
        redaction,
    },
    registry::RegistryError,
    store::{
        comment::Comments,
        pending::{self, Claim},
    },
};

/// Claims looked at in one round.
const ROUND: i64 = 200;
/// So many questions in a row without an answer end a round: the registry is down, it is not one claim that is odd.
const GIVE_UP: usize = 3;
/// Between two looks at the list while nothing waits, and the longest while the registry is silent.
const IDLE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// What a round came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Comments that are now verified or not verified.
    pub resolved: u64,
    /// Claims put back for later.
    pub postponed: usize,
    /// Whether more claims may be waiting now.
    pub more: bool,
}

/// Resolves comments until `stop`.
pub async fn resolve(app: App, registry: Registry, stop: impl Future<Output = ()>) {
    metrics::counter!("kenes_comments_resolved_total").increment(0);
    let mut stop = std::pin::pin!(stop);
    let mut silent = 0_u32;
    loop {
        let round = tokio::select! {
            () = &mut stop => return,
            round = resolve_once(&app, &registry) => round,
        };
        let pause = match round {
            Ok(Round {
                resolved: 0,
                postponed: 0,
                more: false,
            }) => IDLE,
            Ok(Round { resolved: 0, .. }) => {
                silent += 1;
                pause(silent)
            }
            Ok(Round { more, .. }) => {
                silent = 0;
                if more { Duration::ZERO } else { IDLE }
            }
            Err(error) => {
                tracing::error!(%error, cause = ?std::error::Error::source(&error), "pending comments were not resolved");
                silent += 1;
                pause(silent)
            }
        };
        tokio::select! {
            () = &mut stop => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Longer each time, and never the same for two replicas.
fn pause(silent: u32) -> Duration {
    let longest = IDLE * 2_u32.saturating_pow(silent.min(6));
    longest
        .min(LONGEST_PAUSE)
        .mul_f64(rand::rng().random_range(0.5..1.0))
}

/// What becomes of a claim.
enum Outcome {
    Settled(Option<Arc<Standing>>),
    Postponed,
}

/// One round: asks about the claims whose turn it is, and writes what came of it in one transaction.
pub async fn resolve_once(app: &App, registry: &Registry) -> Result<Round, Error> {
    let context = app.own("ResolveComments");
    let now = context.now;
    let due = app
        .read(&context, move |tx| pending::due(tx, now, ROUND))
        .await?;
    if due.is_empty() {
        return Ok(Round::default());
    }
    let full = i64::try_from(due.len()).is_ok_and(|n| n == ROUND);
    let mut outcomes = Vec::new();
    let mut unanswered = 0;
    for claim in due {
        if unanswered == GIVE_UP {
            break;
        }
        let asked = registry.standing(
            &claim.subject,
            &claim.organization,
            rules::POWER,
            claim.as_of,
        );
        let outcome = match asked.await {
            Ok(standing) => Outcome::Settled(Some(standing)),
            Err(RegistryError::Refused(error)) if error.reason() == Reason::ResourceNotFound => {
                Outcome::Settled(None)
            }
            Err(RegistryError::Refused(error)) => {
                tracing::warn!(comment = claim.comment, %error, "the registry refuses to say");
                Outcome::Postponed
            }
            Err(RegistryError::Unanswered) => Outcome::Postponed,
        };
        unanswered = match outcome {
            Outcome::Settled(_) => 0,
            Outcome::Postponed => unanswered + 1,
        };
        outcomes.push((claim, outcome));
    }
    let postponed = outcomes
        .iter()
        .filter(|(_, o)| matches!(o, Outcome::Postponed))
        .count();
    let resolved = app
        .write(context, move |tx, context| {
            let mut resolved = 0_u64;
            for (claim, outcome) in &outcomes {
                match outcome {
                    Outcome::Postponed => pending::postpone(tx, claim, context.now)?,
                    Outcome::Settled(standing) => {
                        resolved += u64::from(settle(tx, context, claim, standing.as_deref())?);
                    }
                }
            }
            Ok(resolved)
        })
        .await?;
    metrics::counter!("kenes_comments_resolved_total").increment(resolved);
    Ok(Round {
        resolved,
        postponed,
        more: full && unanswered < GIVE_UP,
    })
}

/// Settles a claim; returns whether it was this process that did.
fn settle(
    tx: &mut dyn Tx,
    context: &Context,
    claim: &Claim,
    standing: Option<&Standing>,
) -> Result<bool, Error> {
    let taken = pending::take(tx, &claim.comment)?;
    let mut comment = resource::get::<Comments>(tx, &claim.comment)?;
    if !taken || comment.verification() != Verification::Pending {
        return Ok(false);
    }
    let answer = standing.map_or(StandingAnswer::Unknown, StandingAnswer::Standing);
    rules::settle(&mut comment, &claim.subject, answer, context.now);
    redaction::stay_hidden(&mut comment);
    resource::save::<Comments>(tx, context, comment)?;
    Ok(true)
}
