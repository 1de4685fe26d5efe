//! T7: an old database under today's signature, the database, key or signature of another log, one of them missing, two processes on
//! one store. Must come out: the process refuses, says why, ends with 76 (69 where another process is in the way), and in 0 of
//! 200 trials anything was signed or served. With its own files back, the log goes on as if nothing had been.
//!
//! What no process can refuse by itself is an old database together with the old signature: the control, which must be caught by
//! those who hold receipts.

use std::path::{Path, PathBuf};

use crate::{
    Experiment, Outcome, Plan, check,
    dice::Dice,
    ledger::Ledger,
    load::{Load, Shared, lock},
    server::{Server, Start},
    story,
    t01_kill::settle,
};
use std::sync::Arc;

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "T7",
    name: "another_history_is_never_signed",
    run: |plan| plan.block_on(refused(plan)),
    control: (
        "an_old_database_with_its_old_signature_is_seen_by_receipts",
        |plan| plan.block_on(forked(plan)),
    ),
};

const DATABASE: &str = "consultation.db";
const WAL: &str = "consultation.db-wal";
const SIGNED: &str = "consultation.signed";
const KEY: &str = "consultation.key";
/// How many older databases there are to restore.
const DAYS: u64 = 5;

/// What is done to the files of a stopped log, the exit code that must follow, and what must be said.
type Case = (
    &'static str,
    i32,
    fn(&Copies, &Path, &mut Dice) -> Outcome<()>,
);

const CASES: [Case; 8] = [
    (
        "the database is older than what the log signed",
        76,
        |copies, data, dice| {
            // Often: it is what happens.
            let day = dice.pick(&copies.days);
            put(day, data, &[DATABASE])
        },
    ),
    (
        "the database is not the one that the log signed",
        76,
        |copies, data, _| put(&copies.foreign, data, &[DATABASE]),
    ),
    (
        "this key did not sign what the log signed last",
        76,
        |copies, data, _| put(&copies.foreign, data, &[KEY]),
    ),
    (
        "this key did not sign what the log signed last",
        76,
        |copies, data, _| put(&copies.foreign, data, &[SIGNED]),
    ),
    ("there is no last signature", 76, |_, data, _| {
        remove(data, &[SIGNED])
    }),
    ("the key of the log is missing", 76, |_, data, _| {
        remove(data, &[KEY])
    }),
    ("the key of the log is missing", 76, |_, data, _| {
        remove(data, &[KEY, SIGNED])
    }),
    ("not an Ed25519 private key", 76, |_, data, _| {
        Ok(std::fs::write(
            data.join(KEY),
            "-----BEGIN PRIVATE KEY-----\n",
        )?)
    }),
];

/// Copies of the files of a log, day by day, and those of another log.
struct Copies {
    days: Vec<PathBuf>,
    today: PathBuf,
    foreign: PathBuf,
}

async fn refused(plan: Plan) -> Outcome<String> {
    let trials = plan.times(24, 200);
    let folder = tempfile::tempdir()?;
    let (_registry, mut service, shared, copies) = history(plan, folder.path()).await?;
    let mut dice = Dice(plan.seed);
    let mut codes = [0_u64; 2];
    for n in 0..trials {
        let at = usize::try_from(n)?;
        // Every other trial restores an old database.
        let (said, code, spoil) = match at % 2 {
            0 => CASES[0],
            _ => CASES[at / 2 % CASES.len()],
        };
        put(&copies.today, &service.data, &[DATABASE, SIGNED, KEY])?;
        spoil(&copies, &service.data, &mut dice)?;
        refuses(&mut service, said, code)
            .await
            .map_err(|e| format!("trial {n}: {e}"))?;
        codes[0] += 1;
    }
    put(&copies.today, &service.data, &[DATABASE, SIGNED, KEY])?;
    service.restart().await?;
    for n in 0..trials.div_ceil(10) {
        second(folder.path(), &service, n).await?;
        codes[1] += 1;
    }
    check::end(settle(&mut service, &shared).await?)?;
    Ok(format!(
        "{} starts on files that do not belong together: each refused with 76; {} second instances: each refused with 69; \
         0 signed; with its own files the log went on",
        codes[0], codes[1]
    ))
}

