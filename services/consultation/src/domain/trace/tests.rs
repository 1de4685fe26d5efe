//! Chains put in order and told.

mod ends;

use common::date;

use super::*;
use kenes_proto::{
    consultation::{
        ChangeKind, Response,
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

fn in_version(version: &str, time: i64, change: ChangeKind) -> ProvisionInVersion {
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
        time,
        provision,
        ..Default::default()
    }
}

fn ask(language: &str) -> Ask {
    let request = GetTraceRequest {
        name: "consultations/c/comments/c".into(),
        language_code: language.into(),
        show_links: true,
        ..Default::default()
    };
    Ask::of(&request, 0).expect("a language")
}

fn told(chain: &Chain) -> Trace {
    tell(&ask(""), chain, &Facts::default(), &Titles::new())
}

fn only(chain: &Chain, language: &str) -> TraceStep {
    let mut trace = tell(&ask(language), chain, &Facts::default(), &Titles::new());
    assert_eq!(trace.steps.len(), 1);
    trace.steps.remove(0)
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
    let trace = told(&chain);
    let kinds: Vec<Kind> = trace.steps.iter().map(TraceStep::kind).collect();
    assert_eq!(kinds, [Kind::Provision, Kind::Comment, Kind::Provision]);
    let relations: Vec<i32> = trace.links.iter().map(|link| link.relation).collect();
    // The versions themselves are no steps here, so nothing is tied to them.
    assert_eq!(
        relations,
        [Became as i32, CommentsOn as i32, CarriedTo as i32]
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
    let trace = told(&chain);
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
        only(&chain, language).title
    };
    let all = vec![text("en", "e"), text("ru", "r"), text("kk", "k")];
    for (language, shown) in [("en", "e"), ("ru", "r"), ("kk", "k"), ("ru-KZ", "r")] {
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
            "kk",
        )
    };
    let long = response(&"ұ".repeat(3_000));
    assert_eq!(long.text.chars().count(), 2_003);
    assert!(long.text.ends_with("ұ..."));
    assert_eq!(response(&"ұ".repeat(2_000)).text.chars().count(), 2_000);
    assert_eq!(response("one\ntwo").text, "one\ntwo");
    assert_eq!(long.title, "", "it is not called anything");
    let titled = pb::Recommendation {
        titles: vec![text("kk", &"ұұ\n".repeat(100))],
        ..Default::default()
    };
    let chain = Chain {
        recommendations: vec![titled],
        ..Default::default()
    };
    let title = only(&chain, "kk").title;
    assert_eq!((title.chars().count(), title.contains('\n')), (200, false));
}

#[test]
fn a_name_with_braces_is_only_a_name() {
    use phrases::{Phrase, say};
    let said = say(Language::English, Phrase::Amends, "{what}", "{who}");
    assert_eq!(said, "{what} asks to amend {who}");
    assert_eq!(ask("kk-KZ").language, Language::Kazakh);
    assert_eq!(ask("").language, Language::English);
}

#[test]
fn the_language_of_a_text_is_said_where_it_is_not_the_one_asked_for() {
    let comment = |texts: Vec<LocalizedText>| Chain {
        comments: vec![pb::Comment {
            texts,
            ..Default::default()
        }],
        ..Default::default()
    };
    let both = vec![text("ru", "r"), text("en", "e")];
    assert_eq!(only(&comment(both.clone()), "en").language_code, "");
    let fallback = only(&comment(both), "kk");
    assert_eq!(
        (fallback.text.as_str(), fallback.language_code.as_str()),
        ("r", "ru")
    );
    assert_eq!(only(&comment(vec![]), "kk").language_code, "");
}

#[test]
fn an_organization_bears_the_name_that_it_had_on_that_day_in_the_language_asked_for() {
    let name = "//registry.kenes/organizations/o";
    let comment = pb::Comment {
        author: Some(Actor {
            on_behalf_of: name.into(),
            ..Default::default()
        }),
        standing: Some(pb::StandingRecord {
            display_title: "Recorded".into(),
            ..Default::default()
        }),
        submit_time: Some(date::timestamp(1)),
        ..Default::default()
    };
    let chain = Chain {
        comments: vec![comment],
        ..Default::default()
    };
    let facts = Facts::default();
    assert_eq!(chain.organizations(&facts, 5), [(name, 1)]);
    let mut titles = Titles::new();
    let who = |titles: &Titles| tell(&ask("ru"), &chain, &facts, titles).steps.remove(0).who;
    assert_eq!(who(&titles), ["Recorded"], "the registry does not say");
    titles.insert((name.into(), 20_260_101), vec![text("ru", "Later")]);
    assert_eq!(who(&titles), ["Recorded"], "that is another day");
    let then = date::local_number(1);
    titles.insert(
        (name.into(), then),
        vec![text("kk", "Then, kk"), text("ru", "Then")],
    );
    assert_eq!(who(&titles), ["Then"]);
}

