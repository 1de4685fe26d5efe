//! R3: two replicas of the consultation service on one PostgreSQL, both written to; the database loses its last entries under them and
//! every connection with them, as when a standby takes over that had not received all. Must come out: both replicas end with 76,
//! and so they do when they are started again.
//!
//! The control only cuts the connections: the same check must see that nobody ended, and both go on.
//! Needs PostgreSQL: `tests/postgres tests/faults/run R3`.

use std::time::Duration;

use common::store::{Mode, Store, Tx, leaves};
use tokio::time::timeout;

use crate::{
    Experiment, Outcome, Plan, check,
    dice::Dice,
    load::lock,
    replicas::Pair,
    server::{Server, Start},
};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "R3",
    name: "replicas_end_on_a_database_that_lost_its_tail",
    run: |plan| plan.block_on(lost(plan)),
    control: ("connections_that_are_cut_end_nobody", |plan| {
        plan.block_on(cut(plan))
    }),
};

/// What a process ends with whose record is not what was signed.
const RECORD: Option<i32> = Some(76);
/// How long a replica may take to notice.
const PATIENCE: Duration = Duration::from_secs(5);

async fn lost(plan: Plan) -> Outcome<String> {
    let runs = plan.times(1, 3);
    let mut dice = Dice(plan.seed);
    let (mut wrong, mut most) = (Vec::new(), 0);
    for _ in 0..runs {
        let folder = tempfile::tempdir()?;
        let mut pair = Pair::begin(folder.path()).await?;
        let load = pair.load(plan.seed)?;
        while lock(&load.shared.notes).len() < 100 {
            load.shared.working().await?;
        }
        let fewer = 1 + dice.below(30);
        most = most.max(fewer);
        lose(&pair.store, fewer).await?;
        wrong.extend(ended(&mut pair).await);
        if lock(&load.shared.checkpoints).is_empty() {
            wrong.push("nothing was signed before".into());
        }
        // Nobody is left who answers.
        drop(load);
        for replica in &mut pair.replicas {
            match replica.try_start().await? {
                Start::Ended(RECORD, _) => {}
                Start::Ended(code, said) => {
                    wrong.push(format!("started again, it ended with {code:?}: {said}"));
                }
                Start::Serves => wrong.push("started again, it serves".into()),
            }
        }
    }
    check::end(wrong)?;
    Ok(format!(
        "{runs} times up to {most} entries were lost: both replicas ended with 76, and would not start"
    ))
}

/// Takes the last entries away, and cuts all connections but its own.
async fn lose(store: &Store, entries: u64) -> Outcome<()> {
    let work = move |tx: &mut dyn Tx| {
        let first = leaves::size(tx)?.saturating_sub(entries);
        let sql = "DELETE FROM revision WHERE entry >= $1";
        tx.execute(sql, &[leaves::integer(first)?])?;
        let sql = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                   WHERE pid <> pg_backend_pid() AND datname = current_database()";
        tx.query(sql, &[]).map(drop)
    };
    Ok(store.write("Lose", Mode::Commit, work).await?)
}

/// What is wrong with how the replicas ended.
async fn ended(pair: &mut Pair) -> Vec<String> {
    let mut wrong = Vec::new();
    for replica in &mut pair.replicas {
        wrong.extend(one(replica).await.err());
    }
    wrong
}

async fn one(replica: &mut Server) -> Result<(), String> {
    match replica.ended(PATIENCE).await {
        Ok((RECORD, _)) => Ok(()),
        Ok((code, _)) => Err(format!("a replica ended with {code:?}")),
        Err(error) => Err(error.to_string()),
    }
}

async fn cut(plan: Plan) -> Outcome<String> {
    let folder = tempfile::tempdir()?;
    let mut pair = Pair::begin(folder.path()).await?;
    let load = pair.load(plan.seed)?;
    load.shared.working().await?;
    lose(&pair.store, 0).await?;
    let seen = ended(&mut pair).await;
    if seen.len() != 2 {
        return Err("a replica ended that lost nothing".into());
    }
    load.shared.working().await?;
    let shared = timeout(6 * PATIENCE, load.end()).await??;
    check::end(pair.settle(&shared).await?)?;
    Ok("two replicas whose connections were cut go on, and are not taken for ended".into())
}
