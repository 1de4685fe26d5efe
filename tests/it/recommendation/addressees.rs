//! Those who are asked: in being on the day on which they are asked, and to answer by a day after it.

use super::*;

async fn end_majilis(it: &mut Chamber) {
    let mut kurultai = kenes_proto::registry::Organization {
        name: "organizations/kurultai".into(),
        ..Default::default()
    };
    kurultai.predecessors = vec!["organizations/majilis".into()];
    let request = kenes_proto::registry::UpdateOrganizationRequest {
        organization: Some(kurultai),
        update_mask: paths(&["predecessors"]),
        ..Default::default()
    };
    let saved = it
        .roll
        .organizations
        .update_organization(ask(request))
        .await;
    saved.expect("saved");
    it.roll.dissolve("majilis", "2026-05-25").await;
}

const ENDED: &str = "//registry.kenes/organizations/majilis was dissolved on 25 May 2026; \
                     its successor is //registry.kenes/organizations/kurultai";

#[tokio::test]
async fn nobody_is_asked_who_is_no_more() {
    let mut it = Chamber::start().await;
    let drafted = it.draft(proposal("early", &[MAJILIS])).await;
    let early = drafted.expect("drafted").name;
    it.adopt(ballot(&early)).await.expect("adopted");
    let changed = it.draft(proposal("changed", &[])).await;
    let changed = changed.expect("drafted");
    end_majilis(&mut it).await;

    let late = it.draft(proposal("late", &[MINISTRY, MAJILIS])).await;
    let late = late.expect("a draft may be about the past").name;
    let late = it.adopt(ballot(&late)).await;
    let patch = pb::Recommendation {
        addressees: vec![pb::Addressee {
            organization: MAJILIS.into(),
            ..Default::default()
        }],
        ..changed
    };
    let changed = update(&mut it, patch, &["addressees"]).await;
    let changed = it.adopt(ballot(&changed.expect("the same").name)).await;
    let sent = it.send(&early).await;
    for outcome in [late, changed, sent] {
        let reason = Reason::AddresseeNotInBeing;
        let status = refused(outcome, Code::FailedPrecondition, reason);
        assert_eq!(status.message(), ENDED);
    }
}

#[tokio::test]
async fn what_was_asked_of_a_body_while_it_was_there_is_recorded_afterwards() {
    let mut it = Chamber::start().await;
    end_majilis(&mut it).await;
    let draft = it.draft(proposal("then", &[MAJILIS])).await;
    let name = draft.expect("drafted").name;
    let mut vote = ballot(&name);
    vote.adopt_date = day("2026-05-24");
    let adopted = it.adopt(vote).await.expect("the Majilis was there");
    assert_eq!(adopted.adopt_date, day("2026-05-24"));
    let send = |said: &str| pb::SendRecommendationRequest {
        name: name.clone(),
        due_date: day("2026-06-24"),
        send_date: day(said),
        ..Default::default()
    };
    let mut sent = async |said: &str| {
        let request = ask_as(SECRETARY, send(said));
        let sent = it.client.send_recommendation(request).await;
        sent.map(Response::into_inner)
    };
    for wrong in ["2026-05-23", "2026-05-26", "2026-05"] {
        let status = sent(wrong).await.expect_err(wrong);
        assert_eq!(fields(&status), ["send_date"], "{wrong}");
        assert_eq!(status.code(), Code::InvalidArgument);
    }
    for late in ["", "2026-05-25"] {
        let reason = Reason::AddresseeNotInBeing;
        let status = refused(sent(late).await, Code::FailedPrecondition, reason);
        assert_eq!(status.message(), ENDED);
    }
    let done = sent("2026-05-24").await.expect("sent");
    assert_eq!(done.state(), State::Sent);
    let time = done.addressees[0].send_time.expect("a time");
    let told = common::date::local_day(common::date::micros(&time));
    assert_eq!(Some(told), day("2026-05-24"));
    // What it left open goes to the successor.
    let passed = pass_on::readdress(&mut it, &name, MAJILIS, KURULTAI).await;
    passed.expect("passed on");
}

