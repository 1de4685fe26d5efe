//! What the replicas of a database know of its log: the checkpoint that was signed last.

use error::Error;
use tlog::Damage;

use crate::Tx;

/// Returns the last checkpoint that a replica of this database announced; empty before the first.
pub fn head(tx: &mut dyn Tx) -> Result<String, Error> {
    let rows = tx.query("SELECT checkpoint FROM record_head", &[])?;
    let row = rows
        .first()
        .ok_or_else(|| Damage::of("the row of its head is missing"))?;
    row[0].text().map(ToOwned::to_owned)
}

/// Begins the log of a database with its first checkpoint, and returns the one it has: another replica may have been first.
pub fn begin(tx: &mut dyn Tx, checkpoint: &str) -> Result<String, Error> {
    tx.execute(
        "UPDATE record_head SET checkpoint = $1 WHERE checkpoint = ''",
        &[checkpoint.into()],
    )?;
    head(tx)
}
