//! The schema, brought up to date at the start, in a database that sorts text by its bytes.

use deadpool_postgres::{Pool, Transaction};

use super::{LOCK, failures::Failed};
use crate::{Migration, Upgrade, migrate};

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
    bytewise(&tx).await?;
    let applied = tx
        .query_one("SELECT max(number) FROM schema_migration", &[])
        .await?
        .get(0);
    for step in migrate::missing(migrations, applied, upgrade)? {
        tx.batch_execute(step.sql).await?;
        tx.execute(
            "INSERT INTO schema_migration (number, name) VALUES ($1, $2)",
            &[&step.number, &step.name],
        )
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
