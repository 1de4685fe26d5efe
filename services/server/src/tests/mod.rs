//! The server over a real socket, with a service that misbehaves on demand.

use std::{
    convert::Infallible,
    future::Future,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use http::{Request, Response, StatusCode};
use kenes_proto::health::{HealthCheckRequest, HealthCheckResponse, health_client::HealthClient};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::oneshot,
    task::JoinHandle,
};
use tonic::{
    Code, Status, body::Body, codec::CompressionEncoding, service::Routes, transport::Channel,
};
use tonic_types::StatusExt;

use super::*;
use error::Error;

mod bounds;
mod calls;
mod health;
mod manners;
mod plain;
mod reflection;
mod sockets;

/// Does what the last part of the path says.
#[derive(Clone)]
struct Probe;

impl tonic::server::NamedService for Probe {
    const NAME: &'static str = "test.Probe";
}

impl tower::Service<Request<Body>> for Probe {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        Box::pin(async move {
            let path = request.uri().path().to_owned();
            if path.ends_with("/Large") {
                return Ok(bounds::large());
            }
            let mut grpc = tonic::server::Grpc::new(tonic_prost::ProstCodec::<
                HealthCheckResponse,
                HealthCheckRequest,
            >::default())
            .apply_max_message_size_config(Some(64), None)
            .accept_compressed(CompressionEncoding::Gzip)
            .send_compressed(CompressionEncoding::Gzip);
            Ok(grpc
                .unary(tower::service_fn(move |r| act(path.clone(), r)), request)
                .await)
        })
    }
}

async fn act(
    path: String,
    request: tonic::Request<HealthCheckRequest>,
) -> Result<tonic::Response<HealthCheckResponse>, Status> {
    match path.rsplit('/').next() {
        Some("Panic") => panic!("the table ngo is on fire"),
        Some("Sleep") => tokio::time::sleep(Duration::from_mins(1)).await,
        Some("Nap") => tokio::time::sleep(Duration::from_millis(300)).await,
        Some("Leak") => return Err(Status::internal("the table ngo is on fire")),
        Some("Id") => {
            let id = request
                .extensions()
                .get::<RequestId>()
                .expect("an id in the extensions");
            return Err(Status::not_found(id.as_str()));
        }
        _ => {}
    }
    Ok(tonic::Response::new(HealthCheckResponse { status: 1 }))
}

struct Server {
    address: SocketAddr,
    ready: Readiness,
    stop: oneshot::Sender<()>,
    done: JoinHandle<io::Result<()>>,
}

async fn start(settings: Settings) -> Server {
    let listener = bind("127.0.0.1:0".parse().expect("an address"))
        .await
        .expect("bound");
    let address = listener.local_addr().expect("an address");
    let service = Service {
        routes: Routes::new(Probe),
        names: vec!["test.Probe"],
        domain: "test.kenes",
        plain: Some(Plain::new("/pages/", plain::page)),
        tokens: None,
    };
    let (stop, stopped) = oneshot::channel();
    let ready = Readiness::new(["store"]);
    let stopped = async { stopped.await.unwrap_or(()) };
    let done = tokio::spawn(serve(listener, service, settings, ready.clone(), stopped));
    Server {
        address,
        ready,
        stop,
        done,
    }
}

impl Server {
    async fn channel(&self) -> Channel {
        let endpoint = tonic::transport::Endpoint::try_from(format!("http://{}", self.address))
            .expect("an address");
        endpoint.connect().await.expect("connected")
    }

    /// Stops the server; how long that took.
    async fn end(self) -> Duration {
        let begun = Instant::now();
        self.stop.send(()).expect("still running");
        self.done.await.expect("no panic").expect("no error");
        begun.elapsed()
    }
}

async fn call(
    channel: &Channel,
    method: &str,
    request: tonic::Request<HealthCheckRequest>,
) -> Result<(), Status> {
    let mut grpc = tonic::client::Grpc::new(channel.clone());
    grpc.ready().await.expect("a connection");
    let codec = tonic_prost::ProstCodec::<HealthCheckRequest, HealthCheckResponse>::default();
    let path = format!("/test.Probe/{method}").parse().expect("a path");
    grpc.unary(request, path, codec).await.map(|_| ())
}

fn empty() -> tonic::Request<HealthCheckRequest> {
    tonic::Request::new(HealthCheckRequest::default())
}

async fn refusal(channel: &Channel, method: &str) -> Status {
    call(channel, method, empty()).await.expect_err("a refusal")
}

fn reason(status: &Status) -> String {
    let details = status.get_error_details();
    let info = details
        .error_info()
        .unwrap_or_else(|| panic!("no error info: {status:?}"));
    assert_eq!(info.domain, "test.kenes");
    info.reason.clone()
}

/// Sends `text` to the server and reads what comes until it closes.
async fn raw(address: SocketAddr, text: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.expect("connected");
    stream.write_all(text).await.expect("sent");
    let mut answer = Vec::new();
    // A socket closed with bytes unread ends in a reset: closed all the same.
    if let Err(e) = stream.read_to_end(&mut answer).await {
        assert_eq!(e.kind(), io::ErrorKind::ConnectionReset);
    }
    String::from_utf8_lossy(&answer).into_owned()
}
