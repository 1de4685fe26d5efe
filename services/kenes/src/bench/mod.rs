//! `kenes bench`: what a call costs, as a share of what this machine can do at best.
//!
//! Rates on a shared machine move by a factor of two within minutes, so each round measures its own ceilings (tonic echoing
//! messages of the same sizes, `fdatasync`) right beside the services, and the ratios are what to read. The servers are
//! this executable in processes of their own. Built only with the feature `bench`; never shipped.

mod campaigns;
mod corpus;
mod delay;
mod dice;
mod disk;
mod echo;
mod histogram;
mod load;
mod log;
mod measure;
mod process;
mod report;
mod search;
mod seed;
mod servers;
mod statistics;
mod tally;
mod text;

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::cli::{Bench as Options, Operation, Part};
use measure::Bench;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Runs the benchmark, or a part of it that it has started.
pub(crate) fn run(options: &Options) -> Outcome<()> {
    // Two workers: the ceiling is tonic with both cores of a small machine.
    let two = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    match options.part {
        Some(Part::Echo {
            address,
            own: false,
        }) => two.block_on(echo::serve(address, false)),
        Some(Part::Echo { address, own: true }) => {
            let cores = std::thread::available_parallelism().map_or(1, usize::from);
            let workers = (cores - 1).max(1);
            let as_a_service = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(workers)
                .enable_all()
                .build()?;
            as_a_service.block_on(echo::serve(address, true))
        }
        None => two.block_on(measured(options)),
    }
}

/// What is measured by itself, and nothing beside it.
fn alone(options: &Options, (table, rows): (String, Value)) -> Outcome<()> {
    println!("{table}");
    if let Some(file) = &options.json {
        let object = json!({
            "version": env!("CARGO_PKG_VERSION"),
            "engine": options.engine(),
            "cores": std::thread::available_parallelism().map_or(1, usize::from),
            "measurements": rows,
        });
        fs::write(file, serde_json::to_string_pretty(&object)? + "\n")?;
    }
    Ok(())
}

async fn measured(options: &Options) -> Outcome<()> {
    if options.only.contains(&Operation::Campaigns) {
        return alone(options, campaigns::measured(options)?);
    }
    let temporary = match &options.data_dir {
        Some(folder) => {
            fs::create_dir_all(folder)?;
            None
        }
        None => Some(tempfile::Builder::new().prefix("kenes-bench-").tempdir()?),
    };
    let folder: &Path = match (&options.data_dir, &temporary) {
        (Some(folder), _) => folder,
        (None, Some(temporary)) => temporary.path(),
        (None, None) => unreachable!("one of the two was just made"),
    };
    if disk::in_memory(folder) {
        let text = format!(
            "{} lies in memory: no disk would be measured; give --data-dir on a disk",
            folder.display()
        );
        return Err(text.into());
    }
    if options.only.contains(&Operation::Statistics) {
        return alone(options, statistics::measured(options, folder).await?);
    }
    if options.only.contains(&Operation::Search) {
        return alone(options, search::measured(options, folder).await?);
    }
    let mut bench = Bench::start(options, folder).await?;
    bench.fill(options.fill).await?;
    let report = bench.rounds().await?;

    println!("{}", report.table());
    for remark in bench.remarks().await? {
        println!("{remark}");
    }
    let comments = bench.comments();
    let log = bench.log().await?;
    if let Some((size, start)) = &log {
        println!("{}", log::remark(size, *start, comments));
    }
    if let Some(file) = &options.json {
        let object = json!({
            "version": env!("CARGO_PKG_VERSION"),
            "engine": options.engine(),
            "cores": std::thread::available_parallelism().map_or(1, usize::from),
            "rounds": options.rounds,
            "seconds": options.seconds,
            "comments": comments,
            "log": log.map(|(size, start)| json!({
                "entries": size.entries,
                "bytes_per_entry": size.per_entry(),
                "start_seconds": start,
            })),
            "measurements": report.json(options.engine()),
        });
        fs::write(file, serde_json::to_string_pretty(&object)? + "\n")?;
    }
    Ok(())
}
