//! The server: everything between the socket and the code generated from the contract.
//!
//! A call's way in: `listener` and `connection` (sockets and their limits) -> `call` (the order of the steps) -> `request_id`,
//! `measure`, `deadline`, `admission` -> the service. Its way out: `answer` (the body), `fault` (no error leaves without a
//! reason). `plain` and `page` are for those who come without gRPC. `readiness` says whether calls should come at all, `ops`
//! answers the operator on a port of its own. Owns no domain rule and no access rule.
//!
//! Neither TLS nor authentication is here yet, so nothing but a loopback address is listened on.

mod address;
mod admission;
mod answer;
mod call;
mod connection;
mod deadline;
mod fault;
mod line;
mod listener;
mod measure;
mod metrics;
pub mod ops;
mod page;
mod plain;
mod readiness;
mod reflection;
mod request_id;
mod service;
mod settings;
#[cfg(test)]
mod tests;

use std::{future::Future, io, sync::Arc};

use tokio::net::TcpListener;

pub use address::bind;
pub use line::Line;
pub use metrics::metrics;
pub use page::Page;
pub use plain::Plain;
pub use readiness::Readiness;
pub use request_id::RequestId;
pub use service::Service;
pub use settings::Settings;

/// Serves until `stop` resolves, then lets the calls in hand end within the grace and cuts the rest.
pub async fn serve(
    listener: TcpListener,
    service: Service,
    settings: Settings,
    ready: Readiness,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let address = listener.local_addr()?;
    address::guard(address)?;
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
        routes = reflection::add(routes, &names)?;
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
        () = metrics::upkeep() => {}
    }
    tracing::info!(domain, "stopped");
    Ok(())
}
