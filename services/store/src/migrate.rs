//! Schema versions: numbered, portable, only ever forward.
//!
//! Owns the order and the bookkeeping; each engine owns how a script is run. A schema newer than the binary is refused: an
//! older program must not write into tables it does not know. So is one whose steps are not this program's: it is another service's.

use error::Error;
use kenes_proto::types::ErrorReason as Reason;
use tlog::tree::leaf_hash;

/// One step of a schema.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its number in the order, from 1. The numbers below 1 are the store's own.
    pub number: i64,
    /// What it does, in a word or two.
    pub name: &'static str,
    /// Portable SQL statements.
    pub sql: &'static str,
}

/// What to do with a schema that is older than the binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Upgrade {
    /// Apply what is missing.
    Apply,
    /// Refuse to start and say the command. On a database that several replicas share, an upgrade is a decision.
    Refuse,
}

/// What the store itself keeps in every database.
pub(super) const OWN: Migration = Migration {
    number: 0,
    name: "store",
    sql: include_str!("../migrations/0000_store.sql"),
};

/// The table that remembers what was applied.
pub(super) const BOOK: &str = "CREATE TABLE IF NOT EXISTS schema_migration \
                               (number BIGINT PRIMARY KEY, name TEXT NOT NULL, digest BYTEA NOT NULL)";
/// What was applied, in order.
pub(super) const READ: &str = "SELECT number, name, digest FROM schema_migration ORDER BY number";
pub(super) const NOTE: &str =
    "INSERT INTO schema_migration (number, name, digest) VALUES ($1, $2, $3)";

/// A step that was applied to a database.
#[derive(Debug)]
pub(super) struct Applied {
    pub(super) number: i64,
    pub(super) name: String,
    pub(super) digest: Vec<u8>,
}

impl Migration {
    /// What tells its script from any other.
    pub(super) fn digest(&self) -> Vec<u8> {
        leaf_hash(self.sql.as_bytes()).to_vec()
    }
}

/// Returns the steps still to apply, given those that were (none on an empty database).
pub(super) fn missing(
    migrations: &[Migration],
    applied: &[Applied],
    upgrade: Upgrade,
) -> Result<Vec<Migration>, Error> {
    let own: Vec<Migration> = std::iter::once(OWN)
        .chain(migrations.iter().copied())
        .collect();
    let known = own.iter().map(|step| step.number).max().unwrap_or(0);
    for before in applied {
        check(&own, before, known)?;
    }
    let last = applied.last().map(|step| step.number);
    let steps: Vec<Migration> = own
        .into_iter()
        .filter(|step| last.is_none_or(|last| step.number > last))
        .collect();
    match (upgrade, steps.first()) {
        (Upgrade::Refuse, Some(step)) => Err(refused(format!(
            "the database lacks schema step {} ({}): run `kenes <service> migrate` with the same --database",
            step.number, step.name
        ))),
        _ => Ok(steps),
    }
}

/// Checks that a step of the database is one of this program.
fn check(own: &[Migration], before: &Applied, known: i64) -> Result<(), Error> {
    let Applied { number, name, .. } = before;
    let text = match own.iter().find(|step| step.number == *number) {
        Some(step) if step.name != name => format!(
            "the database is another service's: its schema step {number} is \"{name}\", and here it is \"{}\"; nothing was \
             changed in it",
            step.name
        ),
        Some(step) if step.digest() != before.digest => format!(
            "schema step {number} ({name}) of the database is not the one of this program: a version that was never released \
             made it; begin a new database"
        ),
        Some(_) => return Ok(()),
        None if *number > known => format!(
            "the database has schema {number}, this program knows {known}: start a newer program"
        ),
        None => {
            format!("this program has no schema step {number} ({name}), which the database has")
        }
    };
    Err(refused(text))
}

/// Returns the refusal of a database whose book cannot be read: one that was begun before there were releases has another.
pub(super) fn unreadable() -> Error {
    refused("the database was made by a version that was never released: begin a new one")
}

/// Returns the refusal of a database that works but must not be used by this program: no fault of the disk or the network.
pub fn refused(text: impl Into<String>) -> Error {
    Error::refused(Reason::Unspecified, "schema", text)
}
