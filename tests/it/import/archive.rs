//! `kenes import --archive`: rounds that are over, with the dates of their comments.

use kenes_proto::consultation::{
    self as pb, comment_service_client::CommentServiceClient as Comments,
};

use super::{bulk, *};

fn round(id: &str) -> String {
    let opening = bulk::consultation(id, "2019-03-01T00:00:00Z", "2019-03-16T00:00:00Z");
    let said = |n: u32, time: &str| {
        let more = format!(r#","submitTime":"{time}""#);
        bulk::comment(id, &format!("n{n}"), &more)
    };
    let comments = [
        said(1, "2019-03-02T09:30:00Z"),
        said(2, "2019-03-15T18:00:00+05:00"),
        said(3, "2019-03-16T00:00:00Z"),
    ];
    opening
        .into_iter()
        .chain(comments)
        .collect::<Vec<_>>()
        .join("\n")
}

#[tokio::test]
async fn a_round_that_is_over_is_loaded_with_its_own_dates() {
    let desk = Desk::start().await;
    let file = desk.file("round.jsonl", round("c"));
    let config = Import {
        archive: true,
        ..desk.config(&[&file])
    };
    let (summary, outcome) = import::load(&config, pending()).await;
    outcome.expect("both services answer");
    assert_eq!(summary.counts["comment"], count(2, 0, 1), "{summary}");
    assert!(
        summary.problems[0]
            .contains("round.jsonl:5: consultations/c/comments/n3: COMMENT_PERIOD_CLOSED")
    );
    let mut client = Comments::new(desk.consultation.channel().await);
    let request = pb::ListCommentsRequest {
        parent: "consultations/c".into(),
        ..Default::default()
    };
    let listed = client
        .list_comments(request)
        .await
        .expect("listed")
        .into_inner();
    let told: Vec<_> = listed
        .comments
        .iter()
        .map(|c| (c.archived, c.submit_time.expect("a time").to_string()))
        .collect();
    let told: Vec<_> = told
        .iter()
        .map(|(archived, time)| (*archived, time.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (true, "2019-03-02T09:30:00Z"),
            (true, "2019-03-15T13:00:00Z")
        ]
    );
    let (again, _) = import::load(&config, pending()).await;
    assert_eq!(again.total(), count(0, 4, 1), "{again}");
}

#[tokio::test]
async fn without_it_comments_have_no_dates_of_their_own() {
    let desk = Desk::start().await;
    let summary = desk.import(&[&desk.file("round.jsonl", round("c"))]).await;
    assert_eq!(summary.counts["comment"], count(0, 0, 3), "{summary}");
    assert!(
        summary.problems[0].contains("BACKDATING_FORBIDDEN"),
        "{summary:?}"
    );
    // What was recorded as a live round is no archive: the line says something else now.
    let config = Import {
        archive: true,
        update: true,
        ..desk.config(&[&desk.file("round.jsonl", round("c"))])
    };
    let (summary, _) = import::load(&config, pending()).await;
    assert_eq!(summary.counts["consultation"], count(0, 0, 1), "{summary}");
    assert!(
        summary.problems[0].contains("UPDATE_MASK_INVALID"),
        "{summary:?}"
    );
}
