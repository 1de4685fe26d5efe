//! R2: two replicas of the consultation service on one PostgreSQL, both written to; one after the other is stopped (SIGSTOP) for
//! 14 seconds, whatever it holds at that moment, and then goes on. Must come out: the other one acknowledges writes again before
//! long, since the server ends the transaction of one that is silent; 0 acknowledged comments lost, 0 written twice, 0 places
//! changed, one history.
//!
//! The control takes the turn to write and does not give it back: the same check must see that nobody writes.
//! Needs PostgreSQL: `tests/postgres tests/faults/run R2`.

use std::time::{Duration, Instant};

use common::store::Mode;
use tokio::time::sleep;

use crate::{
    Experiment, Outcome, Plan, check,
    dice::Dice,
    load::{Shared, lock},
    replicas::Pair,
};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "R2",
    name: "one_of_two_replicas_is_stopped_and_the_other_goes_on",
    run: |plan| plan.block_on(stopped(plan)),
    control: ("a_turn_that_is_never_given_back_is_seen", |plan| {
        plan.block_on(kept(plan))
    }),
};

/// How long one is stopped.
const STOP: Duration = Duration::from_secs(14);
/// How long nobody may acknowledge anything meanwhile: three seconds until the server acts, and some for a busy machine.
const LONGEST: Duration = Duration::from_secs(6);

async fn stopped(plan: Plan) -> Outcome<String> {
    let stops = usize::try_from(plan.times(2, 2))?;
    let folder = tempfile::tempdir()?;
    let mut pair = Pair::begin(folder.path()).await?;
    let (load, mut dice) = (pair.load(plan.seed)?, Dice(plan.seed));
    let (mut wrong, mut longest) = (Vec::new(), Duration::ZERO);
    for n in 0..stops {
        load.shared.working().await?;
        sleep(Duration::from_millis(dice.below(300))).await;
        pair.replicas[n % 2].signal("STOP")?;
        let silent = silence(&load.shared, STOP).await;
        pair.replicas[n % 2].signal("CONT")?;
        longest = longest.max(silent);
        wrong.extend(compare(silent));
    }
    load.shared.working().await?;
    let shared = load.end().await?;
    wrong.extend(pair.settle(&shared).await?);
    check::end(wrong)?;
    Ok(format!(
        "{stops} replicas stopped for {} s each, at most {} ms without an acknowledgement; {} acknowledged, 0 lost, 0 duplicated, 0 \
         places changed",
        STOP.as_secs(),
        longest.as_millis(),
        lock(&shared.notes).len(),
    ))
}

/// The longest time within this one in which nothing was acknowledged.
async fn silence(shared: &Shared, within: Duration) -> Duration {
    let begun = Instant::now();
    let (mut seen, mut since, mut longest) = (lock(&shared.notes).len(), begun, Duration::ZERO);
    while begun.elapsed() < within {
        sleep(Duration::from_millis(5)).await;
        let now = lock(&shared.notes).len();
        if now > seen {
            (seen, since) = (now, Instant::now());
        }
        longest = longest.max(since.elapsed());
    }
    longest
}

fn compare(silent: Duration) -> Option<String> {
    (silent > LONGEST).then(|| format!("nobody acknowledged anything for {silent:?}"))
}

async fn kept(plan: Plan) -> Outcome<String> {
    let folder = tempfile::tempdir()?;
    let pair = Pair::begin(folder.path()).await?;
    let load = pair.load(plan.seed)?;
    load.shared.working().await?;
    // Its transaction is busy all the time, so the server does not end it.
    let hold = format!(
        "SELECT CAST(1 AS BIGINT) FROM pg_sleep({})",
        LONGEST.as_secs() + 2
    );
    let held = pair.store.write("Hold", Mode::Commit, move |tx| {
        tx.query(&hold, &[]).map(drop)
    });
    let (silent, held) = tokio::join!(
        silence(&load.shared, LONGEST + Duration::from_secs(2)),
        held
    );
    held?;
    load.end().await?;
    match compare(silent) {
        Some(_) => Ok("a turn that is kept is seen".into()),
        None => Err(format!("the turn was kept, and {silent:?} is no silence").into()),
    }
}
