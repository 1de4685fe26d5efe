//! What the database knows of the secret by which applications are sealed: what tells it from others.

use common::{Error, store::Tx};

/// The check value, if a secret was used already.
pub(crate) fn check_value(tx: &mut dyn Tx) -> Result<Option<Vec<u8>>, Error> {
    let rows = tx.query("SELECT check_value FROM seal WHERE id = 1", &[])?;
    rows.first()
        .map(|row| row[0].bytes().map(<[u8]>::to_vec))
        .transpose()
}

/// Keeps the check value of the first secret, and returns that of the one that was first.
pub(crate) fn keep(tx: &mut dyn Tx, value: &[u8]) -> Result<Vec<u8>, Error> {
    let sql = "INSERT INTO seal (id, check_value) VALUES (1, $1) ON CONFLICT DO NOTHING";
    tx.execute(sql, &[value.into()])?;
    check_value(tx)?.ok_or_else(|| Error::internal("what was kept is not there"))
}

/// Forgets the secret, as if none had been used; returns whether one was.
pub(crate) fn forget(tx: &mut dyn Tx) -> Result<bool, Error> {
    Ok(tx.execute("DELETE FROM seal WHERE id = 1", &[])? > 0)
}
