//! Memberships: who belongs to what, in which seat, on which days.

use common::date;
use kenes_proto::{
    registry::{
        self as pb, BodyProfile, Membership, membership::State, organization::Kind, post::SeatQuota,
    },
    types::{Document, ErrorReason as Reason},
};
use tonic::Code;

use crate::{
    roll::{Roll, day, group, org, paths, person},
    world::{World, ask, en, fields, refused, request_id},
};

mod approvals;
mod consultative_bodies;
mod quotas;
mod refusals;
mod seats;
mod writes;

async fn listed(roll: &mut Roll, parent: &str, filter: &str) -> Vec<String> {
    let request = pb::ListMembershipsRequest {
        parent: parent.into(),
        filter: filter.into(),
        order_by: "start_date".into(),
        ..Default::default()
    };
    let page = roll.members.list_memberships(request).await;
    let found = page.expect("listed").into_inner().memberships;
    found.into_iter().map(|m| m.name).collect()
}

#[tokio::test]
async fn an_ngo_joins_and_leaves_and_every_day_is_remembered() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    roll.record(Kind::Association, &["cnok", "civil-alliance"])
        .await;
    roll.record(Kind::Ngo, &["ngo"]).await;
    roll.code("end-reasons", &["resigned"]).await;
    let made = roll.join("cnok", "ngo", group("ngo", "2001", "")).await;
    let made = made.expect("joined");
    assert_eq!(made.name, "organizations/cnok/memberships/ngo");
    assert_eq!(made.state(), State::Active);
    let recorded = world.hand.now();
    world.hand.pass(1_000_000);

    let basis = Document {
        document_type: "decision".into(),
        titles: en("Minutes 7"),
        ..Default::default()
    };
    let end = pb::EndMembershipRequest {
        name: made.name.clone(),
        etag: made.etag.clone(),
        end_date: day("2003"),
        end_reason_code: "resigned".into(),
        basis: Some(basis.clone()),
        ..Default::default()
    };
    let ended = roll.members.end_membership(ask(end)).await;
    let ended = ended.expect("ended").into_inner();
    assert_eq!((ended.state(), ended.end_date), (State::Ended, day("2003")));
    assert_eq!(ended.end_reason_code, "resigned");
    assert_eq!(ended.basis, Some(basis));
    roll.join("civil-alliance", "ngo", group("ngo", "2005", ""))
        .await
        .expect("joined");

    let cnok = "organizations/cnok/memberships/ngo";
    let alliance = "organizations/civil-alliance/memberships/ngo";
    for (on, found) in [
        ("2000-12-31", vec![]),
        ("2002-06-01", vec![cnok]),
        ("2003-12-31", vec![cnok]),
        ("2004-06-01", vec![]),
        ("2006-06-01", vec![alliance]),
    ] {
        let filter = format!("member_organization = \"organizations/ngo\" AND active_on(\"{on}\")");
        assert_eq!(
            listed(&mut roll, "organizations/-", &filter).await,
            found,
            "{on}"
        );
    }
    assert_eq!(listed(&mut roll, "organizations/cnok", "").await, [cnok]);
    assert_eq!(
        listed(&mut roll, "organizations/-", "start_date > \"2001-01-01\"").await,
        [alliance]
    );

    // The record as it was before the end was recorded.
    let get = |time| pb::GetMembershipRequest {
        name: cnok.into(),
        as_of_time: time,
        ..Default::default()
    };
    let before = roll
        .members
        .get_membership(get(Some(date::timestamp(recorded))))
        .await;
    assert_eq!(before.expect("read").into_inner(), made);
    let now = roll.members.get_membership(get(None)).await;
    assert_eq!(now.expect("read").into_inner(), ended);
    let never = roll
        .members
        .get_membership(get(Some(date::timestamp(recorded - 1))))
        .await;
    refused(never, Code::NotFound, Reason::ResourceNotFound);

    let request = pb::ListMembershipRevisionsRequest {
        name: cnok.into(),
        page_size: 1,
        ..Default::default()
    };
    let page = roll
        .members
        .list_membership_revisions(request.clone())
        .await;
    let page = page.expect("listed").into_inner();
    let newest = &page.membership_revisions[0];
    assert_eq!(newest.method, "EndMembership");
    assert_eq!(newest.snapshot.as_ref(), Some(&ended));
    let rest = pb::ListMembershipRevisionsRequest {
        page_token: page.next_page_token,
        ..request
    };
    let rest = roll.members.list_membership_revisions(rest).await;
    let rest = rest.expect("listed").into_inner();
    assert_eq!(rest.next_page_token, "");
    let oldest = &rest.membership_revisions[0];
    assert_eq!(
        (oldest.method.as_str(), oldest.actor.as_str()),
        ("CreateMembership", "test|clerk")
    );
    let one = pb::GetMembershipRevisionRequest {
        name: format!("{cnok}/revisions/1"),
        ..Default::default()
    };
    let one = roll.members.get_membership_revision(one).await;
    assert_eq!(one.expect("read").into_inner(), *oldest);
}

