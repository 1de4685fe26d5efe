//! Finds campaigns by itself: reads on in the record which consultations got comments or lost some, looks through those in a
//! while, and repeats the answers given to campaigns under their comments.
//!
//! Nothing of it is done where a comment is written. What a round finds follows from the comments that stand, so one that was
//! broken off is made good by the next, and whoever makes it finds the same. On a shared database one replica at a time is at a
//! consultation: it has it for a minute, and longer as it goes on. Owns when that is done; `round` finds, `repeat` answers.

mod repeat;
mod round;

use std::{collections::BTreeMap, time::Duration};

use common::{
    Error,
    app::App,
    error::cause,
    pace::Pace,
    store::{Mode, Tx},
};
use tokio::time::sleep;

use crate::{domain::campaign as rules, store::campaign_round as rounds};

/// Between two looks at the record.
const IDLE: Duration = Duration::from_secs(1);
/// So many entries are read at once.
const ENTRIES: i64 = 5_000;
/// So many consultations are looked through between two looks at the record.
const AT_ONCE: i64 = 16;
/// For so long a replica has a consultation, in microseconds.
const LEASE: i64 = 60_000_000;

/// What the work is called in the record and in the log.
const METHOD: &str = "GroupComments";

/// Finds campaigns whenever that is due, until `stop`.
pub async fn keep_grouping(app: App, stop: impl Future<Output = ()>) {
    let mut stop = std::pin::pin!(stop);
    loop {
        let round = async {
            if let Err(error) = group_due(&app).await {
                tracing::warn!(cause = cause(&error), "campaigns are looked for later");
            }
            sleep(IDLE).await;
        };
        tokio::select! {
            () = &mut stop => return,
            () = round => {}
        }
    }
}

/// Finds the campaigns of the consultations that are due.
pub async fn group_due(app: &App) -> Result<(), Error> {
    follow(app).await?;
    let now = app.clock.now();
    group_until(app, now, Pace::Beside).await.map(drop)
}

/// Finds the campaigns of all consultations to which something came, also of those that are not due yet, as fast as it can.
pub async fn group_all(app: &App) -> Result<(), Error> {
    follow(app).await?;
    while group_until(app, i64::MAX, Pace::AtOnce).await? {
        follow(app).await?;
    }
    Ok(())
}

/// Reads the record to its end, and notes which consultations are to be looked through.
async fn follow(app: &App) -> Result<(), Error> {
    loop {
        let context = app.own(METHOD);
        let read = |tx: &mut dyn Tx| {
            let position = rounds::position(tx)?;
            Ok((position, rounds::written(tx, position, ENTRIES)?))
        };
        let (position, written) = app.read(&context, read).await?;
        let Some((last, _)) = written.last() else {
            return Ok(());
        };
        let (last, mut concerned) = (*last, BTreeMap::new());
        for (entry, name) in &written {
            let name = name.as_deref().and_then(rules::concerned);
            concerned.extend(name.map(|name| (name.to_owned(), *entry)));
        }
        let note = move |tx: &mut dyn Tx| {
            if rounds::advance(tx, position, last)? {
                for (consultation, entry) in &concerned {
                    rounds::mark(tx, consultation, *entry, context.now)?;
                }
            }
            Ok(())
        };
        app.store.write(METHOD, Mode::Commit, note).await?;
    }
}

/// Looks through the consultations that are due by a time; whether there were any. One that fails keeps no other waiting.
async fn group_until(app: &App, until: i64, pace: Pace) -> Result<bool, Error> {
    let context = app.own(METHOD);
    let now = context.now;
    let due = move |tx: &mut dyn Tx| rounds::due(tx, until, now, AT_ONCE);
    let due = app.read(&context, due).await?;
    let (mut any, mut outcome) = (false, Ok(()));
    for consultation in due {
        match group(app, &consultation, pace).await {
            Ok(taken) => any |= taken,
            Err(error) => outcome = outcome.and(Err(error)),
        }
    }
    outcome.map(|()| any)
}

/// Looks through a consultation, unless somebody else is at it.
async fn group(app: &App, consultation: &str, pace: Pace) -> Result<bool, Error> {
    let now = app.clock.now();
    let name = consultation.to_owned();
    let take = move |tx: &mut dyn Tx| rounds::take(tx, &name, now, now + LEASE);
    let Some(seen) = app.store.write(METHOD, Mode::Commit, take).await? else {
        return Ok(false);
    };
    let comments = round::run(app, consultation, pace).await?;
    repeat::run(app, consultation).await?;
    let (name, now) = (consultation.to_owned(), app.clock.now());
    let done = move |tx: &mut dyn Tx| rounds::done(tx, &name, seen, comments, now);
    app.store.write(METHOD, Mode::Commit, done).await?;
    Ok(true)
}

/// Keeps a consultation for longer; called between two steps of a round.
async fn keep(app: &App, consultation: &str) -> Result<(), Error> {
    let (name, until) = (consultation.to_owned(), app.clock.now() + LEASE);
    let keep = move |tx: &mut dyn Tx| rounds::keep(tx, &name, until);
    app.store.write(METHOD, Mode::Commit, keep).await
}
