//! What is wrong with a post, with a change of one, and with a question about posts.

use super::*;

#[tokio::test]
async fn what_is_wrong_with_a_post_is_said() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    roll.record(Kind::ConsultativeBody, &["chamber", "gone"])
        .await;
    roll.delete("gone").await.expect("deleted");
    let reason = |post: pb::Post, reason, field: &'static str| (post, reason, field);
    for (post, reason, field) in [
        reason(
            pb::Post {
                role_code: "king".into(),
                ..seat()
            },
            Reason::CodeUnknown,
            "post.role_code",
        ),
        reason(
            pb::Post {
                start_date: day("2006"),
                end_date: day("2005"),
                ..seat()
            },
            Reason::DatesInvalid,
            "post.end_date",
        ),
        reason(
            pb::Post {
                labels: [en("a"), en("b")].concat(),
                ..seat()
            },
            Reason::LanguageMissing,
            "post.labels[1].language_code",
        ),
        reason(
            pb::Post {
                seat_number: -1,
                ..seat()
            },
            Reason::FieldInvalid,
            "post.seat_number",
        ),
    ] {
        let made = roll.members.create_post(ask(asked(post, "x"))).await;
        let status = refused(made, Code::InvalidArgument, reason);
        assert_eq!(fields(&status), [field]);
    }
    let nowhere = roll.post("none", "x", seat()).await;
    refused(nowhere, Code::NotFound, Reason::ResourceNotFound);
    let gone = roll.post("gone", "x", seat()).await;
    refused(gone, Code::FailedPrecondition, Reason::ResourceDeleted);
    let nobody = roll.members.create_post(asked(seat(), "x")).await;
    refused(nobody, Code::Unauthenticated, Reason::SubjectMissing);
}

#[tokio::test]
async fn what_is_wrong_with_a_change_of_a_post_is_said() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    roll.record(Kind::ConsultativeBody, &["chamber"]).await;
    roll.post("chamber", "seat", seat()).await.expect("made");
    let name = format!("{}/posts/seat", org("chamber"));
    let change = |post: pb::Post| pb::Post {
        name: name.clone(),
        ..post
    };
    let output = roll.change_post(change(seat()), &["create_time"]).await;
    refused(output, Code::InvalidArgument, Reason::UpdateMaskInvalid);
    for (patch, reason) in [
        (
            pb::Post {
                role_code: "king".into(),
                ..seat()
            },
            Reason::CodeUnknown,
        ),
        (
            pb::Post {
                start_date: day("2006"),
                end_date: day("2005"),
                ..seat()
            },
            Reason::DatesInvalid,
        ),
        (
            pb::Post {
                labels: [en("a"), en("b")].concat(),
                ..seat()
            },
            Reason::LanguageMissing,
        ),
        (
            pb::Post {
                seat_number: -1,
                ..seat()
            },
            Reason::FieldInvalid,
        ),
    ] {
        let changed = roll.change_post(change(patch), &[]).await;
        refused(changed, Code::InvalidArgument, reason);
    }
    let missing = pb::Post {
        name: format!("{name}-9"),
        ..seat()
    };
    let missing = roll.change_post(missing, &[]).await;
    refused(missing, Code::NotFound, Reason::ResourceNotFound);
}

#[tokio::test]
async fn what_is_wrong_with_a_question_about_posts_is_said() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    roll.record(Kind::ConsultativeBody, &["chamber"]).await;
    let list = |parent: &str, filter: &str, order: &str, token: &str| pb::ListPostsRequest {
        parent: parent.into(),
        filter: filter.into(),
        order_by: order.into(),
        page_token: token.into(),
        ..Default::default()
    };
    for (request, reason) in [
        (
            list("organizations/chamber", "colour = red", "", ""),
            Reason::FilterInvalid,
        ),
        (
            list("organizations/chamber", "", "quota", ""),
            Reason::OrderByInvalid,
        ),
        (
            list("organizations/chamber", "", "", "bm9uc2Vuc2U"),
            Reason::PageTokenMismatch,
        ),
        (list("unions/-", "", "", ""), Reason::FieldInvalid),
    ] {
        let page = roll.members.list_posts(request).await;
        refused(page, Code::InvalidArgument, reason);
    }
    let page = roll
        .members
        .list_posts(list("organizations/none", "", "", ""))
        .await;
    refused(page, Code::NotFound, Reason::ResourceNotFound);
    let bad = pb::GetPostRequest {
        name: "posts/seat".into(),
        ..Default::default()
    };
    let bad = roll.members.get_post(bad).await;
    refused(bad, Code::InvalidArgument, Reason::FieldInvalid);
}
