//! What a membership is refused for, beside seats, overlaps and circles.

use super::*;

#[tokio::test]
async fn some_kinds_never_join_others() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    roll.record(Kind::Association, &["union"]).await;
    roll.record(Kind::StateBody, &["ministry", "majilis"]).await;
    roll.record(Kind::ConsultativeBody, &["chamber"]).await;
    roll.record(Kind::Ngo, &["ngo"]).await;
    roll.people(&["p"]).await;
    for (joined, member) in [
        ("union", "ministry"),
        ("union", "chamber"),
        ("majilis", "ngo"),
        ("majilis", "ministry"),
    ] {
        let status = refused(
            roll.join(joined, "x", group(member, "2006", "")).await,
            Code::InvalidArgument,
            Reason::MemberInvalid,
        );
        assert_eq!(fields(&status), ["membership.member_organization"]);
    }
    roll.join("majilis", "p", person("p", "2006", ""))
        .await
        .expect("people may");
    roll.join("chamber", "m", group("ministry", "2006", ""))
        .await
        .expect("a council has the state");
    let nobody = Membership {
        member: None,
        ..group("ngo", "2006", "")
    };
    let status = roll.join("union", "x", nobody).await;
    refused(status, Code::InvalidArgument, Reason::FieldInvalid);
}

#[tokio::test]
async fn who_is_suspended_or_dissolved_begins_nothing() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    roll.record(Kind::Association, &["union", "old"]).await;
    roll.record(Kind::Ngo, &["ngo", "idle"]).await;
    roll.people(&["p"]).await;
    roll.suspend("idle", "2010-03-01").await;
    roll.dissolve("old", "2015-01-01").await;
    let refuse = |outcome| {
        refused(
            outcome,
            Code::FailedPrecondition,
            Reason::OrganizationNotActive,
        )
    };
    refuse(
        roll.join("union", "x", group("idle", "2010-03-01", ""))
            .await,
    );
    roll.join("union", "idle", group("idle", "2010-02-28", ""))
        .await
        .expect("the day before");
    refuse(roll.join("old", "x", group("ngo", "2015", "")).await);
    let made = roll
        .join("old", "ngo", group("ngo", "2014-12-31", ""))
        .await
        .expect("while it was");
    let behalf = Membership {
        on_behalf_of: org("idle"),
        ..person("p", "2011", "")
    };
    refuse(roll.join("union", "x", behalf).await);
    let proposal = roll.join("old", "idle", group("idle", "", "")).await;
    let proposal = proposal.expect("checked when it begins");
    let begun = Membership {
        start_date: day("2016"),
        ..proposal
    };
    refuse(roll.correct(begun, &["start_date"]).await);
    roll.end(&made.name, "2014-12-31")
        .await
        .expect("what is over can be ended");
}

#[tokio::test]
async fn what_is_wrong_with_a_membership_is_said_all_at_once() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    roll.record(Kind::Association, &["union", "gone"]).await;
    roll.record(Kind::Ngo, &["ngo", "void"]).await;
    for id in ["gone", "void"] {
        roll.delete(id).await.expect("deleted");
    }
    let wrong = Membership {
        post: "organizations/union/posts/none".into(),
        on_behalf_of: org("void"),
        approved_by: org("none"),
        role_code: "king".into(),
        end_reason_code: "boredom".into(),
        labels: [en("a"), en("b")].concat(),
        ..group("none", "2006", "2005")
    };
    let status = roll
        .join("union", "x", wrong)
        .await
        .expect_err("much is wrong");
    assert_eq!(
        fields(&status),
        [
            "membership.approved_by",
            "membership.end_date",
            "membership.end_reason_code",
            "membership.labels[1].language_code",
            "membership.member_organization",
            "membership.on_behalf_of",
            "membership.post",
            "membership.role_code",
        ]
    );
    let ngo = |m: Membership| Membership { ..m };
    for (membership, reason, field) in [
        (
            group("void", "2006", ""),
            Reason::ReferenceNotFound,
            "membership.member_organization",
        ),
        (
            person("none", "2006", ""),
            Reason::ReferenceNotFound,
            "membership.member_person",
        ),
        (
            ngo(Membership {
                role_code: "king".into(),
                ..group("ngo", "2006", "")
            }),
            Reason::CodeUnknown,
            "membership.role_code",
        ),
        (
            Membership {
                labels: [en("a"), en("b")].concat(),
                ..group("ngo", "2006", "")
            },
            Reason::LanguageMissing,
            "membership.labels[1].language_code",
        ),
        (
            group("ngo", "2006", "2005"),
            Reason::DatesInvalid,
            "membership.end_date",
        ),
        (
            Membership {
                post: "organizations/gone/posts/p".into(),
                ..group("ngo", "2006", "")
            },
            Reason::FieldInvalid,
            "membership.post",
        ),
    ] {
        let status = roll.join("union", "x", membership).await;
        let status = refused(status, Code::InvalidArgument, reason);
        assert!(fields(&status).contains(&field.to_owned()), "{status:?}");
    }
    let nowhere = roll.join("none", "x", group("ngo", "2006", "")).await;
    refused(nowhere, Code::NotFound, Reason::ResourceNotFound);
    let gone = roll.join("gone", "x", group("ngo", "2006", "")).await;
    refused(gone, Code::FailedPrecondition, Reason::ResourceDeleted);

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

    // Updates and ends.
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
    let all = roll
        .correct(
            Membership {
                name: name.into(),
                ..group("ngo", "2007", "")
            },
            &["*"],
        )
        .await;
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
                end_date: day("2006"),
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
            pb::EndMembershipRequest {
                request_id: request.request_id.clone(),
                ..end(name)
            },
            Code::AlreadyExists,
            Reason::RequestIdReused,
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
    let unnamed = roll.members.end_membership(end(name)).await;
    refused(unnamed, Code::Unauthenticated, Reason::SubjectMissing);
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
    let revision = |name: String| pb::GetMembershipRevisionRequest { name };
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
}

#[tokio::test]
async fn whoever_is_referred_to_is_not_deleted() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    roll.record(Kind::ConsultativeBody, &["chamber", "council"])
        .await;
    roll.record(Kind::Ngo, &["ngo", "nominator", "free"]).await;
    roll.record(Kind::StateBody, &["majilis"]).await;
    roll.people(&["p", "q"]).await;
    roll.post("council", "seat", pb::Post::default())
        .await
        .expect("made");
    let behalf = Membership {
        on_behalf_of: org("nominator"),
        approved_by: org("majilis"),
        ..person("p", "2006", "2007")
    };
    roll.join("chamber", "p", behalf).await.expect("seated");
    roll.join("chamber", "ngo", group("ngo", "", ""))
        .await
        .expect("proposed");
    for id in ["chamber", "council", "ngo", "nominator", "majilis"] {
        let deleted = roll.delete(id).await;
        refused(deleted, Code::FailedPrecondition, Reason::ResourceInUse);
    }
    let person_ = roll.delete_person("p").await;
    refused(person_, Code::FailedPrecondition, Reason::ResourceInUse);
    roll.delete("free").await.expect("nobody refers to it");
    roll.delete_person("q").await.expect("nobody refers to it");
    assert_eq!(
        listed(&mut roll, "organizations/chamber", "member_person:*").await,
        ["organizations/chamber/memberships/p"]
    );
}
