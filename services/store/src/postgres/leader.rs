//! The leader among replicas: gives what was written its index in the record, one batch after the other.
//!
//! Who holds the advisory lock leads, for one epoch. Every batch checks the epoch under a row lock, so that a leader that lost
//! its session without noticing changes nothing any more. What it signs is for `record` to say.

use deadpool_postgres::{Client, ClientWrapper, Object};
use error::Error;

use super::{
    Inner,
    statement::{Failed, PgTx},
};
use crate::{Role, sequence::Sequence};

/// The most leaves in one batch.
const BATCH: i64 = 1024;
/// One log a schema: the keys of locks and channels are the database's.
const LOCK: &str =
    "SELECT pg_try_advisory_lock(hashtextextended('kenes record ' || current_schema(), 0))";
const CHANNEL: &str = "SELECT 'kenes_' || md5(current_schema())";

/// A session of our own, and the epoch in which it leads, if it does.
#[derive(Default)]
pub(super) struct Leader {
    session: Option<Session>,
}

struct Session {
    client: ClientWrapper,
    channel: String,
    led: Option<Led>,
}

struct Led {
    epoch: i64,
    sequence: Sequence,
}

impl Leader {
    /// Leads if nobody else does, and then gives indexes to all that waits. Returns who signs.
    pub(super) fn turn(&mut self, inner: &Inner) -> Result<Role, Error> {
        let outcome = self.try_turn(inner);
        if outcome.is_err() {
            // With the session goes the lock: another replica may lead, or this one again.
            self.session = None;
        }
        Ok(outcome?)
    }

    fn try_turn(&mut self, inner: &Inner) -> Result<Role, Failed> {
        let session = match &mut self.session {
            Some(session) => session,
            None => self.session.insert(Session::open(inner)?),
        };
        if session.led.is_none() && !session.lead(inner)? {
            let sql = "SELECT checkpoint FROM record_head";
            let row = inner.runtime.block_on(session.client.query_one(sql, &[]))?;
            return Ok(Role::Follower {
                checkpoint: row.get(0),
            });
        }
        while session.index_batch(inner)? {}
        match &session.led {
            Some(led) => {
                inner.size.send_if_modified(|size| {
                    let before = std::mem::replace(size, led.sequence.size());
                    before != *size
                });
                Ok(Role::Leader { epoch: led.epoch })
            }
            None => Err(Error::internal("the epoch of this leader is over").into()),
        }
    }

    /// Tells the other replicas what was signed. An error if the epoch is over.
    pub(super) fn announce(
        &mut self,
        inner: &Inner,
        epoch: i64,
        checkpoint: &str,
    ) -> Result<(), Error> {
        let Some(session) = &mut self.session else {
            return Err(Error::internal("the session of this leader is over"));
        };
        let told = inner.runtime.block_on(async {
            let sql = "UPDATE record_head SET checkpoint = $1 WHERE epoch = $2";
            let statement = session.client.prepare_cached(sql).await?;
            let told = session
                .client
                .execute(&statement, &[&checkpoint, &epoch])
                .await?;
            let notify = session
                .client
                .prepare_cached("SELECT pg_notify($1, '')")
                .await?;
            session.client.query(&notify, &[&session.channel]).await?;
            Ok::<_, Failed>(told)
        })?;
        match told {
            1 => Ok(()),
            _ => {
                self.session = None;
                Err(Error::internal("the epoch of this leader is over"))
            }
        }
    }
}

impl Session {
    fn open(inner: &Inner) -> Result<Self, Failed> {
        inner.runtime.block_on(async {
            let client: Client = inner.pool.get().await.map_err(Error::internal)?;
            let client = Object::take(client);
            let channel: String = client.query_one(CHANNEL, &[]).await?.get(0);
            client.batch_execute(&format!("LISTEN {channel}")).await?;
            Ok(Self {
                client,
                channel,
                led: None,
            })
        })
    }

    /// Takes the lead if it is free: a new epoch begins. Returns whether it was.
    fn lead(&mut self, inner: &Inner) -> Result<bool, Failed> {
        let free: bool = inner
            .runtime
            .block_on(self.client.query_one(LOCK, &[]))?
            .get(0);
        if !free {
            return Ok(false);
        }
        let transaction = inner.runtime.block_on(self.client.transaction())?;
        let sql = "UPDATE record_head SET epoch = epoch + 1 RETURNING epoch";
        let epoch = inner
            .runtime
            .block_on(transaction.query_one(sql, &[]))?
            .get(0);
        let mut tx = PgTx::new(transaction, inner.runtime.clone());
        let sequence = Sequence::load(&mut tx)?;
        tx.commit()?;
        tracing::info!(epoch, entries = sequence.size(), "leading the record");
        self.led = Some(Led { epoch, sequence });
        Ok(true)
    }

    /// Gives indexes to some of what waits. Returns `false` when there was nothing more.
    fn index_batch(&mut self, inner: &Inner) -> Result<bool, Failed> {
        let Some(led) = &mut self.led else {
            return Ok(false);
        };
        let runtime = &inner.runtime;
        let transaction = runtime.block_on(self.client.transaction())?;
        let held = runtime.block_on(async {
            let statement = transaction
                .prepare_cached("SELECT epoch FROM record_head FOR UPDATE")
                .await?;
            transaction.query_one(&statement, &[]).await
        })?;
        if held.get::<_, i64>(0) != led.epoch {
            self.led = None;
            return Ok(false);
        }
        let waiting = runtime.block_on(async {
            let sql = "SELECT name, revision, time, leaf FROM revision WHERE entry IS NULL ORDER BY time, name, revision LIMIT $1";
            let statement = transaction.prepare_cached(sql).await?;
            transaction.query(&statement, &[&BATCH]).await
        })?;
        if waiting.is_empty() {
            runtime.block_on(transaction.rollback())?;
            return Ok(false);
        }
        let mut additions = led.sequence.begin();
        let (mut names, mut revisions, mut indexes, mut leaves) = (vec![], vec![], vec![], vec![]);
        for row in &waiting {
            let mut leaf: Vec<u8> = row.get(3);
            let time_ms = u64::try_from(row.get::<_, i64>(2) / 1000).unwrap_or(0);
            let index = additions.append(&mut leaf, time_ms);
            indexes.push(i64::try_from(index).map_err(Error::internal)?);
            names.push(row.get::<_, &str>(0));
            revisions.push(row.get::<_, i64>(1));
            leaves.push(leaf);
        }
        runtime.block_on(async {
            let sql = "UPDATE revision r SET entry = v.entry, leaf = v.leaf \
                       FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bytea[]) AS v(name, revision, entry, leaf) \
                       WHERE r.name = v.name AND r.revision = v.revision";
            let statement = transaction.prepare_cached(sql).await?;
            transaction.execute(&statement, &[&names, &revisions, &indexes, &leaves]).await
        })?;
        let mut tx = PgTx::new(transaction, runtime.clone());
        let sequence = led.sequence.extend(&mut tx, &additions)?;
        tx.commit()?;
        led.sequence = sequence;
        Ok(i64::try_from(waiting.len()).is_ok_and(|count| count == BATCH))
    }
}
