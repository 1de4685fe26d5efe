//! Errors of SQLite made ours: what passes, and after what nothing more is believed.

use std::{io::ErrorKind, time::Duration};

use error::Error;
use kenes_proto::types::ErrorReason as Reason;
use rusqlite::ErrorCode;

use crate::{Distrust, failure::Failure};

/// `SQLITE_IOERR_WRITE` and `SQLITE_IOERR_SHMSIZE`.
const IOERR_WRITE: i32 = 778;
const IOERR_SHMSIZE: i32 = 4874;

/// Returns the error where there is no room for what was to be written. Nothing of it is; what was there before is whole, so this
/// passes.
fn full() -> Error {
    let text = "there is no room left where the service keeps its data; nothing was written";
    Error::exhausted(Reason::StorageFull, text, Duration::from_secs(5))
}

/// Returns the error where another program holds the file.
fn busy() -> Error {
    let text = "the database is busy with another program; try again";
    Error::unavailable(Reason::Unavailable, text, Duration::from_secs(1))
}

/// Returns whether an I/O error only says that there is no room. SQLite has a code for a full disk (13), but not for the other
/// ways to meet an end: a limit on the size of files gives 778, and a shared index that cannot grow 4874. What failed is in the
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

/// Returns our error for one of SQLite's. After some, what is on disk is no longer what we believe: then the failure is set, and
/// nothing more is answered.
pub(super) fn map_error(error: &rusqlite::Error, failure: &Failure) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => full(),
        Some(ErrorCode::SystemIoFailure) if no_room(error) => full(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => busy(),
        // A reader stopped it: nobody wanted it any more.
        Some(ErrorCode::OperationInterrupted) => Error::too_long(),
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
