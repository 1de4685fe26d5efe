//! The connection that writes: one transaction a group, beside which no replica writes.
//!
//! A lock in the database that ends with its transaction lets one replica write at a time: whoever has it knows all that the others
//! committed, so places are given and tiles stored in the transaction itself. A replica that stops in the middle of a group loses its
//! transaction, and the lock with it, after [`IDLE`]. What needs no answer is sent without waiting for one: a group has succeeded
//! when every answer did.

use std::{
    collections::HashMap,
    pin::{Pin, pin},
    sync::{Arc, atomic::Ordering},
    task::{Context, Poll, Waker},
};

use deadpool_postgres::Connect;
use error::Error;
use tlog::Damage;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{Client, Config, Statement, types::ToSql};

use super::{
    connect::Connector,
    failures::{Failed, away},
    statement::show,
};
use crate::{
    Cells, Distrust, Seen, Value,
    failure::Failure,
    leaves,
    sequence::Sequence,
    transaction::{Statements, Transaction},
    writer::{self, Step},
};

/// How long the server lets a transaction of ours wait for the next statement, before it ends it.
const IDLE: &str = "3s";
/// How long a group waits for its turn.
const TURN: &str = "10s";
/// The most statements that are kept prepared.
const STATEMENTS: usize = 1_000;
const COUNT: &str = "INSERT INTO counter (name, value) SELECT * FROM unnest($1::text[], $2::bigint[]) \
                     ON CONFLICT (name) DO UPDATE SET value = counter.value + excluded.value";
/// One log a schema: the keys of locks are the database's.
const LOCK: &str =
    "SELECT pg_advisory_xact_lock(hashtextextended('kenes record ' || current_schema(), 0))";

/// The only connection of this process that writes.
pub(super) struct PgWriter {
    /// The connection's own: no other thread is woken for an answer.
    runtime: Runtime,
    config: Config,
    connector: Connector,
    session: Option<Session>,
    failure: Failure,
}

/// An open connection.
struct Session {
    client: Arc<Client>,
    statements: HashMap<String, Statement>,
    /// What was sent and not yet answered, in this order.
    sent: Vec<Sent>,
    open: bool,
    /// Something that was sent has failed since the transaction began: the server takes nothing more.
    failed: bool,
}

/// An answer that is awaited later.
type Sent = Pin<Box<dyn Future<Output = Result<(), tokio_postgres::Error>> + Send>>;

// === impl PgWriter

impl PgWriter {
    pub(super) fn new(
        config: Config,
        connector: Connector,
        failure: Failure,
    ) -> Result<Self, Error> {
        let runtime = Builder::new_current_thread().enable_all().build();
        Ok(Self {
            runtime: runtime.map_err(Error::internal)?,
            config,
            // A warning to somebody else is none of a COMMIT here.
            connector: Connector {
                warnings: Arc::default(),
                ..connector
            },
            session: None,
            failure,
        })
    }

    /// Connects, if that is needed; returns whether it was.
    fn connect(&mut self) -> Result<bool, Failed> {
        if let Some(session) = &self.session
            && !session.client.is_closed()
        {
            return Ok(false);
        }
        self.session = None;
        let client = self.runtime.block_on(async {
            let (client, _) = self.connector.connect(&self.config).await?;
            let settings = format!(
                "SET idle_in_transaction_session_timeout = '{IDLE}'; SET lock_timeout = '{TURN}'; SET enable_seqscan = off"
            );
            client.batch_execute(&settings).await?;
            Ok::<_, Failed>(client)
        })?;
        self.session = Some(Session {
            client: Arc::new(client),
            statements: HashMap::new(),
            sent: Vec::new(),
            open: false,
            failed: false,
        });
        Ok(true)
    }

    fn session(&mut self) -> Result<(&Runtime, &mut Session), Failed> {
        match &mut self.session {
            Some(session) => Ok((&self.runtime, session)),
            None => Err(away("there is no connection").into()),
        }
    }

    /// Brings what is known of the record up to what is committed, which others may have written. After the connection was lost the
    /// server may be another one: then what is known must still be there.
    fn follow(&mut self, known: &mut Sequence, anew: bool) -> Result<(), Error> {
        let mut tx = Transaction::reading(self);
        if anew {
            known.check(&mut tx)?;
        }
        let size = leaves::size(&mut tx)?;
        known.follow(&mut tx, size)
    }
}

impl Statements for PgWriter {
    fn each(
        &mut self,
        sql: &str,
        args: &[Value],
        see: &mut dyn FnMut(&dyn Cells) -> Seen,
    ) -> Result<(), Error> {
        let (runtime, session) = self.session()?;
        Ok(runtime.block_on(session.query(sql, args, see))?)
    }

    fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64, Error> {
        let (runtime, session) = self.session()?;
        Ok(runtime.block_on(session.execute(sql, args))?)
    }

