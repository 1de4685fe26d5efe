//! The approval of seats: whose counts, from which day on, and what changes it afterwards.

use kenes_proto::registry::membership::Approval;

use super::*;

/// A chamber whose members the Majilis approves, which is dissolved on 1 July 2026; it has one seat.
async fn chamber(roll: &mut Roll) {
    roll.record(Kind::StateBody, &["majilis", "ministry"]).await;
    roll.record(Kind::Ngo, &["ngo"]).await;
    let profile = BodyProfile {
        approver: org("majilis"),
        approval_required: true,
        seat_count: 1,
        ..Default::default()
    };
    roll.body("chamber", profile).await;
    roll.people(&["a", "b"]).await;
}

fn seat(who: &str, approved_by: &str, on: &str) -> Membership {
    Membership {
        on_behalf_of: org("ngo"),
        approved_by: if approved_by.is_empty() {
            String::new()
        } else {
            org(approved_by)
        },
        approval_date: day(on),
        ..person(who, "2026-02-02", "")
    }
}

const A: &str = "organizations/chamber/memberships/a";

/// Who sits in the chamber on a day, for a quorum.
async fn sitting(roll: &mut Roll, on: &str) -> Vec<String> {
    listed(
        roll,
        "organizations/chamber",
        &format!("active_on(\"{on}\")"),
    )
    .await
}

/// The seats of the NGO on a day, as its standing has them.
async fn seats_of_ngo(roll: &mut Roll, on: &str) -> usize {
    let request = pb::VerifyStandingRequest {
        subject: "demo|aigul".into(),
        organization: org("ngo"),
        as_of_time: date::parse_time(&format!("{on}T12:00:00+05:00")).map(date::timestamp),
        ..Default::default()
    };
    let standing = roll.standing.verify_standing(request).await;
    standing.expect("a standing").into_inner().seats.len()
}

#[tokio::test]
async fn a_seat_that_its_approver_did_not_approve_is_proposed_and_counts_for_nothing() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    chamber(&mut roll).await;
    world.hand.set("2026-09-01T12:00:00Z");
    roll.dissolve("majilis", "2026-07-01").await;
    for (id, seat, approval) in [
        ("nobody", seat("a", "", ""), Approval::Missing),
        ("no-day", seat("a", "majilis", ""), Approval::Missing),
        (
            "another",
            seat("a", "ministry", "2026-01-30"),
            Approval::ByAnother,
        ),
        (
            "too-late",
            seat("a", "majilis", "2026-07-02"),
            Approval::Void,
        ),
    ] {
        let made = roll.join("chamber", id, seat).await.expect("recorded");
        assert_eq!(
            (made.state(), made.approval()),
            (State::Proposed, approval),
            "{id}"
        );
    }
    assert_eq!(sitting(&mut roll, "2026-08-01").await, [""; 0]);
    assert_eq!(seats_of_ngo(&mut roll, "2026-08-01").await, 0);
    let filter = "approval = APPROVAL_MISSING";
    let waiting = listed(&mut roll, "organizations/chamber", filter).await;
    assert_eq!(waiting.len(), 2);

    // They take no seat: there is room for one that was approved in time.
    let made = roll
        .join("chamber", "a", seat("b", "majilis", "2026-01-30"))
        .await
        .expect("seated");
    assert_eq!(
        (made.state(), made.approval()),
        (State::Active, Approval::Given)
    );
    assert_eq!(sitting(&mut roll, "2026-02-01").await, [""; 0]);
    assert_eq!(sitting(&mut roll, "2026-02-02").await, [A]);
    assert_eq!(seats_of_ngo(&mut roll, "2026-08-01").await, 1);

    // A correction is judged like a new one.
    let patch = Membership {
        name: A.into(),
        approved_by: org("ministry"),
        ..Default::default()
    };
    let changed = roll.correct(patch, &["approved_by"]).await;
    assert_eq!(changed.expect("recorded").state(), State::Proposed);
    assert_eq!(sitting(&mut roll, "2026-02-02").await, [""; 0]);
}

#[tokio::test]
async fn an_approved_seat_counts_from_its_approval_on() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    chamber(&mut roll).await;
    world.hand.set("2026-06-01T12:00:00Z");
    roll.join("chamber", "a", seat("a", "", ""))
        .await
        .expect("proposed");
    roll.join("chamber", "b", seat("b", "", ""))
        .await
        .expect("proposed");
    let act = Document {
        document_type: "decision".into(),
        titles: en("Resolution 7"),
        ..Default::default()
    };
    let request = pb::ApproveMembershipRequest {
        name: A.into(),
        approval_date: day("2026-03-01"),
        approval_act: Some(act.clone()),
        ..Default::default()
    };
    let done = roll.members.approve_membership(ask(request)).await;
    let done = done.expect("approved").into_inner();
    assert_eq!(
        (done.approved_by.as_str(), done.state()),
        (org("majilis").as_str(), State::Active)
    );
    assert_eq!(done.approval_act, Some(act));
    assert_eq!(sitting(&mut roll, "2026-02-28").await, [""; 0]);
    assert_eq!(sitting(&mut roll, "2026-03-01").await, [A]);
    assert_eq!(seats_of_ngo(&mut roll, "2026-02-28").await, 0);
    assert_eq!(seats_of_ngo(&mut roll, "2026-03-01").await, 1);

    // Approved once, and only as many as there are seats.
    refused(
        roll.approve(A, "", "2026-03-02").await,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let b = "organizations/chamber/memberships/b";
    refused(
        roll.approve(b, "", "").await,
        Code::FailedPrecondition,
        Reason::SeatAlreadyHeld,
    );
    roll.end(A, "2026-05-31").await.expect("ended");
    roll.approve(b, "", "2026-06-01").await.expect("approved");
}

