//! Policy documents by themselves: what they name, and what keeps them.

use super::*;

async fn update(
    forum: &mut Forum,
    document: pb::PolicyDocument,
    mask: &[&str],
) -> Result<pb::PolicyDocument, Status> {
    let request = pb::UpdatePolicyDocumentRequest {
        policy_document: Some(document),
        update_mask: crate::roll::paths(mask),
        ..Default::default()
    };
    let saved = forum.client.update_policy_document(ask(request)).await;
    saved.map(Response::into_inner)
}

async fn delete(forum: &mut Forum, name: &str) -> Result<pb::PolicyDocument, Status> {
    let request = pb::DeletePolicyDocumentRequest {
        name: name.into(),
        ..Default::default()
    };
    let gone = forum.client.delete_policy_document(ask(request)).await;
    gone.map(Response::into_inner)
}

#[tokio::test]
async fn who_drew_it_up_is_known_to_the_registry_or_named() {
    let mut forum = Forum::start().await;
    let by = |actor: Actor| pb::PolicyDocument {
        contributors: vec![pb::PolicyContributor {
            actor: Some(actor),
            role_code: "expert".into(),
            sector_code: "international".into(),
        }],
        ..document("conception")
    };
    let organization = |name: &str| Actor {
        organization: name.into(),
        ..Default::default()
    };
    let made = forum.document("known", by(organization(NGO))).await;
    let contributor = &made.contributors[0];
    let shown = &contributor.actor.as_ref().expect("one").display_name;
    assert!(!shown.is_empty(), "filled in from the registry");
    let nobody = by(organization("//registry.kenes/organizations/nobody"));
    let status = refused(
        forum.try_document("unknown", nobody).await,
        Code::InvalidArgument,
        Reason::ReferenceNotFound,
    );
    let field = "policy_document.contributors[0].actor.organization";
    assert_eq!(fields(&status), [field]);
    let unknown = pb::PolicyDocument {
        kind_code: "manifesto".into(),
        ..document("conception")
    };
    refused(
        forum.try_document("unknown", unknown).await,
        Code::InvalidArgument,
        Reason::CodeUnknown,
    );
    let sourceless = pb::PolicyDocument {
        sources: Vec::new(),
        ..document("conception")
    };
    refused(
        forum.try_document("unknown", sourceless).await,
        Code::InvalidArgument,
        Reason::SourceMissing,
    );
}

#[tokio::test]
async fn a_document_is_adopted_at_a_session_that_was_held() {
    let mut forum = Forum::start().await;
    let at = |session: &str, on: &str| pb::PolicyDocument {
        hearing: session.into(),
        adopt_date: day(on),
        ..document("forum-resolution")
    };
    let days = (day("2006-01-10"), None);
    let draft = forum.it.session("draft", CHAMBER, days).await;
    for (session, on, code, reason) in [
        (
            "hearings/none",
            "2003-10-15",
            Code::InvalidArgument,
            Reason::ReferenceNotFound,
        ),
        (
            &*draft,
            "2006-01-10",
            Code::FailedPrecondition,
            Reason::SessionNotAnnounced,
        ),
        (
            "hearings/first",
            "2003-10-16",
            Code::FailedPrecondition,
            Reason::SessionOnAnotherDay,
        ),
        (
            "hearings/first",
            "2026-05-26",
            Code::InvalidArgument,
            Reason::DatesInvalid,
        ),
    ] {
        refused(
            forum.try_document("late", at(session, on)).await,
            code,
            reason,
        );
    }
    // The session stays on its days, and is not called off.
    let request = pb::CancelHearingRequest {
        name: "hearings/first".into(),
        reasons: en("It rains."),
        ..Default::default()
    };
    let cancelled = forum.it.hearings().cancel_hearing(ask(request)).await;
    refused(cancelled, Code::FailedPrecondition, Reason::ResourceInUse);
    let request = pb::CancelHearingRequest {
        name: "hearings/second".into(),
        reasons: en("It rains."),
        ..Default::default()
    };
    let cancelled = forum.it.hearings().cancel_hearing(ask(request)).await;
    cancelled.expect("nothing goes back to it");
    refused(
        forum
            .try_document("late", at("hearings/second", "2005-09-12"))
            .await,
        Code::FailedPrecondition,
        Reason::SessionCancelled,
    );
}

