//! The connection that writes: one IMMEDIATE transaction a group.

use std::collections::HashSet;

use error::Error;
use rusqlite::Connection;

use super::{
    checkpoints::Restart, connect::close, failures::map_error, statement::SqliteStatements,
};
use crate::{
    Cells, Seen, Value,
    failure::Failure,
    sequence::Sequence,
    transaction::Statements,
    writer::{self, Since, Step},
};

/// The only connection to the file that writes.
pub(super) struct SqliteWriter {
    pub(super) connection: Connection,
    pub(super) failure: Failure,
    /// What SQLite says of the file: another number where another connection wrote.
    pub(super) version: i64,
    pub(super) restart: Restart,
}

// === impl SqliteWriter

impl SqliteWriter {
    pub(super) fn close(self) {
        close(self.connection, &self.failure);
    }

    fn statements(&self) -> SqliteStatements<'_> {
        SqliteStatements {
            connection: &self.connection,
            failure: &self.failure,
        }
    }

    fn control(&self, sql: &str) -> Result<(), Error> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(()))
            .map(drop)
            .map_err(|e| map_error(&e, &self.failure))
    }
}

impl Statements for SqliteWriter {
    fn each(
        &mut self,
        sql: &str,
        args: &[Value],
        see: &mut dyn FnMut(&dyn Cells) -> Seen,
    ) -> Result<(), Error> {
        self.statements().each(sql, args, see)
    }

    fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64, Error> {
        self.statements().execute(sql, args)
    }
}

impl writer::Connection for SqliteWriter {
    /// One process has the file, so nobody else goes on with the record.
    fn begin(&mut self, _: &mut Sequence) -> Result<Since, Error> {
        self.restart.run(&self.connection, &self.failure)?;
        self.control("BEGIN IMMEDIATE")?;
        let version = self
            .connection
            .prepare_cached("PRAGMA data_version")
            .and_then(|mut statement| statement.query_row((), |row| row.get(0)))
            .map_err(|e| map_error(&e, &self.failure))?;
        Ok(
            match std::mem::replace(&mut self.version, version) == version {
                true => Since::Nobody,
                false => Since::Others,
            },
        )
    }

    /// One look at an index each, in this process.
    fn made(&mut self, _: &[&[u8]]) -> Result<Option<HashSet<Vec<u8>>>, Error> {
        Ok(None)
    }

    fn is_open(&self) -> bool {
        !self.connection.is_autocommit()
    }

    fn savepoint(&mut self, step: Step) -> Result<(), Error> {
        self.control(match step {
            Step::Set => "SAVEPOINT work",
            Step::Back => "ROLLBACK TO work",
            Step::Release => "RELEASE work",
        })
    }

    fn settle(&mut self) -> Result<(), Error> {
        Ok(())
    }

    fn commit(&mut self, _: u64) -> Result<(), Error> {
        self.control("COMMIT")
    }

    fn roll_back(&mut self) {
        if self.is_open() {
            drop(self.connection.execute_batch("ROLLBACK"));
        }
    }
}
