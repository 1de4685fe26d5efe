//! R4: two replicas of the consultation service on one PostgreSQL, both written to; the database goes away, in the middle of whatever
//! it is doing, and comes back, again and again. Must come out: meanwhile both say that they are not ready and that the database
//! does not answer (UNAVAILABLE, never INTERNAL), and neither ends; when it is back both are ready and go on; 0 acknowledged comments
//! lost, 0 written twice, 0 places changed, one history.
//!
//! The control leaves the database where it is: the same check must see that nobody misses it.
//! Needs PostgreSQL: `tests/postgres tests/faults/run R4`.

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use kenes_proto::consultation::{
    GetCommentRequest, comment_service_client::CommentServiceClient as Client,
};
use tonic::Code;

use crate::{
    Experiment, Outcome, Plan, check,
    dice::Dice,
    load::{Shared, lock},
    replicas::Pair,
    server::{Ready, Server},
};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "R4",
    name: "the_database_goes_away_and_comes_back",
    run: |plan| plan.block_on(away(plan)),
    control: ("a_database_that_stays_is_not_missed", |plan| {
        plan.block_on(stays(plan))
    }),
};

/// How long a replica may take to say what became of the database.
const PATIENCE: Duration = Duration::from_secs(10);

async fn away(plan: Plan) -> Outcome<String> {
    let times = plan.times(2, 8);
    let folder = tempfile::tempdir()?;
    let mut pair = Pair::begin(folder.path()).await?;
    let (load, mut dice) = (pair.load(plan.seed)?, Dice(plan.seed));
    let mut wrong = Vec::new();
    for _ in 0..times {
        load.shared.working().await?;
        tokio::time::sleep(Duration::from_millis(dice.below(300))).await;
        pair.proxy.cut();
        for replica in &pair.replicas {
            wrong.extend(missed(replica, &load.shared).await?);
        }
        pair.proxy.mend();
        for replica in &pair.replicas {
            if !said(replica, Ready::Yes).await {
                wrong.push("it is back, and a replica is not ready".into());
            }
        }
    }
    load.shared.working().await?;
    let shared = load.end().await?;
    let (notes, unanswered) = (
        lock(&shared.notes).len(),
        shared.unanswered.load(Ordering::Relaxed),
    );
    if unanswered == 0 {
        wrong.push("nobody noticed: this run shows nothing".into());
    }
    wrong.extend(pair.settle(&shared).await?);
    check::end(wrong)?;
    Ok(format!(
        "{times} times away: {notes} acknowledged, 0 lost, 0 duplicated, 0 places changed; {unanswered} calls were told to come back"
    ))
}

/// What is wrong with what a replica says while the database is away.
async fn missed(replica: &Server, shared: &Shared) -> Outcome<Vec<String>> {
    let mut wrong = Vec::new();
    if !said(replica, Ready::No).await {
        wrong.push("without its database a replica says that it is ready".into());
    }
    let name = lock(&shared.notes)
        .first()
        .map(|note| note.answer.name.clone());
    let request = GetCommentRequest {
        name: name.ok_or("nothing is acknowledged yet")?,
        ..Default::default()
    };
    match Client::new(replica.channel()?).get_comment(request).await {
        Err(status) if status.code() == Code::Unavailable => {}
        other => wrong.push(format!("without its database it answers {other:?}")),
    }
    Ok(wrong)
}

/// Whether a replica says this of itself before long.
async fn said(replica: &Server, wanted: Ready) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if replica.ready().await == wanted {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    false
}

async fn stays(plan: Plan) -> Outcome<String> {
    let folder = tempfile::tempdir()?;
    let pair = Pair::begin(folder.path()).await?;
    let load = pair.load(plan.seed)?;
    load.shared.working().await?;
    let wrong = missed(&pair.replicas[0], &load.shared).await?;
    load.end().await?;
    match wrong.len() {
        2 => Ok("a replica that has its database is not taken for one without".into()),
        _ => Err(format!("it was not away, and only this is wrong: {wrong:?}").into()),
    }
}
