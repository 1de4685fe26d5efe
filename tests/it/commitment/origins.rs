//! What commitments come out of: a document, a recommendation that stands, an answer that accepts something.

use kenes_proto::consultation::{
    comment_service_client::CommentServiceClient, response::Outcome,
    session_service_client::SessionServiceClient,
};

use super::*;
use crate::chamber::{SECRETARY, answer, ballot, point, proposal};
use crate::world::ask_as;

fn out_of(origin: &str, number: i32) -> pb::Commitment {
    pb::Commitment {
        origin: origin.into(),
        point: number,
        due_date: None,
        ..commitment("2005")
    }
}

#[tokio::test]
async fn a_commitment_comes_out_of_a_recommendation_that_was_adopted_and_not_recalled() {
    let mut forum = Forum::start().await;
    let mut request = proposal("two", &[MINISTRY]);
    request.recommendation.as_mut().expect("one").points = vec![point(1), point(2)];
    let name = forum.it.draft(request).await.expect("drafted").name;
    refused(
        forum.try_commitment("c", out_of(&name, 1)).await,
        Code::FailedPrecondition,
        Reason::OriginNotAdopted,
    );
    let adopted = forum.it.adopt(ballot(&name)).await.expect("adopted");
    let made = forum.try_commitment("c", out_of(&name, 2)).await;
    assert_eq!(made.expect("made").commit_date, adopted.adopt_date);
    let status = refused(
        forum.try_commitment("d", out_of(&name, 3)).await,
        Code::InvalidArgument,
        Reason::PointUnknown,
    );
    assert_eq!(fields(&status), ["commitment.point"]);
    let early = pb::Commitment {
        commit_date: day("2026-03-31"),
        ..out_of(&name, 0)
    };
    let status = refused(
        forum.try_commitment("d", early).await,
        Code::InvalidArgument,
        Reason::DatesInvalid,
    );
    assert_eq!(fields(&status), ["commitment.commit_date"]);
    let recall = pb::RecallRecommendationRequest {
        name: name.clone(),
        reasons: en("It was a mistake."),
        ..Default::default()
    };
    let client = &mut forum.it.client;
    let recalled = client
        .recall_recommendation(ask_as(SECRETARY, recall))
        .await;
    recalled.expect("recalled");
    refused(
        forum.try_commitment("d", out_of(&name, 0)).await,
        Code::FailedPrecondition,
        Reason::OriginNotAdopted,
    );
}

#[tokio::test]
async fn a_commitment_comes_out_of_a_decision_that_was_not_revoked() {
    let mut forum = Forum::start().await;
    let mut sessions = SessionServiceClient::new(forum.it.world.consultation.clone());
    let decide = pb::CreateDecisionRequest {
        parent: "hearings/first".into(),
        decision: Some(pb::Decision {
            titles: en("On councils"),
            decide_date: day("2003-10-15"),
            ..Default::default()
        }),
        ..Default::default()
    };
    let decided = sessions.create_decision(ask(decide)).await;
    let name = decided.expect("decided").into_inner().name;
    let made = forum.try_commitment("c", out_of(&name, 0)).await;
    assert_eq!(made.expect("made").commit_date, day("2003-10-15"));
    assert_eq!(
        forum.found("hearing = \"hearings/first\"").await,
        ["commitments/c"]
    );
    refused(
        forum.try_commitment("d", out_of(&name, 1)).await,
        Code::InvalidArgument,
        Reason::PointUnknown,
    );
    let revoke = pb::RevokeDecisionRequest {
        name: name.clone(),
        reasons: en("It was a mistake."),
        ..Default::default()
    };
    sessions
        .revoke_decision(ask(revoke))
        .await
        .expect("revoked");
    refused(
        forum.try_commitment("d", out_of(&name, 0)).await,
        Code::FailedPrecondition,
        Reason::OriginNotAdopted,
    );
}

#[tokio::test]
async fn a_commitment_comes_out_of_an_answer_that_accepts_something() {
    let mut forum = Forum::start().await;
    let request = proposal("one", &[MINISTRY, MAJILIS]);
    let name = forum.it.sent(request).await.name;
    let yes = answer(&name, MINISTRY, Outcome::Accepted);
    let yes = forum.it.answer("demo|ministry", yes).await.expect("given");
    let no = answer(&name, MAJILIS, Outcome::Rejected);
    let no = forum.it.answer("demo|majilis", no).await.expect("given");
    let made = forum.commitment("c", out_of(&yes.name, 1)).await;
    assert_eq!(forum.get(&made).await.commit_date, yes.respond_date);
    refused(
        forum.try_commitment("d", out_of(&no.name, 0)).await,
        Code::FailedPrecondition,
        Reason::OriginNotAdopted,
    );
    let comment = forum.it.said("said", "art_5__para_2").await;
    let reply = forum.it.answer_comment(&comment.name, Vec::new()).await;
    forum.commitment("d", out_of(&reply.name, 0)).await;
    refused(
        forum.try_commitment("e", out_of(&reply.name, 1)).await,
        Code::InvalidArgument,
        Reason::PointUnknown,
    );
    for outcome in [Outcome::Noted, Outcome::OutOfScope, Outcome::Deferred] {
        let id = format!("said-{}", outcome as i32);
        let comment = forum.it.said(&id, "art_5__para_2").await.name;
        let mut comments = CommentServiceClient::new(forum.it.world.consultation.clone());
        let reply = answer(&comment, MINISTRY, outcome);
        let reply = comments
            .create_response(ask_as("demo|ministry", reply))
            .await;
        let reply = reply.expect("given").into_inner().name;
        refused(
            forum.try_commitment("e", out_of(&reply, 0)).await,
            Code::FailedPrecondition,
            Reason::OriginNotAdopted,
        );
    }
    // All that goes back to the session of the recommendation.
    let of_session = "hearing = \"hearings/session\"";
    assert_eq!(forum.found(of_session).await, [made]);
}

#[tokio::test]
async fn a_commitment_comes_out_of_what_is_there() {
    let mut forum = Forum::start().await;
    for origin in [
        "policyDocuments/none",
        "hearings/first/decisions/none",
        "recommendations/none",
        "recommendations/none/responses/none",
        "consultations/none/comments/none/responses/none",
        "consultationProposals/none/responses/none",
    ] {
        let status = refused(
            forum.try_commitment("c", out_of(origin, 0)).await,
            Code::InvalidArgument,
            Reason::ReferenceNotFound,
        );
        assert_eq!(fields(&status), ["commitment.origin"], "{origin}");
    }
    for origin in ["", "hearings/first", "draftLaws/law", "commitments/c"] {
        refused(
            forum.try_commitment("c", out_of(origin, 0)).await,
            Code::InvalidArgument,
            Reason::FieldInvalid,
        );
    }
    // A document without a day gives none to its commitments.
    let dayless = pb::PolicyDocument {
        adopt_date: None,
        ..document("conception")
    };
    let dayless = forum.document("dayless", dayless).await.name;
    let status = refused(
        forum.try_commitment("c", out_of(&dayless, 0)).await,
        Code::InvalidArgument,
        Reason::DatesInvalid,
    );
    assert_eq!(fields(&status), ["commitment.commit_date"]);
}
