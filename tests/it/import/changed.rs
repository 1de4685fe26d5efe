//! Lines whose resource is there and says something else: reported with their fields, and written where that is wanted.

use kenes_proto::registry::{
    self as registry, organization_service_client::OrganizationServiceClient as Organizations,
};

use super::{bulk, *};

fn changes(count: Count) -> [u64; 4] {
    [count.created, count.updated, count.there, count.changed]
}

async fn organization(desk: &Desk, id: &str) -> registry::Organization {
    let mut client = Organizations::new(desk.registry.channel().await);
    let request = registry::GetOrganizationRequest {
        name: format!("organizations/{id}"),
        ..Default::default()
    };
    let found = client.get_organization(request).await;
    found.expect("found").into_inner()
}

#[tokio::test]
async fn a_changed_line_is_reported_and_update_writes_it() {
    let desk = bulk::desk().await;
    let first = desk.file("a.jsonl", [ngo("one"), ngo("two")].join("\n"));
    desk.import(&[&first]).await;
    let renamed = ngo("one").replace(r#""text":"one""#, r#""text":"The first""#);
    // The same content in other words is no change.
    let respelled = ngo("two").replace(r#"{"name""#, r#"{ "name""#);
    let second = desk.file("b.jsonl", [renamed, respelled].join("\n"));

    for _ in 0..2 {
        let summary = desk.import(&[&second]).await;
        assert_eq!(changes(summary.total()), [0, 0, 1, 1], "{summary}");
        let told = &summary.changes[0];
        assert!(
            told.contains(
                "b.jsonl:1: organizations/one: changed: titles (kenes import --update writes it)"
            ),
            "{told}"
        );
        assert_eq!(organization(&desk, "one").await.etag, "\"1\"");
    }
    let update = Import {
        update: true,
        ..desk.config(&[&second])
    };
    let tried = Import {
        dry_run: true,
        ..update.clone()
    };
    for (config, etag) in [(&tried, "\"1\""), (&update, "\"2\"")] {
        let (summary, outcome) = import::load(config, pending()).await;
        outcome.expect("both services answer");
        assert_eq!(changes(summary.total()), [0, 1, 1, 0], "{summary}");
        assert_eq!(organization(&desk, "one").await.etag, etag);
    }
    let titles = organization(&desk, "one").await.titles;
    assert!(titles.iter().all(|title| title.text == "The first"));
    // Once written, it is there.
    let (summary, _) = import::load(&update, pending()).await;
    assert_eq!(changes(summary.total()), [0, 0, 2, 0], "{summary}");
    assert_eq!(organization(&desk, "one").await.etag, "\"2\"");
    // And the first file says something else again.
    let summary = desk.import(&[&first]).await;
    assert_eq!(
        changes(summary.total()),
        [0, 0, 2, 0],
        "accepted before, as it stands"
    );
}

#[tokio::test]
async fn what_a_line_does_not_say_is_left_as_it_is() {
    let desk = bulk::desk().await;
    let with_bin = ngo("one").replace(r#""kind""#, r#""bin":"970740000015","kind""#);
    desk.import(&[&desk.file("a.jsonl", with_bin)]).await;
    let renamed = ngo("one").replace(r#""text":"one""#, r#""text":"The first""#);
    let config = Import {
        update: true,
        ..desk.config(&[&desk.file("b.jsonl", renamed)])
    };
    let (summary, _) = import::load(&config, pending()).await;
    assert_eq!(changes(summary.total()), [0, 1, 0, 0], "{summary}");
    let now = organization(&desk, "one").await;
    assert_eq!(
        (now.bin.as_str(), now.titles[0].text.as_str()),
        ("970740000015", "The first")
    );
}

#[tokio::test]
async fn an_update_that_the_service_refuses_is_told_with_its_line() {
    let desk = bulk::desk().await;
    desk.import(&[&desk.file("a.jsonl", ngo("one"))]).await;
    let nameless = ngo("one").replace(r#""text":"one""#, r#""text":"\u0001""#);
    let config = Import {
        update: true,
        ..desk.config(&[&desk.file("b.jsonl", nameless)])
    };
    let (summary, _) = import::load(&config, pending()).await;
    assert_eq!(summary.total(), count(0, 0, 1), "{summary}");
    let told = &summary.problems[0];
    assert!(
        told.contains("b.jsonl:1: organizations/one: FIELD_INVALID"),
        "{told}"
    );
}

#[tokio::test]
async fn a_comment_that_says_something_else_is_reported_and_never_changed() {
    let desk = bulk::desk().await;
    let opening = bulk::consultation("c", "@now-1d", "@now+1d");
    let comments = |words: &str| {
        let comments = (0..30).map(|n| bulk::comment("c", &format!("n{n}"), ""));
        let mut lines: Vec<_> = opening.iter().cloned().chain(comments).collect();
        lines[12] = lines[12].replace("I am n10.", words);
        lines.join("\n")
    };
    desk.import(&[&desk.file("a.jsonl", comments("I am n10."))])
        .await;
    let changed = desk.file("b.jsonl", comments("I am not n10."));
    let summary = desk.import(&[&changed]).await;
    assert_eq!(
        changes(summary.counts["comment"]),
        [0, 0, 29, 1],
        "{summary}"
    );
    assert!(summary.changes[0].contains(
        "b.jsonl:13: consultations/c/comments/n10: changed: texts (what is recorded stays)"
    ));
    let config = Import {
        update: true,
        ..desk.config(&[&changed])
    };
    let (summary, _) = import::load(&config, pending()).await;
    assert_eq!(summary.counts["comment"], count(0, 29, 1), "{summary}");
    assert!(
        summary.problems[0].contains("a comment cannot be changed"),
        "{summary:?}"
    );
}
