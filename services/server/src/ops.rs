//! The operator's port: `/livez`, `/readyz`, `/metrics` in plain HTTP/1 on a loopback address of its own.
//!
//! Owns how the state is shown, not the state. Stops last, so that the draining of the service can be watched.

use std::{
    convert::Infallible,
    future::Future,
    io,
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::TcpListener,
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::{Readiness, address::guard, metrics::metrics, process};

const MAX_CONNECTIONS: usize = 64;
const MAX_SILENCE: Duration = Duration::from_secs(5);
/// How long the parts of a service may take to be measured: what hangs must not hide the rest.
const MAX_MEASURING: Duration = Duration::from_secs(2);

/// Sets the gauges that nobody keeps up to date; called before they are shown.
pub type Measuring = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// Serves until `stop` resolves.
pub async fn serve(
    listener: TcpListener,
    readiness: Readiness,
    measuring: Measuring,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    guard(listener.local_addr()?)?;
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(MAX_SILENCE);
    let mut open = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            biased;
            () = &mut stop => return Ok(()),
            Some(_) = open.join_next() => {}
            accepted = listener.accept(), if open.len() < MAX_CONNECTIONS => match accepted {
                Ok((stream, _)) => {
                    let (readiness, measuring) = (readiness.clone(), measuring.clone());
                    let service = service_fn(move |request: Request<hyper::body::Incoming>| {
                        let (readiness, measuring) = (readiness.clone(), measuring.clone());
                        async move { Ok::<_, Infallible>(answer(&request, &readiness, &measuring).await) }
                    });
                    open.spawn(http.serve_connection(TokioIo::new(stream), service));
                }
                Err(_) => sleep(Duration::from_millis(100)).await,
            }
        }
    }
}

async fn answer<B>(
    request: &Request<B>,
    readiness: &Readiness,
    measuring: &Measuring,
) -> Response<Full<Bytes>> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return text(StatusCode::METHOD_NOT_ALLOWED, "GET only\n".into());
    }
    match request.uri().path() {
        // Alive is whoever can answer; a process that cannot reach its store must not be restarted for it.
        "/livez" => text(StatusCode::OK, "alive\n".into()),
        "/readyz" => match readiness.obstacles() {
            none if none.is_empty() => text(StatusCode::OK, "ready\n".into()),
            some => text(
                StatusCode::SERVICE_UNAVAILABLE,
                format!("not ready\n{}\n", some.join("\n")),
            ),
        },
        "/metrics" => {
            if timeout(MAX_MEASURING, measuring()).await.is_err() {
                tracing::warn!("not all could be measured in time: some metrics are old");
            }
            text(StatusCode::OK, metrics().render() + &process::render())
        }
        _ => text(
            StatusCode::NOT_FOUND,
            "here are /livez, /readyz and /metrics\n".into(),
        ),
    }
}

fn text(status: StatusCode, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    async fn get(path: &str, readiness: &Readiness) -> (u16, String) {
        let request = Request::get(path).body(()).expect("a request");
        let measuring: Measuring =
            Arc::new(|| Box::pin(async { ::metrics::gauge!("kenes_log_entries").set(17) }));
        let response = answer(&request, readiness, &measuring).await;
        let status = response.status().as_u16();
        let body = response
            .into_body()
            .collect()
            .await
            .expect("a body")
            .to_bytes();
        (status, String::from_utf8(body.to_vec()).expect("text"))
    }

    #[tokio::test]
    async fn readiness_says_what_is_in_the_way() {
        let readiness = Readiness::new(["store"]);
        readiness.set("server", Ok(()));
        readiness.set("store", Err("locked by another process".into()));
        let (status, body) = get("/readyz", &readiness).await;
        assert_eq!(
            (status, body.as_str()),
            (503, "not ready\nstore: locked by another process\n")
        );
        assert_eq!(get("/livez", &readiness).await.0, 200);
        readiness.set("store", Ok(()));
        assert_eq!(get("/readyz", &readiness).await, (200, "ready\n".into()));
        assert_eq!(get("/debug/pprof", &readiness).await.0, 404);
    }

    #[tokio::test]
    async fn what_is_shown_is_measured_and_explained() {
        metrics();
        let (status, body) = get("/metrics", &Readiness::default()).await;
        assert_eq!(status, 200);
        for line in [
            "# HELP kenes_log_entries Entries of the log",
            "kenes_log_entries 17",
            "kenes_build_info{version=",
            "# TYPE process_cpu_seconds_total counter",
        ] {
            assert!(body.contains(line), "{line} in {body}");
        }
    }
}
