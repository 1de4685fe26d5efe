//! What the replicas of a database know of its log: the checkpoint that one of them told last.

use error::Error;
use tlog::Damage;

use crate::{
    Tx,
    leaves::{integer, number},
};

/// Returns the last checkpoint that a replica of this database told; empty before the first.
pub fn head(tx: &mut dyn Tx) -> Result<String, Error> {
    let rows = tx.query("SELECT checkpoint FROM record_head", &[])?;
    let row = rows.first().ok_or_else(no_head)?;
    row[0].text().map(ToOwned::to_owned)
}

/// Returns how many entries the largest tree has that a replica of this database told to have signed.
pub fn told(tx: &mut dyn Tx) -> Result<u64, Error> {
    let rows = tx.query("SELECT size FROM record_head", &[])?;
    let row = rows.first().ok_or_else(no_head)?;
    number(&row[0])
}

/// Returns the error of a database without the row that holds all this.
fn no_head() -> Error {
    Damage::of("the row of its head is missing")
}

/// Begins the log of a database with its first checkpoint, and returns the one it has: another replica may have been first.
pub fn begin(tx: &mut dyn Tx, checkpoint: &str) -> Result<String, Error> {
    tx.execute(
        "UPDATE record_head SET checkpoint = $1 WHERE checkpoint = ''",
        &[checkpoint.into()],
    )?;
    head(tx)
}

/// Puts the first checkpoint of a log that goes on with these entries in the place of what was told.
pub fn begin_anew(tx: &mut dyn Tx, checkpoint: &str, size: u64) -> Result<(), Error> {
    let sql = "UPDATE record_head SET checkpoint = $1, size = $2";
    match tx.execute(sql, &[checkpoint.into(), integer(size)?])? {
        0 => Err(no_head()),
        _ => Ok(()),
    }
}

/// Tells the others on PostgreSQL that a tree of size `$2` was signed whose last leaf is `$3`, and returns the checkpoint that is known
/// now: that of one of them, where its tree is as large. Nothing where the database does not hold that leaf: it may have become another
/// server's, which lost it. One statement, so that who stops in the middle of telling keeps nobody from it; and it waits for no disk:
/// whoever loses it was not told.
pub(crate) const TELL: &str = "UPDATE record_head \
    SET checkpoint = CASE WHEN size < $2 THEN $1 ELSE checkpoint END, size = greatest(size, $2) \
    FROM set_config('synchronous_commit', 'off', true) \
    WHERE EXISTS (SELECT 1 FROM revision WHERE entry = CAST($2 AS BIGINT) - 1 AND leaf = $3) RETURNING checkpoint";

/// Returns the error of a database that cannot be told of a tree of this size.
pub(crate) fn untold(size: u64) -> Error {
    Damage::of(format!(
        "the database has no head of its record, or does not hold the last of {size} entries that were signed"
    ))
}
