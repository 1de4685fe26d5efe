//! Searches: which words are found in which form, what is filtered and counted, in which order it comes, and that an index which
//! was lost, or had to forget, is right again.

mod counted;
mod feed;
mod kept;
mod refusals;
mod words;

use common::testing::Channel;
use kenes_proto::{
    consultation::{
        self as pb, comment_service_client::CommentServiceClient,
        search_service_client::SearchServiceClient as Client,
    },
    gtype::LocalizedText,
};
use tonic::Status;

use crate::{
    comment::{self, Scene, changed, create},
    world::World,
};

/// A scene whose search follows the log.
async fn scene() -> Scene {
    let scene = comment::scene().await;
    scene.world.index();
    scene
}

fn client(world: &World) -> Client<Channel> {
    Client::new(world.consultation.clone())
}

fn texts(language: &str, text: &str) -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: text.into(),
        language_code: language.into(),
    }]
}

/// Somebody says something, in a language.
async fn say(
    client: &CommentServiceClient<Channel>,
    id: &str,
    language: &str,
    text: &str,
) -> pb::Comment {
    let request = changed(id, |comment| comment.texts = texts(language, text));
    create(client, request).await.expect("accepted")
}

fn query(query: &str) -> pb::SearchCommentsRequest {
    pb::SearchCommentsRequest {
        query: query.into(),
        ..Default::default()
    }
}

async fn search(
    world: &World,
    request: pb::SearchCommentsRequest,
) -> Result<pb::SearchCommentsResponse, Status> {
    let answer = client(world).search_comments(request).await;
    answer.map(tonic::Response::into_inner)
}

/// The ids of the comments that are found, after everything that was written can be.
async fn found(world: &World, request: pb::SearchCommentsRequest) -> Vec<String> {
    world.indexed().await;
    let answer = search(world, request).await.expect("an answer");
    ids(&answer)
}

fn ids(answer: &pb::SearchCommentsResponse) -> Vec<String> {
    let hits = answer.comment_hits.iter();
    hits.map(|hit| {
        let name = &hit.comment.as_ref().expect("a comment").name;
        common::names::id(name).to_owned()
    })
    .collect()
}

/// What is highlighted in the places that are shown of a hit.
fn highlighted(hit: &pb::CommentHit) -> Vec<&str> {
    let pieces = hit.fragments.iter().flat_map(|fragment| &fragment.pieces);
    let marked = pieces.filter(|piece| piece.highlighted);
    marked.map(|piece| piece.text.as_str()).collect()
}
