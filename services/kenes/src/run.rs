//! Services that run, until they are told to stop: what ends them, and in which order they end.
//!
//! Owns that order: stop accepting, drain, leave the mark of a store that is not trusted, close. A store that fails before
//! anything is served ends them for the same reason and with the same mark (`beforehand`).

use std::{io, sync::Arc, time::Duration};

use common::{
    clock::Clock,
    error::cause,
    server::{
        self, Readiness, Settings,
        ops::{self, Measuring},
    },
    store::Distrust,
};
use tokio::{
    task::{JoinError, JoinSet},
    time::timeout,
};
use tokio_util::sync::CancellationToken;

use crate::{
    Exit, Failure,
    open::{Opened, close},
    ready,
    services::Part,
    signals::Signals,
    system::room_for_connections,
};

/// How long calls in hand may take to end after the disk failed: their writes will not come back.
const FAILED_GRACE: Duration = Duration::from_secs(2);

/// Does what must be done before anything is served. Where one of the stores failed meanwhile, that is why the process ends, not
/// what the work could not do because of it.
pub(crate) async fn beforehand<T>(
    stores: &[&Opened],
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let failure = match work.await {
        Ok(done) => return Ok(done),
        Err(failure) => failure,
    };
    let Some(opened) = stores.iter().find(|opened| opened.store.is_distrusted()) else {
        return Err(failure);
    };
    let failure = distrusted(Ok(opened.store.failed().await));
    opened.suspect.mark(&opened.store, Some(&failure)).await;
    Err(failure)
}

/// Serves until a signal, the failure of a store, or the end of one of the servers; then stops them all.
pub(crate) async fn until_stopped(
    parts: Vec<Part>,
    settings: &Settings,
    stop: CancellationToken,
) -> Result<(), Failure> {
    let mut settings = settings.clone();
    settings.max_connections = room_for_connections(settings.max_connections);
    let over = CancellationToken::new();
    let (mut servers, mut others) = (JoinSet::new(), JoinSet::new());
    let mut stores = Vec::new();
    let (mut watch, mut looking) = (JoinSet::new(), JoinSet::new());
    for part in parts {
        let ready = Readiness::default();
        if let Some(listener) = part.operator {
            // Stops last, so that the drain can be watched.
            let over = over.clone().cancelled_owned();
            others.spawn(drop_error(ops::serve(
                listener,
                ready.clone(),
                measuring(&part.opened),
                over,
            )));
        }
        looking.spawn(ready::follow(
            part.opened.store.clone(),
            part.opened.log.clone(),
            Clock::system(),
            ready.clone(),
        ));
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
        .map(|opened| opened.suspect.mark(&opened.store, outcome.as_ref().err()))
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
    looking.shutdown().await;
    over.cancel();
    drop(
        timeout(Duration::from_secs(1), async {
            while others.join_next().await.is_some() {}
        })
        .await,
    );
    // Each had a handle to a store.
    drop(others);
    watch.shutdown().await;
    let closing = stores.iter().map(|opened| opened.store.clone()).collect();
    drop(stores);
    close(closing).await;
    outcome
}

/// Returns what sets the gauges of a store and its log.
fn measuring(opened: &Opened) -> Measuring {
    let (store, log, clock) = (opened.store.clone(), opened.log.clone(), Clock::system());
    Arc::new(move || {
        let (store, log, now) = (store.clone(), log.clone(), clock.now());
        Box::pin(async move {
            store.measure();
            if let Err(error) = log.measure(now).await {
                tracing::debug!(cause = cause(&error), "the log was not measured");
            }
        })
    })
}

fn distrusted(reason: Result<Distrust, JoinError>) -> Failure {
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

fn broken(ended: Result<io::Result<()>, JoinError>) -> Failure {
    let text = match ended {
        Ok(Ok(())) => "a server ended by itself".to_owned(),
        Ok(Err(error)) => error.to_string(),
        Err(error) => error.to_string(),
    };
    Failure::new(Exit::Failed, text)
}

async fn drop_error(work: impl Future<Output = io::Result<()>>) {
    if let Err(error) = work.await {
        tracing::error!(%error, "the operator's port");
    }
}
