//! Pages of what hangs together with something.

use common::testing::DAY;
use kenes_proto::{gtype::LocalizedText, registry};

use super::*;

/// The names of all comments on pages of 8, while more come and are answered: `it` answers `early` after the second page.
async fn listed(it: &mut Chamber, asked: &str, early: &str, all: &mut BTreeSet<String>) {
    let (mut token, mut found) = (String::new(), Vec::new());
    for page in 1.. {
        let told = around(it, asked, 8, &token).await;
        assert!(told.steps.len() <= 8, "{} steps", told.steps.len());
        let comments = names_of(&told, Kind::Comment);
        found.extend(comments.into_iter().map(ToOwned::to_owned));
        token = told.next_page_token;
        if token.is_empty() {
            break;
        }
        if page == 2 {
            it.answer_comment(early, vec![]).await;
        }
        if page < 4 {
            it.world.hand.pass(1);
            let late = it.comment(&format!("late-{}", all.len()), TERM).await;
            it.answer_comment(&late, vec![]).await;
            all.insert(late);
        }
    }
    let each: BTreeSet<String> = found.iter().cloned().collect();
    assert_eq!(each.len(), found.len(), "each once");
    assert_eq!(&each, all, "{asked}");
}

#[tokio::test]
async fn pages_lose_no_comment_when_others_are_added_and_answered_between_them() {
    let mut it = Chamber::start().await;
    let mut all = BTreeSet::new();
    for n in 10..40 {
        all.insert(it.comment(&format!("n-{n}"), TERM).await);
    }
    let named = |id: &str| format!("{ROUND}/comments/{id}");
    // Comments with answers are nearest: what is answered meanwhile is told where it would have been.
    listed(&mut it, &named("n-10"), &named("n-35"), &mut all).await;
    listed(&mut it, &provision(V1, TERM), &named("n-36"), &mut all).await;
}

#[tokio::test]
async fn every_name_on_a_page_is_in_the_language_asked_for() {
    let mut it = Chamber::start().await;
    let text = |language: &str, text: &str| LocalizedText {
        text: text.into(),
        language_code: language.into(),
    };
    let renamed = registry::Organization {
        titles: vec![text("ru", "Министерство"), text("en", "Ministry")],
        ..Default::default()
    };
    let saved = it
        .roll
        .correct_organization("ministry", renamed, &["titles"]);
    saved.await.expect("a title in two languages");
    let mut request = proposal("p", &[MINISTRY]);
    let mut day = roll::day("2026-07-01").expect("a day");
    for n in 0..50 {
        let id = format!("hearing-{n}");
        let hearing = it.session(&id, MINISTRY, (Some(day), None)).await;
        let new = request.recommendation.as_mut().expect("one");
        new.origins.push(hearing);
        let next = common::date::first_moment(&day) + DAY;
        day = common::date::local_day(next);
    }
    let draft = it.draft(request).await.expect("drafted").name;
    for (language, said) in [("ru", "Проводит Министерство"), ("en", "Held by Ministry")]
    {
        let request = pb::GetTraceRequest {
            name: draft.clone(),
            language_code: language.into(),
            scope: Scope::Neighbourhood.into(),
            page_size: 200,
            ..Default::default()
        };
        let told = ask_trace(&it, request).await.expect("a trace");
        let held = told
            .steps
            .iter()
            .filter(|step| step.kind() == Kind::Hearing);
        let said_of: Vec<&str> = held.map(|step| step.summary.as_str()).collect();
        assert_eq!(said_of, [said; 50], "on 50 days");
    }
}
