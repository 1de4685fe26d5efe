//! What can be typed to `bench`.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use clap::{Args, Subcommand, ValueEnum, value_parser};

use super::Hidden;

/// What to measure, and on what.
#[derive(Clone, Debug, Args)]
pub struct Bench {
    /// Seconds of each measurement.
    #[arg(long, env = "KENES_BENCH_SECONDS", default_value_t = 2.0, value_parser = positive)]
    pub(crate) seconds: f64,
    /// Rounds; the smallest, the middle and the largest of them are shown.
    #[arg(long, env = "KENES_BENCH_ROUNDS", default_value_t = 3, value_parser = value_parser!(u32).range(1..))]
    pub(crate) rounds: u32,
    /// Comments are created with so many calls in flight.
    #[arg(long, env = "KENES_BENCH_IN_FLIGHT", value_delimiter = ',', default_values_t = [1, 8, 64, 256])]
    pub(crate) in_flight: Vec<usize>,
    /// Only these operations; the echo is always measured.
    #[arg(long, env = "KENES_BENCH_ONLY", value_enum, value_delimiter = ',')]
    pub(crate) only: Vec<Operation>,
    /// First fill the database up to so many comments.
    #[arg(long, env = "KENES_BENCH_FILL", default_value_t = 0)]
    pub(crate) fill: u64,
    /// The database of the consultation service, or of the registry where statistics are measured; a file of SQLite in the data
    /// directory if absent.
    #[arg(long, env = "KENES_BENCH_DATABASE")]
    pub(crate) database: Option<Hidden>,
    /// How much longer PostgreSQL takes to hear and to be heard, each way: `0.5ms`, as over a network.
    #[arg(long, env = "KENES_BENCH_DELAY", value_name = "TIME", requires = "database", value_parser = time)]
    pub(crate) delay: Option<Duration>,
    /// Where data is kept; a directory given here stays, so that a filled database can be measured again.
    #[arg(long, env = "KENES_BENCH_DATA_DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Also write everything as one JSON object to this file.
    #[arg(long, env = "KENES_BENCH_JSON")]
    pub(crate) json: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) part: Option<Part>,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Operation {
    /// The echo behind the server of the services.
    OwnEcho,
    /// What the disk can do.
    Fdatasync,
    /// `CreateComment`.
    Create,
    /// `ListComments`.
    List,
    /// `GetComment`.
    Get,
    /// `GetTrace` of a comment.
    Trace,
    /// `GetConsultationReport` of the consultation of a comment.
    Report,
    /// The path from an entry to the root of the log.
    Prove,
    /// Bytes an entry, and the time of a start (SQLite).
    Log,
    /// `GetStatistics` over 30,000 organizations with 20 years of history, in a registry of its own; only where it is named, and
    /// nothing else is then measured.
    Statistics,
    /// How well and how fast campaigns are found among a million invented comments (`--fill`: another number); only where it is
    /// named, and nothing else is then measured.
    Campaigns,
    /// `SearchComments` over a million comments in three languages (`--fill`: another number): newest first, ranked, phrases and
    /// facets, alone and while comments come; how soon a comment is found, and what memory that takes; only where it is named, and
    /// nothing else is then measured.
    Search,
}

/// What the benchmark starts of itself.
#[derive(Clone, Debug, Subcommand)]
pub enum Part {
    /// Answers every comment with itself.
    #[command(hide = true)]
    Echo {
        /// Where to listen.
        #[arg(long, env = "KENES_BENCH_ADDRESS")]
        address: SocketAddr,
        /// Behind the server of the services, and not tonic's.
        #[arg(long, env = "KENES_BENCH_OWN")]
        own: bool,
    },
}

/// A time of seconds (`1s`), milliseconds (`0.5ms`) or microseconds (`50us`).
fn time(text: &str) -> Result<Duration, String> {
    let units = [("ms", 1e-3), ("us", 1e-6), ("s", 1.0)];
    let found = units.iter().find_map(|(unit, seconds)| {
        let number: f64 = text.strip_suffix(unit)?.trim().parse().ok()?;
        Duration::try_from_secs_f64(number * seconds).ok()
    });
    found.ok_or_else(|| "must be a time such as 0.5ms".to_owned())
}

fn positive(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|e| format!("{e}"))?;
    match number > 0.0 && number.is_finite() {
        true => Ok(number),
        false => Err("must be above 0".into()),
    }
}

impl Bench {
    /// Returns whether this operation is measured.
    pub(crate) fn wants(&self, operation: Operation) -> bool {
        self.only.is_empty() || self.only.contains(&operation)
    }

    /// Returns the engine that is measured.
    pub(crate) fn engine(&self) -> &'static str {
        match self.database {
            Some(_) => "postgres",
            None => "sqlite",
        }
    }
}
