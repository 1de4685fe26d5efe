//! Serving: from configuration to running services, and from a signal to a clean end.
//!
//! Owns the order: store, sockets, services; then stop accepting, drain, close. Used by `registry serve`,
//! `consultation serve` and `demo`.

use std::{
    fs::{DirBuilder, File, TryLockError},
    io::IsTerminal,
    net::SocketAddr,
    path::Path,
    pin::Pin,
    time::Duration,
};

use common::{
    clock::{Clock, Ids},
    error::{Kind, cause},
    kit::{Context, Kit, SUBJECT},
    record::{Damage, Files, Log},
    server::{self, Readiness, Service, Settings, ops},
    store::{Database, Distrust, Migration, Store, Upgrade, renew},
};
use consultation::Registry;
use tokio::{net::TcpListener, task::JoinSet, time::timeout};
use tokio_util::sync::CancellationToken;

use crate::{
    Exit, Failure,
    config::{Serve, Which},
    signals::Signals,
    suspect::{self, Suspect},
};

/// How long calls in hand may take to end after the disk failed: their writes will not come back.
const FAILED_GRACE: Duration = Duration::from_secs(2);

/// A database that is open and, where it is a file, ours alone.
#[derive(Debug)]
pub(crate) struct Opened {
    /// The store.
    pub(crate) store: Store,
    /// The log of what is written there.
    pub(crate) log: Log,
    /// Where the next start is told to look closer.
    suspect: Suspect,
    /// Held as long as the store is used: two processes on one file would both believe that they are the one writer.
    _lock: Option<File>,
}

/// What a service does besides answering calls, until it is told to stop.
pub(crate) type Background = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A service that is ready to run.
pub(crate) struct Part {
    /// What it serves.
    pub(crate) service: Service,
    /// Where.
    pub(crate) listener: TcpListener,
    /// Where it answers the operator.
    pub(crate) operator: Option<TcpListener>,
    /// Its store, watched for failure.
    pub(crate) opened: Opened,
    /// What it does by itself.
    pub(crate) background: Vec<Background>,
}

/// `kenes registry serve`, `kenes consultation serve`.
pub(crate) async fn run(config: Serve) -> Result<(), Failure> {
    let Ok(()) = common::log::init(config.log.format, &config.log.filter) else {
        return Err(Failure::new(Exit::Usage, "--log-level: not a filter"));
    };
    let listener = bind(config.address).await?;
    let operator = match config.metrics_address {
        Some(address) => Some(bind(address).await?),
        None => None,
    };
    let upgrade = match config.database {
        Database::Sqlite(_) => Upgrade::Apply,
        // Several replicas share it: an upgrade is somebody's decision, not a side effect of a restart.
        Database::Postgres(_) => Upgrade::Refuse,
    };
    let opened = open(config.which, &config.database, &config.files, upgrade).await?;
    let stop = CancellationToken::new();
    let clock = Clock::system();
    let kit = kit(config.which, &opened, clock.clone());
    let (service, background) = match config.which {
        Which::Registry => registry(kit, &stop),
        Which::Consultation => consultation(kit, &config.registry, clock, &stop)?,
    };
    announce(&config, &listener, operator.as_ref());
    let part = Part {
        service,
        listener,
        operator,
        opened,
        background,
    };
    until_stopped(vec![part], &config.settings, stop).await
}

/// Listens, or says why not.
pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    server::bind(address)
        .await
        .map_err(|e| Failure::new(Exit::Unavailable, e.to_string()))
}

/// The schema of a service.
pub(crate) fn migrations(which: Which) -> &'static [Migration] {
    match which {
        Which::Registry => registry::MIGRATIONS,
        Which::Consultation => consultation::MIGRATIONS,
    }
}

/// The number of a schema.
pub(crate) fn schema(migrations: &[Migration]) -> i64 {
    migrations.iter().map(|m| m.number).max().unwrap_or(0)
}

