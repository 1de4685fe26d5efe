//! The load under which things break: writers that go on until they are answered, and readers of what was answered.
//!
//! A writer notes only what was acknowledged, with its receipt, and sends everything else again with the same `request_id`.
//! Owns what clients saw; whether it is still true is for `check` and `ledger` to say.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use common::clock::Clock;
use kenes_proto::{
    consultation::{
        Comment, GetCommentRequest, ListCommentsRequest,
        comment_service_client::CommentServiceClient,
    },
    record::{self as pb, Receipt, record_service_client::RecordServiceClient},
};
use tokio::task::JoinSet;
use tonic::{Code, Request, Response, Status, transport::Channel};
use tonic_types::StatusExt;

use crate::{
    Outcome,
    check::{is_same, same_answer},
    dice::Dice,
    story,
};

/// Longer than a restart: a call that takes longer is stuck.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// What a client noted: what it asked, and what it was answered. Every text is said once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Note {
    pub(crate) request_id: String,
    pub(crate) text: String,
    pub(crate) answer: Comment,
    /// When it was answered, in microseconds since 1970.
    pub(crate) at: i64,
}

/// What writers and readers share.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    pub(crate) notes: Mutex<Vec<Note>>,
    /// The receipts that came with repeated answers.
    pub(crate) receipts: Mutex<Vec<String>>,
    /// What was seen and must not be.
    pub(crate) wrong: Mutex<Vec<String>>,
    over: AtomicBool,
    /// Answers that a fault took away, and how many of those had been committed.
    pub(crate) unanswered: AtomicU64,
    pub(crate) committed: AtomicU64,
    /// What writers were told instead.
    pub(crate) heard: Mutex<Vec<Code>>,
    /// Answers that there is no room.
    pub(crate) full: AtomicU64,
    pub(crate) read: AtomicU64,
    /// The checkpoints that a follower saw, as they were signed; and how often it looked.
    pub(crate) checkpoints: Mutex<Vec<String>>,
    pub(crate) followed: AtomicU64,
    /// So much longer are the texts.
    padding: AtomicUsize,
    /// So many milliseconds lie between two writes of a writer.
    pace: AtomicU64,
}

/// Writers and readers at work.
pub(crate) struct Load {
    pub(crate) shared: Arc<Shared>,
    workers: JoinSet<()>,
}

impl Note {
    /// Its receipt as a text; empty where it came without.
    pub(crate) fn proof(&self) -> &str {
        let receipt = self.answer.receipt.as_ref();
        receipt.map_or("", |receipt| receipt.proof.as_str())
    }

    /// Its place in the record.
    pub(crate) fn index(&self) -> Option<u64> {
        u64::try_from(self.answer.receipt.as_ref()?.index?).ok()
    }
}

// === impl Load

impl Load {
    /// Sets so many writers and readers to work; with readers, also one who follows the checkpoints.
    pub(crate) fn start(
        channel: impl Fn() -> Outcome<Channel>,
        seed: u64,
        writers: u64,
        readers: u64,
    ) -> Outcome<Self> {
        let (shared, mut workers) = (Arc::<Shared>::default(), JoinSet::new());
        for n in 0..writers {
            let dice = Dice(seed ^ (n + 1));
            workers.spawn(write(n, channel()?, Arc::clone(&shared), dice));
        }
        if readers > 0 {
            workers.spawn(follow(channel()?, Arc::clone(&shared)));
        }
        for n in 0..readers {
            let dice = Dice(seed ^ (100 + n));
            workers.spawn(read(channel()?, Arc::clone(&shared), dice));
        }
        Ok(Self { shared, workers })
    }

    /// Ends the work. Every writer is answered to its last request first.
    pub(crate) async fn end(mut self) -> Outcome<Arc<Shared>> {
        self.shared.over.store(true, Ordering::Relaxed);
        let all = async {
            while let Some(ended) = self.workers.join_next().await {
                ended?;
            }
            Ok(self.shared)
        };
        tokio::time::timeout(6 * PATIENCE, all).await?
    }
}

