//! What is no comment: too large, too many, no text, out of date. Each gets an answer that says so, and nothing is written.

use common::testing::Channel;
use kenes_proto::{
    consultation::{self as pb, comment_service_client::CommentServiceClient as Client},
    gtype::LocalizedText,
    types::{ErrorReason as Reason, ProposedChange, ProvisionRef, proposed_change::Kind},
};
use tonic::{Code, Request, codegen::http::uri::PathAndQuery};
use tonic_types::StatusExt;

use crate::{
    comment::{create, get, name, new},
    fixtures::{self, V1},
    world::{World, ask_as, en, fields, refused},
};

async fn world() -> (World, Client<Channel>) {
    let world = World::start().await;
    fixtures::draft_law(&world).await;
    fixtures::open_consultation(&world, "c").await;
    let client = Client::new(world.consultation.clone());
    (world, client)
}

fn with_texts(texts: Vec<LocalizedText>) -> pb::CreateCommentRequest {
    let mut request = new("one");
    request.comment.as_mut().expect("a comment").texts = texts;
    request
}

/// One text of `length` Cyrillic letters in each language.
fn everywhere(length: usize) -> Vec<LocalizedText> {
    let text = |language: &str| LocalizedText {
        text: "ж".repeat(length),
        language_code: language.into(),
    };
    ["kk", "ru", "en"].map(text).to_vec()
}

#[tokio::test]
async fn four_megabytes_of_nothing_are_refused_before_they_are_read() {
    let (_world, client) = world().await;
    let nothing = with_texts(vec![LocalizedText::default(); 2 << 20]);
    let status = refused(
        create(&client, nothing).await,
        Code::ResourceExhausted,
        Reason::MessageTooLarge,
    );
    let details = status.get_error_details();
    let limit = &details.error_info().expect("info").metadata["limit_bytes"];
    assert_eq!(limit, "524288");
    // As many as fit: the answer names the field, and stays small.
    let nothing = with_texts(vec![LocalizedText::default(); 200_000]);
    let status = refused(
        create(&client, nothing).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert!(
        fields(&status).contains(&"comment.texts".to_owned()),
        "{status:?}"
    );
    assert!(status.details().len() < 8_000);
    // The connection lives on.
    create(&client, new("one")).await.expect("accepted");
}

#[tokio::test]
async fn the_longest_comment_that_the_contract_allows_is_accepted() {
    let (_world, client) = world().await;
    let mut longest = with_texts(everywhere(20_000));
    let comment = longest.comment.as_mut().expect("a comment");
    comment.reasons = everywhere(20_000);
    comment.proposed_change = Some(ProposedChange {
        kind: Kind::Replacement.into(),
        target: Some(ProvisionRef {
            version: V1.into(),
            eid: "art_1".into(),
            ..Default::default()
        }),
        new_texts: everywhere(20_000),
    });
    create(&client, longest).await.expect("accepted");
    assert_eq!(get(&client, "one").await.texts, everywhere(20_000));

    let status = refused(
        create(&client, with_texts(everywhere(20_001))).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    let each = [0, 1, 2].map(|n| format!("comment.texts[{n}].text"));
    assert_eq!(fields(&status), each);
}

#[tokio::test]
async fn text_that_is_no_utf_8_is_no_message() {
    let (world, client) = world().await;
    let mut grpc = tonic::client::Grpc::new(world.consultation.clone());
    grpc.ready().await.expect("a connection");
    // The first field of the request is text; these bytes are not.
    let codec = tonic_prost::ProstCodec::<Vec<u8>, pb::Comment>::default();
    let path = PathAndQuery::from_static("/kenes.consultation.v1.CommentService/CreateComment");
    let request = ask_as("demo|aigul", vec![0xd0, 0x28]);
    let outcome = grpc.unary(request, path, codec).await;
    refused(outcome, Code::InvalidArgument, Reason::MessageMalformed);
    create(&client, new("one")).await.expect("accepted");
}

#[tokio::test]
async fn a_decision_made_on_an_old_state_is_not_carried_out() {
    let (_world, mut client) = world().await;
    let made = create(&client, new("one")).await.expect("accepted");
    let withdrawal = |etag: &str| {
        let request = pb::WithdrawCommentRequest {
            name: name("one"),
            etag: etag.into(),
            reasons: en("Said better elsewhere."),
            ..Default::default()
        };
        ask_as("demo|aigul", request)
    };
    for stale in ["\"2\"", "1", "\"01\"", "W/\"1\""] {
        let outcome = client.withdraw_comment(withdrawal(stale)).await;
        refused(outcome, Code::Aborted, Reason::EtagMismatch);
    }
    let gone = client.withdraw_comment(withdrawal(&made.etag)).await;
    gone.expect("withdrawn");
}

#[tokio::test]
async fn a_caller_and_a_request_have_names_that_can_be_read() {
    let (_world, mut client) = world().await;
    let outcome = client.create_comment(ask_as("ab", new("one"))).await;
    refused(outcome, Code::Unauthenticated, Reason::SubjectMissing);
    let mut request = new("one");
    request.request_id = "not-a-uuid".into();
    let status = refused(
        create(&client, request).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(fields(&status), ["request_id"]);
    let list = Request::new(pb::ListCommentsRequest {
        parent: "consultations/c".into(),
        page_token: "x".repeat(2_001),
        page_size: -1,
        ..Default::default()
    });
    let status = refused(
        client.list_comments(list).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(fields(&status), ["page_size", "page_token"]);
}

#[tokio::test]
async fn a_call_has_one_caller() {
    let (_world, client) = world().await;
    let mut request = ask_as("demo|aigul", new("one"));
    let another = "demo|dana".parse().expect("a value");
    request.metadata_mut().append("kenes-subject", another);
    let status = refused(
        client.clone().create_comment(request).await,
        Code::Unauthenticated,
        Reason::SubjectMissing,
    );
    assert!(status.message().contains("once"), "{status:?}");
    create(&client, new("one")).await.expect("the control");
}
