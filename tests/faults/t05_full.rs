//! T5: no room. A file system of 16 MiB that fills up, and a limit on the size of files that is reached; then there is room again.
//! Must come out: writes are refused with `STORAGE_FULL` and nothing of them is there, reads and checkpoints go on, the service
//! says that it is ready, and within 5 s after there is room again it writes, in the same process. Nothing acknowledged is lost,
//! and the file is sound.
//!
//! SQLite says "full" (13) on a full file system, but 778, an I/O error, where the limit on a file's size is met (and without a
//! handler for SIGXFSZ the process would be gone). Both are treated alike.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use crate::{
    Experiment, Outcome, Plan, check, ledger,
    load::{Load, lock},
    server::{Ready, Server},
    story,
    t01_kill::settle,
};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "T5",
    name: "without_room_writes_are_refused_and_go_on_by_themselves",
    run: |plan| plan.block_on(full(plan)),
    control: (
        "an_ample_disk_and_a_service_that_stands_still_are_seen",
        |plan| plan.block_on(ample(plan)),
    ),
};

const WRITERS: u64 = 4;
const READERS: u64 = 2;
/// Between two writes of a writer: what all of them write in a run must fit, however fast the machine is.
const PACE: Duration = Duration::from_millis(100);
/// How long the shortage lasts once it is felt.
const SHORTAGE: Duration = Duration::from_secs(2);
/// How soon writes must go on.
const RESUMED: Duration = Duration::from_secs(5);
/// How long the shortage is waited for.
const FELT: Duration = Duration::from_secs(4);

async fn full(plan: Plan) -> Outcome<String> {
    let rounds = plan.times(2, 4);
    let mut said = Vec::new();
    let folder = tempfile::tempdir()?;
    match Mounted::at(&folder.path().join("consultation")) {
        Ok(mounted) => {
            let worst = shortage(plan, folder.path(), rounds, Way::Disk(mounted.0.clone())).await?;
            said.push(format!("a disk of 16 MiB: {worst}"));
        }
        // Whoever relies on this must know that it was not done.
        Err(error) if plan.long => return Err(error),
        Err(error) => said.push(format!(
            "NOT DONE, no file system could be mounted: {error}"
        )),
    }
    let folder = tempfile::tempdir()?;
    let worst = shortage(plan, folder.path(), rounds, Way::Limit).await?;
    said.push(format!("a limit on the size of files: {worst}"));
    Ok(said.join("; "))
}

/// How room is taken, and given back.
enum Way {
    /// By a file beside the data in this folder.
    Disk(PathBuf),
    /// By a limit on the size of files.
    Limit,
    /// Not at all.
    Ample,
    /// Not at all, but the process is held.
    Held,
}

