//! How the services are, for those who ask by gRPC's own convention (`grpc.health.v1`): managers of containers, balancers.
//!
//! Owns which names are known. Whether they serve is [`Readiness`]'s to say; all of them do, or none.

use std::collections::HashMap;

use kenes_proto::health::{
    HealthCheckRequest, HealthCheckResponse, HealthListRequest, HealthListResponse,
    health_check_response::ServingStatus, health_server,
};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status};

use crate::Readiness;

/// The health service of a server.
pub(super) struct Health {
    names: Vec<&'static str>,
    readiness: Readiness,
    over: CancellationToken,
}

impl Health {
    /// The health of these services and, under the empty name, of the whole. Its watchers are let go when `over` is cancelled.
    pub(super) fn of(
        names: &[&'static str],
        readiness: Readiness,
        over: CancellationToken,
    ) -> health_server::HealthServer<Self> {
        let health = Self {
            names: [""].iter().chain(names).copied().collect(),
            readiness,
            over,
        };
        health_server::HealthServer::new(health).max_decoding_message_size(4 << 10)
    }
}

#[tonic::async_trait]
impl health_server::Health for Health {
    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        match self.names.contains(&&*request.get_ref().service) {
            true => Ok(Response::new(answer(status(&self.readiness)))),
            false => Err(Status::not_found(
                "no service of this name is served here; Health/List returns those that are",
            )),
        }
    }

    async fn list(
        &self,
        _: Request<HealthListRequest>,
    ) -> Result<Response<HealthListResponse>, Status> {
        let now = answer(status(&self.readiness));
        let statuses: HashMap<_, _> = self
            .names
            .iter()
            .map(|name| ((*name).to_owned(), now))
            .collect();
        Ok(Response::new(HealthListResponse { statuses }))
    }

    type WatchStream = ReceiverStream<Result<HealthCheckResponse, Status>>;

    async fn watch(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        // What is not served now never will be, but the convention wants its watcher to be told so and kept.
        let known = self.names.contains(&&*request.get_ref().service);
        let (readiness, over) = (self.readiness.clone(), self.over.clone());
        let (out, stream) = mpsc::channel(1);
        tokio::spawn(async move {
            let mut changes = readiness.changes();
            let mut said = None;
            loop {
                let now = match known {
                    true => status(&readiness),
                    false => ServingStatus::ServiceUnknown,
                };
                if said.replace(now) != Some(now) && out.send(Ok(answer(now))).await.is_err() {
                    return;
                }
                tokio::select! {
                    biased;
                    changed = changes.changed() => if changed.is_err() { return },
                    () = over.cancelled() => return,
                    () = out.closed() => return,
                }
            }
        });
        Ok(Response::new(ReceiverStream::new(stream)))
    }
}

fn status(readiness: &Readiness) -> ServingStatus {
    match readiness.ready() {
        true => ServingStatus::Serving,
        false => ServingStatus::NotServing,
    }
}

fn answer(status: ServingStatus) -> HealthCheckResponse {
    HealthCheckResponse {
        status: status.into(),
    }
}
