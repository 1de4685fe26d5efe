//! What of the record is in the database: leaves in their order; `tiles` and the nodes that both make; and the `head`, what
//! replicas know of what was signed last.
//!
//! Owns the statements; the tree they serve is in `tlog`.

mod head;
mod tiles;

use error::Error;
use tlog::{
    Damage,
    entry::{Entry, Salt, Slot},
    frontier::Frontier,
    tree::Hash,
};

use crate::{Row, Tx, Value};

pub(crate) use head::{TELL, untold};
pub use head::{begin, begin_anew, head, told};
pub use tiles::{Tree, check_tile, frontier, frontier_of, put_tile, tile};

/// A leaf as a receipt needs it: its bytes, and the salts that are not erased.
#[derive(Clone, Debug)]
pub struct LeafWithSalts {
    /// The leaf.
    pub leaf: Vec<u8>,
    /// The salts by slot.
    pub salts: Vec<(Slot, Salt)>,
}

/// Returns how many leaves there are.
pub fn size(tx: &mut dyn Tx) -> Result<u64, Error> {
    // Not `max(entry)`: PostgreSQL would be free to look at every row.
    let sql = "SELECT entry FROM revision WHERE entry >= 0 ORDER BY entry DESC LIMIT 1";
    match tx.query(sql, &[])?.first() {
        Some(row) => Ok(number(&row[0])? + 1),
        None => Ok(0),
    }
}

/// Returns when the first entry was written that is not among the first `signed`, in microseconds since 1970.
pub fn oldest_unsigned(tx: &mut dyn Tx, signed: u64) -> Result<Option<i64>, Error> {
    let sql = "SELECT time FROM revision WHERE entry = $1";
    let rows = tx.query(sql, &[integer(signed)?])?;
    rows.first().map(|row| row[0].int()).transpose()
}

/// Returns the leaves from `from` up to `to`. All of them, or the record has a hole, which is an error.
pub fn leaves(tx: &mut dyn Tx, from: u64, to: u64) -> Result<Vec<Vec<u8>>, Error> {
    let sql = "SELECT entry, leaf FROM revision WHERE entry >= $1 AND entry < $2 ORDER BY entry";
    in_order(tx, sql, from, to, |row| Ok(row[1].bytes()?.to_vec()))
}

/// Reads one thing of each entry from `from` up to `to`, with a statement whose first column is the index of the entry.
pub fn in_order<T>(
    tx: &mut dyn Tx,
    sql: &str,
    from: u64,
    to: u64,
    read: impl Fn(&Row) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let rows = tx.query(sql, &[integer(from)?, integer(to)?])?;
    let mut found = Vec::with_capacity(rows.len());
    for (row, expected) in rows.iter().zip(from..) {
        if number(&row[0])? != expected {
            return Err(missing(expected));
        }
        found.push(read(row)?);
    }
    match found.len() as u64 == to.saturating_sub(from) {
        true => Ok(found),
        false => Err(missing(from + found.len() as u64)),
    }
}

/// Returns the entries from `from` up to `to` as receipts need them. All of them, or the record has a hole, which is an error.
pub fn with_salts(tx: &mut dyn Tx, from: u64, to: u64) -> Result<Vec<LeafWithSalts>, Error> {
    let sql = "SELECT entry, leaf, body_salt, identity_salt, caller_salt FROM revision WHERE entry >= $1 AND entry < $2 ORDER BY entry";
    in_order(tx, sql, from, to, |row| {
        let mut salts = Vec::with_capacity(3);
        for (slot, salt) in [
            (Slot::BODY, &row[2]),
            (Slot::IDENTITY, &row[3]),
            (Slot::CALLER, &row[4]),
        ] {
            if *salt != Value::Null {
                let salt = salt.bytes()?.try_into().map_err(|_| {
                    let index = row[0].int().unwrap_or_default();
                    Damage::of(format!("a salt of entry {index} is not 32 bytes"))
                })?;
                salts.push((slot, salt));
            }
        }
        let leaf = row[1].bytes()?.to_vec();
        Ok(LeafWithSalts { leaf, salts })
    })
}

/// Returns the index of a revision, if it is there.
pub fn index(tx: &mut dyn Tx, name: &str, revision: i64) -> Result<Option<u64>, Error> {
    let sql = "SELECT entry FROM revision WHERE name = $1 AND revision = $2";
    tx.query(sql, &[name.into(), revision.into()])?
        .first()
        .map(|row| number(&row[0]))
        .transpose()
}

/// Returns the time of the last leaf, in milliseconds; 0 before the first.
pub fn last_time(tx: &mut dyn Tx) -> Result<u64, Error> {
    let size = size(tx)?;
    time(&leaves(tx, size.saturating_sub(1), size)?, size)
}

/// Returns the time of the last of these leaves, with which the record has `size`.
pub(crate) fn time(leaves: &[Vec<u8>], size: u64) -> Result<u64, Error> {
    let Some(leaf) = leaves.last() else {
        return Ok(0);
    };
    Entry::decode(leaf)
        .map(|entry| entry.time_ms)
        .ok_or_else(|| Damage::of(format!("leaf {} is no leaf", size - 1)))
}

/// Checks that the database still holds the entries of this tree: it may have become another server's.
pub fn check(tx: &mut dyn Tx, known: &Frontier) -> Result<(), Error> {
    holds(tx, known.size(), &known.root())
}

/// Checks that the first entries of the database are those of the tree of this size and root.
pub fn holds(tx: &mut dyn Tx, known: u64, root: &Hash) -> Result<(), Error> {
    let there = size(tx)?;
    if there < known {
        return Err(behind(known, there));
    }
    match frontier_of(tx, known)?.root() == *root {
        true => Ok(()),
        false => Err(Damage::of(format!(
            "the database holds another history: its first {known} entries are not those that were committed"
        ))),
    }
}

/// Returns the error of a database that lost what was committed: a standby that took over without it, or an old copy.
pub(crate) fn behind(known: u64, there: u64) -> Error {
    Damage::of(format!(
        "the database lost entries {there} to {}: it holds {there}, and {known} were committed",
        known - 1
    ))
}

/// Returns the error of a hole in the record.
pub fn missing(index: u64) -> Error {
    Damage::of(format!("entry {index} is missing"))
}

/// Returns a number of the record as the database holds it.
pub fn integer(number: u64) -> Result<Value, Error> {
    i64::try_from(number)
        .map(Value::Int)
        .map_err(Error::internal)
}

/// Returns a number of the record from the database.
pub fn number(value: &Value) -> Result<u64, Error> {
    u64::try_from(value.int()?).map_err(Error::internal)
}
