//! The vote: by whom, with whom present, and whether it carries.

use super::*;

/// The draft of a proposal to the ministry.
async fn drafted(it: &mut Chamber) -> String {
    it.draft(proposal("p", &[MINISTRY]))
        .await
        .expect("drafted")
        .name
}

fn against(n: usize) -> pb::Dissent {
    pb::Dissent {
        actor: Some(Actor {
            person: format!("//registry.kenes/persons/p{n}"),
            ..Default::default()
        }),
        texts: en("Thirty days are too few."),
        ballot: Ballot::Against.into(),
    }
}

#[tokio::test]
async fn a_vote_is_recorded_with_who_dissented_and_why() {
    let mut it = Chamber::start().await;
    let name = drafted(&mut it).await;
    let mut request = ballot(&name);
    request.attendees = vec![seat(1), seat(2), "//registry.kenes/persons/p5".into()];
    request.dissents = vec![against(5)];
    request.adopt_date = day("2026-05-20");
    request.request_id = request_id();
    let adopted = it.adopt(request.clone()).await.expect("adopted");
    assert_eq!(adopted.adopt_date, day("2026-05-20"));
    let dissent = &adopted.dissents[0];
    assert_eq!(dissent.actor.as_ref().expect("who").display_name, "p5");
    assert_eq!(dissent.texts, en("Thirty days are too few."));
    assert_eq!(it.adopt(request).await.expect("the same answer"), adopted);
    let again = it.adopt(ballot(&name)).await;
    refused(
        again,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
}

#[tokio::test]
async fn without_quorum_majority_or_addressee_nothing_is_adopted() {
    let mut it = Chamber::start().await;
    let name = drafted(&mut it).await;
    let mut few = ballot(&name);
    few.attendees.pop();
    (few.votes_for, few.votes_against) = (2, 0);
    let status = it.adopt(few).await;
    refused(status, Code::FailedPrecondition, Reason::QuorumNotMet);
    let mut tie = ballot(&name);
    (tie.votes_for, tie.votes_against, tie.abstained) = (1, 1, 1);
    refused(
        it.adopt(tie).await,
        Code::FailedPrecondition,
        Reason::VoteNotCarried,
    );
    let unaddressed = it.draft(proposal("q", &[])).await.expect("drafted").name;
    let status = it.adopt(ballot(&unaddressed)).await;
    refused(status, Code::FailedPrecondition, Reason::AddresseeMissing);
    assert_eq!(it.read(&name).await.state(), State::Draft);
}

#[tokio::test]
async fn only_members_of_that_day_are_counted() {
    let mut it = Chamber::start().await;
    let name = drafted(&mut it).await;
    let seat_3 = seat(3);
    let membership = common::names::relative("registry.kenes", &seat_3).expect("a name");
    it.roll.end(membership, "2026-04-30").await.expect("left");
    let status = refused(
        it.adopt(ballot(&name)).await,
        Code::InvalidArgument,
        Reason::VoteInvalid,
    );
    assert_eq!(fields(&status), ["attendees[2]"]);
    let mut request = ballot(&name);
    request.attendees = vec![
        seat(1),
        "//registry.kenes/persons/p1".into(),
        "//registry.kenes/persons/aigul".into(),
    ];
    let status = refused(
        it.adopt(request).await,
        Code::InvalidArgument,
        Reason::VoteInvalid,
    );
    assert_eq!(fields(&status), ["attendees[1]", "attendees[2]"]);
    let mut earlier = ballot(&name);
    earlier.adopt_date = day("2026-04-30");
    it.adopt(earlier)
        .await
        .expect("the last day of a seat counts");
}

#[tokio::test]
async fn votes_and_dissents_add_up() {
    let mut it = Chamber::start().await;
    let name = drafted(&mut it).await;
    let mut many = ballot(&name);
    many.votes_for = 3;
    let status = refused(
        it.adopt(many).await,
        Code::InvalidArgument,
        Reason::VoteInvalid,
    );
    assert_eq!(fields(&status), ["votes_for"]);
    for (dissents, field) in [
        (vec![against(4)], "dissents[0].actor"),
        (vec![against(2), against(3)], "votes_against"),
    ] {
        let mut request = ballot(&name);
        request.dissents = dissents;
        let status = refused(
            it.adopt(request).await,
            Code::InvalidArgument,
            Reason::VoteInvalid,
        );
        assert_eq!(fields(&status), [field]);
    }
    let mut unknown = ballot(&name);
    unknown.dissents = vec![against(77)];
    let status = refused(
        it.adopt(unknown).await,
        Code::InvalidArgument,
        Reason::ReferenceNotFound,
    );
    assert_eq!(fields(&status), ["dissents[0].actor.person"]);
    let mut german = ballot(&name);
    german.dissents = vec![against(3)];
    german.dissents[0].texts[0].language_code = "de".into();
    refused(
        it.adopt(german).await,
        Code::InvalidArgument,
        Reason::LanguageMissing,
    );
    for wrong in ["2026-05-26", "2026-05"] {
        let mut request = ballot(&name);
        request.adopt_date = day(wrong);
        refused(
            it.adopt(request).await,
            Code::InvalidArgument,
            Reason::DatesInvalid,
        );
    }
    let mut nowhere = ballot(&name);
    nowhere.session = "hearings/none".into();
    let status = refused(
        it.adopt(nowhere).await,
        Code::InvalidArgument,
        Reason::ReferenceNotFound,
    );
    assert_eq!(fields(&status), ["session"]);
    let none = it.adopt(ballot("recommendations/none")).await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);
    let mut stale = ballot(&name);
    stale.etag = "\"9\"".into();
    refused(it.adopt(stale).await, Code::Aborted, Reason::EtagMismatch);
    let mut empty = ballot(&name);
    empty.attendees.clear();
    let status = refused(
        it.adopt(empty).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(fields(&status), ["attendees"]);
}

#[tokio::test]
async fn a_body_without_the_right_recommends_nothing_and_a_clerk_signs_nothing() {
    let mut it = Chamber::start().await;
    let mut request = proposal("p", &[MINISTRY]);
    request.recommendation.as_mut().expect("one").body =
        "//registry.kenes/organizations/council".into();
    let name = it.draft(request).await.expect("drafted").name;
    let status = it.adopt(ballot(&name)).await;
    refused(status, Code::PermissionDenied, Reason::BodyNotCompetent);

    let of_the_clerk = it
        .client
        .create_recommendation(ask_as(CLERK, proposal("q", &[MINISTRY])))
        .await;
    let name = of_the_clerk
        .expect("a clerk writes drafts")
        .into_inner()
        .name;
    let signed = it
        .client
        .adopt_recommendation(ask_as(CLERK, ballot(&name)))
        .await;
    refused(signed, Code::PermissionDenied, Reason::StandingNotMandated);
    let send = pb::SendRecommendationRequest {
        name,
        ..Default::default()
    };
    let sent = it.client.send_recommendation(ask_as(CLERK, send)).await;
    refused(sent, Code::PermissionDenied, Reason::StandingNotMandated);
}

#[tokio::test]
async fn a_seat_without_the_approval_that_its_body_requires_does_not_count() {
    let mut it = Chamber::start().await;
    let name = drafted(&mut it).await;
    let approved = kenes_proto::registry::Organization {
        body_profile: Some(kenes_proto::registry::BodyProfile {
            approver: "organizations/majilis".into(),
            approval_required: true,
            ..Default::default()
        }),
        ..Default::default()
    };
    let mask = ["body_profile.approver", "body_profile.approval_required"];
    let saved = it.roll.correct_organization("chamber", approved, &mask);
    saved.await.expect("a rule of the chamber");
    let status = refused(
        it.adopt(ballot(&name)).await,
        Code::InvalidArgument,
        Reason::VoteInvalid,
    );
    assert_eq!(
        fields(&status),
        ["attendees[0]", "attendees[1]", "attendees[2]"]
    );
    for n in 1..=3 {
        let seat = format!("organizations/chamber/memberships/seat-{n}");
        let approved = it.roll.approve(&seat, "majilis", "2026-01-15").await;
        approved.expect("approved");
    }
    it.adopt(ballot(&name)).await.expect("three were there");
}
