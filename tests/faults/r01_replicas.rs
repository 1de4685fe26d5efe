//! R1: two replicas of the consultation service on one PostgreSQL, both written to; one after the other is killed, 20 times.
//! Must come out: the other one goes on each time; 0 acknowledged comments lost, 0 written twice, 0 places changed; every receipt
//! and every checkpoint of either replica is of the one history.
//!
//! Needs PostgreSQL: `tests/postgres tests/faults/run R1`.

use std::{
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use common::{
    app::derive_columns,
    store::{Database, Mode, Store, Upgrade},
    testing,
};
use kenes_proto::consultation::comment_service_client::CommentServiceClient;

use crate::{
    Experiment, Outcome, Plan, check,
    check::compare,
    dice::Dice,
    ledger::Ledger,
    load::{Load, Shared, everything, is_replay, lock},
    server::Server,
    story,
};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "R1",
    name: "one_of_two_replicas_is_killed_and_the_other_goes_on",
    run: |plan| plan.block_on(killed(plan)),
    control: ("a_leaf_that_was_changed_is_seen", |plan| {
        plan.block_on(tampered(plan))
    }),
};

const WRITERS: u64 = 6;
const READERS: u64 = 2;
/// From the moment that both are written to, one lives so many milliseconds.
const LIFE: std::ops::Range<u64> = 100..500;
/// How long the other one may take to acknowledge the next write.
const PATIENCE: Duration = Duration::from_secs(10);

/// Two replicas, the registry that they ask, and the database that they share.
struct Pair {
    replicas: [Server; 2],
    store: Store,
    _registry: Server,
    _database: testing::Fresh,
}

impl Pair {
    async fn begin(folder: &Path) -> Outcome<Self> {
        let fresh = testing::fresh("consultation").await?;
        let Database::Postgres(url) = &fresh.database else {
            return Err("no PostgreSQL: run tests/postgres tests/faults/run R1".into());
        };
        let store = Store::open(&fresh.database, consultation::MIGRATIONS, Upgrade::Apply).await?;
        let kinds = consultation::DEFINITION.kinds;
        derive_columns(&store, kinds, Upgrade::Apply, &mut |_, _, _| ()).await?;
        let registry = Server::start("registry", folder, &[]).await?;
        story::registry(registry.channel()?).await?;
        let replica = |name: &str| {
            let mut server = story::consult(&folder.join(name), &registry)?;
            server.share(url.secret());
            Outcome::Ok(server)
        };
        // The first one makes the key of the log; the second is given a copy of it.
        let (first, mut second) = (story::open(replica("a")?).await?, replica("b")?);
        std::fs::create_dir_all(&second.data)?;
        let key = "consultation.key";
        std::fs::copy(first.data.join(key), second.data.join(key))?;
        second.restart().await?;
        Ok(Self {
            replicas: [first, second],
            store,
            _registry: registry,
            _database: fresh,
        })
    }

    /// Load on both, a client on each in turn.
    fn load(&self, seed: u64) -> Outcome<Load> {
        let turn = AtomicUsize::new(0);
        let channel = || self.replicas[turn.fetch_add(1, Ordering::Relaxed) % 2].channel();
        Load::start(channel, seed, WRITERS, READERS)
    }

    /// Compares what was acknowledged with what is there, sends everything again to the other replica, stops both and reads
    /// the record: all that is wrong.
    async fn settle(&mut self, shared: &Shared) -> Outcome<Vec<String>> {
        let mut wrong = Vec::new();
        let notes = lock(&shared.notes).clone();
        for replica in &self.replicas {
            let mut client = CommentServiceClient::new(replica.channel()?);
            wrong.extend(compare(&notes, &everything(&mut client).await?));
            for note in &notes {
                let again = client.create_comment(story::comment(note)).await?;
                if !is_replay(&again) {
                    wrong.push(format!(
                        "{}: sent again, it was written again",
                        note.answer.name
                    ));
                }
                shared.again(note, again.into_inner());
            }
        }
        wrong.append(&mut lock(&shared.wrong));
        for replica in &mut self.replicas {
            if replica.stop().await? != Some(0) {
                wrong.push("a replica did not end well".into());
            }
            // Each remembers by itself what was signed: both must be of the history that is there.
            wrong.extend(Ledger::of(&self.store, &replica.data).await?.faults(shared));
        }
        Ok(wrong)
    }
}

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
        let sql = "UPDATE revision SET leaf = overlay(leaf PLACING '\\x00'::bytea FROM 61) WHERE entry = 30";
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
