//! Rounds that were held elsewhere and are over: only an archive takes comments with times of their own, and they are marked so.

use prost_types::{FieldMask, Timestamp};

use super::*;

/// A consultation that is the archive of a round between these times, not announced.
async fn record(
    world: &World,
    id: &str,
    archive: bool,
    [open, close]: [i64; 2],
) -> Result<pb::Consultation, Status> {
    let mut client = ConsultationServiceClient::new(world.consultation.clone());
    let request = pb::CreateConsultationRequest {
        consultation: Some(pb::Consultation {
            titles: en(id),
            draft_law_versions: vec![V1.into()],
            organizer: fixtures::MINISTRY.into(),
            open_time: fixtures::at(open),
            close_time: fixtures::at(close),
            archive,
            ..Default::default()
        }),
        consultation_id: id.into(),
        ..Default::default()
    };
    let made = client.create_consultation(ask(request)).await;
    made.map(tonic::Response::into_inner)
}

/// The archive `old` of a round of two days that ended a year ago, announced; and when it began.
async fn archive(world: &World) -> i64 {
    let open = world.hand.now() - 367 * DAY;
    let made = record(world, "old", true, [open, open + 2 * DAY]).await;
    let request = pb::AnnounceConsultationRequest {
        name: made.expect("created").name,
        ..Default::default()
    };
    let mut client = ConsultationServiceClient::new(world.consultation.clone());
    let announced = client.announce_consultation(ask(request)).await;
    let announced = announced.expect("announced").into_inner();
    assert_eq!(announced.state(), pb::consultation::State::Closed);
    open
}

/// A request in a consultation, said to be made at a time.
fn at(
    consultation: &str,
    time: Option<Timestamp>,
    mut request: pb::CreateCommentRequest,
) -> pb::CreateCommentRequest {
    request.parent = format!("consultations/{consultation}");
    request.comment.as_mut().expect("one").submit_time = time;
    request
}

#[tokio::test]
async fn a_comment_of_an_archive_has_its_own_time_and_says_so() {
    let scene = scene().await;
    let open = archive(&scene.world).await;
    // The nanoseconds are not kept.
    let said = Timestamp {
        nanos: 1_999,
        ..common::date::timestamp(open)
    };
    let request = at("old", Some(said), claimed("first"));
    let made = create(&scene.client, request).await.expect("accepted");
    assert!(made.archived);
    assert_eq!(made.submit_time, fixtures::at(open + 1));
    assert_eq!(made.create_time, fixtures::at(scene.world.hand.now()));
    // Standing is that of the day.
    let standing = made.standing.as_ref().expect("a standing");
    assert_eq!(standing.as_of_time, fixtures::at(open + 1));
    assert_eq!(made.verification(), Verification::Verified);

    // Nobody can mend a mandate of that day any more: the comment is kept, and not passed as verified.
    scene.fake.say(Says::NotMandated);
    let request = at("old", fixtures::at(open + DAY), claimed("second"));
    let made = create(&scene.client, request).await.expect("accepted");
    assert_eq!(made.verification(), Verification::NotVerified);
    let live = create(&scene.client, new("live")).await.expect("accepted");
    assert!(!live.archived);
    let (listed, total) = list(&scene.client, "consultations/old", "")
        .await
        .expect("listed");
    assert_eq!(
        (listed, total),
        (vec!["first".into(), "second".into()], Some(2))
    );
}

#[tokio::test]
async fn a_live_round_takes_no_comment_of_an_earlier_day() {
    let scene = scene().await;
    let yesterday = fixtures::at(scene.world.hand.now() - DAY);
    for time in [yesterday, fixtures::at(scene.world.hand.now())] {
        let refusal = create(&scene.client, at("c", time, new("early"))).await;
        let status = refused(refusal, Code::InvalidArgument, Reason::BackdatingForbidden);
        assert_eq!(fields(&status), ["comment.submit_time"]);
    }
    let batch = pb::BatchCreateCommentsRequest {
        parent: "consultations/c".into(),
        requests: [None, yesterday]
            .map(|time| pb::CreateCommentRequest {
                request_id: request_id(),
                ..at("c", time, new(""))
            })
            .to_vec(),
        ..Default::default()
    };
    let mut client = scene.client.clone();
    let refusal = client.batch_create_comments(ask(batch)).await;
    let status = refused(refusal, Code::InvalidArgument, Reason::BackdatingForbidden);
    assert_eq!(fields(&status), ["requests[1].comment.submit_time"]);
    assert_eq!(count(&scene.world).await, 0);
}

#[tokio::test]
async fn the_window_of_an_archive_is_that_of_the_day() {
    let scene = scene().await;
    let open = archive(&scene.world).await;
    let closed = Reason::CommentPeriodClosed;
    for time in [open - 1, open + 2 * DAY] {
        let refusal = create(&scene.client, at("old", fixtures::at(time), new(""))).await;
        refused(refusal, Code::FailedPrecondition, closed);
    }
    let last = at("old", fixtures::at(open + 2 * DAY - 1), new(""));
    create(&scene.client, last)
        .await
        .expect("its last microsecond");
    // A comment of now is no comment of that round.
    let refusal = create(&scene.client, at("old", None, new(""))).await;
    refused(refusal, Code::FailedPrecondition, closed);
    let nonsense = Some(Timestamp {
        seconds: i64::MAX,
        nanos: 0,
    });
    let refusal = create(&scene.client, at("old", nonsense, new(""))).await;
    refused(refusal, Code::InvalidArgument, Reason::DatesInvalid);
}

#[tokio::test]
async fn only_a_round_that_is_over_is_an_archive_and_what_is_none_never_becomes_one() {
    let scene = scene().await;
    let now = scene.world.hand.now();
    let refusal = record(&scene.world, "live", true, [now - DAY, now + 1]).await;
    let status = refused(refusal, Code::InvalidArgument, Reason::DatesInvalid);
    assert_eq!(fields(&status), ["consultation.close_time"]);

    let mut client = ConsultationServiceClient::new(scene.world.consultation.clone());
    let mut change = async |id: &str, path: &str, change: fn(&mut pb::Consultation, i64)| {
        let mut consultation = pb::Consultation {
            name: format!("consultations/{id}"),
            ..Default::default()
        };
        change(&mut consultation, now);
        let request = pb::UpdateConsultationRequest {
            consultation: Some(consultation),
            update_mask: Some(FieldMask {
                paths: vec![path.into()],
            }),
            ..Default::default()
        };
        let updated = client.update_consultation(ask(request)).await;
        updated.map(tonic::Response::into_inner)
    };
    record(&scene.world, "draft", false, [now - 2 * DAY, now - DAY])
        .await
        .expect("created");
    let refusal = change("draft", "archive", |c, _| c.archive = true).await;
    refused(refusal, Code::InvalidArgument, Reason::UpdateMaskInvalid);
    // Nor does an archive come to life.
    record(&scene.world, "old", true, [now - 2 * DAY, now - DAY])
        .await
        .expect("created");
    let refusal = change("old", "archive", |c, _| c.archive = false).await;
    refused(refusal, Code::InvalidArgument, Reason::UpdateMaskInvalid);
    let refusal = change("old", "close_time", |c, now| {
        c.close_time = fixtures::at(now + 1);
    })
    .await;
    refused(refusal, Code::InvalidArgument, Reason::DatesInvalid);
}
