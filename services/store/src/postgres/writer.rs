//! The connection that writes: one transaction a group, beside which no replica writes.
//!
//! A lock in the database that ends with its transaction lets one replica write at a time: whoever has it knows all that the others
//! committed, so places are given and tiles stored in the transaction itself. A replica that stops in the middle of a group loses its
//! transaction, and the lock with it, after [`IDLE`]. Turns are counted, so that who has the lock knows whether another had it in
//! between. Owns how a transaction begins and ends; what is sent in it is the session's.

use std::{
    collections::HashSet,
    ops::ControlFlow,
    sync::{Arc, atomic::Ordering},
};

use deadpool_postgres::Connect;
use error::Error;
use tlog::Damage;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{Config, types::ToSql};

use super::{
    connect::Connector,
    failures::{Failed, away},
    session::Session,
};
use crate::{
    Cells, Distrust, Row, Seen, Value,
    failure::Failure,
    leaves,
    sequence::Sequence,
    transaction::{Statements, Transaction},
    value::copied,
    writer::{self, Since, Step},
};

/// How long the server lets a transaction of ours wait for the next statement, before it ends it.
const IDLE: &str = "3s";
/// How long a group waits for its turn.
const TURN: &str = "10s";
/// The number of this turn, and how many leaves are committed.
const BEGIN: &str = "SELECT nextval('turn'), coalesce((SELECT entry FROM revision WHERE entry >= 0 ORDER BY entry DESC LIMIT 1), -1) + 1";
const MADE: &str = "SELECT request_id FROM revision WHERE request_id = ANY($1)";
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
    /// The number of the last turn of this connection.
    turn: Option<i64>,
    failure: Failure,
}

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
            turn: None,
            failure,
        })
    }

    /// Connects, if that is needed; returns whether it was.
    fn connect(&mut self) -> Result<bool, Failed> {
        if let Some(session) = &self.session
            && !session.is_closed()
        {
            return Ok(false);
        }
        (self.session, self.turn) = (None, None);
        let client = self.runtime.block_on(async {
            let (client, _) = self.connector.connect(&self.config).await?;
            let settings = format!(
                "SET idle_in_transaction_session_timeout = '{IDLE}'; SET lock_timeout = '{TURN}'; SET enable_seqscan = off; SET jit = off"
            );
            client.batch_execute(&settings).await?;
            Ok::<_, Failed>(client)
        })?;
        self.session = Some(Session::new(client));
        Ok(true)
    }

    fn session(&mut self) -> Result<(&Runtime, &mut Session), Failed> {
        match &mut self.session {
            Some(session) => Ok((&self.runtime, session)),
            None => Err(away("there is no connection").into()),
        }
    }

    /// Runs a statement whose arguments may be lists, and returns its rows.
    fn rows(&mut self, sql: &str, args: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, Error> {
        let (runtime, session) = self.session()?;
        let mut rows = Vec::new();
        let mut see = |row: &dyn Cells| {
            rows.push(copied(row)?);
            Ok(ControlFlow::Continue(()))
        };
        runtime.block_on(session.query(sql, args, &mut see))?;
        Ok(rows)
    }

    /// Brings what is known of the record up to what is committed, which others may have written. After the connection was lost the
    /// server may be another one: then what is known must still be there.
    fn follow(&mut self, known: &mut Sequence, anew: bool) -> Result<Since, Error> {
        if anew {
            known.check(&mut Transaction::reading(self))?;
        }
        let rows = self.rows(BEGIN, &[])?;
        let row = rows.first().ok_or_else(|| Error::internal("no turn"))?;
        let (turn, size) = (row[0].int()?, leaves::number(&row[1])?);
        let before = self.turn.replace(turn);
        known.follow(&mut Transaction::reading(self), size)?;
        Ok(match before == Some(turn - 1) {
            true => Since::Nobody,
            false => Since::Others,
        })
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
        let args: Vec<&(dyn ToSql + Sync)> = args.iter().map(|v| v as _).collect();
        Ok(runtime.block_on(session.query(sql, &args, see))?)
    }

    fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64, Error> {
        let (runtime, session) = self.session()?;
        Ok(runtime.block_on(session.execute(sql, args))?)
    }

    fn put(&mut self, sql: &str, args: Vec<Value>) -> Result<(), Error> {
        let (runtime, session) = self.session()?;
        Ok(runtime.block_on(session.put(sql, args))?)
    }
}

impl writer::Connection for PgWriter {
    fn begin(&mut self, known: &mut Sequence) -> Result<Since, Error> {
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
        // Not whether the connection is lost: who asks next hears why.
        let session = self.session.as_ref();
        session.is_some_and(|session| session.open && !session.failed)
    }

    fn made(&mut self, requests: &[&[u8]]) -> Result<Option<HashSet<Vec<u8>>>, Error> {
        let rows = self.rows(MADE, &[&requests])?;
        let ids = rows.iter().map(|row| row[0].bytes().map(<[u8]>::to_vec));
        ids.collect::<Result<_, _>>().map(Some)
    }

    fn savepoint(&mut self, step: Step) -> Result<(), Error> {
        let (runtime, session) = self.session()?;
        Ok(runtime.block_on(session.piece(step))?)
    }

    fn settle(&mut self) -> Result<(), Error> {
        let (runtime, session) = self.session()?;
        Ok(runtime.block_on(session.settle())?)
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
            session.settle().await
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
