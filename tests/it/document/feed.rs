//! Feeds: what happened, newest first, page by page.

use super::*;
use crate::{chamber::SECRETARY, world::ask_as};

async fn feed(it: &Chamber, request: pb::GetFeedRequest) -> pb::GetFeedResponse {
    let request = pb::GetFeedRequest {
        language_code: "en".into(),
        ..request
    };
    let found = client(&it.world).get_feed(request).await;
    let found = found.expect("a feed").into_inner();
    assert_eq!(found.media_type, "application/atom+xml; charset=utf-8");
    found
}

/// The titles of the entries, in their order.
fn titles(found: &pb::GetFeedResponse) -> Vec<String> {
    let text = std::str::from_utf8(&found.data).expect("a text");
    let entries = text.split("<entry>").skip(1);
    let title = |entry: &str| {
        let from = entry.split_once("<title>").expect("a title").1;
        from.split_once("</title>").expect("its end").0.to_owned()
    };
    let titles: Vec<String> = entries.map(title).collect();
    assert_eq!(usize::try_from(found.entry_count), Ok(titles.len()));
    titles
}

fn of_law() -> pb::GetFeedRequest {
    pb::GetFeedRequest {
        draft_law: LAW.into(),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_feed_tells_what_happened_newest_first_and_by_pages() {
    let mut it = Chamber::start().await;
    it.world.hand.pass(1_000_000);
    sent(&mut it, "term").await;
    it.world.hand.pass(1_000_000);
    let given = answer(
        "recommendations/term",
        MINISTRY,
        pb::response::Outcome::Rejected,
    );
    it.answer(OFFICIAL, given).await.expect("an answer");
    let found = titles(&feed(&it, of_law()).await);
    assert_eq!(found.len(), 5, "{found:?}");
    assert!(
        found[0].ends_with("answers: rejected: On the term"),
        "{found:?}"
    );
    assert_eq!(found[1], "Recommendation adopted: On the term");
    let mut begun = found[2..].to_vec();
    begun.sort();
    let first = [
        "Consultation announced: First round",
        "Consultation opened: First round",
        "Version v1 is published: On public participation",
    ];
    assert_eq!(begun, first);

    // What is to come is told when it has come.
    it.world.hand.pass(31 * common::testing::DAY);
    let whole = titles(&feed(&it, of_law()).await);
    assert_eq!(whole[0], "Consultation closed: First round");
    assert_eq!(whole[1..], found);
    let mut pages = Vec::new();
    let mut token = String::new();
    loop {
        let page = pb::GetFeedRequest {
            page_size: 2,
            page_token: token.clone(),
            ..of_law()
        };
        let page = feed(&it, page).await;
        pages.extend(titles(&page));
        let text = String::from_utf8_lossy(&page.data).into_owned();
        let says_next = text.contains("rel=\"next\"");
        assert_eq!(says_next, !page.next_page_token.is_empty());
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(pages, whole);

    let of_body = pb::GetFeedRequest {
        body: CHAMBER.into(),
        ..Default::default()
    };
    let of_body = titles(&feed(&it, of_body).await);
    assert_eq!(of_body.len(), 2, "{of_body:?}");
    let all = titles(&feed(&it, pb::GetFeedRequest::default()).await);
    assert_eq!(all, whole);
    let strange = pb::GetFeedRequest {
        page_token: "nonsense".into(),
        ..of_law()
    };
    let outcome = client(&it.world).get_feed(strange).await;
    refused(outcome, Code::InvalidArgument, Reason::PageTokenMismatch);
}

#[tokio::test]
async fn a_recommendation_that_was_recalled_is_told_as_recalled_and_a_comment_never() {
    let mut it = Chamber::start().await;
    let comment = it.comment("secret", "").await;
    it.answer_comment(&comment, Vec::new()).await;
    let found = sent(&mut it, "term").await;
    it.world.hand.pass(1_000_000);
    let recall = pb::RecallRecommendationRequest {
        name: found.name,
        reasons: en("It was too early."),
        ..Default::default()
    };
    let recalled = it
        .client
        .recall_recommendation(ask_as(SECRETARY, recall))
        .await;
    recalled.expect("recalled");
    let found = feed(&it, pb::GetFeedRequest::default()).await;
    assert_eq!(titles(&found)[0], "Recommendation recalled: On the term");
    let text = String::from_utf8_lossy(&found.data).into_owned();
    assert!(
        !text.contains("secret") && !text.contains("thirty days"),
        "{text}"
    );
}
