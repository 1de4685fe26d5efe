//! What campaigns refuse, and that bad texts are grouped like others or left alone.

use common::testing::DAY;
use kenes_proto::{consultation as pb, types::ErrorReason as Reason};
use tonic::Code;

use super::{
    LETTER,
    answered::{CAMPAIGN, answer, give},
    client, compare, group, list, say,
};
use crate::{
    comment::{name, scene, withdrawal},
    fixtures::{DEVELOPER, MINISTRY},
    world::{ask_as, en, fields, refused},
};

#[tokio::test]
async fn an_answer_to_a_campaign_is_by_who_is_asked_once_and_not_too_large() {
    let scene = scene().await;
    let world = &scene.world;
    refused(
        give(&scene, answer(MINISTRY)).await,
        Code::NotFound,
        Reason::ResourceNotFound,
    );
    say(&scene, "one", LETTER, "").await;
    say(&scene, "two", LETTER, "").await;
    group(world).await;
    let other = answer("//registry.kenes/organizations/other");
    refused(
        give(&scene, other).await,
        Code::PermissionDenied,
        Reason::AddresseeMismatch,
    );
    let mut large = answer(MINISTRY);
    large.response.as_mut().expect("an answer").texts = en(&"ә".repeat(9_000));
    let large = give(&scene, large).await;
    let status = refused(large, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["response"]);
    let mut silent = answer(MINISTRY);
    silent.response.as_mut().expect("an answer").reasons.clear();
    refused(
        give(&scene, silent).await,
        Code::InvalidArgument,
        Reason::ReasonsRequired,
    );

    give(&scene, answer(MINISTRY)).await.expect("given");
    let mut again = answer(MINISTRY);
    again.response_id = "again".into();
    refused(
        give(&scene, again).await,
        Code::AlreadyExists,
        Reason::ResponseAlreadyGiven,
    );
    let mut developer = answer(DEVELOPER);
    developer.response_id = "developer".into();
    give(&scene, developer).await.expect("the developer, too");

    let mut comments = scene.client.clone();
    let left = comments
        .withdraw_comment(ask_as("demo|aigul", withdrawal("one")))
        .await;
    left.expect("withdrawn");
    group(world).await;
    let mut late = answer("//registry.kenes/organizations/other");
    late.response_id = "late".into();
    refused(
        give(&scene, late).await,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let answer = client(world)
        .get_response(pb::GetResponseRequest {
            name: format!("{CAMPAIGN}/responses/ministry"),
            ..Default::default()
        })
        .await;
    answer.expect("the answers of one that ended stay");
    let listed = client(world)
        .list_responses(pb::ListResponsesRequest {
            parent: CAMPAIGN.into(),
            ..Default::default()
        })
        .await;
    assert_eq!(listed.expect("a list").into_inner().responses.len(), 2);
    // What is not of a campaign is asked for elsewhere.
    let of_comment = pb::ListResponsesRequest {
        parent: name("two"),
        ..Default::default()
    };
    let of_comment = client(world).list_responses(of_comment).await;
    refused(of_comment, Code::InvalidArgument, Reason::FieldInvalid);
}

#[tokio::test]
async fn a_comment_of_no_campaign_is_compared_with_none_and_a_wrong_name_is_refused() {
    let scene = scene().await;
    let world = &scene.world;
    for (id, text) in [
        ("one", LETTER),
        ("two", LETTER),
        ("alone", "Ten days are enough."),
    ] {
        say(&scene, id, text, "").await;
    }
    refused(
        compare(world, "one").await,
        Code::NotFound,
        Reason::ResourceNotFound,
    );
    group(world).await;
    compare(world, "one").await.expect("compared");
    for id in ["alone", "nobody"] {
        let status = refused(
            compare(world, id).await,
            Code::InvalidArgument,
            Reason::FieldInvalid,
        );
        assert_eq!(fields(&status), ["comment"]);
    }
    let get = |name: &str| {
        let request = pb::GetCampaignRequest {
            name: name.into(),
            ..Default::default()
        };
        let mut client = client(world);
        async move { client.get_campaign(request).await }
    };
    get(CAMPAIGN).await.expect("read");
    let missing = get("consultations/c/campaigns/c-2").await;
    refused(missing, Code::NotFound, Reason::ResourceNotFound);
    let wrong = get("campaigns/c-1").await;
    refused(wrong, Code::InvalidArgument, Reason::FieldInvalid);
}

#[tokio::test]
async fn bad_texts_are_grouped_like_others_or_left_alone() {
    let scene = scene().await;
    let world = &scene.world;
    let huge = "слово ".repeat(3_333);
    let texts = [
        ("short-1", "Нет"),
        ("short-2", "нет!"),
        ("mark-1", "?!"),
        ("mark-2", "?!"),
        ("huge-1", huge.trim()),
        ("huge-2", huge.trim()),
    ];
    for (id, text) in texts {
        say(&scene, id, text, "").await;
    }
    group(world).await;
    let mut sizes: Vec<i64> = list(world, "")
        .await
        .iter()
        .map(|c| c.comment_count)
        .collect();
    sizes.sort_unstable();
    assert_eq!(
        sizes,
        [2, 2],
        "one word, and 20,000 letters; points alone say nothing"
    );
    world.hand.pass(DAY);
    // Nothing is due, and nothing is done.
    consultation::campaigns::group_due(&world.app)
        .await
        .expect("looked");
}