#[tokio::test]
async fn the_state_follows_the_days() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    roll.record(Kind::Association, &["cnok"]).await;
    roll.record(Kind::Ngo, &["a", "b"]).await;
    let proposed = roll
        .join("cnok", "a", group("a", "", ""))
        .await
        .expect("proposed");
    assert_eq!(proposed.state(), State::Proposed);
    assert!(
        listed(&mut roll, "organizations/cnok", "active_on(\"2026-05-25\")")
            .await
            .is_empty()
    );
    let coming = roll
        .join("cnok", "b", group("b", "2026-05-26", "2026-05-27"))
        .await;
    assert_eq!(coming.expect("joined").state(), State::Proposed);
    // 19:30 UTC is half past midnight in Kazakhstan.
    for (time, state) in [
        ("2026-05-25T18:59:59Z", State::Proposed),
        ("2026-05-25T19:00:00Z", State::Active),
        ("2026-05-27T18:59:59Z", State::Active),
        ("2026-05-27T19:00:00Z", State::Ended),
    ] {
        world.hand.set(time);
        let get = pb::GetMembershipRequest {
            name: "organizations/cnok/memberships/b".into(),
            as_of_time: None,
            ..Default::default()
        };
        let read = roll.members.get_membership(get).await.expect("read");
        assert_eq!(read.into_inner().state(), state, "{time}");
    }
    let begun = Membership {
        start_date: day("2026-05-01"),
        ..proposed
    };
    let begun = roll.correct(begun, &["start_date"]).await.expect("begun");
    assert_eq!(
        (begun.state(), begun.etag.as_str()),
        (State::Active, "\"2\"")
    );
}

#[tokio::test]
async fn nobody_belongs_twice_on_one_day() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    roll.record(Kind::Association, &["cnok"]).await;
    roll.record(Kind::ConsultativeBody, &["chamber"]).await;
    roll.record(Kind::Ngo, &["ngo"]).await;
    roll.people(&["p"]).await;
    let overlap = |outcome| refused(outcome, Code::FailedPrecondition, Reason::MembershipOverlap);
    roll.join("cnok", "first", group("ngo", "2001", "2003-05"))
        .await
        .expect("joined");
    overlap(roll.join("cnok", "x", group("ngo", "2003-05-31", "")).await);
    overlap(roll.join("cnok", "x", group("ngo", "2000", "2001")).await);
    overlap(roll.join("cnok", "x", group("ngo", "2000", "")).await);
    let second = roll
        .join("cnok", "second", group("ngo", "2003-06-01", "2004"))
        .await
        .expect("joined again");
    let longer = Membership {
        start_date: day("2003-05"),
        ..second
    };
    overlap(roll.correct(longer, &["start_date"]).await);

    // A last day set before may move, until it meets another membership.
    world.hand.set("2003-05-10T00:00:00Z");
    let first = "organizations/cnok/memberships/first";
    overlap(roll.end(first, "2003-06-01").await);
    roll.end(first, "2003-05-20").await.expect("earlier");

    let chair = pb::Post {
        holder_limit: 5,
        ..Default::default()
    };
    let chair = roll
        .post("chamber", "chair", chair)
        .await
        .expect("made")
        .name;
    let seat = |post: &str| Membership {
        post: post.into(),
        ..person("p", "2001", "")
    };
    roll.join("chamber", "chair", seat(&chair))
        .await
        .expect("seated");
    overlap(roll.join("chamber", "x", seat(&chair)).await);
    roll.join("chamber", "plain", seat(""))
        .await
        .expect("also without a post");
    overlap(roll.join("chamber", "x", seat("")).await);
}

#[tokio::test]
async fn no_association_is_a_member_of_itself() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    roll.record(Kind::Association, &["a", "b", "c", "d"]).await;
    let circle = |outcome| refused(outcome, Code::FailedPrecondition, Reason::MembershipCycle);
    circle(roll.join("a", "x", group("a", "2005", "")).await);
    circle(roll.join("a", "x", group("a", "", "")).await);
    roll.join("b", "a", group("a", "2001", "2002"))
        .await
        .expect("joined");
    roll.join("c", "b", group("b", "2003", ""))
        .await
        .expect("joined");
    // On whatever days: the memberships between need not run on the same one.
    circle(roll.join("a", "b", group("b", "2010", "")).await);
    circle(roll.join("a", "c", group("c", "2010", "")).await);
    roll.join("d", "a", group("a", "2005", ""))
        .await
        .expect("another branch");
    roll.join("c", "d", group("d", "2005", ""))
        .await
        .expect("joined by two ways");
    let proposal = roll
        .join("a", "c", group("c", "", ""))
        .await
        .expect("only proposed");
    let begun = Membership {
        start_date: day("2020"),
        ..proposal
    };
    circle(roll.correct(begun, &["start_date"]).await);
}
