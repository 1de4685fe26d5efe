//! Answers to recommendations, and corrections of answers of either sort.

use common::testing::{self, DAY};
use kenes_proto::{
    consultation::{
        self as pb,
        comment_service_client::CommentServiceClient,
        recommendation_service_client::RecommendationServiceClient as Client,
        response::{Outcome, State},
    },
    types::ErrorReason as Reason,
};
use tonic::{Code, Response, Status, transport::Channel};

use crate::{
    chamber::{
        Chamber, MAJILIS, MINISTRY, NGO, OFFICIAL, SECRETARY, TERM, V1, V2, answer, at, ballot,
        proposal,
    },
    receipt::Bare as _,
    roll::day,
    world::{ask, ask_as, en, fields, refused, request_id},
};

type Change<T> = fn(&mut T);

pub(crate) fn correction(name: &str) -> pb::CorrectResponseRequest {
    pb::CorrectResponseRequest {
        name: name.into(),
        outcome: Outcome::PartlyAccepted.into(),
        texts: en("Taken over in part."),
        reasons: en("The second sentence repeats article 3."),
        correction_reasons: en("A slip of the pen."),
        ..Default::default()
    }
}

async fn correct(
    client: &mut Client<Channel>,
    request: pb::CorrectResponseRequest,
) -> Result<pb::Response, Status> {
    let done = client.correct_response(ask_as(OFFICIAL, request)).await;
    done.map(Response::into_inner)
}

#[tokio::test]
async fn an_addressee_answers_once_with_reasons_and_where_it_was_carried_out() {
    let mut it = Chamber::start().await;
    let sent = it.sent(proposal("p", &[MINISTRY, MAJILIS])).await.name;
    let mut request = answer(&sent, MINISTRY, Outcome::Rejected);
    request.request_id = request_id();
    let response = request.response.as_mut().expect("one");
    response.implemented_in = vec![at(V1, TERM)];
    response.reasons.clear();
    let status = it.answer(OFFICIAL, request.clone()).await;
    let status = refused(status, Code::InvalidArgument, Reason::ReasonsRequired);
    assert_eq!(fields(&status), ["response.reasons"]);
    request.response.as_mut().expect("one").reasons = en("Because.");
    let given = it.answer(OFFICIAL, request.clone()).await.expect("given");
    assert_eq!(given.name, format!("{sent}/responses/ministry"));
    assert_eq!(
        (given.state(), given.respond_date),
        (State::Given, day("2026-05-25"))
    );
    assert_eq!(given.implemented_in[0].wid, TERM);
    let signed = given.responder.as_ref().expect("one");
    assert_eq!(signed.person, "//registry.kenes/persons/official");
    assert_eq!(
        it.answer(OFFICIAL, request).await.expect("the same answer"),
        given
    );

    let mut second = answer(&sent, MINISTRY, Outcome::Accepted);
    second.response_id = "other".into();
    let second = it.answer(OFFICIAL, second).await;
    refused(second, Code::AlreadyExists, Reason::ResponseAlreadyGiven);
    let mut taken = answer(&sent, MAJILIS, Outcome::Accepted);
    taken.response_id = "ministry".into();
    let taken = it.answer("demo|majilis", taken).await;
    refused(taken, Code::AlreadyExists, Reason::ResourceExists);
    let unasked = answer(&sent, NGO, Outcome::Accepted);
    let unmandated = it
        .answer(OFFICIAL, answer(&sent, MAJILIS, Outcome::Noted))
        .await;
    refused(
        unmandated,
        Code::PermissionDenied,
        Reason::StandingNotMandated,
    );
    let unasked = it.answer("demo|aigul", unasked).await;
    refused(unasked, Code::PermissionDenied, Reason::StandingNotMandated);

    let read = pb::GetResponseRequest {
        name: given.name.clone(),
        ..Default::default()
    };
    let read = it
        .client
        .get_response(read)
        .await
        .expect("read")
        .into_inner();
    assert_eq!(read, given.clone().bare());
    it.world.hand.pass(DAY);
    let other = it
        .answer("demo|majilis", answer(&sent, MAJILIS, Outcome::Accepted))
        .await;
    let other = other.expect("given").bare();
    let list = |parent: &str, filter: &str| pb::ListResponsesRequest {
        parent: parent.into(),
        filter: filter.into(),
        ..Default::default()
    };
    let both = it
        .client
        .list_responses(list(&sent, ""))
        .await
        .expect("listed")
        .into_inner();
    assert_eq!(
        (both.responses, both.total_size),
        (vec![given.bare(), other.clone()], Some(2))
    );
    let filter = "outcome = OUTCOME_ACCEPTED AND respond_date >= \"2026-05-26\"";
    let accepted = it
        .client
        .list_responses(list("recommendations/-", filter))
        .await;
    assert_eq!(accepted.expect("listed").into_inner().responses, [other]);
    let nowhere = it
        .client
        .list_responses(list("recommendations/none", ""))
        .await;
    refused(nowhere, Code::NotFound, Reason::ResourceNotFound);
    let elsewhere = it
        .client
        .list_responses(list("consultations/-/comments/-", ""))
        .await;
    refused(elsewhere, Code::InvalidArgument, Reason::FieldInvalid);
    let bad = it.client.list_responses(list(&sent, "colour = red")).await;
    refused(bad, Code::InvalidArgument, Reason::FilterInvalid);
    let late = it
        .answer(OFFICIAL, answer(&sent, MINISTRY, Outcome::Accepted))
        .await;
    refused(late, Code::AlreadyExists, Reason::ResponseAlreadyGiven);
}

