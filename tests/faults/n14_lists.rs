//! N14: lists that cost much, twenty at once, sent and cancelled again and again, beside one who writes a comment and reads it back.
//! Must come out: 99 of 100 of those take less than twice as long as alone.
//!
//! Its control waits for such lists instead: then who reads is held up, who writes is not, and the lists are refused.

use std::time::{Duration, Instant};

use common::store::{Mode, Tx};
use kenes_proto::consultation::{
    GetCommentRequest, ListCommentsRequest, comment_service_client::CommentServiceClient,
};
use tokio::{task::JoinSet, time::timeout};
use tonic::{Code, Status, transport::Channel};

use crate::{
    Experiment, Outcome, Plan,
    dice::Dice,
    ledger,
    load::{Note, PATIENCE},
    server::Server,
    story,
};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "N14",
    name: "costly_lists_that_nobody_waits_for_hold_up_nobody",
    run: |plan| plan.block_on(beside(plan)),
    control: (
        "costly_lists_that_are_waited_for_hold_up_who_reads",
        |plan| plan.block_on(waited(plan)),
    ),
};

/// Comments among which the lists look, besides those that are written.
const MANY: i64 = 100_000;
/// Lists that are sent at once.
const BURST: usize = 20;
/// How long they are waited for.
const WAITED: Duration = Duration::from_millis(5);
/// Between one burst and the next.
const PAUSE: Duration = Duration::from_millis(200);
/// How often it is written alone, and beside them.
const TURNS: u64 = 10;
/// What two cores that do other things, too, do not tell apart. Worked through, one burst takes 20 s.
const NOISE: Duration = Duration::from_millis(25);
/// Who is not answered within this is held up.
const HELD_UP: Duration = Duration::from_secs(1);

async fn beside(plan: Plan) -> Outcome<String> {
    let folder = tempfile::tempdir()?;
    let (_registry, service) = begin(&folder).await?;
    let (mut dice, written) = (Dice(plan.seed), plan.times(20, 200));
    let mut client = CommentServiceClient::new(service.channel()?);
    // The first are slower.
    spoken(&mut client, &mut dice, written).await?;
    let (mut alone, mut beside) = (Vec::new(), Vec::new());
    // In turns, so that what else the machine does falls on both.
    for _ in 0..TURNS {
        alone.extend(spoken(&mut client, &mut dice, written).await?);
        let lists = tokio::spawn(flood(service.channel()?));
        beside.extend(spoken(&mut client, &mut dice, written).await?);
        if lists.is_finished() {
            return lists.await?.map(|()| String::new());
        }
        lists.abort();
    }
    let (alone, beside) = (within(alone), within(beside));
    match beside < 2 * alone.max(NOISE) {
        true => Ok(format!("99 % within {alone:?} alone, {beside:?} beside")),
        false => Err(format!("99 % within {beside:?}, and alone within {alone:?}").into()),
    }
}

async fn waited(plan: Plan) -> Outcome<String> {
    let folder = tempfile::tempdir()?;
    let (_registry, service) = begin(&folder).await?;
    let mut client = CommentServiceClient::new(service.channel()?);
    let mut dice = Dice(plan.seed);
    // What was put in has reached the disk.
    spoken(&mut client, &mut dice, 50).await?;
    let mut lists = burst(&service.channel()?);
    tokio::time::sleep(PAUSE).await;
    let name = timeout(HELD_UP, write(&mut client, &mut dice)).await;
    let name = name.map_err(|_| "who writes is held up")??;
    if timeout(HELD_UP, read(&mut client, name)).await.is_ok() {
        return Err("who reads is not held up: the lists are not costly".into());
    }
    let first = timeout(PATIENCE, lists.join_next()).await?;
    let first = first.ok_or("no list was sent")??;
    match first {
        Err(status) if status.code() == Code::InvalidArgument => Ok(status.message().to_owned()),
        other => Err(format!("a list that takes too long is not refused: {other:?}").into()),
    }
}

/// Both services, and a consultation with very many comments. They have no bodies, so no page has one on it.
async fn begin(folder: &tempfile::TempDir) -> Outcome<(Server, Server)> {
    let (registry, mut service) = story::begin(folder.path()).await?;
    service.stop().await?;
    let store = ledger::store(&service.data).await?;
    let fill = |tx: &mut dyn Tx| {
        let sql = "INSERT INTO comment (name, parent, revision, create_time, update_time, delete_time, person, on_behalf_of, \
                   verification, stance, state, target_version, target_eid, target_wid, submit_time) \
                   WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) \
                   SELECT $2 || '/comments/x' || i, $2, 1, i, i, 0, '', '', 4, 1, 1, $3, $4, $4, i FROM n";
        let long = "art_1__para_".repeat(20);
        let args = [
            MANY.into(),
            story::CONSULTATION.into(),
            story::VERSION.into(),
            long.into(),
        ];
        tx.execute(sql, &args)
    };
    store.write("Fill", Mode::Commit, fill).await?;
    drop(store);
    service.restart().await?;
    Ok((registry, service))
}

/// Sends costly lists and goes away, again and again; ends only with a list that cost little.
async fn flood(channel: Channel) -> Outcome<()> {
    loop {
        let mut lists = burst(&channel);
        tokio::time::sleep(WAITED).await;
        if let Some(answered) = lists.try_join_next() {
            return Err(format!("a list is not costly: {:?}", answered?).into());
        }
        drop(lists);
        tokio::time::sleep(PAUSE).await;
    }
}

/// Sends lists with as many conditions as a filter may have, each looked for in a long text. They are cancelled when this is dropped.
fn burst(channel: &Channel) -> JoinSet<Result<(), Status>> {
    let asked = ListCommentsRequest {
        parent: story::CONSULTATION.into(),
        filter: ["target.eid:z"; 99].join(" OR "),
        ..Default::default()
    };
    let lists = (0..BURST).map(|_| {
        let mut client = CommentServiceClient::new(channel.clone());
        let asked = asked.clone();
        async move { client.list_comments(asked).await.map(drop) }
    });
    lists.collect()
}

/// Writes comments and reads them back, one after the other. Returns how long each took.
async fn spoken(
    client: &mut CommentServiceClient<Channel>,
    dice: &mut Dice,
    written: u64,
) -> Outcome<Vec<Duration>> {
    let mut took = Vec::new();
    for _ in 0..written {
        let begun = Instant::now();
        let name = timeout(6 * PATIENCE, write(client, dice)).await??;
        timeout(6 * PATIENCE, read(client, name)).await??;
        took.push(begun.elapsed());
    }
    Ok(took)
}

/// Returns within what 99 of 100 were.
fn within(mut took: Vec<Duration>) -> Duration {
    took.sort_unstable();
    let at = took.len() * 99 / 100;
    took.get(at).copied().unwrap_or_default()
}

/// Writes a comment. Returns its name.
async fn write(client: &mut CommentServiceClient<Channel>, dice: &mut Dice) -> Outcome<String> {
    let request_id = dice.uuid();
    let note = Note {
        text: format!("Beside costly lists: {request_id}"),
        request_id,
        ..Note::default()
    };
    let answer = client.create_comment(story::comment(&note)).await?;
    let comment = answer.into_inner();
    comment.receipt.ok_or("no receipt")?;
    Ok(comment.name)
}

async fn read(client: &mut CommentServiceClient<Channel>, name: String) -> Outcome<()> {
    let request = GetCommentRequest {
        name,
        ..Default::default()
    };
    client.get_comment(request).await?;
    Ok(())
}
