//! What can be typed to the services: `registry`, `consultation`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{
    callers::{Callers, ISSUERS},
    storage::{Files, Log, Record, Storage},
};
use crate::exit::CODES;

/// What can be done with the registry.
#[derive(Debug, Subcommand)]
pub enum RegistryCommand {
    /// Serve it
    #[command(after_help = format!("Examples:\n  kenes registry serve --data-dir /var/lib/kenes\n  \
        kenes registry serve --database postgres://kenes@db/registry --log-format json\n  \
        kenes registry serve --data-dir /var/lib/kenes --issuers /etc/kenes/issuers.json\n\n{ISSUERS}\n\n{CODES}"))]
    Serve(Box<RegistryServe>),
    /// Bring the schema of its database up to date
    #[command(
        after_help = "Example:\n  kenes registry migrate --database postgres://kenes@db/registry"
    )]
    Migrate(Migrate),
    /// Begin anew with another secret for sealed applications; the service must not run
    #[command(after_help = RESEAL_HELP)]
    Reseal(Reseal),
}

/// What can be done with the consultation service.
#[derive(Debug, Subcommand)]
pub enum ConsultationCommand {
    /// Serve it
    #[command(after_help = format!("Examples:\n  kenes consultation serve --data-dir /var/lib/kenes\n  \
        kenes consultation serve --database postgres://kenes@db/consultation --registry http://127.0.0.1:50051\n  \
        kenes consultation serve --data-dir /var/lib/kenes --issuers /etc/kenes/issuers.json\n\n{ISSUERS}\n\n{CODES}"))]
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
    /// What is uploaded.
    #[command(flatten)]
    pub files: Files,
    /// Folder for the index of searches, made from the record where it is lost; beside the log's key otherwise; `off` for none
    #[arg(long, env = "KENES_SEARCH_DIR", value_name = "DIR")]
    pub search_dir: Option<PathBuf>,
    /// What is the same for both services.
    #[command(flatten)]
    pub common: Serve,
}

/// What is the same for both services.
#[derive(Debug, Args)]
pub struct Serve {
    /// Where the data is.
    #[command(flatten)]
    pub storage: Storage,
    /// Where the log keeps its own files.
    #[command(flatten)]
    pub record: Record,
    /// Who may call.
    #[command(flatten)]
    pub callers: Callers,
    /// Another replica that runs on the same database: a new one asks it what was signed last
    #[arg(long, env = "KENES_PEER", value_name = "URL")]
    pub peer: Option<String>,
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

/// Options of `migrate`.
#[derive(Debug, Args)]
pub struct Migrate {
    /// Where the data is.
    #[command(flatten)]
    pub storage: Storage,
}

/// Options of `registry reseal`.
#[derive(Debug, Args)]
pub struct Reseal {
    /// Where the data is.
    #[command(flatten)]
    pub storage: Storage,
    /// Folder with the key of the log and the secret; beside the database if that is a file
    #[arg(long, env = "KENES_LOG_DIR", value_name = "DIR")]
    pub log_dir: Option<PathBuf>,
}

const RESEAL_HELP: &str = "\
Applications in tenders are sealed by the secret in registry.seal until they are opened. Who holds that file and the
database can read them before: keep the two apart in backups. This deletes the file, and the next application makes a new
one. What is still sealed by the old one then, withdrawn or in tenders that were called off, is read by nobody any more,
if no copy of the file is left. Refused as long as a tender has applications that wait to be opened.

If the secret is lost for good, such applications are lost: cancel their tenders (CancelTender) and say why, then do this
and announce them anew. A tender without applications opens without the secret. Where several replicas share a database,
stop them all, and delete the file beside each: they are given a copy of the new one as soon as one was made.

Example:
  kenes registry reseal --data-dir /var/lib/kenes";