#[tokio::test]
async fn an_answer_that_is_wrong_is_not_taken() {
    let mut it = Chamber::start().await;
    let draft = it
        .draft(proposal("q", &[MINISTRY]))
        .await
        .expect("drafted")
        .name;
    let early = it
        .answer(OFFICIAL, answer(&draft, MINISTRY, Outcome::Noted))
        .await;
    refused(
        early,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let sent = it.sent(proposal("p", &[MAJILIS])).await.name;
    let unasked = it
        .answer(OFFICIAL, answer(&sent, MINISTRY, Outcome::Noted))
        .await;
    refused(unasked, Code::PermissionDenied, Reason::AddresseeMismatch);
    let none = it
        .answer(
            OFFICIAL,
            answer("recommendations/none", MINISTRY, Outcome::Noted),
        )
        .await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);
    let wrong: [(Change<pb::Response>, Code, Reason); 6] = [
        (
            |r| r.implemented_in = vec![at(V1, "art_99")],
            Code::NotFound,
            Reason::EidUnknown,
        ),
        (
            |r| r.implemented_in = vec![at(V2, TERM)],
            Code::FailedPrecondition,
            Reason::VersionNotPublished,
        ),
        (
            |r| r.implemented_in = vec![at("draftLaws/law/versions/none", "")],
            Code::InvalidArgument,
            Reason::ReferenceNotFound,
        ),
        (
            |r| r.texts = [en("a"), en("b")].concat(),
            Code::InvalidArgument,
            Reason::LanguageMissing,
        ),
        (
            |r| r.respond_date = day("2026-05-26"),
            Code::InvalidArgument,
            Reason::DatesInvalid,
        ),
        (
            |r| r.responder.as_mut().expect("one").organization.clear(),
            Code::InvalidArgument,
            Reason::FieldInvalid,
        ),
    ];
    for (change, code, reason) in wrong {
        let mut request = answer(&sent, MAJILIS, Outcome::Accepted);
        change(request.response.as_mut().expect("one"));
        refused(it.answer("demo|majilis", request).await, code, reason);
    }
    let elsewhere = answer("consultations/round/comments/c", MAJILIS, Outcome::Noted);
    let status = it.answer("demo|majilis", elsewhere).await;
    let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["parent"]);
    assert_eq!(it.read(&sent).await.response_count, 0);
    it.roll.suspend("majilis", "2026-05-25").await;
    it.world.hand.pass(2 * 60 * 1_000_000);
    let suspended = it
        .answer("demo|majilis", answer(&sent, MAJILIS, Outcome::Noted))
        .await;
    refused(
        suspended,
        Code::FailedPrecondition,
        Reason::StandingNotActive,
    );
}

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
    let alone = consultation::service(it.world.app.clone(), dead.expect("an address"));
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
