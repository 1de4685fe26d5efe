//! The law is the index: what belongs to a draft law is found by it, by the clock where the clock decides, and summed up in one
//! call.

use common::testing::DAY;
use kenes_proto::{
    consultation::{
        self as pb, comment_service_client::CommentServiceClient,
        consultation_service_client::ConsultationServiceClient, response::Outcome,
    },
    types::ErrorReason as Reason,
};
use tonic::Code;

use super::{call, found};
use crate::{
    chamber::{Chamber, MAJILIS, MINISTRY, NGO, OFFICIAL, TERM, V1, V2, answer, at, proposal},
    roll::{day, paths},
    world::{ask, ask_as, en, refused},
};

const LAW: &str = "draftLaws/law";
const COMMENTS: &str = "kenes.consultation.v1.CommentService/ListComments";
const ANSWERS: &str = "kenes.consultation.v1.CommentService/ListResponses";
const CONSULTATIONS: &str = "kenes.consultation.v1.ConsultationService/ListConsultations";
const RECOMMENDATIONS: &str = "kenes.consultation.v1.RecommendationService/ListRecommendations";
const RECOMMENDED: &str = "kenes.consultation.v1.RecommendationService/ListResponses";
const PROVISIONS: &str = "kenes.consultation.v1.DraftLawService/ListProvisions";

/// Two comments on the law, one of them accepted, and a recommendation that rests on the other, rejected.
async fn told() -> Chamber {
    let mut it = Chamber::start().await;
    let one = it.comment("one", TERM).await;
    it.world.hand.pass(1);
    let two = it.comment("two", "").await;
    it.answer_comment(&one, vec![]).await;
    let mut request = proposal("p", &[MINISTRY, MAJILIS]);
    let new = request.recommendation.as_mut().expect("one");
    new.based_on_comments = vec![two];
    new.targets = vec![at(V1, TERM)];
    new.draft_laws = vec![LAW.into()];
    new.origins = vec!["consultations/round".into()];
    let sent = it.sent(request).await.name;
    let rejected = answer(&sent, MINISTRY, Outcome::Rejected);
    it.answer(OFFICIAL, rejected).await.expect("given");
    it
}

