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
    let row = rows
        .first()
        .ok_or_else(|| Damage::of("the row of its head is missing"))?;
    row[0].text().map(ToOwned::to_owned)
}

/// Returns how many entries the largest tree has that a replica of this database told to have signed.
pub fn told(tx: &mut dyn Tx) -> Result<u64, Error> {
    let rows = tx.query("SELECT size FROM record_head", &[])?;
    let row = rows
        .first()
        .ok_or_else(|| Damage::of("the row of its head is missing"))?;
    number(&row[0])
}

/// Begins the log of a database with its first checkpoint, and returns the one it has: another replica may have been first.
pub fn begin(tx: &mut dyn Tx, checkpoint: &str) -> Result<String, Error> {
    tx.execute(
        "UPDATE record_head SET checkpoint = $1 WHERE checkpoint = ''",
        &[checkpoint.into()],
    )?;
    head(tx)
}

/// Tells the others that a tree of this size was signed, and returns what one of them told, where that is as large.
pub(crate) fn tell(tx: &mut dyn Tx, size: u64, checkpoint: &str) -> Result<Option<String>, Error> {
    let sql = "UPDATE record_head SET checkpoint = $1, size = $2 WHERE size < $2";
    let told = tx.execute(sql, &[checkpoint.into(), integer(size)?])?;
    match told {
        0 => head(tx).map(Some),
        _ => Ok(None),
    }
}
