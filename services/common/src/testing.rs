//! What tests need: a fresh database on the engine that was asked for, a clock that stands still, a service on port 0.
//!
//! `KENES_TEST_DATABASE=postgres://…` runs everything on PostgreSQL, each test in a schema of its own; without it every test has
//! an SQLite file in a temporary folder.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use tempfile::TempDir;
use tokio::{net::TcpListener, sync::oneshot};
use tonic::transport::{Channel, Endpoint};

use crate::{
    Error,
    app::{App, Definition},
    clock::{Clock, Ids},
    context::Context,
    date,
    record::{Files, Log},
    server::{self, Readiness, Service, Settings},
    store::{Database, Store, Upgrade},
};

/// Noon of the day on which tests begin, in microseconds: 2026-05-25T12:00:00Z.
pub const NOON: i64 = 1_779_710_400_000_000;
/// A day in microseconds.
pub const DAY: i64 = 24 * 3600 * 1_000_000;

/// A database that nobody else uses; gone with this value where it is a file.
#[derive(Debug)]
pub struct Fresh {
    /// Where it is.
    pub database: Database,
    /// Where its log keeps its key and its last signature.
    pub files: Files,
    _folder: TempDir,
}

impl Fresh {
    /// The database, and where its log keeps its key and its last signature.
    pub fn place(&self) -> (&Database, &Files) {
        (&self.database, &self.files)
    }
}

/// A fresh database on the engine under test.
pub async fn fresh(name: &str) -> Result<Fresh, Error> {
    let folder = tempfile::tempdir().map_err(Error::internal)?;
    #[expect(clippy::disallowed_methods, reason = "the tests' one setting")]
    let database = match std::env::var("KENES_TEST_DATABASE") {
        Err(_) => Database::Sqlite(folder.path().join(format!("{name}.db"))),
        Ok(url) => Database::Postgres(schema(&url, name).await?),
    };
    Ok(Fresh {
        database,
        files: Files::within(folder.path(), name),
        _folder: folder,
    })
}

/// Makes a schema of its own in the database at `url` and answers a URL that lands in it.
async fn schema(url: &str, name: &str) -> Result<String, Error> {
    let schema = format!("t_{name}_{}", uuid::Uuid::new_v4().simple());
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls)
        .await
        .map_err(Error::internal)?;
    let driver = tokio::spawn(connection);
    client
        .batch_execute(&format!("CREATE SCHEMA {schema}"))
        .await
        .map_err(Error::internal)?;
    drop(client);
    drop(driver.await);
    let join = if url.contains('?') { '&' } else { '?' };
    Ok(format!("{url}{join}options=-csearch_path%3D{schema}"))
}

/// An empty database beside `database`, created with `options` of `CREATE DATABASE`. Only for PostgreSQL.
pub async fn sorted(database: &Database, options: &str) -> Result<Database, Error> {
    let Database::Postgres(url) = database else {
        return Err(Error::internal("SQLite has one order of text"));
    };
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls)
        .await
        .map_err(Error::internal)?;
    let driver = tokio::spawn(connection);
    let name = format!("d_{}", uuid::Uuid::new_v4().simple());
    client
        .batch_execute(&format!(
            "CREATE DATABASE {name} TEMPLATE template0 {options}"
        ))
        .await
        .map_err(Error::internal)?;
    drop(client);
    drop(driver.await);
    let server = url.split('?').next().unwrap_or(url);
    let (server, _) = server
        .rsplit_once('/')
        .ok_or_else(|| Error::internal("the URL names no database"))?;
    Ok(Database::Postgres(format!("{server}/{name}")))
}

/// A clock for tests: it stands still until it is moved.
#[derive(Clone, Debug)]
pub struct Hand(Arc<AtomicI64>);

impl Default for Hand {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(NOON)))
    }
}

impl Hand {
    /// The clock that shows this hand.
    pub fn clock(&self) -> Clock {
        Clock::by_hand(Arc::clone(&self.0))
    }

    /// Moves the clock by microseconds, forward or back.
    pub fn pass(&self, micros: i64) {
        self.0.fetch_add(micros, Ordering::SeqCst);
    }

    /// Sets the clock to a time, `2026-05-25T12:00:00Z`.
    pub fn set(&self, time: &str) {
        self.0
            .store(date::parse_time(time).expect("a time"), Ordering::SeqCst);
    }

    /// What it shows.
    pub fn now(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// An app over a fresh database.
pub async fn app(fresh: &Fresh, definition: &Definition, hand: &Hand) -> Result<App, Error> {
    let store = Store::open(&fresh.database, definition.migrations, Upgrade::Apply).await?;
    let ids = Ids::random();
    let context = Context::own(definition.domain, "OpenLog", hand.now(), &ids);
    let log = Log::open(&store, &fresh.files, &context).await?;
    Ok(App {
        store,
        log,
        clock: hand.clock(),
        ids,
        domain: definition.domain,
        kinds: definition.kinds,
    })
}

/// A service that runs in this process on a port of loopback, until it is dropped.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    _stop: oneshot::Sender<()>,
}

/// Starts a service on port 0.
pub async fn start(service: Service) -> Running {
    start_with(service, Settings::default()).await
}

/// Starts a service with limits of its own on port 0.
pub async fn start_with(service: Service, settings: Settings) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel::<()>();
    let ready = Readiness::default();
    tokio::spawn(server::serve(listener, service, settings, ready, async {
        drop(stopped.await);
    }));
    Running {
        address,
        _stop: stop,
    }
}

impl Running {
    /// A channel to it.
    pub async fn channel(&self) -> Channel {
        let endpoint =
            Endpoint::from_shared(format!("http://{}", self.address)).expect("an address");
        endpoint.connect().await.expect("the service listens")
    }
}
