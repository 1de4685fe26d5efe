//! T4: the n-th fsync of the write-ahead log, the database or the signature's file fails with EIO, once, or from there on. Must come
//! out: nothing is acknowledged after the error; not-serving (gRPC health and `/readyz`) within 1 s; exit code 74 within 5 s; a
//! mark for the next start, which copies and reads all before it signs; and what T1 asks for: nothing lost, nothing twice, the
//! write that failed answered with one place whether or not it was there.
//!
//! The shim (`shim/fsync.c`) is compiled here and loaded before libc. As a control it only notes a failure that it does not cause:
//! then the service goes on, and each of the checks must say so.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use kenes_proto::health::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};

use crate::{
    Experiment, Outcome, Plan, check,
    dice::Dice,
    load::{Load, Shared, lock},
    server::{Ready, Server, Start},
    story,
    t01_kill::settle,
};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "T4",
    name: "after_a_failed_sync_nothing_is_answered_and_the_process_ends",
    run: |plan| plan.block_on(failing(plan)),
    control: ("a_service_that_goes_on_is_seen", |plan| {
        plan.block_on(pretended(plan))
    }),
};

const WRITERS: u64 = 8;
const DATABASE: &str = "/consultation.db";
/// The files, and how many of their syncs come within some seconds: the database is synced by checkpoints only.
const FILES: [(&str, u64); 3] = [
    ("/consultation.db-wal", 500),
    ("/consultation.signed", 500),
    (DATABASE, 2),
];
/// An answer that left before the error may arrive so much later.
const ON_ITS_WAY: i64 = 100_000;
const NOT_SERVING: Duration = Duration::from_secs(1);
const ENDED: Duration = Duration::from_secs(5);
/// How long the n-th sync is waited for.
const PATIENCE: Duration = Duration::from_mins(1);

/// What a trial measured.
#[derive(Debug, Default)]
struct Measured {
    not_serving: Duration,
    ended: Duration,
    wrong: Vec<String>,
}

async fn failing(plan: Plan) -> Outcome<String> {
    let folder = tempfile::tempdir()?;
    let shim = compile(folder.path())?;
    let (_registry, mut service) = story::begin(folder.path()).await?;
    let all = Arc::<Shared>::default();
    let mut dice = Dice(plan.seed);
    let (mut worst, trials) = (Measured::default(), plan.times(6, 24));
    for n in 0..trials {
        let (file, calls) = FILES[usize::try_from(n % 3)?];
        let mode = if n / 3 % 2 == 0 { "once" } else { "sticky" };
        let at = 1 + dice.below(calls);
        let seed = plan.seed ^ (n << 32);
        let measured = trial(&mut service, &shim, (file, at, mode), seed, &all)
            .await
            .map_err(|e| format!("sync {at} of {file}, {mode}: {e}"))?;
        let told = measured.wrong.iter();
        lock(&all.wrong).extend(told.map(|one| format!("sync {at} of {file}, {mode}: {one}")));
        worst.not_serving = worst.not_serving.max(measured.not_serving);
        worst.ended = worst.ended.max(measured.ended);
    }
    let notes = lock(&all.notes).len();
    check::end(settle(&mut service, &all).await?)?;
    Ok(format!(
        "{trials} failed syncs; not serving after {:.2} s and ended with 74 after {:.2} s at most; {notes} acknowledged, none \
         after the error, 0 lost, 0 twice",
        worst.not_serving.as_secs_f64(),
        worst.ended.as_secs_f64(),
    ))
}

async fn pretended(plan: Plan) -> Outcome<String> {
    let folder = tempfile::tempdir()?;
    let shim = compile(folder.path())?;
    let (_registry, mut service) = story::begin(folder.path()).await?;
    let all = Arc::<Shared>::default();
    let fault = ("/consultation.db-wal", 20, "pretend");
    let measured = trial(&mut service, &shim, fault, plan.seed, &all).await?;
    for said in ["after the error", "still serves", "did not end", "no mark"] {
        if !measured.wrong.iter().any(|one| one.contains(said)) {
            return Err(format!("\"{said}\" was not seen: {:?}", measured.wrong).into());
        }
    }
    Ok(format!("each of {} faults is seen", measured.wrong.len()))
}

