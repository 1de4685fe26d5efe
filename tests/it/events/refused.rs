//! What streams and replays refuse.

use kenes_proto::{record as pb, types::ErrorReason as Reason};
use tonic::Code;

use super::{all, from, story, watch};
use crate::{
    record::metadata,
    world::{fields, refused},
};

#[tokio::test]
async fn what_has_not_come_yet_is_refused_with_the_index_that_will() {
    let (_world, mut events) = story().await;
    let end = all(&mut watch(&mut events, from(0)).await).await.1;
    for beyond in [end + 1, i64::MAX] {
        let ranges = [(beyond, None), (0, Some(beyond)), (beyond, Some(beyond))];
        let mut found = vec![events.watch_events(from(beyond)).await.map(drop)];
        for (from_index, to_index) in ranges {
            let request = pb::ReplayEventsRequest {
                from_index,
                to_index,
                ..Default::default()
            };
            found.push(events.replay_events(request).await.map(drop));
        }
        for outcome in found {
            let status = refused(outcome, Code::OutOfRange, Reason::IndexBeyondLog);
            for key in ["size", "resume_index"] {
                assert_eq!(metadata(&status, key), Some(end.to_string()), "{status:?}");
            }
        }
    }
}

#[tokio::test]
async fn requests_that_make_no_sense_are_refused_by_name() {
    let (_world, mut events) = story().await;
    let wrong = |request: pb::WatchEventsRequest| {
        let mut events = events.clone();
        async move {
            let outcome = events.watch_events(request).await;
            fields(&refused(
                outcome,
                Code::InvalidArgument,
                Reason::FieldInvalid,
            ))
        }
    };
    for negative in [-1, i64::MIN] {
        assert_eq!(wrong(from(negative)).await, ["from_index"]);
    }
    for (seconds, nanos) in [
        (0, 0),
        (0, 999_999_999),
        (-1, 0),
        (60, 1),
        (i64::MAX, 0),
        (1, -1),
    ] {
        let request = pb::WatchEventsRequest {
            heartbeat_interval: Some(prost_types::Duration { seconds, nanos }),
            ..from(0)
        };
        assert_eq!(
            wrong(request).await,
            ["heartbeat_interval"],
            "{seconds} s {nanos} ns"
        );
    }
    let request = pb::WatchEventsRequest {
        types: vec![
            "kenes.consultation.v1.comment.created".into(),
            "kenes.consultation.v1.comment.sung".into(),
            "kenes.registry.v1.person.created".into(),
        ],
        ..from(0)
    };
    assert_eq!(wrong(request).await, ["types[1]", "types[2]"]);
    let request = pb::WatchEventsRequest {
        types: vec!["kenes.consultation.v1.comment.*".into(); 51],
        ..from(0)
    };
    assert_eq!(wrong(request).await, ["types"]);

    let request = pb::ReplayEventsRequest {
        from_index: 2,
        to_index: Some(1),
        ..Default::default()
    };
    let status = refused(
        events.replay_events(request).await,
        Code::InvalidArgument,
        Reason::RangeInvalid,
    );
    assert_eq!(fields(&status), ["from_index"]);
}