/// A log with some days behind it, copied every night, and stopped; and another one.
async fn history(plan: Plan, folder: &Path) -> Outcome<(Server, Server, Arc<Shared>, Copies)> {
    let (registry, mut service) = story::begin(folder).await?;
    let all = Arc::<Shared>::default();
    let mut days = Vec::new();
    for day in 0..=DAYS {
        let load = Load::start(|| service.channel(), plan.seed ^ (day << 32), 4, 0)?;
        for _ in 0..10 {
            load.shared.working().await?;
        }
        let shared = load.end().await?;
        lock(&all.notes).append(&mut lock(&shared.notes));
        lock(&all.wrong).append(&mut lock(&shared.wrong));
        service.stop().await?;
        let copy = folder.join(format!("day-{day}"));
        story::copy(&service.data, &copy)?;
        days.push(copy);
        service.restart().await?;
    }
    service.stop().await?;
    let today = days.pop().ok_or("no days")?;
    let foreign = folder.join("foreign");
    let mut other = story::open(story::consult(&foreign, &registry)?).await?;
    let load = Load::start(|| other.channel(), plan.seed ^ (98 << 32), 4, 0)?;
    while lock(&load.shared.notes).len() <= lock(&all.notes).len() {
        load.shared.working().await?;
    }
    load.end().await?;
    other.stop().await?;
    let foreign = other.data.clone();
    Ok((
        registry,
        service,
        all,
        Copies {
            days,
            today,
            foreign,
        },
    ))
}

/// The service does not start, for this reason, and signs nothing.
async fn refuses(service: &mut Server, said: &str, code: i32) -> Outcome<()> {
    let signed = service.data.join(SIGNED);
    let before = std::fs::read(&signed).unwrap_or_default();
    let outcome = service.try_start().await?;
    let after = std::fs::read(&signed).unwrap_or_default();
    // A file that was missing may be there now, empty.
    if before != after && after.iter().any(|byte| *byte != 0) {
        return Err(format!("it must refuse, \"{said}\", and signed").into());
    }
    match outcome {
        Start::Ended(Some(ended), text) if ended == code && text.contains(said) => Ok(()),
        other => Err(format!("it must end with {code}, \"{said}\": {other:?}").into()),
    }
}

/// A second process on the store of one that runs, or with its signature only.
async fn second(folder: &Path, first: &Server, n: u64) -> Outcome<()> {
    let data = first.data.display().to_string();
    let mut second = Server::new("consultation", &folder.join("second"), &[])?;
    let said = match n % 2 {
        0 => {
            second.set("--data-dir", &data);
            "another process uses this database"
        }
        _ => {
            second.add(&["--log-dir", &data]);
            "another process signs with this file"
        }
    };
    match second.try_start().await? {
        Start::Ended(Some(69), text) if text.contains(said) => Ok(()),
        other => Err(format!("a second instance must end with 69, \"{said}\": {other:?}").into()),
    }
}

/// Restored together, an old database and its old signature fit. Two histories are signed then, and who holds a receipt of the
/// first one can show it; the trial itself sees that something was signed.
async fn forked(plan: Plan) -> Outcome<String> {
    let folder = tempfile::tempdir()?;
    let (_registry, mut service, shared, copies) = history(plan, folder.path()).await?;
    put(&copies.days[0], &service.data, &[DATABASE, SIGNED])?;
    let trial = refuses(&mut service, "nothing", 76).await;
    let load = Load::start(|| service.channel(), plan.seed ^ (99 << 32), 4, 0)?;
    for _ in 0..10 {
        load.shared.working().await?;
    }
    load.end().await?;
    service.stop().await?;
    let wrong = Ledger::read(&service.data).await?.faults(&shared);
    let seen = wrong.iter().any(|one| one.contains("what was signed of"))
        || wrong.iter().any(|one| one.contains("were signed"));
    match (trial, seen) {
        (Err(_), true) => Ok(format!(
            "the trial fails, and receipts of the first history show {} contradictions",
            wrong.len()
        )),
        other => Err(format!("a fork was not seen: {other:?} {:?}", wrong.first()).into()),
    }
}

/// Puts files of `from` in the place of those in `to`.
fn put(from: &Path, to: &Path, files: &[&str]) -> Outcome<()> {
    for file in files {
        std::fs::copy(from.join(file), to.join(file))?;
        if *file == DATABASE {
            // A part of the database is in its write-ahead log.
            remove(to, &["consultation.db-shm", WAL])?;
            if from.join(WAL).exists() {
                std::fs::copy(from.join(WAL), to.join(WAL))?;
            }
        }
    }
    Ok(())
}

fn remove(data: &Path, files: &[&str]) -> Outcome<()> {
    for file in files {
        match std::fs::remove_file(data.join(file)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}
