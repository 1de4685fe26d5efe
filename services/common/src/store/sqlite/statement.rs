//! Statements on one connection: arguments in, rows out, errors into ours.

use std::{collections::HashMap, time::Duration};

use kenes_proto::types::ErrorReason as Reason;
use rusqlite::{
    Connection, ErrorCode, params_from_iter,
    types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef},
};

use crate::{
    Error,
    store::{Row, Tx, Value},
};

pub(super) struct SqliteTx<'c> {
    pub(super) connection: &'c Connection,
    pub(super) counters: HashMap<String, i64>,
}

impl Tx for SqliteTx<'_> {
    fn query(&mut self, sql: &str, args: &[Value]) -> Result<Vec<Row>, Error> {
        let mut statement = self.connection.prepare_cached(&numbered(sql))?;
        let width = statement.column_count();
        let rows = statement.query_map(params_from_iter(args), |row| {
            (0..width).map(|i| row.get(i)).collect()
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64, Error> {
        let changed = self
            .connection
            .prepare_cached(&numbered(sql))?
            .execute(params_from_iter(args))?;
        Ok(changed as u64)
    }

    fn add(&mut self, counter: &str, delta: i64) -> Result<(), Error> {
        *self.counters.entry(counter.to_owned()).or_default() += delta;
        Ok(())
    }
}

/// SQLite numbers `?1`; its `$1` would be a name, bound in order of appearance.
fn numbered(sql: &str) -> String {
    sql.replace('$', "?")
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

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        translate(&error)
    }
}

pub(super) fn translate(error: &rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => {
            let text = "the disk of the service is full; nothing was written";
            Error::exhausted(Reason::Overloaded, text, Duration::from_secs(5))
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Error::collision(error.to_string())
        }
        _ => Error::internal(error.to_string()),
    }
}

/// Errors after which what is on disk is no longer what we believe.
pub(super) fn fatal(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(
            ErrorCode::SystemIoFailure
                | ErrorCode::DatabaseCorrupt
                | ErrorCode::NotADatabase
                | ErrorCode::CannotOpen
        )
    )
}
