//! The columns of all resources, read out of them again once for each version of how they are read.
//!
//! A migration knows SQL only: what stands in the bodies of older rows, or is written otherwise by a newer release, it cannot
//! put into their columns. Owns the version, and that no database is used whose columns are older. It goes in batches, each
//! a transaction, and may be stopped: the next start begins again, and writes only what is not yet as it should be.

use super::Kinds;
use crate::{
    Error,
    store::{Mode, Store, Tx, Upgrade, Value, migrate::refused},
};

/// How columns are read out of resources. Raise it whenever a column gets another value from the same resource, or
/// [`Kind::note`](crate::resource::Kind::note) notes something else, or what is counted is counted otherwise.
pub const VERSION: i64 = 7;

/// How far it is: the table, how many of its resources are done, and of how many.
pub type Progress<'a> = dyn FnMut(&str, u64, u64) + Send + 'a;

/// Reads the columns of all resources again if an older version wrote them, or says why the database cannot be used.
pub async fn derive_columns(
    store: &Store,
    kinds: Kinds,
    upgrade: Upgrade,
    progress: &mut Progress<'_>,
) -> Result<(), Error> {
    let found = store.read_needed("DeriveColumns", version).await?;
    match (found, upgrade) {
        (VERSION, _) => return Ok(()),
        (newer, _) if newer > VERSION => {
            return Err(refused(format!(
                "the columns of the database have version {newer}, this program knows {VERSION}: start a newer program"
            )));
        }
        (_, Upgrade::Refuse) => {
            return Err(refused(
                "the columns of the database are those of an older release: run `kenes <service> migrate` with the same --database",
            ));
        }
        (_, Upgrade::Apply) => {}
    }
    for kind in kinds.0 {
        let table = (kind.schema)().name;
        let count = move |tx: &mut dyn Tx| number(tx, &format!("SELECT count(*) FROM {table}"));
        let all = store
            .read_needed("DeriveColumns", count)
            .await?
            .unsigned_abs();
        if all == 0 {
            continue;
        }
        let (mut after, mut done) = (String::new(), 0);
        loop {
            let (derive, from) = (kind.derive, after.clone());
            let batch = move |tx: &mut dyn Tx| derive(tx, &from);
            let batch = store.write("DeriveColumns", Mode::Commit, batch).await?;
            let Some(batch) = batch else { break };
            after = batch.last;
            done += batch.count;
            progress(table, done, all);
        }
    }
    let settle = move |tx: &mut dyn Tx| {
        tx.execute("UPDATE derivation SET version = $1", &[VERSION.into()])
            .map(drop)
    };
    store.write("DeriveColumns", Mode::Commit, settle).await
}

fn version(tx: &mut dyn Tx) -> Result<i64, Error> {
    number(tx, "SELECT version FROM derivation")
}

fn number(tx: &mut dyn Tx, sql: &str) -> Result<i64, Error> {
    let rows = tx.query(sql, &[])?;
    rows.first().map_or(Ok(0), |row| Value::int(&row[0]))
}
