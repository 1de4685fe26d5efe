//! An open connection that writes: what is sent on it, and which answers are still to come.
//!
//! What needs no answer is not sent by itself: the rows that are put wait, each piece of work's apart until it is accepted, and are sent
//! together when something is asked or the group ends. So a piece that only puts needs no savepoint: refused, its rows are dropped.
//! Owns no beginning and no end of a transaction.

use std::{
    collections::HashMap,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, Waker},
};

use tokio_postgres::{Client, Statement, types::ToSql};
use tokio_stream::StreamExt;

use super::{
    failures::Failed,
    gather::{Gathered, Rows, of_many},
};
use crate::{Cells, Seen, Value, writer::Step};

/// The most statements that are kept prepared.
const STATEMENTS: usize = 1_000;

pub(super) struct Session {
    client: Arc<Client>,
    /// Where the prepared statements are, by their text.
    numbers: HashMap<String, usize>,
    prepared: Vec<Prepared>,
    /// What was sent and not yet answered, in this order.
    sent: Vec<Sent>,
    /// Rows of the pieces of work that were accepted.
    gathered: Gathered,
    /// Rows of the piece that runs.
    own: Vec<(usize, Vec<Value>)>,
    piece: Piece,
    /// Whether a transaction is open.
    pub(super) open: bool,
    /// Something has failed that no savepoint takes back: the server takes nothing more.
    pub(super) failed: bool,
}

/// A prepared statement.
struct Prepared {
    one: Statement,
    /// The same for many rows, if there is one; prepared when it is first needed.
    many: Many,
}

enum Many {
    None,
    Text(String),
    Prepared(Statement),
}

/// What of a piece of work the server knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    /// None runs.
    None,
    /// Nothing that it wrote.
    Apart,
    /// What it wrote, behind a savepoint.
    Sent,
}

/// An answer that is awaited later.
type Sent = Pin<Box<dyn Future<Output = Result<(), tokio_postgres::Error>> + Send>>;

// === impl Session

