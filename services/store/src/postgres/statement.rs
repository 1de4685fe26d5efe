//! Statements in one transaction: arguments in, rows out, errors into ours.

use std::{collections::HashMap, error::Error as StdError, pin::pin};

use deadpool_postgres::Transaction;
use error::Error;
use tokio::runtime::Handle;
use tokio_postgres::{
    error::SqlState,
    types::{FromSql, IsNull, ToSql, Type, private::BytesMut, to_sql_checked},
};
use tokio_stream::StreamExt;

use crate::{Cells, Seen, Tx, Value};

/// An open transaction, asked from a thread that may block.
pub(super) struct PgTx<'c> {
    pub(super) transaction: Transaction<'c>,
    pub(super) runtime: Handle,
    /// What is added to counters, until it is committed: one row a counter, however often it is added to.
    counters: HashMap<String, i64>,
}

impl<'c> PgTx<'c> {
    pub(super) fn new(transaction: Transaction<'c>, runtime: Handle) -> Self {
        Self {
            transaction,
            runtime,
            counters: HashMap::new(),
        }
    }

    /// Writes what is added to counters, and commits.
    pub(super) fn commit(self) -> Result<(), Failed> {
        let added = self.counters.iter().filter(|(_, delta)| **delta != 0);
        let (names, deltas): (Vec<&str>, Vec<i64>) =
            added.map(|(name, delta)| (name.as_str(), *delta)).unzip();
        let sql = "INSERT INTO counter_delta (name, delta) SELECT * FROM unnest($1::text[], $2::bigint[])";
        self.runtime.block_on(async {
            if !names.is_empty() {
                let statement = self.transaction.prepare_cached(sql).await?;
                self.transaction
                    .execute(&statement, &[&names, &deltas])
                    .await?;
            }
            Ok(self.transaction.commit().await?)
        })
    }
}

impl Tx for PgTx<'_> {
    fn each(
        &mut self,
        sql: &str,
        args: &[Value],
        see: &mut dyn FnMut(&dyn Cells) -> Seen,
    ) -> Result<(), Error> {
        let seen = self.runtime.block_on(async {
            let statement = self.transaction.prepare_cached(sql).await?;
            let mut rows = pin!(self.transaction.query_raw(&statement, args).await?);
            while let Some(row) = rows.next().await {
                if see(&row?)?.is_break() {
                    break;
                }
            }
            Ok(())
        });
        seen.map_err(|failed: Failed| failed.into())
    }

    fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64, Error> {
        let args: Vec<&(dyn ToSql + Sync)> = args.iter().map(|v| v as _).collect();
        let changed = self.runtime.block_on(async {
            let statement = self.transaction.prepare_cached(sql).await?;
            self.transaction.execute(&statement, &args).await
        });
        Ok(changed.map_err(Failed::from)?)
    }

    fn add(&mut self, counter: &str, delta: i64) -> Result<(), Error> {
        *self.counters.entry(counter.to_owned()).or_default() += delta;
        Ok(())
    }

    /// Indexes are the leader's to give: one taken in every writer's transaction would make them wait for each other.
    fn append(&mut self, _: &mut [u8], _: u64) -> Result<Option<u64>, Error> {
        Ok(None)
    }
}

impl Cells for tokio_postgres::Row {
    fn width(&self) -> usize {
        self.len()
    }

    fn value(&self, at: usize) -> Result<Value, Error> {
        Ok(self.try_get(at).map_err(Failed::from)?)
    }

    fn bytes(&self, at: usize) -> Result<&[u8], Error> {
        Ok(self.try_get(at).map_err(Failed::from)?)
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(v) => v.to_sql_checked(ty, out),
            Self::Text(v) => v.to_sql_checked(ty, out),
            Self::Bytes(v) => v.to_sql_checked(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(match *ty {
            Type::INT8 => Self::Int(i64::from_sql(ty, raw)?),
            Type::TEXT => Self::Text(String::from_sql(ty, raw)?),
            Type::BYTEA => Self::Bytes(Vec::from_sql(ty, raw)?),
            ref other => {
                return Err(format!("column type {other} is outside the portable three").into());
            }
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Self::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// An error of ours that may have been one of PostgreSQL's: what `?` makes of both inside this engine.
#[derive(Debug)]
pub(super) struct Failed(Error);

impl From<tokio_postgres::Error> for Failed {
    fn from(error: tokio_postgres::Error) -> Self {
        Self(match error.code() {
            // A unique key that two transactions took at once: run again, and the second will see the first.
            Some(
                &SqlState::T_R_SERIALIZATION_FAILURE
                | &SqlState::T_R_DEADLOCK_DETECTED
                | &SqlState::UNIQUE_VIOLATION,
            ) => Error::collision(error),
            // By itself the error says only "db error"; the log needs the server's sentence.
            _ => match error.as_db_error() {
                Some(said) => Error::internal(format!("{error}: {said}")),
                None => Error::internal(error),
            },
        })
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
