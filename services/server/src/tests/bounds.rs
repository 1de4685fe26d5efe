//! What a caller that does not end what it began may take from the others: nothing.

use bytes::Bytes;
use http_body::Frame;
use http_body_util::{BodyExt, Full, StreamBody};
use kenes_proto::health::health_check_response::ServingStatus;
use tokio_stream::StreamExt;
use tower::Service as _;

use super::*;

/// A call of a message of so many bytes, of which so many come, and the rest never.
async fn half(channel: &Channel, size: u32, sent: usize) -> Status {
    let mut begun = vec![0];
    begun.extend(size.to_be_bytes());
    begun.resize(5 + sent, 0);
    let first = tokio_stream::once(Ok::<_, Status>(Frame::data(Bytes::from(begun))));
    let body = Body::new(StreamBody::new(first.chain(tokio_stream::pending())));
    let request = Request::post(format!("{}/test.Probe/Ok", "http://test"))
        .header("content-type", "application/grpc")
        .body(body)
        .expect("a request");
    let mut channel = channel.clone();
    std::future::poll_fn(|cx| channel.poll_ready(cx))
        .await
        .expect("a connection");
    let answer = channel.call(request).await.expect("an answer");
    Status::from_header_map(answer.headers()).expect("refused")
}

#[tokio::test]
async fn a_message_that_does_not_end_takes_nobodys_place() {
    let server = start(Settings {
        max_in_flight: 2,
        max_message: Duration::from_secs(2),
        ..Settings::default()
    })
    .await;
    let (idle, good) = (server.channel().await, server.channel().await);
    let begun = Instant::now();
    let halves: Vec<_> = (0..20)
        .map(|_| {
            let idle = idle.clone();
            tokio::spawn(async move { half(&idle, 40, 10).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(100)).await;
    for _ in 0..10 {
        call(&good, "Ok", empty()).await.expect("a place");
    }
    assert!(begun.elapsed() < Duration::from_secs(2), "they were gone");
    for half in halves {
        let status = half.await.expect("no panic");
        assert_eq!(status.code(), Code::DeadlineExceeded, "{status:?}");
        assert_eq!(reason(&status), "DEADLINE_EXCEEDED");
        assert!(status.message().contains("did not come"), "{status:?}");
    }
    // The control: what is whole, and takes long, does take a place.
    let busy = tokio::spawn({
        let good = good.clone();
        async move { tokio::join!(call(&good, "Nap", empty()), call(&good, "Nap", empty())) }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(reason(&refusal(&good, "Ok").await), "OVERLOADED");
    drop(busy.await);
    server.end().await;
}

#[tokio::test]
async fn unfinished_messages_are_kept_within_the_memory_that_there_is() {
    let server = start(Settings {
        max_memory: 64 << 10,
        max_message: Duration::from_secs(2),
        ..Settings::default()
    })
    .await;
    let channel = server.channel().await;
    let first = tokio::spawn({
        let channel = channel.clone();
        async move { half(&channel, 1 << 20, 40 << 10).await }
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    let second = half(&channel, 1 << 20, 40 << 10).await;
    assert_eq!(reason(&second), "OVERLOADED");
    call(&channel, "Ok", empty()).await.expect("small");
    let first = first.await.expect("no panic");
    assert_eq!(first.code(), Code::DeadlineExceeded);
    // What the first one had is free again.
    let third = half(&channel, 1 << 20, 40 << 10).await;
    assert_eq!(third.code(), Code::DeadlineExceeded);
    server.end().await;
}

/// An answer of six megabytes, in one piece: more than a caller takes before it reads.
pub(super) fn large() -> Response<Body> {
    let mut answer = vec![0];
    answer.extend((3_u32 << 21).to_be_bytes());
    answer.resize(5 + (3 << 21), 0);
    // As gRPC's own: nobody knows its length before.
    let body = tokio_stream::once(Ok::<_, Status>(Frame::data(Bytes::from(answer))));
    Response::builder()
        .header("content-type", "application/grpc")
        .body(Body::new(StreamBody::new(body)))
        .expect("an answer")
}

/// Asks for a large answer, and reads only its head. The connection is this call's own.
async fn ask(server: &Server) -> (Channel, Response<Body>) {
    let mut channel = server.channel().await;
    let request = Request::post("http://test/test.Probe/Large")
        .header("content-type", "application/grpc")
        .body(Body::new(Full::new(Bytes::from_static(&[0; 5]))))
        .expect("a request");
    std::future::poll_fn(|cx| channel.poll_ready(cx))
        .await
        .expect("a connection");
    let answer = channel.call(request).await.expect("an answer");
    (channel, answer)
}

/// Reads the rest; what came of it.
async fn rest(answer: Response<Body>) -> Result<usize, Status> {
    let whole = answer.into_body().collect().await?;
    match whole.trailers().and_then(Status::from_header_map) {
        Some(status) if status.code() != Code::Ok => Err(status),
        _ => Ok(whole.to_bytes().len()),
    }
}

#[tokio::test]
async fn an_answer_that_nobody_reads_is_let_go() {
    // Also on a connection that was asked to go meanwhile.
    for max_connection_age in [Duration::from_mins(30), Duration::from_millis(700)] {
        unread(Settings {
            max_connection_age,
            max_memory: 8 << 20,
            max_stall: Duration::from_millis(1_500),
            ..Settings::default()
        })
        .await;
    }
}

async fn unread(settings: Settings) {
    let server = start(settings).await;
    let (_kept, unread) = ask(&server).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let (_other, second) = ask(&server).await;
    let refused = rest(second).await.expect_err("no room");
    assert_eq!(reason(&refused), "OVERLOADED");
    call(&server.channel().await, "Ok", empty())
        .await
        .expect("small");
    // The first is cut, and there is room again.
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert!(rest(unread).await.is_err(), "it was kept");
    let (_third, third) = ask(&server).await;
    assert_eq!(rest(third).await.expect("read"), 5 + (3 << 21));
    server.end().await;
}

#[tokio::test]
async fn watchers_of_our_health_are_counted() {
    let server = start(Settings {
        max_exempt_streams: 3,
        ..Settings::default()
    })
    .await;
    let mut health = HealthClient::new(server.channel().await);
    let mut watching = Vec::new();
    for _ in 0..3 {
        let watch = health.watch(HealthCheckRequest::default()).await;
        watching.push(watch.expect("a place"));
    }
    let refused = health.watch(HealthCheckRequest::default()).await;
    assert_eq!(reason(&refused.expect_err("no place")), "OVERLOADED");
    let check = health.check(HealthCheckRequest::default()).await;
    let status = check.expect("asked as ever").into_inner().status();
    assert_eq!(status, ServingStatus::NotServing);
    watching.clear();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let again = health.watch(HealthCheckRequest::default()).await;
    assert!(again.is_ok(), "the places are given back");
    drop(again);
    server.end().await;
}

#[tokio::test]
async fn one_connection_does_not_take_all_streams() {
    let server = start(Settings::default()).await;
    let mut health = HealthClient::new(server.channel().await);
    let mut watching = Vec::new();
    let refused = loop {
        match health.watch(HealthCheckRequest::default()).await {
            Ok(watch) => watching.push(watch),
            Err(status) => break status,
        }
    };
    assert_eq!(
        (watching.len(), reason(&refused).as_str()),
        (64, "OVERLOADED")
    );
    let mut other = HealthClient::new(server.channel().await);
    assert!(other.watch(HealthCheckRequest::default()).await.is_ok());
    drop(watching);
    server.end().await;
}

#[tokio::test]
async fn an_idle_connection_goes_and_an_address_has_so_many() {
    let server = start(Settings {
        max_idle: Duration::from_millis(300),
        max_connections_per_address: 2,
        ..Settings::default()
    })
    .await;
    let (first, _second) = (server.channel().await, server.channel().await);
    let begun = Instant::now();
    assert_eq!(raw(server.address, b"").await, "", "a third is closed");
    // Not after the silence that any connection may keep.
    assert!(begun.elapsed() < Duration::from_secs(5));
    // Work keeps a connection; without it, it goes, and makes room.
    let mut watch = HealthClient::new(first.clone());
    let watch = watch
        .watch(HealthCheckRequest::default())
        .await
        .expect("a stream");
    let mut watch = watch.into_inner();
    watch.message().await.expect("open");
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    let silent = tokio::time::timeout(Duration::from_millis(50), watch.message()).await;
    assert!(silent.is_err(), "the stream was ended: {silent:?}");
    let third = raw(server.address, b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await;
    assert!(third.starts_with("HTTP/1.1 415"), "no room: {third}");
    drop(watch);
    server.end().await;
}
