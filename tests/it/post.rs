//! Posts: seats of organizations, whoever holds them.

mod refusals;

use kenes_proto::{
    registry::{self as pb, organization::Kind, post::SeatQuota},
    types::ErrorReason as Reason,
};
use tonic::Code;

use crate::{
    roll::{Roll, day, group, org, person},
    world::{World, ask, en, fields, refused, request_id},
};

fn quota(quota: SeatQuota) -> pb::Post {
    pb::Post {
        quota: quota.into(),
        ..Default::default()
    }
}

fn seat() -> pb::Post {
    pb::Post {
        labels: en("Seat"),
        ..Default::default()
    }
}

fn asked(post: pb::Post, id: &str) -> pb::CreatePostRequest {
    pb::CreatePostRequest {
        parent: org("chamber"),
        post: Some(post),
        post_id: id.into(),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_post_is_created_read_listed_and_changed() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    roll.record(Kind::ConsultativeBody, &["chamber"]).await;
    roll.code("roles", &["chair"]).await;
    let chair = pb::Post {
        role_code: "chair".into(),
        seat_number: 1,
        start_date: day("2006"),
        ..quota(SeatQuota::Ngo)
    };
    let made = roll.post("chamber", "seat-1", chair).await.expect("made");
    assert_eq!(made.name, "organizations/chamber/posts/seat-1");
    assert_eq!((made.holder_limit, made.etag.as_str()), (1, "\"1\""));
    let read = pb::GetPostRequest {
        name: made.name.clone(),
        ..Default::default()
    };
    let read = roll.members.get_post(read).await.expect("read");
    assert_eq!(read.into_inner(), made);

    for (id, number, end) in [("seat-2", 2, "2007-06"), ("seat-3", 3, "")] {
        let post = pb::Post {
            seat_number: number,
            end_date: day(end),
            holder_limit: 4,
            ..quota(SeatQuota::Any)
        };
        let made = roll.post("chamber", id, post).await.expect("made");
        assert_eq!(made.holder_limit, 4);
    }
    for (filter, order, found) in [
        ("", "seat_number desc", vec!["seat-3", "seat-2", "seat-1"]),
        (
            "quota = NGO AND active_on(\"2006-01-01\")",
            "",
            vec!["seat-1"],
        ),
        ("role_code = \"chair\"", "", vec!["seat-1"]),
        (
            "active_on(\"2005-12-31\")",
            "seat_number",
            vec!["seat-2", "seat-3"],
        ),
        (
            "active_on(\"2007-07-01\")",
            "seat_number",
            vec!["seat-1", "seat-3"],
        ),
        ("start_date >= \"2006-01-01\"", "start_date", vec!["seat-1"]),
        ("end_date = \"2007-06-30\"", "", vec!["seat-2"]),
    ] {
        let request = pb::ListPostsRequest {
            parent: org("chamber"),
            filter: filter.into(),
            order_by: order.into(),
            ..Default::default()
        };
        let page = roll.members.list_posts(request).await.expect("listed");
        let names = page.into_inner().posts;
        let ids: Vec<&str> = names.iter().map(|p| common::names::id(&p.name)).collect();
        assert_eq!(ids, found, "{filter}");
    }

    let patch = pb::Post {
        name: made.name.clone(),
        etag: made.etag.clone(),
        holder_limit: 0,
        labels: en("The chair"),
        ..Default::default()
    };
    let changed = roll
        .change_post(patch.clone(), &["labels", "holder_limit"])
        .await;
    let changed = changed.expect("changed");
    assert_eq!((changed.holder_limit, changed.seat_number), (1, 1));
    assert_eq!(changed.labels, en("The chair"));
    refused(
        roll.change_post(patch, &[]).await,
        Code::Aborted,
        Reason::EtagMismatch,
    );
}

#[tokio::test]
async fn a_retry_of_a_post_gets_its_first_answer_and_a_rehearsal_writes_nothing() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    roll.record(Kind::ConsultativeBody, &["chamber"]).await;
    let rehearsal = pb::CreatePostRequest {
        validate_only: true,
        ..asked(seat(), "seat")
    };
    roll.members
        .create_post(ask(rehearsal))
        .await
        .expect("checked");
    let get = pb::GetPostRequest {
        name: format!("{}/posts/seat", org("chamber")),
        ..Default::default()
    };
    let missing = roll.members.get_post(get).await;
    refused(missing, Code::NotFound, Reason::ResourceNotFound);

    let id = request_id();
    let once = pb::CreatePostRequest {
        request_id: id.clone(),
        ..asked(seat(), "seat")
    };
    let first = roll
        .members
        .create_post(ask(once.clone()))
        .await
        .expect("made");
    let again = roll.members.create_post(ask(once)).await.expect("the same");
    assert_eq!(first.into_inner(), again.into_inner());
    let other = pb::CreatePostRequest {
        request_id: id.clone(),
        ..asked(seat(), "other")
    };
    let other = roll.members.create_post(ask(other)).await;
    refused(other, Code::AlreadyExists, Reason::RequestIdReused);
    let twice = roll.post("chamber", "seat", seat()).await;
    refused(twice, Code::AlreadyExists, Reason::ResourceExists);
    let reused = pb::UpdatePostRequest {
        post: Some(pb::Post {
            name: format!("{}/posts/seat", org("chamber")),
            ..seat()
        }),
        request_id: id,
        ..Default::default()
    };
    let silent = roll.members.update_post(reused.clone()).await;
    refused(silent, Code::Unauthenticated, Reason::SubjectMissing);
    let reused = roll.members.update_post(ask(reused)).await;
    refused(reused, Code::AlreadyExists, Reason::RequestIdReused);
}

