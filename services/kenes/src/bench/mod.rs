//! `kenes bench`: what a call costs, as a share of what this machine can do at best.
//!
//! Rates on a shared machine move by a factor of two within minutes, so each round measures its own ceilings (tonic echoing
//! messages of the same sizes, `fdatasync`) right beside the services, and the ratios are what to read. The servers are
//! this executable in processes of their own. Built only with the feature `bench`; never shipped.

mod corpus;
mod disk;
mod echo;
mod histogram;
mod load;
mod log;
mod measure;
mod process;
mod report;
mod seed;

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use serde_json::json;

use measure::Bench;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// What to measure, and on what.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Seconds of each measurement.
    #[arg(long, default_value_t = 2.0, value_parser = positive)]
    seconds: f64,
    /// Rounds; the smallest, the middle and the largest of them are shown.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Comments are created with so many calls in flight.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 8, 64, 256])]
    in_flight: Vec<usize>,
    /// Only these operations; the echo is always measured.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Operation>,
    /// First fill the database up to so many comments.
    #[arg(long, default_value_t = 0)]
    fill: u64,
    /// The database of the consultation service; a file of SQLite in the data directory if absent.
    #[arg(long)]
    database: Option<String>,
    /// Where data is kept; a directory given here stays, so that a filled database can be measured again.
    #[arg(long)]
    data_dir: Option<PathBuf>,
    /// Also write everything as one JSON object to this file.
    #[arg(long)]
    json: Option<PathBuf>,
    #[command(subcommand)]
    part: Option<Part>,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Operation {
    /// Our server app around an echo.
    EchoKit,
    Fdatasync,
    Create,
    List,
    Get,
    /// The path from an entry to the root of the log.
    Prove,
    /// Bytes an entry, and the time of a start (SQLite).
    Log,
}

/// What the benchmark starts of itself.
#[derive(Clone, Debug, clap::Subcommand)]
enum Part {
    /// Answers every comment with itself.
    #[command(hide = true)]
    Echo {
        #[arg(long)]
        address: SocketAddr,
        #[arg(long)]
        app: bool,
    },
}

fn positive(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|e| format!("{e}"))?;
    match number > 0.0 && number.is_finite() {
        true => Ok(number),
        false => Err("must be above 0".into()),
    }
}

impl Options {
    fn wants(&self, operation: Operation) -> bool {
        self.only.is_empty() || self.only.contains(&operation)
    }

    fn engine(&self) -> &'static str {
        match self.database {
            Some(_) => "postgres",
            None => "sqlite",
        }
    }
}

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
            app: false,
        }) => two.block_on(echo::serve(address, false)),
        Some(Part::Echo { address, app: true }) => {
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

async fn measured(options: &Options) -> Outcome<()> {
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
        println!("{}", log::remark(size, *start));
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
