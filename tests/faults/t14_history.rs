//! T14: clients submit, submit again, get, list and withdraw the same comments at once, and follow the record, while the service is
//! killed now and then; all that they saw is compared with a model. Must come out: each comment's history is linearizable, one of the
//! same requests wrote and all were answered alike, one withdrawal of many succeeded, lists only grow and keep their order, and who
//! follows the record entry by entry, from where it stopped, gets every one, once, in order.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use kenes_proto::{
    consultation::{
        Comment, GetCommentRequest, ListCommentsRequest, WithdrawCommentRequest, comment,
        comment_service_client::CommentServiceClient,
    },
    record::{ListEntriesRequest, record_service_client::RecordServiceClient},
};
use tokio::task::JoinSet;
use tonic::{Code, transport::Channel};

use crate::{
    Experiment, Outcome, Plan, check,
    dice::Dice,
    history::{self, ABSENT, Order, PUBLISHED, Seen, WITHDRAWN, What, contradictions},
    ledger::Ledger,
    load::{Note, answered, is_passing, is_replay, lock},
    story,
};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "T14",
    name: "what_clients_saw_can_have_happened",
    run: |plan| plan.block_on(checked(plan)),
    control: ("histories_that_cannot_be_are_seen", |_| {
        Ok(history::control()?)
    }),
};

const CLIENTS: u64 = 6;
const RECORDS: u64 = 60;
/// A life of the service in a run in which it is killed, in milliseconds.
const LIFE: std::ops::Range<u64> = 150..500;

/// What the clients of a run share.
struct Run {
    begun: Instant,
    records: Vec<Note>,
    left: AtomicU64,
    over: AtomicBool,
    seen: Mutex<Vec<Seen>>,
    wrong: Mutex<Vec<String>>,
    /// The answer to each record's request, which all get alike.
    answers: Mutex<Vec<Option<Comment>>>,
    /// The leaves that the follower got, from the first.
    followed: Mutex<Vec<Vec<u8>>>,
}

async fn checked(plan: Plan) -> Outcome<String> {
    let runs = plan.times(2, 10);
    let operations = if plan.long { 3_000 } else { 1_500 };
    let folder = tempfile::tempdir()?;
    let (_registry, mut service) = story::begin(folder.path()).await?;
    let (mut seen, mut kills, mut wrong) = (0, 0, Vec::new());
    let mut followed = Vec::new();
    for n in 0..runs {
        let mut dice = Dice(plan.seed ^ (n << 32));
        let run = Arc::new(Run::new(
            n,
            operations,
            std::mem::take(&mut followed),
            &mut dice,
        ));
        let mut clients = JoinSet::new();
        for client in 0..CLIENTS {
            let dice = Dice(plan.seed ^ ((n << 32) | (client + 1)));
            clients.spawn(Arc::clone(&run).work(service.channel()?, dice));
        }
        let follower = tokio::spawn(Arc::clone(&run).follow(service.channel()?));
        loop {
            let life = match n % 2 {
                0 => Duration::from_mins(2),
                _ => Duration::from_millis(dice.of(LIFE)),
            };
            let ended = async {
                while clients.join_next().await.transpose()?.is_some() {}
                Ok::<_, tokio::task::JoinError>(())
            };
            match tokio::time::timeout(life, ended).await {
                Ok(ended) => break ended?,
                Err(_) if n % 2 == 0 => return Err(format!("run {n} does not end").into()),
                Err(_) => {
                    service.kill()?;
                    service.restart().await?;
                    kills += 1;
                }
            }
        }
        run.over.store(true, Ordering::Relaxed);
        follower.await?;
        let history = std::mem::take(&mut *lock(&run.seen));
        seen += history.len();
        wrong.append(&mut lock(&run.wrong));
        wrong.extend(contradictions(&history));
        wrong.extend(vacuous(&history).map(|text| format!("run {n} shows nothing: {text}")));
        followed = std::mem::take(&mut *lock(&run.followed));
    }
    service.stop().await?;
    let ledger = Ledger::read(&service.data).await?;
    let leaves = ledger.leaves.get(..followed.len()).unwrap_or_default();
    if followed.is_empty() || leaves != followed {
        wrong.push("who followed the record got other entries than there are".to_owned());
    }
    check::end(wrong)?;
    Ok(format!(
        "{runs} runs, {seen} observations by {CLIENTS} clients, {kills} kills: all can have happened in one order; {} entries \
         followed, each once and in order",
        followed.len()
    ))
}

