//! Statements on one connection: arguments in, rows out, errors into ours.

use std::{collections::HashMap, io::ErrorKind, time::Duration};

use kenes_proto::types::ErrorReason as Reason;
use rusqlite::{
    Connection, ErrorCode, params_from_iter,
    types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef},
};

use crate::{Cells, Distrust, Tx, Value, failure::Failure, sequence::Additions};
use error::Error;

/// `SQLITE_IOERR_WRITE` and `SQLITE_IOERR_SHMSIZE`.
const IOERR_WRITE: i32 = 778;
const IOERR_SHMSIZE: i32 = 4874;

pub(super) struct SqliteTx<'c> {
    pub(super) connection: &'c Connection,
    pub(super) failure: &'c Failure,
    pub(super) counters: HashMap<String, i64>,
    /// Where the record is written on; nowhere for a reader.
    pub(super) record: Option<&'c mut Additions>,
}

impl<'c> SqliteTx<'c> {
    /// A transaction that only reads.
    pub(super) fn reading(connection: &'c Connection, failure: &'c Failure) -> Self {
        Self {
            connection,
            failure,
            counters: HashMap::new(),
            record: None,
        }
    }
}

impl Tx for SqliteTx<'_> {
    fn each(
        &mut self,
        sql: &str,
        args: &[Value],
        see: &mut dyn FnMut(&dyn Cells) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let map_error = |e: rusqlite::Error| map_error(&e, self.failure);
        let statement = self.connection.prepare_cached(&numbered(sql));
        let mut statement = statement.map_err(map_error)?;
        let mut rows = statement.query(params_from_iter(args)).map_err(map_error)?;
        while let Some(row) = rows.next().map_err(map_error)? {
            see(row)?;
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

    fn add(&mut self, counter: &str, delta: i64) -> Result<(), Error> {
        *self.counters.entry(counter.to_owned()).or_default() += delta;
        Ok(())
    }

    fn append(&mut self, leaf: &mut [u8], time_ms: u64) -> Result<Option<u64>, Error> {
        match &mut self.record {
            Some(record) => Ok(Some(record.append(leaf, time_ms))),
            None => Err(Error::internal("a reader writes no record")),
        }
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

/// There is no room for what was to be written. Nothing of it is; what was there before is whole, so this passes.
fn full() -> Error {
    let text = "there is no room left where the service keeps its data; nothing was written";
    Error::exhausted(Reason::StorageFull, text, Duration::from_secs(5))
}

/// Whether an I/O error only says that there is no room. SQLite has a code for a full disk (13), but not for the other ways to
/// meet an end: a limit on the size of files gives 778, and a shared index that cannot grow 4874. What failed is in the
/// thread's last error, as nothing was called since.
fn no_room(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error().map(|error| error.extended_code);
    let last = std::io::Error::last_os_error().kind();
    matches!(code, Some(IOERR_WRITE | IOERR_SHMSIZE))
        && matches!(
            last,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge
        )
}

/// Our error for one of SQLite's. After some, what is on disk is no longer what we believe: then the failure is set, and nothing
/// more is answered.
pub(super) fn map_error(error: &rusqlite::Error, failure: &Failure) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => full(),
        Some(ErrorCode::SystemIoFailure) if no_room(error) => full(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Error::collision(error.to_string())
        }
        Some(
            ErrorCode::SystemIoFailure
            | ErrorCode::DatabaseCorrupt
            | ErrorCode::NotADatabase
            | ErrorCode::CannotOpen,
        ) => {
            failure.set(Distrust::Disk(error.to_string()));
            Error::internal(error.to_string())
        }
        _ => Error::internal(error.to_string()),
    }
}