#[test]
fn an_organization_whose_titles_were_recorded_bears_them_and_the_registry_is_not_asked() {
    let comment = pb::Comment {
        author: Some(Actor {
            on_behalf_of: "//registry.kenes/organizations/o".into(),
            ..Default::default()
        }),
        standing: Some(pb::StandingRecord {
            display_title: "Recorded".into(),
            titles: vec![text("ru", "Записано"), text("en", "Recorded")],
            ..Default::default()
        }),
        ..Default::default()
    };
    let chain = Chain {
        comments: vec![comment],
        ..Default::default()
    };
    let facts = Facts::default();
    assert_eq!(chain.organizations(&facts, 5), []);
    let who = |language: &str| {
        let told = tell(&ask(language), &chain, &facts, &Titles::new());
        told.steps[0].who.clone()
    };
    assert_eq!([who("kk"), who("en")], [["Записано"], ["Recorded"]]);
}

#[test]
fn a_proposed_wording_stands_beside_the_words_that_it_would_replace() {
    use kenes_proto::types::{ProposedChange, proposed_change::Kind as Mod};
    let place = |start_char: i32, end_char: i32, quote: &str| ProvisionRef {
        version: "draftLaws/d/versions/v1".into(),
        eid: "art_1".into(),
        language_code: "en".into(),
        start_char,
        end_char,
        quote: quote.into(),
        ..Default::default()
    };
    let change = |target: ProvisionRef| {
        let comment = pb::Comment {
            name: "consultations/c/comments/c".into(),
            proposed_change: Some(ProposedChange {
                kind: Mod::Substitution.into(),
                target: Some(target),
                new_texts: vec![text("en", "an old")],
            }),
            ..Default::default()
        };
        let name = comment.name.clone();
        let chain = Chain {
            comments: vec![comment],
            proposed: HashMap::from([(name, in_version("v1", 0, ChangeKind::New).provision)]),
            ..Default::default()
        };
        only(&chain, "en").proposed_change.expect("a change")
    };
    let told = change(place(0, 5, ""));
    assert_eq!(
        (told.old_words.as_str(), told.new_words.as_str()),
        ("A new", "an old")
    );
    assert_eq!(told.place, "draftLaws/d/versions/v1/provisions/art_1");
    assert_eq!(change(place(0, 0, "")).old_words, "A new text");
    assert_eq!(change(place(0, 5, "new")).old_words, "new");
}

#[test]
fn a_path_never_has_more_than_its_bytes() {
    let long = || vec![text("kk", &"ұ".repeat(20_000))];
    let title = vec![text("kk", &"ұ".repeat(500))];
    let response = |n: usize| pb::Response {
        name: format!(
            "consultations/{0}/comments/{0}/responses/{n}",
            "c".repeat(63)
        ),
        texts: long(),
        reasons: long(),
        responder: Some(Actor {
            organization: format!("//registry.kenes/organizations/{n}"),
            display_name: "ұ".repeat(500),
            ..Default::default()
        }),
        point_answers: (1..=100)
            .map(|number| pb::PointAnswer {
                number,
                reasons: long(),
                ..Default::default()
            })
            .collect(),
        ..Default::default()
    };
    let chain = Chain {
        comments: vec![pb::Comment {
            name: format!("consultations/{0}/comments/{0}", "c".repeat(63)),
            texts: long(),
            reasons: long(),
            ..Default::default()
        }],
        responses: (1..MOST_IN_PATH).map(response).collect(),
        ..Default::default()
    };
    assert_eq!(chain.steps(), MOST_IN_PATH);
    let titles: Titles = (1..MOST_IN_PATH)
        .map(|n| {
            (
                (format!("//registry.kenes/organizations/{n}"), 19_700_101),
                title.clone(),
            )
        })
        .collect();
    let facts = Facts {
        answer: Some(verdict::Answer::whole(&chain.responses[0])),
        ..Default::default()
    };
    let trace = tell(&ask("kk"), &chain, &facts, &titles);
    let bytes = trace.encoded_len();
    assert!((1 << 12..=64 << 10).contains(&bytes), "{bytes} bytes");
    assert_eq!(trace.steps.len(), MOST_IN_PATH);
    assert!(trace.links.len() > 10, "as many links as there is room for");
    assert!(trace.verdict.expect("one").reasons.chars().count() <= 303);
}
