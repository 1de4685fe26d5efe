//! How a stream ends: its caller does not read, the connection must go, the service stops. It can always go on.

use std::time::Duration;

use common::{
    server::Settings,
    testing::{self, Running},
};
use kenes_proto::{
    consultation::comment_service_client::CommentServiceClient,
    record::watch_events_response::Message as Told, types::ErrorReason as Reason,
};
use tonic::{Code, Status, transport::Endpoint};

use super::{Events, Stream, all, from, index, story, told, watch};
use crate::{
    comment,
    record::metadata,
    world::{World, refused},
};

/// A second server over the same consultation, with these limits.
async fn server(world: &World, settings: Settings) -> Running {
    let service =
        consultation::service(world.app.clone(), world.asks.clone(), world.search.clone());
    testing::start_with(service, settings).await
}

/// A client of it that takes in little before it must read.
async fn client(running: &Running) -> Events {
    let endpoint =
        Endpoint::from_shared(format!("http://{}", running.address)).expect("an address");
    let endpoint = endpoint
        .initial_stream_window_size(65_535)
        .initial_connection_window_size(65_535);
    Events::new(endpoint.connect().await.expect("it listens").into())
}

/// Much more than a client takes in without reading, and a server keeps for it.
async fn much(world: &World) {
    let client = CommentServiceClient::new(world.consultation.clone());
    for n in 0..60 {
        let mut request = comment::new(&format!("long-{n}"));
        let comment = request.comment.as_mut().expect("a comment");
        comment.texts[0].text = "Fifteen days are too short. ".repeat(600);
        comment::create(&client, request).await.expect("accepted");
    }
}

/// Events to the end of the stream, from `at` on without a gap; and with what it ended.
async fn to_the_end(stream: &mut Stream, mut at: i64) -> (i64, Status) {
    loop {
        match told(stream).await {
            Ok(Told::Event(event)) => {
                assert_eq!(index(&event), at, "in order");
                at += 1;
            }
            Ok(Told::Heartbeat(heartbeat)) => assert_eq!(heartbeat.next_index, at),
            Err(status) => return (at, status),
        }
    }
}

fn resume(status: &Status) -> i64 {
    let index = metadata(status, "resume_index").unwrap_or_else(|| panic!("{status:?}"));
    index.parse().expect("an index")
}

#[tokio::test]
async fn who_does_not_read_is_let_go_and_goes_on_where_it_was() {
    let (world, _) = story().await;
    let settings = Settings {
        max_stall: Duration::from_millis(600),
        ..Settings::default()
    };
    let running = server(&world, settings).await;
    let mut events = client(&running).await;
    much(&world).await;
    let mut stream = watch(&mut events, from(0)).await;
    tokio::time::sleep(Duration::from_millis(900)).await;
    let (at, status) = to_the_end(&mut stream, 0).await;
    let status = refused::<()>(Err(status), Code::ResourceExhausted, Reason::ReaderTooSlow);
    assert_eq!(resume(&status), at);
    // It is the stream that ended, not the connection; and on it goes.
    let mut rest = watch(&mut events, from(at)).await;
    let (found, end) = all(&mut rest).await;
    assert_eq!(found.len(), usize::try_from(end - at).expect("small"));
    assert!(
        end - at > 10,
        "the control: there was more than it could take in"
    );
}

#[tokio::test]
async fn who_reads_slowly_but_reads_is_kept() {
    let (world, _) = story().await;
    let settings = Settings {
        max_stall: Duration::from_millis(600),
        ..Settings::default()
    };
    let running = server(&world, settings).await;
    much(&world).await;
    let mut stream = watch(&mut client(&running).await, from(0)).await;
    for expected in 0..60 {
        let Told::Event(event) = told(&mut stream).await.expect("not ended") else {
            panic!("a heartbeat among events")
        };
        assert_eq!(index(&event), expected);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn who_takes_not_even_the_end_loses_the_connection() {
    let (world, _) = story().await;
    let settings = Settings {
        max_stall: Duration::from_millis(200),
        ..Settings::default()
    };
    let running = server(&world, settings).await;
    let mut events = client(&running).await;
    much(&world).await;
    let mut stuck = watch(&mut events, from(0)).await;
    // 200 ms to be let go, as long again to be asked to leave, and again until it is cut.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let (_, status) = to_the_end(&mut stuck, 0).await;
    assert_ne!(
        status.code(),
        Code::ResourceExhausted,
        "it was cut: {status:?}"
    );
}

#[tokio::test]
async fn a_connection_that_must_go_says_where_to_go_on() {
    let (world, _) = story().await;
    let settings = Settings {
        max_connection_age: Duration::from_millis(400),
        ..Settings::default()
    };
    let running = server(&world, settings).await;
    let mut stream = watch(&mut client(&running).await, from(0)).await;
    let (at, status) = to_the_end(&mut stream, 0).await;
    let status = refused::<()>(Err(status), Code::Unavailable, Reason::Unavailable);
    assert_eq!(resume(&status), at);
}

#[tokio::test]
async fn a_service_that_stops_waits_for_nobody_who_watches() {
    let (world, _) = story().await;
    let running = server(&world, Settings::default()).await;
    let mut stream = watch(&mut client(&running).await, from(0)).await;
    let end = all(&mut stream).await.1;
    drop(running);
    let (at, status) = to_the_end(&mut stream, end).await;
    let status = refused::<()>(Err(status), Code::Unavailable, Reason::Unavailable);
    assert_eq!((resume(&status), at), (end, end));
}