#[tokio::test]
async fn what_belongs_to_a_law_is_found_by_it() {
    let it = Box::pin(told()).await;
    let channel = &it.world.consultation;
    for (method, parent, filter, ids) in [
        (
            COMMENTS,
            "consultations/-",
            format!("draft_law = \"{LAW}\""),
            vec!["one", "two"],
        ),
        (
            COMMENTS,
            "consultations/-",
            "draft_law = \"draftLaws/la\"".into(),
            vec![],
        ),
        (
            COMMENTS,
            "consultations/-",
            format!("draft_law = \"{LAW}\" AND response_count = 0"),
            vec!["two"],
        ),
        (
            COMMENTS,
            "consultations/-",
            format!("target.version = \"{V1}\" AND target.wid = \"{TERM}\""),
            vec!["one"],
        ),
        (
            COMMENTS,
            "consultations/-",
            format!("NOT draft_law = \"{LAW}\""),
            vec![],
        ),
        (
            ANSWERS,
            "consultations/-/comments/-",
            format!("draft_law = \"{LAW}\""),
            vec!["ministry"],
        ),
        (
            ANSWERS,
            "consultations/-/comments/-",
            format!("target.version = \"{V1}\" AND target.eid = \"{TERM}\""),
            vec!["ministry"],
        ),
        (
            ANSWERS,
            "consultations/-/comments/-",
            format!("target.version = \"{V2}\""),
            vec![],
        ),
        (
            ANSWERS,
            "consultations/-/comments/-",
            format!("responder.organization = \"{MINISTRY}\" AND target.wid = \"{TERM}\""),
            vec!["ministry"],
        ),
        (
            RECOMMENDED,
            "recommendations/-",
            format!("draft_law = \"{LAW}\" AND outcome = OUTCOME_REJECTED"),
            vec!["ministry"],
        ),
        (
            CONSULTATIONS,
            "",
            format!("draft_laws:\"{LAW}\" AND state = STATE_OPEN"),
            vec!["round"],
        ),
        (
            CONSULTATIONS,
            "",
            format!("draft_law_versions:\"{V1}\""),
            vec!["round"],
        ),
        (
            CONSULTATIONS,
            "",
            "draft_laws:\"draftLaws/la\"".into(),
            vec![],
        ),
        (
            RECOMMENDATIONS,
            "",
            format!("draft_laws:\"{LAW}\""),
            vec!["p"],
        ),
        (
            RECOMMENDATIONS,
            "",
            "based_on_comments:\"consultations/round/comments/two\"".into(),
            vec!["p"],
        ),
        (
            RECOMMENDATIONS,
            "",
            "based_on_comments:\"consultations/round/comments/one\"".into(),
            vec![],
        ),
        (
            RECOMMENDATIONS,
            "",
            format!("addressees.organization:\"{MAJILIS}\""),
            vec!["p"],
        ),
        (
            RECOMMENDATIONS,
            "",
            format!("addressees.organization:\"{NGO}\""),
            vec![],
        ),
        (
            RECOMMENDATIONS,
            "",
            format!("targets.version:\"{V1}\" targets.eid:\"{TERM}\" targets.wid:\"{TERM}\""),
            vec!["p"],
        ),
        (
            RECOMMENDATIONS,
            "",
            "origins:\"consultations/round\" AND session = \"hearings/session\"".into(),
            vec!["p"],
        ),
        (RECOMMENDATIONS, "", "response_count = 0".into(), vec![]),
        (
            PROVISIONS,
            V1,
            "num = \"\u{421}\u{442}\u{430}\u{442}\u{44c}\u{44f} 5.\" AND element = \"article\""
                .into(),
            vec!["art_5"],
        ),
        (
            PROVISIONS,
            "draftLaws/law/versions/-",
            "eid = \"art_5\"".into(),
            vec!["art_5", "art_5"],
        ),
    ] {
        assert_eq!(
            found(channel, method, parent, &filter).await,
            ids,
            "{method} {filter}"
        );
    }
    // What could find nothing is refused, rather than answered with nothing.
    for (method, parent, filter) in [
        (COMMENTS, "consultations/-", "draft_law:\"draftLaws/law\""),
        (COMMENTS, "consultations/-", "draft_law = \"\""),
        (RECOMMENDATIONS, "", "origins:\"\""),
        (RECOMMENDATIONS, "", "titles:\"a*\""),
        (RECOMMENDATIONS, "", "draft_laws:\"draftLaws/*\""),
        (
            PROVISIONS,
            V1,
            "num = \"\u{421}\u{442}\u{430}\u{442}\u{44c}\u{44f} 5*\"",
        ),
        (PROVISIONS, V1, "num:\"5\""),
    ] {
        let mut invalid = vec![("filter", filter)];
        invalid.extend((!parent.is_empty()).then_some(("parent", parent)));
        refused(
            call(channel, method, &invalid).await,
            Code::InvalidArgument,
            Reason::FilterInvalid,
        );
    }
    let mixed = [("parent", "draftLaws/-/versions/v1"), ("filter", "")];
    refused(
        call(channel, PROVISIONS, &mixed).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
}

#[tokio::test]
async fn what_depends_on_the_clock_is_found_as_it_is_shown() {
    let mut it = Box::pin(told()).await;
    let channel = it.world.consultation.clone();
    let mut consultations = ConsultationServiceClient::new(channel.clone());
    let request = pb::UpdateConsultationRequest {
        consultation: Some(pb::Consultation {
            name: "consultations/round".into(),
            reply_due_date: day("2026-07-01"),
            ..Default::default()
        }),
        update_mask: paths(&["reply_due_date"]),
        ..Default::default()
    };
    consultations
        .update_consultation(ask(request))
        .await
        .expect("changed");
    let mut states = Vec::new();
    for days in [0, 16, 14, 6, 3] {
        it.world.hand.pass(days * DAY);
        let read = pb::GetConsultationRequest {
            name: "consultations/round".into(),
            ..Default::default()
        };
        let shown = consultations
            .get_consultation(read)
            .await
            .expect("read")
            .into_inner();
        let filter = format!("state = {}", shown.state().as_str_name());
        assert_eq!(
            found(&channel, CONSULTATIONS, "", &filter).await,
            ["round"],
            "{filter}"
        );
        let others = format!("state != {}", shown.state().as_str_name());
        assert_eq!(
            found(&channel, CONSULTATIONS, "", &others).await,
            [""; 0],
            "{others}"
        );
        let overdue = it.read("recommendations/p").await.overdue;
        let filter = format!("overdue = {overdue}");
        assert_eq!(
            found(&channel, RECOMMENDATIONS, "", &filter).await,
            ["p"],
            "{filter}"
        );
        let late = found(&channel, COMMENTS, "consultations/round", "overdue = true").await;
        states.push((shown.state().as_str_name(), overdue, late.len()));
    }
    let expected = [
        ("STATE_OPEN", false, 0),
        ("STATE_OPEN", false, 0),
        ("STATE_CLOSED", true, 0),
        ("STATE_CLOSED", true, 0),
        ("STATE_CLOSED", true, 1),
    ];
    assert_eq!(states, expected);
    let given = answer("recommendations/p", MAJILIS, Outcome::Accepted);
    it.answer("demo|majilis", given).await.expect("given");
    assert_eq!(
        found(&channel, RECOMMENDATIONS, "", "overdue = true").await,
        [""; 0]
    );
}

#[tokio::test]
async fn what_became_of_the_comments_on_a_law_is_one_call() {
    let mut it = Box::pin(told()).await;
    let mut comments = CommentServiceClient::new(it.world.consultation.clone());
    let ask_for = |law: &str| pb::SummarizeCommentsRequest {
        draft_law: law.into(),
    };
    let count =
        |outcome: Outcome, response_count, reasoned_response_count| pb::AnswersByResponder {
            responder: MINISTRY.into(),
            outcome: outcome.into(),
            response_count,
            reasoned_response_count,
        };
    let summary = comments
        .summarize_comments(ask_for(LAW))
        .await
        .expect("summed up")
        .into_inner();
    assert_eq!(
        (
            summary.comment_count,
            summary.answered_comment_count,
            summary.unanswered_comment_count
        ),
        (2, 1, 1)
    );
    assert_eq!(summary.answers, [count(Outcome::Accepted, 1, 0)]);
    let on: Vec<_> = summary
        .versions
        .iter()
        .map(|v| (v.version.as_str(), v.comment_count))
        .collect();
    assert_eq!(on, [(V1, 2), (V2, 0)]);

    let rejected = answer(
        "consultations/round/comments/two",
        MINISTRY,
        Outcome::Rejected,
    );
    comments
        .create_response(ask_as(OFFICIAL, rejected))
        .await
        .expect("given");
    let correct = pb::CorrectResponseRequest {
        name: "consultations/round/comments/one/responses/ministry".into(),
        outcome: Outcome::PartlyAccepted.into(),
        details: crate::fixtures::partly(),
        texts: en("Partly."),
        reasons: en("Thirty days are too long."),
        correction_reasons: en("We read it again."),
        ..Default::default()
    };
    it.client
        .correct_response(ask_as(OFFICIAL, correct))
        .await
        .expect("corrected");
    let withdraw = pb::WithdrawCommentRequest {
        name: "consultations/round/comments/two".into(),
        reasons: en("It was answered."),
        ..Default::default()
    };
    comments
        .withdraw_comment(ask_as("demo|aigul", withdraw))
        .await
        .expect("withdrawn");
    let summary = comments
        .summarize_comments(ask_for(LAW))
        .await
        .expect("summed up")
        .into_inner();
    assert_eq!(
        (
            summary.comment_count,
            summary.answered_comment_count,
            summary.unanswered_comment_count
        ),
        (1, 1, 0)
    );
    assert_eq!(
        summary.answers,
        [
            count(Outcome::PartlyAccepted, 1, 1),
            count(Outcome::Rejected, 1, 1)
        ]
    );
    assert_eq!(
        (summary.response_count, summary.reasoned_response_count),
        (2, 2)
    );
    refused(
        comments.summarize_comments(ask_for("draftLaws/none")).await,
        Code::NotFound,
        Reason::ResourceNotFound,
    );
}
