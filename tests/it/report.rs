//! Reports of consultations and draft laws: what is counted, and that it is what one finds who looks at everything.

pub(crate) mod large;
mod random;

use common::{
    app::derive_columns,
    store::{Mode, Store, Tx, Upgrade},
    testing::{Channel, DAY},
};
use kenes_proto::{
    consultation::{
        self as pb,
        comment::{Stance, State, Verification},
        comment_service_client::CommentServiceClient as Client,
        consultation_service_client::ConsultationServiceClient,
        response::Outcome,
    },
    gtype::Date,
    record::redaction::Action,
    types::{Actor, ErrorReason as Reason},
};
use tonic::{Code, Status};

use crate::{
    comment::{Scene, changed, claimed, create, name, new, place, scene},
    fixtures::{self, DEVELOPER, MINISTRY, V1},
    redaction::redact,
    world::{ask, ask_as, en, fields, refused},
};

async fn of_round(client: &Client<Channel>, consultation: &str) -> pb::CommentReport {
    let request = pb::GetConsultationReportRequest {
        consultation: consultation.into(),
        ..Default::default()
    };
    let answer = client.clone().get_consultation_report(request).await;
    answer.expect("a report").into_inner().report.expect("one")
}

async fn of_law(client: &Client<Channel>) -> pb::CommentReport {
    let request = pb::GetDraftLawReportRequest {
        draft_law: "draftLaws/d".into(),
        ..Default::default()
    };
    let answer = client.clone().get_draft_law_report(request).await;
    answer.expect("a report").into_inner().report.expect("one")
}

/// An answer to a comment.
fn answering(comment: &str, organization: &str, outcome: Outcome) -> pb::CreateResponseRequest {
    let mut response = pb::Response {
        responder: Some(Actor {
            organization: organization.into(),
            ..Default::default()
        }),
        texts: en("The answer."),
        ..Default::default()
    };
    response.set_outcome(outcome);
    if outcome != Outcome::Accepted {
        response.reasons = en("Because.");
    }
    if outcome == Outcome::PartlyAccepted {
        response.details = fixtures::partly();
    }
    pb::CreateResponseRequest {
        parent: comment.into(),
        response: Some(response),
        ..Default::default()
    }
}

async fn give(
    client: &Client<Channel>,
    request: pb::CreateResponseRequest,
) -> Result<pb::Response, Status> {
    let mut client = client.clone();
    let given = client
        .create_response(ask_as("demo|official", request))
        .await;
    given.map(tonic::Response::into_inner)
}

/// Promises answers by a day.
async fn promise(scene: &Scene, consultation: &str, day: Date) {
    let mut client = ConsultationServiceClient::new(scene.world.consultation.clone());
    let request = pb::UpdateConsultationRequest {
        consultation: Some(pb::Consultation {
            name: consultation.into(),
            reply_due_date: Some(day),
            ..Default::default()
        }),
        update_mask: Some(prost_types::FieldMask {
            paths: vec!["reply_due_date".into()],
        }),
        ..Default::default()
    };
    client
        .update_consultation(ask(request))
        .await
        .expect("promised");
}

/// Forgets that anything was counted, and has an upgrade count it.
async fn recount(store: &Store) {
    let older = store.write("Forget", Mode::Commit, |tx: &mut dyn Tx| {
        tx.execute("UPDATE derivation SET version = 0", &[])
    });
    older.await.expect("written");
    let kinds = consultation::DEFINITION.kinds;
    let derived = derive_columns(store, kinds, Upgrade::Apply, &mut |_, _, _| ()).await;
    derived.expect("counted");
}

