//! What may follow on what, and what stays as it was announced.

use super::*;

#[tokio::test]
async fn a_transition_from_the_wrong_state_is_refused() {
    let world = World::start().await;
    let mut client = Client::new(world.consultation.clone());
    let made = created(&world, &mut client, "first").await;
    let name = made.name;
    let again = client.create_hearing(ask(new(&world, "first"))).await;
    refused(again, Code::AlreadyExists, Reason::ResourceExists);
    let hold = pb::HoldHearingRequest {
        name: name.clone(),
        ..Default::default()
    };
    let unannounced = client.hold_hearing(ask(hold)).await;
    refused(
        unannounced,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let minutes = |kind: &str| pb::PublishMinutesRequest {
        name: name.clone(),
        minutes: Some(Document {
            document_type: kind.into(),
            sha256: vec![7; 32],
            ..Default::default()
        }),
        ..Default::default()
    };
    let unheld = client.publish_minutes(ask(minutes("minutes"))).await;
    refused(
        unheld,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let other = client.publish_minutes(ask(minutes("agenda"))).await;
    let status = refused(other, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["minutes.document_type"]);
    let reschedule = pb::RescheduleHearingRequest {
        name: name.clone(),
        reasons: en("x"),
        ..Default::default()
    };
    let undated = client.reschedule_hearing(ask(reschedule)).await;
    refused(undated, Code::InvalidArgument, Reason::DatesInvalid);
    let mut cancel = pb::CancelHearingRequest {
        name: name.clone(),
        etag: "\"7\"".into(),
        reasons: en("Too few could come."),
        ..Default::default()
    };
    let stale = client.cancel_hearing(ask(cancel.clone())).await;
    refused(stale, Code::Aborted, Reason::EtagMismatch);
    cancel.etag.clear();
    let mut silent = cancel.clone();
    silent.reasons[0].language_code = "de".into();
    let silent = client.cancel_hearing(ask(silent)).await;
    refused(silent, Code::InvalidArgument, Reason::LanguageMissing);
    let off = client
        .cancel_hearing(ask(cancel.clone()))
        .await
        .expect("cancelled")
        .into_inner();
    assert_eq!(
        (off.state(), off.cancel_reasons),
        (State::Cancelled, cancel.reasons)
    );
    let announce = pb::AnnounceHearingRequest {
        name,
        ..Default::default()
    };
    let final_state = client.announce_hearing(ask(announce)).await;
    refused(
        final_state,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
}

#[tokio::test]
async fn what_was_announced_keeps_its_dates_and_is_not_deleted() {
    let world = World::start().await;
    let mut client = Client::new(world.consultation.clone());
    let made = created(&world, &mut client, "first").await;
    let delete = |name: &str| pb::DeleteHearingRequest {
        name: name.into(),
        ..Default::default()
    };
    let undelete = |name: &str| pb::UndeleteHearingRequest {
        name: name.into(),
        ..Default::default()
    };
    let update = |hearing: pb::Hearing, paths: &[&str]| pb::UpdateHearingRequest {
        hearing: Some(hearing),
        update_mask: Some(FieldMask {
            paths: paths.iter().map(ToString::to_string).collect(),
        }),
        ..Default::default()
    };
    let gone = client
        .delete_hearing(ask(delete(&made.name)))
        .await
        .expect("deleted")
        .into_inner();
    assert!(gone.delete_time.is_some() && gone.purge_time.is_some());
    let twice = client.delete_hearing(ask(delete(&made.name))).await;
    refused(twice, Code::FailedPrecondition, Reason::ResourceDeleted);
    let patch = pb::Hearing {
        name: made.name.clone(),
        outcomes: en("None."),
        ..Default::default()
    };
    let dead = client
        .update_hearing(ask(update(patch.clone(), &["outcomes"])))
        .await;
    refused(dead, Code::FailedPrecondition, Reason::ResourceDeleted);
    client
        .undelete_hearing(ask(undelete(&made.name)))
        .await
        .expect("undeleted");
    let twice = client.undelete_hearing(ask(undelete(&made.name))).await;
    refused(twice, Code::AlreadyExists, Reason::ResourceNotDeleted);

    announced(&mut client, &made.name).await;
    let public = client.delete_hearing(ask(delete(&made.name))).await;
    refused(
        public,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let mut moved = patch.clone();
    moved.start_time = Some(at(world.hand.now() + 5 * DAY));
    let moved = client
        .update_hearing(ask(update(moved, &["start_time"])))
        .await;
    let status = refused(moved, Code::InvalidArgument, Reason::DatesInvalid);
    assert_eq!(fields(&status), ["hearing.start_time"]);
    let state = client
        .update_hearing(ask(update(patch.clone(), &["state"])))
        .await;
    refused(state, Code::InvalidArgument, Reason::UpdateMaskInvalid);
    let changed = client
        .update_hearing(ask(update(patch, &["outcomes"])))
        .await;
    assert_eq!(changed.expect("changed").into_inner().outcomes, en("None."));
    let missing = client
        .get_hearing(pb::GetHearingRequest {
            name: "hearings/none".into(),
            ..Default::default()
        })
        .await;
    refused(missing, Code::NotFound, Reason::ResourceNotFound);
}
