//! Events: every entry once, in order, from any index; what is carried, what is wanted, and how a stream ends.

mod ended;
mod refused;
mod verbs;

use common::{app::App, testing::Channel};
use kenes_proto::{
    cloudevents::{CloudEvent, cloud_event::Data, cloud_event_attribute_value::Attr},
    consultation::{self as consultation_pb, comment_service_client::CommentServiceClient},
    record::{
        self as pb, event_stream_service_client::EventStreamServiceClient, redaction::Action,
        watch_events_response::Message as Told,
    },
};
use prost::Message;
use tonic::{Status, Streaming};

use crate::{
    comment, fixtures,
    record::entries,
    redaction::redact,
    world::{World, ask_as},
};

type Events = EventStreamServiceClient<Channel>;
type Stream = Streaming<pb::WatchEventsResponse>;

/// A draft law and an open consultation, all signed.
async fn story() -> (World, Events) {
    let world = World::start().await;
    fixtures::draft_law(&world).await;
    let consultation = fixtures::open_consultation(&world, "c").await;
    signed(&world.consultation, &consultation.name).await;
    let events = Events::new(world.consultation.clone());
    (world, events)
}

/// Waits until the newest revision of a resource is signed.
async fn signed(channel: &Channel, name: &str) {
    let mut records = crate::record::Records::new(channel.clone());
    let receipt = records
        .fetch_receipt(crate::record::receipt_of(name, 0))
        .await;
    assert!(!receipt.expect("a receipt").get_ref().pending);
}

fn from(index: i64) -> pb::WatchEventsRequest {
    pb::WatchEventsRequest {
        from_index: Some(index),
        ..Default::default()
    }
}

async fn watch(events: &mut Events, request: pb::WatchEventsRequest) -> Stream {
    events
        .watch_events(request)
        .await
        .expect("a stream")
        .into_inner()
}

async fn told(stream: &mut Stream) -> Result<Told, Status> {
    let message = tokio::time::timeout(std::time::Duration::from_secs(10), stream.message());
    let message = message.await.expect("something is told")?;
    Ok(message
        .expect("a stream without end")
        .message
        .expect("an event or a heartbeat"))
}

/// The next event.
async fn event(stream: &mut Stream) -> CloudEvent {
    loop {
        if let Told::Event(event) = told(stream).await.expect("no end") {
            return event;
        }
    }
}

/// All events up to the first heartbeat, and the index that it names.
async fn all(stream: &mut Stream) -> (Vec<CloudEvent>, i64) {
    let mut found = Vec::new();
    loop {
        match told(stream).await.expect("no end") {
            Told::Event(event) => found.push(event),
            Told::Heartbeat(heartbeat) => return (found, heartbeat.next_index),
        }
    }
}

fn index(event: &CloudEvent) -> i64 {
    event.id.parse().expect("an index")
}

fn indexes(events: &[CloudEvent]) -> Vec<i64> {
    events.iter().map(index).collect()
}

fn text<'e>(event: &'e CloudEvent, name: &str) -> Option<&'e str> {
    match event.attributes.get(name)?.attr.as_ref()? {
        Attr::CeString(text) | Attr::CeUri(text) | Attr::CeUriRef(text) => Some(text),
        other => panic!("{name}: {other:?}"),
    }
}

/// The source of the events of a service's log.
fn source(app: &App) -> String {
    format!("//{}", app.log.verifier().name())
}

async fn say(world: &World, id: &str) -> consultation_pb::Comment {
    let client = CommentServiceClient::new(world.consultation.clone());
    comment::create(&client, comment::new(id))
        .await
        .expect("accepted")
}

