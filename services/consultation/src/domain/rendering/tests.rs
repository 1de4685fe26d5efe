//! What documents say, and what they leave out. That they are valid is tried with the schema of OASIS in `tests/clients`.

use kenes_proto::consultation::{hearing, recommendation};

use super::*;

const BODY: &str = "//registry.kenes/organizations/chamber";

fn en(text: &str) -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: text.into(),
        language_code: "en".into(),
    }]
}

fn around() -> Around {
    let version = pb::DraftLawVersion {
        name: "draftLaws/d/versions/v1".into(),
        expressions: vec![pb::Expression {
            language_code: "ru".into(),
            akn_expression_iri: "/akn/kz/bill/2026-03-14/d-0412/rus@2026-05-20".into(),
            ..Default::default()
        }],
        ..Default::default()
    };
    Around {
        versions: HashMap::from([(version.name.clone(), version)]),
        titles: Titles::from([(BODY.to_owned(), en("The Chamber"))]),
        ..Around::default()
    }
}

fn held() -> Minutes {
    let mut hearing = pb::Hearing {
        name: "hearings/h".into(),
        titles: en("A hearing"),
        organizer: BODY.into(),
        start_time: Some(date::timestamp(1_780_000_000_000_000)),
        minutes_publish_time: Some(date::timestamp(1_780_100_000_000_000)),
        minutes_texts: en("First line.\n\nSecond <line>."),
        ..Default::default()
    };
    hearing.set_state(hearing::State::Passed);
    Minutes {
        hearing,
        ..Minutes::default()
    }
}

fn text_of(document: Result<pb::AkomaNtosoDocument, Error>) -> Result<String, Reason> {
    let written = document.map_err(|error| error.reason())?;
    let text = String::from_utf8(written.xml).expect("a text");
    roxmltree::Document::parse(&text).expect("well-formed");
    Ok(text)
}

