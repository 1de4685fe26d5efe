//! Statements of one transaction: arguments in, rows out.

use std::{error::Error as StdError, pin::pin};

use deadpool_postgres::Transaction;
use error::Error;
use tokio::runtime::Handle;
use tokio_postgres::{
    RowStream,
    types::{FromSql, IsNull, ToSql, Type, private::BytesMut, to_sql_checked},
};
use tokio_stream::StreamExt;

use super::failures::Failed;
use crate::{Cells, Seen, Value, transaction::Statements};

/// The statements of an open transaction, asked from a thread that may block.
pub(super) struct PgStatements<'c> {
    pub(super) transaction: &'c Transaction<'c>,
    pub(super) runtime: &'c Handle,
}

impl Statements for PgStatements<'_> {
    fn each(
        &mut self,
        sql: &str,
        args: &[Value],
        see: &mut dyn FnMut(&dyn Cells) -> Seen,
    ) -> Result<(), Error> {
        let seen = self.runtime.block_on(async {
            let statement = self.transaction.prepare_cached(sql).await?;
            show(self.transaction.query_raw(&statement, args).await?, see).await
        });
        Ok(seen?)
    }

    fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64, Error> {
        let args: Vec<&(dyn ToSql + Sync)> = args.iter().map(|v| v as _).collect();
        let changed = self.runtime.block_on(async {
            let statement = self.transaction.prepare_cached(sql).await?;
            self.transaction.execute(&statement, &args).await
        });
        Ok(changed.map_err(Failed::from)?)
    }
}

/// Shows rows to `see`, until it has seen enough.
pub(super) async fn show(
    rows: RowStream,
    see: &mut dyn FnMut(&dyn Cells) -> Seen,
) -> Result<(), Failed> {
    let mut rows = pin!(rows);
    while let Some(row) = rows.next().await {
        if see(&row?)?.is_break() {
            break;
        }
    }
    Ok(())
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
