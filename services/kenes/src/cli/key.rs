//! What can be typed to `key`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{LogFiles, Shared, Storage};
use crate::ServiceKind;

/// What can be done with the key of a log.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Print the keys that verify what the log signed, a line each, the present one first
    #[command(after_help = "Example:\n  kenes key show /var/lib/kenes consultation")]
    Show(KeyShow),
    /// Give the log a new key, which the old one signs in; the service must not run
    #[command(after_help = ROTATE_HELP)]
    Rotate(KeyRotate),
}

/// Options of `key show`.
#[derive(Debug, Args)]
pub struct KeyShow {
    /// Folder with the key and what was signed last: that of --data-dir, or of --log-dir
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Whose; both, if there are both
    pub service: Option<ServiceKind>,
    /// Where it keeps what it signed last, if that is shared.
    #[command(flatten)]
    pub shared: Shared,
}

/// Options of `key rotate`.
#[derive(Debug, Args)]
pub struct KeyRotate {
    /// Whose
    pub service: ServiceKind,
    /// Where the data is.
    #[command(flatten)]
    pub storage: Storage,
    /// Where the log keeps its own files.
    #[command(flatten)]
    pub files: LogFiles,
}

const ROTATE_HELP: &str = "\
The new key is recorded in the log with a statement that both keys signed, and the checkpoint over it is signed by both.
Then it takes the place of the old one, which stays beside it: service.key.<key id>. Receipts that were given before
verify with the old key for good. Tell the new one to those who verify: a policy may name both (kenes verify --policy).
Where several replicas share a database, stop them all, and give each the new key file before it starts again.

Example:
  kenes key rotate consultation --data-dir /var/lib/kenes";
