//! An entry is told as CloudEvents asks.

use super::*;
use crate::{stored_body::StoredBody, verb::Verbs};
use tlog::entry::{Entry, Slot};

fn shown(length: usize) -> PublicEntry {
    let entry = Entry {
        kind: Kind::COMMENT,
        time_ms: 1_700_000_000_123,
        slots: vec![(Slot::BODY, [3; 32])],
        ..Entry::default()
    };
    PublicEntry {
        index: 7,
        leaf: entry.encode(),
        entry,
        name: "consultations/c/comments/x".into(),
        revision: 1,
        time: 1_700_000_000_000_001,
        method: "CreateComment".into(),
        topic: "draftLaws/a draftLaws/b".into(),
        body: StoredBody::copy(&vec![b'b'; length], &vec![b'i'; length.min(2)]),
        body_salt: Vec::new(),
        identity_salt: Vec::new(),
        withheld: false,
    }
}

fn event(shown: PublicEntry) -> Event {
    let domain = "consultation.kenes";
    let source = source("consult.example.org/кеңес");
    let verbs: &[(&str, Verbs)] = &[("Comment", &[])];
    let resources = Resources::of(domain).telling(verbs);
    Event::of(domain, &source, &resources, shown)
}

fn text(event: &Event, name: &str) -> Option<String> {
    match event.message.attributes.get(name)?.attr.clone()? {
        Attr::CeString(text) | Attr::CeUri(text) | Attr::CeUriRef(text) => Some(text),
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn an_entry_is_told_as_the_specification_asks() {
    let event = event(shown(3));
    let message = &event.message;
    assert_eq!(
        (
            message.id.as_str(),
            message.source.as_str(),
            message.spec_version.as_str()
        ),
        (
            "7",
            "//consult.example.org/%D0%BA%D0%B5%D2%A3%D0%B5%D1%81",
            "1.0"
        )
    );
    assert_eq!(message.r#type, "kenes.consultation.v1.comment.created");
    for (name, value) in [
        ("subject", "consultations/c/comments/x"),
        ("sequence", "00000000000000000007"),
        ("partitionkey", "draftLaws/a draftLaws/b"),
        ("datacontenttype", "application/protobuf"),
        (
            "dataschema",
            "type.googleapis.com/kenes.consultation.v1.Comment",
        ),
    ] {
        assert_eq!(text(&event, name).as_deref(), Some(value));
    }
    for name in message.attributes.keys() {
        assert!(
            name.len() <= 20
                && name
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()),
            "{name}"
        );
    }
    let Some(Data::ProtoData(data)) = &message.data else {
        panic!("{message:?}");
    };
    assert_eq!(data.value, b"bbbii");
}

#[test]
fn large_data_are_named_and_erased_ones_are_neither() {
    for (length, carried) in [(LARGEST - 2, true), (LARGEST - 1, false)] {
        let event = event(shown(length));
        assert_eq!(event.message.data.is_some(), carried, "{length}");
        let named = text(&event, "dataref");
        assert_eq!(named.is_none(), carried, "{named:?}");
    }
    let erased = event(shown(0));
    assert_eq!(
        (
            &erased.message.data,
            text(&erased, "dataref"),
            text(&erased, "dataschema")
        ),
        (&None, None, None)
    );
    let foreign = event(PublicEntry {
        name: "x/y".into(),
        ..shown(3)
    });
    assert_eq!(foreign.message.data, None);
}