#[tokio::test]
async fn a_post_changes_only_as_far_as_its_holders_fit() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    roll.record(Kind::ConsultativeBody, &["chamber"]).await;
    roll.record(Kind::Ngo, &["ngo"]).await;
    roll.people(&["a", "b"]).await;
    let two = pb::Post {
        holder_limit: 2,
        ..quota(SeatQuota::Any)
    };
    let post = roll.post("chamber", "seat", two).await.expect("made").name;
    for (who, start, end) in [("a", "2006-02", "2007-03-31"), ("b", "2007-03-31", "2008")] {
        let seat = pb::Membership {
            post: post.clone(),
            ..person(who, start, end)
        };
        roll.join("chamber", who, seat).await.expect("seated");
    }
    let change = |post_: pb::Post| pb::Post {
        name: post.clone(),
        ..post_
    };
    let one = pb::Post {
        holder_limit: 1,
        ..Default::default()
    };
    let status = refused(
        roll.change_post(change(one.clone()), &["holder_limit"])
            .await,
        Code::FailedPrecondition,
        Reason::SeatAlreadyHeld,
    );
    assert!(
        status.message().contains("2007-03-31"),
        "{}",
        status.message()
    );
    let mismatch = roll.change_post(change(quota(SeatQuota::Ngo)), &[]).await;
    let status = refused(mismatch, Code::InvalidArgument, Reason::NominatorMismatch);
    assert_eq!(
        fields(&status),
        ["post.quota", "post.quota"],
        "one a holder"
    );
    roll.change_post(change(quota(SeatQuota::Expert)), &[])
        .await
        .expect("people");
    let late = pb::Post {
        start_date: day("2006-02-02"),
        ..Default::default()
    };
    let status = refused(
        roll.change_post(change(late), &[]).await,
        Code::InvalidArgument,
        Reason::DatesInvalid,
    );
    assert_eq!(fields(&status), ["post.start_date"]);
    let days = pb::Post {
        start_date: day("2006-02-01"),
        end_date: day("2008"),
        ..Default::default()
    };
    roll.change_post(change(days), &[])
        .await
        .expect("all days lie within");

    let a = format!("{}/memberships/a", org("chamber"));
    let earlier = pb::Membership {
        name: a,
        end_date: day("2007-03-30"),
        ..Default::default()
    };
    roll.correct(earlier, &["end_date"])
        .await
        .expect("corrected");
    roll.change_post(change(one), &["holder_limit"])
        .await
        .expect("one at a time");
    let fresh = pb::Membership {
        post: post.clone(),
        ..group("ngo", "2008-12-31", "2008-12-31")
    };
    let status = refused(
        roll.join("chamber", "ngo", fresh).await,
        Code::InvalidArgument,
        Reason::NominatorMismatch,
    );
    assert_eq!(fields(&status), ["membership.member_organization"]);
}