#[tokio::test]
async fn a_report_counts_what_was_said_and_what_was_answered() {
    let scene = scene().await;
    let client = &scene.client;
    create(client, changed("own", |c| c.set_stance(Stance::Support)))
        .await
        .expect("said");
    create(client, claimed("for-ngo")).await.expect("said");
    create(client, claimed("for-ngo-again"))
        .await
        .expect("said");
    create(client, changed("whole", |c| c.target = Some(place(V1, ""))))
        .await
        .expect("said");
    create(client, new("withdrawn")).await.expect("said");
    create(client, claimed("hidden")).await.expect("said");
    let withdraw = pb::WithdrawCommentRequest {
        name: name("withdrawn"),
        reasons: en("Said elsewhere."),
        ..Default::default()
    };
    let mut caller = client.clone();
    caller
        .withdraw_comment(ask_as("demo|aigul", withdraw))
        .await
        .expect("withdrawn");
    redact(client, &name("hidden"), Action::Hide).await;
    // The 25th of May; the consultation closes a day later.
    scene.world.hand.pass(2 * DAY);
    let today = Date {
        year: 2026,
        month: 5,
        day: 27,
    };
    promise(&scene, "consultations/c", today).await;
    give(client, answering(&name("own"), MINISTRY, Outcome::Accepted))
        .await
        .expect("given");
    scene.world.hand.pass(2 * DAY);
    let partly = answering(&name("for-ngo"), DEVELOPER, Outcome::PartlyAccepted);
    let partly = give(client, partly).await.expect("given");

    let report = of_round(client, "consultations/c").await;
    assert_eq!(report, of_law(client).await, "the only round of its law");
    let of = |report: &pb::CommentReport| {
        [
            report.received_comment_count,
            report.comment_count,
            report.withdrawn_comment_count,
            report.disavowed_comment_count,
            report.redacted_comment_count,
        ]
    };
    assert_eq!(of(&report), [6, 4, 1, 0, 1]);
    assert_eq!(
        [
            report.answered_comment_count,
            report.unanswered_comment_count,
            report.reasoned_comment_count,
            report.partly_accepted_comment_count,
            report.in_time_comment_count,
            report.late_comment_count,
            report.overdue_comment_count,
        ],
        [2, 2, 1, 1, 1, 1, 2]
    );
    assert_eq!(
        [
            report.individual_comment_count,
            report.organization_count,
            report.verified_organization_count,
            report.verified_comment_count,
        ],
        [2, 1, 1, 2],
        "two comments of one organization"
    );
    let stance = |stance: Stance, all, answered| pb::CommentsByStance {
        stance: stance.into(),
        comment_count: all,
        answered_comment_count: answered,
    };
    assert_eq!(
        report.stances,
        [
            stance(Stance::Unspecified, 3, 1),
            stance(Stance::Support, 1, 1)
        ]
    );
    assert_eq!(report.kinds[0].code, "KIND_NGO");
    assert_eq!(
        (
            report.kinds[0].comment_count,
            report.kinds[0].answered_comment_count
        ),
        (2, 1)
    );
    let places: Vec<_> = report
        .provisions
        .iter()
        .map(|at| (at.eid.as_str(), at.comment_count))
        .collect();
    assert_eq!(places, [("art_1", 3), ("", 1)]);
    let bodies: Vec<_> = report
        .bodies
        .iter()
        .map(|body| (body.responder.as_str(), body.median_days))
        .collect();
    assert_eq!(bodies, [(DEVELOPER, Some(4.0)), (MINISTRY, Some(2.0))]);

    // A decision that is revised counts as it stands, and as revised.
    let correct = pb::CorrectResponseRequest {
        name: partly.name.clone(),
        outcome: Outcome::Rejected.into(),
        reasons: en("The budget was cut."),
        correction_reasons: en("The budget of 2027 is known now."),
        ..Default::default()
    };
    let mut recommendations = pb::recommendation_service_client::RecommendationServiceClient::new(
        scene.world.consultation.clone(),
    );
    recommendations
        .correct_response(ask_as("demo|official", correct))
        .await
        .expect("corrected");
    let report = of_round(client, "consultations/c").await;
    assert_eq!(report.partly_accepted_comment_count, 0);
    let outcome = |outcome: Outcome, all, reasoned, corrected| pb::AnswersByOutcome {
        outcome: outcome.into(),
        response_count: all,
        reasoned_response_count: reasoned,
        corrected_response_count: corrected,
    };
    assert_eq!(
        report.outcomes,
        [
            outcome(Outcome::Accepted, 1, 0, 0),
            outcome(Outcome::Rejected, 1, 1, 1)
        ]
    );
    recount(&scene.world.app.store).await;
    assert_eq!(
        of_round(client, "consultations/c").await,
        report,
        "after an upgrade"
    );
}

#[tokio::test]
async fn provisions_come_by_pages_the_most_commented_first() {
    let scene = scene().await;
    let client = &scene.client;
    for (id, eid) in [("a", "art_1"), ("b", "art_2"), ("c", "art_2"), ("d", "")] {
        let said = changed(id, |c| c.target = Some(place(V1, eid)));
        create(client, said).await.expect("said");
    }
    let mut request = pb::GetDraftLawReportRequest {
        draft_law: "draftLaws/d".into(),
        page_size: 1,
        ..Default::default()
    };
    let mut found = Vec::new();
    loop {
        let page = client.clone().get_draft_law_report(request.clone()).await;
        let page = page.expect("a page").into_inner();
        let report = page.report.expect("one");
        assert_eq!((report.provision_count, report.comment_count), (3, 4));
        found.extend(
            report
                .provisions
                .into_iter()
                .map(|at| (at.eid, at.comment_count)),
        );
        request.page_token = page.next_page_token;
        if request.page_token.is_empty() {
            break;
        }
    }
    assert_eq!(
        found,
        [
            ("art_2".to_owned(), 2),
            (String::new(), 1),
            ("art_1".to_owned(), 1)
        ]
    );
    request.page_token = "nonsense".into();
    let wrong = client.clone().get_draft_law_report(request.clone()).await;
    refused(wrong, Code::InvalidArgument, Reason::PageTokenMismatch);
    request.page_token.clear();
    request.page_size = -1;
    let wrong = client.clone().get_draft_law_report(request).await;
    refused(wrong, Code::InvalidArgument, Reason::FieldInvalid);
}

#[tokio::test]
async fn there_is_no_report_of_what_is_not_there() {
    let scene = scene().await;
    let mut client = scene.client.clone();
    let law = pb::GetDraftLawReportRequest {
        draft_law: "draftLaws/none".into(),
        ..Default::default()
    };
    let none = client.get_draft_law_report(law).await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);
    let round = pb::GetConsultationReportRequest {
        consultation: "consultations/none".into(),
        ..Default::default()
    };
    let none = client.get_consultation_report(round).await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);
    let round = pb::GetConsultationReportRequest {
        consultation: "draftLaws/d".into(),
        ..Default::default()
    };
    let wrong = client.get_consultation_report(round).await;
    let wrong = refused(wrong, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&wrong), ["consultation"]);
    assert_eq!(
        of_round(&client, "consultations/c").await,
        pb::CommentReport::default(),
        "none is not an error"
    );
}
