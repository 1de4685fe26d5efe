//! The connection that writes: one IMMEDIATE transaction a group.

use error::Error;
use rusqlite::Connection;

use super::{connect::close, failures::map_error, statement::SqliteStatements};
use crate::{
    Cells, Seen, Value,
    failure::Failure,
    sequence::Sequence,
    transaction::Statements,
    writer::{self, Step},
};

/// The only connection to the file that writes.
pub(super) struct SqliteWriter {
    pub(super) connection: Connection,
    pub(super) failure: Failure,
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
    /// Nobody else writes to the file: what is known is what is there.
    fn begin(&mut self, _: &mut Sequence) -> Result<(), Error> {
        self.control("BEGIN IMMEDIATE")
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

    fn count(&mut self, added: &[(&str, i64)]) -> Result<(), Error> {
        let sql = "INSERT INTO counter (name, value) VALUES ($1, $2) \
                   ON CONFLICT (name) DO UPDATE SET value = value + excluded.value";
        for (name, delta) in added {
            self.execute(sql, &[(*name).into(), (*delta).into()])?;
        }
        Ok(())
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