async fn shortage(plan: Plan, folder: &Path, rounds: u64, way: Way) -> Outcome<String> {
    let (_registry, mut service) = story::begin(folder).await?;
    let load = Load::start(|| service.channel(), plan.seed, WRITERS, READERS)?;
    load.shared.paced(PACE);
    let mut slowest = Duration::ZERO;
    let mut wrong = Vec::new();
    for _ in 0..rounds {
        if let Err(error) = load.shared.working().await {
            let said = service.said()?;
            let last = said.lines().rev().take(3).collect::<Vec<_>>();
            return Err(format!("{error}; {last:?}").into());
        }
        let (resumed, mut said) = round(&service, &load, &way).await?;
        slowest = slowest.max(resumed);
        wrong.append(&mut said);
        // As much again before the next time.
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    let shared = load.end().await?;
    let refused = shared.full.load(Ordering::Relaxed);
    wrong.extend(settle(&mut service, &shared).await?);
    if ledger::store(&service.data).await?.check().is_err() {
        wrong.push("the database is not sound".to_owned());
    }
    check::end(wrong)?;
    let acknowledged = lock(&shared.notes).len();
    Ok(format!(
        "{rounds} times full, {refused} requests refused and answered later, {acknowledged} acknowledged, writing again after \
         {:.1} s at most",
        slowest.as_secs_f64()
    ))
}

/// Takes the room, looks, and gives it back: how long until something was written again, and what was wrong.
async fn round(service: &Server, load: &Load, way: &Way) -> Outcome<(Duration, Vec<String>)> {
    let shared = &load.shared;
    let mut wrong = Vec::new();
    let refused = || shared.full.load(Ordering::Relaxed);
    let before = refused();
    take(service, way)?;
    let begun = Instant::now();
    while refused() == before && begun.elapsed() < FELT {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    if refused() == before {
        wrong.push("no write was refused: it was never full".to_owned());
    }
    let counts = || {
        (
            shared.read.load(Ordering::Relaxed),
            shared.followed.load(Ordering::Relaxed),
        )
    };
    let (read, followed) = counts();
    tokio::time::sleep(SHORTAGE).await;
    let (read, followed) = (counts().0 - read, counts().1 - followed);
    if read < 20 || followed < 20 {
        wrong.push(format!(
            "reading did not go on: {read} reads, {followed} checkpoints"
        ));
    }
    match service.ready().await {
        Ready::Yes => {}
        other => wrong.push(format!("it does not say that it is ready: {other:?}")),
    }
    let before = lock(&shared.notes).len();
    let begun = Instant::now();
    give_back(service, way)?;
    while lock(&shared.notes).len() == before && begun.elapsed() < RESUMED {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    if lock(&shared.notes).len() == before {
        wrong.push(format!("no write went on within {RESUMED:?}"));
    }
    Ok((begun.elapsed(), wrong))
}

fn take(service: &Server, way: &Way) -> Outcome<()> {
    match way {
        Way::Disk(folder) => {
            use std::io::Write;
            let mut ballast = std::fs::File::create(folder.join("ballast"))?;
            // Until nothing more fits.
            while ballast.write(&[1; 4096]).is_ok() {}
            Ok(())
        }
        Way::Limit => {
            // Less than where the write-ahead log is, or will be in a moment; more than the file of the last signature has.
            service.limit("131072:")
        }
        Way::Ample => Ok(()),
        Way::Held => service.signal("STOP"),
    }
}

fn give_back(service: &Server, way: &Way) -> Outcome<()> {
    match way {
        Way::Disk(folder) => Ok(std::fs::remove_file(folder.join("ballast"))?),
        Way::Limit => service.limit("unlimited:"),
        Way::Ample | Way::Held => Ok(()),
    }
}

async fn ample(plan: Plan) -> Outcome<String> {
    let cases: [(Way, &[&str]); 2] = [
        (Way::Ample, &["it was never full"]),
        (
            Way::Held,
            &[
                "reading did not go on",
                "not say that it is ready",
                "no write went on",
            ],
        ),
    ];
    for (way, expected) in cases {
        let folder = tempfile::tempdir()?;
        let (_registry, mut service) = story::begin(folder.path()).await?;
        let load = Load::start(|| service.channel(), plan.seed, WRITERS, READERS)?;
        load.shared.paced(PACE);
        load.shared.working().await?;
        let (_, wrong) = round(&service, &load, &way).await?;
        service.kill()?;
        for said in expected {
            if !wrong.iter().any(|one| one.contains(said)) {
                return Err(format!("\"{said}\" was not seen: {wrong:?}").into());
            }
        }
    }
    Ok("a disk that is never full, and a service that stands still, are seen".to_owned())
}

/// A file system in memory, as long as this is kept.
struct Mounted(PathBuf);

impl Mounted {
    fn at(folder: &Path) -> Outcome<Self> {
        std::fs::create_dir_all(folder)?;
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=16m,mode=0700", "tmpfs"])
            .arg(folder)
            .output()?;
        match mounted.status.success() {
            true => Ok(Self(folder.to_owned())),
            false => Err(String::from_utf8_lossy(&mounted.stderr).trim().into()),
        }
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        // Whatever still holds it lets it go with its end.
        drop(Command::new("umount").arg("-l").arg(&self.0).status());
    }
}
