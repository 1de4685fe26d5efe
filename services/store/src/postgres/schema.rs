//! The schema, brought up to date at the start, in a database that sorts text by its bytes.

use deadpool_postgres::{Pool, Transaction};
use tokio_postgres::error::SqlState;

use super::{LOCK, failures::Failed};
use crate::{
    Migration, Upgrade,
    migrate::{self, Applied},
};

/// What counts the turns of those who write.
const TURN: &str = "CREATE SEQUENCE IF NOT EXISTS turn";

/// Brings the schema up to date, or says why not.
pub(super) async fn prepare(
    pool: &Pool,
    migrations: &[Migration],
    upgrade: Upgrade,
) -> Result<(), Failed> {
    let mut client = pool.get().await?;
    let tx = client.transaction().await?;
    tx.query("SELECT 1 FROM pg_advisory_xact_lock($1)", &[&LOCK])
        .await?;
    if tx
        .query_one("SELECT to_regclass('schema_migration') IS NULL", &[])
        .await?
        .get(0)
    {
        tx.batch_execute(migrate::BOOK).await?;
    }
    tx.batch_execute(TURN).await?;
    bytewise(&tx).await?;
    let book = tx.query(migrate::READ, &[]).await;
    let book = book.map_err(|error| match error.code() {
        Some(&SqlState::UNDEFINED_COLUMN) => migrate::unreadable().into(),
        _ => Failed::from(error),
    })?;
    let applied: Vec<_> = book
        .iter()
        .map(|row| Applied {
            number: row.get(0),
            name: row.get(1),
            digest: row.get(2),
        })
        .collect();
    for step in migrate::missing(migrations, &applied, upgrade)? {
        tx.batch_execute(step.sql).await?;
        tx.execute(migrate::NOTE, &[&step.number, &step.name, &step.digest()])
            .await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Refuses a database that does not sort text by its bytes: page tokens and prefixes rely on one order, the same on both
/// engines. The order is tried, not only read: a provider other than the C library ignores `LC_COLLATE`.
async fn bytewise(tx: &Transaction<'_>) -> Result<(), Failed> {
    let sql = "SELECT datcollate, 'Z' < 'a' AND 'a-b' < 'aa' FROM pg_database WHERE datname = current_database()";
    let row = tx.query_one(sql, &[]).await?;
    let (collation, sorted): (&str, bool) = (row.get(0), row.get(1));
    match sorted && matches!(collation, "C" | "POSIX" | "C.UTF-8" | "C.utf8") {
        true => Ok(()),
        false => Err(migrate::refused(format!(
            "the database does not sort text by its bytes (its collation is {collation}): create it with \
             LOCALE_PROVIDER libc LC_COLLATE 'C' TEMPLATE template0"
        ))
        .into()),
    }
}
