//! What a service that runs says of its database and its log to those who ask whether it is ready.
//!
//! Owns how often it looks, and for how long it is patient. What follows from it is `Readiness`'s to say.

use std::time::Duration;

use common::{clock::Clock, record::Log, server::Readiness, store::Store};
use tokio::time::{Instant, sleep, timeout};

/// How often it looks.
const EVERY: Duration = Duration::from_secs(1);
/// How long a database may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long an entry may wait for its signature.
const UNSIGNED: Duration = Duration::from_secs(10);

/// Looks for as long as it is polled. A file of SQLite is this process's own: what fails there ends it.
pub(crate) async fn follow(store: Store, log: Log, clock: Clock, ready: Readiness) {
    // How many entries there were at a look, and when that was: under load there are always newer ones.
    let (mut waiting, mut since) = (0, Instant::now());
    loop {
        if store.is_shared() {
            ready.set("database", answers(&store).await);
        }
        if waiting <= log.published().checkpoint.size {
            (waiting, since) = (*store.committed_size().borrow(), Instant::now());
        }
        ready.set("log", waits(since.elapsed()));
        ready.set("clock", goes(clock.ahead(clock.now())));
        sleep(EVERY).await;
    }
}

/// Whether the database answers.
async fn answers(store: &Store) -> Result<(), String> {
    let question = store.read_needed("IsThere", |tx| {
        tx.query("SELECT CAST(1 AS BIGINT)", &[]).map(drop)
    });
    match timeout(PATIENCE, question).await {
        Ok(Ok(())) => Ok(()),
        // Too much work is no reason to send callers elsewhere.
        Ok(Err(error)) if error.kind() == common::error::Kind::Exhausted => Ok(()),
        Ok(Err(_)) | Err(_) => Err("it does not answer".to_owned()),
    }
}

/// Whether entries are signed in time.
fn waits(unsigned: Duration) -> Result<(), String> {
    match unsigned > UNSIGNED {
        true => Err("entries wait for their signature".to_owned()),
        false => Ok(()),
    }
}

/// Whether the clock goes as time does.
fn goes(ahead: Option<i64>) -> Result<(), String> {
    match ahead {
        Some(_) => Err("the clock jumped ahead".to_owned()),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_may_wait_a_while_for_its_signature() {
        assert_eq!(waits(UNSIGNED), Ok(()));
        assert!(waits(UNSIGNED + Duration::from_millis(1)).is_err());
    }
}
