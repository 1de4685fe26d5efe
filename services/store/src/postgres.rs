//! PostgreSQL: SERIALIZABLE transactions on blocking threads, retried when they collide; several replicas may share it.
//!
//! A COMMIT is never cancelled: the transaction runs on a thread of its own and does not notice that its caller went away.
//! A COMMIT during which the server warns counts as failed, since a warning there means "perhaps not replicated".

mod connect;
mod fold;
mod leader;
mod schema;
mod statement;
mod url;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use deadpool_postgres::{Client, Manager, ManagerConfig, Pool, RecyclingMethod};
use error::{Error, Kind};
use rand::Rng;
use tokio::{
    runtime::Handle,
    sync::{Semaphore, mpsc::UnboundedReceiver, oneshot, watch},
    task::JoinHandle,
};
use tokio_postgres::{Config, IsolationLevel};

use crate::{
    Migration, Mode, PendingAnswer, Role, Upgrade,
    engine::{Engine, Load, Work, overloaded},
};
use connect::Connector;
use leader::Leader;
use statement::{Failed, PgTx};

pub use url::PostgresUrl;

const CONNECTIONS: usize = 8;
/// Work that may run or wait; more is refused.
const QUEUE: usize = 1024;
const ATTEMPTS: u32 = 16;
/// The advisory lock under which one replica folds or migrates. Any constant of our own will do.
const LOCK: i64 = 0x6b65_6e65_7301;

pub(super) struct Postgres(Arc<Inner>);

struct Inner {
    pool: Pool,
    runtime: Handle,
    permits: Arc<Semaphore>,
    warnings: Arc<AtomicU64>,
    folding: JoinHandle<()>,
    /// How many leaves are committed.
    size: watch::Sender<u64>,
    leader: Mutex<Leader>,
}

impl Postgres {
    pub(super) async fn open(
        url: &PostgresUrl,
        migrations: &[Migration],
        upgrade: Upgrade,
    ) -> Result<Self, Error> {
        let mut config: Config = url.secret().parse().map_err(Failed::from)?;
        config
            .application_name("kenes")
            .connect_timeout(Duration::from_secs(5));
        let warnings = Arc::new(AtomicU64::new(0));
        let size = watch::Sender::new(0);
        let connector = Connector {
            warnings: Arc::clone(&warnings),
            size: size.clone(),
        };
        let recycling = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let pool = Pool::builder(Manager::from_connect(config, connector, recycling))
            .max_size(CONNECTIONS)
            .build()
            .map_err(Error::internal)?;
        schema::prepare(&pool, migrations, upgrade).await?;
        let folding = tokio::spawn(fold::fold(pool.clone()));
        let runtime = Handle::current();
        Ok(Self(Arc::new(Inner {
            pool,
            runtime,
            permits: Arc::new(Semaphore::new(QUEUE)),
            warnings,
            folding,
            size,
            leader: Mutex::default(),
        })))
    }

    fn submit(
        &self,
        mut work: Box<dyn Work>,
        run: impl FnOnce(&Inner, &mut dyn Work) -> Result<(), Error> + Send + 'static,
    ) {
        let Ok(permit) = Arc::clone(&self.0.permits).try_acquire_owned() else {
            return work.answer(Err(overloaded()), None);
        };
        let inner = Arc::clone(&self.0);
        // Handle, not the ambient runtime: the answer must come even if the caller's task is gone.
        self.0.runtime.spawn_blocking(move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| run(&inner, work.as_mut())))
                .unwrap_or_else(|_| Err(Error::internal("work on the store panicked")));
            drop(permit);
            work.answer(outcome, None);
        });
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.folding.abort();
    }
}

impl Engine for Postgres {
    fn write(&self, mode: Mode, work: Box<dyn Work>) {
        self.submit(work, move |inner, work| {
            let mut attempt = 0;
            loop {
                attempt += 1;
                match inner
                    .attempt(Access::Write(mode), work)
                    .map_err(Error::from)
                {
                    Err(error) if error.kind() == Kind::Collision && attempt < ATTEMPTS => {
                        let longest = 1_u64 << attempt.min(7);
                        std::thread::sleep(Duration::from_millis(
                            rand::rng().random_range(0..=longest),
                        ));
                    }
                    outcome => return outcome,
                }
            }
        });
    }

    fn read(&self, work: Box<dyn Work>) {
        self.submit(work, |inner, work| Ok(inner.attempt(Access::Read, work)?));
    }

    fn committed_size(&self) -> watch::Receiver<u64> {
        self.0.size.subscribe()
    }

    /// Indexes are given after the commit, by whoever leads: nothing is known to wait for.
    fn hold(&self) -> Option<UnboundedReceiver<PendingAnswer>> {
        None
    }

    fn turn(&self) -> Result<Role, Error> {
        self.0.leader().turn(&self.0)
    }

    fn announce(&self, epoch: i64, checkpoint: &str) -> Result<(), Error> {
        self.0.leader().announce(&self.0, epoch, checkpoint)
    }

    /// Only rows become free for others to overwrite: what was deleted lingers in pages until then, in PostgreSQL's own log
    /// until that is recycled, and in its backups as long as those are kept.
    fn scrub(&self, done: oneshot::Sender<Result<(), Error>>) {
        let inner = Arc::clone(&self.0);
        self.0.runtime.spawn(async move {
            let vacuum = async {
                let client = inner.pool.get().await.map_err(Error::internal)?;
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
        let pool = self.0.pool.status();
        Load {
            busy: pool.size.saturating_sub(pool.available),
            idle: pool.available,
            waiting: pool.waiting,
        }
    }

    fn name(&self) -> &'static str {
        "postgres"
    }
}

#[derive(Clone, Copy)]
enum Access {
    Write(Mode),
    Read,
}

impl Inner {
    fn leader(&self) -> MutexGuard<'_, Leader> {
        self.leader.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn attempt(&self, access: Access, work: &mut dyn Work) -> Result<(), Failed> {
        let mut client: Client = self
            .runtime
            .block_on(self.pool.get())
            .map_err(Error::internal)?;
        let builder = client.build_transaction();
        let builder = match access {
            Access::Write(_) => builder.isolation_level(IsolationLevel::Serializable),
            // One snapshot, and no part in the conflicts of writers.
            Access::Read => builder
                .isolation_level(IsolationLevel::RepeatableRead)
                .read_only(true),
        };
        let transaction = self.runtime.block_on(builder.start())?;
        let mut tx = PgTx::new(transaction, self.runtime.clone());
        work.run(&mut tx)?;
        if let Access::Write(Mode::ValidateOnly) = access {
            return Ok(self.runtime.block_on(tx.transaction.rollback())?);
        }
        let before = self.warnings.load(Ordering::SeqCst);
        let begun = Instant::now();
        tx.commit()?;
        if matches!(access, Access::Write(_)) {
            metrics::histogram!("kenes_store_commit_seconds").record(begun.elapsed());
        }
        if matches!(access, Access::Write(_)) && self.warnings.load(Ordering::SeqCst) != before {
            let text = "the server warned during COMMIT: it may not be replicated";
            return Err(Error::internal(text).into());
        }
        if matches!(access, Access::Write(_)) {
            // Whoever leads here looks at once for what waits.
            self.size.send_modify(|_| ());
        }
        Ok(())
    }
}
