//! PostgreSQL: one writer as on SQLite, readers on blocking threads; several replicas may share it, and write in turns.
//!
//! A COMMIT is never cancelled: the transaction runs on a thread of its own and does not notice that its caller went away.
//! A COMMIT during which the server warns counts as failed, since a warning there means "perhaps not replicated".

mod connect;
mod failures;
mod gather;
mod listen;
mod schema;
mod session;
mod statement;
mod url;
mod writer;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod};
use error::Error;
use tokio::{
    runtime::Handle,
    sync::{Semaphore, mpsc as queue, oneshot, watch},
    task::JoinHandle,
};
use tokio_postgres::{Config, IsolationLevel};

use crate::{
    Distrust, Migration, Mode, PendingAnswer, Tx, Upgrade,
    engine::{Engine, Load, Work, overloaded},
    failure::Failure,
    leaves,
    memory::Memory,
    sequence::Sequence,
    transaction::Transaction,
    writer::{Held, Outbox, QUEUE, Writer},
};
use connect::Connector;
use failures::Failed;
use statement::PgStatements;
use writer::PgWriter;

pub use url::PostgresUrl;

/// Connections that read.
const CONNECTIONS: usize = 8;
/// Reads that may run or wait; more are refused.
const READS: usize = 1024;
/// The advisory lock under which one replica migrates. Any constant of our own will do.
const LOCK: i64 = 0x6b65_6e65_7301;

pub(super) struct Postgres {
    writes: Outbox,
    reads: Arc<Reads>,
    held: Held,
    connector: Connector,
    listening: JoinHandle<()>,
}

/// What reads need.
struct Reads {
    pool: Pool,
    runtime: Handle,
    permits: Arc<Semaphore>,
}

// === impl Postgres

impl Postgres {
    pub(super) async fn open(
        url: &PostgresUrl,
        migrations: &[Migration],
        upgrade: Upgrade,
        failure: &Failure,
    ) -> Result<Self, Error> {
        let mut config: Config = url.secret().parse().map_err(Failed::from)?;
        config
            .application_name("kenes")
            .connect_timeout(Duration::from_secs(5));
        let connector = Connector {
            warnings: Arc::new(AtomicU64::new(0)),
            connections: Arc::new(AtomicU64::new(0)),
            size: watch::Sender::new(0),
        };
        let recycling = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = Manager::from_connect(config.clone(), connector.clone(), recycling);
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .build()
            .map_err(Error::internal)?;
        schema::prepare(&pool, migrations, upgrade).await?;
        let reads = Arc::new(Reads {
            pool,
            runtime: Handle::current(),
            permits: Arc::new(Semaphore::new(READS)),
        });
        let held = Held::default();
        let (writes, inbox) = queue::channel(QUEUE);
        let sequence = Arc::clone(&reads).sequence().await?;
        connect::heard(&connector.size, sequence.size());
        let (own, signers, failed) = (connector.clone(), Arc::clone(&held), failure.clone());
        let wanted = config.clone();
        // The writer's runtime is made, and ends, on its own thread.
        let write = move || -> Result<(), Error> {
            let writer = Writer {
                size: own.size.clone(),
                connection: PgWriter::new(wanted, own, failed)?,
                sequence,
                memory: Memory::default(),
                held: signers,
                alone: 0,
            };
            drop(writer.run(inbox));
            Ok(())
        };
        let failed = failure.clone();
        let run = move || {
            let ended = catch_unwind(AssertUnwindSafe(write));
            let why = match ended {
                Ok(Ok(())) => return,
                Ok(Err(error)) => error::cause(&error),
                Err(_) => "it panicked".to_owned(),
            };
            failed.set(Distrust::Disk(format!("the thread store-writer: {why}")));
        };
        thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(run)
            .map_err(Error::internal)?;
        Ok(Self {
            writes,
            reads,
            held,
            listening: tokio::spawn(listen::listen(config, connector.clone())),
            connector,
        })
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl Engine for Postgres {
    fn write(&self, mode: Mode, work: Box<dyn Work>) {
        if let Err(
            queue::error::TrySendError::Full((_, work))
            | queue::error::TrySendError::Closed((_, work)),
        ) = self.writes.try_send((mode, work))
        {
            work.answer(Err(overloaded()), None);
        }
    }

    fn read(&self, mut work: Box<dyn Work>) {
        let Ok(permit) = Arc::clone(&self.reads.permits).try_acquire_owned() else {
            return work.answer(Err(overloaded()), None);
        };
        let reads = Arc::clone(&self.reads);
        // Handle, not the ambient runtime: the answer must come even if the caller's task is gone.
        self.reads.runtime.spawn_blocking(move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| reads.run(work.as_mut())))
                .unwrap_or_else(|_| Err(Error::internal("a read panicked").into()));
            drop(permit);
            work.answer(outcome.map_err(Error::from), None);
        });
    }

    fn committed_size(&self) -> watch::Receiver<u64> {
        self.connector.size.subscribe()
    }

    fn hold(&self) -> Option<queue::UnboundedReceiver<PendingAnswer>> {
        // Bounded by the calls in hand: each waits for the one answer that is held back.
        let (sender, receiver) = queue::unbounded_channel();
        self.held.set(sender).ok().map(|()| receiver)
    }

    fn connections(&self) -> u64 {
        self.connector.connections.load(Ordering::SeqCst)
    }

    fn announce(&self, size: u64, checkpoint: &str) -> Result<Option<String>, Error> {
        self.reads.announce(size, checkpoint).map_err(Error::from)
    }

    /// Only rows become free for others to overwrite: what was deleted lingers in pages until then, in PostgreSQL's own log
    /// until that is recycled, and in its backups as long as those are kept.
    fn scrub(&self, done: oneshot::Sender<Result<(), Error>>) {
        let reads = Arc::clone(&self.reads);
        self.reads.runtime.spawn(async move {
            let vacuum = async {
                let client = reads.pool.get().await?;
                let sql = "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables WHERE schemaname = current_schema()";
                let tables: String = client.query_one(sql, &[]).await?.try_get(0)?;
                let vacuum = format!("VACUUM {tables}");
                client.batch_execute(&vacuum).await.map_err(Failed::from)
            };
            drop(done.send(vacuum.await.map_err(Error::from)));
        });
    }

    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    fn load(&self) -> Load {
        let pool = self.reads.pool.status();
        let writes = self.writes.max_capacity() - self.writes.capacity();
        Load {
            busy: pool.size.saturating_sub(pool.available),
            idle: pool.available,
            waiting: pool.waiting + writes,
        }
    }

    fn name(&self) -> &'static str {
        "postgres"
    }
}

