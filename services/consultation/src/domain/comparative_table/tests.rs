//! What stands in the cells of a row.

use kenes_proto::types::{Actor, ProposedChange, proposed_change::Kind};

use super::*;

fn en(text: &str) -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: text.into(),
        language_code: "en".into(),
    }]
}

fn provision(element: &str, num: &str, heading: &str, text: &str) -> pb::Provision {
    pb::Provision {
        eid: "art_5__para_1".into(),
        element: element.into(),
        num: num.into(),
        headings: en(heading),
        texts: en(text),
        ..Default::default()
    }
}

fn comment(state: State) -> pb::Comment {
    let mut comment = pb::Comment {
        author: Some(Actor {
            on_behalf_of: "//registry.kenes/organizations/o".into(),
            display_name: "A. B.".into(),
            ..Default::default()
        }),
        submit_time: Some(date::timestamp(1_780_000_000_000_000)),
        texts: en("Too short."),
        ..Default::default()
    };
    comment.set_state(state);
    comment
}

fn rows(comments: Vec<(pb::Comment, Vec<pb::Response>)>) -> Vec<Row> {
    let commented = Commented {
        order: 3,
        place: Place::Provision {
            path: vec![provision("article", "Article 5.", "Terms", "")],
            provision: Box::new(provision("paragraph", "1.", "", "In ten days.")),
        },
        comments,
    };
    let titles = Titles::from([("//registry.kenes/organizations/o".to_owned(), en("Union"))]);
    commented.rows(Language::English, &titles, 7, true)
}

#[test]
fn a_provision_is_named_in_each_row_and_its_text_stands_in_the_first() {
    let mut proposing = comment(State::Published);
    let mut change = ProposedChange {
        new_texts: en("In twenty days."),
        ..Default::default()
    };
    change.set_kind(Kind::Replacement);
    proposing.proposed_change = Some(change);
    let rows = rows(vec![
        (proposing, Vec::new()),
        (comment(State::Withdrawn), Vec::new()),
    ]);
    let [first, second] = rows.as_slice() else {
        panic!("{rows:?}");
    };
    assert_eq!(first[..3], ["8", "Article 5, paragraph 1", "In ten days."]);
    assert_eq!(first[3], "Replace\nIn twenty days.");
    assert_eq!(first[4], "Union (A. B.), 2026-05-29\nToo short.");
    assert_eq!(first[5], "Not answered yet.");
    assert_eq!(second[..4], ["9", "Article 5, paragraph 1", "", ""]);
    assert_eq!(
        second[4],
        "Union (A. B.), 2026-05-29\nWithdrawn by its author.\nToo short."
    );
    assert_eq!(second[5], "");
}

#[test]
fn a_provision_is_named_by_its_heading_too_and_by_its_eid_where_it_has_neither() {
    let label = |provision: &pb::Provision| {
        let titles = Titles::new();
        let language = Language::English;
        let writer = Writer {
            language,
            titles: &titles,
        };
        writer.label(&[], provision)
    };
    let named = provision("article", "Article 5.", "Terms", "");
    assert_eq!(label(&named), "Article 5. Terms");
    let unnumbered = provision("article", "", "Terms", "");
    assert_eq!(label(&unnumbered), "Terms");
    let bare = provision("alinea", "", "", "");
    assert_eq!(label(&bare), "art_5__para_1");
}

#[test]
fn an_organization_is_called_what_was_recorded_of_the_day_on_which_it_spoke() {
    let mut spoken = comment(State::Published);
    spoken.standing = Some(pb::StandingRecord {
        display_title: "Ұйым".into(),
        titles: en("Union of that day"),
        ..Default::default()
    });
    let mut older = spoken.clone();
    if let Some(standing) = &mut older.standing {
        standing.titles.clear();
    }
    let rows = rows(vec![(spoken, Vec::new()), (older, Vec::new())]);
    let said = |n: usize| rows[n][4].split(" (").next().unwrap_or_default().to_owned();
    assert_eq!([said(0), said(1)], ["Union of that day", "Ұйым"]);
}

#[test]
fn a_decision_says_the_outcome_in_words_what_was_adopted_and_why() {
    let mut answer = pb::Response {
        responder: Some(Actor {
            organization: "//registry.kenes/organizations/silent".into(),
            ..Default::default()
        }),
        respond_date: date::parse("2026-06-01"),
        reasons: en("It costs too much."),
        details: Some(pb::OutcomeDetails {
            accepted_texts: en("The day."),
            declined_texts: en("The rest."),
            ..Default::default()
        }),
        ..Default::default()
    };
    answer.set_outcome(Outcome::PartlyAccepted);
    let rows = rows(vec![(comment(State::Answered), vec![answer])]);
    assert_eq!(
        rows[0][5],
        "Partly accepted, silent, 2026-06-01\nAdopted: The day.\nNot adopted: The rest.\nIt costs too much."
    );
}

#[test]
fn nobody_is_named_by_what_was_erased() {
    let mut erased = comment(State::Redacted);
    erased.author = None;
    erased.texts.clear();
    let rows = rows(vec![(erased, Vec::new())]);
    let said = &rows[0][4];
    assert_eq!(
        said,
        "A citizen, 2026-05-29\nIts words and its author were erased by a redaction."
    );
}
