//! Where a service keeps its data, and how that is written.

use std::{path::PathBuf, str::FromStr};

/// Where a service keeps its data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// A file of SQLite, and its companions beside it.
    Sqlite(PathBuf),
    /// A PostgreSQL database by its URL.
    Postgres(String),
}

impl FromStr for Database {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once("://") {
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres(text.to_owned())),
            Some((scheme, _)) => Err(format!(
                "no engine for {scheme}://; give a file path or postgres://…"
            )),
            None if text.is_empty() => Err("give a file path or postgres://…".to_owned()),
            None => Ok(Self::Sqlite(text.into())),
        }
    }
}
