//! What can be typed to the tools of the public record: verify, key, fsck, audit.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::Place;

/// Options of `verify`.
#[derive(Debug, Args)]
#[command(after_help = VERIFY_HELP)]
pub struct Verify {
    /// The receipts, each a .tlog-proof, or the answer that carried it as grpcurl printed it; - is standard input. The exit code
    /// is that of the worst
    #[arg(value_name = "RECEIPT", required = true)]
    pub receipts: Vec<PathBuf>,
    /// The key of the log that you believe, name+id+key. Whoever runs the log prints it: kenes key show DIR
    #[arg(long, env = "KENES_KEY", value_name = "VKEY")]
    pub key: Option<String>,
    /// Instead of a key: the logs and the witnesses that you believe, a file as c2sp.org/tlog-policy says
    #[arg(long, env = "KENES_POLICY", value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// What the receipt should be for: the answer as grpcurl printed it, or the exact bytes of the body slot
    #[arg(long, env = "KENES_BODY", value_name = "FILE")]
    pub body: Option<PathBuf>,
    /// Who should have written it, as the service knows the caller; needs --body with an answer
    #[arg(long, env = "KENES_BY", value_name = "SUBJECT")]
    pub by: Option<String>,
    /// The language to speak: kk, ru or en
    #[arg(long, env = "LANG", value_name = "LANGUAGE", hide_env_values = true)]
    pub lang: Option<String>,
}

const VERIFY_HELP: &str = "\
Exit codes:
  0   the entry is in the log; with --body, and these are its words
  20  it is in the log, and its words are others (or, with --by, somebody else wrote it)
  21  it is in the log, and the receipt has no salt to tell whether these are its words: redacted
  22  the receipt is signed, but by no key that you believe
  23  the receipt is of another log
  24  the path does not lead from the entry to what the log signed
  25  a signature is wrong: the checkpoint was changed, or never signed
  26  this is not a receipt; the message says in which line
  27  not enough witnesses signed
  64  the command line makes no sense, or the policy does not; nothing was looked at

Examples:
  kenes verify comment.tlog-proof --key kenes.example/consultation+4f76b182+Ae46...
  kenes verify answer.json --policy whom-i-believe --body answer.json
  kenes verify answers/*.json --policy whom-i-believe";

/// Options of `audit`.
#[derive(Debug, Args)]
#[command(after_help = AUDIT_HELP)]
pub struct Audit {
    /// The service: host and port, or a URL
    #[arg(value_name = "ADDRESS")]
    pub address: String,
    /// The key of the log that you believe, name+id+key. Whoever runs the log prints it: kenes key show DIR
    #[arg(long, env = "KENES_KEY", value_name = "VKEY")]
    pub key: Option<String>,
    /// Instead of a key: the logs and the witnesses that you believe, a file as c2sp.org/tlog-policy says
    #[arg(long, env = "KENES_POLICY", value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// What a visit leaves for the next one; otherwise kenes/LOG.audit in the user's folder for state, LOG with _ for /
    #[arg(long, env = "KENES_STATE", value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// Read everything again, and not only what came since the last visit
    #[arg(long, env = "KENES_ALL")]
    pub all: bool,
    /// Where programs keep their state.
    #[arg(long, env = "XDG_STATE_HOME", hide = true)]
    pub xdg_state_home: Option<PathBuf>,
    /// Where that is otherwise: below it.
    #[arg(long, env = "HOME", hide = true)]
    pub home: Option<PathBuf>,
}

const AUDIT_HELP: &str = "\
Nothing that the service says is believed without proof. Checked are the signature of the checkpoint, every leaf, its place and
time, the words behind it, the keys of the log and how one took over from another, that the tree of these leaves is the one
that was signed, that what is not shown was taken out by a redaction that is itself in the log, and that all that was signed
at the last visit is still there, unchanged. Who called a method is not public and is not checked. The first bad entry is named.
A key that a key you believe handed over to is believed.

Exit codes:
  0   all is sound, and the visit is kept for the next one
  1   the file of the last visit cannot be read or written
  22  the checkpoint is signed, but by no key that you believe
  23  the service shows another log
  24  the proofs of the service do not prove what it signed
  25  a signature is wrong: the checkpoint was changed, or never signed
  26  what the service gives is no checkpoint; the message says in which line
  27  not enough witnesses signed
  28  the log was rewritten: it signed two histories, and the message has both
  29  the log is shorter than what it signed at the last visit
  64  the command line makes no sense, or the policy does not; nothing was looked at
  69  the service cannot be reached, or does not answer
  76  an entry is not what was signed, or breaks a rule; the message names it

Examples:
  kenes audit localhost:50052 --key kenes.example/consultation+4f76b182+Ae46...
  kenes audit localhost:50052 --policy whom-i-believe --state /var/lib/auditor/kenes --all";

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

/// One of the two services.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Service {
    /// Who takes part
    Registry,
    /// What is said
    Consultation,
}

/// Options of `key show`.
#[derive(Debug, Args)]
pub struct KeyShow {
    /// Folder with the key and what was signed last: that of --data-dir, or of --log-dir
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Whose; both, if there are both
    pub service: Option<Service>,
}

/// Options of `key rotate`.
#[derive(Debug, Args)]
pub struct KeyRotate {
    /// Whose
    pub service: Service,
    /// Where the data is.
    #[command(flatten)]
    pub place: Place,
    /// Folder for the key of the log and for what it signed last; beside the database if that is a file
    #[arg(long, env = "KENES_LOG_DIR", value_name = "DIR")]
    pub log_dir: Option<PathBuf>,
}

const ROTATE_HELP: &str = "\
The new key is recorded in the log with a statement that both keys signed, and the checkpoint over it is signed by both.
Then it takes the place of the old one, which stays beside it: service.key.<key id>. Receipts that were given before
verify with the old key for good. Tell the new one to those who verify: a policy may name both (kenes verify --policy).
Where several replicas share a database, stop them all, and give each the new key file before it starts again.

Example:
  kenes key rotate consultation --data-dir /var/lib/kenes";

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
}

const FSCK_HELP: &str = "\
Nothing is changed. Checked are the file of each database, every leaf and its place and time, every tile, the words and
authors behind the leaves where they were not erased, and the root that was signed last. The first thing that is
damaged is named.

Exit codes:
  0   all is sound
  64  there is no database in this folder
  69  a service is running on it
  74  the disk failed
  76  it is damaged, or it is not what was signed; the message says where

Example:
  kenes fsck /var/lib/kenes";
