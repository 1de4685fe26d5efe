//! R5: two replicas of the consultation service on one PostgreSQL, both written to; 20 times the connection is cut that sends a COMMIT,
//! at random before it reaches the server (nothing is committed) or when its answer comes back (it is committed, and nobody knows).
//! Must come out: who asked is told that the database does not answer (UNAVAILABLE, and nothing else); sent again with the same request
//! id, each is answered once; 0 acknowledged comments lost, 0 written twice, 0 places changed, one history; both kinds of cut
//! happened.
//!
//! The control sends what was cut off again with another request id: the same check must see it twice where it had been committed, and
//! only there.
//! Needs PostgreSQL: `tests/postgres tests/faults/run R5`.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use kenes_proto::consultation::comment_service_client::CommentServiceClient as Client;
use tokio::time::{sleep, timeout};
use tonic::Code;

use crate::{
    Experiment, Outcome, Plan, check,
    dice::Dice,
    load::{Note, PATIENCE, Shared, answered, lock},
    proxy::Cut,
    replicas::Pair,
    story,
};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "R5",
    name: "a_connection_that_is_cut_during_commit_loses_nothing",
    run: |plan| plan.block_on(cut_off(plan)),
    control: ("what_is_sent_again_as_another_request_is_seen", |plan| {
        plan.block_on(another(plan))
    }),
};

async fn cut_off(plan: Plan) -> Outcome<String> {
    let cuts = plan.times(4, 20);
    let folder = tempfile::tempdir()?;
    let mut pair = Pair::begin(folder.path()).await?;
    let (load, mut dice) = (pair.load(plan.seed)?, Dice(plan.seed));
    let mut kinds = [0, 0];
    for n in 0..cuts {
        load.shared.working().await?;
        sleep(Duration::from_millis(dice.below(100))).await;
        // The first two are one of each.
        let kind = match n {
            0 | 1 => n,
            _ => dice.below(2),
        };
        let cut = [Cut::Unsent, Cut::Unanswered][usize::try_from(kind)?];
        timeout(PATIENCE, pair.proxy.cut_commit(cut)).await??;
        kinds[usize::try_from(kind)?] += 1;
    }
    load.shared.working().await?;
    let shared = load.end().await?;
    let count = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
    let (unanswered, committed) = (count(&shared.unanswered), count(&shared.committed));
    let mut wrong = Vec::new();
    let others = lock(&shared.heard).clone();
    let others: Vec<_> = others
        .into_iter()
        .filter(|code| *code != Code::Unavailable)
        .collect();
    if !others.is_empty() {
        wrong.push(format!("who was cut off heard {others:?}"));
    }
    if committed == 0 || unanswered == committed {
        wrong.push(format!(
            "{kinds:?} cuts, yet {unanswered} calls were cut off, {committed} of them committed: this run shows nothing"
        ));
    }
    wrong.extend(pair.settle(&shared).await?);
    check::end(wrong)?;
    Ok(format!(
        "{} COMMITs cut off before, {} after they were sent on: {unanswered} calls were told to come back, {committed} of them had been \
         committed; {} acknowledged, 0 lost, 0 duplicated, 0 places changed",
        kinds[0],
        kinds[1],
        lock(&shared.notes).len(),
    ))
}

async fn another(plan: Plan) -> Outcome<String> {
    let folder = tempfile::tempdir()?;
    let mut pair = Pair::begin(folder.path()).await?;
    let mut dice = Dice(plan.seed);
    let shared = Arc::<Shared>::default();
    for cut in [Cut::Unsent, Cut::Unanswered] {
        let mut note = Note {
            text: format!("Said again: {cut:?}"),
            request_id: dice.uuid(),
            ..Note::default()
        };
        let mut client = Client::new(pair.replicas[0].channel()?);
        let (asked, cut) = tokio::join!(
            answered(client.create_comment(story::comment(&note))),
            timeout(PATIENCE, pair.proxy.cut_commit(cut)),
        );
        cut??;
        match asked {
            Err(status) if status.code() == Code::Unavailable => {}
            other => return Err(format!("cut off, it was answered {other:?}").into()),
        }
        note.request_id = dice.uuid();
        let asked = answered(client.create_comment(story::comment(&note)));
        note.answer = Box::pin(asked).await?.into_inner();
        lock(&shared.notes).push(note);
    }
    let wrong = pair.settle(&shared).await?;
    let twice = |text: &String| text.contains("duplicated");
    // Both replicas list it.
    match wrong.len() == 2 && wrong.iter().all(twice) {
        true => Ok("what was committed, and sent again as another request, is seen twice".into()),
        false => Err(format!("one of two was written twice, and this is wrong: {wrong:?}").into()),
    }
}
