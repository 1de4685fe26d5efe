//! What a list of very many refuses, with the reason, and what it still does.

use common::store::{Mode, Tx};
use kenes_proto::types::ErrorReason as Reason;
use tonic::Code;

use super::call;
use crate::{
    comment::scene,
    world::{fields, refused},
};

const COMMENTS: &str = "kenes.consultation.v1.CommentService/ListComments";

#[tokio::test]
async fn a_filter_that_no_index_serves_is_refused_where_there_are_very_many() {
    let scene = scene().await;
    let channel = &scene.world.consultation;
    let by_stance = [
        ("parent", "consultations/-"),
        ("filter", "stance = STANCE_OPPOSE"),
    ];
    call(channel, COMMENTS, &by_stance).await.expect("few");

    // Only the rows that are counted: no comment has a body, so no page has one on it.
    let sql = "INSERT INTO comment (name, parent, revision, create_time, update_time, delete_time, person, on_behalf_of, \
               verification, stance, state, target_version, target_eid, target_wid, submit_time) \
               WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i <= 100000) \
               SELECT 'consultations/c/comments/x' || CAST(i AS TEXT), 'consultations/c', 1, i, i, 0, '', '', 4, 1, 1, \
               'draftLaws/d/versions/v1', 'art_1', 'art_1', i FROM n";
    let filled = scene
        .world
        .app
        .store
        .write("Fill", Mode::Commit, move |tx: &mut dyn Tx| {
            tx.execute(sql, &[])
        });
    assert_eq!(filled.await.expect("written"), 100_001);

    let broad = call(channel, COMMENTS, &by_stance).await;
    let status = refused(broad, Code::InvalidArgument, Reason::FilterTooBroad);
    assert_eq!(fields(&status), ["filter"]);
    assert!(
        format!("{status:?}").contains("name, submit_time, target.version, draft_law"),
        "{status:?}"
    );
    let unordered = [
        ("parent", "consultations/-"),
        ("order_by", "update_time desc"),
    ];
    let status = refused(
        call(channel, COMMENTS, &unordered).await,
        Code::InvalidArgument,
        Reason::FilterTooBroad,
    );
    assert_eq!(fields(&status), ["order_by"]);

    // An index finds them, but very many; the rest would be looked for among all of those.
    for filter in [
        "draft_law = \"draftLaws/d\" AND stance = STANCE_OPPOSE",
        "overdue = true AND draft_law = \"draftLaws/d\"",
        "submit_time >= \"1970-01-01T00:00:00Z\" AND stance = STANCE_OPPOSE",
        "submit_time >= \"1970-01-01T00:00:00Z\" AND draft_law = \"draftLaws/d\"",
        "draft_law = \"draftLaws/d\" AND (stance = STANCE_OPPOSE OR overdue = true)",
    ] {
        let broad = [("parent", "consultations/-"), ("filter", filter)];
        let broad = call(channel, COMMENTS, &broad).await;
        let status = refused(broad, Code::InvalidArgument, Reason::FilterTooBroad);
        assert_eq!(fields(&status), ["filter"], "{filter}");
        assert!(format!("{status:?}").contains("finds fewer"), "{status:?}");
    }

    for (filter, total) in [
        ("", None),
        // So many that a count would look at too much, all of them found by an index.
        ("draft_law = \"draftLaws/d\"", None),
        ("submit_time >= \"1970-01-01T00:00:00Z\"", None),
        (
            "submit_time >= \"1970-01-01T00:00:00Z\" AND submit_time < \"1971-01-01T00:00:00Z\"",
            None,
        ),
        // One of two indexes finds few, whichever is named first.
        (
            "submit_time >= \"1970-01-01T00:00:00Z\" AND draft_law = \"draftLaws/none\" AND stance = STANCE_OPPOSE",
            Some(0),
        ),
        (
            "draft_law = \"draftLaws/d\" AND submit_time >= \"1971-01-01T00:00:00Z\"",
            Some(0),
        ),
        // SQLite would rather look through the range, which it takes for the smaller one.
        (
            "submit_time >= \"1970-01-01T00:00:00Z\" AND submit_time < \"1971-01-01T00:00:00Z\" \
             AND draft_law = \"draftLaws/none\" AND stance = STANCE_OPPOSE",
            Some(0),
        ),
        ("draft_law = \"draftLaws/none\"", Some(0)),
        (
            "draft_law = \"draftLaws/none\" AND stance = STANCE_OPPOSE",
            Some(0),
        ),
        ("submit_time >= \"1971-01-01T00:00:00Z\"", Some(0)),
    ] {
        let answer = call(
            channel,
            COMMENTS,
            &[("parent", "consultations/-"), ("filter", filter)],
        )
        .await;
        assert_eq!(answer.expect("listed").total_size, total, "{filter}");
    }
    let within = [
        ("parent", "consultations/c"),
        ("filter", "stance = STANCE_OPPOSE"),
    ];
    call(channel, COMMENTS, &within)
        .await
        .expect("one parent bounds it");
}
