//! What was acknowledged survives `kill -9`, and a retry writes nothing twice.
//!
//! Writers and readers work against a consultation service in a process of its own, which is killed again and again at
//! random moments and started on the same data. A writer notes only what was acknowledged and sends everything else
//! again with the same `request_id`. At the end the record is compared with the notes.
//!
//! This executable is both sides: called as `registry serve …` or `consultation serve …` it is `kenes`, so nothing else has
//! to be built or found. 20 kills unless `KENES_KILLS` says otherwise; the seed is printed and `KENES_SEED` sets it.
//!
//! What a killed process cannot show is a missing fsync: what it had written is in the kernel's page cache, which outlives
//! it. This test shows answers given before the commit, half-written groups, and retries that are not recognised. Its own
//! sight is tested first: the comparison must find an acknowledged comment that is gone, one that is there twice, and one
//! that says something else.

mod check;
mod server;
mod story;

use std::{
    process::ExitCode,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use check::{Note, compare, is_same};
use kenes_proto::consultation::{
    Comment, GetCommentRequest, ListCommentsRequest, comment_service_client::CommentServiceClient,
};
use server::Server;
use tonic::{Code, Request, Response, Status, transport::Channel};

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

const WRITERS: u64 = 8;
const READERS: u64 = 2;
/// From its first acknowledgement, a service lives so many milliseconds.
const LIFE: std::ops::Range<u64> = 30..250;
/// Longer than a restart: a call that takes longer is stuck.
const PATIENCE: Duration = Duration::from_secs(5);

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words
        .first()
        .is_some_and(|w| w == "registry" || w == "consultation")
    {
        return kenes::run();
    }
    if words.iter().any(|w| w == "--list") {
        for (name, _) in TESTS {
            println!("{name}: test");
        }
        return ExitCode::SUCCESS;
    }
    let filters: Vec<_> = words.iter().filter(|w| !w.starts_with('-')).collect();
    let (mut passed, mut failed) = (0, 0);
    for (name, test) in TESTS {
        if !filters.is_empty() && !filters.iter().any(|f| name.contains(f.as_str())) {
            continue;
        }
        match test() {
            Ok(said) => {
                passed += 1;
                println!("test {name} ... ok: {said}");
            }
            Err(error) => {
                failed += 1;
                println!("test {name} ... FAILED: {error}");
            }
        }
    }
    let (word, code) = match failed {
        0 => ("ok", ExitCode::SUCCESS),
        _ => ("FAILED", ExitCode::FAILURE),
    };
    println!("\ntest result: {word}. {passed} passed; {failed} failed");
    code
}

type Test = fn() -> Outcome<String>;
const TESTS: [(&str, Test); 2] = [
    (
        "control_the_comparison_sees_what_is_lost_and_what_is_there_twice",
        check::control,
    ),
    (
        "killed_under_load_nothing_acknowledged_is_lost_or_written_twice",
        killed,
    ),
];

/// What writers and readers share.
#[derive(Debug, Default)]
struct Shared {
    notes: Mutex<Vec<Note>>,
    /// What was seen and must not be.
    wrong: Mutex<Vec<String>>,
    over: AtomicBool,
    /// Answers that a kill took away, and how many of those had been committed.
    unanswered: AtomicU64,
    committed: AtomicU64,
    read: AtomicU64,
}

/// Numbers that look random and follow from a seed (splitmix64).
#[derive(Clone, Debug)]
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// An id of a request: the same seed asks the same.
    fn uuid(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        uuid::Builder::from_random_bytes((u128::from(high) << 64 | u128::from(low)).to_be_bytes())
            .into_uuid()
            .to_string()
    }
}

#[expect(clippy::disallowed_methods, reason = "the two settings of this test")]
fn setting(name: &str, default: u64) -> Outcome<u64> {
    match std::env::var(name) {
        Ok(text) => Ok(text.parse().map_err(|e| format!("{name}: {e}"))?),
        Err(_) => Ok(default),
    }
}

fn killed() -> Outcome<String> {
    let (kills, seed) = (
        setting("KENES_KILLS", 20)?,
        setting("KENES_SEED", 20_260_314)?,
    );
    println!("{kills} kills, KENES_SEED={seed}");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(kill_and_compare(kills, seed))
}

