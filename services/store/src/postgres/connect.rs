//! Connections: what the server sends out of turn is counted or passed on.

use std::{
    future::poll_fn,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use deadpool_postgres::Connect;
use tokio::{sync::watch, task::JoinHandle};
use tokio_postgres::{AsyncMessage, Client, Config, Error, NoTls};

/// Connects, counts the warnings the server sends out of turn, and passes on what replicas commit.
#[derive(Clone)]
pub(super) struct Connector {
    pub(super) warnings: Arc<AtomicU64>,
    /// How often a connection was made: each may lead to another server than those before.
    pub(super) connections: Arc<AtomicU64>,
    /// How many leaves are committed.
    pub(super) size: watch::Sender<u64>,
}

impl Connect for Connector {
    fn connect(
        &self,
        config: &Config,
    ) -> Pin<Box<dyn Future<Output = Result<(Client, JoinHandle<()>), Error>> + Send + '_>> {
        let (config, warnings, size) = (
            config.clone(),
            Arc::clone(&self.warnings),
            self.size.clone(),
        );
        let connections = Arc::clone(&self.connections);
        Box::pin(async move {
            let (client, mut connection) = config.connect(NoTls).await?;
            // Before anything is read on it, or heard.
            connections.fetch_add(1, Ordering::SeqCst);
            let driver = async move {
                while let Some(message) = poll_fn(|cx| connection.poll_message(cx)).await {
                    match message {
                        Ok(AsyncMessage::Notice(notice)) if notice.severity() == "WARNING" => {
                            warnings.fetch_add(1, Ordering::SeqCst);
                            tracing::warn!(
                                code = notice.code().code(),
                                message = notice.message(),
                                "postgres"
                            );
                        }
                        Ok(AsyncMessage::Notification(told)) => {
                            heard(&size, told.payload().parse().unwrap_or(0));
                        }
                        Ok(_) => {}
                        Err(error) => {
                            tracing::warn!(%error, "postgres connection");
                            return;
                        }
                    }
                }
            };
            Ok((client, tokio::spawn(driver)))
        })
    }
}

/// Tells how many leaves are committed, if that was not known.
pub(super) fn heard(size: &watch::Sender<u64>, now: u64) {
    size.send_if_modified(|known| {
        let before = *known;
        *known = before.max(now);
        *known > before
    });
}
