//! Whom a verifier believes, as it was typed; how a command ends for each fault; and the files of whoever verifies.

use std::{fs::File, io::Read, path::Path};

use tlog::{policy::Policy, verify::Fault};

use crate::{Exit, Failure, config::Trusted};

/// The longest file that is looked at.
const MAX: u64 = 16 << 20;

/// Returns whom to believe, from what was typed.
pub(crate) fn policy(trusted: &Trusted) -> Result<Policy, Failure> {
    match trusted {
        Trusted::Key(key) => Ok(Policy::of(key.clone())),
        Trusted::Policy(file) => {
            let bad =
                |what: String| Failure::new(Exit::Usage, format!("{}: {what}", file.display()));
            let text =
                String::from_utf8(read(file)?).map_err(|_| bad("not a text in UTF-8".into()))?;
            Policy::parse(&text).map_err(|fault| bad(fault.to_string()))
        }
    }
}

/// Returns how a command ends that found this fault.
pub(crate) fn exit(fault: &Fault) -> Exit {
    match fault {
        Fault::Malformed(_) => Exit::Malformed,
        Fault::WrongOrigin(_) => Exit::WrongOrigin,
        Fault::WrongKey(_) => Exit::WrongKey,
        Fault::WrongSignature(_) => Exit::WrongSignature,
        Fault::BrokenProof => Exit::BrokenProof,
        Fault::TooFewWitnesses { .. } => Exit::Unwitnessed,
    }
}

/// Reads a file; `-` is standard input.
pub(crate) fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let outcome = match file.as_os_str() == "-" {
        true => std::io::stdin().take(MAX + 1).read_to_end(&mut bytes),
        false => File::open(file).and_then(|file| file.take(MAX + 1).read_to_end(&mut bytes)),
    };
    match outcome {
        Ok(read) if read as u64 <= MAX => Ok(bytes),
        Ok(_) => Err(Failure::new(
            Exit::Malformed,
            format!("{}: too long", file.display()),
        )),
        Err(error) => Err(Failure::new(
            Exit::Failed,
            format!("{}: {error}", file.display()),
        )),
    }
}
