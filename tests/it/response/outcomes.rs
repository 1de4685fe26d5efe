//! Each outcome says what it leaves to say, when an answer is given and when it is revised.

use kenes_proto::consultation::{
    OutcomeDetails, recommendation_service_client::RecommendationServiceClient,
    trace_service_client::TraceServiceClient,
};

use super::*;

const OTHER: &str = "//registry.kenes/organizations/other";

/// What goes with each outcome.
fn right(outcome: Outcome) -> Option<OutcomeDetails> {
    let mut details = OutcomeDetails::default();
    match outcome {
        Outcome::PartlyAccepted => return fixtures::partly(),
        Outcome::AlreadyProvided => {
            details.provided_by = vec![place(V2, "art_2")];
            details.provided_by_acts = vec!["/akn/kz/act/2015-11-02/383-v/!main~art_5".into()];
        }
        Outcome::Superseded => details.superseded_by = V2.into(),
        _ => return None,
    }
    Some(details)
}

fn reasoned(outcome: Outcome, details: Option<OutcomeDetails>) -> pb::CreateResponseRequest {
    changed(by(MINISTRY, outcome), |response| {
        response.reasons = en("Because.");
        response.details = details;
    })
}

/// A revision of the ministry's answer.
async fn revise(
    scene: &Scene,
    outcome: Outcome,
    details: Option<OutcomeDetails>,
) -> Result<pb::Response, Status> {
    let request = pb::CorrectResponseRequest {
        name: format!("{}/responses/ministry", name("one")),
        outcome: outcome.into(),
        reasons: en("Because."),
        details,
        correction_reasons: en("We read it again."),
        ..Default::default()
    };
    let mut client = RecommendationServiceClient::new(scene.world.consultation.clone());
    let done = client
        .correct_response(ask_as("demo|official", request))
        .await;
    done.map(tonic::Response::into_inner)
}

async fn verdict(scene: &Scene, language: &str) -> String {
    let request = pb::GetTraceRequest {
        name: name("one"),
        language_code: language.into(),
        ..Default::default()
    };
    let mut client = TraceServiceClient::new(scene.world.consultation.clone());
    let trace = client
        .get_trace(request)
        .await
        .expect("a trace")
        .into_inner();
    trace.summary
}

#[tokio::test]
async fn an_outcome_says_what_where_which_and_who() {
    let scene = scene().await;
    for (outcome, fields_of) in [
        (
            Outcome::PartlyAccepted,
            &[
                "response.details.accepted_texts",
                "response.details.declined_texts",
            ][..],
        ),
        (Outcome::AlreadyProvided, &["response.details.provided_by"]),
        (Outcome::Superseded, &["response.details.superseded_by"]),
        (Outcome::Referred, &["response.details.referred_to"]),
    ] {
        let status = answer(&scene.client, reasoned(outcome, None)).await;
        let status = refused(
            status,
            Code::InvalidArgument,
            Reason::OutcomeDetailsRequired,
        );
        assert_eq!(fields(&status), fields_of, "{outcome:?}");
    }
    for outcome in [
        Outcome::Accepted,
        Outcome::Rejected,
        Outcome::OutOfScope,
        Outcome::Noted,
    ] {
        let status = answer(&scene.client, reasoned(outcome, fixtures::partly())).await;
        refused(status, Code::InvalidArgument, Reason::FieldInvalid);
    }
}