#[tokio::test]
async fn an_approval_by_another_or_by_one_that_was_no_more_is_refused() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    chamber(&mut roll).await;
    let kurultai = pb::Organization {
        kind: Kind::StateBody.into(),
        founding_date: day("2026-05-20"),
        ..Default::default()
    };
    roll.organization("kurultai", kurultai).await;
    world.hand.set("2026-09-01T12:00:00Z");
    roll.dissolve("majilis", "2026-07-01").await;
    roll.join("chamber", "a", seat("a", "", ""))
        .await
        .expect("proposed");

    let status = refused(
        roll.approve(A, "ministry", "2026-06-01").await,
        Code::FailedPrecondition,
        Reason::ApproverMismatch,
    );
    assert!(status.message().contains("organizations/majilis"));
    let status = refused(
        roll.approve(A, "", "2026-08-01").await,
        Code::FailedPrecondition,
        Reason::OrganizationNotActive,
    );
    let said = "organizations/majilis was dissolved on 1 July 2026";
    assert!(status.message().contains(said), "{}", status.message());
    refused(
        roll.approve(A, "", "2026-09-02").await,
        Code::InvalidArgument,
        Reason::DatesInvalid,
    );

    // Once the Kurultai approves, having taken over from the Majilis, what either approved in its time counts.
    let after = pb::Organization {
        body_profile: Some(BodyProfile {
            approver: org("kurultai"),
            ..Default::default()
        }),
        ..Default::default()
    };
    let saved = roll
        .correct_organization("chamber", after, &["body_profile.approver"])
        .await;
    saved.expect("another approver");
    refused(
        roll.approve(A, "majilis", "2026-06-01").await,
        Code::FailedPrecondition,
        Reason::ApproverMismatch,
    );
    let heir = pb::Organization {
        predecessors: vec![org("majilis")],
        ..Default::default()
    };
    let saved = roll
        .correct_organization("kurultai", heir, &["predecessors"])
        .await;
    saved.expect("the heir");
    let status = refused(
        roll.approve(A, "kurultai", "2026-05-19").await,
        Code::FailedPrecondition,
        Reason::OrganizationNotActive,
    );
    let said = "was not founded before 20 May 2026";
    assert!(status.message().contains(said), "{}", status.message());
    roll.approve(A, "majilis", "2026-06-01")
        .await
        .expect("by whom the approver took over from");

    // Where nobody is named who approves, somebody must be.
    roll.record(Kind::ConsultativeBody, &["council"]).await;
    roll.join("council", "a", seat("a", "", ""))
        .await
        .expect("a member");
    let a = "organizations/council/memberships/a";
    let status = refused(
        roll.approve(a, "", "").await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(fields(&status), ["approved_by"]);
    let status = refused(
        roll.approve(a, "nobody", "").await,
        Code::InvalidArgument,
        Reason::ReferenceNotFound,
    );
    assert_eq!(fields(&status), ["approved_by"]);
    roll.approve(a, "ministry", "").await.expect("recorded");
}

#[tokio::test]
async fn an_approval_is_judged_again_when_the_body_or_the_approver_changes() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    chamber(&mut roll).await;
    world.hand.set("2026-09-01T12:00:00Z");
    roll.join("chamber", "a", seat("a", "majilis", "2026-03-01"))
        .await
        .expect("seated");
    let made = roll
        .join("chamber", "b", seat("b", "", ""))
        .await
        .expect("proposed");
    let requires = |approval_required| pb::Organization {
        body_profile: Some(BodyProfile {
            approval_required,
            ..Default::default()
        }),
        ..Default::default()
    };
    let mask = ["body_profile.approval_required"];

    // Both would sit in the one seat.
    refused(
        roll.correct_organization("chamber", requires(false), &mask)
            .await,
        Code::FailedPrecondition,
        Reason::SeatAlreadyHeld,
    );
    assert_eq!(roll.membership(&made.name).await, made, "nothing half done");
    roll.end(&made.name, "2026-02-10").await.expect("ended");
    // Without a requirement A sits there from the first day on, the tenth of February too.
    refused(
        roll.correct_organization("chamber", requires(false), &mask)
            .await,
        Code::FailedPrecondition,
        Reason::SeatAlreadyHeld,
    );

    // What was the approver's to give is not, once it turns out that it had been dissolved by then.
    roll.dissolve("majilis", "2026-02-15").await;
    let judged = roll.membership(A).await;
    assert_eq!(
        (judged.state(), judged.approval()),
        (State::Proposed, Approval::Void)
    );
    assert_eq!(judged.etag, "\"2\"", "a revision");
    assert_eq!(sitting(&mut roll, "2026-04-01").await, [""; 0]);
    assert_eq!(seats_of_ngo(&mut roll, "2026-04-01").await, 0);
}
