//! Resolves comments and participations that were accepted while the registry did not answer: asks it for their day and
//! settles each claim exactly once.
//!
//! A claim is settled in the transaction that takes it off the list of those waiting, so any number of replicas may run
//! this. Only what the registry says of the organization or the person settles a claim. Any other refusal leaves it waiting,
//! is said with what waits, and is counted.

use std::time::Duration;

use common::{
    Error,
    app::App,
    context::Context,
    error, resource,
    store::{Mode, Tx},
};
use kenes_proto::types::ErrorReason as Reason;
use rand::Rng;

use crate::{
    Registry,
    domain::{
        claim::{self, Answer, Claim, Spoken},
        redaction,
    },
    registry::RegistryError,
    store::{
        comment::{self, Comments},
        participation::Participations,
        pending::{self, Waiting, Waits},
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
    /// Comments and participations that are now verified or not verified.
    pub resolved: u64,
    /// Claims put back for later.
    pub postponed: usize,
    /// Whether more claims may be waiting now.
    pub more: bool,
    /// Claims that wait after it, and those of them of which the registry refuses to say.
    pub waiting: i64,
    pub stuck: i64,
}

impl Round {
    /// The same, with what is left; the metrics say so too.
    fn counted(self, waits: Waits) -> Self {
        let Waits { all, stuck } = waits;
        for (state, count) in [("waiting", all - stuck), ("stuck", stuck)] {
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            metrics::gauge!("kenes_pending_comments", "state" => state).set(count);
        }
        Self {
            waiting: all,
            stuck,
            ..self
        }
    }
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
                ..
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
    Settled(Answer),
    /// The registry was silent, or refuses to say, for a reason.
    Postponed(Option<Reason>),
}

/// One round: asks about the claims whose turn it is, and writes what came of it in one transaction.
pub async fn resolve_once(app: &App, registry: &Registry) -> Result<Round, Error> {
    let context = app.own("ResolveComments");
    let now = context.now;
    let read = move |tx: &mut dyn Tx| Ok((pending::due(tx, now, ROUND)?, pending::count(tx)?));
    let (due, waits) = app.read(&context, read).await?;
    if due.is_empty() {
        return Ok(Round::default().counted(waits));
    }
    let full = i64::try_from(due.len()).is_ok_and(|n| n == ROUND);
    let mut outcomes = Vec::new();
    let mut unanswered = 0;
    for waiting in due {
        if unanswered == GIVE_UP {
            break;
        }
        let outcome = match registry.answer(&waiting.claim).await {
            Ok(answer) => Outcome::Settled(answer),
            Err(RegistryError::Unanswered) => Outcome::Postponed(None),
            Err(RegistryError::Refused(error)) => {
                let name = &waiting.name;
                tracing::warn!(name, %error, "the registry refuses to say who speaks");
                Outcome::Postponed(Some(error.reason()))
            }
        };
        unanswered = match outcome {
            Outcome::Postponed(None) => unanswered + 1,
            _ => 0,
        };
        outcomes.push((waiting, outcome));
    }
    let postponed = outcomes.iter();
    let postponed = postponed.filter(|(_, o)| matches!(o, Outcome::Postponed(_)));
    let postponed = postponed.count();
    let hearings = app.own("ResolveParticipations");
    let work = move |tx: &mut dyn Tx| {
        let mut resolved = 0_u64;
        let contexts = [&context, &hearings];
        for (waiting, outcome) in &outcomes {
            let settled = carry_out(tx, contexts, waiting, outcome)?;
            resolved += u64::from(settled);
        }
        Ok((resolved, pending::count(tx)?))
    };
    let (resolved, waits) = app
        .store
        .write("ResolveComments", Mode::Commit, work)
        .await?;
    metrics::counter!("kenes_comments_resolved_total").increment(resolved);
    let round = Round {
        resolved,
        postponed,
        more: full && unanswered < GIVE_UP,
        ..Round::default()
    };
    Ok(round.counted(waits))
}

/// Writes what became of a claim; returns whether it was this process that settled it.
fn carry_out(
    tx: &mut dyn Tx,
    contexts: [&Context; 2],
    waiting: &Waiting,
    outcome: &Outcome,
) -> Result<bool, Error> {
    let (name, now) = (waiting.name.as_str(), contexts[0].now);
    match outcome {
        Outcome::Settled(answer) => {
            let settle = Change::Settle(&waiting.claim, answer, now);
            Ok(pending::take(tx, name)? && change(tx, contexts, name, &settle)?)
        }
        Outcome::Postponed(None) => {
            pending::postpone(tx, waiting, &waiting.refusal, now).map(|()| false)
        }
        Outcome::Postponed(Some(reason)) => {
            let refusal = error::name(*reason);
            if refusal != waiting.refusal {
                change(tx, contexts, name, &Change::Explain(*reason))?;
            }
            pending::postpone(tx, waiting, refusal, now).map(|()| false)
        }
    }
}

/// What is done to a message that waits.
enum Change<'a> {
    Settle(&'a Claim, &'a Answer, i64),
    Explain(Reason),
}

impl Change<'_> {
    /// Does it, unless the message no longer waits; returns whether it did.
    fn apply(&self, spoken: &mut impl Spoken) -> bool {
        let waits = claim::waits(spoken);
        match self {
            _ if !waits => {}
            Self::Settle(asked, answer, now) => claim::settle(spoken, asked, answer, *now),
            Self::Explain(reason) => claim::explain(spoken, *reason),
        }
        waits
    }
}

/// Changes a comment or a participation that waits; returns whether it still did.
fn change(
    tx: &mut dyn Tx,
    [comments, hearings]: [&Context; 2],
    name: &str,
    change: &Change<'_>,
) -> Result<bool, Error> {
    if name.starts_with("hearings/") {
        let mut participation = resource::get::<Participations>(tx, name)?;
        let waited = change.apply(&mut participation);
        if waited {
            resource::save::<Participations>(tx, hearings, participation)?;
        }
        return Ok(waited);
    }
    let before = resource::get::<Comments>(tx, name)?;
    let mut comment = before.clone();
    let waited = change.apply(&mut comment);
    if waited {
        redaction::stay_hidden(&mut comment);
        comment::settle(tx, comments, &before, comment)?;
    }
    Ok(waited)
}