#[tokio::test]
async fn what_was_adopted_for_a_body_that_is_no_more_is_sent_to_its_successor() {
    let mut it = Chamber::start().await;
    let draft = it.draft(proposal("p", &[MAJILIS])).await;
    let name = draft.expect("drafted").name;
    it.adopt(ballot(&name)).await.expect("adopted");
    end_majilis(&mut it).await;
    let passed = pass_on::readdress(&mut it, &name, MAJILIS, KURULTAI).await;
    let passed = passed.expect("passed on");
    assert_eq!(passed.state(), State::Adopted);
    assert_eq!(passed.addressees[1].send_time, None);
    let sent = it.send(&name).await.expect("sent");
    let times = sent.addressees.iter().map(|a| a.send_time);
    assert_eq!(times.collect::<Vec<_>>(), [None, sent.update_time]);
}

#[tokio::test]
async fn nobody_is_asked_instead_who_is_no_more() {
    let mut it = Chamber::start().await;
    let sent = it.sent(proposal("p", &[MINISTRY])).await.name;
    end_majilis(&mut it).await;
    let passed = pass_on::readdress(&mut it, &sent, MINISTRY, MAJILIS).await;
    let reason = Reason::AddresseeNotInBeing;
    let status = refused(passed, Code::FailedPrecondition, reason);
    assert_eq!(status.message(), ENDED);
}

#[tokio::test]
async fn a_body_that_is_no_more_does_not_answer_and_is_told_so() {
    let mut it = Chamber::start().await;
    let sent = it.sent(proposal("p", &[MAJILIS])).await.name;
    let stranger = it
        .answer(OFFICIAL, answer(&sent, MAJILIS, Outcome::Noted))
        .await;
    let status = refused(
        stranger,
        Code::PermissionDenied,
        Reason::StandingNotMandated,
    );
    assert_eq!(
        status.message(),
        "demo|ministry holds no mandate to answer for \
         //registry.kenes/organizations/majilis today"
    );
    end_majilis(&mut it).await;
    let late = it
        .answer("demo|majilis", answer(&sent, MAJILIS, Outcome::Noted))
        .await;
    let status = refused(late, Code::FailedPrecondition, Reason::StandingNotActive);
    assert_eq!(status.message(), ENDED);
    let passed = pass_on::readdress(&mut it, &sent, MAJILIS, KURULTAI).await;
    passed.expect("passed on");
    it.answer("demo|kurultai", answer(&sent, KURULTAI, Outcome::Accepted))
        .await
        .expect("answered");
    assert_eq!(it.read(&sent).await.state(), State::Answered);
}

#[tokio::test]
async fn a_due_date_lies_after_the_adoption_and_after_the_sending() {
    let mut it = Chamber::start().await;
    let mut request = proposal("p", &[MINISTRY]);
    request.recommendation.as_mut().expect("one").addressees[0].due_date = day("2026-05-25");
    let draft = it.draft(request).await.expect("drafted").name;
    let refused_for = |outcome: Answer, code| refused(outcome, code, Reason::DueDateTooEarly);
    refused_for(it.adopt(ballot(&draft)).await, Code::FailedPrecondition);
    let mut earlier = ballot(&draft);
    earlier.adopt_date = day("2026-05-24");
    it.adopt(earlier).await.expect("adopted the day before");
    refused_for(it.send(&draft).await, Code::FailedPrecondition);
    let mut send = pb::SendRecommendationRequest {
        name: draft,
        due_date: day("2026-05-25"),
        ..Default::default()
    };
    let sent = it
        .client
        .send_recommendation(ask_as(SECRETARY, send.clone()))
        .await;
    refused_for(sent.map(Response::into_inner), Code::InvalidArgument);
    send.due_date = day("2026-06-20");
    let sent = it.client.send_recommendation(ask_as(SECRETARY, send)).await;
    let sent = sent.expect("sent").into_inner();
    assert_eq!(sent.addressees[0].due_date, day("2026-06-20"));
}

#[tokio::test]
async fn a_readdressed_recommendation_has_a_new_due_date() {
    let mut it = Chamber::start().await;
    let sent = it.sent(proposal("p", &[MAJILIS])).await.name;
    let mut request = pb::ReaddressRecommendationRequest {
        name: sent,
        current_organization: MAJILIS.into(),
        new_organization: KURULTAI.into(),
        reasons: en("The Majilis is no more."),
        ..Default::default()
    };
    for (due, reason) in [
        ("", Reason::FieldInvalid),
        ("2026-05-25", Reason::DueDateTooEarly),
    ] {
        request.due_date = day(due);
        let done = it
            .client
            .readdress_recommendation(ask_as(SECRETARY, request.clone()))
            .await;
        let status = refused(done, Code::InvalidArgument, reason);
        assert_eq!(fields(&status), ["due_date"]);
    }
}
