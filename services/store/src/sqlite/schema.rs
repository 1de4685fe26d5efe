//! The schema, brought up to date at the start.

use error::Error;
use rusqlite::{Connection, TransactionBehavior};

use crate::{Migration, Upgrade, migrate};

/// Brings the schema up to date, or says why not.
pub(super) fn prepare(
    connection: &mut Connection,
    migrations: &[Migration],
    upgrade: Upgrade,
) -> Result<(), Error> {
    let text = |e: rusqlite::Error| Error::internal(e);
    let tx = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(text)?;
    tx.execute_batch(migrate::BOOK).map_err(text)?;
    let applied = tx
        .query_row("SELECT max(number) FROM schema_migration", (), |r| r.get(0))
        .map_err(text)?;
    for step in migrate::missing(migrations, applied, upgrade)? {
        tx.execute_batch(step.sql).map_err(|e| {
            Error::internal(format!("schema step {} ({}): {e}", step.number, step.name))
        })?;
        tx.execute(
            "INSERT INTO schema_migration (number, name) VALUES (?1, ?2)",
            (step.number, step.name),
        )
        .map_err(text)?;
    }
    tx.commit().map_err(text)
}
