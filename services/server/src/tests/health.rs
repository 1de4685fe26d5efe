//! What health says of the services.

use kenes_proto::health::{HealthListRequest, health_check_response::ServingStatus};

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
async fn an_unknown_service_is_watched_and_not_checked() {
    let server = start(Settings::default()).await;
    let mut health = HealthClient::new(server.channel().await);
    let request = || HealthCheckRequest {
        service: "test.Absent".into(),
    };
    let refused = health.check(request()).await.expect_err("unknown");
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::NotFound, "RESOURCE_NOT_FOUND")
    );
    let watch = health.watch(request()).await.expect("a stream");
    let mut watch = watch.into_inner();
    let state = watch.message().await.expect("open").expect("a state");
    assert_eq!(state.status(), ServingStatus::ServiceUnknown);
    // It is told nothing else, and kept.
    server.ready.set("store", Ok(()));
    let more = tokio::time::timeout(Duration::from_millis(200), watch.message());
    more.await.expect_err("nothing more to say");
    server.end().await;
    assert!(watch.message().await.expect("a clean end").is_none());
}

#[tokio::test]
async fn health_lists_the_whole_and_every_service() {
    let server = start(Settings::default()).await;
    server.ready.set("store", Ok(()));
    let mut health = HealthClient::new(server.channel().await);
    let list = health.list(HealthListRequest {}).await.expect("a list");
    let mut statuses: Vec<_> = list.into_inner().statuses.into_iter().collect();
    statuses.sort_by(|one, other| one.0.cmp(&other.0));
    let names: Vec<_> = statuses.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["", "test.Probe"]);
    assert!(
        statuses
            .iter()
            .all(|(_, one)| one.status() == ServingStatus::Serving)
    );
    server.end().await;
}
