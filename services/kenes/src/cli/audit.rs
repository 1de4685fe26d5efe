//! What can be typed to `audit`.

use std::path::PathBuf;

use clap::Args;

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
    #[arg(long, env = "KENES_AUDIT_STATE", value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// Read everything again, and not only what came since the last visit
    #[arg(long, env = "KENES_AUDIT_ALL")]
    pub all: bool,
    /// Where programs keep their state.
    #[arg(long, env = "XDG_STATE_HOME", hide = true)]
    pub xdg_state_home: Option<PathBuf>,
    /// Where that is otherwise: below it.
    #[arg(long, env = "HOME", hide = true)]
    pub home: Option<PathBuf>,
}

const AUDIT_HELP: &str = "\
Nothing that the service says is believed without proof. Checked are: the signature of the checkpoint; every leaf, its index and
time, and the body behind it; the keys of the log, and how one took over from another; that the tree of these leaves is the one
that was signed; that what is not shown was taken out by a redaction that is itself in the log; and that all that was signed
at the last visit is still there, unchanged. Who called a method is not public and is not checked. The first bad entry is named.
A key that took over from one you believe is believed too, and so is the log that goes on from one you believe whose database lost
something (kenes recover): what is said of that is printed.

Exit codes:
  0   all is sound, and the visit is kept for the next one
  1   the file of the last visit cannot be read or written
  22  the checkpoint is signed, but by no key that you believe
  23  the service shows another log
  24  the proofs of the service do not prove what it signed
  25  a signature is wrong: the checkpoint was changed, or never signed
  26  what the service gives is no checkpoint; the message says in which line
  27  not enough witnesses signed
  28  the log was rewritten: it signed two histories; the message shows both
  29  the log is shorter than what it signed at the last visit, or goes on without some of it
  64  the command line makes no sense, or the policy does not; nothing was looked at
  69  the service cannot be reached, or does not answer
  76  an entry is not what was signed, or breaks a rule; the message names it

Examples:
  kenes audit localhost:50052 --key kenes.example/consultation+4f76b182+Ae46...
  kenes audit localhost:50052 --policy whom-i-believe --state /var/lib/auditor/kenes --all";
