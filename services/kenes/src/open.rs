//! Opening: the database of a service for this process alone, its schema, and the log of what is written there.
//!
//! Owns the order in which they are opened, what must be true before, and the exit code where it is not.

use std::{
    fs::{DirBuilder, File, TryLockError},
    path::Path,
};

use common::{
    app::Definition,
    clock::{Clock, Ids},
    context::Context,
    error::{Kind, cause},
    record::{Files, Log},
    store::{Database, Migration, Store, Upgrade, renew},
    validate::supported,
};
use tlog::Damage;

use crate::{
    Exit, Failure,
    config::ServiceKind,
    suspect::{self, Suspect},
};

/// A database that is open and, where it is a file, ours alone.
#[derive(Debug)]
pub(crate) struct Opened {
    /// The store.
    pub(crate) store: Store,
    /// The log of what is written there.
    pub(crate) log: Log,
    /// Where the next start is told to look closer.
    pub(crate) suspect: Suspect,
    /// Held as long as the store is used: two processes on one file would both believe that they are the one writer.
    _lock: Option<File>,
}

/// What a service is.
pub(crate) fn definition(which: ServiceKind) -> &'static Definition {
    match which {
        ServiceKind::Registry => &registry::DEFINITION,
        ServiceKind::Consultation => &consultation::DEFINITION,
    }
}

/// The number of a schema.
pub(crate) fn schema(migrations: &[Migration]) -> i64 {
    migrations.iter().map(|m| m.number).max().unwrap_or(0)
}

/// Opens the database of a service and the log of what is written there.
pub(crate) async fn open(
    which: ServiceKind,
    database: &Database,
    files: &Files,
    upgrade: Upgrade,
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
    let context = Context::own(
        definition(which).domain,
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
        suspect,
        _lock: lock,
    })
}

/// Why a log was not opened.
pub(crate) fn unopened(database: &Database, error: &common::Error) -> Failure {
    let exit = match (error.kind(), Damage::is(error)) {
        (Kind::Refused, _) | (_, true) => Exit::Record,
        (Kind::Unavailable, _) => Exit::Unavailable,
        _ => Exit::Io,
    };
    Failure::new(exit, format!("{}: {}", place(database), cause(error)))
}

/// Opens the database of a service.
pub(crate) async fn store(
    which: ServiceKind,
    database: &Database,
    upgrade: Upgrade,
) -> Result<(Store, Option<File>), Failure> {
    prepared(which, database, upgrade, false).await
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
    let store = Store::open(database, definition(which).migrations, upgrade)
        .await
        .map_err(|error| {
            let exit = match (error.kind(), database) {
                (Kind::Refused, _) => Exit::Failed,
                _ if Damage::is(&error) => Exit::Record,
                (_, Database::Sqlite(_)) => Exit::Io,
                (_, Database::Postgres(_)) => Exit::Unavailable,
            };
            let text = cause(&error).replace("<service>", which.name());
            Failure::new(exit, format!("{}: {text}", place(database)))
        })?;
    Ok((store, lock))
}

/// A database as it may be shown: without a password.
pub(crate) fn place(database: &Database) -> String {
    match database {
        Database::Sqlite(file) => file.display().to_string(),
        Database::Postgres(url) => match url.split_once("://").and_then(|(scheme, rest)| {
            let (who, place) = rest.split_once('@')?;
            Some(format!("{scheme}://{}@{place}", who.split(':').next()?))
        }) {
            Some(shown) => shown,
            None => url.clone(),
        },
    }
}

/// Makes the folder of a file, readable by its owner only.
fn make_folder_of(file: &Path) -> Result<(), Failure> {
    let Some(folder) = file.parent().filter(|f| !f.as_os_str().is_empty()) else {
        return Ok(());
    };
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|e| trouble(folder, &e))
}

fn trouble(file: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::new(Exit::Io, format!("{}: {error}", file.display()))
}

/// Takes the file of a database for this process, in a folder that is made if it is not there.
pub(crate) fn lock(database: &Path) -> Result<File, Failure> {
    make_folder_of(database)?;
    let path = database.with_extension("lock");
    let file = File::create(&path).map_err(|e| trouble(&path, &e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            let text = format!("{}: another process uses this database", database.display());
            Err(Failure::new(Exit::Unavailable, text))
        }
        Err(TryLockError::Error(error)) => Err(trouble(&path, &error)),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_password_is_not_shown() {
        let shown = |url: &str| place(&Database::Postgres(url.into()));
        assert_eq!(shown("postgres://u:secret@h/d"), "postgres://u@h/d");
        assert_eq!(shown("postgres://u@h/d"), "postgres://u@h/d");
        assert_eq!(shown("postgres://h/d"), "postgres://h/d");
    }

    #[tokio::test]
    async fn a_database_has_one_process() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = Database::Sqlite(folder.path().join("deep/registry.db"));
        let files = Files::within(folder.path(), "registry");
        let open = || open(ServiceKind::Registry, &database, &files, Upgrade::Apply);
        let first = open().await.expect("a store");
        let second = open().await.expect_err("taken");
        assert_eq!(second.exit, Exit::Unavailable);
        drop(first);
        // The thread that signs ends a moment later.
        let mut again = open().await;
        for _ in 0..100 {
            if again.is_ok() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
            again = open().await;
        }
        again.expect("free again");
    }

    #[tokio::test]
    async fn an_old_schema_names_the_command() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = Database::Sqlite(folder.path().join("registry.db"));
        let refused = open(
            ServiceKind::Registry,
            &database,
            &Files::within(folder.path(), "registry"),
            Upgrade::Refuse,
        )
        .await;
        let refused = refused.expect_err("no schema");
        assert_eq!(refused.exit, Exit::Failed);
        assert!(
            refused.problems[0].contains("kenes registry migrate"),
            "{refused:?}"
        );
    }
}
