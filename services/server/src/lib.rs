//! The server app: everything between the socket and the code generated from the contract.
//!
//! A call's way in: `listener` (sockets and their limits) -> `call` (the order of the steps) -> `measure`, `deadline` ->
//! the service; its way out: `answer` (the body), `fault` (no error leaves without a reason). `plain` is for those who come
//! without gRPC. `readiness` says whether calls should come at all, `ops` answers the operator on a port of its own. Owns no
//! domain rule and no access rule.
//!
//! Neither TLS nor authentication is here yet, so nothing but a loopback address is listened on.

mod answer;
mod call;
mod deadline;
mod fault;
mod listener;
mod measure;
pub mod ops;
mod plain;
mod readiness;
#[cfg(test)]
mod tests;

use std::{
    future::Future,
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use tokio::net::TcpListener;
use tonic::service::Routes;

pub use call::RequestId;
pub use listener::Line;
pub use measure::metrics;
pub use plain::{Page, Plain};
pub use readiness::Readiness;

/// The limits of a server. Plain data, complete before anything is bound. The default is safe in public.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Connections at once; one more is closed at once.
    pub max_connections: usize,
    /// Calls at once on one connection. 512 is right between two services of ours.
    pub max_streams: u32,
    /// Unary calls in hand, of all connections together; one more is answered `OVERLOADED`.
    pub max_in_flight: usize,
    /// Streaming calls open, of all connections together; one more is answered `OVERLOADED`.
    pub max_open_streams: usize,
    /// The longest a unary call may take, and a streaming one until its first byte. A caller may ask for less.
    pub max_deadline: Duration,
    /// The longest a caller may take to upload a stream of messages.
    pub max_upload: Duration,
    /// How long a caller may let a stream wait to be read.
    pub max_stall: Duration,
    /// How long a connection that has not said what it speaks is waited for.
    pub max_silence: Duration,
    /// After this, give or take a tenth, a connection is asked to go, so that load spreads again.
    pub max_connection_age: Duration,
    /// Between "not ready" and the last accepted connection: time for a load balancer to notice.
    pub shutdown_delay: Duration,
    /// How long calls in hand may take to end once the server stops. What is left is cut.
    pub shutdown_grace: Duration,
    /// Whether the contract can be asked for (`grpcurl list`, `describe`).
    pub reflection: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            max_connections: 2_000,
            max_streams: 128,
            max_in_flight: 256,
            max_open_streams: 500,
            max_deadline: Duration::from_secs(10),
            max_upload: Duration::from_mins(1),
            max_stall: Duration::from_secs(30),
            max_silence: Duration::from_secs(10),
            max_connection_age: Duration::from_mins(30),
            shutdown_delay: Duration::ZERO,
            shutdown_grace: Duration::from_secs(10),
            reflection: true,
        }
    }
}

/// What is served.
pub struct Service {
    /// The services generated from the contract, each with its own message limits.
    pub routes: Routes,
    /// Their full names (`NamedService::NAME`): for health, reflection and metrics.
    pub names: Vec<&'static str>,
    /// Who decides, in every error: `registry.kenes`.
    pub domain: &'static str,
    /// What is answered to a plain HTTP client, if anything.
    pub plain: Option<Plain>,
}

impl Service {
    /// A service that has nothing to serve yet.
    pub fn new(domain: &'static str) -> Self {
        Self {
            routes: Routes::default(),
            names: Vec::new(),
            domain,
            plain: None,
        }
    }

    /// Adds one generated from the contract.
    #[must_use]
    pub fn with<S>(mut self, service: S) -> Self
    where
        S: tower::Service<
                http::Request<tonic::body::Body>,
                Response = http::Response<tonic::body::Body>,
                Error = std::convert::Infallible,
            > + tonic::server::NamedService
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send + 'static,
    {
        self.routes = self.routes.add_service(service);
        self.names.push(S::NAME);
        self
    }
}

/// Listens on `address`, which must be a loopback one.
pub async fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    guard(address)?;
    TcpListener::bind(address)
        .await
        .map_err(|e| io::Error::new(e.kind(), format!("cannot listen on {address}: {e}")))
}

/// Serves until `stop` resolves, then lets the calls in hand end within the grace and cuts the rest.
pub async fn serve(
    listener: TcpListener,
    service: Service,
    settings: Settings,
    ready: Readiness,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let address = listener.local_addr()?;
    guard(address)?;
    let Service {
        mut routes,
        names,
        domain,
        plain,
    } = service;

    let (mut reporter, health) = tonic_health::server::health_reporter();
    // The reporter is born SERVING: correct that before the first connection.
    readiness::report(&reporter, &names, false).await;
    routes = routes.add_service(health);
    if settings.reflection {
        routes = reflect(routes, &names)?;
    }
    let calls = Arc::new(call::Calls::new(
        routes.prepare(),
        &names,
        domain,
        plain,
        address,
        &settings,
    ));

    ready.set(readiness::SERVER, Ok(()));
    let stop = async {
        tokio::select! {
            () = stop => {}
            () = readiness::follow(&ready, &reporter, &names) => {}
        }
        tracing::info!(domain, "stopping");
        ready.set(readiness::SERVER, Err("stopping".into()));
        readiness::report(&reporter, &names, false).await;
        tokio::time::sleep(settings.shutdown_delay).await;
        // Watchers of our health would hold the drain up for ever: without a status their streams end.
        readiness::withdraw(&mut reporter, &names).await;
    };
    tracing::info!(domain, %address, "serving");
    tokio::select! {
        () = listener::run(listener, calls, &settings, stop) => {}
        () = measure::upkeep() => {}
    }
    tracing::info!(domain, "stopped");
    Ok(())
}

/// Adds the reflection services, v1 and the v1alpha that older tools know, both naming what is really served.
fn reflect(routes: Routes, names: &[&'static str]) -> io::Result<Routes> {
    const OWN: [&str; 3] = [
        "grpc.health.v1.Health",
        "grpc.reflection.v1.ServerReflection",
        "grpc.reflection.v1alpha.ServerReflection",
    ];
    let builder = || {
        names.iter().chain(&OWN).fold(
            tonic_reflection::server::Builder::configure()
                .register_encoded_file_descriptor_set(kenes_proto::DESCRIPTORS)
                .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
                .register_encoded_file_descriptor_set(tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET)
                .register_encoded_file_descriptor_set(
                    tonic_reflection::pb::v1alpha::FILE_DESCRIPTOR_SET,
                )
                .include_reflection_service(false),
            |builder, name| builder.with_service_name(*name),
        )
    };
    let v1 = builder().build_v1().map_err(io::Error::other)?;
    let v1alpha = builder().build_v1alpha().map_err(io::Error::other)?;
    Ok(routes.add_service(v1).add_service(v1alpha))
}

/// Refuses an address that others can reach.
fn guard(address: SocketAddr) -> io::Result<()> {
    let ip: IpAddr = address.ip().to_canonical();
    if ip.is_loopback() {
        return Ok(());
    }
    Err(io::Error::new(
        io::ErrorKind::InvalidInput,
        format!(
            "refusing to listen on {address}: there is neither TLS nor authentication yet, so only a loopback address \
             (127.0.0.1, [::1]) is safe"
        ),
    ))
}
