//! Statements of one transaction that reads: arguments in, rows out.

use std::{
    error::Error as StdError,
    ops::DerefMut,
    pin::{Pin, pin},
    task::{Context, Waker},
    time::Duration,
};

use deadpool_postgres::Client;
use error::Error;
use tokio::{runtime::Handle, time::timeout};
use tokio_postgres::{
    NoTls, RowStream,
    types::{FromSql, IsNull, ToSql, Type, private::BytesMut, to_sql_checked},
};
use tokio_stream::StreamExt;

use super::failures::Failed;
use crate::{Cells, Seen, Value, transaction::Statements, wanted::Wanted};

/// How long the server may take to end a statement that it was told to end.
const PATIENCE: Duration = Duration::from_secs(2);

/// The statements of a transaction that reads one snapshot, asked from a thread that may block. It ends with this value.
///
/// Neither its beginning nor its end is waited for by itself: the first is sent together with what is asked first, and the next
/// transaction follows the last.
pub(super) struct PgStatements<'c> {
    client: &'c Client,
    runtime: &'c Handle,
    begun: Option<Begun<'c>>,
    /// Whether it is still wanted.
    wanted: Wanted,
    is_stuck: bool,
}

/// The answer to the beginning of a transaction, while it is awaited.
type Begun<'c> = Pin<Box<dyn Future<Output = Result<(), tokio_postgres::Error>> + 'c>>;

// === impl PgStatements

impl<'c> PgStatements<'c> {
    pub(super) fn begin(client: &'c Client, runtime: &'c Handle, wanted: Wanted) -> Self {
        let mut begun: Begun<'c> =
            Box::pin(client.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"));
        Self {
            client,
            runtime,
            begun: send(&mut begun).then_some(begun),
            wanted,
            is_stuck: false,
        }
    }

    /// Whether a statement that was to end did not.
    pub(super) fn is_stuck(&self) -> bool {
        self.is_stuck
    }

    /// Waits for an answer of the server, as long as that is wanted. Then the server is told to end the statement, and has ended
    /// it when this returns.
    fn answer<T>(&mut self, asked: impl Future<Output = Result<T, Failed>>) -> Result<T, Error> {
        self.wanted.check()?;
        let (wanted, token) = (&self.wanted, self.client.cancel_token());
        let begun = self.begun.take();
        let ended = self.runtime.block_on(async {
            let mut asked = pin!(after(begun, asked));
            if let Some(answer) = wanted.wait(asked.as_mut()).await {
                return Ok(answer);
            }
            let end = async {
                // One after the other: told later, the server would end what comes next.
                drop(token.cancel_query(NoTls).await);
                drop(asked.await);
            };
            Err(timeout(PATIENCE, end).await)
        });
        match ended {
            Ok(answer) => Ok(answer?),
            Err(told) => {
                self.is_stuck = told.is_err();
                Err(Error::too_long())
            }
        }
    }
}

impl Statements for PgStatements<'_> {
    fn each(
        &mut self,
        sql: &str,
        args: &[Value],
        see: &mut dyn FnMut(&dyn Cells) -> Seen,
    ) -> Result<(), Error> {
        let client = self.client;
        self.answer(async {
            let statement = client.prepare_cached(sql).await?;
            show(client.query_raw(&statement, args).await?, see).await
        })
    }

    fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64, Error> {
        let args: Vec<&(dyn ToSql + Sync)> = args.iter().map(|v| v as _).collect();
        let client = self.client;
        self.answer(async {
            let statement = client.prepare_cached(sql).await?;
            Ok(client.execute(&statement, &args).await?)
        })
    }

    fn hurry(&mut self, most: Option<Duration>) {
        self.wanted.hurry(most);
    }
}

impl Drop for PgStatements<'_> {
    fn drop(&mut self) {
        // Nothing was written: how it ends is nobody's question.
        send(&mut pin!(self.client.batch_execute("COMMIT")));
    }
}

/// Sends what is asked; returns whether its answer is still to come.
fn send<F: Future + ?Sized>(asked: &mut Pin<impl DerefMut<Target = F>>) -> bool {
    let mut nobody = Context::from_waker(Waker::noop());
    asked.as_mut().poll(&mut nobody).is_pending()
}

/// Asks at once, and waits for the answer to what was sent before, too.
async fn after<T>(
    begun: Option<Begun<'_>>,
    asked: impl Future<Output = Result<T, Failed>>,
) -> Result<T, Failed> {
    let Some(begun) = begun else {
        return asked.await;
    };
    let (begun, answer) = tokio::join!(begun, asked);
    begun?;
    answer
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
