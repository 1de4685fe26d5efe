//! Why the engine could not do what was asked. A query that somebody wrote wrongly is not a failure: see [`crate::Problem`].

use std::{error::Error, fmt, io};

/// Why an index cannot be opened as it is: it must be built again.
#[derive(Debug)]
pub enum Unusable {
    /// There is none.
    Missing,
    /// It is of another log, or was built by another version of the analyzer or of the index's form.
    Other {
        /// What it says it is.
        found: String,
        /// What was asked for.
        expected: String,
    },
    /// Its files cannot be read.
    Damaged(String),
}

/// Why something could not be done with an index.
#[derive(Debug)]
pub enum Failure {
    /// The disk or the index failed.
    Index(Box<dyn Error + Send + Sync>),
    /// The search took longer than it may: see [`crate::Search::until`].
    Late,
}
// === impl Unusable, Failure

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("there is no index"),
            Self::Other { found, expected } => {
                write!(f, "the index is of {found:?}, not of {expected:?}")
            }
            Self::Damaged(why) => write!(f, "the index is damaged: {why}"),
        }
    }
}

impl Error for Unusable {}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index(source) => write!(f, "the index of the search: {source}"),
            Self::Late => f.write_str("the search took longer than it may"),
        }
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Index(source) => Some(source.as_ref()),
            Self::Late => None,
        }
    }
}

impl From<io::Error> for Failure {
    fn from(source: io::Error) -> Self {
        Self::Index(source.into())
    }
}

impl From<tantivy::TantivyError> for Failure {
    fn from(source: tantivy::TantivyError) -> Self {
        Self::Index(source.into())
    }
}
