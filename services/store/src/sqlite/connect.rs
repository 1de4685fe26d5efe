//! Connections to the file: how they are set up, and how they are closed.

use std::{
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};

use error::Error;
use rusqlite::{Connection, OpenFlags, config::DbConfig};

use super::statement::SqliteStatements;
use crate::{Tx, failure::Failure, transaction::Transaction};

/// How long a connection waits for what another one does.
pub(super) const BUSY: Duration = Duration::from_secs(5);
/// Prepared statements that a connection keeps.
const STATEMENTS: usize = 256;
/// Connects; `cache` is in KiB.
pub(super) fn connect(path: &Path, cache: i64) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || -> rusqlite::Result<Connection> {
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(BUSY)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        // Otherwise every `LIMIT $n` is planned anew for the value that is bound, and lists parse their SQL at each call.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "wal_autocheckpoint", 0)?;
        connection.pragma_update(None, "cache_size", -cache)?;
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        Ok(connection)
    };
    open().map_err(|e| at(path, &e))
}

/// Returns the error for what failed at this path.
pub(super) fn at(path: &Path, error: &dyn fmt::Display) -> Error {
    Error::internal(format!("{}: {error}", path.display()))
}

/// Returns a companion of the database.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// The last one to close a database moves the write-ahead log into it. What has failed is left as it is instead: the next start
/// copies it.
pub(super) fn close(connection: Connection, failure: &Failure) {
    if failure.is_set() {
        std::mem::forget(connection);
    }
}

/// Looks at a database that nobody else uses, and changes nothing in it.
pub fn examine<T>(
    path: &Path,
    work: impl FnOnce(&mut dyn Tx) -> Result<T, Error>,
) -> Result<T, Error> {
    let failure = Failure::default();
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || -> rusqlite::Result<Connection> {
        let connection = Connection::open_with_flags(path, flags)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        connection.pragma_update(None, "query_only", true)?;
        connection.pragma_update(None, "cache_size", -(64 << 10))?;
        connection.execute_batch("BEGIN")?;
        Ok(connection)
    };
    let connection = open().map_err(|e| at(path, &e))?;
    work(&mut Transaction::reading(&mut SqliteStatements {
        connection: &connection,
        failure: &failure,
    }))
}
