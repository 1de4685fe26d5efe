//! What can be typed: commands, options, their environment variables and their help.
//!
//! Values that need checking are plain text here; `config` checks them, so that all problems are reported at once.

mod record;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use crate::exit::CODES;
pub use record::{Audit, Fsck, KeyCommand, KeyRotate, KeyShow, Service, Verify};

/// Public participation in law-making: who takes part, what is said about a draft law, and what becomes of it.
#[derive(Debug, Parser)]
#[command(name = "kenes", version, after_help = CODES, disable_help_subcommand = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run both services with the story of a draft law in them, to look around
    Demo(Demo),
    /// The registry: organizations, people, posts, memberships, mandates
    #[command(subcommand)]
    Registry(RegistryCommand),
    /// The consultation service: draft laws, comments, hearings, recommendations, answers
    #[command(subcommand)]
    Consultation(ConsultationCommand),
    /// Load files into running services: JSON Lines, Akoma Ntoso XML
    Import(Import),
    /// Show what a receipt proves, without a network and without a clock
    Verify(Verify),
    /// Check the whole record of a running service from outside, and that it never rewrote it
    Audit(Audit),
    /// The key of a log: show it, or change it for a new one
    #[command(subcommand)]
    Key(KeyCommand),
    /// Check the record of a data folder, every leaf and every word; the services must not run
    Fsck(Fsck),
    /// Ask a service whether it serves; exit 0 if so
    Healthcheck(Healthcheck),
    /// Write the contract as a descriptor set, for `grpcurl -protoset`
    Protoset(Protoset),
    /// Measure what a call costs, as a share of what this machine can do
    #[cfg(feature = "bench")]
    Bench(crate::bench::Options),
    /// Print the version, and that of the built-in database
    Version,
    /// Print the completion script of a shell
    #[command(after_help = "Example:\n  source <(kenes completion bash)")]
    Completion(Completion),
}

/// What can be done with the registry.
#[derive(Debug, Subcommand)]
pub enum RegistryCommand {
    /// Serve it
    #[command(after_help = format!("Examples:\n  kenes registry serve --data-dir /var/lib/kenes\n  \
        kenes registry serve --database postgres://kenes@db/registry --log-format json\n\n{CODES}"))]
    Serve(RegistryServe),
    /// Bring the schema of its database up to date
    #[command(
        after_help = "Example:\n  kenes registry migrate --database postgres://kenes@db/registry"
    )]
    Migrate(Migrate),
}

/// What can be done with the consultation service.
#[derive(Debug, Subcommand)]
pub enum ConsultationCommand {
    /// Serve it
    #[command(after_help = format!("Examples:\n  kenes consultation serve --data-dir /var/lib/kenes\n  \
        kenes consultation serve --database postgres://kenes@db/consultation --registry http://127.0.0.1:50051\n\n{CODES}"))]
    Serve(Box<ConsultationServe>),
    /// Bring the schema of its database up to date
    #[command(
        after_help = "Example:\n  kenes consultation migrate --database postgres://kenes@db/consultation"
    )]
    Migrate(Migrate),
}

/// Options of `registry serve`.
#[derive(Debug, Args)]
pub struct RegistryServe {
    /// Where to listen for gRPC; a loopback address
    #[arg(
        long,
        env = "KENES_ADDRESS",
        value_name = "HOST:PORT",
        default_value = "127.0.0.1:50051"
    )]
    pub address: String,
    /// Where to answer /livez, /readyz and /metrics; `off` for nowhere
    #[arg(
        long,
        env = "KENES_METRICS_ADDRESS",
        value_name = "HOST:PORT",
        default_value = "127.0.0.1:9091"
    )]
    pub metrics_address: String,
    /// What is the same for both services.
    #[command(flatten)]
    pub common: Serve,
}

