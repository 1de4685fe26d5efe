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