/// Writes comments, each until it is acknowledged, and now and then one that was acknowledged long ago.
async fn write(writer: u64, channel: Channel, shared: Arc<Shared>, mut dice: Dice) {
    let mut client = CommentServiceClient::new(channel);
    let mut mine: Vec<Note> = Vec::new();
    for n in 0_u64.. {
        if shared.is_over() {
            break;
        }
        let request_id = dice.uuid();
        let mut note = Note {
            text: format!(
                "Comment {n} of writer {writer}: {request_id}{}",
                "-".repeat(shared.padding.load(Ordering::Relaxed))
            ),
            request_id,
            ..Note::default()
        };
        note.answer = Box::pin(persist(&mut client, &note, &shared)).await;
        note.at = Clock::system().now();
        if !mine.is_empty() && dice.below(8) == 0 {
            let old = dice.pick(&mine);
            let again = Box::pin(persist(&mut client, old, &shared)).await;
            shared.again(old, again);
        }
        lock(&shared.notes).push(note.clone());
        mine.push(note);
        let pace = shared.pace.load(Ordering::Relaxed);
        if pace > 0 {
            tokio::time::sleep(Duration::from_millis(pace)).await;
        }
    }
}

/// Sends one request until it is answered.
pub(crate) async fn persist(
    client: &mut CommentServiceClient<Channel>,
    note: &Note,
    shared: &Shared,
) -> Comment {
    let (mut cut_off, mut full) = (false, false);
    loop {
        let call = client.create_comment(story::comment(note));
        match Box::pin(answered(call)).await {
            Ok(answer) => {
                if cut_off && is_replay(&answer) {
                    shared.committed.fetch_add(1, Ordering::Relaxed);
                }
                return answer.into_inner();
            }
            Err(status) if is_full(&status) => {
                if !full {
                    shared.full.fetch_add(1, Ordering::Relaxed);
                }
                full = true;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            Err(status) if is_passing(&status) => {
                lock(&shared.heard).push(status.code());
                if !cut_off {
                    shared.unanswered.fetch_add(1, Ordering::Relaxed);
                }
                cut_off = true;
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            Err(status) => {
                shared.wrong(format!("{}: refused: {status}", note.text));
                shared.over.store(true, Ordering::Relaxed);
                return Comment::default();
            }
        }
    }
}

/// Reads what was acknowledged: once acknowledged, it is there.
async fn read(channel: Channel, shared: Arc<Shared>, mut dice: Dice) {
    let mut client = CommentServiceClient::new(channel);
    while !shared.is_over() {
        let note = {
            let notes = lock(&shared.notes);
            match notes.is_empty() {
                true => None,
                false => Some(dice.pick(&notes).clone()),
            }
        };
        let Some(note) = note else {
            tokio::time::sleep(Duration::from_millis(5)).await;
            continue;
        };
        let wanted = GetCommentRequest {
            name: note.answer.name.clone(),
            ..Default::default()
        };
        match answered(client.get_comment(wanted)).await {
            Ok(found) => {
                shared.read.fetch_add(1, Ordering::Relaxed);
                if !is_same(found.get_ref(), &note.answer) {
                    shared.wrong(format!("{}: reads differently", note.answer.name));
                }
            }
            Err(status) if is_passing(&status) => {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            Err(status) => {
                shared.wrong(format!("{}: acknowledged, but {status}", note.answer.name));
            }
        }
    }
}

/// Looks again and again what was signed last: it never shrinks, and only grows.
async fn follow(channel: Channel, shared: Arc<Shared>) {
    let mut client = RecordServiceClient::new(channel);
    let mut last = pb::Checkpoint::default();
    while !shared.is_over() {
        let asked = client.fetch_checkpoint(pb::FetchCheckpointRequest::default());
        match answered(asked).await {
            Ok(found) => {
                shared.followed.fetch_add(1, Ordering::Relaxed);
                let found = found.into_inner();
                if found.size < last.size || found.size == last.size && found.note != last.note {
                    let sizes = (last.size, found.size);
                    shared.wrong(format!("after a checkpoint came an earlier one: {sizes:?}"));
                }
                if found.note != last.note {
                    lock(&shared.checkpoints).push(found.note.clone());
                }
                last = found;
            }
            Err(status) if is_passing(&status) => {}
            Err(status) => shared.wrong(format!("no checkpoint: {status}")),
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// All comments, page by page.
pub(crate) async fn everything(
    client: &mut CommentServiceClient<Channel>,
) -> Outcome<Vec<Comment>> {
    let mut request = ListCommentsRequest {
        parent: story::CONSULTATION.into(),
        page_size: 1_000,
        ..Default::default()
    };
    let mut all = Vec::new();
    let mut total = None;
    loop {
        let page = client.list_comments(request.clone()).await?.into_inner();
        total = total.or(page.total_size);
        all.extend(page.comments);
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    // The count is kept beside the comments, in the same commits.
    match total {
        Some(total) if total == i64::try_from(all.len())? => Ok(all),
        total => Err(format!("{} comments are listed, {total:?} are counted", all.len()).into()),
    }
}

pub(crate) async fn answered<T>(
    call: impl Future<Output = Result<Response<T>, Status>>,
) -> Result<Response<T>, Status> {
    tokio::time::timeout(PATIENCE, call)
        .await
        .unwrap_or_else(|_| Err(Status::deadline_exceeded("no answer")))
}

/// What a client meets when a server dies or is not there yet. Whether the request was carried out, it cannot know.
pub(crate) fn is_passing(status: &Status) -> bool {
    match status.code() {
        Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled | Code::Unknown => true,
        Code::ResourceExhausted => !is_full(status),
        // A stream that was cut; an answer of the service itself has details.
        Code::Internal => status.details().is_empty(),
        _ => false,
    }
}

/// Whether there is no room for what was asked.
fn is_full(status: &Status) -> bool {
    let details = status.get_error_details();
    let reason = details.error_info().map(|info| info.reason.as_str());
    status.code() == Code::ResourceExhausted && reason == Some("STORAGE_FULL")
}

pub(crate) fn is_replay<T>(answer: &Response<T>) -> bool {
    answer.metadata().get(common::context::REPLAYED).is_some()
}

// === impl Shared

impl Shared {
    pub(crate) fn wrong(&self, text: String) {
        lock(&self.wrong).push(text);
    }

    /// From now on the texts are so much longer.
    pub(crate) fn padded(&self, by: usize) {
        self.padding.store(by, Ordering::Relaxed);
    }

    /// From now on each writer writes so often at most.
    pub(crate) fn paced(&self, pace: Duration) {
        let pace = u64::try_from(pace.as_millis()).unwrap_or(u64::MAX);
        self.pace.store(pace, Ordering::Relaxed);
    }

    /// Takes over what others saw.
    pub(crate) fn take(&self, other: &Self) {
        lock(&self.notes).append(&mut lock(&other.notes));
        lock(&self.receipts).append(&mut lock(&other.receipts));
        lock(&self.checkpoints).append(&mut lock(&other.checkpoints));
        lock(&self.wrong).append(&mut lock(&other.wrong));
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    /// Takes in the answer to a request that was answered before.
    pub(crate) fn again(&self, note: &Note, answer: Comment) {
        if !same_answer(&answer, &note.answer) {
            self.wrong(format!(
                "{}: sent again, it was answered differently",
                note.answer.name
            ));
        }
        let receipt = answer.receipt.unwrap_or_default();
        if let Receipt {
            pending: false,
            proof,
            ..
        } = receipt
        {
            lock(&self.receipts).push(proof);
        }
    }

    /// Resolves when something more was acknowledged.
    pub(crate) async fn working(&self) -> Outcome<()> {
        let before = lock(&self.notes).len();
        let begun = Instant::now();
        while lock(&self.notes).len() == before {
            if self.is_over() || begun.elapsed() > 6 * PATIENCE {
                let wrong = lock(&self.wrong);
                return Err(format!("nothing is acknowledged any more: {wrong:?}").into());
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Ok(())
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A request in the name of a caller.
pub(crate) fn ask_as<T>(subject: &'static str, message: T) -> Request<T> {
    let mut request = Request::new(message);
    let subject = tonic::metadata::MetadataValue::from_static(subject);
    request
        .metadata_mut()
        .insert(common::context::SUBJECT, subject);
    request
}