/// Runs the service under load with a fault to come, and starts it again without.
async fn trial(
    service: &mut Server,
    shim: &Path,
    (file, at, mode): (&str, u64, &str),
    seed: u64,
    all: &Shared,
) -> Outcome<Measured> {
    let note = shim.with_file_name("failed");
    if note.exists() {
        std::fs::remove_file(&note)?;
    }
    service.stop().await?;
    let at = at.to_string();
    let texts = [
        &shim.display().to_string(),
        file,
        &at,
        mode,
        &note.display().to_string(),
    ];
    let names = [
        "LD_PRELOAD",
        "FAULT_FILE",
        "FAULT_AT",
        "FAULT_MODE",
        "FAULT_NOTE",
    ];
    service.environment = names
        .map(String::from)
        .into_iter()
        .zip(texts.map(String::from))
        .collect();
    let started = service.try_start().await?;
    service.environment.clear();
    let load = Load::start(|| service.channel(), seed, WRITERS, 1)?;
    // Long texts: the write-ahead log must grow to where it is moved into the database.
    load.shared.padded(if file == DATABASE { 4_000 } else { 0 });
    let failed = failure(&note).await?;
    let mut measured = match started {
        Start::Serves => observe(service).await?,
        // The first sync of a database may come with the start.
        Start::Ended(Some(74), _) => Measured::default(),
        Start::Ended(..) => return Err(format!("it did not start: {started:?}").into()),
    };
    if measured.ended > ENDED {
        measured
            .wrong
            .push(format!("it did not end within {ENDED:?}"));
    }
    let mark = service.data.join("consultation.suspect");
    if !mark.exists() {
        measured
            .wrong
            .push("there is no mark for the next start".to_owned());
    }
    let late = lock(&load.shared.notes)
        .iter()
        .filter(|note| note.at > failed + ON_ITS_WAY)
        .count();
    if late > 0 {
        measured
            .wrong
            .push(format!("{late} were acknowledged after the error"));
    }
    service.kill()?;
    service.restart().await?;
    if mark.exists() {
        measured
            .wrong
            .push("it started, but left the mark".to_owned());
    }
    load.shared.working().await?;
    let shared = load.end().await?;
    all.take(&shared);
    Ok(measured)
}

/// Watches the service after the failure: when it stops serving, and when and how it ends.
async fn observe(service: &mut Server) -> Outcome<Measured> {
    let begun = Instant::now();
    let mut measured = Measured {
        ended: ENDED + NOT_SERVING,
        ..Measured::default()
    };
    let mut health = HealthClient::new(service.channel()?);
    loop {
        let asked = health.check(HealthCheckRequest::default());
        let healthy = match tokio::time::timeout(NOT_SERVING, asked).await {
            Ok(Ok(answer)) => answer.get_ref().status() == ServingStatus::Serving,
            Ok(Err(_)) => false,
            // Silence is no answer.
            Err(_) => true,
        };
        if !healthy && service.ready().await == Ready::No {
            break;
        }
        if begun.elapsed() > NOT_SERVING {
            measured
                .wrong
                .push(format!("it still serves after {NOT_SERVING:?}"));
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    measured.not_serving = begun.elapsed();
    if let Ok((code, _)) = service.ended(ENDED.saturating_sub(begun.elapsed())).await {
        measured.ended = begun.elapsed();
        if code != Some(74) {
            measured.wrong.push(format!("it ended with {code:?}"));
        }
    }
    Ok(measured)
}

/// Waits until the sync failed: when it did.
async fn failure(note: &Path) -> Outcome<i64> {
    let begun = Instant::now();
    loop {
        if let Some(line) = std::fs::read_to_string(note)
            .unwrap_or_default()
            .lines()
            .next()
        {
            return Ok(line.parse()?);
        }
        if begun.elapsed() > PATIENCE {
            return Err("the sync that was to fail never came".into());
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

fn compile(folder: &Path) -> Outcome<PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/shim/fsync.c");
    let shim = folder.join("fsync.so");
    let compiled = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"])
        .args([&shim, &source])
        .status()?;
    compiled
        .success()
        .then_some(shim)
        .ok_or_else(|| "the shim does not compile".into())
}
