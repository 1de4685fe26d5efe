//! What can be typed: commands, options, their environment variables and their help.
//!
//! Values that need checking are plain text here; `config` checks them, so that all problems are reported at once.

mod attach;
mod audit;
#[cfg(feature = "bench")]
mod bench;
mod callers;
mod credentials;
mod demo;
mod export;
mod export_file;
mod fsck;
mod import;
mod init;
mod key;
mod parse;
mod recover;
mod report;
mod search;
mod serve;
mod storage;
mod token;
mod verify;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use crate::exit::CODES;

pub use attach::Attach;
pub use audit::Audit;
#[cfg(feature = "bench")]
pub use bench::{Bench, Operation, Part};
pub use callers::Callers;
pub use credentials::Credentials;
pub use demo::Demo;
pub use export::{Export, Format, Package};
pub use export_file::{
    BulkFormat, ExportComments, ExportFile, ExportLaw, ExportTable, TableFormat, Target,
};
pub use fsck::Fsck;
pub use import::Import;
pub use init::Init;
pub use key::{KeyCommand, KeyRotate, KeyShow};
pub use recover::Recover;
pub use report::{Report, ReportFormat};
pub use search::{Color, Search, SearchFormat, Within};
pub use serve::{
    ConsultationCommand, ConsultationServe, Migrate, RegistryCommand, RegistryServe, Reseal, Serve,
};
pub use storage::{Files, Hidden, Log, LogFiles, Record, Shared, Storage};
pub use token::Token;
pub use verify::Verify;

/// Public participation in law-making: who takes part, what is said about a draft law, and what becomes of it.
#[derive(Debug, Parser)]
#[command(name = "kenes", version, after_help = CODES)]
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
    /// Set up a pair of services for real: databases, keys of the logs, reference data, the first operator
    Init(Init),
    /// The registry: organizations, people, posts, memberships, mandates
    #[command(subcommand)]
    Registry(RegistryCommand),
    /// The consultation service: draft laws, comments, hearings, recommendations, answers
    #[command(subcommand)]
    Consultation(ConsultationCommand),
    /// Load files into running services: JSON Lines, Akoma Ntoso XML
    Import(Import),
    /// Upload a file that goes with what is said; the same command goes on after a break
    Attach(Attach),
    /// Save what running services hold in files that other programs read: JSON Lines, CSV, XLSX, Popolo
    Export(Export),
    /// Count what was said in a consultation or on a draft law, and what was answered
    Report(Report),
    /// Find what was said, drafted or recommended, by its words
    Search(Search),
    /// Show what a receipt proves, without a network and without a clock
    Verify(Verify),
    /// Check the whole record of a running service from outside, and that it never rewrote it
    Audit(Audit),
    /// The key of a log: show it, or change it for a new one
    #[command(subcommand)]
    Key(KeyCommand),
    /// Make an access token of a local issuer, to try the services out as somebody
    Token(Token),
    /// Check the record of a data folder, every leaf and every body; the services must not run
    Fsck(Fsck),
    /// Go on with a log whose database lost what was signed, and say so in the record; the service must not run
    Recover(Recover),
    /// Ask a service whether it serves; exit 0 if so
    Healthcheck(Healthcheck),
    /// Write the contract as a descriptor set, for `grpcurl -protoset`
    Protoset(Protoset),
    /// Measure what a call costs, as a share of what this machine can do
    #[cfg(feature = "bench")]
    Bench(Bench),
    /// Print the version, and that of the built-in database
    Version,
    /// Print the completion script of a shell
    #[command(after_help = "Example:\n  source <(kenes completion bash)")]
    Completion(Completion),
}

impl Command {
    /// Returns whether what it writes is nobody else's to read: databases and keys, and not what was asked for.
    pub(crate) fn keeps_data(&self) -> bool {
        matches!(
            self,
            Self::Demo(_)
                | Self::Init(_)
                | Self::Registry(_)
                | Self::Consultation(_)
                | Self::Key(_)
                | Self::Recover(_)
        )
    }

    /// Returns whether it writes a log of its own, where warnings belong too.
    pub(crate) fn keeps_a_log(&self) -> bool {
        matches!(
            self,
            Self::Demo(_)
                | Self::Registry(RegistryCommand::Serve(_))
                | Self::Consultation(ConsultationCommand::Serve(_))
        )
    }
}

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
