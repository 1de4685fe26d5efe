//! T10: comments are erased, three words of each standing nowhere else, while the service is killed now and then in the middle of
//! an approval. Must come out: every approved erasure is carried out, once; then none of the words is in the database, its
//! write-ahead log, any other file of the data, the logs or the metrics; what was not erased is still there; every receipt still
//! verifies, the record is sound, and `received = counted + withdrawn + redacted`.
//!
//! The control only hides: then the same search must find every word.

use std::{
    collections::HashSet,
    io::ErrorKind,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use kenes_proto::{
    consultation::{
        self as pb, comment_service_client::CommentServiceClient,
        consultation_service_client::ConsultationServiceClient,
    },
    record::{
        self,
        redaction::{Action, State},
    },
    types::{Actor, ProvisionRef},
};
use tonic::{Request, Status, transport::Channel};

use crate::{
    Experiment, Outcome, Plan, check,
    dice::Dice,
    ledger::Ledger,
    load::{Shared, ask_as, lock},
    server::Server,
    story,
};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "T10",
    name: "what_is_erased_is_nowhere_and_its_place_stays",
    run: |plan| plan.block_on(erased(plan)),
    control: ("what_is_only_hidden_is_found", |plan| {
        plan.block_on(hidden(plan))
    }),
};

const OFFICER: &str = "justice|officer";
const SECOND: &str = "justice|second";
/// Of so many comments one stays as it is.
const STAYS: u64 = 5;
/// Before so many approvals are over, the service is killed.
const KILL_EVERY: u64 = 9;
/// How soon an approval must have been carried out after a start.
const SOON: Duration = Duration::from_secs(20);

async fn erased(plan: Plan) -> Outcome<String> {
    let count = plan.times(30, 100);
    let folder = tempfile::tempdir()?;
    let (registry, mut service) = story::begin(folder.path()).await?;
    let mut dice = Dice(plan.seed);
    let shared = Shared::default();
    let mut names = Vec::new();
    let total = count + count / STAYS;
    for n in 0..total {
        names.push(speak(&service, &shared, n, &mut dice).await?);
    }
    let everything: HashSet<String> = (0..total).flat_map(words).collect();
    let before = found(folder.path(), "")?;
    if before != everything {
        return Err(format!(
            "before the erasure {} of {} words are found",
            before.len(),
            everything.len()
        )
        .into());
    }

    let (begun, mut kills, mut slowest) = (Instant::now(), 0_u64, Duration::ZERO);
    let erased: Vec<u64> = (0..total).filter(|n| n % (STAYS + 1) != 0).collect();
    for (step, n) in erased.iter().enumerate() {
        let name = &names[usize::try_from(*n)?];
        let redaction = propose(&service, name, Action::Erase).await?;
        if step as u64 % KILL_EVERY == KILL_EVERY - 1 {
            // While it is being approved, or signed, or erased.
            let call = approve(service.channel()?, redaction.clone());
            let call = tokio::spawn(call);
            tokio::time::sleep(Duration::from_millis(dice.below(12))).await;
            service.kill()?;
            kills += 1;
            drop(call.await);
            service.restart().await?;
        }
        let asked = Instant::now();
        until_done(&service, &redaction).await?;
        slowest = slowest.max(asked.elapsed());
    }
    let spent = begun.elapsed();

    let mut wrong = Vec::new();
    let gone: HashSet<String> = erased.iter().flat_map(|n| words(*n)).collect();
    let metrics = service.metrics().await? + &registry.metrics().await?;
    until_scrubbed(&service.data).await?;
    let after = found(folder.path(), &metrics)?;
    for word in after.intersection(&gone) {
        let places = places(folder.path(), word)?;
        wrong.push(format!("{word} is still in {}", places.join(", ")));
    }
    if let Some(word) = everything
        .difference(&gone)
        .find(|word| !after.contains(*word))
    {
        wrong.push(format!("{word} was not erased, and is gone"));
    }
    wrong.extend(counts(&service, total, erased.len()).await?);
    service.stop().await?;
    let ledger = Ledger::read(&service.data).await?;
    wrong.extend(ledger.faults(&shared));
    let last = found(folder.path(), "")?;
    if !last.is_disjoint(&gone) {
        wrong.push("after the end of the process some are back".into());
    }
    check::end(wrong)?;
    Ok(format!(
        "{} comments erased in {:.0} s through {kills} kills, the slowest {} ms: 0 of {} words in database, write-ahead log, logs \
         or metrics; {} receipts verify",
        erased.len(),
        spent.as_secs_f64(),
        slowest.as_millis(),
        gone.len(),
        lock(&shared.receipts).len(),
    ))
}

async fn hidden(plan: Plan) -> Outcome<String> {
    let folder = tempfile::tempdir()?;
    let (_registry, service) = story::begin(folder.path()).await?;
    let mut dice = Dice(plan.seed);
    let mut all = HashSet::new();
    for n in 0..3 {
        let name = speak(&service, &Shared::default(), n, &mut dice).await?;
        let redaction = propose(&service, &name, Action::Hide).await?;
        until_done(&service, &redaction).await?;
        all.extend(words(n));
    }
    until_scrubbed(&service.data).await?;
    match found(folder.path(), "")? == all {
        true => Ok(format!(
            "all {} words of 3 hidden comments are found",
            all.len()
        )),
        false => Err("words that were never erased are not found".into()),
    }
}

// === what is said

