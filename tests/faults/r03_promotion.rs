//! R3: two replicas of the consultation service on one PostgreSQL whose standby is asynchronous, both written to; the standby stops
//! receiving, 1 to 30 comments more are acknowledged, and it takes over: half of the times the primary is lost before, half of the
//! times it goes on until connections lead to the new one. Must come out: both replicas end with 76 and say from which entry on the
//! database has lost what they signed; so they do when they are started again, and so does a new one that has nothing but their key;
//! and nothing in the new primary is changed by them, not even by one that has not noticed yet and tells it what was signed.
//!
//! The control does the same where the standby is synchronous: nobody ends, both replicas go on writing on the new primary, 0
//! acknowledged comments are lost, 0 written twice, 0 places changed, one history.
//! Needs PostgreSQL, and starts servers of its own besides: `tests/postgres tests/faults/run R3`.

use std::{sync::Arc, time::Duration};

use kenes_proto::record::{FetchCheckpointRequest, record_service_client::RecordServiceClient};
use tlog::{Damage, proof::Receipt};

use crate::{
    Experiment, Outcome, Plan, check,
    cluster::Cluster,
    dice::Dice,
    load::{Load, Note, Shared, lock},
    replicas::{Pair, WRITERS},
    server::{Server, Start},
};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "R3",
    name: "replicas_end_on_a_standby_that_took_over_without_all",
    run: |plan| plan.block_on(lost(plan)),
    control: ("a_standby_that_took_over_with_all_ends_nobody", |plan| {
        plan.block_on(kept(plan))
    }),
};

/// What a process ends with whose record is not what was signed.
const RECORD: Option<i32> = Some(76);
/// How long a replica may take to notice.
const PATIENCE: Duration = Duration::from_secs(5);

/// What one run lost.
struct Lost {
    entries: u64,
    acknowledged: usize,
}

async fn lost(plan: Plan) -> Outcome<String> {
    let runs = plan.times(1, 10);
    let mut dice = Dice(plan.seed);
    let (mut wrong, mut all) = (Vec::new(), Vec::new());
    for run in 0..runs {
        let (seen, lost) = lose(&mut dice, run % 2 == 0).await?;
        wrong.extend(seen.into_iter().map(|text| format!("run {run}: {text}")));
        all.push(lost);
    }
    check::end(wrong)?;
    let entries = all.iter().map(|lost| lost.entries);
    Ok(format!(
        "{runs} times a standby took over without {} to {} entries, {} acknowledged comments among all: both replicas ended with 76 and \
         said from where, would not start, and changed nothing",
        entries.clone().min().unwrap_or_default(),
        entries.max().unwrap_or_default(),
        all.iter().map(|lost| lost.acknowledged).sum::<usize>(),
    ))
}

/// Loses the end of the record; returns what is wrong with what comes of that, and what was lost. The primary `dies` before the
/// standby takes over, or goes on.
async fn lose(dice: &mut Dice, dies: bool) -> Outcome<(Vec<String>, Lost)> {
    let folder = tempfile::tempdir()?;
    let cluster = Cluster::start().await?;
    cluster.hurry().await?;
    let mut pair = Pair::on(folder.path(), &cluster.database()?).await?;
    let load = written(&pair, dice).await?;
    cluster.part().await?;
    // What was on its way to the list may have been received.
    let more = WRITERS + 1 + dice.below(30);
    more_notes(&load.shared, usize::try_from(more)?).await?;
    // Who has signed nothing of what is lost has nothing to say.
    for replica in &pair.replicas {
        let mut client = RecordServiceClient::new(replica.channel()?);
        let request = FetchCheckpointRequest::default();
        client.fetch_checkpoint(request).await?;
    }
    if dies {
        pair.proxy.cut();
    }
    cluster.promote().await?;
    let (size, content) = (cluster.size().await?, cluster.content().await?);
    pair.proxy.turn(&cluster.standby)?;
    let mut wrong = Vec::new();
    for replica in &mut pair.replicas {
        wrong.extend(ended(replica, size).await.err());
    }
    let shared = Arc::clone(&load.shared);
    // Nobody is left who answers.
    drop(load);
    let less = format!(" entries were signed, {size} are there");
    for replica in &mut pair.replicas {
        match replica.try_start().await? {
            Start::Ended(RECORD, said) if said.contains(&less) => {}
            Start::Ended(code, said) => {
                wrong.push(format!("started again, it ended with {code:?}: {said}"));
            }
            Start::Serves => wrong.push("started again, it serves".into()),
        }
    }
    match pair.newcomer(folder.path())?.try_start().await? {
        Start::Ended(RECORD, said) if said.contains("--peer") => {}
        Start::Ended(code, said) => wrong.push(format!("a new one ended with {code:?}: {said}")),
        Start::Serves => wrong.push("a new one serves, by what the database says".into()),
    }
    if told(&cluster, &shared).await? {
        wrong.push("the new primary takes in that more was signed than it has".into());
    }
    for (before, now) in content.iter().zip(cluster.content().await?) {
        if *before != now {
            wrong.push(format!("the new primary was changed: {before}, now {now}"));
        }
    }
    let indexes: Vec<u64> = lock(&shared.notes).iter().filter_map(Note::index).collect();
    let acknowledged = indexes.iter().filter(|index| **index >= size).count();
    if acknowledged == 0 || content.len() < 2 {
        wrong.push("no acknowledged comment was lost: this run shows nothing".into());
    }
    let last = indexes.iter().max().copied().unwrap_or_default();
    let entries = (last + 1).saturating_sub(size);
    let lost = Lost {
        entries,
        acknowledged,
    };
    Ok((wrong, lost))
}

