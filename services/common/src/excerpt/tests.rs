//! What is left of a message.

use std::collections::BTreeSet;

use kenes_proto::{
    POOL,
    consultation::{Comment, GetCommentRequest, Point, Recommendation},
    gtype::LocalizedText,
    types::{ProposedChange, ProvisionRef, View},
};

use super::{plan::NAMES, *};

fn texts(codes: &[&str]) -> Vec<LocalizedText> {
    let text = |code: &&str| LocalizedText {
        text: format!("said in {code}"),
        language_code: (*code).into(),
    };
    codes.iter().map(text).collect()
}

fn cut<M: Message + ReflectMessage + Default>(message: M, language: &str, view: View) -> M {
    let request = GetCommentRequest {
        language_code: language.into(),
        view: view.into(),
        ..GetCommentRequest::default()
    };
    let excerpt = Excerpt::of::<M>(&request).expect("a language");
    excerpt.cut(message).expect("a message")
}

fn comment() -> Comment {
    Comment {
        name: "consultations/c/comments/x".into(),
        target: Some(ProvisionRef {
            version: "v".into(),
            ..ProvisionRef::default()
        }),
        texts: texts(&["en", "ru", "kk"]),
        reasons: texts(&["ru", "en"]),
        proposed_change: Some(ProposedChange {
            kind: 3,
            new_texts: texts(&["en", "kk"]),
            ..ProposedChange::default()
        }),
        response_count: 2,
        ..Comment::default()
    }
}

#[test]
fn one_language_of_every_text_is_kept_or_the_first_that_stands_in_for_it() {
    for (wanted, text, reason, change) in [
        ("kk", "kk", "ru", "kk"),
        ("ru", "ru", "ru", "kk"),
        ("en", "en", "en", "en"),
    ] {
        let mut expected = comment();
        expected.texts = texts(&[text]);
        expected.reasons = texts(&[reason]);
        expected
            .proposed_change
            .as_mut()
            .expect("a change")
            .new_texts = texts(&[change]);
        assert_eq!(cut(comment(), wanted, View::Full), expected, "{wanted}");
    }
    // Of languages that are none of ours, the first.
    let other = Comment {
        texts: texts(&["de", "fr"]),
        ..Comment::default()
    };
    assert_eq!(cut(other, "kk", View::Full).texts, texts(&["de"]));
}

#[test]
fn nothing_is_left_out_that_nobody_asked_to_leave_out() {
    for view in [View::Unspecified, View::Full] {
        assert_eq!(cut(comment(), "", view), comment());
    }
}

#[test]
fn a_basic_view_leaves_out_bodies_and_nothing_else() {
    let mut expected = comment();
    expected.texts.clear();
    expected.reasons.clear();
    expected
        .proposed_change
        .as_mut()
        .expect("a change")
        .new_texts
        .clear();
    assert_eq!(cut(comment(), "", View::Basic), expected);
    let whole = Recommendation {
        titles: texts(&["kk", "ru"]),
        texts: texts(&["kk"]),
        points: vec![Point {
            texts: texts(&["kk", "en"]),
            ..Point::default()
        }],
        ..Recommendation::default()
    };
    let basic = cut(whole.clone(), "ru", View::Basic);
    let expected = Recommendation {
        titles: texts(&["ru"]),
        points: vec![Point::default()],
        ..Recommendation::default()
    };
    assert_eq!(basic, expected);
}

#[test]
fn a_language_that_the_record_does_not_have_is_refused() {
    for code in ["de", "de-KZ", "-", " "] {
        let request = GetCommentRequest {
            language_code: code.into(),
            ..GetCommentRequest::default()
        };
        let error = Excerpt::of::<Comment>(&request).expect_err("no language of ours");
        assert_eq!(error.fields()[0].field, "language_code", "{code}");
    }
}

/// A list of texts of a new name is a name or a body: say which here, and a name in `plan` and in `view.proto` too.
#[test]
fn every_list_of_texts_is_known_to_be_a_name_or_a_body() {
    let found: BTreeSet<String> = POOL
        .all_messages()
        .filter(|message| message.full_name().starts_with("kenes."))
        .flat_map(|message| message.fields().collect::<Vec<_>>())
        .filter(|field| {
            let kind = field.kind();
            let text = kind
                .as_message()
                .is_some_and(|m| m.full_name() == "google.type.LocalizedText");
            text && field.is_list()
        })
        .map(|field| field.name().to_owned())
        .filter(|name| !NAMES.contains(&name.as_str()))
        .filter(|name| !name.ends_with("texts") && !name.ends_with("reasons"))
        .collect();
    let bodies = [
        "abstracts",
        "descriptions",
        "notes",
        "outcomes",
        "previous_results",
        "purposes",
        "qualifications",
        "questions",
        "results",
        "summaries",
        "target_groups",
        "tasks",
        "units",
    ];
    assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), bodies);
}

#[test]
fn the_contract_names_what_is_no_body() {
    let contract = include_str!("../../../../proto/kenes/type/v1/view.proto");
    let said = contract
        .split("all but ")
        .nth(1)
        .and_then(|rest| rest.split('.').next());
    let said = said.expect("a sentence").split('`').skip(1).step_by(2);
    assert_eq!(said.collect::<Vec<_>>(), NAMES);
}
