//! Retries, rehearsals, etags, and what a change, an end or a question is refused for.

use super::*;

#[tokio::test]
async fn a_retry_gets_its_first_answer_and_a_rehearsal_writes_nothing() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    roll.record(Kind::Association, &["union"]).await;
    roll.record(Kind::Ngo, &["ngo", "other"]).await;
    let request = pb::CreateMembershipRequest {
        parent: org("union"),
        membership: Some(group("ngo", "2006", "")),
        membership_id: "ngo".into(),
        request_id: request_id(),
        ..Default::default()
    };
    let rehearsal = pb::CreateMembershipRequest {
        validate_only: true,
        request_id: String::new(),
        ..request.clone()
    };
    let seen = roll
        .members
        .create_membership(ask(rehearsal))
        .await
        .expect("checked");
    assert_eq!(seen.into_inner().state(), State::Active);
    let name = "organizations/union/memberships/ngo";
    let get = |name: &str| pb::GetMembershipRequest {
        name: name.into(),
        as_of_time: None,
        ..Default::default()
    };
    let missing = roll.members.get_membership(get(name)).await;
    refused(missing, Code::NotFound, Reason::ResourceNotFound);

    let first = roll
        .members
        .create_membership(ask(request.clone()))
        .await
        .expect("made")
        .into_inner();
    world.hand.pass(1_000_000);
    let again = roll
        .members
        .create_membership(ask(request.clone()))
        .await
        .expect("the same");
    assert_eq!(again.into_inner(), first);
    let other = pb::CreateMembershipRequest {
        membership_id: "y".into(),
        ..request.clone()
    };
    let other = roll.members.create_membership(ask(other)).await;
    refused(other, Code::AlreadyExists, Reason::RequestIdReused);
    // Sent again without its request id it stands in nobody's way but its own.
    let twice = roll.join("union", "ngo", group("ngo", "2006", "")).await;
    refused(twice, Code::AlreadyExists, Reason::ResourceExists);
    let unnamed = roll.members.create_membership(request.clone()).await;
    refused(unnamed, Code::Unauthenticated, Reason::SubjectMissing);
    let chosen = roll
        .join("union", "", group("other", "2006", ""))
        .await
        .expect("made");
    assert!(
        chosen
            .name
            .starts_with("organizations/union/memberships/m-")
    );

    let update = |membership: Membership, mask: &[&str]| pb::UpdateMembershipRequest {
        membership: Some(membership),
        update_mask: paths(mask),
        request_id: request.request_id.clone(),
        ..Default::default()
    };
    let labelled = Membership {
        name: name.into(),
        labels: en("Full member"),
        ..Default::default()
    };
    let reused = roll
        .members
        .update_membership(ask(update(labelled.clone(), &[])))
        .await;
    refused(reused, Code::AlreadyExists, Reason::RequestIdReused);
    let unnamed = roll
        .members
        .update_membership(update(labelled.clone(), &[]))
        .await;
    refused(unnamed, Code::Unauthenticated, Reason::SubjectMissing);
    let end = pb::EndMembershipRequest {
        name: name.into(),
        end_date: day("2008"),
        request_id: request.request_id.clone(),
        ..Default::default()
    };
    let unnamed = roll.members.end_membership(end.clone()).await;
    refused(unnamed, Code::Unauthenticated, Reason::SubjectMissing);
    let reused = roll.members.end_membership(ask(end)).await;
    refused(reused, Code::AlreadyExists, Reason::RequestIdReused);
}

#[tokio::test]
async fn a_change_is_held_to_the_same_rules() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    roll.record(Kind::Association, &["union"]).await;
    roll.record(Kind::Ngo, &["ngo", "other"]).await;
    let name = "organizations/union/memberships/ngo";
    let first = roll.join("union", "ngo", group("ngo", "2006", "")).await;
    let first = first.expect("joined");
    let labelled = Membership {
        name: name.into(),
        labels: en("Full member"),
        ..Default::default()
    };
    let later = Membership {
        name: name.into(),
        ..group("ngo", "2007", "")
    };
    let all = roll.correct(later, &["*"]).await;
    let all = all.expect("all fields but the member");
    assert_eq!(
        (all.start_date, all.member.clone()),
        (day("2007"), first.member.clone())
    );
    let stale = Membership {
        etag: first.etag.clone(),
        ..labelled.clone()
    };
    refused(
        roll.correct(stale, &[]).await,
        Code::Aborted,
        Reason::EtagMismatch,
    );
    let member = Membership {
        name: name.into(),
        ..group("other", "", "")
    };
    for (patch, mask, reason) in [
        (
            member,
            vec!["member_organization"],
            Reason::UpdateMaskInvalid,
        ),
        (labelled.clone(), vec!["state"], Reason::UpdateMaskInvalid),
        (
            Membership {
                end_date: day("2005"),
                ..labelled.clone()
            },
            vec![],
            Reason::DatesInvalid,
        ),
        (
            Membership {
                role_code: "king".into(),
                ..labelled.clone()
            },
            vec![],
            Reason::CodeUnknown,
        ),
        (
            Membership {
                role_code: "?".into(),
                ..labelled.clone()
            },
            vec![],
            Reason::FieldInvalid,
        ),
        (
            Membership {
                approved_by: org("none"),
                ..labelled.clone()
            },
            vec![],
            Reason::ReferenceNotFound,
        ),
        (
            Membership {
                labels: [en("a"), en("b")].concat(),
                ..labelled.clone()
            },
            vec![],
            Reason::LanguageMissing,
        ),
    ] {
        refused(
            roll.correct(patch, &mask).await,
            Code::InvalidArgument,
            reason,
        );
    }
    let missing = Membership {
        name: format!("{name}-9"),
        ..labelled
    };
    refused(
        roll.correct(missing, &[]).await,
        Code::NotFound,
        Reason::ResourceNotFound,
    );
}

