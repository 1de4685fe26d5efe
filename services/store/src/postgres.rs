//! PostgreSQL: SERIALIZABLE transactions on blocking threads, retried when they collide; several replicas may share it.
//!
//! A COMMIT is never cancelled: the transaction runs on a thread of its own and does not notice that its caller went away.
//! A COMMIT during which the server warns counts as failed, since a warning there means "perhaps not replicated".

mod leader;
mod statement;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use deadpool_postgres::{
    Client, Connect, Manager, ManagerConfig, Pool, RecyclingMethod, Transaction,
};
use rand::Rng;
use tokio::{
    runtime::Handle,
    sync::{Semaphore, mpsc::UnboundedReceiver, oneshot, watch},
    task::JoinHandle,
};
use tokio_postgres::{AsyncMessage, Config, IsolationLevel, NoTls};

use crate::{
    Migration, Mode, PendingAnswer, Role, Upgrade,
    engine::{Engine, Work, overloaded},
    migrate,
};
use error::Error;
use leader::Leader;
use statement::{Failed, PgTx};

const CONNECTIONS: usize = 8;
/// Work that may run or wait; more is refused.
const QUEUE: usize = 1024;
const ATTEMPTS: u32 = 16;
/// How often additions to counters are folded into one row each.
const FOLD_EVERY: Duration = Duration::from_secs(5);
/// The advisory lock under which one replica folds or migrates. Any constant of our own will do.
const LOCK: i64 = 0x6b65_6e65_7301;

pub(super) struct Postgres(Arc<Inner>);

struct Inner {
    pool: Pool,
    runtime: Handle,
    places: Arc<Semaphore>,
    warnings: Arc<AtomicU64>,
    folding: JoinHandle<()>,
    grown: watch::Sender<u64>,
    leader: Mutex<Leader>,
}

impl Postgres {
    pub(super) async fn open(
        url: &str,
        migrations: &[Migration],
        upgrade: Upgrade,
    ) -> Result<Self, Error> {
        let mut config: Config = url.parse().map_err(Failed::from)?;
        config
            .application_name("kenes")
            .connect_timeout(Duration::from_secs(5));
        let warnings = Arc::new(AtomicU64::new(0));
        let grown = watch::Sender::new(0);
        let connector = Connector {
            warnings: Arc::clone(&warnings),
            grown: grown.clone(),
        };
        let recycling = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let pool = Pool::builder(Manager::from_connect(config, connector, recycling))
            .max_size(CONNECTIONS)
            .build()
            .map_err(Error::internal)?;
        prepare(&pool, migrations, upgrade).await?;
        let folding = tokio::spawn(fold(pool.clone()));
        let runtime = Handle::current();
        Ok(Self(Arc::new(Inner {
            pool,
            runtime,
            places: Arc::new(Semaphore::new(QUEUE)),
            warnings,
            folding,
            grown,
            leader: Mutex::default(),
        })))
    }

    fn submit(
        &self,
        mut work: Box<dyn Work>,
        run: impl FnOnce(&Inner, &mut dyn Work) -> Result<(), Error> + Send + 'static,
    ) {
        let Ok(place) = Arc::clone(&self.0.places).try_acquire_owned() else {
            return work.answer(Err(overloaded()), None);
        };
        let inner = Arc::clone(&self.0);
        // Handle, not the ambient runtime: the answer must come even if the caller's task is gone.
        self.0.runtime.spawn_blocking(move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| run(&inner, work.as_mut())))
                .unwrap_or_else(|_| Err(Error::internal("work on the store panicked")));
            drop(place);
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
                    Err(error) if error.kind() == error::Kind::Collision && attempt < ATTEMPTS => {
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
        self.0.grown.subscribe()
    }

    /// Places are given after the commit, by whoever leads: nothing is known to wait for.
    fn hold(&self) -> Option<UnboundedReceiver<PendingAnswer>> {
        None
    }

    fn turn(&self) -> Result<Role, Error> {
        let mut leader = self.0.leader.lock().unwrap_or_else(PoisonError::into_inner);
        leader.turn(&self.0)
    }

    fn announce(&self, epoch: i64, checkpoint: &str) -> Result<(), Error> {
        let mut leader = self.0.leader.lock().unwrap_or_else(PoisonError::into_inner);
        leader.announce(&self.0, epoch, checkpoint)
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
        let mut tx = PgTx {
            transaction,
            runtime: self.runtime.clone(),
        };
        work.run(&mut tx)?;
        if let Access::Write(Mode::ValidateOnly) = access {
            return Ok(self.runtime.block_on(tx.transaction.rollback())?);
        }
        let before = self.warnings.load(Ordering::SeqCst);
        self.runtime.block_on(tx.transaction.commit())?;
        if matches!(access, Access::Write(_)) && self.warnings.load(Ordering::SeqCst) != before {
            let text = "the server warned during COMMIT: it may not be replicated";
            return Err(Error::internal(text).into());
        }
        if matches!(access, Access::Write(_)) {
            // Whoever leads here looks at once for what waits.
            self.grown.send_modify(|_| ());
        }
        Ok(())
    }
}

