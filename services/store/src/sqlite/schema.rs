//! The schema, brought up to date at the start.

use error::Error;
use rusqlite::{Connection, TransactionBehavior};

use crate::{
    Migration, Upgrade,
    migrate::{self, Applied},
};

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
    let applied = applied(&tx).map_err(|error| match error {
        // A column that is not there.
        rusqlite::Error::SqlInputError { .. } => migrate::unreadable(),
        _ => text(error),
    })?;
    for step in migrate::missing(migrations, &applied, upgrade)? {
        tx.execute_batch(step.sql).map_err(|e| {
            Error::internal(format!("schema step {} ({}): {e}", step.number, step.name))
        })?;
        tx.execute(migrate::NOTE, (step.number, step.name, step.digest()))
            .map_err(text)?;
    }
    tx.commit().map_err(text)
}

fn applied(tx: &Connection) -> rusqlite::Result<Vec<Applied>> {
    let mut statement = tx.prepare(migrate::READ)?;
    let rows = statement.query_map((), |row| {
        Ok(Applied {
            number: row.get(0)?,
            name: row.get(1)?,
            digest: row.get(2)?,
        })
    })?;
    rows.collect()
}
