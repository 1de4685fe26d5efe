//! The transaction: what work on the store may ask of it, and the counters that are kept beside the rows.
//!
//! Owns the contract that both engines keep, and no driver.

use std::{collections::HashMap, ops::ControlFlow, time::Duration};

use error::Error;

use crate::{Cells, Lasts, Row, Value, value::copied};

/// What a reader of rows says of each: whether it goes on, or has seen enough.
pub type Seen = Result<ControlFlow<()>, Error>;

/// An open transaction. Statements run in order; what they read is one consistent state of the database.
pub trait Tx {
    /// Runs a statement that returns rows, and shows them to `see`, one after the other, until it has seen enough. What `see`
    /// does not copy is not copied, and what comes after is not read.
    fn each(
        &mut self,
        sql: &str,
        args: &[Value],
        see: &mut dyn FnMut(&dyn Cells) -> Seen,
    ) -> Result<(), Error>;

    /// Runs a statement. Returns its rows.
    fn query(&mut self, sql: &str, args: &[Value]) -> Result<Vec<Row>, Error> {
        let mut rows = Vec::new();
        self.each(sql, args, &mut |row| {
            rows.push(copied(row)?);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(rows)
    }

    /// The same, where the answer may be known from an earlier transaction. It is what the statement would return now, given that
    /// it holds so long.
    fn recall(&mut self, sql: &str, args: &[Value], lasts: Lasts) -> Result<Vec<Row>, Error> {
        let _ = lasts;
        self.query(sql, args)
    }

    /// Whether it is known, without asking the database, that no revision was written by the request of this id.
    fn is_new(&mut self, request: &[u8]) -> bool {
        let _ = request;
        false
    }

    /// Runs a statement that changes rows. Returns how many. On PostgreSQL a failed statement ends the transaction, so
    /// expect a conflict with `ON CONFLICT DO NOTHING` and look at the count.
    fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64, Error>;

    /// Runs a statement that changes rows, and of which nothing is to be known but that it succeeded: that may be said later, and then
    /// what was done since is undone with it.
    fn put(&mut self, sql: &str, args: Vec<Value>) -> Result<(), Error> {
        self.execute(sql, &args).map(drop)
    }

    /// What a reader asks from now on may take so long together, and is then refused with `DEADLINE_EXCEEDED`; `None` ends that. A
    /// writer is not hurried.
    fn hurry(&mut self, most: Option<Duration>);

    /// Adds to a kept counter. The sum is exact as soon as the transaction is committed; who reads it in the same group sees what was
    /// committed before.
    fn add(&mut self, counter: &str, delta: i64) -> Result<(), Error>;

    /// Appends a leaf to the log: gives it the next index and puts its time in, never before that of the leaf before it.
    fn append(&mut self, leaf: &mut [u8], time_ms: u64) -> Result<u64, Error>;
}

/// Returns the first column of every row, which holds text: the names that a statement finds.
pub fn texts(tx: &mut dyn Tx, sql: &str, args: &[Value]) -> Result<Vec<String>, Error> {
    let rows = tx.query(sql, args)?;
    rows.iter()
        .map(|row| row[0].text().map(str::to_owned))
        .collect()
}

/// Returns the first column of the first row, for a statement that looks for one name.
pub fn first_text(tx: &mut dyn Tx, sql: &str, args: &[Value]) -> Result<Option<String>, Error> {
    let rows = tx.query(sql, args)?;
    rows.first()
        .map(|row| row[0].text().map(str::to_owned))
        .transpose()
}

/// Returns the value of a kept counter, 0 if nothing was ever added.
pub fn counter(tx: &mut dyn Tx, name: &str) -> Result<i64, Error> {
    let sql = "SELECT value FROM counter WHERE name = $1";
    tx.query(sql, &[name.into()])?
        .first()
        .and_then(|row| row.first())
        .map_or(Ok(0), Value::int)
}

/// Returns the kept counters whose names begin with `prefix`, which ends in `/`; those that nothing was ever added to are left out.
pub fn counters(tx: &mut dyn Tx, prefix: &str) -> Result<HashMap<String, i64>, Error> {
    counters_between(tx, prefix, &end(prefix))
}

/// The same of those whose names are at least `first` and before `end`: names are ASCII and sort by their bytes.
pub fn counters_between(
    tx: &mut dyn Tx,
    first: &str,
    end: &str,
) -> Result<HashMap<String, i64>, Error> {
    let sql = "SELECT name, value FROM counter WHERE name >= $1 AND name < $2";
    let rows = tx.query(sql, &[first.into(), end.into()])?;
    rows.iter()
        .map(|row| Ok((row[0].text()?.to_owned(), row[1].int()?)))
        .collect()
}

/// Forgets the kept counters whose names begin with `prefix`, which ends in `/`.
pub fn forget_counters(tx: &mut dyn Tx, prefix: &str) -> Result<(), Error> {
    let sql = "DELETE FROM counter WHERE name >= $1 AND name < $2";
    tx.execute(sql, &[prefix.into(), end(prefix).into()])
        .map(drop)
}

/// What comes after all names that begin with `prefix`, which ends in `/`.
fn end(prefix: &str) -> String {
    // The character after `/`.
    format!("{}0", prefix.trim_end_matches('/'))
}