    fn put(&mut self, sql: &str, args: Vec<Value>) -> Result<(), Error> {
        let (runtime, session) = self.session()?;
        let statement = runtime.block_on(session.statement(sql))?;
        let client = Arc::clone(&session.client);
        session.start(async move {
            let args = args.iter().map(|v| v as &(dyn ToSql + Sync));
            client.execute_raw(&statement, args).await.map(drop)
        });
        Ok(())
    }
}

impl writer::Connection for PgWriter {
    fn begin(&mut self, known: &mut Sequence) -> Result<(), Error> {
        let anew = self.connect()?;
        let (_, session) = self.session()?;
        session.send(format!("BEGIN; {LOCK}"));
        (session.open, session.failed) = (true, false);
        let followed = self.follow(known, anew);
        if let Err(error) = &followed
            && Damage::is(error)
        {
            self.failure.set(Distrust::Record(error::cause(error)));
        }
        followed
    }

    fn is_open(&self) -> bool {
        let session = self.session.as_ref();
        session
            .is_some_and(|session| session.open && !session.failed && !session.client.is_closed())
    }

    fn savepoint(&mut self, step: Step) -> Result<(), Error> {
        let (_, session) = self.session()?;
        session.send(match step {
            Step::Set => "SAVEPOINT work",
            Step::Back => "ROLLBACK TO work",
            Step::Release => "RELEASE work",
        });
        Ok(())
    }

    fn count(&mut self, added: &[(&str, i64)]) -> Result<(), Error> {
        let (names, deltas): (Vec<String>, Vec<i64>) = added
            .iter()
            .map(|(name, delta)| ((*name).to_owned(), *delta))
            .unzip();
        let (runtime, session) = self.session()?;
        let statement = runtime.block_on(session.statement(COUNT))?;
        let client = Arc::clone(&session.client);
        session.start(async move {
            client
                .execute(&statement, &[&names, &deltas])
                .await
                .map(drop)
        });
        Ok(())
    }

    fn settle(&mut self) -> Result<(), Error> {
        let (runtime, session) = self.session()?;
        Ok(runtime.block_on(session.answers())?)
    }

    fn commit(&mut self, size: u64) -> Result<(), Error> {
        let warnings = Arc::clone(&self.connector.warnings);
        let before = warnings.load(Ordering::SeqCst);
        let (runtime, session) = self.session()?;
        runtime.block_on(async {
            session.send(format!(
                "SELECT pg_notify('kenes_' || md5(current_schema()), '{size}'); COMMIT"
            ));
            session.open = false;
            session.answers().await
        })?;
        match warnings.load(Ordering::SeqCst) == before {
            true => Ok(()),
            false => Err(Error::internal(
                "the server warned during COMMIT: it may not be replicated",
            )),
        }
    }

    /// The connection goes with it: what became of the transaction is seen by the next one.
    fn roll_back(&mut self) {
        self.session = None;
    }
}

// === impl Session

impl Session {
    /// Sends a statement whose answer is awaited later.
    fn send(&mut self, sql: impl Into<String>) {
        let (client, sql) = (Arc::clone(&self.client), sql.into());
        self.start(async move { client.batch_execute(&sql).await });
    }

    fn start(
        &mut self,
        asked: impl Future<Output = Result<(), tokio_postgres::Error>> + Send + 'static,
    ) {
        let mut answer: Sent = Box::pin(asked);
        // It is sent when it is first asked for its answer.
        let early = answer
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()));
        self.sent.push(match early {
            Poll::Pending => answer,
            Poll::Ready(answer) => Box::pin(std::future::ready(answer)),
        });
    }

    /// Waits until all that was sent is answered, and succeeded.
    async fn answers(&mut self) -> Result<(), Failed> {
        for answer in self.sent.drain(..) {
            if let Err(error) = answer.await {
                // Whose it was is not known: those who run in this transaction are all undone.
                self.failed = true;
                return Err(error.into());
            }
        }
        Ok(())
    }

    async fn statement(&mut self, sql: &str) -> Result<Statement, Failed> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        // Preparing what others of the transaction made impossible says nothing of the statement.
        self.answers().await?;
        let statement = self.client.prepare(sql).await?;
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
        }
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    async fn query(
        &mut self,
        sql: &str,
        args: &[Value],
        see: &mut dyn FnMut(&dyn Cells) -> Seen,
    ) -> Result<(), Failed> {
        let statement = self.statement(sql).await?;
        let client = Arc::clone(&self.client);
        let mut asked = pin!(client.query_raw(&statement, args));
        let early = asked.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        self.answers().await?;
        let rows = match early {
            Poll::Ready(rows) => rows?,
            Poll::Pending => asked.await?,
        };
        show(rows, see).await
    }

    async fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64, Failed> {
        let statement = self.statement(sql).await?;
        let args: Vec<&(dyn ToSql + Sync)> = args.iter().map(|v| v as _).collect();
        let client = Arc::clone(&self.client);
        let mut asked = pin!(client.execute(&statement, &args));
        let early = asked.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        self.answers().await?;
        match early {
            Poll::Ready(changed) => Ok(changed?),
            Poll::Pending => Ok(asked.await?),
        }
    }
}