#[test]
fn minutes_have_who_took_part_the_agenda_and_the_decisions_that_stand() {
    use pb::{agenda_item, decision, participation};
    let mut minutes = held();
    let speaker = |id: &str, name: &str| Actor {
        person: format!("//registry.kenes/persons/{id}"),
        on_behalf_of: BODY.into(),
        role: "chair".into(),
        display_name: name.into(),
        ..Default::default()
    };
    for (state, name) in [
        (participation::State::Admitted, "A. Present"),
        (participation::State::Declined, "B. Declined"),
        (participation::State::Withdrawn, "C. Withdrawn"),
    ] {
        let mut one = pb::Participation {
            actor: Some(speaker("p", name)),
            ..Default::default()
        };
        one.set_state(state);
        minutes.participations.push(one);
    }
    for (state, title) in [
        (agenda_item::State::Scheduled, "The point"),
        (agenda_item::State::Withdrawn, "The point withdrawn"),
    ] {
        let mut item = pb::AgendaItem {
            order: 1,
            titles: en(title),
            draft_law_versions: vec!["draftLaws/d/versions/v1".into()],
            ..Default::default()
        };
        item.set_state(state);
        minutes.agenda.push(item);
    }
    for (state, title) in [
        (decision::State::Adopted, "Decided"),
        (decision::State::Revoked, "Undone"),
    ] {
        let mut one = pb::Decision {
            titles: en(title),
            ..Default::default()
        };
        one.set_state(state);
        minutes.decisions.push(one);
    }
    let text = text_of(super::minutes(&minutes, Language::English, &around())).expect("minutes");
    for said in [
        "<debateReport name=\"hearing\"",
        "<FRBRuri value=\"/akn/kz/debateReport/hearing/2026-05-29/h\"/>",
        "<FRBRuri value=\"/akn/kz/debateReport/hearing/2026-05-29/h/eng@2026-05-30\"/>",
        "<FRBRlanguage language=\"eng\"/>",
        "<FRBRauthor href=\"#org-chamber\"/>",
        "<TLCOrganization eId=\"org-chamber\" href=\"/akn/ontology/organization/kz/chamber\" showAs=\"The Chamber\"/>",
        "<TLCPerson eId=\"person-p\" href=\"/akn/ontology/person/kz/p\" showAs=\"A. Present\"/>",
        "<person refersTo=\"#person-p\">A. Present</person>, chair (<organization refersTo=\"#org-chamber\">The Chamber</organization>)",
        "<p>First line.</p><p>Second &lt;line&gt;.</p>",
        "<heading>The point</heading>",
        "<ref href=\"/akn/kz/bill/2026-03-14/d-0412/rus@2026-05-20\">v1</ref>",
        "<heading>Decided</heading>",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
    for gone in ["Declined", "Withdrawn", "withdrawn", "Undone"] {
        assert!(!text.contains(gone), "{gone}\n{text}");
    }
}

#[test]
fn there_are_no_minutes_before_they_are_published() {
    let mut early = held();
    early.hearing.minutes_publish_time = None;
    let refused = text_of(super::minutes(&early, Language::English, &around()));
    assert_eq!(refused, Err(Reason::StateTransitionForbidden));
    early = held();
    early.hearing.set_state(hearing::State::Confirmed);
    let refused = text_of(super::minutes(&early, Language::English, &around()));
    assert_eq!(refused, Err(Reason::StateTransitionForbidden));
}

#[test]
fn a_recommendation_is_a_statement_and_a_conclusion_a_doc_with_links_to_provisions() {
    use recommendation::{Kind, State};
    let mut found = pb::Recommendation {
        name: "recommendations/r".into(),
        number: "7".into(),
        body: BODY.into(),
        titles: en("On the term"),
        texts: en("Give more time.\u{1}"),
        adopt_date: date::parse("2026-06-02"),
        points: vec![pb::Point {
            number: 1,
            texts: en("Twenty days."),
            targets: vec![ProvisionRef {
                version: "draftLaws/d/versions/v1".into(),
                eid: "art_5__para_1".into(),
                ..Default::default()
            }],
            ..Default::default()
        }],
        ..Default::default()
    };
    found.set_kind(Kind::Proposal);
    let render = |found: &pb::Recommendation| {
        text_of(super::recommendation(found, Language::Russian, &around()))
    };
    for state in [State::Draft, State::Recalled] {
        found.set_state(state);
        assert_eq!(render(&found), Err(Reason::StateTransitionForbidden));
    }
    found.set_state(State::Sent);
    let text = render(&found).expect("a statement");
    for said in [
        "<statement name=\"recommendation\"",
        "/akn/kz/statement/recommendation/2026-06-02/r/rus@2026-06-02/!main.akn",
        "<FRBRnumber value=\"7\"/>",
        // The text is in another language than the document.
        "<p xml:lang=\"en\">Give more time.</p>",
        "<num>1</num>",
        "href=\"/akn/kz/bill/2026-03-14/d-0412/rus@2026-05-20/!main~art_5__para_1\"",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
    found.set_kind(Kind::Conclusion);
    let text = render(&found).expect("a doc");
    assert!(text.contains("<doc name=\"recommendation\""), "{text}");
}

#[test]
fn an_answer_is_a_doc_with_its_outcome_and_reasons() {
    let mut given = pb::Response {
        name: "recommendations/r/responses/a".into(),
        responder: Some(Actor {
            organization: BODY.into(),
            ..Default::default()
        }),
        texts: en("We agree."),
        reasons: en("It is right."),
        respond_date: date::parse("2026-07-01"),
        ..Default::default()
    };
    given.set_outcome(pb::response::Outcome::Accepted);
    let text = text_of(super::answer(&given, Language::English, &around())).expect("an answer");
    for said in [
        "<FRBRuri value=\"/akn/kz/doc/response/2026-07-01/r-a\"/>",
        "<organization refersTo=\"#org-chamber\">The Chamber</organization>",
        "<ref href=\"//consultation.kenes/recommendations/r\">recommendations/r</ref>",
        "<p>accepted</p>",
        "<p>Reasons: It is right.</p>",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
}