#[tokio::test]
async fn an_end_that_cannot_be_is_refused() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    roll.record(Kind::Association, &["union"]).await;
    roll.record(Kind::Ngo, &["ngo", "other"]).await;
    let name = "organizations/union/memberships/ngo";
    let first = roll.join("union", "ngo", group("ngo", "2006", "")).await;
    first.expect("joined");
    let touched = Membership {
        name: name.into(),
        labels: en("Full member"),
        ..Default::default()
    };
    roll.correct(touched, &[]).await.expect("changed");
    let end = |name: &str| pb::EndMembershipRequest {
        name: name.into(),
        end_date: day("2008"),
        ..Default::default()
    };
    for (request, code, reason) in [
        (
            pb::EndMembershipRequest {
                end_date: None,
                ..end(name)
            },
            Code::InvalidArgument,
            Reason::FieldInvalid,
        ),
        (
            pb::EndMembershipRequest {
                end_date: day("2005"),
                ..end(name)
            },
            Code::InvalidArgument,
            Reason::DatesInvalid,
        ),
        (
            pb::EndMembershipRequest {
                end_reason_code: "x".into(),
                ..end(name)
            },
            Code::InvalidArgument,
            Reason::CodeUnknown,
        ),
        (
            pb::EndMembershipRequest {
                etag: "\"1\"".into(),
                ..end(name)
            },
            Code::Aborted,
            Reason::EtagMismatch,
        ),
        (
            end("organizations/union/memberships/none"),
            Code::NotFound,
            Reason::ResourceNotFound,
        ),
    ] {
        let ended = roll.members.end_membership(ask(request)).await;
        refused(ended, code, reason);
    }
    let twice_titled = Document {
        document_type: "decision".into(),
        titles: [en("a"), en("b")].concat(),
        ..Default::default()
    };
    let titled = pb::EndMembershipRequest {
        basis: Some(twice_titled),
        ..end(name)
    };
    let titled = roll.members.end_membership(ask(titled)).await;
    refused(titled, Code::InvalidArgument, Reason::LanguageMissing);
    roll.end(name, "2008").await.expect("ended");
    let over = roll.end(name, "2009").await;
    refused(
        over,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let proposal = roll
        .join("union", "later", group("ngo", "", ""))
        .await
        .expect("proposed");
    let never = roll.end(&proposal.name, "2009").await;
    refused(
        never,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let wrong = Membership {
        name: name.into(),
        end_date: day("2009"),
        ..Default::default()
    };
    let corrected = roll.correct(wrong, &["end_date"]).await.expect("corrected");
    assert_eq!(corrected.end_date, day("2009"));
}

#[tokio::test]
async fn a_question_about_memberships_that_is_wrong_is_refused() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    roll.record(Kind::Association, &["union"]).await;
    roll.record(Kind::Ngo, &["ngo", "other"]).await;
    let name = "organizations/union/memberships/ngo";
    let first = roll.join("union", "ngo", group("ngo", "2006", "")).await;
    first.expect("joined");
    let get = |name: &str| pb::GetMembershipRequest {
        name: name.into(),
        as_of_time: None,
        ..Default::default()
    };
    let revisions = |name: &str, token: &str| pb::ListMembershipRevisionsRequest {
        name: name.into(),
        page_token: token.into(),
        ..Default::default()
    };
    let bad = roll
        .members
        .list_membership_revisions(revisions(name, "x"))
        .await;
    refused(bad, Code::InvalidArgument, Reason::PageTokenMismatch);
    let bad = roll
        .members
        .list_membership_revisions(revisions("x", ""))
        .await;
    refused(bad, Code::InvalidArgument, Reason::FieldInvalid);
    let none = roll
        .members
        .list_membership_revisions(revisions(&format!("{name}-9"), ""))
        .await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);
    let revision = |name: String| pb::GetMembershipRevisionRequest {
        name,
        ..Default::default()
    };
    let none = roll
        .members
        .get_membership_revision(revision(format!("{name}/revisions/99")))
        .await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);
    let bad = roll
        .members
        .get_membership_revision(revision(format!("{name}/revisions/0")))
        .await;
    refused(bad, Code::InvalidArgument, Reason::FieldInvalid);
    let bad = roll.members.get_membership(get("x")).await;
    refused(bad, Code::InvalidArgument, Reason::FieldInvalid);
    let list = |parent: &str, filter: &str, order: &str, token: &str| pb::ListMembershipsRequest {
        parent: parent.into(),
        filter: filter.into(),
        order_by: order.into(),
        page_token: token.into(),
        ..Default::default()
    };
    for (request, reason) in [
        (
            list("organizations/-", "state = ACTIVE", "", ""),
            Reason::FilterInvalid,
        ),
        (
            list("organizations/-", "", "role_code", ""),
            Reason::OrderByInvalid,
        ),
        (
            list("organizations/-", "", "", "bm9uc2Vuc2U"),
            Reason::PageTokenMismatch,
        ),
        (list("unions/-", "", "", ""), Reason::FieldInvalid),
    ] {
        let page = roll.members.list_memberships(request).await;
        refused(page, Code::InvalidArgument, reason);
    }
    let page = roll
        .members
        .list_memberships(list("organizations/none", "", "", ""))
        .await;
    refused(page, Code::NotFound, Reason::ResourceNotFound);
}