// === impl Reads

impl Reads {
    /// Runs work on one snapshot.
    fn run(&self, work: &mut dyn Work) -> Result<(), Failed> {
        let mut client = self.runtime.block_on(self.pool.get())?;
        let builder = client
            .build_transaction()
            .isolation_level(IsolationLevel::RepeatableRead)
            .read_only(true);
        let transaction = self.runtime.block_on(builder.start())?;
        let mut statements = PgStatements {
            transaction: &transaction,
            runtime: &self.runtime,
        };
        work.run(&mut Transaction::reading(&mut statements))?;
        Ok(self.runtime.block_on(transaction.commit())?)
    }

    /// The record as it is now.
    async fn sequence(self: Arc<Self>) -> Result<Sequence, Error> {
        let runtime = self.runtime.clone();
        let load = move || self.within(|tx| Sequence::load(tx));
        let loaded = runtime.spawn_blocking(load).await;
        Ok(loaded.map_err(Error::internal)??)
    }

    /// Tells the other replicas what was signed. It need not be on the disk: whoever loses it was not told.
    fn announce(&self, size: u64, checkpoint: &str) -> Result<Option<String>, Failed> {
        self.within(|tx| {
            tx.execute("SET LOCAL synchronous_commit = off", &[])?;
            leaves::tell(tx, size, checkpoint)
        })
    }

    /// Runs a few statements in a transaction of their own.
    fn within<T>(
        &self,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<T, Error>,
    ) -> Result<T, Failed> {
        let mut client = self.runtime.block_on(self.pool.get())?;
        let transaction = self.runtime.block_on(client.transaction())?;
        let mut statements = PgStatements {
            transaction: &transaction,
            runtime: &self.runtime,
        };
        let done = work(&mut Transaction::reading(&mut statements))?;
        self.runtime.block_on(transaction.commit())?;
        Ok(done)
    }
}
