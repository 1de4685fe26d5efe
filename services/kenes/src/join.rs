//! What a new replica of a log must know before it signs: what another one signed last. The database cannot tell: it may be a copy
//! that is older than that.
//!
//! Owns the question. Whether the answer is of this log, and the database of that history, is seen where the log is opened.

use std::time::Duration;

use common::{
    error::cause,
    record::{Files, signed},
};
use kenes_proto::record::{FetchCheckpointRequest, record_service_client::RecordServiceClient};
use tonic::transport::Endpoint;

use crate::{Exit, Failure, exit::root};

/// How long the other replica may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The files of a log, with what the replica at `peer` signed last, if nothing is known of that.
pub(crate) async fn told(mut files: Files, peer: &Endpoint) -> Result<Files, Failure> {
    let known = signed(&files).map_err(|error| Failure::new(Exit::Record, cause(&error)))?;
    if known.is_some() {
        return Ok(files);
    }
    let failed =
        |text: String| Failure::new(Exit::Unavailable, format!("--peer {}: {text}", peer.uri()));
    let channel = peer
        .clone()
        .connect_timeout(PATIENCE)
        .timeout(PATIENCE)
        .connect()
        .await;
    let channel = channel.map_err(|error| failed(root(&error)))?;
    let asked = RecordServiceClient::new(channel)
        .fetch_checkpoint(FetchCheckpointRequest {})
        .await;
    let answer =
        asked.map_err(|status| failed(format!("FetchCheckpoint: {}", status.message())))?;
    files.told = Some(answer.into_inner().note);
    Ok(files)
}
