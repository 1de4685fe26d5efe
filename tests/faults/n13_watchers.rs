//! N13: a thousand watchers, of which every tenth does not read, while much is written. Must come out: those who read see every
//! entry once and in order; those who do not are let go with the index at which to go on, and from there see the rest; the
//! service's memory stays under its bound.
//!
//! The short form has fewer watchers and ends before anybody is let go: that takes 30 s.

use std::time::{Duration, Instant};

use tokio::{sync::watch, task::JoinSet, time::timeout};
use tonic::transport::Endpoint;

use crate::{
    Experiment, Outcome, Plan, check,
    load::{Load, PATIENCE, lock},
    server::Server,
    story,
    watch::{self as watching, Watcher, faults, replayed, size},
};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "N13",
    name: "watchers_who_do_not_read_cost_little_and_the_others_nothing",
    run: |plan| plan.block_on(watched(plan)),
    control: ("a_service_above_its_bound_is_seen", |plan| {
        plan.block_on(wronged())
    }),
};

const WRITERS: u64 = 8;
/// So much longer are the comments, in bytes: more than a watcher's connection takes in must be written.
const PADDING: usize = 3_000;
/// Watchers that share a connection.
const TOGETHER: usize = 10;
/// How long those who do not read are waited for: they may let a stream wait for 30 s.
const LET_GO: Duration = Duration::from_secs(90);

/// What a service may take, in KiB, with so many watchers.
const BASE: u64 = 160 << 10;
const EACH: u64 = 64;
const SILENT: u64 = 512;

async fn watched(plan: Plan) -> Outcome<String> {
    let (many, silent) = if plan.long { (900, 100) } else { (180, 20) };
    let written = usize::try_from(plan.times(250, 600))?;
    let folder = tempfile::tempdir()?;
    let (_registry, service) = begin(folder.path()).await?;
    let (tell, end) = watch::channel(None);
    let mut readers = JoinSet::new();
    let mut channel = service.channel()?;
    for n in 0..many {
        if n % TOGETHER == 0 {
            channel = service.channel()?;
        }
        readers.spawn(Watcher::new(channel.clone()).persist(end.clone()));
    }
    let mut stuck = Vec::new();
    for _ in 0..silent {
        // What it takes in without reading is little.
        let endpoint = Endpoint::from_shared(format!("http://{}", service.address))?
            .initial_stream_window_size(65_535)
            .initial_connection_window_size(65_535);
        let mut watcher = Watcher::new(endpoint.connect_lazy());
        let stream = watcher.open().await?;
        stuck.push((watcher, stream));
    }

    let begun = Instant::now();
    let load = Load::start(|| service.channel(), plan.seed, WRITERS, 0)?;
    load.shared.padded(PADDING);
    while lock(&load.shared.notes).len() < written {
        load.shared.working().await?;
    }
    let shared = load.end().await?;
    let spent = begun.elapsed().as_secs_f64();
    let entries = size(service.channel()?).await?;
    tell.send_replace(Some(entries));
    let mut saw = Vec::new();
    while let Some(watcher) = timeout(24 * PATIENCE, readers.join_next()).await? {
        saw.push(watcher??);
    }
    let caught_up = begun.elapsed().as_secs_f64();
    if plan.long {
        let begun = Instant::now();
        while service.said()?.matches("nothing was read for").count() < silent {
            if begun.elapsed() > LET_GO {
                return Err("not all who do not read were let go".into());
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
    let (held, peak) = (service.memory("VmRSS")?, service.memory("VmHWM")?);
    // Now they read: what they were sent, why it ended, and from there on.
    let mut late = JoinSet::new();
    for (mut watcher, stream) in stuck {
        let mut end = end.clone();
        late.spawn(async move {
            watcher.read(stream, &mut end).await?;
            watcher.persist(end).await
        });
    }
    let mut wrong = Vec::new();
    let mut let_go = 0;
    while let Some(watcher) = timeout(6 * PATIENCE, late.join_next()).await? {
        let watcher = watcher??;
        let_go += watcher.let_go;
        if plan.long && watcher.let_go == 0 {
            wrong.push("a watcher who did not read was not told so".to_owned());
        }
        saw.push(watcher);
    }
    let all = replayed(service.channel()?, entries).await?;
    wrong.extend(faults(&saw, all));
    wrong.append(&mut lock(&shared.wrong));
    wrong.extend(above(peak, BASE, many as u64, silent as u64));
    check::end(wrong)?;
    Ok(format!(
        "{} watchers, {silent} of whom did not read, saw each of {entries} entries once and in order; {let_go} were let go; \
         written in {spent:.1} s, read by the others after {caught_up:.1} s; {} MiB held, {} MiB at most",
        saw.len(),
        held >> 10,
        peak >> 10,
    ))
}

/// The services, with room for all who watch.
async fn begin(folder: &std::path::Path) -> Outcome<(Server, Server)> {
    let registry = Server::start("registry", folder, &[]).await?;
    story::registry(registry.channel()?).await?;
    let mut service = story::consult(folder, &registry)?;
    service.add(&["--max-streams", "1200"]);
    Ok((registry, story::open(service).await?))
}

/// What is wrong with the memory of a service that had so many watchers.
fn above(peak: u64, base: u64, many: u64, silent: u64) -> Option<String> {
    let bound = base + many * EACH + silent * SILENT;
    (peak > bound).then(|| format!("{peak} KiB were needed, with a bound of {bound} KiB"))
}

async fn wronged() -> Outcome<String> {
    let folder = tempfile::tempdir()?;
    let (_registry, service) = begin(folder.path()).await?;
    let said = watching::control(&service.channel()?).await?;
    // No service is as small as that.
    match above(service.memory("VmHWM")?, 1 << 10, 0, 0) {
        Some(_) => Ok(format!("{said}; memory above its bound is seen")),
        None => Err("memory above its bound was not seen".into()),
    }
}
