//! Whose key is changed for a new one.

use common::{record::Files, store::Database};

use super::problems::Problems;
use crate::{Failure, ServiceKind, cli};

/// Whose key is changed for a new one.
#[derive(Clone, Debug)]
pub struct KeyRotate {
    /// Whose.
    pub which: ServiceKind,
    /// Where its data is.
    pub database: Database,
    /// Where its log keeps its key and its last signature.
    pub files: Files,
}

/// Whose key is changed for a new one, from what was typed.
pub fn rotate(args: &cli::KeyRotate) -> Result<KeyRotate, Failure> {
    let mut problems = Problems::default();
    let which = args.service;
    let database = problems.database(which, &args.storage);
    let record = cli::Record {
        log_dir: args.log_dir.clone(),
        log_origin: None,
    };
    let files = problems.files(which, &database, &record);
    problems.end()?;
    Ok(KeyRotate {
        which,
        database,
        files,
    })
}
