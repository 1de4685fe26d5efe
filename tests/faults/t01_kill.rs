//! T1: `kill -9` under load. Must come out: 0 acknowledged comments lost, 0 written twice, 0 places in the record changed; every
//! receipt verifies, the tree built from all entries has the root that was signed last, and every checkpoint that any client
//! ever saw is its beginning.
//!
//! 8 writers, 2 readers and one who follows the checkpoints work against a service that is killed
//! again and again 30 to 250 ms after it began to answer, and started on the same data.
//!
//! What a killed process cannot show is a missing fsync: what it had written is in the kernel's page cache, which outlives
//! it. This shows answers given before the commit, half-written groups, signatures that are ahead of the database, and
//! retries that are not recognised.

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use common::store::Mode;
use kenes_proto::consultation::comment_service_client::CommentServiceClient;

use crate::{
    Experiment, Outcome, Plan, check,
    check::compare,
    dice::Dice,
    ledger::{self, Ledger},
    load::{Load, Shared, everything, is_replay, lock},
    server::Server,
    story,
};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "T1",
    name: "killed_under_load_nothing_acknowledged_is_lost_or_written_twice",
    run: |plan| plan.block_on(killed(plan)),
    control: ("a_tampered_store_and_a_false_list_are_seen", |plan| {
        plan.block_on(tampered(plan))
    }),
};

const WRITERS: u64 = 8;
const READERS: u64 = 2;
/// From its first acknowledgement, a service lives so many milliseconds.
const LIFE: std::ops::Range<u64> = 30..250;

async fn killed(plan: Plan) -> Outcome<String> {
    let kills = plan.times(20, 100);
    let folder = tempfile::tempdir()?;
    let (_registry, mut service) = story::begin(folder.path()).await?;
    let begun = Instant::now();
    let load = Load::start(|| service.channel(), plan.seed, WRITERS, READERS)?;
    let mut dice = Dice(plan.seed);
    for _ in 0..kills {
        load.shared.working().await?;
        tokio::time::sleep(Duration::from_millis(dice.of(LIFE))).await;
        service.kill()?;
        service.restart().await?;
    }
    let shared = load.end().await?;
    let spent = begun.elapsed().as_secs_f64();
    let mut wrong = settle(&mut service, &shared).await?;
    let notes = lock(&shared.notes).len() as u64;
    let count = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
    let (unanswered, committed) = (count(&shared.unanswered), count(&shared.committed));
    // A run in which nothing was going on when the process died shows nothing.
    if notes < 2 * kills || unanswered < kills / 2 {
        wrong.push(format!(
            "the kills met no load, this run shows nothing: {notes} acknowledged, {unanswered} cut off"
        ));
    }
    check::end(wrong)?;
    Ok(format!(
        "{kills} kills in {spent:.0} s; {notes} acknowledged, 0 lost, 0 duplicated, 0 places changed, {} receipts and {} \
         checkpoints verify; {unanswered} answers were cut off, {committed} of them after the commit; {} reads",
        notes + lock(&shared.receipts).len() as u64,
        lock(&shared.checkpoints).len(),
        count(&shared.read),
    ))
}

/// Compares what was acknowledged with what a running service shows, sends everything again, stops the service and reads its
/// record: all that is wrong.
pub(crate) async fn settle(service: &mut Server, shared: &Shared) -> Outcome<Vec<String>> {
    let mut client = CommentServiceClient::new(service.channel()?);
    let found = everything(&mut client).await?;
    let notes = lock(&shared.notes).clone();
    let mut wrong = compare(&notes, &found);
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
    if everything(&mut client).await?.len() != found.len() {
        wrong.push("sent again, requests were written again".into());
    }
    wrong.append(&mut lock(&shared.wrong));
    match service.stop().await? {
        Some(0) => {}
        code => wrong.push(format!("asked to stop, it ended with {code:?}")),
    }
    let ledger = Ledger::read(&service.data).await?;
    wrong.extend(ledger.faults(shared));
    if ledger.signed.size != ledger.leaves.len() as u64 {
        wrong.push(format!(
            "{} entries are there, only {} are signed",
            ledger.leaves.len(),
            ledger.signed.size
        ));
    }
    Ok(wrong)
}

/// What is done to a store, and what the check must say of it.
const DAMAGES: [(&str, &[&str]); 6] = [
    (
        "is no leaf",
        &["UPDATE revision SET leaf = CAST(X'00' || substr(leaf, 2) AS BLOB) WHERE entry = 50"],
    ),
    (
        "what was signed of",
        &[
            "UPDATE revision SET leaf = CAST(substr(leaf, 1, 60) || CASE substr(leaf, 61, 1) WHEN X'00' THEN X'01' ELSE X'00' END || \
             substr(leaf, 62) AS BLOB) WHERE entry = 50",
        ],
    ),
    (
        "its index changed",
        &[
            "UPDATE revision SET entry = 1000000 WHERE entry = 50",
            "UPDATE revision SET entry = 50 WHERE entry = 51",
            "UPDATE revision SET entry = 51 WHERE entry = 1000000",
        ],
    ),
    ("is a hole", &["DELETE FROM revision WHERE entry = 50"]),
    (
        "were signed",
        &["DELETE FROM revision WHERE entry = (SELECT max(entry) FROM revision)"],
    ),
    (
        "does not commit to its body",
        &[
            "UPDATE revision SET body = CAST(replace(CAST(body AS TEXT), 'of writer', 'by writer') AS BLOB) WHERE entry = 50",
        ],
    ),
];

/// The same checks see each of the things that they are there to see, and nothing where all is well.
async fn tampered(plan: Plan) -> Outcome<String> {
    let lists = check::control()?;
    let folder = tempfile::tempdir()?;
    let (registry, mut service) = story::begin(folder.path()).await?;
    let load = Load::start(|| service.channel(), plan.seed, WRITERS, READERS)?;
    while lock(&load.shared.notes).len() < 300 {
        load.shared.working().await?;
    }
    let shared = load.end().await?;
    check::end(settle(&mut service, &shared).await?)?;
    drop(registry);
    for (said, damage) in DAMAGES {
        let copy = tempfile::tempdir()?;
        story::copy(&service.data, copy.path())?;
        let store = ledger::store(copy.path()).await?;
        for sql in damage {
            let done = store
                .write("Spoil", Mode::Commit, move |tx| tx.execute(sql, &[]))
                .await?;
            if done != 1 {
                return Err(format!("{sql}: {done} rows").into());
            }
        }
        let ledger = Ledger::of(&store, copy.path()).await?;
        let wrong = ledger.faults(&shared);
        if !wrong.iter().any(|one| one.contains(said)) {
            return Err(format!("\"{said}\" was not seen: {:?}", wrong.first()).into());
        }
    }
    Ok(format!(
        "{lists}; each of {} damages to a store is seen",
        DAMAGES.len()
    ))
}
