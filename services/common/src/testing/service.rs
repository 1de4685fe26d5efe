//! An app over a fresh database, and a service on port 0.

use std::net::SocketAddr;

use tokio::{net::TcpListener, sync::oneshot};
use tonic::transport::Endpoint;

use super::{Channel, Fresh, Hand};
use crate::{
    Error,
    app::{App, Definition},
    clock::Ids,
    context::Context,
    record::Log,
    server::{self, Readiness, Service, Settings},
    store::{Store, Upgrade},
};

/// Returns an app over a fresh database.
pub async fn app(fresh: &Fresh, definition: &Definition, hand: &Hand) -> Result<App, Error> {
    let store = Store::open(&fresh.database, definition.migrations, Upgrade::Apply).await?;
    let ids = Ids::random();
    let context = Context::own(definition.domain, "OpenLog", hand.now(), &ids);
    let log = Log::open(&store, &fresh.files, &context).await?;
    Ok(App {
        store,
        log,
        attachments: fresh.attachments.clone(),
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
    /// Returns a channel to it.
    pub async fn channel(&self) -> Channel {
        let endpoint =
            Endpoint::from_shared(format!("http://{}", self.address)).expect("an address");
        let channel = endpoint.connect().await.expect("the service listens");
        channel.into()
    }
}