/// Whether the new primary can be told what was signed of the lost entries, as by a replica that has not noticed yet.
async fn told(cluster: &Cluster, shared: &Shared) -> Outcome<bool> {
    let last = {
        let notes = lock(&shared.notes);
        let last = notes.iter().max_by_key(|note| note.index());
        last.ok_or("nothing was acknowledged")?.proof().to_owned()
    };
    let receipt = Receipt::parse(&last).map_err(|fault| format!("{fault:?}"))?;
    let store = cluster.promoted().await?;
    let tell = move || {
        let tree = (receipt.index + 1, receipt.leaf.as_slice());
        store.announce(tree, &receipt.checkpoint)
    };
    match tokio::task::spawn_blocking(tell).await? {
        Ok(_) => Ok(true),
        Err(error) if Damage::is(&error) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Load on both, of which something is acknowledged.
async fn written(pair: &Pair, dice: &mut Dice) -> Outcome<Load> {
    let load = pair.load(dice.next())?;
    more_notes(&load.shared, 100).await?;
    tokio::time::sleep(Duration::from_millis(dice.below(300))).await;
    Ok(load)
}

/// Waits until so many comments more are acknowledged.
async fn more_notes(shared: &Shared, more: usize) -> Outcome<()> {
    let wanted = lock(&shared.notes).len() + more;
    while lock(&shared.notes).len() < wanted {
        shared.working().await?;
    }
    Ok(())
}

/// Whether a replica ends because entries are lost from this one on, and says so.
async fn ended(replica: &mut Server, size: u64) -> Result<(), String> {
    let (code, _) = replica
        .ended(PATIENCE)
        .await
        .map_err(|error| error.to_string())?;
    let said = replica.said().map_err(|error| error.to_string())?;
    let from = format!("the database lost entries {size} to ");
    match code == RECORD && said.contains(&from) {
        true => Ok(()),
        false => Err(format!("a replica ended with {code:?}: {said}")),
    }
}

async fn kept(plan: Plan) -> Outcome<String> {
    let mut dice = Dice(plan.seed);
    let folder = tempfile::tempdir()?;
    let cluster = Cluster::start().await?;
    let mut pair = Pair::on(folder.path(), &cluster.database()?).await?;
    let load = written(&pair, &mut dice).await?;
    cluster.promote().await?;
    let size = cluster.size().await?;
    pair.proxy.turn(&cluster.standby)?;
    let mut seen = Vec::new();
    for replica in &mut pair.replicas {
        seen.extend(ended(replica, size).await.err());
    }
    if seen.len() != 2 || seen.iter().any(|text| !text.starts_with("it did not end")) {
        return Err(format!("a replica ended that lost nothing: {seen:?}").into());
    }
    more_notes(&load.shared, 50).await?;
    // Each writer is answered first, and half of them ask either replica.
    let shared = load.end().await?;
    pair.store = cluster.promoted().await?;
    let mut wrong = pair.settle(&shared).await?;
    let notes = lock(&shared.notes).len();
    let now = cluster.size().await?;
    if now < size + 50 {
        wrong.push(format!("the new primary had {size} entries, and has {now}"));
    }
    check::end(wrong)?;
    Ok(format!(
        "a standby took over with {size} entries, and nobody ended; {now} now, {notes} acknowledged, 0 lost, 0 duplicated, 0 places changed"
    ))
}
