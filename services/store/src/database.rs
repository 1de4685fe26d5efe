//! Where a service keeps its data, and how that is written.

use std::{fmt, path::PathBuf, str::FromStr};

use crate::PostgresUrl;

/// Where a service keeps its data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// A file of SQLite, and its companions beside it.
    Sqlite(PathBuf),
    /// A PostgreSQL database by its URL.
    Postgres(PostgresUrl),
}

impl FromStr for Database {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once("://") {
            Some(("postgres" | "postgresql", _)) => text.parse().map(Self::Postgres),
            Some(_) => Err("there are engines for file paths and for postgres://…".to_owned()),
            None if text.is_empty() => Err("give a file path or postgres://…".to_owned()),
            None => Ok(Self::Sqlite(text.into())),
        }
    }
}

/// As it may be shown: without a password.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => path.display().fmt(f),
            Self::Postgres(url) => url.fmt(f),
        }
    }
}
