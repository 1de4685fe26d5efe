//! What is filtered and counted, in which order it comes, and that pages fit together while others write.

use kenes_proto::{
    consultation::{
        self as pb, SearchOrder,
        comment::{Stance, State},
    },
    types::Actor,
};

use super::{found, ids, query, say, scene, search};
use crate::comment::{ADILET, Scene, changed, create};

const OTHER: &str = "//registry.kenes/organizations/other";

/// Comments on days: three of one organization, two of another, one of nobody; for, against and neither.
async fn written() -> Scene {
    let scene = scene().await;
    for (id, organization, stance) in [
        ("a1", ADILET, Stance::Oppose),
        ("a2", ADILET, Stance::Oppose),
        ("a3", ADILET, Stance::Support),
        ("o1", OTHER, Stance::Oppose),
        ("o2", OTHER, Stance::Unspecified),
        ("n1", "", Stance::Support),
    ] {
        let request = changed(id, |comment| {
            comment.stance = stance.into();
            if !organization.is_empty() {
                comment.author = Some(Actor {
                    on_behalf_of: organization.into(),
                    ..Default::default()
                });
            }
        });
        create(&scene.client, request).await.expect("accepted");
        scene.world.hand.pass(1);
    }
    say(&scene.client, "else", "en", "Of something else.").await;
    scene.world.indexed().await;
    scene
}

fn values(facet: &pb::SearchFacet) -> Vec<(&str, i64)> {
    let values = facet.values.iter();
    values
        .map(|value| (value.value.as_str(), value.count))
        .collect()
}

#[tokio::test]
async fn facets_count_all_that_is_found_exactly_and_filters_leave_what_they_name() {
    let scene = written().await;
    let world = &scene.world;
    let request = pb::SearchCommentsRequest {
        facets: [
            "organization",
            "stance",
            "draft_law",
            "consultation",
            "state",
            "outcome",
        ]
        .map(Into::into)
        .into(),
        page_size: 1,
        language_code: "en".into(),
        ..query("day")
    };
    let answer = search(world, request.clone()).await.expect("found");
    assert_eq!(
        (ids(&answer), answer.match_count),
        (vec!["n1".to_owned()], Some(6))
    );
    let fields: Vec<&str> = answer
        .facets
        .iter()
        .map(|facet| facet.field.as_str())
        .collect();
    assert_eq!(
        fields,
        [
            "organization",
            "stance",
            "draft_law",
            "consultation",
            "state",
            "outcome"
        ]
    );
    assert_eq!(values(&answer.facets[0]), [(ADILET, 3), (OTHER, 2)]);
    assert_eq!(
        values(&answer.facets[1]),
        [("STANCE_OPPOSE", 3), ("STANCE_SUPPORT", 2)]
    );
    assert_eq!(values(&answer.facets[2]), [("draftLaws/d", 6)]);
    assert_eq!(answer.facets[2].values[0].title, "A draft law");
    assert_eq!(values(&answer.facets[3]), [("consultations/c", 6)]);
    assert_eq!(values(&answer.facets[4]), [("STATE_PUBLISHED", 6)]);
    assert_eq!(values(&answer.facets[5]), [], "nobody has answered");
    assert!(answer.facets.iter().all(|facet| !facet.more));
    // Their names are remembered.
    let again = search(world, request).await.expect("found");
    assert_eq!(again, answer);

    let against = pb::SearchCommentsRequest {
        stances: vec![Stance::Oppose.into()],
        ..query("day")
    };
    assert_eq!(found(world, against.clone()).await, ["o1", "a2", "a1"]);
    let both = pb::SearchCommentsRequest {
        organizations: vec![ADILET.into()],
        ..against
    };
    assert_eq!(found(world, both).await, ["a2", "a1"]);
    let either = pb::SearchCommentsRequest {
        organizations: vec![ADILET.into(), OTHER.into()],
        facets: vec!["organization".into()],
        ..query("day")
    };
    let answer = search(world, either).await.expect("found");
    assert_eq!(answer.match_count, Some(5));
    for (name, request) in [
        (
            "law",
            pb::SearchCommentsRequest {
                draft_laws: vec!["draftLaws/none".into()],
                ..query("day")
            },
        ),
        (
            "round",
            pb::SearchCommentsRequest {
                consultations: vec!["consultations/none".into()],
                ..query("day")
            },
        ),
        (
            "region",
            pb::SearchCommentsRequest {
                regions: vec!["KZ-75".into()],
                ..query("day")
            },
        ),
        (
            "group",
            pb::SearchCommentsRequest {
                groups: vec!["youth".into()],
                ..query("day")
            },
        ),
        (
            "state",
            pb::SearchCommentsRequest {
                states: vec![State::Withdrawn.into()],
                ..query("day")
            },
        ),
    ] {
        assert_eq!(found(world, request).await, [""; 0], "{name}");
    }
}

#[tokio::test]
async fn the_newest_comes_first_or_what_fits_best() {
    let scene = scene().await;
    let world = &scene.world;
    say(
        &scene.client,
        "best",
        "en",
        "Villages and villages: villages.",
    )
    .await;
    let long = format!(
        "A village, {}",
        "among very many other things that are said here ".repeat(20)
    );
    say(&scene.client, "long", "en", &long).await;
    say(
        &scene.client,
        "last",
        "en",
        "Of villages, once, in a few words.",
    )
    .await;
    assert_eq!(
        found(world, query("village")).await,
        ["last", "long", "best"]
    );
    let ranked = pb::SearchCommentsRequest {
        order: SearchOrder::Ranked.into(),
        ..query("village")
    };
    let answer = search(world, ranked.clone()).await.expect("found");
    assert_eq!(ids(&answer), ["best", "last", "long"]);
    let scores: Vec<f64> = answer.comment_hits.iter().map(|hit| hit.score).collect();
    assert!(scores.is_sorted_by(|a, b| a > b), "{scores:?}");

    // A page at a time.
    let (mut seen, mut token) = (Vec::new(), String::new());
    loop {
        let request = pb::SearchCommentsRequest {
            page_size: 1,
            page_token: token,
            ..ranked.clone()
        };
        let page = search(world, request).await.expect("a page");
        seen.extend(ids(&page));
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(seen, ["best", "last", "long"]);
}

#[tokio::test]
async fn pages_of_the_newest_fit_together_while_comments_come() {
    let scene = scene().await;
    let world = &scene.world;
    for n in 0..7 {
        say(&scene.client, &format!("n-{n}"), "en", "A village.").await;
    }
    world.indexed().await;
    let (mut seen, mut token, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let request = pb::SearchCommentsRequest {
            page_size: 3,
            page_token: token,
            facets: vec!["stance".into()],
            ..query("village")
        };
        let page = search(world, request).await.expect("a page");
        assert_eq!(page.match_count, (pages == 0).then_some(7), "counted once");
        assert_eq!(page.facets.len(), usize::from(pages == 0));
        seen.extend(ids(&page));
        pages += 1;
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
        // Meanwhile more is said, and one that was not seen yet is withdrawn, which is no reason to leave it out.
        say(&scene.client, &format!("later-{pages}"), "en", "A village.").await;
        world.indexed().await;
    }
    let wanted: Vec<String> = (0..7).rev().map(|n| format!("n-{n}")).collect();
    assert_eq!((seen, pages), (wanted, 3));
    let progress = search(world, query("village"))
        .await
        .expect("found")
        .progress;
    let progress = progress.expect("how far it is");
    assert_eq!(progress.read_entry_count, progress.log_entry_count);
    assert!(progress.read_entry_count > 9, "{progress:?}");
}