async fn kill_and_compare(kills: u64, seed: u64) -> Outcome<String> {
    let folder = tempfile::tempdir()?;
    let registry = Server::start("registry", folder.path(), &[]).await?;
    let asks = format!("http://{}", registry.address);
    let mut service = Server::start("consultation", folder.path(), &["--registry", &asks]).await?;
    story::registry(registry.channel()?).await?;
    story::consultation(service.channel()?).await?;

    let begun = Instant::now();
    let shared = Arc::new(Shared::default());
    let mut workers = Vec::new();
    for n in 0..WRITERS {
        let (channel, shared) = (service.channel()?, Arc::clone(&shared));
        workers.push(tokio::spawn(write(
            n,
            channel,
            shared,
            Dice(seed ^ (n + 1)),
        )));
    }
    for n in 0..READERS {
        let (channel, shared) = (service.channel()?, Arc::clone(&shared));
        workers.push(tokio::spawn(read(channel, shared, Dice(seed ^ (100 + n)))));
    }
    let mut dice = Dice(seed);
    for _ in 0..kills {
        shared.working().await?;
        let life = LIFE.start + dice.below(LIFE.end - LIFE.start);
        tokio::time::sleep(Duration::from_millis(life)).await;
        service.kill()?;
        service.restart().await?;
    }
    shared.over.store(true, Ordering::Relaxed);
    for worker in workers {
        tokio::time::timeout(6 * PATIENCE, worker).await??;
    }

    let mut client = CommentServiceClient::new(service.channel()?);
    let found = everything(&mut client).await?;
    let notes = std::mem::take(&mut *lock(&shared.notes));
    let mut wrong = std::mem::take(&mut *lock(&shared.wrong));
    wrong.extend(compare(&notes, &found));
    for note in &notes {
        let again = client.create_comment(story::comment(note)).await?;
        if !is_replay(&again) || *again.get_ref() != note.answer {
            wrong.push(format!(
                "{}: sent again, it was answered differently",
                note.answer.name
            ));
        }
    }
    if everything(&mut client).await?.len() != found.len() {
        wrong.push("sent again, requests were written again".into());
    }
    let (unanswered, committed) = (
        shared.unanswered.load(Ordering::Relaxed),
        shared.committed.load(Ordering::Relaxed),
    );
    // A run in which nothing was going on when the process died shows nothing.
    if (notes.len() as u64) < 2 * kills || unanswered < kills / 2 {
        wrong.push(format!(
            "the kills met no load, this run shows nothing: {} acknowledged, {unanswered} cut off",
            notes.len()
        ));
    }
    match wrong.is_empty() {
        true => Ok(format!(
            "{kills} kills in {:.0} s; {} acknowledged, 0 lost, 0 duplicated, every retry answered as before; \
             {unanswered} answers were cut off, {committed} of them after the commit; {} reads",
            begun.elapsed().as_secs_f64(),
            notes.len(),
            shared.read.load(Ordering::Relaxed),
        )),
        false => Err(format!("{} wrong:\n  {}", wrong.len(), wrong.join("\n  ")).into()),
    }
}

/// Writes comments, each until it is acknowledged, and now and then one that was acknowledged long ago.
async fn write(writer: u64, channel: Channel, shared: Arc<Shared>, mut dice: Dice) {
    let mut client = CommentServiceClient::new(channel);
    let mut mine: Vec<Note> = Vec::new();
    for n in 0_u64.. {
        if shared.over.load(Ordering::Relaxed) {
            break;
        }
        let mut note = Note {
            request_id: dice.uuid(),
            text: format!("Comment {n} of writer {writer}"),
            ..Note::default()
        };
        note.answer = persist(&mut client, &note, &shared).await;
        if !mine.is_empty() && dice.below(8) == 0 {
            let old = &mine[usize::try_from(dice.below(mine.len() as u64)).unwrap_or(0)];
            if persist(&mut client, old, &shared).await != old.answer {
                shared.wrong(format!(
                    "{}: sent again, it was answered differently",
                    old.answer.name
                ));
            }
        }
        lock(&shared.notes).push(note.clone());
        mine.push(note);
    }
}

/// Sends one request until it is answered.
async fn persist(
    client: &mut CommentServiceClient<Channel>,
    note: &Note,
    shared: &Shared,
) -> Comment {
    let mut cut_off = false;
    loop {
        let call = client.create_comment(story::comment(note));
        match answered(call).await {
            Ok(answer) => {
                if cut_off && is_replay(&answer) {
                    shared.committed.fetch_add(1, Ordering::Relaxed);
                }
                return answer.into_inner();
            }
            Err(status) if is_passing(&status) => {
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
    while !shared.over.load(Ordering::Relaxed) {
        let note = {
            let notes = lock(&shared.notes);
            let at = dice.below((notes.len() as u64).max(1));
            notes.get(usize::try_from(at).unwrap_or(0)).cloned()
        };
        let Some(note) = note else {
            tokio::time::sleep(Duration::from_millis(5)).await;
            continue;
        };
        match answered(client.get_comment(GetCommentRequest {
            name: note.answer.name.clone(),
            ..GetCommentRequest::default()
        }))
        .await
        {
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

async fn everything(client: &mut CommentServiceClient<Channel>) -> Outcome<Vec<Comment>> {
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

async fn answered<T>(
    call: impl Future<Output = Result<Response<T>, Status>>,
) -> Result<Response<T>, Status> {
    tokio::time::timeout(PATIENCE, call)
        .await
        .unwrap_or_else(|_| Err(Status::deadline_exceeded("no answer")))
}

/// What a client meets when a server dies or is not there yet. Whether the request was carried out, it cannot know.
fn is_passing(status: &Status) -> bool {
    match status.code() {
        Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled | Code::Unknown => true,
        // A stream that was cut; an answer of the service itself has details.
        Code::Internal => status.details().is_empty(),
        _ => false,
    }
}

fn is_replay<T>(answer: &Response<T>) -> bool {
    answer.metadata().get(common::kit::REPLAYED).is_some()
}

impl Shared {
    fn wrong(&self, text: String) {
        lock(&self.wrong).push(text);
    }

    /// Resolves when something more was acknowledged.
    async fn working(&self) -> Outcome<()> {
        let before = lock(&self.notes).len();
        let begun = Instant::now();
        while lock(&self.notes).len() == before {
            if self.over.load(Ordering::Relaxed) || begun.elapsed() > 6 * PATIENCE {
                return Err(
                    format!("nothing is acknowledged any more: {:?}", lock(&self.wrong)).into(),
                );
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Ok(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A request in the name of a caller.
fn ask_as<T>(subject: &'static str, message: T) -> Request<T> {
    let mut request = Request::new(message);
    let subject = tonic::metadata::MetadataValue::from_static(subject);
    request.metadata_mut().insert(common::kit::SUBJECT, subject);
    request
}
