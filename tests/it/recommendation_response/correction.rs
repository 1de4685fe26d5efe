//! A corrected answer: what of it changes, and what stays readable.

use super::*;

#[tokio::test]
async fn a_corrected_answer_still_reads_as_it_did() {
    let mut it = Chamber::start().await;
    let sent = it.sent(proposal("p", &[MINISTRY])).await.name;
    let comment = it.comment("c", TERM).await;
    let mut given = vec![it.answer_comment(&comment, vec![]).await];
    given.push(
        it.answer(OFFICIAL, answer(&sent, MINISTRY, Outcome::Accepted))
            .await
            .expect("given"),
    );
    for given in given {
        it.world.hand.pass(1_000_000);
        let mut request = correction(&given.name);
        request.etag = given.etag.clone();
        request.implemented_in = vec![at(V1, TERM)];
        let corrected = correct(&mut it.client, request).await.expect("corrected");
        assert_eq!(
            (corrected.state(), corrected.correction_count),
            (State::Corrected, 1)
        );
        assert_eq!(corrected.outcome(), Outcome::PartlyAccepted);
        assert_eq!(corrected.correction_reasons, en("A slip of the pen."));
        assert_eq!(
            (&corrected.responder, corrected.respond_date),
            (&given.responder, given.respond_date)
        );
        assert_eq!(corrected.implemented_in[0].wid, TERM);
        let then = pb::GetResponseRequest {
            name: given.name.clone(),
            as_of_time: given.create_time,
            ..Default::default()
        };
        let then = match given.name.starts_with("recommendations/") {
            true => it.client.get_response(then).await,
            false => {
                CommentServiceClient::new(it.world.consultation.clone())
                    .get_response(then)
                    .await
            }
        };
        assert_eq!(then.expect("read").into_inner(), given.bare());
    }
}

#[tokio::test]
async fn a_correction_obeys_the_rules_of_an_answer() {
    let mut it = Chamber::start().await;
    let sent = it.sent(proposal("p", &[MINISTRY])).await.name;
    let given = it
        .answer(OFFICIAL, answer(&sent, MINISTRY, Outcome::Accepted))
        .await
        .expect("given");
    let wrong: [(Change<pb::CorrectResponseRequest>, Code, Reason); 8] = [
        (
            |r| r.reasons.clear(),
            Code::InvalidArgument,
            Reason::ReasonsRequired,
        ),
        (
            |r| r.correction_reasons.clear(),
            Code::InvalidArgument,
            Reason::FieldInvalid,
        ),
        (
            |r| r.correction_reasons[0].language_code = "de".into(),
            Code::InvalidArgument,
            Reason::LanguageMissing,
        ),
        (
            |r| r.etag = "\"9\"".into(),
            Code::Aborted,
            Reason::EtagMismatch,
        ),
        (
            |r| r.implemented_in = vec![at(V1, "art_99")],
            Code::NotFound,
            Reason::EidUnknown,
        ),
        (
            |r| r.implemented_in = vec![at(V2, "")],
            Code::FailedPrecondition,
            Reason::VersionNotPublished,
        ),
        (
            |r| r.implemented_in = vec![at("draftLaws/law/versions/none", "")],
            Code::InvalidArgument,
            Reason::ReferenceNotFound,
        ),
        (
            |r| r.name.push('x'),
            Code::NotFound,
            Reason::ResourceNotFound,
        ),
    ];
    for (change, code, reason) in wrong {
        let mut request = correction(&given.name);
        change(&mut request);
        refused(correct(&mut it.client, request).await, code, reason);
    }
    let stranger = it
        .client
        .correct_response(ask(correction(&given.name)))
        .await;
    refused(
        stranger,
        Code::PermissionDenied,
        Reason::StandingNotMandated,
    );
    let nobody = it.client.correct_response(correction(&given.name)).await;
    refused(nobody, Code::Unauthenticated, Reason::SubjectMissing);
}

