//! What can be typed to `recover`.

use clap::Args;

use super::{LogFiles, Storage};
use crate::ServiceKind;

/// Options of `recover`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Recover {
    /// Whose log
    pub service: ServiceKind,
    /// Where the data is.
    #[command(flatten)]
    pub storage: Storage,
    /// Where the log keeps its own files.
    #[command(flatten)]
    pub files: LogFiles,
    /// What happened, for everybody to read, for good: at most 1,000 characters
    #[arg(long, env = "KENES_REASON", value_name = "TEXT")]
    pub reason: String,
}

const HELP: &str = "\
A service that ends with 76, since its database lost entries that were signed, goes on only if somebody decides that. Look for the
newest database first: what is lost here is lost for those who were told that it was kept. Then stop every replica, and run this
once, with the --log-dir of the replica that signed most (where they
share a --signed-dir, of any). What is left is read whole. The log before ends; one of another name
and key goes on with what is left, and its first entry says what was signed last before, and the reason: both keys sign that. The old
key stays beside the new one, service.key.<key id>. Printed are the key of the log before, for receipts that were given until now, and
that of the new one: tell both to those who verify.

Other replicas then get the new key, move their file of what was signed last away, and start with --peer. Followers of the event
stream begin again at the entry that says it. If this is interrupted, run it again.

Exit codes:
  0   the log goes on
  1   nothing was lost, or a file is missing
  64  the command line makes no sense
  69  the service runs, or the database cannot be reached
  74  the disk failed
  76  what is left is damaged, too; the message says where

Example:
  kenes recover consultation --data-dir /var/lib/kenes --reason \"The disk of 3 May was lost; the backup is of 2 May, 23:00.\"";
