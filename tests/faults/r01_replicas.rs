//! R1: two replicas of the consultation service on one PostgreSQL, both written to; one after the other is killed, 20 times.
//! Must come out: the other one goes on each time; 0 acknowledged comments lost, 0 written twice, 0 places changed; every receipt
//! and every checkpoint of either replica is of the one history.
//!
//! Needs PostgreSQL: `tests/postgres tests/faults/run R1`.

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use common::store::Mode;

use crate::{
    Experiment, Outcome, Plan, check,
    dice::Dice,
    ledger::Ledger,
    load::{Shared, lock},
    replicas::{Pair, WRITERS},
};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "R1",
    name: "one_of_two_replicas_is_killed_and_the_other_goes_on",
    run: |plan| plan.block_on(killed(plan)),
    control: ("a_leaf_that_was_changed_is_seen", |plan| {
        plan.block_on(tampered(plan))
    }),
};

/// From the moment that both are written to, one lives so many milliseconds.
const LIFE: std::ops::Range<u64> = 100..500;
/// How long the other one may take to acknowledge the next write.
const PATIENCE: Duration = Duration::from_secs(10);

async fn killed(plan: Plan) -> Outcome<String> {
    let kills = usize::try_from(plan.times(20, 20))?;
    let folder = tempfile::tempdir()?;
    let mut pair = Pair::begin(folder.path()).await?;
    let (load, mut dice) = (pair.load(plan.seed)?, Dice(plan.seed));
    let (begun, mut longest) = (Instant::now(), Duration::ZERO);
    for killed in (0..2).cycle().take(kills) {
        load.shared.working().await?;
        tokio::time::sleep(Duration::from_millis(dice.of(LIFE))).await;
        pair.replicas[killed].kill()?;
        longest = longest.max(next(&load.shared).await?);
        pair.replicas[killed].restart().await?;
    }
    let shared = load.end().await?;
    let spent = begun.elapsed().as_secs_f64();
    let mut wrong = pair.settle(&shared).await?;
    let notes = lock(&shared.notes).len();
    let unanswered = shared.unanswered.load(Ordering::Relaxed);
    if notes < 2 * kills || unanswered == 0 {
        wrong.push(format!("the kills met no load, this run shows nothing: {notes} acknowledged, {unanswered} cut off"));
    }
    check::end(wrong)?;
    Ok(format!(
        "{kills} replicas killed in {spent:.0} s, at most {} ms until the other one acknowledged a write; {notes} acknowledged, 0 lost, 0 \
         duplicated, 0 places changed; {} checkpoints of both replicas are of one history; {unanswered} answers were cut off",
        longest.as_millis(),
        lock(&shared.checkpoints).len(),
    ))
}

/// Waits until something more is acknowledged; returns how long that took.
async fn next(shared: &Shared) -> Outcome<Duration> {
    let (begun, before) = (Instant::now(), lock(&shared.notes).len());
    // What the one that was killed had acknowledged may still be on its way to the list.
    while lock(&shared.notes).len() < before + 2 * usize::try_from(WRITERS)? {
        if begun.elapsed() > PATIENCE {
            return Err("the other one did not go on".into());
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    Ok(begun.elapsed())
}

/// The check sees one byte of one leaf.
async fn tampered(plan: Plan) -> Outcome<String> {
    let folder = tempfile::tempdir()?;
    let mut pair = Pair::begin(folder.path()).await?;
    let load = pair.load(plan.seed)?;
    while lock(&load.shared.notes).len() < 50 {
        load.shared.working().await?;
    }
    let shared = load.end().await?;
    check::end(pair.settle(&shared).await?)?;
    let spoil = |tx: &mut dyn common::store::Tx| {
        let sql = "UPDATE revision SET leaf = set_byte(leaf, 110, get_byte(leaf, 110) # 1) WHERE entry = 30";
        tx.execute(sql, &[])
    };
    if pair.store.write("Spoil", Mode::Commit, spoil).await? != 1 {
        return Err("there is no entry to spoil".into());
    }
    match Ledger::of(&pair.store, &pair.replicas[0].data)
        .await?
        .faults(&shared)
        .is_empty()
    {
        true => Err("a leaf was changed, and nobody noticed".into()),
        false => Ok("one byte of a leaf is seen".into()),
    }
}
