//! What one call meets on its way.

use super::*;

#[tokio::test]
async fn a_panic_and_a_bare_error_become_internal_and_hide_the_cause() {
    let server = start(Settings::default()).await;
    let channel = server.channel().await;
    for method in ["Panic", "Leak"] {
        let status = refusal(&channel, method).await;
        assert_eq!(
            (status.code(), reason(&status).as_str()),
            (Code::Internal, "INTERNAL"),
            "{method}"
        );
        assert_eq!(status.message(), "internal error");
    }
    // The connection and the server live on.
    call(&channel, "Ok", empty()).await.expect("an answer");
    server.end().await;
}

#[tokio::test]
async fn a_deadline_is_kept_whoever_sets_it() {
    let server = start(Settings {
        max_deadline: Duration::from_millis(100),
        ..Settings::default()
    })
    .await;
    let channel = server.channel().await;
    // The server's own limit, also where the caller asks for more than any clock can count.
    for asked in [None, Some("99999999H")] {
        let begun = Instant::now();
        let mut request = empty();
        if let Some(asked) = asked {
            request
                .metadata_mut()
                .insert("grpc-timeout", asked.parse().expect("a value"));
        }
        let status = call(&channel, "Sleep", request)
            .await
            .expect_err("too late");
        assert_eq!(
            (status.code(), reason(&status).as_str()),
            (Code::DeadlineExceeded, "DEADLINE_EXCEEDED")
        );
        assert!(
            begun.elapsed() < Duration::from_secs(1),
            "{:?}",
            begun.elapsed()
        );
    }
    for nonsense in ["10", "-1S", "123456789S"] {
        let mut request = empty();
        request
            .metadata_mut()
            .insert("grpc-timeout", nonsense.parse().expect("a value"));
        let status = call(&channel, "Ok", request).await.expect_err("refused");
        assert_eq!(
            (status.code(), reason(&status).as_str()),
            (Code::InvalidArgument, "FIELD_INVALID")
        );
    }
    server.end().await;
}

#[tokio::test]
async fn a_caller_may_ask_for_less_time() {
    let server = start(Settings::default()).await;
    let channel = server.channel().await;
    let mut request = empty();
    request
        .metadata_mut()
        .insert("grpc-timeout", "50m".parse().expect("a value"));
    let begun = Instant::now();
    let status = call(&channel, "Sleep", request)
        .await
        .expect_err("too late");
    // The client's own clock may be first, then the status is its own; either way it is short.
    assert!(
        matches!(status.code(), Code::DeadlineExceeded | Code::Cancelled),
        "{status:?}"
    );
    assert!(begun.elapsed() < Duration::from_secs(1));
    server.end().await;
}

#[tokio::test]
async fn beyond_the_limit_calls_are_shed_but_health_answers() {
    let server = start(Settings {
        max_in_flight: 1,
        ..Settings::default()
    })
    .await;
    let channel = server.channel().await;
    let busy = tokio::spawn({
        let channel = channel.clone();
        async move { call(&channel, "Sleep", empty()).await }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    let status = refusal(&channel, "Ok").await;
    assert_eq!(
        (status.code(), reason(&status).as_str()),
        (Code::ResourceExhausted, "OVERLOADED")
    );
    assert!(status.get_error_details().retry_info().is_some());
    HealthClient::new(channel.clone())
        .check(HealthCheckRequest::default())
        .await
        .expect("health is exempt");
    // A cancelled call gives its permit back.
    busy.abort();
    tokio::time::sleep(Duration::from_millis(50)).await;
    call(&channel, "Ok", empty())
        .await
        .expect("there is room again");
    server.end().await;
}

#[tokio::test]
async fn a_message_that_is_too_large_names_the_limit() {
    let server = start(Settings::default()).await;
    let channel = server.channel().await;
    let request = tonic::Request::new(HealthCheckRequest {
        service: "x".repeat(100),
    });
    let status = call(&channel, "Ok", request).await.expect_err("too large");
    assert_eq!(
        (status.code(), reason(&status).as_str()),
        (Code::ResourceExhausted, "MESSAGE_TOO_LARGE")
    );
    assert_eq!(
        status
            .get_error_details()
            .error_info()
            .expect("info")
            .metadata["limit_bytes"],
        "64"
    );
    server.end().await;
}

#[tokio::test]
async fn bytes_that_are_no_message_are_the_callers_fault() {
    let server = start(Settings::default()).await;
    let mut grpc = tonic::client::Grpc::new(server.channel().await);
    grpc.ready().await.expect("a connection");
    // Field 1 of the request is text; these bytes are not UTF-8.
    let codec = tonic_prost::ProstCodec::<Vec<u8>, HealthCheckResponse>::default();
    let request = tonic::Request::new(vec![0xff, 0xfe]);
    let path = "/test.Probe/Ok".parse().expect("a path");
    let status = grpc
        .unary(request, path, codec)
        .await
        .expect_err("malformed");
    assert_eq!(
        (status.code(), reason(&status).as_str()),
        (Code::InvalidArgument, "MESSAGE_MALFORMED")
    );
    assert!(!status.message().contains("UTF-8"), "{}", status.message());
    server.end().await;
}

#[tokio::test]
async fn the_id_of_a_request_goes_in_and_out() {
    let server = start(Settings::default()).await;
    let channel = server.channel().await;
    let mut request = empty();
    request
        .metadata_mut()
        .insert("x-request-id", "order-17".parse().expect("a value"));
    let status = call(&channel, "Id", request).await.expect_err("not found");
    assert_eq!(status.message(), "order-17");
    assert_eq!(
        status.metadata().get("x-request-id").expect("echoed"),
        "order-17"
    );
    assert_eq!(reason(&status), "RESOURCE_NOT_FOUND");
    server.end().await;
}

#[tokio::test]
async fn a_stream_ends_at_its_callers_deadline() {
    let server = start(Settings::default()).await;
    let mut health = HealthClient::new(server.channel().await);
    let mut request = empty();
    request
        .metadata_mut()
        .insert("grpc-timeout", "100m".parse().expect("a value"));
    let mut watch = health.watch(request).await.expect("a stream").into_inner();
    watch.message().await.expect("open").expect("a state");
    let begun = Instant::now();
    let status = watch.message().await.expect_err("too late");
    assert_eq!(
        (status.code(), reason(&status).as_str()),
        (Code::DeadlineExceeded, "DEADLINE_EXCEEDED")
    );
    assert!(begun.elapsed() < Duration::from_secs(1));
    server.end().await;
}
