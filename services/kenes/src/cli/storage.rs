//! What several commands take: where data is kept, where the log keeps its files, what is logged.

use std::{fmt, path::PathBuf};

use clap::Args;

/// Where a service keeps its data.
#[derive(Debug, Args)]
pub struct Storage {
    /// Folder for the database, SQLite; made if it is not there
    #[arg(long, env = "KENES_DATA_DIR", value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Database instead: a file for SQLite, or a URL such as `postgres://user@host/name`
    #[arg(long, env = "KENES_DATABASE", value_name = "FILE|URL")]
    pub database: Option<Hidden>,
}

/// A text that may hold a password.
#[derive(Clone)]
pub struct Hidden(String);

impl Hidden {
    /// Returns the text, which is not to be shown.
    pub fn secret(&self) -> &str {
        &self.0
    }
}

impl From<String> for Hidden {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// Where the log of all writes keeps what is not in its database.
#[derive(Clone, Debug, Default, Args)]
pub struct LogFiles {
    /// Folder for the key of the log and for what it signed last; beside the database if that is a file
    #[arg(long, env = "KENES_LOG_DIR", value_name = "DIR")]
    pub log_dir: Option<PathBuf>,
    /// Where it keeps what it signed last, if that is shared.
    #[command(flatten)]
    pub shared: Shared,
}

/// A folder in which all replicas keep what they signed last.
#[derive(Clone, Debug, Default, Args)]
pub struct Shared {
    /// Folder for what it signed last instead, on a disk that all replicas share and no backup of the database contains: none signs
    /// on a database that lost what another one signed, also where that one is gone. With it goes --replica
    #[arg(
        long,
        env = "KENES_SIGNED_DIR",
        value_name = "DIR",
        requires = "replica"
    )]
    pub signed_dir: Option<PathBuf>,
    /// Name of this replica in that folder, such as that of its machine: its own, and always the same
    #[arg(
        long,
        env = "KENES_REPLICA",
        value_name = "NAME",
        requires = "signed_dir"
    )]
    pub replica: Option<String>,
}

/// Where the log of a service keeps its files, and what it is called.
#[derive(Debug, Args)]
pub struct Record {
    /// Where they are.
    #[command(flatten)]
    pub files: LogFiles,
    /// Name of the log, its origin, when it begins: it never changes. Made from its key otherwise
    #[arg(long, env = "KENES_LOG_ORIGIN", value_name = "NAME")]
    pub log_origin: Option<String>,
}

/// Where files go that are uploaded, and how large they may be.
#[derive(Debug, Args)]
pub struct Files {
    /// Folder for uploaded files; `attachments` beside the key of the log otherwise. Replicas share one
    #[arg(long, env = "KENES_ATTACHMENTS_DIR", value_name = "DIR")]
    pub attachments_dir: Option<PathBuf>,
    /// Bucket for them instead, of a store that speaks S3: its secrets are in `AWS_ACCESS_KEY_ID` and
    /// `AWS_SECRET_ACCESS_KEY`, its region in `AWS_REGION`. What still comes is in the folder. Only where the
    /// program was built with the feature `s3`
    #[arg(long, env = "KENES_ATTACHMENTS_URL", value_name = "s3://BUCKET/PREFIX")]
    pub attachments_url: Option<String>,
    /// Address of that store, if it is not Amazon's
    #[arg(long, env = "KENES_ATTACHMENTS_ENDPOINT", value_name = "URL")]
    pub attachments_endpoint: Option<String>,
    /// The largest file that is taken, in MiB
    #[arg(
        long,
        env = "KENES_ATTACHMENTS_MAX_SIZE",
        value_name = "MIB",
        default_value = "25"
    )]
    pub attachments_max_size: String,
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
    /// What: error, warn, info, debug, trace, or a filter such as `info,store=debug`
    #[arg(long, env = "KENES_LOG_LEVEL", value_name = "FILTER")]
    pub log_level: Option<String>,
}