impl Session {
    pub(super) fn new(client: Client) -> Self {
        Self {
            client: Arc::new(client),
            numbers: HashMap::new(),
            prepared: Vec::new(),
            sent: Vec::new(),
            gathered: Gathered::default(),
            own: Vec::new(),
            piece: Piece::None,
            open: false,
            failed: false,
        }
    }

    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Sends statements whose answer is awaited later.
    pub(super) fn send(&mut self, sql: impl Into<String>) {
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

    /// Sends all that waits, and waits until all is answered, and succeeded.
    pub(super) async fn settle(&mut self) -> Result<(), Failed> {
        self.accept().await?;
        self.send_gathered().await?;
        self.answers().await?;
        if self.prepared.len() >= STATEMENTS {
            self.numbers.clear();
            self.prepared.clear();
        }
        Ok(())
    }

    /// Begins a piece of work, takes back what it wrote, or ends it.
    pub(super) async fn piece(&mut self, step: Step) -> Result<(), Failed> {
        let sent = self.piece == Piece::Sent;
        match step {
            Step::Set => self.piece = Piece::Apart,
            Step::Back => {
                self.own.clear();
                if sent {
                    self.send("ROLLBACK TO work");
                }
            }
            Step::Release => {
                if sent {
                    self.send("RELEASE work");
                }
                self.piece = Piece::None;
                self.accept().await?;
            }
        }
        Ok(())
    }

    /// Puts a row: it is sent later.
    pub(super) async fn put(&mut self, sql: &str, args: Vec<Value>) -> Result<(), Failed> {
        let statement = self.prepare(sql).await?;
        self.own.push((statement, args));
        Ok(())
    }

    /// The rows of the piece join those of the others.
    async fn accept(&mut self) -> Result<(), Failed> {
        for (statement, args) in std::mem::take(&mut self.own) {
            if self.gathered.holds(statement, &args) {
                self.send_gathered().await?;
            }
            self.gathered.add(statement, args);
        }
        Ok(())
    }

    /// Sends what waits, since something is asked that may depend on it; or `writes`, so that it can be taken back.
    async fn flush(&mut self, writes: bool) -> Result<(), Failed> {
        self.send_gathered().await?;
        if self.piece == Piece::Apart && (writes || !self.own.is_empty()) {
            self.send("SAVEPOINT work");
            self.piece = Piece::Sent;
        }
        self.accept().await?;
        self.send_gathered().await
    }

    async fn send_gathered(&mut self) -> Result<(), Failed> {
        for rows in self.gathered.take() {
            self.send_rows(rows).await?;
        }
        Ok(())
    }

    async fn send_rows(&mut self, rows: Rows) -> Result<(), Failed> {
        if rows.count() > 1
            && let Some(statement) = self.many(rows.statement).await?
        {
            let client = Arc::clone(&self.client);
            self.start(async move {
                let lists = rows.columns.iter().map(|list| list as &(dyn ToSql + Sync));
                client.execute_raw(&statement, lists).await.map(drop)
            });
            return Ok(());
        }
        let statement = self.prepared[rows.statement].one.clone();
        for args in rows.into_rows() {
            let (client, statement) = (Arc::clone(&self.client), statement.clone());
            self.start(async move {
                let args = args.iter().map(|v| v as &(dyn ToSql + Sync));
                client.execute_raw(&statement, args).await.map(drop)
            });
        }
        Ok(())
    }

    /// Returns the number of a prepared statement.
    async fn prepare(&mut self, sql: &str) -> Result<usize, Failed> {
        if let Some(number) = self.numbers.get(sql) {
            return Ok(*number);
        }
        // Preparing what others of the transaction made impossible says nothing of the statement.
        self.answers().await?;
        let one = self.client.prepare(sql).await;
        let one = self.note(one)?;
        let many = of_many(sql, one.params()).map_or(Many::None, Many::Text);
        self.prepared.push(Prepared { one, many });
        self.numbers.insert(sql.to_owned(), self.prepared.len() - 1);
        Ok(self.prepared.len() - 1)
    }

    async fn many(&mut self, statement: usize) -> Result<Option<Statement>, Failed> {
        let prepared = &mut self.prepared[statement];
        if let Many::Text(sql) = &prepared.many {
            let sql = sql.clone();
            self.answers().await?;
            let many = self.client.prepare(&sql).await;
            let many = self.note(many)?;
            self.prepared[statement].many = Many::Prepared(many);
        }
        Ok(match &self.prepared[statement].many {
            Many::Prepared(many) => Some(many.clone()),
            _ => None,
        })
    }

    /// Notes whether the transaction has failed with an answer: where no savepoint takes that back.
    fn note<T>(&mut self, answer: Result<T, tokio_postgres::Error>) -> Result<T, Failed> {
        self.failed |= answer.is_err() && self.piece != Piece::Sent;
        Ok(answer?)
    }

    /// Asks, and waits for the answer after those of all that was sent before.
    async fn ask<T>(
        &mut self,
        asked: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, Failed> {
        let mut asked = pin!(asked);
        let early = asked.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        self.answers().await?;
        let answer = match early {
            Poll::Ready(answer) => answer,
            Poll::Pending => asked.await,
        };
        self.note(answer)
    }

    pub(super) async fn query(
        &mut self,
        sql: &str,
        args: &[&(dyn ToSql + Sync)],
        see: &mut dyn FnMut(&dyn Cells) -> Seen,
    ) -> Result<(), Failed> {
        let statement = self.prepare(sql).await?;
        self.flush(false).await?;
        let (client, statement) = (
            Arc::clone(&self.client),
            self.prepared[statement].one.clone(),
        );
        let asked = client.query_raw(&statement, args.iter().copied());
        let mut rows = pin!(self.ask(asked).await?);
        while let Some(row) = rows.next().await {
            if see(&self.note(row)?)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    pub(super) async fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64, Failed> {
        let statement = self.prepare(sql).await?;
        self.flush(true).await?;
        let args: Vec<&(dyn ToSql + Sync)> = args.iter().map(|v| v as _).collect();
        let (client, statement) = (
            Arc::clone(&self.client),
            self.prepared[statement].one.clone(),
        );
        self.ask(client.execute(&statement, &args)).await
    }
}
