//! A search that is followed: its feed.

use kenes_proto::{
    consultation::document_service_client::DocumentServiceClient, types::ErrorReason as Reason,
};
use tonic::Code;

use super::*;
use crate::world::refused;

async fn feed(world: &World, request: pb::GetFeedRequest) -> Result<pb::GetFeedResponse, Status> {
    let mut client = DocumentServiceClient::new(world.consultation.clone());
    let answer = client.get_feed(request).await;
    answer.map(tonic::Response::into_inner)
}

fn of(query: &str) -> pb::GetFeedRequest {
    pb::GetFeedRequest {
        query: query.into(),
        page_size: 1,
        language_code: "en".into(),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_search_is_followed_as_a_feed_newest_first_and_by_pages() {
    let scene = scene().await;
    let world = &scene.world;
    for (id, text) in [
        ("old", "Ten <days> are too few for a village."),
        ("other", "Publish the text whole."),
        ("new", "Fifteen days, & a day more."),
    ] {
        say(&scene.client, id, "en", text).await;
    }
    world.indexed().await;
    let (mut request, mut pages) = (of("day"), Vec::new());
    loop {
        let page = feed(world, request.clone()).await.expect("a page");
        assert_eq!(page.entry_count, 1);
        pages.push(String::from_utf8(page.data).expect("text"));
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    let [new, old] = &pages[..] else {
        panic!("{pages:?}")
    };
    for (page, id) in [(new, "new"), (old, "old")] {
        assert!(page.contains(&format!("/comments/{id}\"")), "{page}");
        assert!(page.contains("<title>Comments (day)</title>"), "{page}");
        assert!(page.contains("query=day"), "its own address: {page}");
        assert!(
            !page.contains("village") && !page.contains("Fifteen"),
            "words stay where they can be erased: {page}"
        );
    }
    assert!(new.contains("rel=\"next\"") && !old.contains("rel=\"next\""));
    let nothing = feed(world, of("parliament")).await.expect("an empty feed");
    assert_eq!(nothing.entry_count, 0);
    let law = "draftLaws/nowhere".to_owned();
    let unknown = pb::GetFeedRequest {
        draft_law: law,
        ..of("day")
    };
    refused(
        feed(world, unknown).await,
        Code::NotFound,
        Reason::ResourceNotFound,
    );
    let broken = feed(world, of("\"day")).await;
    refused(broken, Code::InvalidArgument, Reason::QueryInvalid);
    let foreign = pb::GetFeedRequest {
        page_token: request.page_token,
        ..of("text")
    };
    refused(
        feed(world, foreign).await,
        Code::InvalidArgument,
        Reason::PageTokenMismatch,
    );
}
