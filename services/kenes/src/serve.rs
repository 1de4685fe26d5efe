//! `kenes registry serve`, `kenes consultation serve`: from configuration to a running service.
//!
//! Owns the order in which it starts: sockets, store (`open`), built-in data, service.

use std::io::IsTerminal;

use common::{
    clock::Clock,
    server,
    store::{Database, Upgrade},
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{
    Exit, Failure, ServiceKind,
    callers::{described, guard},
    cli::Cli,
    config::Serve,
    open::open,
    run::{beforehand, until_stopped},
    services::{self, Part},
    uploads,
};

/// `kenes registry serve`, `kenes consultation serve`.
pub(crate) async fn run(config: Serve) -> Result<(), Failure> {
    let Ok(()) = common::log::init(config.log.format, &config.log.filter) else {
        return Err(Failure::new(Exit::Usage, "--log-level: not a filter"));
    };
    // Before anything can be counted.
    server::metrics();
    for warning in Cli::warnings() {
        tracing::warn!("{warning}");
    }
    let listener = services::bind(config.address).await?;
    let operator = match config.metrics_address {
        Some(address) => Some(services::bind(address).await?),
        None => None,
    };
    let upgrade = match config.database {
        Database::Sqlite(_) => Upgrade::Apply,
        // Several replicas share it: an upgrade is somebody's decision, not a side effect of a restart.
        Database::Postgres(_) => Upgrade::Refuse,
    };
    let (database, files) = (&config.database, &config.files);
    let mut opened = open(config.which, database, files, upgrade, config.peer.as_ref()).await?;
    opened.attachments = uploads::open(config.uploads.clone())?;
    let stop = CancellationToken::new();
    let clock = Clock::system();
    let app = services::app(config.which, &opened, clock.clone());
    let made = match config.which {
        ServiceKind::Registry => {
            beforehand(&[&opened], services::load_starter(&app)).await?;
            services::registry(app, &stop)
        }
        ServiceKind::Consultation => {
            beforehand(&[&opened], services::load_calendars(&app)).await?;
            let search = services::search(&opened, config.search.as_deref());
            services::consultation(app, &config.registry, search, clock.clone(), &stop)?
        }
    };
    let (service, background) = guard(made, &config.callers, clock, &stop)?;
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

/// Says what was started: to a person in a block, to a machine in a line of the log.
fn announce(config: &Serve, listener: &TcpListener, operator: Option<&TcpListener>) {
    let bound = |listener: &TcpListener| {
        let address = listener.local_addr();
        address.map_or_else(|_| "?".into(), |address| address.to_string())
    };
    let (service, version) = (config.which.name(), env!("CARGO_PKG_VERSION"));
    let address = bound(listener);
    let metrics = operator.map_or_else(|| "off".into(), bound);
    let engine = match config.database {
        Database::Sqlite(_) => "SQLite",
        Database::Postgres(_) => "PostgreSQL",
    };
    let (database, schema) = (config.database.to_string(), config.which.schema());
    if !std::io::stderr().is_terminal() {
        let callers = described(&config.callers);
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
    eprintln!("  callers   {}", described(&config.callers));
    eprintln!("  try       grpcurl -plaintext {address} list");
}
