//! What health and reflection say of the services.

use super::*;

#[tokio::test]
async fn health_follows_the_parts_and_watchers_end_at_the_stop() {
    let server = start(Settings::default()).await;
    let mut health = HealthClient::new(server.channel().await);
    let request = || HealthCheckRequest {
        service: "test.Probe".into(),
    };
    let mut watch = health
        .watch(request())
        .await
        .expect("a stream")
        .into_inner();
    assert_eq!(
        watch
            .message()
            .await
            .expect("open")
            .expect("a state")
            .status,
        2
    );
    server.ready.set("store", Ok(()));
    assert_eq!(
        watch
            .message()
            .await
            .expect("open")
            .expect("a state")
            .status,
        1
    );
    let whole = health
        .check(HealthCheckRequest::default())
        .await
        .expect("a state");
    assert_eq!(whole.into_inner().status, 1);
    let took = server.end().await;
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert_eq!(
        watch
            .message()
            .await
            .expect("open")
            .expect("a state")
            .status,
        2
    );
    assert!(watch.message().await.expect("a clean end").is_none());
}

#[tokio::test]
async fn reflection_lists_what_is_served() {
    use tonic_reflection::pb::v1::{
        ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
        server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
    };
    let server = start(Settings::default()).await;
    let mut client = ServerReflectionClient::new(server.channel().await);
    let ask = |what| ServerReflectionRequest {
        host: String::new(),
        message_request: Some(what),
    };
    let questions = [
        ask(MessageRequest::ListServices(String::new())),
        ask(MessageRequest::FileContainingSymbol(
            "google.rpc.ErrorInfo".into(),
        )),
    ];
    let stream = client
        .server_reflection_info(tokio_stream::iter(questions))
        .await
        .expect("a stream");
    let mut stream = stream.into_inner();
    let Some(MessageResponse::ListServicesResponse(list)) = stream
        .message()
        .await
        .expect("open")
        .expect("an answer")
        .message_response
    else {
        panic!("no list")
    };
    let names: Vec<_> = list.service.iter().map(|s| s.name.as_str()).collect();
    assert!(
        names.contains(&"test.Probe") && names.contains(&"grpc.health.v1.Health"),
        "{names:?}"
    );
    assert!(
        !names.contains(&"kenes.registry.v1.OrganizationService"),
        "not served here: {names:?}"
    );
    let details = stream
        .message()
        .await
        .expect("open")
        .expect("an answer")
        .message_response;
    assert!(
        matches!(details, Some(MessageResponse::FileDescriptorResponse(_))),
        "{details:?}"
    );
    server.end().await;
}
