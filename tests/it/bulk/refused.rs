//! What an export refuses: one clear error each.

use kenes_proto::types::ErrorReason as Reason;
use tonic::Code;

use super::*;
use crate::world::{fields, refused};

async fn ask_for(
    client: &mut Client<Channel>,
    request: pb::ExportCommentsRequest,
) -> Result<Vec<ExportChunk>, Status> {
    chunks(client.export_comments(request).await).await
}

#[tokio::test]
async fn what_is_not_there_and_what_has_no_such_form_is_refused() {
    let scene = scene().await;
    let mut client = Client::new(scene.world.consultation.clone());
    for parent in ["consultations/none", "draftLaws/none"] {
        let answer = ask_for(&mut client, comments(parent, ExportFormat::Csv)).await;
        refused(answer, Code::NotFound, Reason::ResourceNotFound);
    }
    let mut none = law(ExportFormat::JsonLines, "");
    none.draft_law = "draftLaws/none".into();
    let answer = chunks(client.export_draft_law(none).await).await;
    refused(answer, Code::NotFound, Reason::ResourceNotFound);

    let unsaid = comments("consultations/c", ExportFormat::Unspecified);
    let mut unknown = unsaid.clone();
    unknown.format = 7;
    for request in [unsaid, unknown] {
        let answer = ask_for(&mut client, request).await;
        let status = refused(answer, Code::InvalidArgument, Reason::FieldInvalid);
        assert_eq!(fields(&status), ["format"]);
    }
    for (format, collection) in [
        (ExportFormat::Csv, ""),
        (ExportFormat::JsonLines, "redactions"),
    ] {
        let answer = chunks(client.export_draft_law(law(format, collection)).await).await;
        let status = refused(answer, Code::InvalidArgument, Reason::FieldInvalid);
        assert_eq!(fields(&status), ["collection"]);
    }
    let all = comments("draftLaws/-", ExportFormat::Csv);
    let status = refused(
        ask_for(&mut client, all).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(fields(&status), ["parent"]);
}

#[tokio::test]
async fn a_snapshot_is_of_one_export_and_good_for_thirty_days() {
    let scene = scene().await;
    create(&scene.client, new("a")).await.expect("said");
    let ask = comments("consultations/c", ExportFormat::JsonLines);
    let taken = export(&scene.world, ask.clone()).await;
    let (snapshot, position) = (&taken[0].snapshot, &taken[0].position);
    let mut client = Client::new(scene.world.consultation.clone());

    for parent in ["draftLaws/d", "consultations/-"] {
        let mut other = comments(parent, ExportFormat::JsonLines);
        other.snapshot.clone_from(snapshot);
        let answer = ask_for(&mut client, other).await;
        let status = refused(answer, Code::InvalidArgument, Reason::SnapshotMismatch);
        assert_eq!(fields(&status), ["snapshot"]);
    }
    for wrong in ["nonsense", &snapshot[1..], position] {
        let mut damaged = ask.clone();
        damaged.snapshot = wrong.into();
        let answer = ask_for(&mut client, damaged).await;
        refused(answer, Code::InvalidArgument, Reason::SnapshotMismatch);
    }
    // A position is of one snapshot, in one format.
    let mut other = comments("consultations/c", ExportFormat::Csv);
    other.snapshot.clone_from(snapshot);
    other.position.clone_from(position);
    let mut without = ask.clone();
    without.position.clone_from(position);
    without.snapshot = String::new();
    scene.world.hand.pass(1_000_000);
    for request in [other, without] {
        let answer = ask_for(&mut client, request).await;
        let status = refused(answer, Code::InvalidArgument, Reason::SnapshotMismatch);
        assert_eq!(fields(&status), ["position"]);
    }

    let mut late = ask.clone();
    late.snapshot.clone_from(snapshot);
    scene.world.hand.pass(29 * DAY);
    let answer = ask_for(&mut client, late.clone()).await;
    assert_eq!(bytes(&answer.expect("still good")), bytes(&taken));
    scene.world.hand.pass(DAY);
    let answer = ask_for(&mut client, late).await;
    refused(answer, Code::FailedPrecondition, Reason::SnapshotExpired);
}