// === connections

/// Connects, counts the warnings the server sends out of turn, and passes on that another replica signed.
struct Connector {
    warnings: Arc<AtomicU64>,
    grown: watch::Sender<u64>,
}

impl Connect for Connector {
    fn connect(
        &self,
        config: &Config,
    ) -> std::pin::Pin<
        Box<
            dyn Future<
                    Output = Result<
                        (tokio_postgres::Client, JoinHandle<()>),
                        tokio_postgres::Error,
                    >,
                > + Send
                + '_,
        >,
    > {
        let (config, warnings, grown) = (
            config.clone(),
            Arc::clone(&self.warnings),
            self.grown.clone(),
        );
        Box::pin(async move {
            let (client, mut connection) = config.connect(NoTls).await?;
            let driver = async move {
                while let Some(message) =
                    std::future::poll_fn(|cx| connection.poll_message(cx)).await
                {
                    match message {
                        Ok(AsyncMessage::Notice(notice)) if notice.severity() == "WARNING" => {
                            warnings.fetch_add(1, Ordering::SeqCst);
                            tracing::warn!(
                                code = notice.code().code(),
                                message = notice.message(),
                                "postgres"
                            );
                        }
                        Ok(AsyncMessage::Notification(_)) => grown.send_modify(|_| ()),
                        Ok(_) => {}
                        Err(error) => {
                            tracing::warn!(%error, "postgres connection");
                            return;
                        }
                    }
                }
            };
            Ok((client, tokio::spawn(driver)))
        })
    }
}

async fn prepare(pool: &Pool, migrations: &[Migration], upgrade: Upgrade) -> Result<(), Failed> {
    let mut client = pool.get().await.map_err(Error::internal)?;
    let tx = client.transaction().await?;
    tx.query("SELECT 1 FROM pg_advisory_xact_lock($1)", &[&LOCK])
        .await?;
    if tx
        .query_one("SELECT to_regclass('schema_migration') IS NULL", &[])
        .await?
        .get(0)
    {
        tx.batch_execute(migrate::BOOK).await?;
    }
    bytewise(&tx).await?;
    let applied = tx
        .query_one("SELECT max(number) FROM schema_migration", &[])
        .await?
        .get(0);
    for step in migrate::missing(migrations, applied, upgrade)? {
        tx.batch_execute(step.sql).await?;
        tx.execute(
            "INSERT INTO schema_migration (number, name) VALUES ($1, $2)",
            &[&step.number, &step.name],
        )
        .await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Refuses a database that does not sort text by its bytes: page tokens and prefixes rely on one order, the same on both
/// engines. The order is tried, not only read: a provider other than the C library ignores `LC_COLLATE`.
async fn bytewise(tx: &Transaction<'_>) -> Result<(), Failed> {
    let sql = "SELECT datcollate, 'Z' < 'a' AND 'a-b' < 'aa' FROM pg_database WHERE datname = current_database()";
    let row = tx.query_one(sql, &[]).await?;
    let (collation, sorted): (&str, bool) = (row.get(0), row.get(1));
    match sorted && matches!(collation, "C" | "POSIX" | "C.UTF-8" | "C.utf8") {
        true => Ok(()),
        false => Err(migrate::refused(format!(
            "the database does not sort text by its bytes (its collation is {collation}): create it with \
             LOCALE_PROVIDER libc LC_COLLATE 'C' TEMPLATE template0"
        ))
        .into()),
    }
}

/// Folds the additions of all writers into one row a counter, from time to time, by one replica.
async fn fold(pool: Pool) {
    let sql = "WITH taken AS (DELETE FROM counter_delta RETURNING name, delta) \
               INSERT INTO counter (name, value) SELECT name, CAST(sum(delta) AS BIGINT) FROM taken GROUP BY name \
               ON CONFLICT (name) DO UPDATE SET value = counter.value + excluded.value";
    loop {
        tokio::time::sleep(FOLD_EVERY).await;
        let once = async {
            let mut client = pool.get().await.map_err(Error::internal)?;
            let tx = client.transaction().await?;
            if tx
                .query_one("SELECT pg_try_advisory_xact_lock($1)", &[&LOCK])
                .await?
                .get(0)
            {
                tx.execute(sql, &[]).await?;
            }
            tx.commit().await.map_err(Failed::from)
        };
        if let Err(error) = once.await {
            tracing::debug!(error = ?error, "counters are folded later");
        }
    }
}
