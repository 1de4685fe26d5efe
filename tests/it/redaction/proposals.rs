//! Proposals: checked, listed, rejected.

use super::*;

#[tokio::test]
async fn proposals_are_checked_listed_and_rejected() {
    let Scene {
        world: _world,
        client,
        fake: _fake,
        _up,
    } = scene().await;
    for id in ["one", "two"] {
        comment::create(&client, comment::new(id))
            .await
            .expect("accepted");
    }
    let with = |change: fn(&mut pb::RedactCommentRequest)| {
        let mut request = proposal(&name("one"), Action::Hide);
        change(&mut request);
        propose(&client, request)
    };
    let wrong = with(|r| {
        r.basis_code = "Court order".into();
        r.action = 0;
    });
    let status = refused(wrong.await, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["action", "basis_code"]);
    let foreign = with(|r| r.reasons[0].language_code = "xx".into()).await;
    refused(foreign, Code::InvalidArgument, Reason::LanguageMissing);
    let stale = with(|r| r.etag = "\"7\"".into()).await;
    refused(stale, Code::Aborted, Reason::EtagMismatch);
    let none = with(|r| r.name = name("none")).await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);
    let nobody = client
        .clone()
        .redact_comment(proposal(&name("one"), Action::Hide))
        .await;
    refused(nobody, Code::Unauthenticated, Reason::SubjectMissing);

    let named = |r: &mut pb::RedactCommentRequest| r.redaction_id = "first".into();
    let first = with(named).await.expect("proposed");
    refused(
        with(named).await,
        Code::AlreadyExists,
        Reason::ResourceExists,
    );
    let rejection = |name: &str| record::RejectRedactionRequest {
        name: name.into(),
        reasons: en("It names nobody."),
        ..Default::default()
    };
    let reject = |request| {
        let mut client = client.clone();
        async move { client.reject_redaction(ask_as(OFFICER, request)).await }
    };
    let mut mute = rejection(&first.name);
    mute.reasons[0].language_code = "xx".into();
    let mute = reject(mute).await;
    refused(mute, Code::InvalidArgument, Reason::LanguageMissing);
    let rejected = reject(rejection(&first.name)).await.expect("taken back");
    assert_eq!(rejected.get_ref().state(), Step::Rejected);
    let late = approve(&client, SECOND, approval(&first.name)).await;
    refused(
        late,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let get = |name: &str| {
        let request = record::GetRedactionRequest {
            name: name.into(),
            ..Default::default()
        };
        let mut client = client.clone();
        async move { client.get_redaction(request).await }
    };
    let read = get(&first.name).await.expect("read");
    assert_eq!(read.get_ref(), rejected.get_ref());
    let foreign = get("persons/p/redactions/x").await;
    refused(foreign, Code::InvalidArgument, Reason::FieldInvalid);
    let none = get(&format!("{}/redactions/none", name("one"))).await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);

    redact(&client, &name("two"), Action::Hide).await;
    let list = |parent: &str, filter: &str| {
        let request = record::ListRedactionsRequest {
            parent: parent.into(),
            filter: filter.into(),
            ..Default::default()
        };
        let mut client = client.clone();
        async move {
            let page = client.list_redactions(request).await?.into_inner();
            Ok::<_, Status>((page.redactions.len(), page.total_size))
        }
    };
    let all = "consultations/-/comments/-";
    assert_eq!(list(all, "").await.expect("listed"), (2, Some(2)));
    let found = list(all, "state = STATE_DONE").await;
    assert_eq!(found.expect("listed"), (1, Some(1)));
    let found = list("consultations/c/comments/-", "action = ACTION_HIDE").await;
    assert_eq!(found.expect("listed"), (2, Some(2)));
    assert_eq!(list(&name("one"), "").await.expect("listed"), (1, Some(1)));
    let none = list(&name("none"), "").await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);
    let wild = list("consultations/-/comments/one", "").await;
    refused(wild, Code::InvalidArgument, Reason::FieldInvalid);
    let unknown = list(all, "colour = red").await;
    refused(unknown, Code::InvalidArgument, Reason::FilterInvalid);
}
