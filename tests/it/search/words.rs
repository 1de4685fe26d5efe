//! Which words are found, and where they are shown to stand.

use kenes_proto::{
    consultation::{self as pb, SearchOrder},
    types::{ProposedChange, View, proposed_change::Kind},
};

use super::{client, found, highlighted, ids, query, say, scene, search};
use crate::{
    chamber::{Chamber, MINISTRY, proposal},
    comment::{Scene, changed, create, place},
    fixtures::{self, V1},
    world::en,
};

#[tokio::test]
async fn a_word_is_found_in_its_other_forms_in_each_language() {
    let Scene {
        world,
        client,
        fake: _fake,
        _up,
    } = scene().await;
    say(
        &client,
        "kk",
        "kk",
        "Талқылауға он бес күн берілсін: ауылдар кеш біледі.",
    )
    .await;
    say(
        &client,
        "ru",
        "ru",
        "Сроки общественного обсуждения слишком короткие.",
    )
    .await;
    say(
        &client,
        "en",
        "en",
        "Public consultations need longer periods.",
    )
    .await;
    for (words, id) in [
        ("талқылау", "kk"),
        ("ТАЛҚЫЛАУДЫҢ", "kk"),
        ("ауыл", "kk"),
        ("ауылдарға", "kk"),
        ("срок", "ru"),
        ("обсуждение", "ru"),
        ("общественные обсуждения", "ru"),
        ("consultation", "en"),
        ("period", "en"),
        ("PERIODS", "en"),
    ] {
        assert_eq!(found(&world, query(words)).await, [id], "{words}");
    }
    for words in ["қала", "закон", "hearing", "срок period"] {
        assert_eq!(found(&world, query(words)).await, [""; 0], "{words}");
    }
}

#[tokio::test]
async fn a_phrase_an_exclusion_a_beginning_and_a_choice_mean_what_they_say() {
    let Scene {
        world,
        client,
        fake: _fake,
        _up,
    } = scene().await;
    say(&client, "twenty", "en", "Let it be twenty working days.").await;
    say(
        &client,
        "apart",
        "en",
        "Working people have twenty other things to do these days.",
    )
    .await;
    say(
        &client,
        "months",
        "en",
        "Two months are better than twenty working days.",
    )
    .await;
    for (words, wanted) in [
        ("twenty days", &["months", "apart", "twenty"][..]),
        ("\"twenty working days\"", &["months", "twenty"]),
        ("\"twenty working days\" -months", &["twenty"]),
        ("twenty -\"working days\"", &["apart"]),
        ("peop*", &["apart"]),
        ("months OR people", &["months", "apart"]),
    ] {
        assert_eq!(found(&world, query(words)).await, wanted, "{words}");
    }
}

#[tokio::test]
async fn the_places_where_words_stand_are_shown_in_the_language_asked_for_first() {
    let Scene {
        world,
        client,
        fake: _fake,
        _up,
    } = scene().await;
    let request = changed("one", |comment| {
        comment.texts = [
            super::texts("ru", "Срок слишком короткий."),
            super::texts("en", "Fifteen days are too short for a village."),
        ]
        .concat();
        comment.reasons = en("A village hears of it late. Days pass.");
        comment.proposed_change = Some(ProposedChange {
            kind: Kind::Substitution.into(),
            target: Some(place(V1, "art_1")),
            new_texts: en("In thirty days."),
        });
    });
    create(&client, request).await.expect("accepted");
    world.indexed().await;
    let answer = search(&world, query("day village")).await.expect("found");
    let [hit] = &answer.comment_hits[..] else {
        panic!("{answer:?}")
    };
    assert_eq!(highlighted(hit)[..2], ["days", "village"]);
    let first = &hit.fragments[0];
    assert_eq!(
        (first.source.as_str(), first.language_code.as_str()),
        ("texts", "en")
    );
    let text: String = first
        .pieces
        .iter()
        .map(|piece| piece.text.as_str())
        .collect();
    assert_eq!(text, "Fifteen days are too short for a village.");
    let sources: Vec<&str> = hit.fragments.iter().map(|f| f.source.as_str()).collect();
    assert!(sources.contains(&"reasons"), "{sources:?}");
    assert!(
        sources.contains(&"proposed_change.new_texts"),
        "{sources:?}"
    );
    assert_eq!(hit.comment.as_ref().expect("whole").texts.len(), 2);

    // Of a comment of which only one language and no text is asked for, the place is shown all the same.
    let less = pb::SearchCommentsRequest {
        language_code: "ru".into(),
        view: View::Basic.into(),
        ..query("срок")
    };
    let answer = search(&world, less).await.expect("found");
    let hit = &answer.comment_hits[0];
    assert_eq!(highlighted(hit), ["Срок"]);
    assert!(hit.comment.as_ref().expect("some").texts.is_empty());
}

