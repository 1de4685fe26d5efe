//! How the process ends: the codes that scripts and service managers rely on, and what is said before.

use std::process::ExitCode;

/// Exit codes, after `sysexits.h` where it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All done.
    Ok = 0,
    /// Something was refused or failed; what could be done was done.
    Failed = 1,
    /// The command line or the environment makes no sense; nothing was started.
    Usage = 64,
    /// An address, a service or a database that is needed is not available.
    Unavailable = 69,
    /// The disk under the store failed: what was answered is on it, what was not may or may not be.
    Io = 74,
    /// The entry is in the log, with another text.
    Differs = 20,
    /// The entry is in the log, and without a salt its text cannot be proved.
    Redacted = 21,
    /// Signed by no key that is believed.
    WrongKey = 22,
    /// Of another log.
    WrongOrigin = 23,
    /// The proof does not prove it.
    BrokenProof = 24,
    /// A signature is not of the key that it names.
    WrongSignature = 25,
    /// Not a receipt.
    Malformed = 26,
    /// Too few witnesses signed.
    Unwitnessed = 27,
    /// The log signed two histories that exclude each other.
    Forked = 28,
    /// The log signs fewer entries than it had signed.
    Shrunk = 29,
    /// Somebody stopped it before its end; what was done is kept.
    Interrupted = 130,
    /// What the log signed and what the database holds, or the service shows, do not fit together.
    Record = 76,
}

/// What the help says about them.
pub(crate) const CODES: &str = "\
Exit codes:
  0   done
  1   something was refused or failed; what could be done was done
  64  the command line or the environment makes no sense; nothing was started
  69  an address, a service or a database that is needed is not available
  74  the disk under the store failed; start again once it is repaired
  76  what the log signed and what the database holds do not fit together; nothing more was signed
  130 it was stopped (Ctrl-C) before its end; what was done is kept

Every option can be given in the environment instead, as the help of each says. The command line wins.";

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command did not do all that it was asked for.
#[derive(Debug)]
pub struct Failure {
    /// How the process ends.
    pub exit: Exit,
    /// What is said, a line a problem. Empty when all has been said already.
    pub problems: Vec<String>,
}

impl Failure {
    /// A failure with one problem.
    pub fn new(exit: Exit, problem: impl Into<String>) -> Self {
        Self {
            exit,
            problems: vec![problem.into()],
        }
    }

    /// A failure whose problems have been said already.
    pub fn said(exit: Exit) -> Self {
        Self {
            exit,
            problems: Vec::new(),
        }
    }

    pub(crate) fn print(&self) {
        use std::io::Write;
        // Where standard error is on the disk that is full, the exit code must still leave.
        let mut out = std::io::stderr();
        for problem in &self.problems {
            drop(writeln!(out, "kenes: {problem}"));
        }
        if self.exit == Exit::Usage {
            drop(writeln!(out, "kenes: see kenes --help"));
        }
    }
}

/// Returns the innermost cause of an error: "transport error" alone helps nobody.
pub(crate) fn root(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(cause) = error.source() {
        error = cause;
    }
    error.to_string()
}

/// Says something on standard output. Who stopped reading, `| head -1`, is no failure.
pub(crate) fn say(text: impl std::fmt::Display) {
    use std::io::Write;
    drop(writeln!(std::io::stdout(), "{text}"));
}
