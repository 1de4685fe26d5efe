//! What can be typed to `verify`.

use std::path::PathBuf;

use clap::Args;

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
    /// Who should have written it, as the service knows the caller
    #[arg(long, env = "KENES_BY", value_name = "SUBJECT")]
    pub by: Option<String>,
    /// The language to speak: kk, ru or en
    #[arg(long, env = "LANG", value_name = "LANGUAGE", hide_env_values = true)]
    pub lang: Option<String>,
}

const VERIFY_HELP: &str = "\
Exit codes:
  0   the entry is in the log and, with --body, this is its text
  20  it is in the log with another text (or, with --by, somebody else wrote it)
  21  it is in the log, but the receipt has no salt to prove its text: redacted
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
