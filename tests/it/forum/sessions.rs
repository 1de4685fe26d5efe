//! Sessions that follow each other, the numbers that sources give of them, and what they brought into being.

use super::*;

fn follows(id: &str, previous: &str, first: &str) -> pb::Hearing {
    pb::Hearing {
        previous_session: previous.into(),
        ..session(id, first, "")
    }
}

#[tokio::test]
async fn a_session_follows_an_earlier_one_of_its_kind_that_no_other_follows() {
    let mut it = Forum::start().await;
    let mut council = follows("council", "hearings/second", "2007");
    council.set_kind(Occasion::CouncilSession);
    for (next, said) in [
        (
            follows("rival", "hearings/first", "2006"),
            "hearings/second",
        ),
        (follows("early", "hearings/second", "2005-09-11"), "earlier"),
        (council, "KIND_COUNCIL_SESSION"),
    ] {
        let outcome = it.create(next).await;
        let status = refused(
            outcome,
            Code::FailedPrecondition,
            Reason::SessionChainInvalid,
        );
        assert!(status.message().contains(said), "{}", status.message());
    }
    let nowhere = it.create(follows("x", "hearings/none", "2007")).await;
    refused(nowhere, Code::InvalidArgument, Reason::ReferenceNotFound);
    let unnamed = pb::Hearing {
        previous_results: en("Summed up."),
        ..session("x", "2007", "")
    };
    let status = refused(
        it.create(unnamed).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(fields(&status), ["hearing.previous_session"]);
    // The first cannot follow what follows it.
    let circle = follows("first", "hearings/second", "");
    let circle = it.update(circle, "previous_session").await;
    refused(
        circle,
        Code::FailedPrecondition,
        Reason::SessionChainInvalid,
    );
}

#[tokio::test]
async fn a_session_that_another_follows_stays_where_it_is() {
    let mut it = Forum::start().await;
    let third = follows("third", "hearings/second", "2030-01-01");
    it.create(third).await.expect("created");
    let fourth = follows("fourth", "hearings/third", "2031-01-01");
    it.create(fourth).await.expect("created");
    let name = || "hearings/third".to_owned();
    let delete = pb::DeleteHearingRequest {
        name: name(),
        ..Default::default()
    };
    let cancel = pb::CancelHearingRequest {
        name: name(),
        reasons: en("No hall."),
        ..Default::default()
    };
    let moved = |to: &str| pb::RescheduleHearingRequest {
        name: name(),
        start_date: day(to),
        reasons: en("No hall."),
        ..Default::default()
    };
    let outcomes = [
        it.hearings.delete_hearing(ask(delete)).await,
        it.hearings.cancel_hearing(ask(cancel)).await,
        it.hearings.reschedule_hearing(ask(moved("2032"))).await,
        it.hearings.reschedule_hearing(ask(moved("2005"))).await,
    ];
    for outcome in outcomes {
        refused(
            outcome,
            Code::FailedPrecondition,
            Reason::SessionChainInvalid,
        );
    }
    let between = it.hearings.reschedule_hearing(ask(moved("2030-06"))).await;
    between.expect("between those around it");

    // One that was deleted leaves its place, and comes back only while it is free.
    let fourth = pb::DeleteHearingRequest {
        name: "hearings/fourth".into(),
        ..Default::default()
    };
    it.hearings
        .delete_hearing(ask(fourth))
        .await
        .expect("deleted");
    let fifth = follows("fifth", "hearings/third", "2033");
    it.create(fifth).await.expect("the place is free");
    let back = pb::UndeleteHearingRequest {
        name: "hearings/fourth".into(),
        ..Default::default()
    };
    let back = it.hearings.undelete_hearing(ask(back)).await;
    refused(back, Code::FailedPrecondition, Reason::SessionChainInvalid);

    // And so does one that was cancelled.
    let fifth = pb::CancelHearingRequest {
        name: "hearings/fifth".into(),
        reasons: en("No hall."),
        ..Default::default()
    };
    let cancelled = it.hearings.cancel_hearing(ask(fifth)).await;
    cancelled.expect("cancelled");
    let sixth = follows("sixth", "hearings/third", "2034");
    it.create(sixth).await.expect("the place is free again");
}

#[tokio::test]
async fn a_number_that_a_source_gives_has_its_source() {
    let mut it = Forum::start().await;
    let with = |indicator: &str, source: Option<Source>| pb::Hearing {
        name: "hearings/first".into(),
        reported_counts: vec![pb::ReportedCount {
            indicator: indicator.into(),
            number: 200,
            qualifier: pb::reported_count::Qualifier::MoreThan.into(),
            source,
        }],
        ..Default::default()
    };
    for (session, reason, field) in [
        (
            with("session-delegates", None),
            Reason::SourceMissing,
            "hearing.reported_counts[0].source",
        ),
        (
            with("dreams", Some(source())),
            Reason::CodeUnknown,
            "hearing.reported_counts[0].indicator",
        ),
    ] {
        let outcome = it.update(session, "reported_counts").await;
        let status = refused(outcome, Code::InvalidArgument, reason);
        assert_eq!(fields(&status), [field]);
    }
    let sound = with("session-delegates", Some(source()));
    let saved = it.update(sound, "reported_counts").await.expect("saved");
    assert_eq!(saved.reported_counts[0].number, 200);
}

#[tokio::test]
async fn what_a_session_established_is_in_the_registry_and_decided_there() {
    let mut it = Forum::start().await;
    let with = |organization: &str, decision: &str, on: &str| pb::Hearing {
        name: "hearings/second".into(),
        establishments: vec![pb::Establishment {
            organization: organization.into(),
            establish_date: day(on),
            decision: decision.into(),
            ..Default::default()
        }],
        ..Default::default()
    };
    let nobody = "//registry.kenes/organizations/nobody";
    let (missing, other) = ("hearings/second/decisions/d", "hearings/first/decisions/d");
    for (session, reason, field) in [
        (
            with(nobody, "", ""),
            Reason::ReferenceNotFound,
            "organization",
        ),
        (
            with(COUNCIL, missing, ""),
            Reason::ReferenceNotFound,
            "decision",
        ),
        (with(COUNCIL, other, ""), Reason::FieldInvalid, "decision"),
        (
            with(COUNCIL, "", "2004"),
            Reason::DatesInvalid,
            "establish_date",
        ),
    ] {
        let outcome = it.update(session, "establishments").await;
        let status = refused(outcome, Code::InvalidArgument, reason);
        assert_eq!(
            fields(&status),
            [format!("hearing.establishments[0].{field}")]
        );
    }
}

#[tokio::test]
async fn nothing_is_decided_or_put_forward_at_a_session_that_has_not_begun() {
    let mut it = Forum::start().await;
    let third = it.create(session("third", "2026-05-26", "")).await;
    let third = third.expect("created").name;
    crate::hearing::announced(&mut it.hearings, &third).await;
    let early = it.decide(&third, "d", decision("Too early")).await;
    let status = refused(early, Code::FailedPrecondition, Reason::SessionOnAnotherDay);
    let said = "hearings/third begins on 26 May 2026, so nothing was decided at it yet";
    assert_eq!(status.message(), said);
    let propose = pb::CreateInitiativeRequest {
        parent: third.clone(),
        initiative: Some(initiative("Too early")),
        initiative_id: "i".into(),
        ..Default::default()
    };
    let early = it.sessions.create_initiative(ask(propose.clone())).await;
    refused(early, Code::FailedPrecondition, Reason::SessionOnAnotherDay);
    // The day begins in Kazakhstan.
    it.world.hand.set("2026-05-25T19:00:00Z");
    it.decide(&third, "d", decision("On the day"))
        .await
        .expect("decided");
    let made = it.sessions.create_initiative(ask(propose)).await;
    made.expect("put forward");
}

#[tokio::test]
async fn what_a_session_established_came_after_it_began_and_is_not_to_come() {
    let mut it = Forum::start().await;
    let established = |on: &str| pb::Hearing {
        establishments: vec![pb::Establishment {
            organization: ALLIANCE.into(),
            establish_date: day(on),
            ..Default::default()
        }],
        ..session("third", "2006-03-01", "")
    };
    let status = refused(
        it.create(established("2026-05-26")).await,
        Code::InvalidArgument,
        Reason::DatesInvalid,
    );
    let field = "hearing.establishments[0].establish_date";
    assert_eq!(fields(&status), [field]);
    let third = it.create(established("2006-03-10")).await;
    let third = third.expect("created").name;
    let later = pb::Hearing {
        name: third.clone(),
        ..established("2026-05-26")
    };
    let status = refused(
        it.update(later, "establishments").await,
        Code::InvalidArgument,
        Reason::DatesInvalid,
    );
    assert_eq!(fields(&status), [field]);
    let moved = |to: &str| pb::RescheduleHearingRequest {
        name: third.clone(),
        start_date: day(to),
        reasons: en("No hall."),
        ..Default::default()
    };
    let late = it
        .hearings
        .reschedule_hearing(ask(moved("2006-03-11")))
        .await;
    let status = refused(late, Code::InvalidArgument, Reason::DatesInvalid);
    assert_eq!(fields(&status), ["start_date"]);
    let said = "not after 10 March 2006, on which //registry.kenes/organizations/civil-alliance was established";
    assert!(status.message().contains(said), "{}", status.message());
    let good = it
        .hearings
        .reschedule_hearing(ask(moved("2006-03-10")))
        .await;
    good.expect("on that day");
}

#[tokio::test]
async fn what_is_established_is_so_by_a_decision_that_stands_when_it_is_named() {
    let mut it = Forum::start().await;
    let decided = it.decide("hearings/second", "d", decision("An alliance"));
    let decided = decided.await.expect("decided").name;
    let by = |organization: &str| pb::Establishment {
        organization: organization.into(),
        decision: decided.clone(),
        ..Default::default()
    };
    let second = |establishments| pb::Hearing {
        name: "hearings/second".into(),
        establishments,
        ..Default::default()
    };
    let saved = it
        .update(second(vec![by(ALLIANCE)]), "establishments")
        .await;
    saved.expect("it stands");
    let revoke = pb::RevokeDecisionRequest {
        name: decided.clone(),
        reasons: en("No."),
        ..Default::default()
    };
    let revoked = it.sessions.revoke_decision(ask(revoke)).await;
    revoked.expect("revoked");
    let more = second(vec![by(ALLIANCE), by(COUNCIL)]);
    let status = refused(
        it.update(more, "establishments").await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(fields(&status), ["hearing.establishments[1].decision"]);
    let mut same = second(vec![by(ALLIANCE)]);
    same.establishments[0].notes = en("Revoked since.");
    let saved = it.update(same, "establishments").await;
    saved.expect("it was named while it stood");
}

#[tokio::test]
async fn a_session_at_which_something_was_put_forward_stays_where_it_is() {
    let mut it = Forum::start().await;
    let third = it.create(session("third", "2006-03-01", "")).await;
    let name = third.expect("created").name;
    crate::hearing::announced(&mut it.hearings, &name).await;
    let propose = pb::CreateInitiativeRequest {
        parent: name.clone(),
        initiative: Some(initiative("An alliance")),
        initiative_id: "i".into(),
        ..Default::default()
    };
    let made = it.sessions.create_initiative(ask(propose)).await;
    made.expect("put forward");
    let other = pb::Hearing {
        kind: Occasion::RoundTable.into(),
        name: name.clone(),
        ..Default::default()
    };
    let cancel = pb::CancelHearingRequest {
        name: name.clone(),
        reasons: en("No hall."),
        ..Default::default()
    };
    let moved = pb::RescheduleHearingRequest {
        name,
        start_date: day("2006-03-02"),
        reasons: en("No hall."),
        ..Default::default()
    };
    let outcomes = [
        it.update(other, "kind").await,
        it.hearings
            .cancel_hearing(ask(cancel))
            .await
            .map(Response::into_inner),
        it.hearings
            .reschedule_hearing(ask(moved))
            .await
            .map(Response::into_inner),
    ];
    for outcome in outcomes {
        let status = refused(outcome, Code::FailedPrecondition, Reason::ResourceInUse);
        let said = status.message();
        assert!(
            said.starts_with("hearings/third/initiatives/i was put forward at"),
            "{said}"
        );
    }
}
