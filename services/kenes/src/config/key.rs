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
