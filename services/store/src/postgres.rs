//! PostgreSQL: one writer as on SQLite, a few connections a lane that read; several replicas may share it, and write in turns.
//!
//! A COMMIT is never cancelled: the transaction runs on a thread of its own and does not notice that its caller went away.
//! A COMMIT during which the server warns counts as failed, since a warning there means "perhaps not replicated".

mod connect;
mod failures;
mod gather;
mod listen;
mod reads;
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

use error::Error;
use tokio::{
    sync::{mpsc as queue, oneshot, watch},
    task::JoinHandle,
};
use tokio_postgres::Config;

use crate::{
    Distrust, Migration, Mode, PendingAnswer, Upgrade,
    engine::{Engine, Lane, Load, Work, overloaded},
    failure::Failure,
    memory::Memory,
    writer::{Held, Outbox, QUEUE, Writer},
};
use connect::Connector;
use failures::Failed;
use reads::Reads;
use writer::PgWriter;

pub use url::PostgresUrl;

/// Connections that read what callers ask for, and what the service needs.
const ASKED: usize = 8;
const NEEDED: usize = 4;
/// The advisory lock under which one replica migrates. Any constant of our own will do.
const LOCK: i64 = 0x6b65_6e65_7301;

pub(super) struct Postgres {
    writes: Outbox,
    asked: Arc<Reads>,
    needed: Arc<Reads>,
    held: Held,
    connector: Connector,
    listening: JoinHandle<()>,
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
        let asked = Reads::new(Lane::Asked, ASKED, &config, &connector)?;
        let needed = Reads::new(Lane::Needed, NEEDED, &config, &connector)?;
        schema::prepare(&needed.pool, migrations, upgrade).await?;
        let held = Held::default();
        let (writes, inbox) = queue::channel(QUEUE);
        let sequence = Arc::clone(&needed).sequence().await?;
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
            asked,
            needed,
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

    fn read(&self, lane: Lane, work: Box<dyn Work>) {
        match lane {
            Lane::Asked => self.asked.take(work),
            Lane::Needed => self.needed.take(work),
        }
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

    fn announce(&self, tree: (u64, &[u8]), checkpoint: &str) -> Result<Option<String>, Error> {
        self.needed.announce(tree, checkpoint).map_err(Error::from)
    }

    /// Only rows become free for others to overwrite: what was deleted lingers in pages until then, in PostgreSQL's own log
    /// until that is recycled, and in its backups as long as those are kept.
    fn scrub(&self, done: oneshot::Sender<Result<(), Error>>) {
        let reads = Arc::clone(&self.needed);
        self.needed.runtime.spawn(async move {
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

    /// Nothing of it lies here.
    fn closed(&self) -> watch::Receiver<bool> {
        watch::channel(true).1
    }

    fn load(&self) -> Load {
        let (asked, needed) = (self.asked.status(), self.needed.status());
        let writes = self.writes.max_capacity() - self.writes.capacity();
        let idle = asked.available + needed.available;
        Load {
            busy: (asked.size + needed.size).saturating_sub(idle),
            idle,
            waiting: asked.waiting + needed.waiting + writes,
        }
    }

    fn name(&self) -> &'static str {
        "postgres"
    }
}
