//! Errors of PostgreSQL made ours, by what they mean: what passes, and what does not.

use std::time::Duration;

use error::Error;
use kenes_proto::types::ErrorReason as Reason;
use tokio_postgres::error::SqlState;

/// When it is worth trying again.
const SOON: Duration = Duration::from_secs(1);

/// An error of ours that may have been one of PostgreSQL's: what `?` makes of both inside this engine.
#[derive(Debug)]
pub(super) struct Failed(Error);

/// What an error means to who asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    /// The server is away, or does not take us now.
    Away,
    /// It has no room.
    Full,
    /// A fault of ours.
    Fault,
}

/// Returns what a code of the SQL standard, or of PostgreSQL, means.
fn meaning(code: &SqlState) -> Meaning {
    match code.code() {
        "53100" => Meaning::Full,
        // The server is shutting down or starting, has too many connections or only reads; or it ended a transaction that waited
        // too long, for a lock or for us, or was in the way of another program's.
        "57P01" | "57P02" | "57P03" | "57P05" | "53300" | "25006" | "25P03" | "55P03" | "57014"
        | "40001" | "40P01" => Meaning::Away,
        other if other.starts_with("08") => Meaning::Away,
        _ => Meaning::Fault,
    }
}

/// Returns the error while the server is away. Whether something was written may not be known: the same request id tells.
pub(super) fn away(cause: &str) -> Error {
    tracing::warn!(cause, "the database does not answer");
    let text = "the database does not answer at the moment; try again with the same request id";
    Error::unavailable(Reason::Unavailable, text, SOON)
}

fn full() -> Error {
    let text = "there is no room left where the database keeps its data; nothing was written";
    Error::exhausted(Reason::StorageFull, text, Duration::from_secs(5))
}

impl From<tokio_postgres::Error> for Failed {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(said) = error.as_db_error() else {
            // No word of the server: the connection is lost, or could not be had.
            return Self(match error.is_closed() || is_io(&error) {
                true => away(&error.to_string()),
                false => Error::internal(error),
            });
        };
        // By itself the error says only "db error"; the log needs the server's sentence.
        let sentence = format!("{}: {}", said.code().code(), said.message());
        Self(match meaning(said.code()) {
            Meaning::Away => away(&sentence),
            Meaning::Full => full(),
            Meaning::Fault => Error::internal(sentence),
        })
    }
}

/// Whether an error came from below the protocol.
fn is_io(error: &tokio_postgres::Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if cause.is::<std::io::Error>() {
            return true;
        }
        source = cause.source();
    }
    false
}

impl From<deadpool_postgres::PoolError> for Failed {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        match error {
            deadpool_postgres::PoolError::Backend(error) => error.into(),
            other => Self(away(&other.to_string())),
        }
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl From<Failed> for Error {
    fn from(Failed(error): Failed) -> Self {
        error
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_is_told_from_what_does_not() {
        for (code, expected) in [
            (SqlState::CONNECTION_FAILURE, Meaning::Away),
            (SqlState::ADMIN_SHUTDOWN, Meaning::Away),
            (SqlState::TOO_MANY_CONNECTIONS, Meaning::Away),
            (SqlState::READ_ONLY_SQL_TRANSACTION, Meaning::Away),
            (SqlState::DISK_FULL, Meaning::Full),
            (SqlState::T_R_DEADLOCK_DETECTED, Meaning::Away),
            (SqlState::UNIQUE_VIOLATION, Meaning::Fault),
            (SqlState::UNDEFINED_TABLE, Meaning::Fault),
        ] {
            assert_eq!(meaning(&code), expected, "{}", code.code());
        }
    }
}
