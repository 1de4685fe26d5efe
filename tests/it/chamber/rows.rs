//! The row of the study "Public Experts Chamber": its sessions, and recommendations in exactly three forms, addressed to a body
//! that answers them.

use kenes_proto::{
    consultation::{
        recommendation::State, session_service_client::SessionServiceClient as Sessions,
    },
    types::ErrorReason as Reason,
};
use tonic::Code;

use super::*;
use crate::world::refused;

#[tokio::test]
async fn public_experts_chamber() {
    let mut it = Chamber::start().await;
    let forms = [
        ("conclusion", Form::Conclusion),
        ("proposal", Form::Proposal),
        ("statement", Form::Statement),
    ];
    for (id, form) in forms {
        let mut request = proposal(id, &[MINISTRY]);
        let new = request.recommendation.as_mut().expect("one");
        new.set_kind(form);
        new.draft_laws = vec!["draftLaws/law".into()];
        let sent = it.sent(request).await;
        assert_eq!((sent.state(), sent.kind()), (State::Sent, form));
        assert_eq!(sent.session, SESSION, "adopted at a session of the chamber");
    }
    let mut formless = proposal("formless", &[MINISTRY]);
    let new = formless.recommendation.as_mut().expect("one");
    new.set_kind(Form::Unspecified);
    let formless = it.draft(formless).await;
    refused(formless, Code::InvalidArgument, Reason::FieldInvalid);

    // Recommendatory: the addressee rejects it with reasons, and it stays.
    let name = "recommendations/proposal";
    let rejected = answer(name, MINISTRY, Outcome::Rejected);
    it.answer(OFFICIAL, rejected).await.expect("answered");
    assert_eq!(it.read(name).await.state(), State::Answered);

    // Open to all: anybody lists what the chamber said, by its form.
    for (id, form) in forms {
        let request = pb::ListRecommendationsRequest {
            filter: format!("body = \"{CHAMBER}\" AND kind = {}", form.as_str_name()),
            ..Default::default()
        };
        let page = it.client.list_recommendations(request).await;
        let found = page.expect("listed").into_inner().recommendations;
        let names: Vec<_> = found.iter().map(|r| r.name.as_str()).collect();
        assert_eq!(names, [format!("recommendations/{id}")]);
    }

    // What it decides about itself is a decision of its session.
    let decision = pb::CreateDecisionRequest {
        parent: SESSION.into(),
        decision: Some(pb::Decision {
            number: "1".into(),
            titles: en("On its working principles"),
            executors: vec![Actor {
                organization: CHAMBER.into(),
                ..Default::default()
            }],
            vote: Some(pb::DecisionVote {
                votes_for: 3,
                ..Default::default()
            }),
            ..Default::default()
        }),
        ..Default::default()
    };
    let mut sessions = Sessions::new(it.world.consultation.clone());
    let decided = sessions.create_decision(ask_as(SECRETARY, decision)).await;
    let decided = decided.expect("decided").into_inner();
    assert_eq!(common::names::parent(&decided.name), SESSION);
}