/// Three words that stand nowhere else: in what is said, in who says it, and in who called.
fn words(n: u64) -> [String; 3] {
    ["said", "name", "subj"].map(|what| format!("canary-{what}-{n:04}"))
}

/// The words of any comment in some bytes.
fn words_in(bytes: &[u8]) -> HashSet<String> {
    let length = words(0)[0].len();
    (0..bytes.len())
        .filter(|at| bytes[*at] == b'c' && bytes[*at..].starts_with(b"canary-"))
        .filter_map(|at| bytes.get(at..at + length))
        .map(|word| String::from_utf8_lossy(word).into_owned())
        .collect()
}

/// Says something that nobody else says; some say much, so that it needs pages of its own.
async fn speak(service: &Server, shared: &Shared, n: u64, dice: &mut Dice) -> Outcome<String> {
    let [said, display_name, subject] = words(n);
    let padding = "Ten days are too short. ".repeat(usize::try_from(dice.below(300))?);
    let comment = pb::Comment {
        author: Some(Actor {
            display_name,
            ..Actor::default()
        }),
        target: Some(ProvisionRef {
            version: story::VERSION.into(),
            eid: "art_1".into(),
            ..ProvisionRef::default()
        }),
        texts: story::en(&format!("{padding}{said}")),
        ..pb::Comment::default()
    };
    let mut request = Request::new(pb::CreateCommentRequest {
        parent: story::CONSULTATION.into(),
        comment: Some(comment),
        request_id: dice.uuid(),
        ..Default::default()
    });
    let subject = format!("idp|{subject}").parse()?;
    request
        .metadata_mut()
        .insert(common::context::SUBJECT, subject);
    let mut client = CommentServiceClient::new(service.channel()?);
    let made = client.create_comment(request).await?.into_inner();
    let receipt = made.receipt.map(|receipt| receipt.proof);
    lock(&shared.receipts).extend(receipt);
    Ok(made.name)
}

// === redactions

async fn propose(service: &Server, comment: &str, action: Action) -> Outcome<String> {
    let mut request = pb::RedactCommentRequest {
        name: comment.into(),
        basis_code: "court-order".into(),
        reasons: story::en("The court ordered it."),
        ..Default::default()
    };
    request.set_action(action);
    let mut client = CommentServiceClient::new(service.channel()?);
    let made = client.redact_comment(ask_as(OFFICER, request)).await?;
    Ok(made.into_inner().name)
}

async fn approve(channel: Channel, name: String) -> Result<State, Status> {
    let request = record::ApproveRedactionRequest {
        name,
        ..Default::default()
    };
    let mut client = CommentServiceClient::new(channel);
    let answer = client.approve_redaction(ask_as(SECOND, request)).await?;
    Ok(answer.into_inner().state())
}

/// Approves what a kill left proposed, and waits until it is carried out.
async fn until_done(service: &Server, name: &str) -> Outcome<()> {
    let begun = Instant::now();
    let mut client = CommentServiceClient::new(service.channel()?);
    while begun.elapsed() < SOON {
        let request = record::GetRedactionRequest {
            name: name.into(),
            ..Default::default()
        };
        let found = client.get_redaction(request).await?.into_inner();
        match found.state() {
            State::Done => return Ok(()),
            State::Proposed => {
                approve(service.channel()?, name.to_owned()).await?;
            }
            _ => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
    Err(format!("{name} was approved and not carried out within {SOON:?}").into())
}

/// Waits until the write-ahead log was emptied: after a crash between an erasure and that, the next start does it.
async fn until_scrubbed(data: &Path) -> Outcome<()> {
    let log = data.join("consultation.db-wal");
    let begun = Instant::now();
    while std::fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        if begun.elapsed() > SOON {
            return Err("the write-ahead log is not emptied".into());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

// === the search

fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        match path.is_dir() {
            true => files.extend(self::files(&path)?),
            false => files.push(path),
        }
    }
    Ok(files)
}

/// The words in any file under the folder, databases and logs alike, and in `more`.
fn found(folder: &Path, more: &str) -> Outcome<HashSet<String>> {
    let mut found = words_in(more.as_bytes());
    for file in files(folder)? {
        found.extend(words_in(&read(&file)?));
    }
    Ok(found)
}

/// What is in a file; nothing of one that its service removed since it was listed.
fn read(file: &Path) -> Outcome<Vec<u8>> {
    match std::fs::read(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        read => Ok(read?),
    }
}

fn places(folder: &Path, word: &str) -> Outcome<Vec<String>> {
    let mut places = Vec::new();
    for file in files(folder)? {
        if words_in(&read(&file)?).contains(word) {
            places.push(file.display().to_string());
        }
    }
    Ok(places)
}

/// What is wrong with the counts.
async fn counts(service: &Server, total: u64, erased: usize) -> Outcome<Option<String>> {
    let mut client = ConsultationServiceClient::new(service.channel()?);
    let request = pb::GetConsultationRequest {
        name: story::CONSULTATION.into(),
        ..Default::default()
    };
    let it = client.get_consultation(request).await?.into_inner();
    let (total, erased) = (i64::try_from(total)?, i64::try_from(erased)?);
    let told = (
        it.received_comment_count,
        it.comment_count,
        it.withdrawn_comment_count,
        it.redacted_comment_count,
    );
    let right = told == (total, total - erased, 0, erased);
    Ok((!right).then(|| format!("the counts are wrong: {told:?}")))
}
