//! A transaction as work sees it: the statements of an engine, the counters beside them, and the record that is written on.
//!
//! Owns what both engines have in common of it.

use std::{collections::HashMap, time::Duration};

use error::Error;

use crate::{Cells, Lasts, Row, Seen, Tx, Value, memory::Memory, sequence::Additions};

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

    /// Bounds how long what is asked from now on may take, where a read is bounded at all.
    fn hurry(&mut self, _: Option<Duration>) {}
}

/// An open transaction.
pub(crate) struct Transaction<'t> {
    statements: &'t mut dyn Statements,
    counters: HashMap<String, i64>,
    /// What only the writer has; nothing for a reader.
    own: Option<Own<'t>>,
}

/// What the writer has beside its connection.
struct Own<'t> {
    /// Where the record is written on.
    record: &'t mut Additions,
    memory: &'t mut Memory,
}

// === impl Transaction

impl<'t> Transaction<'t> {
    /// One that only reads.
    pub(crate) fn reading(statements: &'t mut dyn Statements) -> Self {
        Self {
            statements,
            counters: HashMap::new(),
            own: None,
        }
    }

    /// One that writes, and goes on with the record.
    pub(crate) fn writing(
        statements: &'t mut dyn Statements,
        record: &'t mut Additions,
        memory: &'t mut Memory,
    ) -> Self {
        Self {
            own: Some(Own { record, memory }),
            ..Self::reading(statements)
        }
    }

    fn wrote(&mut self, sql: &str) {
        if let Some(own) = &mut self.own {
            own.memory.wrote(sql);
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

    fn recall(&mut self, sql: &str, args: &[Value], lasts: Lasts) -> Result<Vec<Row>, Error> {
        if let Some(own) = &self.own
            && let Some(known) = own.memory.recall(sql, args)
        {
            return Ok(known);
        }
        let rows = self.query(sql, args)?;
        if let Some(own) = &mut self.own {
            own.memory.keep(sql, args, &rows, lasts);
        }
        Ok(rows)
    }

    fn is_new(&mut self, request: &[u8]) -> bool {
        let own = self.own.as_mut();
        own.is_some_and(|own| own.memory.is_new(request))
    }

    fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64, Error> {
        self.wrote(sql);
        self.statements.execute(sql, args)
    }

    fn put(&mut self, sql: &str, args: Vec<Value>) -> Result<(), Error> {
        self.wrote(sql);
        self.statements.put(sql, args)
    }

    fn hurry(&mut self, most: Option<Duration>) {
        self.statements.hurry(most);
    }

    fn add(&mut self, counter: &str, delta: i64) -> Result<(), Error> {
        *self.counters.entry(counter.to_owned()).or_default() += delta;
        Ok(())
    }

    fn append(&mut self, leaf: &mut [u8], time_ms: u64) -> Result<u64, Error> {
        match &mut self.own {
            Some(own) => Ok(own.record.append(leaf, time_ms)),
            None => Err(Error::internal("a reader writes no record")),
        }
    }
}