/// Why a history shows nothing, if so: each state must have been seen, and calls must have met.
fn vacuous(history: &[Seen]) -> Option<String> {
    for state in [ABSENT, PUBLISHED, WITHDRAWN] {
        if !history.iter().any(|seen| seen.what == What::Is(state)) {
            return Some(format!("nothing was seen in state {state}"));
        }
    }
    let meet = |one: &Seen, other: &Seen| one.began < other.ended && other.began < one.ended;
    let moves = history
        .iter()
        .filter(|seen| matches!(seen.what, What::Moved(_)));
    let met = moves.filter(|one| {
        history
            .iter()
            .any(|other| *one != other && one.record == other.record && meet(one, other))
    });
    match met.count() {
        0 => Some("no call met another".to_owned()),
        _ => None,
    }
}

impl Run {
    fn new(n: u64, operations: u64, followed: Vec<Vec<u8>>, dice: &mut Dice) -> Self {
        let note = |k| Note {
            request_id: dice.uuid(),
            text: format!("Comment {k} of run {n}"),
            answer: Comment {
                name: format!("{}/comments/h{n}-{k}", story::CONSULTATION),
                ..Comment::default()
            },
            ..Note::default()
        };
        Self {
            begun: Instant::now(),
            records: (0..RECORDS).map(note).collect(),
            left: AtomicU64::new(operations),
            over: AtomicBool::new(false),
            seen: Mutex::default(),
            wrong: Mutex::default(),
            answers: Mutex::new(vec![None; usize::try_from(RECORDS).unwrap_or(0)]),
            followed: Mutex::new(followed),
        }
    }

