//! Answers to recommendations, and corrections of answers of either sort.

mod correction;

use common::testing::{self, Channel, DAY};
use kenes_proto::{
    consultation::{
        self as pb,
        comment_service_client::CommentServiceClient,
        recommendation_service_client::RecommendationServiceClient as Client,
        response::{Outcome, State},
    },
    types::ErrorReason as Reason,
};
use tonic::{Code, Response, Status};

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
        details: crate::fixtures::partly(),
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