/// Options of `consultation serve`.
#[derive(Debug, Args)]
pub struct ConsultationServe {
    /// Where to listen for gRPC; a loopback address
    #[arg(
        long,
        env = "KENES_ADDRESS",
        value_name = "HOST:PORT",
        default_value = "127.0.0.1:50052"
    )]
    pub address: String,
    /// Where to answer /livez, /readyz and /metrics; `off` for nowhere
    #[arg(
        long,
        env = "KENES_METRICS_ADDRESS",
        value_name = "HOST:PORT",
        default_value = "127.0.0.1:9092"
    )]
    pub metrics_address: String,
    /// The registry that is asked who may speak for whom
    #[arg(
        long,
        env = "KENES_REGISTRY",
        value_name = "URL",
        default_value = "http://127.0.0.1:50051"
    )]
    pub registry: String,
    /// What is the same for both services.
    #[command(flatten)]
    pub common: Serve,
}

/// What is the same for both services.
#[derive(Debug, Args)]
pub struct Serve {
    /// Where the data is.
    #[command(flatten)]
    pub place: Place,
    /// Where the log keeps its own files.
    #[command(flatten)]
    pub record: Record,
    /// What is logged.
    #[command(flatten)]
    pub log: Log,
    /// How long calls in hand may take to end when the service is asked to stop
    #[arg(
        long,
        env = "KENES_SHUTDOWN_GRACE",
        value_name = "TIME",
        default_value = "10s"
    )]
    pub shutdown_grace: String,
    /// How many may watch at once: streams that are open, of all connections together
    #[arg(
        long,
        env = "KENES_MAX_STREAMS",
        value_name = "N",
        default_value = "500"
    )]
    pub max_streams: String,
    /// Whether clients can ask for the contract (grpcurl list, describe)
    #[arg(long, env = "KENES_REFLECTION", value_name = "BOOL", default_value_t = true, action = clap::ArgAction::Set)]
    pub reflection: bool,
}

/// Where a service keeps its data.
#[derive(Debug, Args)]
pub struct Place {
    /// Folder for the database, SQLite; made if it is not there
    #[arg(long, env = "KENES_DATA_DIR", value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Database instead: a file for SQLite, or a URL such as `postgres://user@host/name`
    #[arg(long, env = "KENES_DATABASE", value_name = "FILE|URL")]
    pub database: Option<String>,
}

/// Where the log of all writes keeps what is not in its database.
#[derive(Debug, Args)]
pub struct Record {
    /// Folder for the key of the log and for what it signed last; beside the database if that is a file
    #[arg(long, env = "KENES_LOG_DIR", value_name = "DIR")]
    pub log_dir: Option<PathBuf>,
    /// Name of the log, its origin, when it begins: it never changes. Made from its key otherwise
    #[arg(long, env = "KENES_LOG_ORIGIN", value_name = "NAME")]
    pub log_origin: Option<String>,
}

/// What is logged, to standard error.
#[derive(Debug, Args)]
pub struct Log {
    /// How: auto (text on a terminal, JSON elsewhere), text or json
    #[arg(
        long,
        env = "KENES_LOG_FORMAT",
        value_name = "FORMAT",
        default_value = "auto"
    )]
    pub log_format: String,
    /// What: error, warn, info, debug, trace, or a filter such as `info,common::store=debug`
    #[arg(long, env = "KENES_LOG_LEVEL", value_name = "FILTER")]
    pub log_level: Option<String>,
}

/// Options of `migrate`.
#[derive(Debug, Args)]
pub struct Migrate {
    /// Where the data is.
    #[command(flatten)]
    pub place: Place,
}

