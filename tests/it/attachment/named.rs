//! What names a file: from then on anybody can read it.

use kenes_proto::consultation::{
    comment_service_client::CommentServiceClient, hearing_service_client::HearingServiceClient,
};

use super::*;
use crate::{
    chamber::{CLERK, Chamber, MINISTRY, OFFICIAL, SECRETARY, SESSION, answer, proposal},
    comment,
    world::{ask, en, request_id},
};

fn with(id: &str, documents: Vec<Document>) -> pb::CreateCommentRequest {
    let mut request = comment::changed(id, |comment| comment.attachments = documents);
    request.request_id = request_id();
    request
}

#[tokio::test]
async fn a_comment_names_a_file_by_its_name_and_hash_and_makes_it_public() {
    let Scene {
        world,
        client,
        fake: _fake,
        _up,
    } = scene().await;
    let paper = stored(&world, "letter").await;
    let unknown = read(&world, "", "letter").await;
    refused(unknown, Code::NotFound, Reason::ResourceNotFound);
    let mut rehearsal = with("one", vec![paper.clone()]);
    rehearsal.validate_only = true;
    comment::create(&client, rehearsal).await.expect("valid");
    let still = get(&world, OTHER, "letter").await;
    refused(still, Code::NotFound, Reason::ResourceNotFound);
    let made = comment::create(&client, with("one", vec![paper.clone()])).await;
    assert_eq!(
        made.expect("accepted").attachments,
        std::slice::from_ref(&paper)
    );
    for subject in [OTHER, ""] {
        assert_eq!(read(&world, subject, "letter").await.expect("public"), TEXT);
        let shown = get(&world, subject, "letter").await.expect("public");
        assert_eq!(shown.state(), State::Stored);
    }

    let not_there = Document {
        attachment: "attachments/none".into(),
        ..paper.clone()
    };
    let status = comment::create(&client, with("two", vec![paper.clone(), not_there])).await;
    let status = refused(status, Code::InvalidArgument, Reason::ReferenceNotFound);
    assert_eq!(fields(&status), ["comment.attachments[1].attachment"]);
    let other = Document {
        sha256: vec![7; 32],
        mime_type: "text/csv".into(),
        ..paper.clone()
    };
    let status = comment::create(&client, with("two", vec![other])).await;
    let status = refused(status, Code::InvalidArgument, Reason::AttachmentMismatch);
    let both = [
        "comment.attachments[0].mime_type",
        "comment.attachments[0].sha256",
    ];
    assert_eq!(fields(&status), both);
    let bare = Document {
        sha256: Vec::new(),
        ..paper.clone()
    };
    let status = comment::create(&client, with("two", vec![bare])).await;
    let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["comment.attachments[0].sha256"]);
    send(&world, AIGUL, stretch(&text("half"), 0, 9))
        .await
        .expect("received");
    let half = Document {
        attachment: "attachments/half".into(),
        ..paper
    };
    let status = comment::create(&client, with("two", vec![half.clone()])).await;
    refused(
        status,
        Code::FailedPrecondition,
        Reason::AttachmentIncomplete,
    );
    // In a batch it is one comment's fault.
    let batch = pb::BatchCreateCommentsRequest {
        parent: "consultations/c".into(),
        requests: vec![with("three", Vec::new()), with("four", vec![half])],
        ..Default::default()
    };
    let mut comments = CommentServiceClient::new(world.consultation.clone());
    let status = comments.batch_create_comments(ask(batch)).await;
    let status = refused(
        status,
        Code::FailedPrecondition,
        Reason::AttachmentIncomplete,
    );
    assert!(status.message().contains("requests[1]"), "{status}");
}

#[tokio::test]
async fn recommendations_answers_hearings_and_participations_name_files_and_nothing_else_does() {
    let mut it = Chamber::start().await;
    let mut papers = Vec::new();
    for id in ["draft", "reply", "agenda", "speech"] {
        papers.push(stored(&it.world, id).await);
        let unknown = read(&it.world, OTHER, id).await;
        refused(unknown, Code::NotFound, Reason::ResourceNotFound);
    }
    let mut request = proposal("term", &[MINISTRY]);
    let new = request.recommendation.as_mut().expect("one");
    new.documents = vec![papers[0].clone()];
    let sent = it.sent(request).await;
    assert_eq!(sent.documents, papers[..1]);
    let mut given = answer(
        "recommendations/term",
        MINISTRY,
        pb::response::Outcome::Accepted,
    );
    given.response.as_mut().expect("one").documents = vec![papers[1].clone()];
    it.answer(OFFICIAL, given).await.expect("an answer");

    let mut hearings = HearingServiceClient::new(it.world.consultation.clone());
    let mut hearing = pb::Hearing {
        titles: en("A round table"),
        organizer: MINISTRY.into(),
        start_date: crate::roll::day("2026-09-01"),
        documents: vec![papers[2].clone()],
        ..Default::default()
    };
    hearing.set_kind(pb::hearing::Kind::RoundTable);
    let request = pb::CreateHearingRequest {
        hearing: Some(hearing.clone()),
        ..Default::default()
    };
    let made = hearings.create_hearing(ask_as(CLERK, request)).await;
    made.expect("recorded");
    let request = pb::CreateParticipationRequest {
        parent: SESSION.into(),
        participation: Some(pb::Participation {
            actor: Some(kenes_proto::types::Actor {
                display_name: "A guest".into(),
                ..Default::default()
            }),
            statements: vec![papers[3].clone()],
            ..Default::default()
        }),
        ..Default::default()
    };
    let made = hearings
        .create_participation(ask_as(SECRETARY, request))
        .await;
    made.expect("recorded");
    for id in ["draft", "reply", "agenda", "speech"] {
        assert_eq!(
            read(&it.world, OTHER, id).await.expect("public"),
            TEXT,
            "{id}"
        );
    }

    hearing.access_basis = Some(papers[2].clone());
    hearing.set_access(pb::hearing::Access::Closed);
    let request = pb::CreateHearingRequest {
        hearing: Some(hearing),
        ..Default::default()
    };
    let status = hearings.create_hearing(ask_as(CLERK, request)).await;
    let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
    assert!(fields(&status).contains(&"hearing.access_basis.attachment".into()));
}
