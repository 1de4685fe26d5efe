//! The two services over their stores, ready to run, and what each does by itself.

use std::{net::SocketAddr, path::Path, pin::Pin};

use common::{
    Error,
    app::App,
    clock::{Clock, Ids},
    error::{Kind, cause},
    server::{self, Service},
};
use consultation::{Registry, Search};
use registry::starter::Loaded;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{Exit, Failure, ServiceKind, open::Opened};

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

/// Listens, or says why not.
pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    server::bind(address)
        .await
        .map_err(|e| Failure::new(Exit::Unavailable, e.to_string()))
}

/// Returns the app of a service over its store.
pub(crate) fn app(which: ServiceKind, opened: &Opened, clock: Clock) -> App {
    App {
        store: opened.store.clone(),
        log: opened.log.clone(),
        attachments: opened.attachments.clone(),
        clock,
        ids: Ids::random(),
        domain: which.definition().domain,
        kinds: which.definition().kinds,
    }
}

/// Writes the reference data that are built into the registry, or says why that failed.
pub(crate) async fn load_starter(app: &App) -> Result<(), Failure> {
    let loaded = registry::starter::load(app)
        .await
        .map_err(|error| unloaded(&error))?;
    let Loaded {
        written,
        updated,
        left,
    } = loaded;
    tracing::info!(written, updated, left, "built-in reference data");
    Ok(())
}

/// The same of consultation: working calendars and the periods of the law.
pub(crate) async fn load_calendars(app: &App) -> Result<(), Failure> {
    let loaded = consultation::starter::load(app).await;
    let written = loaded.map_err(|error| unloaded(&error))?;
    tracing::info!(written, "built-in calendars and periods");
    Ok(())
}

/// Why built-in reference data could not be loaded.
fn unloaded(error: &Error) -> Failure {
    let exit = match error.kind() {
        Kind::Unavailable => Exit::Unavailable,
        _ => Exit::Failed,
    };
    Failure::new(exit, format!("built-in reference data: {}", cause(error)))
}

/// Returns the search whose index lies in the folder that was given or, where none was, beside the log's key; or none, where that is
/// `off`.
pub(crate) fn search(opened: &Opened, folder: Option<&Path>) -> Search {
    let beside = opened.log.beside("search");
    match folder {
        Some(off) if off.as_os_str() == "off" => Search::off(beside),
        Some(folder) => Search::at(folder.to_owned()),
        None => Search::at(beside),
    }
}

/// Returns the registry, and what it does by itself: erasures that were approved are carried out, and applications are opened at
/// their time.
pub(crate) fn registry(app: App, stop: &CancellationToken) -> (Service, Vec<Background>) {
    let redacting =
        registry::redaction::keep_finishing(app.clone(), stop.clone().cancelled_owned());
    let opening = registry::opening::keep_opening(app.clone(), stop.clone().cancelled_owned());
    (
        registry::service(app),
        vec![Box::pin(redacting), Box::pin(opening)],
    )
}

/// Returns the consultation service, and what it does by itself: comments whose standing could not be checked when they came are
/// resolved once the registry answers, redactions that were approved are carried out, days to answer by are reminded of, comments
/// that say the same are grouped, uploaded files that nothing names are removed, and what is said is indexed for searches.
pub(crate) fn consultation(
    app: App,
    registry: &str,
    search: Search,
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
    let redacting = consultation::redaction::keep_finishing(
        app.clone(),
        search.clone(),
        stop.clone().cancelled_owned(),
    );
    let indexing =
        consultation::keep_indexing(app.clone(), search.clone(), stop.clone().cancelled_owned());
    let saying = consultation::duties::keep_saying(app.clone(), stop.clone().cancelled_owned());
    let grouping =
        consultation::campaigns::keep_grouping(app.clone(), stop.clone().cancelled_owned());
    let removing =
        consultation::attachments::keep_removing(app.clone(), stop.clone().cancelled_owned());
    Ok((
        consultation::service(app, registry, search),
        vec![
            Box::pin(indexing),
            Box::pin(resolving),
            Box::pin(redacting),
            Box::pin(saying),
            Box::pin(grouping),
            Box::pin(removing),
        ],
    ))
}
