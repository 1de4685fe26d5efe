//! Initiatives: what became of them, and what they led to.

use kenes_proto::consultation::{
    commitment_service_client::CommitmentServiceClient, initiative::State,
};

use super::*;

const NAME: &str = "hearings/second/initiatives/i";

fn result(resource: &str) -> pb::InitiativeResult {
    pb::InitiativeResult {
        resource: resource.into(),
        ..Default::default()
    }
}

impl Forum {
    async fn support(&mut self, decision: &str) -> Result<pb::Initiative, Status> {
        let request = pb::SupportInitiativeRequest {
            name: NAME.into(),
            decision: decision.into(),
            ..Default::default()
        };
        let done = self.sessions.support_initiative(ask(request)).await;
        done.map(Response::into_inner)
    }

    async fn complete(&mut self, results: &[&str]) -> Result<pb::Initiative, Status> {
        let request = pb::CompleteInitiativeRequest {
            name: NAME.into(),
            results: results.iter().map(|resource| result(resource)).collect(),
            ..Default::default()
        };
        let done = self.sessions.complete_initiative(ask(request)).await;
        done.map(Response::into_inner)
    }
}

#[tokio::test]
async fn an_initiative_is_supported_by_a_decision_and_carried_out() {
    let mut it = Forum::start().await;
    let new = pb::Initiative {
        proponents: vec![acting(NORTH)],
        ..initiative("An alliance")
    };
    let made = it.propose("i", new).await.expect("proposed");
    assert_eq!(made.state(), State::Proposed);
    assert_eq!(made.proponents[0].display_name, "north");
    let missing = it.support("hearings/second/decisions/none").await;
    refused(missing, Code::InvalidArgument, Reason::ReferenceNotFound);
    let decided = it.decide("hearings/second", "d", decision("An alliance"));
    let decided = decided.await.expect("decided").name;
    let supported = it.support(&decided).await.expect("supported");
    assert_eq!(supported.decision, decided);
    assert_eq!(supported.state(), State::Supported);

    let nothing = it.complete(&[]).await;
    refused(nothing, Code::InvalidArgument, Reason::ResultsMissing);
    for nowhere in [
        "//registry.kenes/organizations/none",
        "//registry.kenes/agreements/none",
        "//registry.kenes/agreements/none/projects/none",
        "//registry.kenes/tenders/none",
        "//registry.kenes/supportPrograms/none",
        "draftLaws/none",
        "policyDocuments/none",
        "consultations/none",
        "recommendations/none",
    ] {
        let outcome = it.complete(&[ALLIANCE, nowhere]).await;
        let status = refused(outcome, Code::InvalidArgument, Reason::ReferenceNotFound);
        assert_eq!(fields(&status), ["results[1].resource"], "{nowhere}");
    }
    let conception = pb::CreatePolicyDocumentRequest {
        policy_document_id: "conception".into(),
        policy_document: Some(pb::PolicyDocument {
            kind_code: "conception".into(),
            titles: en("Conception"),
            sources: crate::awarding::source(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let mut commitments = CommitmentServiceClient::new(it.world.consultation.clone());
    let recorded = commitments.create_policy_document(ask(conception)).await;
    recorded.expect("recorded");
    let results = [ALLIANCE, "hearings/first", "policyDocuments/conception"];
    let done = it.complete(&results).await;
    assert_eq!(done.expect("carried out").state(), State::CarriedOut);
    let again = it.complete(&[NORTH]).await;
    let reason = Reason::StateTransitionForbidden;
    refused(again, Code::FailedPrecondition, reason);
    let bare = pb::UpdateInitiativeRequest {
        initiative: Some(pb::Initiative {
            name: NAME.into(),
            ..Default::default()
        }),
        update_mask: paths(&["results"]),
        ..Default::default()
    };
    let bare = it.sessions.update_initiative(ask(bare)).await;
    refused(bare, Code::InvalidArgument, Reason::ResultsMissing);

    let by = format!("proponents.organization:\"{NORTH}\" AND decision = \"{decided}\"");
    assert_eq!(it.initiatives(&by).await, ["i"]);
    let list = pb::ListInitiativeRevisionsRequest {
        name: NAME.into(),
        ..Default::default()
    };
    let history = it.sessions.list_initiative_revisions(list).await;
    let history = history.expect("listed").into_inner().initiative_revisions;
    let methods: Vec<_> = history.iter().map(|r| r.method.as_str()).collect();
    assert_eq!(
        methods,
        [
            "CompleteInitiative",
            "SupportInitiative",
            "CreateInitiative"
        ]
    );
    let get = pb::GetInitiativeRevisionRequest {
        name: history[2].name.clone(),
        ..Default::default()
    };
    let once = it.sessions.get_initiative_revision(get).await;
    assert_eq!(once.expect("read").into_inner().snapshot, Some(made));
    let get = pb::GetInitiativeRequest {
        name: NAME.into(),
        ..Default::default()
    };
    let read = it.sessions.get_initiative(get).await.expect("read");
    assert_eq!(read.into_inner().state(), State::CarriedOut);
}

#[tokio::test]
async fn one_that_is_not_supported_says_why_and_is_not_supported_any_more() {
    let mut it = Forum::start().await;
    it.propose("i", initiative("x")).await.expect("proposed");
    let decline = |reasons| pb::DeclineInitiativeRequest {
        name: NAME.into(),
        reasons,
        ..Default::default()
    };
    let silent = it.sessions.decline_initiative(ask(decline(vec![]))).await;
    refused(silent, Code::InvalidArgument, Reason::FieldInvalid);
    let declined = it
        .sessions
        .decline_initiative(ask(decline(en("No."))))
        .await;
    let declined = declined.expect("declined").into_inner();
    assert_eq!(declined.state(), State::NotSupported);
    assert_eq!(declined.state_reasons, en("No."));
    let outcomes = [it.support("").await, it.complete(&[ALLIANCE]).await];
    for outcome in outcomes {
        let reason = Reason::StateTransitionForbidden;
        refused(outcome, Code::FailedPrecondition, reason);
    }
}

#[tokio::test]
async fn an_initiative_is_not_supported_by_a_decision_that_was_revoked() {
    let mut it = Forum::start().await;
    it.propose("i", initiative("x")).await.expect("proposed");
    let decided = it.decide("hearings/second", "d", decision("x")).await;
    let name = decided.expect("decided").name;
    let revoke = pb::RevokeDecisionRequest {
        name: name.clone(),
        reasons: en("No."),
        ..Default::default()
    };
    it.sessions
        .revoke_decision(ask(revoke))
        .await
        .expect("revoked");
    let status = refused(
        it.support(&name).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(fields(&status), ["decision"]);
    let other = it.support("hearings/first/decisions/d").await;
    refused(other, Code::InvalidArgument, Reason::FieldInvalid);
}
