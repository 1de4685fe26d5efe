//! A transaction as work sees it: the statements of an engine, the counters beside them, and the record that is written on.
//!
//! Owns what both engines have in common of it.

use std::collections::HashMap;

use error::Error;

use crate::{Cells, Seen, Tx, Value, sequence::Additions};

/// What an engine does in an open transaction.
pub(crate) trait Statements {
    /// Runs a statement that returns rows, and shows them to `see` until it has seen enough.
    fn each(
        &mut self,
        sql: &str,
        args: &[Value],
        see: &mut dyn FnMut(&dyn Cells) -> Seen,
    ) -> Result<(), Error>;

    /// Runs a statement that changes rows. Returns how many.
    fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64, Error>;

    /// The same, where only success is of interest, which may be told later.
    fn put(&mut self, sql: &str, args: Vec<Value>) -> Result<(), Error> {
        self.execute(sql, &args).map(drop)
    }
}

/// An open transaction.
pub(crate) struct Transaction<'t> {
    statements: &'t mut dyn Statements,
    counters: HashMap<String, i64>,
    /// Where the record is written on; nowhere for a reader.
    record: Option<&'t mut Additions>,
}

// === impl Transaction

impl<'t> Transaction<'t> {
    /// One that only reads.
    pub(crate) fn reading(statements: &'t mut dyn Statements) -> Self {
        Self {
            statements,
            counters: HashMap::new(),
            record: None,
        }
    }

    /// One that writes, and goes on with the record.
    pub(crate) fn writing(statements: &'t mut dyn Statements, record: &'t mut Additions) -> Self {
        Self {
            record: Some(record),
            ..Self::reading(statements)
        }
    }

    /// What is to be added to counters when it is committed.
    pub(crate) fn into_counters(self) -> HashMap<String, i64> {
        self.counters
    }
}

impl Tx for Transaction<'_> {
    fn each(
        &mut self,
        sql: &str,
        args: &[Value],
        see: &mut dyn FnMut(&dyn Cells) -> Seen,
    ) -> Result<(), Error> {
        self.statements.each(sql, args, see)
    }

    fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64, Error> {
        self.statements.execute(sql, args)
    }

    fn put(&mut self, sql: &str, args: Vec<Value>) -> Result<(), Error> {
        self.statements.put(sql, args)
    }

    fn add(&mut self, counter: &str, delta: i64) -> Result<(), Error> {
        *self.counters.entry(counter.to_owned()).or_default() += delta;
        Ok(())
    }

    fn append(&mut self, leaf: &mut [u8], time_ms: u64) -> Result<u64, Error> {
        match &mut self.record {
            Some(record) => Ok(record.append(leaf, time_ms)),
            None => Err(Error::internal("a reader writes no record")),
        }
    }
}
