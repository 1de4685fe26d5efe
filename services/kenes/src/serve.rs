//! Serving: from configuration to running services, and from a signal to a clean end.
//!
//! Owns the order: sockets, store (`open`), services; then stop accepting, drain, close. Used by `registry serve`,
//! `consultation serve` and `demo`.

use std::{io::IsTerminal, net::SocketAddr, pin::Pin, time::Duration};

use common::{
    app::App,
    clock::{Clock, Ids},
    context::SUBJECT,
    error::cause,
    server::{self, Readiness, Service, Settings, ops},
    store::{Database, Distrust, Upgrade},
};
use consultation::Registry;
use tokio::{net::TcpListener, task::JoinSet, time::timeout};
use tokio_util::sync::CancellationToken;

use crate::{
    Exit, Failure,
    config::{Serve, ServiceKind},
    open::{Opened, definition, open, place, schema},
    signals::Signals,
};

/// How long calls in hand may take to end after the disk failed: their writes will not come back.
const FAILED_GRACE: Duration = Duration::from_secs(2);

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
    let app = app(config.which, &opened, clock.clone());
    let (service, background) = match config.which {
        ServiceKind::Registry => registry(app, &stop),
        ServiceKind::Consultation => consultation(app, &config.registry, clock, &stop)?,
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

/// The app of a service over its store.
pub(crate) fn app(which: ServiceKind, opened: &Opened, clock: Clock) -> App {
    App {
        store: opened.store.clone(),
        log: opened.log.clone(),
        clock,
        ids: Ids::random(),
        domain: definition(which).domain,
        kinds: definition(which).kinds,
    }
}

/// The registry, and what it does by itself: erasures that were approved are carried out.
pub(crate) fn registry(app: App, stop: &CancellationToken) -> (Service, Vec<Background>) {
    let redacting =
        registry::redaction::keep_finishing(app.clone(), stop.clone().cancelled_owned());
    (registry::service(app), vec![Box::pin(redacting)])
}

/// The consultation service, and what it does by itself: comments whose standing could not be checked when they came are
/// resolved once the registry answers, and redactions that were approved are carried out.
pub(crate) fn consultation(
    app: App,
    registry: &str,
    clock: Clock,
    stop: &CancellationToken,
) -> Result<(Service, Vec<Background>), Failure> {
    let registry = Registry::connect(registry, clock)
        .map_err(|e| Failure::new(Exit::Usage, format!("--registry: {}", cause(&e))))?;
    let resolving = consultation::resolve(
        app.clone(),
        registry.clone(),
        stop.clone().cancelled_owned(),
    );
    let redacting =
        consultation::redaction::keep_finishing(app.clone(), stop.clone().cancelled_owned());
    Ok((
        consultation::service(app, registry),
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
    let (database, schema) = (
        place(&config.database),
        schema(definition(config.which).migrations),
    );
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
    if config.which == ServiceKind::Consultation {
        eprintln!("  registry  {}", config.registry);
    }
    eprintln!(
        "  callers   named by the metadata {SUBJECT}: identity is not built yet, so only loopback is served"
    );
    eprintln!("  try       grpcurl -plaintext {address} list");
}