/// Opens the database of a service and the log of what is written there.
pub(crate) async fn open(
    which: Which,
    database: &Database,
    files: &Files,
    upgrade: Upgrade,
) -> Result<Opened, Failure> {
    let suspect = Suspect::of(files);
    let reason = suspect.reason();
    if let Some(reason) = &reason {
        tracing::warn!(
            reason,
            "the last run ended in distrust: all is copied and read again before anything is signed"
        );
    }
    let (store, lock) = prepared(which, database, upgrade, reason.is_some()).await?;
    let context = Context::own(
        domain(which),
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
    which: Which,
    database: &Database,
    upgrade: Upgrade,
) -> Result<(Store, Option<File>), Failure> {
    prepared(which, database, upgrade, false).await
}

/// Opens the database of a service; a suspect one is copied first.
async fn prepared(
    which: Which,
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
    let store = Store::open(database, migrations(which), upgrade)
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

pub(crate) fn domain(which: Which) -> &'static str {
    match which {
        Which::Registry => registry::DOMAIN,
        Which::Consultation => consultation::DOMAIN,
    }
}

/// The kit of a service over its store.
pub(crate) fn kit(which: Which, opened: &Opened, clock: Clock) -> Kit {
    Kit {
        store: opened.store.clone(),
        log: opened.log.clone(),
        clock,
        ids: Ids::random(),
        domain: domain(which),
    }
}

/// The registry, and what it does by itself: erasures that were approved are carried out.
pub(crate) fn registry(kit: Kit, stop: &CancellationToken) -> (Service, Vec<Background>) {
    let redacting =
        registry::redaction::keep_finishing(kit.clone(), stop.clone().cancelled_owned());
    (registry::service(kit), vec![Box::pin(redacting)])
}

/// The consultation service, and what it does by itself: comments whose standing could not be checked when they came are
/// resolved once the registry answers, and redactions that were approved are carried out.
pub(crate) fn consultation(
    kit: Kit,
    registry: &str,
    clock: Clock,
    stop: &CancellationToken,
) -> Result<(Service, Vec<Background>), Failure> {
    let registry = Registry::connect(registry, clock)
        .map_err(|e| Failure::new(Exit::Usage, format!("--registry: {}", cause(&e))))?;
    let resolving = consultation::resolve(
        kit.clone(),
        registry.clone(),
        stop.clone().cancelled_owned(),
    );
    let redacting =
        consultation::redaction::keep_finishing(kit.clone(), stop.clone().cancelled_owned());
    Ok((
        consultation::service(kit, registry),
        vec![Box::pin(resolving), Box::pin(redacting)],
    ))
}

/// Serves until a signal, the failure of a store, or the end of one of the servers; then stops them all.
pub(crate) async fn until_stopped(
    parts: Vec<Part>,
    settings: &Settings,
    stop: CancellationToken,
) -> Result<(), Failure> {
    let over = CancellationToken::new();
    let metrics = server::metrics();
    let (mut servers, mut others) = (JoinSet::new(), JoinSet::new());
    let mut stores = Vec::new();
    let mut watch = JoinSet::new();
    for part in parts {
        let ready = Readiness::default();
        if let Some(listener) = part.operator {
            // Stops last, so that the drain can be watched.
            let over = over.clone().cancelled_owned();
            others.spawn(drop_error(ops::serve(
                listener,
                ready.clone(),
                metrics.clone(),
                over,
            )));
        }
        others.extend(part.background);
        let store = part.opened.store.clone();
        watch.spawn(async move { store.failed().await });
        stores.push(part.opened);
        let stopped = stop.clone().cancelled_owned();
        servers.spawn(server::serve(
            part.listener,
            part.service,
            settings.clone(),
            ready,
            stopped,
        ));
    }

    let mut signals = Signals::new()?;
    let (mut outcome, grace) = tokio::select! {
        () = signals.next() => (Ok(()), settings.shutdown_grace + settings.shutdown_delay + Duration::from_secs(1)),
        Some(reason) = watch.join_next() => {
            tracing::error!(?reason, "stopping");
            (Err(distrusted(reason)), FAILED_GRACE)
        }
        () = stop.cancelled() => (Ok(()), settings.shutdown_grace),
        Some(ended) = servers.join_next() => (Err(broken(ended)), FAILED_GRACE),
    };
    stop.cancel();
    let marked: Vec<_> = stores
        .iter()
        .map(|opened| opened.suspect.mark(&opened.store, &outcome))
        .collect();
    let drained = async {
        while let Some(ended) = servers.join_next().await {
            if !matches!(ended, Ok(Ok(()))) && outcome.is_ok() {
                outcome = Err(broken(ended));
            }
        }
    };
    tokio::select! {
        over = timeout(grace, drained) => if over.is_err() {
            tracing::warn!("calls were cut at the end of the grace");
        },
        // Who asks twice does not want to wait.
        () = signals.next() => tracing::warn!("calls were cut: asked to stop twice"),
    }
    for mark in marked {
        mark.await;
    }
    over.cancel();
    drop(
        timeout(Duration::from_secs(1), async {
            while others.join_next().await.is_some() {}
        })
        .await,
    );
    drop(stores);
    outcome
}

fn distrusted(reason: Result<Distrust, tokio::task::JoinError>) -> Failure {
    match reason {
        Ok(Distrust::Record(text)) => {
            Failure::new(Exit::Record, format!("{text}; nothing more is signed"))
        }
        Ok(Distrust::Disk(text)) => Failure::new(
            Exit::Io,
            format!("the disk under the store failed ({text}); start again once it is repaired"),
        ),
        Err(error) => Failure::new(Exit::Io, error.to_string()),
    }
}

fn broken(ended: Result<std::io::Result<()>, tokio::task::JoinError>) -> Failure {
    let text = match ended {
        Ok(Ok(())) => "a server ended by itself".to_owned(),
        Ok(Err(error)) => error.to_string(),
        Err(error) => error.to_string(),
    };
    Failure::new(Exit::Failed, text)
}

async fn drop_error(work: impl Future<Output = std::io::Result<()>>) {
    if let Err(error) = work.await {
        tracing::error!(%error, "the operator's port");
    }
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

/// Makes the folder of a database, readable by its owner only, and takes the file for this process.
pub(crate) fn lock(database: &Path) -> Result<File, Failure> {
    let trouble = |file: &Path, error: &dyn std::fmt::Display| {
        Failure::new(Exit::Io, format!("{}: {error}", file.display()))
    };
    if let Some(folder) = database.parent().filter(|f| !f.as_os_str().is_empty()) {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder).map_err(|e| trouble(folder, &e))?;
    }
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

/// Says what was started: to a person in a block, to a machine in a line of the log.
fn announce(config: &Serve, listener: &TcpListener, operator: Option<&TcpListener>) {
    let shown = |listener: &TcpListener| {
        listener
            .local_addr()
            .map_or_else(|_| "?".into(), |a| a.to_string())
    };
    let (service, version) = (config.which.name(), env!("CARGO_PKG_VERSION"));
    let address = shown(listener);
    let metrics = operator.map_or_else(|| "off".into(), shown);
    let engine = match config.database {
        Database::Sqlite(_) => "SQLite",
        Database::Postgres(_) => "PostgreSQL",
    };
    let (database, schema) = (place(&config.database), schema(migrations(config.which)));
    if !std::io::stderr().is_terminal() {
        let callers = SUBJECT;
        tracing::info!(
            service, version, address, metrics, engine, database, schema, callers, "started"
        );
        return;
    }
    eprintln!("kenes {service} {version}");
    eprintln!("  gRPC      {address}");
    eprintln!("  operator  http://{metrics}/metrics, /livez, /readyz");
    eprintln!("  database  {engine}, {database}, schema {schema}");
    if config.which == Which::Consultation {
        eprintln!("  registry  {}", config.registry);
    }
    eprintln!(
        "  callers   named by the metadata {SUBJECT}: identity is not built yet, so only loopback is served"
    );
    eprintln!("  try       grpcurl -plaintext {address} list");
}

#[cfg(test)]
mod tests {
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
        let open = || open(Which::Registry, &database, &files, Upgrade::Apply);
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
            Which::Registry,
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
