//! `kenes import`: loads files into running services.
//!
//! `files` and `lines` read, `time` and `expand` replace what stands for something else, `statement` finds the method in the contract,
//! `ocds` makes lines of a release package, `importer` says which line goes when (`batches`), `outcome` says what came of a line and `report` tells it. Calls are `client`'s. Knows no resource by name: what the contract can create, this can import.

mod batches;
mod documents;
mod expand;
mod files;
mod importer;
mod lines;
mod ocds;
mod outcome;
mod report;
mod statement;
mod time;

use std::pin::pin;

use common::clock::Clock;
use tokio_util::sync::CancellationToken;

use crate::{
    Exit, Failure,
    client::{Caller, Credentials, NoAnswer},
    config,
    progress::bar,
    signals::Signals,
};
use files::Reading;

pub(crate) use expand::Files;
pub(crate) use importer::Importer;
pub(crate) use outcome::Manner;
pub use report::{Count, Summary};
pub(crate) use statement::Statement;

pub(crate) async fn run(config: config::Import) -> Result<(), Failure> {
    let mut signals = Signals::new()?;
    let once = CancellationToken::new();
    let twice = async {
        signals.next().await;
        once.cancel();
        signals.next().await;
    };
    let (summary, outcome) = tokio::select! {
        ended = load(&config, once.cancelled()) => ended,
        () = twice => {
            let say = "stopped at once: what was in flight may have been written; importing again goes on";
            return Err(Failure::new(Exit::Interrupted, say));
        }
    };
    println!("{summary}\n{}", summary.rate());
    match summary.total().refused {
        0 => outcome,
        _ => outcome.and(Err(Failure::said(Exit::Failed))),
    }
}

/// Imports, and says what came of it: all of the files, or what was before `stop`, or before a service fell silent.
pub async fn load(
    config: &config::Import,
    stop: impl Future<Output = ()>,
) -> (Summary, Result<(), Failure>) {
    let stopped = CancellationToken::new();
    let mut load = pin!(load_until(config, stopped.clone()));
    tokio::select! {
        biased;
        () = stop => stopped.cancel(),
        ended = &mut load => return ended,
    }
    load.await
}

async fn load_until(
    config: &config::Import,
    stop: CancellationToken,
) -> (Summary, Result<(), Failure>) {
    let credentials = match Credentials::open(&config.credentials) {
        Ok(credentials) => credentials,
        Err(failure) => return (Summary::default(), Err(failure)),
    };
    let sizes = config.lines.iter();
    let sizes = sizes.filter_map(|file| std::fs::metadata(file).ok());
    let caller = Caller::new(
        config.registry.connect_lazy(),
        config.consultation.connect_lazy(),
        stop.clone(),
    );
    let caller = caller.with(credentials);
    let manner = Manner {
        dry_run: config.dry_run,
        update: config.update,
    };
    let bar = bar(sizes.map(|file| file.len()).sum(), true);
    let mut importer = Importer::new(caller, config.subject.clone(), manner, None, bar);
    let reading = Reading {
        config,
        now: Clock::system().now(),
        stop: stop.clone(),
    };
    let outcome = reading.all(&mut importer).await;
    importer.bar.finish_and_clear();
    let again = "importing again goes on from here";
    let outcome = match outcome {
        _ if stop.is_cancelled() && importer.summary.not_sent > 0 => {
            let say = format!("interrupted: {again}");
            Err(Failure::new(Exit::Interrupted, say))
        }
        Err(NoAnswer(text)) => {
            let say = format!("{text}; stopped: {again}");
            Err(Failure::new(Exit::Unavailable, say))
        }
        Ok(()) => Ok(()),
    };
    (importer.summary, outcome)
}
