//! The server: everything between the socket and the code generated from the contract.
//!
//! A call's way in: `listener`, `peers` and `connection` (sockets and their limits) -> `call` (the order of the steps) -> `request_id`,
//! `measure`, `metadata`, `deadline`, `authentication`, `received` (the message, whole: `one_message`), `admission` -> `service`,
//! `unary`. What a connection may keep is counted in `line`, of all together in `memory`. Its way out: `answer` (the body), `fault`
//! (no error leaves without a reason). `plain` and `page` are for those who come without gRPC. `readiness` says whether calls should
//! come at all, `health` and `reflection` tell it, and the contract, to those who ask. `ops` answers the operator on a port of its
//! own, with `metrics` and what is read of the `process`. Owns no domain rule and no access rule.
//!
//! TLS is not here yet, so nothing but a loopback address is listened on.

mod address;
mod admission;
mod answer;
mod authentication;
mod call;
mod connection;
mod deadline;
mod fault;
mod health;
mod line;
mod listener;
mod measure;
mod memory;
mod metadata;
mod metrics;
mod one_message;
pub mod ops;
mod page;
mod peers;
mod plain;
mod process;
mod readiness;
mod received;
mod reflection;
mod request_id;
mod service;
mod settings;
#[cfg(test)]
mod tests;
mod unary;

use std::{future::Future, io, sync::Arc};

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub use address::bind;
pub use authentication::{Caller, SUBJECT, Tokens};
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
        tokens,
    } = service;

    let over = CancellationToken::new();
    routes = routes.add_service(health::Health::of(&names, ready.clone(), over.clone()));
    if settings.reflection {
        routes = reflection::add(routes, &names);
    }
    let calls = Arc::new(call::Calls::new(
        routes.prepare(),
        &names,
        domain,
        (plain, tokens),
        address,
        &settings,
    ));

    ready.set(readiness::SERVER, Ok(()));
    let stop = async {
        stop.await;
        tracing::info!(domain, "stopping");
        ready.set(readiness::SERVER, Err("stopping".into()));
        tokio::time::sleep(settings.shutdown_delay).await;
        // Watchers of our health would hold the drain up for ever.
        over.cancel();
    };
    tracing::info!(domain, %address, "serving");
    tokio::select! {
        () = listener::run(listener, calls, &settings, stop) => {}
        () = metrics::upkeep() => {}
    }
    tracing::info!(domain, "stopped");
    Ok(())
}