#[tokio::test]
async fn documents_supersede_others_and_never_themselves() {
    let mut forum = Forum::start().await;
    let after = |names: &[&str]| pb::PolicyDocument {
        supersedes: names.iter().map(|name| (*name).to_owned()).collect(),
        ..document("conception")
    };
    forum.document("a", after(&[])).await;
    forum.document("b", after(&["policyDocuments/a"])).await;
    forum.document("c", after(&["policyDocuments/b"])).await;
    let circle = pb::PolicyDocument {
        name: "policyDocuments/a".into(),
        ..after(&["policyDocuments/c"])
    };
    let status = refused(
        update(&mut forum, circle, &["supersedes"]).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(fields(&status), ["policy_document.supersedes"]);
    refused(
        forum.try_document("d", after(&["policyDocuments/d"])).await,
        Code::InvalidArgument,
        Reason::ReferenceNotFound,
    );
    let request = pb::ListPolicyDocumentsRequest {
        filter: "supersedes:\"policyDocuments/b\"".into(),
        ..Default::default()
    };
    let page = forum.client.list_policy_documents(request).await;
    let page = page.expect("listed").into_inner();
    assert_eq!(page.policy_documents[0].name, "policyDocuments/c");
    refused(
        delete(&mut forum, "policyDocuments/b").await,
        Code::FailedPrecondition,
        Reason::ResourceInUse,
    );
}

#[tokio::test]
async fn a_document_that_commitments_come_out_of_stays_and_others_come_back() {
    let mut forum = Forum::start().await;
    forum.commitment("c", commitment("2005")).await;
    refused(
        delete(&mut forum, DOCUMENT).await,
        Code::FailedPrecondition,
        Reason::ResourceInUse,
    );
    let made = forum.document("other", document("conception")).await;
    let gone = delete(&mut forum, &made.name).await.expect("deleted");
    assert!(gone.delete_time.is_some());
    let out_of = pb::Commitment {
        origin: made.name.clone(),
        ..commitment("2005")
    };
    refused(
        forum.try_commitment("d", out_of).await,
        Code::InvalidArgument,
        Reason::ReferenceNotFound,
    );
    let request = pb::UndeletePolicyDocumentRequest {
        name: made.name.clone(),
        ..Default::default()
    };
    let back = forum
        .client
        .undelete_policy_document(ask(request.clone()))
        .await;
    assert!(back.expect("back").into_inner().delete_time.is_none());
    let twice = forum.client.undelete_policy_document(ask(request)).await;
    refused(twice, Code::AlreadyExists, Reason::ResourceNotDeleted);

    let request = pb::ListPolicyDocumentRevisionsRequest {
        name: made.name.clone(),
        ..Default::default()
    };
    let history = forum.client.list_policy_document_revisions(request).await;
    let history = history
        .expect("listed")
        .into_inner()
        .policy_document_revisions;
    assert_eq!(history.len(), 3);
    let request = pb::GetPolicyDocumentRevisionRequest {
        name: format!("{}/revisions/1", made.name),
        ..Default::default()
    };
    let first = forum.client.get_policy_document_revision(request).await;
    assert_eq!(
        first.expect("read").into_inner().snapshot,
        Some(made.clone())
    );
    let request = pb::GetPolicyDocumentRequest {
        name: made.name.clone(),
        ..Default::default()
    };
    let now = forum.client.get_policy_document(request).await;
    assert_eq!(now.expect("read").into_inner().uid, made.uid);
}

#[tokio::test]
async fn a_document_comes_back_only_to_what_it_rests_on() {
    let mut forum = Forum::start().await;
    let before = forum.document("before", document("conception")).await.name;
    let after = pb::PolicyDocument {
        hearing: "hearings/second".into(),
        adopt_date: day("2005-09-12"),
        supersedes: vec![before.clone()],
        ..document("forum-resolution")
    };
    let after = forum.document("after", after).await.name;
    delete(&mut forum, &after).await.expect("deleted");
    delete(&mut forum, &before).await.expect("deleted");
    let back = |name: &str| {
        let mut client = forum.client.clone();
        let request = pb::UndeletePolicyDocumentRequest {
            name: name.into(),
            ..Default::default()
        };
        async move { client.undelete_policy_document(ask(request)).await }
    };
    let early = back(&after).await;
    let status = refused(early, Code::InvalidArgument, Reason::ReferenceNotFound);
    assert_eq!(fields(&status), ["name"]);
    back(&before).await.expect("back");
    back(&after).await.expect("back");

    delete(&mut forum, &after).await.expect("deleted");
    let request = pb::CancelHearingRequest {
        name: "hearings/second".into(),
        reasons: en("It rains."),
        ..Default::default()
    };
    let cancelled = forum.it.hearings().cancel_hearing(ask(request)).await;
    cancelled.expect("nothing goes back to it");
    let late = forum
        .client
        .undelete_policy_document(ask(pb::UndeletePolicyDocumentRequest {
            name: after,
            ..Default::default()
        }))
        .await;
    refused(late, Code::FailedPrecondition, Reason::SessionCancelled);
}

#[tokio::test]
async fn an_update_asks_about_nobody_whom_it_leaves() {
    let mut forum = Forum::start().await;
    let nobody = Actor {
        organization: "//registry.kenes/organizations/nobody".into(),
        ..Default::default()
    };
    let contributor = pb::PolicyContributor {
        actor: Some(nobody.clone()),
        role_code: "expert".into(),
        ..Default::default()
    };
    let patch = pb::PolicyDocument {
        name: DOCUMENT.into(),
        number: "7".into(),
        adopted_by: Some(nobody),
        contributors: vec![contributor],
        ..Default::default()
    };
    let saved = update(&mut forum, patch.clone(), &["number"]).await;
    let saved = saved.expect("neither is in the mask");
    assert_eq!((saved.number.as_str(), saved.adopted_by), ("7", None));
    for field in ["adopted_by", "contributors"] {
        refused(
            update(&mut forum, patch.clone(), &[field]).await,
            Code::InvalidArgument,
            Reason::ReferenceNotFound,
        );
    }
}
