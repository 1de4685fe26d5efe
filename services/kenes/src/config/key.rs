//! Whose key, or secret, is changed for a new one.

use std::path::PathBuf;

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
    renewal(args.service, &args.storage, args.log_dir.as_ref())
}

/// Whose secret is changed for a new one, from what was typed.
pub fn reseal(args: &cli::Reseal) -> Result<Renewal, Failure> {
    renewal(ServiceKind::Registry, &args.storage, args.log_dir.as_ref())
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
    let of = renewal(args.service, &args.storage, args.log_dir.as_ref());
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
    log_dir: Option<&PathBuf>,
) -> Result<Renewal, Failure> {
    let mut problems = Problems::default();
    let database = problems.database(which, storage);
    let record = cli::Record {
        log_dir: log_dir.cloned(),
        log_origin: None,
    };
    let files = problems.files(which, &database, &record);
    problems.end()?;
    Ok(Renewal {
        which,
        database,
        files,
    })
}
