//! What searches refuse: one clear error each, whatever its size.

use kenes_proto::{consultation as pb, types::ErrorReason as Reason};
use tonic::Code;
use tonic_types::StatusExt;

use super::{client, query, say, scene, search};
use crate::{
    comment,
    world::{fields, refused},
};

#[tokio::test]
async fn a_query_that_does_not_read_is_too_long_or_finds_everything_is_refused() {
    let scene = scene().await;
    let world = &scene.world;
    say(&scene.client, "one", "en", "Fifteen days.").await;
    world.indexed().await;
    let many = "слово ".repeat(10_000);
    for (text, reason) in [
        ("", Reason::QueryInvalid),
        ("?! ...", Reason::QueryInvalid),
        ("\"fifteen days", Reason::QueryInvalid),
        ("-days", Reason::QueryInvalid),
        ("days OR", Reason::QueryInvalid),
        ("*", Reason::QueryTooBroad),
        ("da*", Reason::QueryTooBroad),
        (many.as_str(), Reason::QueryTooLong),
        ("word ".repeat(33).as_str(), Reason::QueryTooLong),
        ("w".repeat(1_001).as_str(), Reason::QueryTooLong),
    ] {
        let status = refused(
            search(world, query(text)).await,
            Code::InvalidArgument,
            reason,
        );
        let named = fields(&status);
        assert!(named.iter().all(|field| field == "query"), "{named:?}");
        assert!(status.message().len() < 400, "{}", status.message());
        assert!(status.details().len() < 4_000, "{}", status.details().len());
    }
    let huge = "ж".repeat(200_000);
    let status = search(world, query(&huge)).await.expect_err("too large");
    assert_eq!(status.code(), Code::ResourceExhausted);
    // All of it is only words.
    for text in [
        "days\0",
        "day' OR 1=1 --x",
        "(days)",
        "title:days",
        "дни days\u{202e}",
    ] {
        let answer = search(world, query(text)).await;
        assert!(
            !matches!(&answer, Err(status) if status.code() == Code::Internal),
            "{text}: {answer:?}"
        );
    }
}

#[tokio::test]
async fn a_field_a_token_or_a_language_that_is_none_is_refused() {
    let scene = scene().await;
    let world = &scene.world;
    for n in 0..2 {
        say(&scene.client, &format!("n-{n}"), "en", "Fifteen days.").await;
    }
    world.indexed().await;
    let day = || query("day");
    for (field, request) in [
        (
            "facets[0]",
            pb::SearchCommentsRequest {
                facets: vec!["author".into()],
                ..day()
            },
        ),
        (
            "organizations[0]",
            pb::SearchCommentsRequest {
                organizations: vec!["adilet".into()],
                ..day()
            },
        ),
        (
            "stances[0]",
            pb::SearchCommentsRequest {
                stances: vec![99],
                ..day()
            },
        ),
        ("order", pb::SearchCommentsRequest { order: 99, ..day() }),
        (
            "page_size",
            pb::SearchCommentsRequest {
                page_size: -1,
                ..day()
            },
        ),
        (
            "language_code",
            pb::SearchCommentsRequest {
                language_code: "de".into(),
                ..day()
            },
        ),
    ] {
        let status = refused(
            search(world, request).await,
            Code::InvalidArgument,
            Reason::FieldInvalid,
        );
        assert_eq!(fields(&status), [field]);
    }
    let first = pb::SearchCommentsRequest {
        page_size: 1,
        ..day()
    };
    let token = search(world, first).await.expect("a page").next_page_token;
    assert!(!token.is_empty());
    for request in [
        pb::SearchCommentsRequest {
            page_token: "nonsense".into(),
            ..day()
        },
        pb::SearchCommentsRequest {
            page_token: token.clone(),
            ..query("fifteen")
        },
        pb::SearchCommentsRequest {
            page_token: token.clone(),
            stances: vec![1],
            ..day()
        },
    ] {
        refused(
            search(world, request).await,
            Code::InvalidArgument,
            Reason::PageTokenMismatch,
        );
    }
    let laws = pb::SearchDraftLawsRequest {
        query: "\"".into(),
        ..Default::default()
    };
    let laws = client(world).search_draft_laws(laws).await;
    refused(laws, Code::InvalidArgument, Reason::QueryInvalid);
    let recommendations = pb::SearchRecommendationsRequest {
        query: "*".into(),
        ..Default::default()
    };
    let recommendations = client(world).search_recommendations(recommendations).await;
    refused(
        recommendations,
        Code::InvalidArgument,
        Reason::QueryTooBroad,
    );
}

#[tokio::test]
async fn before_the_index_is_there_and_where_there_is_none_it_is_said() {
    // Nobody follows the log here.
    let scene = comment::scene().await;
    let status = refused(
        search(&scene.world, query("day")).await,
        Code::Unavailable,
        Reason::SearchNotReady,
    );
    let details = status.get_error_details();
    let info = details.error_info().expect("info");
    assert_eq!(info.metadata["read_entry_count"], "0");
    assert!(details.retry_info().is_some());

    let world = &scene.world;
    let off = consultation::Search::none();
    let service = consultation::service(world.app.clone(), world.asks.clone(), off);
    let without = common::testing::start(service).await;
    let mut client = super::Client::new(without.channel().await);
    let answer = client.search_comments(query("day")).await;
    refused(answer, Code::Unimplemented, Reason::SearchOff);
}
