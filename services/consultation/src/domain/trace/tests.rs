//! Chains put in order and told.

use super::*;
use kenes_proto::{
    consultation::{
        Response,
        response::Outcome,
        trace_link::Relation::{Became, CarriedTo, CommentsOn},
        trace_step::Kind,
    },
    types::{Actor, ProvisionRef},
};

fn text(language: &str, text: &str) -> LocalizedText {
    LocalizedText {
        text: text.into(),
        language_code: language.into(),
    }
}

fn in_version(version: &str, order: usize, change: ChangeKind) -> ProvisionInVersion {
    let mut provision = pb::Provision {
        name: format!("draftLaws/d/versions/{version}/provisions/art_1"),
        eid: "art_1".into(),
        wid: "art_1".into(),
        texts: vec![text("en", "A new text")],
        ..Default::default()
    };
    provision.set_change_from_base(change);
    ProvisionInVersion {
        version: format!("draftLaws/d/versions/{version}"),
        order,
        time: 0,
        old: None,
        provision,
        gone_in: String::new(),
    }
}

fn only(chain: &Chain, language: Language) -> TraceStep {
    let mut trace = tell("x", chain, &Titles::new(), language);
    assert_eq!(trace.steps.len(), 1);
    trace.steps.remove(0)
}

#[test]
fn a_provision_tells_its_end_without_losing_its_change() {
    let gone = |change: ChangeKind| {
        let mut gone = in_version("v2", 0, change);
        gone.gone_in = "draftLaws/d/versions/v3".into();
        only(
            &Chain {
                provisions: vec![gone],
                ..Default::default()
            },
            Language::English,
        )
    };
    let unchanged = gone(ChangeKind::Unchanged);
    assert_eq!(unchanged.change_kind(), ChangeKind::Deleted);
    assert_eq!(
        (unchanged.old_text.as_str(), unchanged.new_text.as_str()),
        ("A new text", "")
    );
    let changed = gone(ChangeKind::Changed);
    assert_eq!(changed.change_kind(), ChangeKind::Changed);
    assert_eq!(changed.new_text, "A new text");
    assert_eq!(
        changed.summary,
        "art_1 (v2): text changed; art_1 (v2): struck out in v3"
    );
}

#[test]
fn what_happened_at_one_moment_comes_in_the_order_of_its_references() {
    let comment = pb::Comment {
        name: "consultations/c/comments/c".into(),
        target: Some(ProvisionRef {
            version: "draftLaws/d/versions/v1".into(),
            eid: "art_1".into(),
            wid: "art_1".into(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let chain = Chain {
        comments: vec![comment],
        provisions: vec![
            in_version("v2", 1, ChangeKind::Changed),
            in_version("v1", 0, ChangeKind::Unspecified),
        ],
        ..Default::default()
    };
    let trace = tell("x", &chain, &Titles::new(), Language::English);
    let kinds: Vec<Kind> = trace.steps.iter().map(TraceStep::kind).collect();
    assert_eq!(kinds, [Kind::Comment, Kind::Provision, Kind::Provision]);
    let relations: Vec<i32> = trace.links.iter().map(|link| link.relation).collect();
    // The versions themselves are no steps here, so nothing is tied to them.
    assert_eq!(
        relations,
        [CommentsOn as i32, CarriedTo as i32, Became as i32]
    );
}

#[test]
fn the_session_is_told_from_what_it_grew_out_of_and_from_the_field_of_old() {
    use pb::trace_link::Relation::{AdoptedAt, GrewOutOf, MadeAt};
    let hearing = |id: &str| pb::Hearing {
        name: format!("hearings/{id}"),
        ..Default::default()
    };
    let recommendation = pb::Recommendation {
        name: "recommendations/r".into(),
        hearing: "hearings/a".into(),
        session: "hearings/b".into(),
        origins: vec!["consultations/c".into(), "hearings/d".into()],
        ..Default::default()
    };
    let chain = Chain {
        recommendations: vec![recommendation],
        hearings: vec![hearing("a"), hearing("b"), hearing("d")],
        consultations: vec![pb::Consultation {
            name: "consultations/c".into(),
            ..Default::default()
        }],
        ..Default::default()
    };
    let trace = tell("x", &chain, &Titles::new(), Language::English);
    let mut links: Vec<(&str, i32)> = trace
        .links
        .iter()
        .map(|link| (link.to.as_str(), link.relation))
        .collect();
    links.sort_unstable();
    assert_eq!(
        links,
        [
            ("consultations/c", GrewOutOf as i32),
            ("hearings/a", MadeAt as i32),
            ("hearings/b", AdoptedAt as i32),
            ("hearings/d", GrewOutOf as i32),
        ]
    );
}

#[test]
fn a_text_is_shown_in_its_language_or_in_kazakh_russian_english() {
    let titles = |texts: Vec<LocalizedText>, language: &str| {
        let recommendation = pb::Recommendation {
            titles: texts,
            ..Default::default()
        };
        let chain = Chain {
            recommendations: vec![recommendation],
            ..Default::default()
        };
        only(&chain, super::language(language)).title
    };
    let all = vec![text("en", "e"), text("ru", "r"), text("kk", "k")];
    for (language, shown) in [("en", "e"), ("ru", "r"), ("kk", "k"), ("de", "k")] {
        assert_eq!(titles(all.clone(), language), shown);
    }
    assert_eq!(titles(all[..2].to_vec(), "kk"), "r");
    assert_eq!(titles(vec![], "en"), "");
}

#[test]
fn long_words_are_cut_at_characters() {
    let response = |words: &str| {
        let mut response = Response {
            texts: vec![text("kk", words)],
            responder: Some(Actor::default()),
            ..Default::default()
        };
        response.set_outcome(Outcome::Noted);
        only(
            &Chain {
                responses: vec![response],
                ..Default::default()
            },
            Language::Kazakh,
        )
    };
    let long = response(&"ұ".repeat(3_000));
    assert_eq!(long.title.chars().count(), 200);
    assert!(long.title.ends_with("ұ..."));
    assert_eq!(long.text.chars().count(), 2_003);
    let exact = response(&"ұ".repeat(200));
    assert!(exact.title.ends_with('ұ'));
    assert_eq!(response("one\ntwo").title, "one two");
    assert_eq!(response("one\ntwo").text, "one\ntwo");
}

#[test]
fn a_name_with_braces_is_only_a_name() {
    use phrases::{Phrase, say};
    let said = say(Language::English, Phrase::Amends, "{what}", "{who}");
    assert_eq!(said, "{what} asks to amend {who}");
    assert_eq!(super::language("kk-KZ"), Language::Kazakh);
    assert_eq!(super::language(""), Language::English);
}
