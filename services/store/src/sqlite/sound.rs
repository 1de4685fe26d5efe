//! Whether the file is sound: a check of every page, and a new copy after a failure.

use std::{fs::File, io::ErrorKind, path::Path, time::Duration};

use error::Error;
use rusqlite::{Connection, backup::Backup, config::DbConfig};

use super::{
    connect::{at, beside},
    failures::map_error,
};
use crate::{Distrust, failure::Failure, folder::sync_folder};

/// Pages that are copied at once.
const PAGES: i32 = 4096;

/// Reads every page of the file and compares tables with their indexes. The store is distrusted if they do not agree.
pub(super) fn check(connection: &Connection, path: &Path, failure: &Failure) -> Result<(), Error> {
    let said = sound(connection).map_err(|e| map_error(&e, failure))?;
    match said.as_str() {
        "ok" => Ok(()),
        _ => {
            let text = format!("{}: {}", path.display(), said.replace('\n', "; "));
            failure.set(Distrust::Disk(text.clone()));
            Err(Error::internal(text))
        }
    }
}

fn sound(connection: &Connection) -> rusqlite::Result<String> {
    connection.query_row("PRAGMA integrity_check(1)", (), |row| row.get(0))
}

/// Copies the database to a new file, checks it, makes it durable and puts it in the place of the old one.
///
/// After a failed sync the system may show what the disk never got, and believe it written: only what is written once more, and
/// synced, is on the disk. Nobody may have the database open.
pub fn renew(path: &Path) -> Result<(), Error> {
    if !path.exists() {
        return Ok(());
    }
    let fresh = beside(path, "-new");
    let copy = || -> rusqlite::Result<String> {
        let from = Connection::open(path)?;
        // The old file stays as it is, to be looked at if the copy is not sound.
        from.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        let mut to = Connection::open(&fresh)?;
        Backup::new(&from, &mut to)?.run_to_completion(PAGES, Duration::ZERO, None)?;
        sound(&to)
    };
    let files = || -> std::io::Result<()> {
        File::open(&fresh)?.sync_all()?;
        std::fs::rename(&fresh, path)?;
        // All that they held is in the copy; to read them over it would change nothing.
        remove(&beside(path, "-wal"))?;
        remove(&beside(path, "-shm"))?;
        sync_folder(path)
    };
    remove(&fresh).map_err(|e| at(&fresh, &e))?;
    match copy().map_err(|e| at(path, &e))?.as_str() {
        "ok" => files().map_err(|e| at(path, &e)),
        said => Err(at(path, &said.replace('\n', "; "))),
    }
}

fn remove(file: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a database whose rows are in its write-ahead log, as a process leaves it that was killed.
    fn written(path: &Path) -> Connection {
        let database = Connection::open(path).expect("a file");
        let set_up =
            "PRAGMA journal_mode = WAL; CREATE TABLE t (a BIGINT, b TEXT); CREATE INDEX i ON t (b)";
        database.execute_batch(set_up).expect("a table");
        for n in 0..500 {
            let row = (n, format!("row {n}"));
            database
                .execute("INSERT INTO t VALUES (?1, ?2)", row)
                .expect("a row");
        }
        database
    }

    #[test]
    fn a_copy_holds_all_that_was_committed_and_has_no_log() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.db");
        renew(&path).expect("no database, nothing to do");
        let database = written(&path);
        assert!(beside(&path, "-wal").exists());
        renew(&path).expect("copied");
        assert!(!beside(&path, "-wal").exists());
        let copy = Connection::open(&path).expect("the copy");
        let rows: i64 = copy
            .query_row("SELECT count(*) FROM t", (), |row| row.get(0))
            .expect("rows");
        assert_eq!((rows, sound(&copy).expect("read").as_str()), (500, "ok"));
        drop(database);
    }

    #[test]
    fn a_damaged_file_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.db");
        written(&path).close().expect("closed");
        let mut bytes = std::fs::read(&path).expect("a file");
        let at = bytes
            .windows(7)
            .rposition(|part| part == b"row 499")
            .expect("in the index, or the table");
        bytes[at + 4] ^= 1;
        std::fs::write(&path, &bytes).expect("written");
        assert!(renew(&path).is_err());
        assert_eq!(std::fs::read(&path).expect("a file"), bytes);
        let failure = Failure::default();
        let database = Connection::open(&path).expect("opened");
        assert!(check(&database, &path, &failure).is_err());
        assert!(failure.is_set());
    }
}