#[tokio::test]
async fn what_needs_the_registry_waits_for_it_and_a_retry_does_not() {
    let mut it = Chamber::start().await;
    let mut draft = proposal("draft", &[MINISTRY]);
    draft.request_id = request_id();
    let drafted = it.draft(draft.clone()).await.expect("drafted");
    let sent = it.sent(proposal("sent", &[MINISTRY])).await.name;
    let other = it.sent(proposal("other", &[MINISTRY])).await.name;
    let given = it
        .answer(OFFICIAL, answer(&sent, MINISTRY, Outcome::Accepted))
        .await
        .expect("given");

    // The same service, where nobody listens on the registry's port.
    let dead = consultation::Registry::connect("http://127.0.0.1:1", it.world.hand.clock());
    let alone = consultation::service(
        it.world.app.clone(),
        dead.expect("an address"),
        it.world.search.clone(),
    );
    let alone = testing::start(alone).await;
    it.client = Client::new(alone.channel().await);
    assert_eq!(it.draft(draft).await.expect("the same answer"), drafted);
    let unavailable = |outcome: Result<(), Status>| {
        refused(outcome, Code::Unavailable, Reason::RegistryUnavailable);
    };
    unavailable(it.draft(proposal("new", &[])).await.map(drop));
    unavailable(it.adopt(ballot(&drafted.name)).await.map(drop));
    unavailable(it.send(&drafted.name).await.map(drop));
    unavailable(
        it.answer(OFFICIAL, answer(&other, MINISTRY, Outcome::Noted))
            .await
            .map(drop),
    );
    unavailable(
        correct(&mut it.client, correction(&given.name))
            .await
            .map(drop),
    );
    let update = pb::UpdateRecommendationRequest {
        recommendation: Some(pb::Recommendation {
            name: drafted.name.clone(),
            number: "1".into(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let update = it
        .client
        .update_recommendation(ask_as(SECRETARY, update))
        .await;
    unavailable(update.map(drop));
    let recall = pb::RecallRecommendationRequest {
        name: sent.clone(),
        reasons: en("x"),
        ..Default::default()
    };
    let recall = it
        .client
        .recall_recommendation(ask_as(SECRETARY, recall))
        .await;
    unavailable(recall.map(drop));
    let readdress = pb::ReaddressRecommendationRequest {
        name: other,
        current_organization: MINISTRY.into(),
        new_organization: MAJILIS.into(),
        due_date: day("2026-07-10"),
        reasons: en("x"),
        ..Default::default()
    };
    let readdress = it
        .client
        .readdress_recommendation(ask_as(SECRETARY, readdress))
        .await;
    unavailable(readdress.map(drop));
    assert_eq!(
        it.read(&sent).await.response_count,
        1,
        "reading needs nobody"
    );
}

#[tokio::test]
async fn what_another_body_decides_is_referred_to_it() {
    let mut it = Chamber::start().await;
    let sent = it.sent(proposal("p", &[MINISTRY])).await.name;
    let mut request = answer(&sent, MINISTRY, Outcome::Referred);
    let to = |body: &str| {
        Some(pb::OutcomeDetails {
            referred_to: body.into(),
            ..Default::default()
        })
    };
    for (body, reason) in [
        (
            "//registry.kenes/organizations/none",
            Reason::ReferenceNotFound,
        ),
        (MINISTRY, Reason::FieldInvalid),
    ] {
        request.response.as_mut().expect("one").details = to(body);
        let status = it.answer(OFFICIAL, request.clone()).await;
        let status = refused(status, Code::InvalidArgument, reason);
        assert_eq!(fields(&status), ["response.details.referred_to"]);
    }
    request.response.as_mut().expect("one").details = to(MAJILIS);
    let given = it.answer(OFFICIAL, request).await.expect("given");
    assert_eq!(
        (given.outcome(), given.details),
        (Outcome::Referred, to(MAJILIS))
    );
}