#[tokio::test]
async fn every_entry_is_told_once_and_in_order_and_then_as_it_comes() {
    let (world, mut events) = story().await;
    let said = say(&world, "before").await;
    let mut stream = watch(&mut events, from(0)).await;
    let (found, next) = all(&mut stream).await;
    let mut records = crate::record::Records::new(world.consultation.clone());
    let listed = entries(&mut records, 1000).await;
    assert_eq!(indexes(&found), (0..next).collect::<Vec<_>>());
    assert_eq!(listed.len(), found.len());
    for (event, entry) in found.iter().zip(&listed) {
        assert_eq!(text(event, "subject"), Some(entry.resource.as_str()));
        assert_eq!(
            event.attributes["recordedtime"].attr,
            entry.entry_time.map(Attr::CeTimestamp)
        );
        let Some(Data::ProtoData(data)) = &event.data else {
            panic!("{event:?}");
        };
        assert_eq!(
            data.type_url,
            format!("type.googleapis.com/{}", entry.message_type)
        );
        assert_eq!(
            data.value,
            [entry.body.as_slice(), &entry.identity].concat()
        );
    }
    let last = found.last().expect("the comment");
    assert_eq!(last.r#type, "kenes.consultation.v1.comment.created");
    assert_eq!(last.source, source(&world.app));
    assert_eq!(text(last, "partitionkey"), Some("draftLaws/d"));
    let Some(Data::ProtoData(data)) = &last.data else {
        panic!("{last:?}");
    };
    let whole = consultation_pb::Comment::decode(data.value.as_slice()).expect("a comment");
    assert_eq!(
        whole,
        consultation_pb::Comment {
            receipt: None,
            ..said
        }
    );

    // What comes, comes by itself: one by one, and many at once.
    say(&world, "then").await;
    assert_eq!(index(&event(&mut stream).await), next);
    for n in 0..100 {
        say(&world, &format!("many-{n}")).await;
    }
    for n in 1..=100 {
        assert_eq!(index(&event(&mut stream).await), next + n);
    }
    // From any index on, from the past or the memory, it is the same.
    let mut again = watch(&mut events, from(0)).await;
    let (whole, end) = all(&mut again).await;
    assert_eq!(end, next + 101);
    for begin in [1, 5, next, next + 50, end - 1, end] {
        let mut stream = watch(&mut events, from(begin)).await;
        let at = usize::try_from(begin).expect("small");
        assert_eq!(
            all(&mut stream).await,
            (whole[at..].to_vec(), end),
            "{begin}"
        );
    }
    // Without an index: from now on.
    let mut now = watch(&mut events, pb::WatchEventsRequest::default()).await;
    assert_eq!(all(&mut now).await, (vec![], end));
    say(&world, "last").await;
    assert_eq!(index(&event(&mut now).await), end);
}

#[tokio::test]
async fn only_what_is_wanted_is_told() {
    let (world, mut events) = story().await;
    say(&world, "one").await;
    let client = CommentServiceClient::new(world.consultation.clone());
    let request = ask_as("demo|aigul", comment::withdrawal("one"));
    client
        .clone()
        .withdraw_comment(request)
        .await
        .expect("withdrawn");
    say(&world, "two").await;
    let (everything, end) = all(&mut watch(&mut events, from(0)).await).await;
    assert!(everything.len() > 10, "there is something to leave out");

    let types = |types: &[&str]| pb::WatchEventsRequest {
        types: types
            .iter()
            .map(|t| format!("kenes.consultation.v1.{t}"))
            .collect(),
        ..from(0)
    };
    let under = |prefix: &str| pb::WatchEventsRequest {
        resource_prefix: prefix.into(),
        ..from(0)
    };
    let of = |law: &str| pb::WatchEventsRequest {
        draft_law: law.into(),
        ..from(0)
    };
    for (request, names) in [
        (
            types(&["comment.created"]),
            &["comment.created", "comment.created"][..],
        ),
        (
            types(&["comment.*"]),
            &["comment.created", "comment.withdrawn", "comment.created"],
        ),
        (
            types(&["consultation.announced", "comment.withdrawn"]),
            &["consultation.announced", "comment.withdrawn"],
        ),
        (
            under("consultations/c/comments/one"),
            &["comment.created", "comment.withdrawn"],
        ),
        (under("recommendations"), &[]),
        (of("draftLaws/other"), &[]),
    ] {
        let (found, next) = all(&mut watch(&mut events, request.clone()).await).await;
        let kinds: Vec<String> = found.iter().map(|event| event.r#type.clone()).collect();
        let names: Vec<String> = names
            .iter()
            .map(|n| format!("kenes.consultation.v1.{n}"))
            .collect();
        assert_eq!((kinds, next), (names, end), "{request:?}");
    }
    // All but the key of the log is part of the draft law.
    let (found, _) = all(&mut watch(&mut events, of("draftLaws/d")).await).await;
    assert_eq!(indexes(&found), indexes(&everything[1..]));
}

#[tokio::test]
async fn a_replay_has_pages_and_an_end() {
    let (world, mut events) = story().await;
    for n in 0..5 {
        say(&world, &format!("c-{n}")).await;
    }
    let (everything, end) = all(&mut watch(&mut events, from(0)).await).await;
    let mut found = Vec::new();
    let mut request = pb::ReplayEventsRequest {
        page_size: 3,
        ..Default::default()
    };
    loop {
        let page = events
            .replay_events(request.clone())
            .await
            .expect("a page")
            .into_inner();
        assert_eq!(page.to_index, end);
        found.extend(page.events);
        if page.next_index == page.to_index {
            break;
        }
        assert_eq!(page.next_index, request.from_index + 3);
        (request.from_index, request.to_index) = (page.next_index, Some(page.to_index));
    }
    assert_eq!(found, everything);
    let part = pb::ReplayEventsRequest {
        from_index: 2,
        to_index: Some(end - 1),
        types: vec!["kenes.consultation.v1.comment.created".into()],
        page_size: 2,
        ..Default::default()
    };
    let page = events
        .replay_events(part)
        .await
        .expect("a page")
        .into_inner();
    assert_eq!(indexes(&page.events), [end - 5, end - 4]);
    assert_eq!((page.next_index, page.to_index), (end - 3, end - 1));
    for at in [0, end] {
        let nothing = pb::ReplayEventsRequest {
            from_index: at,
            to_index: Some(at),
            ..Default::default()
        };
        let page = events
            .replay_events(nothing)
            .await
            .expect("a page")
            .into_inner();
        assert_eq!(
            (page.events.len(), page.next_index, page.to_index),
            (0, at, at)
        );
    }
}

#[tokio::test]
async fn what_is_redacted_is_told_no_more() {
    let comment::Scene { world, client, .. } = comment::scene().await;
    let mut events = Events::new(world.consultation.clone());
    // Watched as it happens, so that it is in memory, too.
    let mut witness = watch(&mut events, from(0)).await;
    all(&mut witness).await;
    for (id, action) in [("erased", Action::Erase), ("hidden", Action::Hide)] {
        let made = comment::create(&client, comment::new(id))
            .await
            .expect("accepted");
        let mut before = event(&mut witness).await;
        while text(&before, "subject") != Some(&made.name) {
            before = event(&mut witness).await;
        }
        assert!(before.data.is_some(), "the control");
        redact(&client, &made.name, action).await;
        let at = index(&before);
        let (found, _) = all(&mut watch(&mut events, from(at)).await).await;
        assert_eq!(
            (text(&found[0], "subject"), &found[0].data),
            (Some(made.name.as_str()), &None),
            "{id}"
        );
        assert_eq!(
            (text(&found[0], "dataref"), text(&found[0], "dataschema")),
            (None, None)
        );
        let redacted = found
            .iter()
            .any(|event| event.r#type == "kenes.record.v1.redaction.created");
        assert!(redacted, "the redaction is told");
        while index(&event(&mut witness).await) + 1
            < at + i64::try_from(found.len()).expect("small")
        {}
    }
}

#[tokio::test]
async fn the_registry_tells_its_own() {
    let (world, _) = story().await;
    let mut events = Events::new(world.registry.clone());
    let first = event(&mut watch(&mut events, from(0)).await).await;
    assert_eq!(first.r#type, "kenes.record.v1.key.created");
    assert_eq!(first.source, source(&world.registry_kit));
}
