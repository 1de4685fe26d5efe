//! Opening: the database of a service for this process alone, its schema, and the log of what is written there.
//!
//! Owns the order in which they are opened, what must be true before, and the exit code where it is not.

mod lock;

use std::{fs::File, time::Duration};

use common::{
    Error,
    app::derive_columns,
    attachments::Attachments,
    clock::{Clock, Ids},
    context::Context,
    error::{Kind, cause},
    record::{
        Files, Log,
        last_signed::{LastSigned, peek},
    },
    store::{Database, Store, Upgrade, renew},
    validate::supported,
};
use tlog::Damage;
use tokio::time::timeout;
use tonic::transport::Endpoint;

use crate::{
    Exit, Failure, ServiceKind, join,
    progress::bar,
    suspect::{self, Suspect},
};

pub(crate) use lock::{lock, make_folder_of};

/// A database that is open and, where it is a file, ours alone.
#[derive(Debug)]
pub(crate) struct Opened {
    /// The store.
    pub(crate) store: Store,
    /// The log of what is written there.
    pub(crate) log: Log,
    /// The files that were uploaded to it: beside the log's own, unless the operator says otherwise.
    pub(crate) attachments: Attachments,
    /// What is left for the next start, where this one ends in distrust.
    pub(crate) suspect: Suspect,
    /// Held as long as the store is used: two processes on one file would both believe that they are the one writer.
    _lock: Option<File>,
}

/// Opens the database of a service and the log of what is written there.
pub(crate) async fn open(
    which: ServiceKind,
    database: &Database,
    files: &Files,
    upgrade: Upgrade,
    peer: Option<&Endpoint>,
) -> Result<Opened, Failure> {
    supported().map_err(|fault| Failure::new(Exit::Failed, format!("the contract: {fault}")))?;
    let suspect = Suspect::of(files);
    let reason = suspect.reason();
    if let Some(reason) = &reason {
        tracing::warn!(
            reason,
            "the last run ended in distrust: all is copied and read again before anything is signed"
        );
    }
    let (store, lock) = prepared(which, database, upgrade, reason.is_some()).await?;
    make_folder_of(&files.signed)?;
    let mut files = files.clone();
    if let Some(peer) = peer {
        let known = peek(&files.signed).map_err(|error| unopened(database, &error))?;
        if known.is_none() {
            files.told = Some(join::told(peer).await?);
        }
    }
    let files = &files;
    let context = Context::own(
        which.definition().domain,
        "OpenLog",
        Clock::system().now(),
        &Ids::random(),
    );
    let opening = async {
        if reason.is_some() {
            suspect::check(&store, files).await?;
            suspect.clear()?;
        }
        Log::open(&store, files, &context).await
    };
    let log = opening.await.map_err(|error| unopened(database, &error))?;
    if reason.is_none() {
        tokio::spawn(suspect::read_again(store.clone(), log.published()));
    }
    Ok(Opened {
        store,
        log,
        attachments: Attachments::beside(&files.key),
        suspect,
        _lock: lock,
    })
}

/// Returns why a log was not opened.
pub(crate) fn unopened(database: &Database, error: &Error) -> Failure {
    let exit = match (error.kind(), Damage::is(error)) {
        (Kind::Refused, _) | (_, true) => Exit::Record,
        (Kind::Unavailable, _) => Exit::Unavailable,
        _ => Exit::Io,
    };
    Failure::new(exit, format!("{database}: {}", cause(error)))
}

/// Opens the database of a service.
pub(crate) async fn store(
    which: ServiceKind,
    database: &Database,
    upgrade: Upgrade,
) -> Result<(Store, Option<File>), Failure> {
    prepared(which, database, upgrade, false).await
}

/// Opens the database of a service whose last run may have ended in distrust, for one who reads all of it again before anything is
/// signed.
pub(crate) async fn suspected(
    which: ServiceKind,
    database: &Database,
    files: &Files,
) -> Result<(Store, Suspect, Option<File>), Failure> {
    let suspect = Suspect::of(files);
    let is_suspect = suspect.reason().is_some();
    let (store, lock) = prepared(which, database, Upgrade::Refuse, is_suspect).await?;
    if is_suspect {
        LastSigned::renew(&files.signed).map_err(|error| unopened(database, &error))?;
    }
    Ok((store, suspect, lock))
}

/// How long a database may take to be closed.
const CLOSING: Duration = Duration::from_secs(10);

/// Waits until nothing of these databases is outside of their own files any more. Whoever used them is done.
pub(crate) async fn close(stores: Vec<Store>) {
    let closed: Vec<_> = stores.iter().map(Store::closed).collect();
    drop(stores);
    let closed = async {
        for one in closed {
            one.await;
        }
    };
    if timeout(CLOSING, closed).await.is_err() {
        tracing::warn!(
            "a database was not closed in time: what is in its write-ahead log belongs to it"
        );
    }
}

/// Opens the database of a service; a suspect one is copied first.
async fn prepared(
    which: ServiceKind,
    database: &Database,
    upgrade: Upgrade,
    suspect: bool,
) -> Result<(Store, Option<File>), Failure> {
    let lock = match database {
        Database::Sqlite(file) => {
            let lock = lock(file)?;
            if suspect {
                renew(file).map_err(|e| Failure::new(Exit::Io, cause(&e)))?;
            }
            Some(lock)
        }
        Database::Postgres(_) => None,
    };
    let store = migrated(which, database, upgrade).await.map_err(|error| {
        let exit = match (error.kind(), database) {
            (Kind::Refused, _) => Exit::Failed,
            _ if Damage::is(&error) => Exit::Record,
            (_, Database::Sqlite(_)) => Exit::Io,
            (_, Database::Postgres(_)) => Exit::Unavailable,
        };
        let text = cause(&error).replace("<service>", which.name());
        Failure::new(exit, format!("{database}: {text}"))
    })?;
    Ok((store, lock))
}

/// Opens the database with its schema, and the columns of its resources, up to date.
async fn migrated(
    which: ServiceKind,
    database: &Database,
    upgrade: Upgrade,
) -> Result<Store, Error> {
    let definition = which.definition();
    let store = Store::open(database, definition.migrations, upgrade).await?;
    let bar = bar(0, false);
    let mut progress = |table: &str, done: u64, all: u64| {
        bar.set_message(table.to_owned());
        bar.set_length(all);
        bar.set_position(done);
        tracing::info!(
            table,
            done,
            all,
            "columns of an older release are derived again"
        );
    };
    let derived = derive_columns(&store, definition.kinds, upgrade, &mut progress).await;
    bar.finish_and_clear();
    derived.map(|()| store)
}

#[cfg(test)]
mod tests;