#[tokio::test]
async fn a_decision_is_revised_with_the_reason_and_the_earlier_one_stays_readable() {
    let scene = scene().await;
    let first = reasoned(Outcome::PartlyAccepted, fixtures::partly());
    let first = answer(&scene.client, first).await.expect("given");
    assert_eq!(first.details, fixtures::partly());
    let before = verdict(&scene, "en").await;
    assert!(before.contains("partly accepted"), "{before}");
    scene.world.hand.pass(1_000_000);
    refused(
        revise(&scene, Outcome::AlreadyProvided, None).await,
        Code::InvalidArgument,
        Reason::OutcomeDetailsRequired,
    );
    let provided = revise(
        &scene,
        Outcome::AlreadyProvided,
        right(Outcome::AlreadyProvided),
    )
    .await;
    let provided = provided.expect("revised");
    let details = provided.details.as_ref().expect("details");
    assert_eq!(details.provided_by[0].wid, "art_1", "found in its version");
    assert!(details.accepted_texts.is_empty());
    assert_eq!(
        (provided.correction_count, &provided.correction_reasons),
        (1, &en("We read it again."))
    );
    for (language, said) in [
        (
            "en",
            "Provided for in art_2 (v2), /akn/kz/act/2015-11-02/383-v/!main~art_5.",
        ),
        ("ru", "Уже предусмотрено в: art_2 (v2)"),
        ("kk", "Бұрыннан көзделген жері: art_2 (v2)"),
    ] {
        let verdict = verdict(&scene, language).await;
        assert!(verdict.contains(said), "{verdict}");
    }
    scene.world.hand.pass(1_000_000);
    let superseded = revise(&scene, Outcome::Superseded, right(Outcome::Superseded)).await;
    assert_eq!(superseded.expect("revised").correction_count, 2);
    let verdict = verdict(&scene, "en").await;
    assert!(
        verdict.contains("superseded by a new draft") && verdict.contains(V2),
        "{verdict}"
    );
    for (time, outcome) in [
        (first.update_time, Outcome::PartlyAccepted),
        (provided.update_time, Outcome::AlreadyProvided),
    ] {
        let request = pb::GetResponseRequest {
            name: first.name.clone(),
            as_of_time: time,
            ..Default::default()
        };
        let then = scene.client.clone().get_response(request).await;
        assert_eq!(then.expect("read").into_inner().outcome(), outcome);
    }
}

#[tokio::test]
async fn what_an_outcome_names_is_there() {
    let scene = scene().await;
    let provided = |version: &str, eid: &str| OutcomeDetails {
        provided_by: vec![place(version, eid)],
        ..Default::default()
    };
    let superseded = |by: &str| OutcomeDetails {
        superseded_by: by.into(),
        ..Default::default()
    };
    for (outcome, details, code, reason) in [
        (
            Outcome::AlreadyProvided,
            provided(V1, "art_99"),
            Code::NotFound,
            Reason::EidUnknown,
        ),
        (
            Outcome::AlreadyProvided,
            provided("draftLaws/d/versions/v3", ""),
            Code::FailedPrecondition,
            Reason::VersionNotPublished,
        ),
        (
            Outcome::Superseded,
            superseded("draftLaws/none"),
            Code::InvalidArgument,
            Reason::ReferenceNotFound,
        ),
        (
            Outcome::Superseded,
            superseded("draftLaws/d/versions/v3"),
            Code::FailedPrecondition,
            Reason::VersionNotPublished,
        ),
        (
            Outcome::Superseded,
            superseded(V1),
            Code::InvalidArgument,
            Reason::FieldInvalid,
        ),
        (
            Outcome::Superseded,
            superseded("draftLaws/d"),
            Code::InvalidArgument,
            Reason::FieldInvalid,
        ),
        (
            Outcome::Referred,
            OutcomeDetails {
                referred_to: MINISTRY.into(),
                ..Default::default()
            },
            Code::InvalidArgument,
            Reason::FieldInvalid,
        ),
        (
            Outcome::AlreadyProvided,
            OutcomeDetails {
                provided_by_acts: vec!["the Law on NGOs".into()],
                ..Default::default()
            },
            Code::InvalidArgument,
            Reason::FieldInvalid,
        ),
    ] {
        let status = answer(&scene.client, reasoned(outcome, Some(details.clone()))).await;
        refused(status, code, reason);
    }
    // The fake registry knows no organizations: nobody is named who might not be there.
    let referred = OutcomeDetails {
        referred_to: OTHER.into(),
        ..Default::default()
    };
    let status = answer(&scene.client, reasoned(Outcome::Referred, Some(referred))).await;
    refused(status, Code::Unavailable, Reason::RegistryUnavailable);
}
