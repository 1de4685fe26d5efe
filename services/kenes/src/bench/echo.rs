//! The ceiling: a unary call that takes what `CreateComment` takes, answers as many bytes as it answers, and does nothing.
//!
//! Owns the echo service, its two servers (tonic's, bare, and that of the services with all its limits and measures) and its
//! client.

use std::{
    convert::Infallible,
    future::{Ready, ready},
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll},
};

use common::{
    date,
    server::{self, Readiness, Settings},
};
use kenes_proto::consultation::{self as pb, Comment, CreateCommentRequest};
use tonic::{
    Request, Response, Status,
    codegen::{Service, http},
    server::{Grpc, NamedService, UnaryService},
    transport::{Channel, Server},
};
use tonic_prost::ProstCodec;

use super::Outcome;

const PATH: &str = "/kenes.bench.v1.Echo/Echo";

/// A time like any other: what it is does not matter, only that it takes its bytes.
const NOON: i64 = 1_779_710_400_000_000;

/// The echo service.
#[derive(Clone, Copy, Debug)]
struct Echo;

impl NamedService for Echo {
    const NAME: &'static str = "kenes.bench.v1.Echo";
}

impl UnaryService<CreateCommentRequest> for Echo {
    type Response = Comment;
    type Future = Ready<Result<Response<Comment>, Status>>;

    fn call(&mut self, request: Request<CreateCommentRequest>) -> Self::Future {
        ready(Ok(Response::new(dressed(request.into_inner()))))
    }
}

/// Returns the comment that came, with what the consultation service would add.
fn dressed(request: CreateCommentRequest) -> Comment {
    let mut comment = request.comment.unwrap_or_default();
    let time = Some(date::timestamp(NOON));
    comment.name = format!("{}/comments/c-01h8xk2v7q9r3t5w6y8z0a1b2c", request.parent);
    "01977a2e-5b7c-7d31-9f0a-0123456789ab".clone_into(&mut comment.uid);
    "\"1\"".clone_into(&mut comment.etag);
    comment.create_time = time;
    comment.update_time = time;
    comment.submit_time = time;
    comment.verify_time = time;
    comment.set_state(pb::comment::State::Published);
    comment.set_verification(pb::comment::Verification::Verified);
    let organization = comment.author.as_ref().map(|a| a.on_behalf_of.clone());
    comment.standing = Some(pb::StandingRecord {
        organization: organization.unwrap_or_default(),
        display_title: "Bench NGO 0000".into(),
        org_id: "KZ-KENES-bench-ngo-0000".into(),
        organization_state: "STATE_ACTIVE".into(),
        as_of_time: time,
        ..Default::default()
    });
    comment
}

impl Service<http::Request<tonic::body::Body>> for Echo {
    type Response = http::Response<tonic::body::Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<tonic::body::Body>) -> Self::Future {
        Box::pin(async {
            let codec = ProstCodec::<Comment, CreateCommentRequest>::default();
            Ok(Grpc::new(codec).unary(Echo, request).await)
        })
    }
}

/// Serves the echo on `address` until the process is stopped: bare on tonic's server, or behind the server of the services.
pub(super) async fn serve(address: SocketAddr, own: bool) -> Outcome<()> {
    if own {
        let listener = server::bind(address).await?;
        let service = server::Service::new("echo.kenes").with_unlimited(Echo);
        let (settings, ready) = (Settings::default(), Readiness::default());
        server::serve(listener, service, settings, ready, std::future::pending()).await?;
    } else {
        Server::builder()
            .tcp_nodelay(true)
            .add_service(Echo)
            .serve(address)
            .await?;
    }
    Ok(())
}

/// Calls the echo.
pub(super) async fn call(
    channel: Channel,
    request: Request<CreateCommentRequest>,
) -> Result<Comment, Status> {
    let mut client = tonic::client::Grpc::new(channel);
    client
        .ready()
        .await
        .map_err(|e| Status::unavailable(e.to_string()))?;
    let path = http::uri::PathAndQuery::from_static(PATH);
    let codec = ProstCodec::<CreateCommentRequest, Comment>::default();
    client
        .unary(request, path, codec)
        .await
        .map(Response::into_inner)
}
