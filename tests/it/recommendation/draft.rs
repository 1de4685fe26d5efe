//! Drafts: what they refer to, what is wrong with them, and until when they change.

use super::*;

#[tokio::test]
async fn a_draft_refers_to_what_is_there() {
    let mut it = Chamber::start().await;
    let missing: [(&str, Change); 11] = [
        ("recommendation.draft_laws[0]", |new| {
            new.draft_laws = vec!["draftLaws/none".into()];
        }),
        ("recommendation.origins[0]", |new| {
            new.hearing = "hearings/none".into();
        }),
        ("recommendation.origins[1]", |new| {
            new.origins = vec!["consultations/round".into(), "hearings/none".into()];
        }),
        ("recommendation.origins[0]", |new| {
            new.origins = vec!["consultations/none".into()];
        }),
        ("recommendation.points[0].targets[0].version", |new| {
            new.points = vec![point(1)];
            new.points[0].targets = vec![at("draftLaws/law/versions/none", "")];
        }),
        ("recommendation.based_on_comments[0]", |new| {
            new.based_on_comments = vec!["consultations/round/comments/none".into()];
        }),
        ("recommendation.targets[0].version", |new| {
            new.targets = vec![at("draftLaws/law/versions/none", "")];
        }),
        ("recommendation.changes[0].target.version", |new| {
            new.changes = vec![ProposedChange {
                kind: proposed_change::Kind::Repeal.into(),
                target: Some(at("draftLaws/none/versions/v1", "")),
                ..Default::default()
            }];
        }),
        ("recommendation.addressees[0].organization", |new| {
            new.addressees[0].organization = "//registry.kenes/organizations/none".into();
        }),
        ("recommendation.body", |new| {
            new.body = "//registry.kenes/organizations/none".into();
        }),
        ("recommendation.addressees[0].organization", |new| {
            new.addressees[0].organization = "//registry.kenes/organizations/nobody".into();
        }),
    ];
    for (field, change) in missing {
        let mut request = proposal("p", &[MINISTRY]);
        change(request.recommendation.as_mut().expect("one"));
        let status = it.draft(request).await;
        let status = refused(status, Code::InvalidArgument, Reason::ReferenceNotFound);
        assert_eq!(fields(&status), [field]);
    }
    let mut request = proposal("p", &[MINISTRY]);
    request.recommendation.as_mut().expect("one").targets = vec![at(V1, "art_99")];
    refused(
        it.draft(request.clone()).await,
        Code::NotFound,
        Reason::EidUnknown,
    );
    request.recommendation.as_mut().expect("one").targets = vec![at(V2, TERM)];
    refused(
        it.draft(request).await,
        Code::FailedPrecondition,
        Reason::VersionNotPublished,
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_draft_is_said() {
    let mut it = Chamber::start().await;
    let shapeless = pb::CreateRecommendationRequest {
        recommendation: Some(pb::Recommendation::default()),
        ..Default::default()
    };
    let status = refused(
        it.draft(shapeless).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    let shape = ["body", "kind", "texts", "titles"].map(|f| format!("recommendation.{f}"));
    assert_eq!(fields(&status), shape);
    let mut request = proposal("p", &[MINISTRY, MINISTRY]);
    let new = request.recommendation.as_mut().expect("one");
    new.titles = [en("a"), en("b")].concat();
    new.addressees[0].due_date = day("2026-06");
    let status = refused(
        it.draft(request).await,
        Code::InvalidArgument,
        Reason::LanguageMissing,
    );
    let wrong = [
        "addressees[0].due_date",
        "addressees[1].organization",
        "titles[1].language_code",
    ];
    assert_eq!(
        fields(&status),
        wrong.map(|f| format!("recommendation.{f}"))
    );
    let mut request = proposal("p", &[MINISTRY]);
    request.recommendation.as_mut().expect("one").addressees[0].due_date = day("2026");
    refused(
        it.draft(request).await,
        Code::InvalidArgument,
        Reason::DatesInvalid,
    );

    let nobody = it.client.create_recommendation(proposal("p", &[])).await;
    refused(nobody, Code::Unauthenticated, Reason::SubjectMissing);
    let stranger = it
        .client
        .create_recommendation(ask(proposal("p", &[])))
        .await;
    refused(
        stranger,
        Code::PermissionDenied,
        Reason::StandingNotMandated,
    );
    it.draft(proposal("p", &[])).await.expect("drafted");
    refused(
        it.draft(proposal("p", &[])).await,
        Code::AlreadyExists,
        Reason::ResourceExists,
    );
    let mut once = proposal("q", &[]);
    once.request_id = request_id();
    it.draft(once.clone()).await.expect("drafted");
    once.recommendation_id = "r".into();
    refused(
        it.draft(once).await,
        Code::AlreadyExists,
        Reason::RequestIdReused,
    );
    let none = pb::GetRecommendationRequest {
        name: "recommendations/none".into(),
        ..Default::default()
    };
    refused(
        it.client.get_recommendation(none).await,
        Code::NotFound,
        Reason::ResourceNotFound,
    );

    it.roll.suspend("chamber", "2026-05-25").await;
    let mut late = proposal("s", &[]);
    late.validate_only = true;
    // What the registry said is kept for a minute.
    it.world.hand.pass(2 * 60 * 1_000_000);
    refused(
        it.draft(late).await,
        Code::FailedPrecondition,
        Reason::StandingNotActive,
    );
}

#[tokio::test]
async fn a_draft_changes_until_it_is_adopted() {
    let mut it = Chamber::start().await;
    let draft = it.draft(proposal("p", &[MINISTRY])).await.expect("drafted");
    let patch = |change: fn(&mut pb::Recommendation)| {
        let mut patch = pb::Recommendation {
            name: "recommendations/p".into(),
            ..Default::default()
        };
        change(&mut patch);
        patch
    };
    let stale = update(&mut it, patch(|p| p.etag = "\"9\"".into()), &["number"]).await;
    refused(stale, Code::Aborted, Reason::EtagMismatch);
    for fixed in ["state", "body", "vote"] {
        let status = update(&mut it, patch(|_| ()), &[fixed]).await;
        refused(status, Code::InvalidArgument, Reason::UpdateMaskInvalid);
    }
    let none = pb::Recommendation {
        name: "recommendations/none".into(),
        ..Default::default()
    };
    refused(
        update(&mut it, none, &["number"]).await,
        Code::NotFound,
        Reason::ResourceNotFound,
    );
    let unknown = update(
        &mut it,
        patch(|p| p.targets = vec![at(V1, "art_99")]),
        &["targets"],
    )
    .await;
    refused(unknown, Code::NotFound, Reason::EidUnknown);
    let sneaky = patch(|p| {
        p.addressees = vec![pb::Addressee {
            organization: MAJILIS.into(),
            send_time: Some(common::date::timestamp(1)),
            close_reasons: en("closed"),
            ..Default::default()
        }];
    });
    let changed = update(&mut it, sneaky, &["addressees"])
        .await
        .expect("changed");
    assert_eq!(changed.addressees[0].send_time, None);
    assert!(changed.addressees[0].close_reasons.is_empty());
    let request = pb::UpdateRecommendationRequest {
        recommendation: Some(patch(|_| ())),
        ..Default::default()
    };
    let stranger = it.client.update_recommendation(ask(request)).await;
    refused(
        stranger,
        Code::PermissionDenied,
        Reason::StandingNotMandated,
    );

    it.adopt(ballot(&draft.name)).await.expect("adopted");
    let late = update(&mut it, patch(|p| p.number = "8".into()), &["number"]).await;
    refused(
        late,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
}
