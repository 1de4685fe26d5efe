//! What goes into and comes out of a statement: the three portable column types and nothing else.

use error::Error;

/// One argument or one column.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// No value.
    Null,
    /// `BIGINT`. Times are microseconds since 1970, days are `yyyymmdd`, enums their number, truth 0 or 1.
    Int(i64),
    /// `TEXT`.
    Text(String),
    /// `BYTEA`.
    Bytes(Vec<u8>),
}

/// One row of a result.
pub type Row = Vec<Value>;

/// One row of a result as it lies in the engine's memory.
pub trait Cells {
    /// Returns how many there are.
    fn width(&self) -> usize;
    /// Returns a copy of one of them.
    fn value(&self, at: usize) -> Result<Value, Error>;
    /// Returns the bytes in one of them, or an internal error: it holds something else.
    fn bytes(&self, at: usize) -> Result<&[u8], Error>;
}

/// Returns a copy of a row.
pub(crate) fn copied(cells: &dyn Cells) -> Result<Row, Error> {
    (0..cells.width()).map(|at| cells.value(at)).collect()
}

impl From<i64> for Value {
    fn from(v: i64) -> Self {
        Self::Int(v)
    }
}

impl From<i32> for Value {
    fn from(v: i32) -> Self {
        Self::Int(v.into())
    }
}

impl From<bool> for Value {
    fn from(v: bool) -> Self {
        Self::Int(v.into())
    }
}

impl From<&str> for Value {
    fn from(v: &str) -> Self {
        Self::Text(v.to_owned())
    }
}

impl From<&String> for Value {
    fn from(v: &String) -> Self {
        Self::Text(v.clone())
    }
}

impl From<String> for Value {
    fn from(v: String) -> Self {
        Self::Text(v)
    }
}

impl From<Vec<u8>> for Value {
    fn from(v: Vec<u8>) -> Self {
        Self::Bytes(v)
    }
}

impl From<&[u8]> for Value {
    fn from(v: &[u8]) -> Self {
        Self::Bytes(v.to_vec())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(v: Option<T>) -> Self {
        v.map_or(Self::Null, Into::into)
    }
}

impl Value {
    /// Returns the number, or an internal error: the statement and its reader disagree.
    pub fn int(&self) -> Result<i64, Error> {
        match self {
            Self::Int(v) => Ok(*v),
            other => Err(Error::internal(format!("not a number: {other:?}"))),
        }
    }

    /// Returns the text, or an internal error.
    pub fn text(&self) -> Result<&str, Error> {
        match self {
            Self::Text(v) => Ok(v),
            other => Err(Error::internal(format!("not a text: {other:?}"))),
        }
    }

    /// Returns the bytes, or an internal error.
    pub fn bytes(&self) -> Result<&[u8], Error> {
        match self {
            Self::Bytes(v) => Ok(v),
            other => Err(Error::internal(format!("not bytes: {other:?}"))),
        }
    }
}
