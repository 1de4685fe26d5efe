//! Whose key, or secret, is changed for a new one.

use common::{record::Files, store::Database};

use super::problems::Problems;
use crate::{Failure, ServiceKind, cli};

/// Whose key, or secret, is changed for a new one.
#[derive(Clone, Debug)]
pub struct Renewal {
    /// Whose.
    pub which: ServiceKind,
    /// Where its data is.
    pub database: Database,
    /// Where its log keeps its key, which the secret lies beside, and its last signature.
    pub files: Files,
}

/// Whose key is changed for a new one, from what was typed.
pub fn rotate(args: &cli::KeyRotate) -> Result<Renewal, Failure> {
    renewal(args.service, &args.storage, &args.files)
}

/// Whose secret is changed for a new one, from what was typed.
pub fn reseal(args: &cli::Reseal) -> Result<Renewal, Failure> {
    let files = cli::LogFiles {
        log_dir: args.log_dir.clone(),
        ..cli::LogFiles::default()
    };
    renewal(ServiceKind::Registry, &args.storage, &files)
}

/// Returns the logs whose keys are shown, from what was typed.
pub fn show(args: &cli::KeyShow) -> Result<Vec<Files>, Failure> {
    let mut problems = Problems::default();
    let logs = problems.logs(&args.folder, &args.shared);
    problems.end()?;
    let asked = args.service;
    let logs = logs.into_iter().filter(|(which, files)| match asked {
        Some(asked) => asked == *which,
        None => files.signed.exists(),
    });
    Ok(logs.map(|(_, files)| files).collect())
}

/// A log that goes on without what its database lost.
#[derive(Clone, Debug)]
pub struct Recovery {
    /// Whose.
    pub of: Renewal,
    /// Why, for the record.
    pub reason: String,
}

/// The longest reason, in characters.
const LONGEST_REASON: usize = 1_000;

/// A log that goes on, from what was typed.
pub fn recover(args: &cli::Recover) -> Result<Recovery, Failure> {
    let reason = args.reason.trim();
    let of = renewal(args.service, &args.storage, &args.files);
    let wrong = match reason.chars().count() {
        0 => Some("say what happened: it is kept in the record"),
        count if count > LONGEST_REASON => Some("at most 1,000 characters"),
        _ if reason.chars().any(char::is_control) => Some("one line, without control characters"),
        _ => None,
    };
    let Some(wrong) = wrong else {
        let reason = reason.to_owned();
        return of.map(|of| Recovery { of, reason });
    };
    let mut problems = Problems::default();
    if let Err(failure) = of {
        problems.0.extend(failure.problems);
    }
    problems.add("--reason", wrong);
    Err(problems.failure())
}

fn renewal(
    which: ServiceKind,
    storage: &cli::Storage,
    files: &cli::LogFiles,
) -> Result<Renewal, Failure> {
    let mut problems = Problems::default();
    let database = problems.database(which, storage);
    let files = problems.files(which, &database, files, None);
    problems.end()?;
    Ok(Renewal {
        which,
        database,
        files,
    })
}
