//! Tenders, applications and scores as their lists and revisions tell them, and what they keep from being deleted.

use kenes_proto::{registry as pb, types::ErrorReason as Reason};
use tonic::Code;

use crate::{
    order::{Order, T, application_name, offer, tender},
    world::{ask, refused},
};

#[tokio::test]
async fn a_tender_its_applications_and_scores_are_listed_with_their_revisions() {
    let mut order = Order::evaluating(&[("bilim", offer("bilim", 900_000))]).await;
    order.score("bilim", "chair", [8, 4]).await.expect("scored");
    let request = pb::ListTenderRevisionsRequest {
        name: T.into(),
        ..Default::default()
    };
    let revisions = order.orders.list_tender_revisions(request).await;
    let revisions = revisions.expect("revisions").into_inner().tender_revisions;
    let methods: Vec<&str> = revisions.iter().map(|one| one.method.as_str()).collect();
    assert_eq!(
        methods,
        ["OpenApplications", "AnnounceTender", "CreateTender"]
    );
    let request = pb::GetTenderRevisionRequest {
        name: revisions[2].name.clone(),
        ..Default::default()
    };
    let first = order.orders.get_tender_revision(request).await;
    assert_eq!(first.expect("a revision").into_inner(), revisions[2]);

    let request = pb::ListApplicationsRequest {
        parent: "tenders/-".into(),
        filter: r#"applicant = "organizations/bilim""#.into(),
        ..Default::default()
    };
    let listed = order.orders.list_applications(request).await;
    let listed = listed.expect("applications").into_inner().applications;
    assert_eq!(listed, [order.application("bilim").await]);
    let request = pb::ListApplicationRevisionsRequest {
        name: application_name("bilim"),
        ..Default::default()
    };
    let revisions = order.orders.list_application_revisions(request).await;
    let revisions = revisions.expect("revisions").into_inner();
    let methods: Vec<&str> = revisions
        .application_revisions
        .iter()
        .map(|one| one.method.as_str())
        .collect();
    assert_eq!(
        methods,
        ["AdmitApplication", "OpenApplications", "CreateApplication"]
    );

    let request = pb::ListScoresRequest {
        parent: application_name("-"),
        filter: r#"person = "persons/chair""#.into(),
        ..Default::default()
    };
    let scores = order.orders.list_scores(request).await;
    let scores = scores.expect("scores").into_inner().scores;
    let marks: Vec<i32> = scores[0].marks.iter().map(|mark| mark.points).collect();
    assert_eq!((scores.len(), marks), (1, vec![8, 4]));
}

#[tokio::test]
async fn what_a_tender_refers_to_is_not_deleted() {
    let mut order = Order::start().await;
    order.create("t", tender()).await.expect("a tender");
    for id in ["ministry", "adilet"] {
        let request = pb::DeleteOrganizationRequest {
            name: crate::roll::org(id),
            ..Default::default()
        };
        let outcome = order.roll.organizations.delete_organization(ask(request));
        refused(
            outcome.await,
            Code::FailedPrecondition,
            Reason::ResourceInUse,
        );
    }
    for (id, used) in [("chair", true), ("second", true), ("outsider", false)] {
        let request = pb::DeletePersonRequest {
            name: format!("persons/{id}"),
            ..Default::default()
        };
        let outcome = order.roll.persons.delete_person(ask(request)).await;
        match used {
            true => drop(refused(
                outcome,
                Code::FailedPrecondition,
                Reason::ResourceInUse,
            )),
            false => drop(outcome.expect("nobody refers to it")),
        }
    }
}
