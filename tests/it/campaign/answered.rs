//! An answer to a campaign counts for each of its comments: in their traces, in reports and in what is owed.

use kenes_proto::consultation::{
    self as pb, comment::State, response::Outcome, trace_service_client::TraceServiceClient,
};
use tonic::Status;

use super::{LETTER, Scene, client, group, list, say};
use crate::{
    comment::{get, name, scene, withdrawal},
    fixtures::MINISTRY,
    world::{ask_as, en},
};

pub(super) const CAMPAIGN: &str = "consultations/c/campaigns/c-1";

pub(super) fn answer(organization: &str) -> pb::CreateResponseRequest {
    pb::CreateResponseRequest {
        parent: CAMPAIGN.into(),
        response: Some(pb::Response {
            responder: Some(kenes_proto::types::Actor {
                organization: organization.into(),
                ..Default::default()
            }),
            outcome: Outcome::Rejected.into(),
            reasons: en("The law in force has ten."),
            ..Default::default()
        }),
        response_id: "ministry".into(),
        ..Default::default()
    }
}

pub(super) async fn give(
    scene: &Scene,
    request: pb::CreateResponseRequest,
) -> Result<pb::Response, Status> {
    let mut client = client(&scene.world);
    let given = client
        .create_response(ask_as("demo|official", request))
        .await;
    given.map(tonic::Response::into_inner)
}

async fn report(scene: &Scene) -> pb::CommentReport {
    let request = pb::GetConsultationReportRequest {
        consultation: "consultations/c".into(),
        ..Default::default()
    };
    let answer = scene.client.clone().get_consultation_report(request).await;
    answer.expect("a report").into_inner().report.expect("one")
}

async fn answers_to(scene: &Scene, parent: &str) -> Vec<pb::Response> {
    let request = pb::ListResponsesRequest {
        parent: parent.into(),
        ..Default::default()
    };
    let answer = scene.client.clone().list_responses(request).await;
    answer.expect("a list").into_inner().responses
}

#[tokio::test]
async fn an_answer_to_a_campaign_stands_under_each_comment_and_under_those_that_join_later() {
    let scene = scene().await;
    let world = &scene.world;
    for id in ["one", "two", "gone"] {
        say(&scene, id, LETTER, "").await;
    }
    say(&scene, "alone", "Ten days are enough.", "").await;
    group(world).await;
    let mut comments = scene.client.clone();
    // One has left, and one was answered by itself before.
    let left = comments
        .withdraw_comment(ask_as("demo|aigul", withdrawal("gone")))
        .await;
    left.expect("withdrawn");
    let own = pb::CreateResponseRequest {
        parent: name("two"),
        response_id: "own".into(),
        ..answer(MINISTRY)
    };
    let own = comments.create_response(ask_as("demo|official", own)).await;
    own.expect("answered");

    let given = give(&scene, answer(MINISTRY)).await.expect("given");
    assert_eq!(given.name, format!("{CAMPAIGN}/responses/ministry"));
    group(world).await;
    let copies = answers_to(&scene, &name("one")).await;
    assert_eq!(copies.len(), 1);
    assert_eq!(
        (copies[0].campaign_response.as_str(), &copies[0].reasons),
        (given.name.as_str(), &given.reasons)
    );
    assert_eq!(get(&scene.client, "one").await.state(), State::Answered);
    assert_eq!(get(&scene.client, "gone").await.response_count, 0);
    assert_eq!(get(&scene.client, "alone").await.response_count, 0);
    let own = answers_to(&scene, &name("two")).await;
    assert_eq!(own.len(), 1, "what was answered keeps its own answer");
    assert_eq!(own[0].campaign_response, "");
    let all = answers_to(&scene, "consultations/-/comments/-").await;
    assert_eq!(
        all.len(),
        2,
        "those of campaigns are not among those of comments"
    );

    // Who joins later.
    say(&scene, "late", &format!("{LETTER} them."), "").await;
    group(world).await;
    assert_eq!(answers_to(&scene, &name("late")).await.len(), 1);
    group(world).await;
    assert_eq!(answers_to(&scene, &name("late")).await.len(), 1, "once");
    let campaigns = list(world, "").await;
    assert_eq!(
        (campaigns[0].comment_count, campaigns[0].response_count),
        (3, 1)
    );

    // Who leaves keeps the answer.
    let left = comments
        .withdraw_comment(ask_as("demo|aigul", withdrawal("late")))
        .await;
    left.expect("withdrawn");
    assert_eq!(answers_to(&scene, &name("late")).await.len(), 1);
}

#[tokio::test]
async fn an_answer_to_a_campaign_is_in_traces_reports_and_duties() {
    let scene = scene().await;
    let world = &scene.world;
    for n in 0..60 {
        say(&scene, &format!("n-{n}"), LETTER, "").await;
    }
    group(world).await;
    let before = report(&scene).await;
    assert_eq!(
        (before.comment_count, before.answered_comment_count),
        (60, 0)
    );
    give(&scene, answer(MINISTRY)).await.expect("given");
    group(world).await;

    let after = report(&scene).await;
    assert_eq!(
        (
            after.answered_comment_count,
            after.reasoned_comment_count,
            after.unanswered_comment_count
        ),
        (60, 60, 0)
    );
    assert_eq!(after.bodies[0].response_count, 60);
    for n in [0, 59] {
        let request = pb::GetTraceRequest {
            name: name(&format!("n-{n}")),
            ..Default::default()
        };
        let trace = TraceServiceClient::new(world.consultation.clone())
            .get_trace(request)
            .await;
        let trace = trace.expect("a trace").into_inner();
        let told = format!("{trace:?}");
        assert!(
            told.contains(&format!("comments/n-{n}/responses/")),
            "{told}"
        );
    }
    let open = world.app.store.read("Test", |tx| {
        let sql = "SELECT replied, answer_date FROM duty WHERE subject = $1";
        let rows = tx.query(sql, &["consultations/c".into()])?;
        Ok((rows[0][0].int()?, rows[0][1].int()?))
    });
    let (replied, day) = open.await.expect("read");
    assert_eq!(replied, 1);
    assert!(day > 2026_00_00, "{day}");
}