/// Options of `demo`.
#[derive(Debug, Args)]
#[command(after_help = format!("Examples:\n  kenes demo\n  kenes demo --data-dir /tmp/kenes-demo\n\n{CODES}"))]
pub struct Demo {
    /// Where the registry listens; port 0 takes a free one
    #[arg(
        long,
        env = "KENES_DEMO_REGISTRY_ADDRESS",
        value_name = "HOST:PORT",
        default_value = "127.0.0.1:50051"
    )]
    pub registry_address: String,
    /// Where the consultation service listens; port 0 takes a free one
    #[arg(
        long,
        env = "KENES_DEMO_CONSULTATION_ADDRESS",
        value_name = "HOST:PORT",
        default_value = "127.0.0.1:50052"
    )]
    pub consultation_address: String,
    /// Keep the data here, and find it again the next time; otherwise it is gone when the demo stops
    #[arg(long, env = "KENES_DEMO_DATA_DIR", value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Load the data, print how to look at it, and stop
    #[arg(long, env = "KENES_DEMO_ONCE")]
    pub once: bool,
    /// What is logged.
    #[command(flatten)]
    pub log: Log,
}

/// Options of `import`.
#[derive(Debug, Args)]
#[command(after_help = IMPORT_HELP)]
pub struct Import {
    /// Files: *.xml is Akoma Ntoso, everything else JSON Lines; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The version of a draft law that the XML files are the text of, one file a language
    #[arg(long, env = "KENES_VERSION", value_name = "NAME")]
    pub version: Option<String>,
    /// The registry
    #[arg(
        long,
        env = "KENES_REGISTRY",
        value_name = "URL",
        default_value = "http://127.0.0.1:50051"
    )]
    pub registry: String,
    /// The consultation service
    #[arg(
        long,
        env = "KENES_CONSULTATION",
        value_name = "URL",
        default_value = "http://127.0.0.1:50052"
    )]
    pub consultation: String,
    /// Who writes, where a line does not say
    #[arg(
        long,
        env = "KENES_SUBJECT",
        value_name = "SUBJECT",
        default_value = "demo|importer"
    )]
    pub subject: String,
    /// Let the services check every line and write nothing. A line that needs an earlier one of the same file is refused
    #[arg(long, env = "KENES_DRY_RUN")]
    pub dry_run: bool,
}

const IMPORT_HELP: &str = "\
A line is one JSON object: a resource under its name in the contract, or a call.
  {\"organization\": {\"name\": \"organizations/o\", \"kind\": \"KIND_NGO\", …}}
  {\"rpc\": \"kenes.consultation.v1.HearingService/HoldHearing\", \"request\": {\"name\": \"hearings/h\"}}
Beside it may stand \"subject\" (who writes) and \"at\" (when, for the demo). Values:
  \"@now-45d+3h\"            the time of the import, moved by weeks, days, hours, minutes, seconds
  {\"@date\": \"@now-45d\"}    the same as a day of the calendar
  {\"@file\": \"text.xml\"}    the bytes of a file that lies beside the lines
Empty lines and lines that begin with # are skipped.

What is there already is skipped: importing a file twice changes nothing. A bad line is reported and the
others are kept.

Examples:
  kenes import organizations.jsonl comments.jsonl
  kenes import --dry-run organizations.jsonl
  kenes import bill.kk.xml bill.ru.xml --version draftLaws/law/versions/v1";

/// Options of `healthcheck`.
#[derive(Debug, Args)]
#[command(after_help = format!("Example:\n  kenes healthcheck --address 127.0.0.1:50052\n\n{CODES}"))]
pub struct Healthcheck {
    /// The service
    #[arg(
        long,
        env = "KENES_ADDRESS",
        value_name = "HOST:PORT",
        default_value = "127.0.0.1:50051"
    )]
    pub address: String,
    /// One of its gRPC services, by its full name; the whole otherwise
    #[arg(long, env = "KENES_SERVICE", value_name = "NAME", default_value = "")]
    pub service: String,
    /// How long to wait for the answer
    #[arg(long, env = "KENES_TIMEOUT", value_name = "TIME", default_value = "3s")]
    pub timeout: String,
}

/// Options of `protoset`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  kenes protoset kenes.protoset && grpcurl -protoset kenes.protoset list"
)]
pub struct Protoset {
    /// Where to; standard output otherwise
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
}

/// Options of `completion`.
#[derive(Debug, Args)]
pub struct Completion {
    /// The shell
    pub shell: Shell,
}
