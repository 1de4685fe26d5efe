//! T1, for those who watch: the service is killed or stopped again and again under load. Must come out: every watcher sees every
//! entry once and in order, and what it saw is what is told to those who come later.
//!
//! Some watchers stay as long as they are let, some end their streams by themselves; all go on from where they were.

use std::time::Duration;

use tokio::{sync::watch, task::JoinSet, time::timeout};

use crate::{
    Experiment, Outcome, Plan, check,
    dice::Dice,
    ledger::Ledger,
    load::{Load, PATIENCE, lock},
    story,
    watch::{self as watching, Watcher, faults, replayed, size},
};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "T1W",
    name: "watched_through_restarts_every_entry_is_told_once_and_in_order",
    run: |plan| plan.block_on(restarted(plan)),
    control: ("what_is_told_twice_or_not_at_all_is_seen", |plan| {
        plan.block_on(wronged())
    }),
};

const WRITERS: u64 = 4;
const WATCHERS: u64 = 4;
/// From its first acknowledgement, a service lives so many milliseconds.
const LIFE: std::ops::Range<u64> = 30..250;

async fn restarted(plan: Plan) -> Outcome<String> {
    let restarts = plan.times(10, 100);
    let folder = tempfile::tempdir()?;
    let (_registry, mut service) = story::begin(folder.path()).await?;
    let (tell, end) = watch::channel(None);
    let mut watchers = JoinSet::new();
    for n in 0..WATCHERS {
        let mut watcher = Watcher::new(service.channel()?);
        if n % 2 == 1 {
            watcher.whim = 10 * n;
        }
        watchers.spawn(watcher.persist(end.clone()));
    }
    let load = Load::start(|| service.channel(), plan.seed, WRITERS, 0)?;
    let mut dice = Dice(plan.seed);
    for n in 0..restarts {
        load.shared.working().await?;
        tokio::time::sleep(Duration::from_millis(dice.of(LIFE))).await;
        // Most are killed; some are asked to stop, and then say to their watchers where to go on.
        match n % 5 {
            4 => drop(service.stop().await?),
            _ => service.kill()?,
        }
        service.restart().await?;
    }
    let shared = load.end().await?;
    let entries = size(service.channel()?).await?;
    tell.send_replace(Some(entries));
    let mut saw = Vec::new();
    while let Some(watcher) = timeout(6 * PATIENCE, watchers.join_next()).await? {
        saw.push(watcher??);
    }
    let all = replayed(service.channel()?, entries).await?;
    let mut wrong = faults(&saw, all);
    wrong.append(&mut lock(&shared.wrong));
    service.stop().await?;
    let ledger = Ledger::read(&service.data).await?;
    if ledger.leaves.len() as u64 != entries {
        wrong.push(format!(
            "{} entries are in the record, {entries} were told",
            ledger.leaves.len()
        ));
    }
    let fewest = saw.iter().map(|watcher| watcher.streams).min();
    if fewest.is_none_or(|fewest| fewest < restarts / 2) {
        wrong.push(format!(
            "the restarts met no watchers, this run shows nothing: {fewest:?} streams"
        ));
    }
    check::end(wrong)?;
    let streams: u64 = saw.iter().map(|watcher| watcher.streams).sum();
    Ok(format!(
        "{restarts} restarts; {WATCHERS} watchers saw each of {entries} entries once and in order, over {streams} streams"
    ))
}

async fn wronged() -> Outcome<String> {
    let folder = tempfile::tempdir()?;
    let (_registry, service) = story::begin(folder.path()).await?;
    watching::control(&service.channel()?).await
}
