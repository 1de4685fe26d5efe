//! A lane of readers: connections, and the reads that run or wait for one.
//!
//! A read that nobody wants any more waits for nothing; one that runs is ended by the server. Its place is taken until it has
//! ended, so that there are never more than is said.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};

use deadpool_postgres::{Client, Manager, ManagerConfig, Pool, RecyclingMethod, Status};
use error::Error;
use tokio::{runtime::Handle, sync::Semaphore};
use tokio_postgres::Config;

use super::{connect::Connector, failures::Failed, statement::PgStatements};
use crate::{
    engine::{Lane, Work, overloaded},
    leaves,
    sequence::Sequence,
    transaction::Transaction,
    wanted::{Caller, Wanted},
};

/// Reads that may run or wait; more are refused.
const READS: usize = 1024;
/// The server itself ends a statement after so much more than the longest read: of a process that was stopped, say.
const GRACE: Duration = Duration::from_secs(5);

/// What reads of a lane need.
pub(super) struct Reads {
    pub(super) pool: Pool,
    pub(super) runtime: Handle,
    lane: Lane,
    permits: Arc<Semaphore>,
}

// === impl Reads

impl Reads {
    /// A lane with at most so many connections, made when they are needed.
    pub(super) fn new(
        lane: Lane,
        connections: usize,
        config: &Config,
        connector: &Connector,
    ) -> Result<Arc<Self>, Error> {
        let mut config = config.clone();
        if let Some(longest) = lane.longest() {
            let options = config.get_options().unwrap_or_default();
            let most = (longest + GRACE).as_millis();
            config.options(format!("{options} -c statement_timeout={most}"));
        }
        let recycling = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = Manager::from_connect(config, connector.clone(), recycling);
        let pool = Pool::builder(manager).max_size(connections).build();
        Ok(Arc::new(Self {
            pool: pool.map_err(Error::internal)?,
            runtime: Handle::current(),
            lane,
            permits: Arc::new(Semaphore::new(READS)),
        }))
    }

    /// Takes work, and answers it when it is done.
    pub(super) fn take(self: &Arc<Self>, work: Box<dyn Work>) {
        let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned() else {
            return work.answer(Err(overloaded()), None);
        };
        let reads = Arc::clone(self);
        // Handle, not the ambient runtime: the answer must come even if the caller's task is gone.
        self.runtime.spawn(async move {
            // Kept until the work has ended.
            let _permit = permit;
            let wanted = work.wanted();
            let connecting = Box::pin(reads.pool.get());
            let Some(connected) = wanted.wait(connecting).await else {
                return;
            };
            let client = match connected {
                Ok(client) => client,
                Err(error) => return work.answer(Err(Failed::from(error).into()), None),
            };
            let runtime = reads.runtime.clone();
            // It does not panic: what the work does is caught.
            let done = runtime.spawn_blocking(move || reads.answer(client, work));
            drop(done.await);
        });
    }

    fn answer(&self, client: Client, mut work: Box<dyn Work>) {
        let wanted = work.wanted().within(self.lane.longest());
        if wanted.is_over() {
            return;
        }
        let run = AssertUnwindSafe(|| self.run(client, wanted, work.as_mut()));
        let outcome =
            catch_unwind(run).unwrap_or_else(|_| Err(Error::internal("a read panicked").into()));
        work.answer(outcome.map_err(Error::from), None);
    }

    /// Runs work on one snapshot.
    fn run(&self, client: Client, wanted: Wanted, work: &mut dyn Work) -> Result<(), Failed> {
        let mut statements = PgStatements::begin(&client, &self.runtime, wanted);
        let outcome = work.run(&mut Transaction::reading(&mut statements));
        let is_stuck = statements.is_stuck();
        drop(statements);
        if is_stuck {
            // Nobody else is to wait for what still runs on it.
            drop(Client::take(client));
        }
        Ok(outcome?)
    }

    /// The record as it is now.
    pub(super) async fn sequence(self: Arc<Self>) -> Result<Sequence, Error> {
        let load = move || {
            let client = self.runtime.block_on(self.pool.get())?;
            let caller = Caller::default();
            let mut statements = PgStatements::begin(&client, &self.runtime, caller.wants());
            Ok::<_, Failed>(Sequence::load(&mut Transaction::reading(&mut statements))?)
        };
        let loaded = tokio::task::spawn_blocking(load).await;
        Ok(loaded.map_err(Error::internal)??)
    }

    /// Tells the other replicas what was signed; returns what one of them told, where that is as large.
    pub(super) fn announce(
        &self,
        (size, last): (u64, &[u8]),
        checkpoint: &str,
    ) -> Result<Option<String>, Failed> {
        let number = i64::try_from(size).map_err(Error::internal)?;
        self.runtime.block_on(async {
            let client = self.pool.get().await?;
            let tell = client.prepare_cached(leaves::TELL).await?;
            let known = client
                .query_opt(&tell, &[&checkpoint, &number, &last])
                .await?;
            let known: String = known.ok_or_else(|| leaves::untold(size))?.try_get(0)?;
            Ok((known != checkpoint).then_some(known))
        })
    }

    /// Returns what its connections do now.
    pub(super) fn status(&self) -> Status {
        self.pool.status()
    }
}
