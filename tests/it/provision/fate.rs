//! What becomes of a comment when its provision changes in a later version.

use super::*;

#[tokio::test]
async fn a_comment_follows_its_provision_through_every_later_version() {
    let mut office = Office::open().await;
    office
        .published(
            "v1",
            &[
                ("eId='art_1'", "One."),
                ("eId='art_2'", "Two."),
                ("eId='art_3'", "Three."),
            ],
        )
        .await;
    let mut comments = comment_on(&office, &["art_1", "art_2", "art_3"]).await;
    assert_eq!(
        office
            .provision(V1, "art_2")
            .await
            .expect("there")
            .comment_count,
        1
    );
    let counts: Vec<i64> = list(&mut office, V1, "")
        .await
        .iter()
        .map(|p| p.comment_count)
        .collect();
    assert_eq!(counts, [1, 1, 1]);

    let second = office
        .published(
            "v2",
            &[
                ("eId='art_1' wId='art_2'", "Two."),
                ("eId='art_2' wId='art_3'", "3."),
            ],
        )
        .await;
    let third = office
        .published("v3", &[("eId='art_1' wId='art_2'", "2.")])
        .await;
    assert_eq!(
        office.law().await.current_version,
        format!("{LAW}/versions/v3")
    );
    for (eid, fates) in [
        ("art_1", [(Fate::Deleted, ""), (Fate::Deleted, "")]),
        ("art_2", [(Fate::Mapped, "art_1"), (Fate::Changed, "art_1")]),
        ("art_3", [(Fate::Changed, "art_2"), (Fate::Deleted, "")]),
    ] {
        let request = pb::GetCommentRequest {
            name: format!("consultations/round/comments/{}", eid.replace('_', "-")),
            ..Default::default()
        };
        let comment = comments
            .get_comment(request)
            .await
            .expect("there")
            .into_inner();
        let found: Vec<(Fate, &str)> = comment
            .carried_forward
            .iter()
            .map(|c| (c.fate(), c.eid.as_str()))
            .collect();
        assert_eq!(found, fates, "{eid}");
        let versions: Vec<_> = comment
            .carried_forward
            .iter()
            .map(|c| (c.version.clone(), c.carry_time))
            .collect();
        assert_eq!(
            versions,
            [&second, &third].map(|v| (v.name.clone(), v.publish_time))
        );
    }
    let none = list(&mut office, V2, "").await;
    assert!(
        none.iter().all(|p| p.comment_count == 0),
        "they were made on the first version"
    );
}
