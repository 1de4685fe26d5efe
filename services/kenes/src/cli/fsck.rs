//! What can be typed to `fsck`.

use std::path::PathBuf;

use clap::Args;

use super::Shared;

/// Options of `fsck`.
#[derive(Debug, Args)]
#[command(after_help = FSCK_HELP)]
pub struct Fsck {
    /// Folder with the databases: that of --data-dir
    #[arg(value_name = "DATA_DIR")]
    pub folder: PathBuf,
    /// Folder with the keys and what was signed last, if it is another
    #[arg(long, env = "KENES_LOG_DIR", value_name = "DIR")]
    pub log_dir: Option<PathBuf>,
    /// Where the log keeps what it signed last, if that is shared.
    #[command(flatten)]
    pub shared: Shared,
    /// Folder with the uploaded files, if it is not `attachments` beside the key
    #[arg(long, env = "KENES_ATTACHMENTS_DIR", value_name = "DIR")]
    pub attachments_dir: Option<PathBuf>,
    /// Bucket that they are kept in, if it is no folder
    #[arg(long, env = "KENES_ATTACHMENTS_URL", value_name = "s3://BUCKET/PREFIX")]
    pub attachments_url: Option<String>,
    /// Address of its store, if it is not Amazon's
    #[arg(long, env = "KENES_ATTACHMENTS_ENDPOINT", value_name = "URL")]
    pub attachments_endpoint: Option<String>,
}

const FSCK_HELP: &str = "\
Nothing is changed. Checked are: the file of each database; every leaf, its index and time; every tile; the bodies and the
authors behind the leaves, where they were not erased; the root that was signed last; and the uploaded files, byte by byte.
The first thing that is damaged or missing is named, and so is every file that nothing knows.

Exit codes:
  0   all is sound
  64  there is no database in this folder
  69  a service is running on it
  74  the disk failed
  76  it is damaged, or it is not what was signed; the message says where

Example:
  kenes fsck /var/lib/kenes";