    /// One client: calls, one after the other, on records that come into reach one by one.
    async fn work(self: Arc<Self>, channel: Channel, mut dice: Dice) {
        let mut client = CommentServiceClient::new(channel);
        let mut order = Order::default();
        let all = self.left.load(Ordering::Relaxed).max(1);
        while let Ok(left) = self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(1)
            })
        {
            // A window of records moves over them as the run goes on, so that calls meet on the same ones.
            let first = (all - left) * RECORDS / all;
            let at = usize::try_from((first + dice.below(4)).min(RECORDS - 1)).unwrap_or(0);
            match dice.below(10) {
                0..3 => Box::pin(self.submit(&mut client, at)).await,
                3..7 => self.get(&mut client, at).await,
                7 => self.list(&mut client, &mut order).await,
                _ => self.withdraw(&mut client, at, dice.uuid()).await,
            }
        }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    fn saw(&self, at: usize, began: u64, what: What) {
        let seen = Seen {
            record: self.records[at].answer.name.clone(),
            began,
            ended: self.now(),
            what,
        };
        lock(&self.seen).push(seen);
    }

    fn wrong(&self, text: String) {
        lock(&self.wrong).push(text);
    }

    /// The same request from every client, again and again: one writes, all are answered alike.
    async fn submit(&self, client: &mut CommentServiceClient<Channel>, at: usize) {
        let (note, began) = (&self.records[at], self.now());
        let id = note.answer.name.rsplit('/').next().unwrap_or_default();
        let mut sure = true;
        let answer = loop {
            let mut request = story::comment(note);
            id.clone_into(&mut request.get_mut().comment_id);
            match Box::pin(answered(client.create_comment(request))).await {
                Err(status) if is_passing(&status) => {
                    // Whether that one wrote is not known.
                    sure = false;
                    pause().await;
                }
                answer => break answer,
            }
        };
        match answer {
            Ok(answer) => {
                let moved = sure && !is_replay(&answer);
                let answer = answer.into_inner();
                self.saw(
                    at,
                    began,
                    if moved {
                        What::Moved(PUBLISHED)
                    } else {
                        What::Done(PUBLISHED)
                    },
                );
                let mut answers = lock(&self.answers);
                let first = answers[at].get_or_insert_with(|| answer.clone());
                if !check::same_answer(first, &answer) {
                    drop(answers);
                    self.wrong(format!(
                        "{}: the same request was answered differently",
                        answer.name
                    ));
                }
            }
            Err(status) => self.wrong(format!("{}: {status}", note.text)),
        }
    }

    async fn get(&self, client: &mut CommentServiceClient<Channel>, at: usize) {
        let began = self.now();
        let request = GetCommentRequest {
            name: self.records[at].answer.name.clone(),
            ..Default::default()
        };
        match answered(client.get_comment(request)).await {
            Ok(found) => self.saw(at, began, What::Is(state(found.get_ref()))),
            Err(status) if status.code() == Code::NotFound => self.saw(at, began, What::Is(ABSENT)),
            Err(status) if is_passing(&status) => pause().await,
            Err(status) => self.wrong(format!("get: {status}")),
        }
    }

    /// A list shows all records at one moment.
    async fn list(&self, client: &mut CommentServiceClient<Channel>, order: &mut Order) {
        let began = self.now();
        let request = ListCommentsRequest {
            parent: story::CONSULTATION.into(),
            page_size: 1_000,
            order_by: "create_time".into(),
            ..Default::default()
        };
        match answered(client.list_comments(request)).await {
            Ok(list) => {
                let list = list.into_inner().comments;
                let names: Vec<String> = list.iter().map(|comment| comment.name.clone()).collect();
                if let Some(fault) = order.list(&names) {
                    self.wrong(format!("a list: {fault}"));
                }
                for (at, note) in self.records.iter().enumerate() {
                    let found = list.iter().find(|comment| comment.name == note.answer.name);
                    self.saw(at, began, What::Is(found.map_or(ABSENT, state)));
                }
            }
            Err(status) if is_passing(&status) => pause().await,
            Err(status) => self.wrong(format!("list: {status}")),
        }
    }

    /// Each withdrawal is a request of its own: at most one succeeds.
    async fn withdraw(
        &self,
        client: &mut CommentServiceClient<Channel>,
        at: usize,
        request_id: String,
    ) {
        let (name, began) = (self.records[at].answer.name.clone(), self.now());
        let answer = loop {
            let request = story::withdrawal(WithdrawCommentRequest {
                name: name.clone(),
                request_id: request_id.clone(),
                ..Default::default()
            });
            match answered(client.withdraw_comment(request)).await {
                Err(status) if is_passing(&status) => pause().await,
                answer => break answer,
            }
        };
        match answer {
            Ok(_) => self.saw(at, began, What::Moved(WITHDRAWN)),
            Err(status) if status.code() == Code::NotFound => self.saw(at, began, What::Is(ABSENT)),
            Err(status) if status.code() == Code::FailedPrecondition => {
                self.saw(at, began, What::Is(WITHDRAWN));
            }
            Err(status) => self.wrong(format!("withdraw: {status}")),
        }
    }

    /// Follows the record from where it stopped.
    async fn follow(self: Arc<Self>, channel: Channel) {
        let mut client = RecordServiceClient::new(channel);
        while !self.over.load(Ordering::Relaxed) {
            let from = lock(&self.followed).len();
            let request = ListEntriesRequest {
                from_index: i64::try_from(from).unwrap_or(0),
                page_size: 200,
            };
            match answered(client.list_entries(request)).await {
                Ok(page) => {
                    let entries = page.into_inner().entries;
                    if entries.is_empty() {
                        pause().await;
                    }
                    let mut followed = lock(&self.followed);
                    for entry in entries {
                        if usize::try_from(entry.index).ok() != Some(followed.len()) {
                            drop(followed);
                            return self.wrong(format!("entry {} came out of order", entry.index));
                        }
                        followed.push(entry.leaf);
                    }
                }
                // There is none yet.
                Err(status) if status.code() == Code::OutOfRange || is_passing(&status) => {
                    pause().await;
                }
                Err(status) => return self.wrong(format!("the record: {status}")),
            }
        }
    }
}

fn state(comment: &Comment) -> u8 {
    match comment.state() {
        comment::State::Withdrawn => WITHDRAWN,
        _ => PUBLISHED,
    }
}

async fn pause() {
    tokio::time::sleep(Duration::from_millis(5)).await;
}
