//! Telling a pair of services in this process what is to be recorded: through their own gRPC, on ports that nobody else knows.

use std::sync::{Arc, atomic::AtomicI64};

use common::server::{self, Readiness, Service, Settings};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;
use tonic::transport::{Channel, Endpoint};

use crate::{
    Exit, Failure,
    client::Caller,
    import::{Importer, Manner, Statement, Summary},
    progress::bar,
};

/// Two services that are not served yet; the second asks the first at the URL that it is given.
pub(crate) struct Pair<F> {
    pub(crate) registry: Service,
    pub(crate) consultation: F,
}

/// Carries out statements as `subject`, one after the other. `hand` is the services' clock where it is ours to set.
pub(crate) async fn tell<F>(
    pair: Pair<F>,
    subject: &str,
    hand: Option<Arc<AtomicI64>>,
    statements: Vec<(String, Statement)>,
) -> Result<Summary, Failure>
where
    F: FnOnce(&str) -> Result<Service, Failure>,
{
    let stop = CancellationToken::new();
    let (registry, url, first) = start(pair.registry, &stop).await?;
    let (consultation, _, second) = start((pair.consultation)(&url)?, &stop).await?;
    let mut importer = Importer::new(
        Caller::new(registry, consultation, stop.clone()),
        subject.to_owned(),
        Manner::default(),
        hand,
        bar(statements.len() as u64, false),
    );
    for (location, statement) in statements {
        let outcome = importer.carry_out(location, statement).await;
        outcome.map_err(|no_answer| Failure::new(Exit::Unavailable, no_answer.0))?;
        importer.bar.inc(1);
    }
    importer.bar.finish_and_clear();
    stop.cancel();
    let summary = std::mem::take(&mut importer.summary);
    // Without its channels the servers have nobody left to wait for.
    drop(importer);
    for server in [first, second] {
        drop(server.await);
    }
    Ok(summary)
}

/// Serves on a free port: a channel, the URL, and the server.
async fn start(
    service: Service,
    stop: &CancellationToken,
) -> Result<(Channel, String, JoinHandle<std::io::Result<()>>), Failure> {
    let unavailable = |text: String| Failure::new(Exit::Unavailable, text);
    let listener = TcpListener::bind("127.0.0.1:0")
        .await
        .map_err(|e| unavailable(e.to_string()))?;
    let address = listener.local_addr();
    let url = format!(
        "http://{}",
        address.map_err(|e| unavailable(e.to_string()))?
    );
    let stopped = stop.clone().cancelled_owned();
    let server = tokio::spawn(server::serve(
        listener,
        service,
        Settings::default(),
        Readiness::default(),
        stopped,
    ));
    let endpoint = Endpoint::from_shared(url.clone()).map_err(|e| unavailable(e.to_string()))?;
    Ok((endpoint.connect_lazy(), url, server))
}
