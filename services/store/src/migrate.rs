//! Schema versions: numbered, portable, only ever forward.
//!
//! Owns the order and the bookkeeping; each engine owns how a script is run. A schema newer than the binary is refused: an
//! older program must not write into tables it does not know.

use error::Error;
use kenes_proto::types::ErrorReason as Reason;

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
pub(super) const BOOK: &str =
    "CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL)";

/// Returns the steps still to apply, given the highest number applied (`None` on an empty database).
pub(super) fn missing(
    migrations: &[Migration],
    applied: Option<i64>,
    upgrade: Upgrade,
) -> Result<Vec<Migration>, Error> {
    let known = migrations.iter().map(|m| m.number).max().unwrap_or(0);
    if let Some(applied) = applied.filter(|applied| *applied > known) {
        return Err(refused(format!(
            "the database has schema {applied}, this program knows {known}: start a newer program"
        )));
    }
    let steps: Vec<Migration> = std::iter::once(OWN)
        .chain(migrations.iter().copied())
        .filter(|m| applied.is_none_or(|applied| m.number > applied))
        .collect();
    match (upgrade, steps.first()) {
        (Upgrade::Refuse, Some(step)) => Err(refused(format!(
            "the database lacks schema step {} ({}): run `kenes <service> migrate` with the same --database",
            step.number, step.name
        ))),
        _ => Ok(steps),
    }
}

/// Returns the refusal of a database that works but must not be used by this program: no fault of the disk or the network.
pub fn refused(text: impl Into<String>) -> Error {
    Error::refused(Reason::Unspecified, "schema", text)
}
