//! The demo: its story is accepted whole, and told only once.

use common::testing;
use kenes::demo::{Demo, EXAMPLES};
use kenes_proto::consultation::{self as pb, comment_service_client::CommentServiceClient};

use crate::world::ask_as;

const DAY: i64 = 24 * 3600 * 1_000_000;

#[tokio::test(flavor = "multi_thread")]
async fn the_story_is_accepted_whole_and_only_once() {
    let fresh = [
        testing::fresh("registry").await.expect("a database"),
        testing::fresh("consultation").await.expect("a database"),
    ];
    let demo = Demo::open(&fresh[0].database, &fresh[1].database)
        .await
        .expect("two stores");
    let now = common::clock::Clock::system().now();

    let told = demo.seed(now).await.expect("the services answer");
    assert!(told.problems.is_empty(), "{}", told.problems.join("\n"));
    let lines = told.total().created;
    assert!(lines > 300, "{told}");

    // The same day again (every request is a retry), and another day (every `@now` has moved).
    for day in [now, now + DAY] {
        let again = demo.seed(day).await.expect("the services answer").total();
        assert_eq!((again.created, again.there, again.refused), (0, lines, 0));
    }

    let registry = testing::start(demo.registry()).await;
    let url = format!("http://{}", registry.address);
    let consultation = testing::start(demo.consultation(&url).expect("a URL")).await;
    let channel = consultation.channel().await;

    // The last example is a comment; it can be pasted as often as one likes.
    let example = EXAMPLES
        .iter()
        .find(|e| !e.subject.is_empty())
        .expect("a write");
    for _ in 0..2 {
        let request: pb::CreateCommentRequest = from_json(example.request);
        let comment = CommentServiceClient::new(channel.clone())
            .create_comment(ask_as(example.subject, request))
            .await
            .expect("a comment")
            .into_inner();
        assert_eq!(comment.verification(), pb::comment::Verification::Verified);
    }
}

/// A request as an example writes it.
fn from_json<M: prost_reflect::ReflectMessage + Default>(text: &str) -> M {
    let mut json = serde_json::Deserializer::from_str(text);
    let descriptor = M::default().descriptor();
    prost_reflect::DynamicMessage::deserialize(descriptor, &mut json)
        .expect("JSON of the contract")
        .transcode_to()
        .expect("the same message")
}
