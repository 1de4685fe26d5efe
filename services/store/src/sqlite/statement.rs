//! Statements on one connection: arguments in, rows out.

use error::Error;
use rusqlite::{
    Connection, params_from_iter,
    types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef},
};

use super::failures::map_error;
use crate::{Cells, Seen, Value, failure::Failure, transaction::Statements};

/// The statements of the transaction that is open on a connection.
#[derive(Clone, Copy)]
pub(super) struct SqliteStatements<'c> {
    pub(super) connection: &'c Connection,
    pub(super) failure: &'c Failure,
}

impl Statements for SqliteStatements<'_> {
    fn each(
        &mut self,
        sql: &str,
        args: &[Value],
        see: &mut dyn FnMut(&dyn Cells) -> Seen,
    ) -> Result<(), Error> {
        let map_error = |e: rusqlite::Error| map_error(&e, self.failure);
        let statement = self.connection.prepare_cached(&numbered(sql));
        let mut statement = statement.map_err(map_error)?;
        let mut rows = statement.query(params_from_iter(args)).map_err(map_error)?;
        while let Some(row) = rows.next().map_err(map_error)? {
            if see(row)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64, Error> {
        let run = || -> rusqlite::Result<usize> {
            self.connection
                .prepare_cached(&numbered(sql))?
                .execute(params_from_iter(args))
        };
        run()
            .map(|changed| changed as u64)
            .map_err(|e| map_error(&e, self.failure))
    }
}

/// SQLite numbers `?1`; its `$1` would be a name, bound in order of appearance.
fn numbered(sql: &str) -> String {
    sql.replace('$', "?")
}

impl Cells for rusqlite::Row<'_> {
    fn width(&self) -> usize {
        self.as_ref().column_count()
    }

    fn value(&self, at: usize) -> Result<Value, Error> {
        self.get(at).map_err(Error::internal)
    }

    fn bytes(&self, at: usize) -> Result<&[u8], Error> {
        let cell = self.get_ref(at).map_err(Error::internal)?;
        cell.as_blob().map_err(Error::internal)
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(v) => ValueRef::Integer(*v),
            Self::Text(v) => ValueRef::Text(v.as_bytes()),
            Self::Bytes(v) => ValueRef::Blob(v),
        }))
    }
}

impl FromSql for Value {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(v) => Self::Int(v),
            ValueRef::Blob(v) => Self::Bytes(v.to_vec()),
            ValueRef::Text(v) => Self::Text(
                std::str::from_utf8(v)
                    .map_err(|e| FromSqlError::Other(Box::new(e)))?
                    .to_owned(),
            ),
            ValueRef::Real(_) => return Err(FromSqlError::InvalidType),
        })
    }
}
