//! What a new replica of a log must know before it signs: what another one signed last. The database cannot tell: it may be a copy
//! that is older than that.
//!
//! Owns the question. Whether the answer is of this log, and the database of that history, is seen where the log is opened.

use std::time::Duration;

use kenes_proto::record::{FetchCheckpointRequest, record_service_client::RecordServiceClient};
use tonic::transport::Endpoint;

use crate::{Exit, Failure, exit::root};

/// How long the other replica may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Asks the replica at `peer` what it signed last.
pub(crate) async fn told(peer: &Endpoint) -> Result<String, Failure> {
    let failed = |text: String| {
        let text = format!("--peer {}: {text}", peer.uri());
        Failure::new(Exit::Unavailable, text)
    };
    let endpoint = peer.clone().connect_timeout(PATIENCE).timeout(PATIENCE);
    let channel = endpoint.connect().await;
    let mut records = RecordServiceClient::new(channel.map_err(|error| failed(root(&error)))?);
    match records.fetch_checkpoint(FetchCheckpointRequest {}).await {
        Ok(answer) => Ok(answer.into_inner().note),
        Err(status) => Err(failed(format!("FetchCheckpoint: {}", status.message()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_is_not_there_is_named() {
        let nobody = Endpoint::from_static("http://127.0.0.1:1");
        let failure = told(&nobody).await.expect_err("nobody listens");
        assert_eq!(failure.exit, Exit::Unavailable);
        let said = failure.problems.concat();
        assert!(said.starts_with("--peer http://127.0.0.1:1/: "), "{said}");
    }
}
