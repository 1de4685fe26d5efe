//! Scores: who may give one, of what, and what they come to.

use kenes_proto::{
    registry::{self as pb, Mark, application::State as ApplicationState, score::State},
    types::ErrorReason as Reason,
};
use tonic::Code;

use crate::{
    order::{OPENED, Order, application_name, offer, tender},
    world::{ask, en, fields, refused},
};

fn offers() -> [(&'static str, pb::Application); 3] {
    ["adilet", "bilim", "umit"].map(|id| (id, offer(id, 900_000)))
}

#[tokio::test]
async fn a_score_before_the_opening_is_refused() {
    let mut order = Order::announced(tender()).await;
    order
        .apply("bilim", offer("bilim", 900_000))
        .await
        .expect("accepted");
    let status = order.score("bilim", "chair", [1, 1]).await;
    refused(status, Code::FailedPrecondition, Reason::ApplicationsSealed);
    order.world.hand.set(OPENED);
    // Nobody opened it yet.
    let status = order.score("bilim", "chair", [1, 1]).await;
    refused(status, Code::FailedPrecondition, Reason::ApplicationsSealed);
    order.open().await.expect("opened");
    let status = order.score("bilim", "chair", [1, 1]).await;
    refused(
        status,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    order.admit("bilim").await.expect("admitted");
    let score = order
        .score("bilim", "chair", [10, 5])
        .await
        .expect("scored");
    assert_eq!((score.total, score.state()), (10_000, State::Valid));
}

#[tokio::test]
async fn a_score_by_a_person_with_a_conflict_is_refused() {
    let mut order = Order::evaluating(&offers()).await;
    let status = order.score("adilet", "partial", [1, 1]).await;
    refused(status, Code::FailedPrecondition, Reason::ConflictOfInterest);
    order
        .score("bilim", "partial", [1, 1])
        .await
        .expect("another's");
    order
        .conflict("chair", "organizations/bilim", "")
        .await
        .expect("declared");
    let status = order.score("bilim", "chair", [1, 1]).await;
    refused(status, Code::FailedPrecondition, Reason::ConflictOfInterest);
    order
        .conflict("chair", "", &application_name("umit"))
        .await
        .expect("declared");
    let status = order.score("umit", "chair", [1, 1]).await;
    refused(status, Code::FailedPrecondition, Reason::ConflictOfInterest);
    order
        .score("adilet", "chair", [1, 1])
        .await
        .expect("no conflict");
    for (applicant, application, field) in [
        ("", "", "applicant"),
        (
            "organizations/bilim",
            &*application_name("umit"),
            "application",
        ),
        ("", "tenders/other/applications/x", "application"),
    ] {
        let status = order.conflict("chair", applicant, application).await;
        let status = status.expect_err("refused");
        assert_eq!(fields(&status), [field]);
    }
    for (applicant, application) in [
        ("organizations/bilim", &*String::new()),
        ("", &*application_name("umit")),
    ] {
        let status = order.conflict("chair", applicant, application).await;
        let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
        assert_eq!(fields(&status), ["person"], "it is declared already");
    }
    assert_eq!(order.tender().await.conflicts.len(), 2);
    let status = order.conflict("outsider", "organizations/bilim", "").await;
    refused(
        status,
        Code::FailedPrecondition,
        Reason::NotACommissionMember,
    );
}

#[tokio::test]
async fn a_conflict_declared_late_sets_the_score_aside() {
    let mut order = Order::evaluating(&offers()).await;
    order
        .score("bilim", "chair", [10, 5])
        .await
        .expect("scored");
    order
        .score("bilim", "second", [5, 5])
        .await
        .expect("scored");
    assert_eq!(order.ranking("").await[0], ("bilim".into(), 1, 8_500, 2));
    order
        .conflict("chair", "organizations/bilim", "")
        .await
        .expect("declared");
    assert_eq!(order.ranking("").await[0], ("bilim".into(), 1, 7_000, 1));
    let name = format!("{}/scores/chair", application_name("bilim"));
    let request = pb::GetScoreRequest {
        name,
        ..Default::default()
    };
    let score = order.orders.get_score(request).await.expect("a score");
    assert_eq!(score.into_inner().state(), State::SetAside);
}

#[tokio::test]
async fn a_member_marks_every_published_criterion_within_its_bounds_once() {
    let mut order = Order::evaluating(&offers()).await;
    let mark = |criterion: &str, points| Mark {
        criterion: criterion.into(),
        points,
    };
    for (marks, named) in [
        (
            vec![mark("need", 11), mark("cost", 5)],
            "score.marks[0].points",
        ),
        (vec![mark("need", 1)], "score.marks"),
        (
            vec![mark("need", 1), mark("cost", 1), mark("need", 1)],
            "score.marks[2].criterion",
        ),
        (
            vec![mark("need", 1), mark("cost", 1), mark("fame", 1)],
            "score.marks[2].criterion",
        ),
    ] {
        let status = order.mark("bilim", "chair", marks).await;
        let status = refused(status, Code::InvalidArgument, Reason::MarksInvalid);
        assert_eq!(fields(&status), [named]);
    }
    let below = order.mark("bilim", "chair", vec![mark("need", -1)]).await;
    refused(below, Code::InvalidArgument, Reason::FieldInvalid);
    let status = order.score("bilim", "outsider", [1, 1]).await;
    refused(
        status,
        Code::FailedPrecondition,
        Reason::NotACommissionMember,
    );
    order.score("bilim", "chair", [1, 1]).await.expect("scored");
    let request = pb::CreateScoreRequest {
        parent: application_name("bilim"),
        score: Some(pb::Score {
            person: "persons/chair".into(),
            marks: vec![mark("need", 1), mark("cost", 1)],
            ..Default::default()
        }),
        ..Default::default()
    };
    let status = order.orders.create_score(ask(request)).await;
    refused(status, Code::FailedPrecondition, Reason::ScoreExists);
}

#[tokio::test]
async fn who_is_equal_shares_a_place_and_who_is_disqualified_has_none() {
    let mut order = Order::evaluating(&offers()).await;
    for (id, points) in [("adilet", [4, 5]), ("bilim", [4, 5])] {
        order.score(id, "chair", points).await.expect("scored");
    }
    let expected = [
        ("adilet", 1, 6_400, 1),
        ("bilim", 1, 6_400, 1),
        ("umit", 0, 0, 0),
    ];
    let expected = expected.map(|(id, rank, score, count)| (id.to_owned(), rank, score, count));
    assert_eq!(order.ranking("").await, expected);
    let request = pb::DisqualifyApplicationRequest {
        name: application_name("adilet"),
        reasons: en("Its papers are false."),
        ..Default::default()
    };
    let done = order.orders.disqualify_application(ask(request)).await;
    let done = done.expect("disqualified").into_inner();
    assert_eq!(done.state(), ApplicationState::Disqualified);
    assert_eq!(done.reasons, en("Its papers are false."));
    let left: Vec<_> = order
        .ranking("")
        .await
        .into_iter()
        .map(|one| one.0)
        .collect();
    assert_eq!(left, ["bilim", "umit"]);
    let status = order.score("adilet", "second", [1, 1]).await;
    refused(
        status,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
}
