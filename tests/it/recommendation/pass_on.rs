//! What becomes of a recommendation on its way: sent, overdue, passed on, taken back.

use super::*;

pub(super) async fn readdress(it: &mut Chamber, name: &str, from: &str, to: &str) -> Answer {
    let request = pb::ReaddressRecommendationRequest {
        name: name.into(),
        current_organization: from.into(),
        new_organization: to.into(),
        due_date: day("2026-07-10"),
        reasons: en("The Majilis is no more."),
        ..Default::default()
    };
    let done = it
        .client
        .readdress_recommendation(ask_as(SECRETARY, request))
        .await;
    done.map(Response::into_inner)
}

#[tokio::test]
async fn a_successor_answers_in_the_place_of_a_body_that_is_no_more() {
    let mut it = Chamber::start().await;
    let draft = it
        .draft(proposal("p", &[MAJILIS, MINISTRY]))
        .await
        .expect("drafted")
        .name;
    let early = readdress(&mut it, &draft, MAJILIS, KURULTAI).await;
    refused(
        early,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    it.adopt(ballot(&draft)).await.expect("adopted");
    it.send(&draft).await.expect("sent");
    for (from, to) in [(KURULTAI, CHAMBER), (MAJILIS, MINISTRY)] {
        let status = readdress(&mut it, &draft, from, to).await;
        refused(status, Code::PermissionDenied, Reason::AddresseeMismatch);
    }
    let unknown = readdress(
        &mut it,
        &draft,
        MAJILIS,
        "//registry.kenes/organizations/none",
    )
    .await;
    let status = refused(unknown, Code::InvalidArgument, Reason::ReferenceNotFound);
    assert_eq!(fields(&status), ["new_organization"]);
    let mut request = pb::ReaddressRecommendationRequest {
        name: draft.clone(),
        current_organization: MAJILIS.into(),
        new_organization: KURULTAI.into(),
        due_date: day("2026-06"),
        reasons: en("x"),
        ..Default::default()
    };
    let undated = it
        .client
        .readdress_recommendation(ask_as(SECRETARY, request.clone()))
        .await;
    refused(undated, Code::InvalidArgument, Reason::DatesInvalid);
    request.reasons[0].language_code = "de".into();
    let german = it
        .client
        .readdress_recommendation(ask_as(SECRETARY, request))
        .await;
    refused(german, Code::InvalidArgument, Reason::LanguageMissing);

    let passed = readdress(&mut it, &draft, MAJILIS, KURULTAI)
        .await
        .expect("passed on");
    let [old, _, new] = &passed.addressees[..] else {
        panic!("three entries: {:?}", passed.addressees);
    };
    assert_eq!(old.close_reasons, en("The Majilis is no more."));
    assert_eq!(
        (new.readdressed_from.as_str(), new.due_date),
        (MAJILIS, day("2026-07-10"))
    );

    let closed = it
        .answer("demo|majilis", answer(&draft, MAJILIS, Outcome::Noted))
        .await;
    refused(closed, Code::PermissionDenied, Reason::AddresseeMismatch);
    let given = it
        .answer(OFFICIAL, answer(&draft, MINISTRY, Outcome::Accepted))
        .await;
    given.expect("answered");
    assert_eq!(it.read(&draft).await.state(), State::Sent);
    let done = readdress(&mut it, &draft, MINISTRY, CHAMBER).await;
    refused(done, Code::PermissionDenied, Reason::AddresseeMismatch);
    let given = it
        .answer("demo|kurultai", answer(&draft, KURULTAI, Outcome::Accepted))
        .await;
    given.expect("answered");
    assert_eq!(it.read(&draft).await.state(), State::Answered);
}

#[tokio::test]
async fn it_is_overdue_until_the_last_has_answered_and_as_of_any_past_day() {
    let mut it = Chamber::start().await;
    let sent = it.sent(proposal("p", &[MINISTRY, MAJILIS])).await;
    it.world.hand.set("2026-06-10T18:59:59Z");
    assert!(
        !it.read(&sent.name).await.overdue,
        "the day ends at midnight in Kazakhstan"
    );
    it.world.hand.set("2026-06-10T19:00:00Z");
    assert!(it.read(&sent.name).await.overdue);
    let list = it
        .client
        .list_recommendations(pb::ListRecommendationsRequest::default())
        .await;
    assert!(list.expect("listed").into_inner().recommendations[0].overdue);
    it.answer(OFFICIAL, answer(&sent.name, MINISTRY, Outcome::Noted))
        .await
        .expect("answered");
    assert!(it.read(&sent.name).await.overdue, "one is still silent");
    it.world.hand.pass(DAY);
    it.answer("demo|majilis", answer(&sent.name, MAJILIS, Outcome::Noted))
        .await
        .expect("answered");
    assert!(!it.read(&sent.name).await.overdue);
    for (time, overdue) in [
        ("2026-06-01T00:00:00Z", false),
        ("2026-06-11T00:00:00Z", true),
    ] {
        let micros = common::date::parse_time(time).expect("a time");
        let then = pb::GetRecommendationRequest {
            name: sent.name.clone(),
            as_of_time: Some(common::date::timestamp(micros)),
            ..Default::default()
        };
        let then = it
            .client
            .get_recommendation(then)
            .await
            .expect("read")
            .into_inner();
        assert_eq!(then.overdue, overdue, "{time}");
    }
}

#[tokio::test]
async fn it_is_sent_once_and_taken_back_before_it_is_answered() {
    let mut it = Chamber::start().await;
    let draft = it
        .draft(proposal("p", &[MINISTRY]))
        .await
        .expect("drafted")
        .name;
    for early in [it.send(&draft).await, recall(&mut it, &draft).await] {
        refused(
            early,
            Code::FailedPrecondition,
            Reason::StateTransitionForbidden,
        );
    }
    it.adopt(ballot(&draft)).await.expect("adopted");
    it.send(&draft).await.expect("sent");
    refused(
        it.send(&draft).await,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let mut stale = pb::RecallRecommendationRequest {
        name: draft.clone(),
        etag: "\"1\"".into(),
        reasons: en("x"),
        ..Default::default()
    };
    let status = it
        .client
        .recall_recommendation(ask_as(SECRETARY, stale.clone()))
        .await;
    refused(status, Code::Aborted, Reason::EtagMismatch);
    stale.reasons = [en("a"), en("b")].concat();
    stale.etag.clear();
    let status = it
        .client
        .recall_recommendation(ask_as(SECRETARY, stale))
        .await;
    refused(status, Code::InvalidArgument, Reason::LanguageMissing);
    let recalled = recall(&mut it, &draft).await.expect("recalled");
    assert_eq!(recalled.state(), State::Recalled);
    assert_eq!(recalled.recall_reasons, en("The draft was withdrawn."));
    let dead = it
        .answer(OFFICIAL, answer(&draft, MINISTRY, Outcome::Noted))
        .await;
    refused(
        dead,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );

    let other = it.sent(proposal("q", &[MINISTRY])).await.name;
    it.answer(OFFICIAL, answer(&other, MINISTRY, Outcome::Noted))
        .await
        .expect("answered");
    let late = recall(&mut it, &other).await;
    refused(
        late,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let none = it.send("recommendations/none").await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);
}