#[tokio::test]
async fn a_draft_law_is_found_by_its_title_and_by_the_newest_text_of_its_provisions() {
    let Scene {
        world,
        client: _client,
        fake: _fake,
        _up,
    } = scene().await;
    let ask = |words: &str| {
        let request = pb::SearchDraftLawsRequest {
            query: words.into(),
            facets: vec!["state".into()],
            ..Default::default()
        };
        let mut client = client(&world);
        async move {
            let answer = client.search_draft_laws(request).await;
            answer.expect("an answer").into_inner()
        }
    };
    world.indexed().await;
    let answer = ask("drafts").await;
    assert_eq!(answer.match_count, Some(1));
    let hit = &answer.draft_law_hits[0];
    assert_eq!(hit.draft_law.as_ref().expect("a law").name, "draftLaws/d");
    assert_eq!(hit.fragments[0].source, "titles");
    assert_eq!(
        (
            answer.facets[0].values[0].value.as_str(),
            answer.facets[0].values[0].count
        ),
        ("STATE_ACTIVE", 1)
    );
    let answer = ask("\"ten days\"").await;
    let source = &answer.draft_law_hits[0].fragments[0].source;
    assert_eq!(source, "draftLaws/d/versions/v1/provisions/art_2__para_1");
    fixtures::next_version(&world).await;
    world.indexed().await;
    assert_eq!(
        ask("\"ten days\"").await.match_count,
        Some(0),
        "no longer says so"
    );
    assert_eq!(ask("\"twenty days\"").await.match_count, Some(1));
}

#[tokio::test]
async fn a_recommendation_is_found_by_its_points_and_counted_by_its_body() {
    let mut it = Chamber::start().await;
    it.world.index();
    let request = proposal("p", &[MINISTRY]);
    let made = it.draft(request).await.expect("drafted");
    let title = made.titles[0].text.clone();
    it.world.indexed().await;
    let word = title.split_whitespace().last().expect("a word");
    let request = pb::SearchRecommendationsRequest {
        query: word.into(),
        order: SearchOrder::Ranked.into(),
        facets: vec!["body".into(), "kind".into()],
        bodies: vec![made.body.clone()],
        ..Default::default()
    };
    let answer = client(&it.world)
        .search_recommendations(request.clone())
        .await;
    let answer = answer.expect("found").into_inner();
    assert_eq!(answer.match_count, Some(1), "{title}");
    assert_eq!(
        answer.recommendation_hits[0].recommendation,
        Some(made.clone())
    );
    assert!(answer.recommendation_hits[0].score > 0.0);
    let body = &answer.facets[0];
    assert_eq!(
        (body.field.as_str(), body.values[0].value.as_str()),
        ("body", made.body.as_str())
    );
    let elsewhere = pb::SearchRecommendationsRequest {
        bodies: vec![MINISTRY.into()],
        ..request
    };
    let answer = client(&it.world).search_recommendations(elsewhere).await;
    assert_eq!(answer.expect("an answer").into_inner().match_count, Some(0));
    // What is of one kind is not found among another.
    let comments = search(&it.world, query(word)).await.expect("an answer");
    assert_eq!(ids(&comments), [""; 0]);
}
