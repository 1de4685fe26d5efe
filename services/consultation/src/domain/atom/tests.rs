//! What a feed says, and which happenings follow from a resource.

use kenes_proto::consultation as pb;

use super::*;

const BODY: &str = "//registry.kenes/organizations/chamber";

fn en(text: &str) -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: text.into(),
        language_code: "en".into(),
    }]
}

fn told(what: What, time: i64) -> Told {
    Told {
        what,
        time,
        name: "recommendations/r".into(),
        uid: "0f0e".into(),
        titles: en("On <deadlines> & \u{1}notice"),
        organization: BODY.into(),
        called: Vec::new(),
        outcome: Outcome::Unspecified,
    }
}

fn feed(all: &[Told], next_token: &str) -> String {
    let page = Page {
        of: BODY,
        title: "What happened",
        language: Language::English,
        query: &[("draft_law", ""), ("body", BODY), ("language_code", "en")],
        token: "",
        next_token,
        now: 1_780_000_000_000_000,
    };
    let titles = Titles::from([(BODY.to_owned(), en("The Chamber"))]);
    let written = write(all, &page, &titles).expect("a feed");
    String::from_utf8(written).expect("a text")
}

#[test]
fn an_entry_has_its_id_its_time_and_who_acted() {
    let written = feed(
        &[told(What::RecommendationAdopted, 1_767_229_200_500_000)],
        "a+b",
    );
    let read = roxmltree::Document::parse(&written).expect("well-formed");
    let root = read.root_element();
    let text = |of: roxmltree::Node<'_, '_>, name: &str| {
        let mut inner = of.descendants();
        let found = inner.find(|node| node.tag_name().name() == name);
        found
            .and_then(|node| node.text())
            .unwrap_or_default()
            .to_owned()
    };
    let entry = root
        .children()
        .find(|node| node.tag_name().name() == "entry")
        .expect("an entry");
    assert_eq!(
        text(entry, "id"),
        "tag:consultation.kenes,2026:0f0e/recommendation-adopted"
    );
    assert_eq!(
        text(entry, "title"),
        "Recommendation adopted: On <deadlines> & notice"
    );
    assert_eq!(text(entry, "name"), "The Chamber");
    assert!(text(entry, "updated").starts_with("2026-01-01T01:00:00.5"));
    let links = root
        .children()
        .filter(|node| node.tag_name().name() == "link");
    let links: Vec<_> = links
        .map(|link| (link.attribute("rel"), link.attribute("href")))
        .collect();
    let first = "/v1/feed?body=//registry.kenes/organizations/chamber&language_code=en";
    let next = format!("{first}&page_token=a%2Bb");
    assert_eq!(
        links,
        [
            (Some("self"), Some(first)),
            (Some("first"), Some(first)),
            (Some("next"), Some(next.as_str())),
        ]
    );
}

#[test]
fn a_page_of_nothing_is_a_feed_without_a_next_page() {
    let written = feed(&[], "");
    roxmltree::Document::parse(&written).expect("well-formed");
    assert!(!written.contains("<entry>") && !written.contains("rel=\"next\""));
    assert!(
        written.contains("<updated>2026-05-28T20:26:40"),
        "{written}"
    );
}

#[test]
fn a_window_that_was_called_off_neither_opens_nor_closes_after_that() {
    use What::{
        ConsultationAnnounced as Announced, ConsultationCancelled as Cancelled,
        ConsultationClosed as Closed, ConsultationOpened as Opened,
    };

    let at = |time| Some(date::timestamp(time));
    let of = |cancelled: Option<i64>| {
        let consultation = pb::Consultation {
            organizer: BODY.into(),
            draft_law_versions: vec!["draftLaws/d/versions/v1".into()],
            announce_time: at(10),
            open_time: at(20),
            close_time: at(30),
            cancel_time: cancelled.and_then(at),
            ..Default::default()
        };
        Happened::to_consultation(&consultation)
    };
    assert_eq!(of(None).all, [(Announced, 10), (Opened, 20), (Closed, 30)]);
    assert_eq!(of(Some(15)).all, [(Announced, 10), (Cancelled, 15)]);
    assert_eq!(
        of(Some(25)).all,
        [(Announced, 10), (Opened, 20), (Cancelled, 25)]
    );
    let followed = of(None).followed;
    assert!(followed.contains(&"draftLaws/d".to_owned()) && followed.contains(&BODY.to_owned()));
    let silent = Happened::to_consultation(&pb::Consultation::default());
    assert_eq!(silent.all, []);
}

#[test]
fn the_numbers_of_happenings_are_read_back() {
    for number in 1..=11 {
        let what = What::of_number(number).expect("a happening");
        assert_eq!(what.number(), number);
    }
    assert_eq!(What::of_number(0), None);
    assert_eq!(What::of_number(12), None);
}
