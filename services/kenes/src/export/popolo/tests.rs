//! What Popolo is told, and what it is not.

use common::date;
use kenes_proto::types::Identifier;

use super::*;

fn texts(all: &[(&str, &str)]) -> Vec<LocalizedText> {
    let text = |(language, text): &(&str, &str)| LocalizedText {
        language_code: (*language).to_owned(),
        text: (*text).to_owned(),
    };
    all.iter().map(text).collect()
}

#[test]
fn an_organization_has_its_numbers_with_their_schemes_and_its_dates_as_far_as_they_are_known() {
    let said = organization(&Organization {
        name: "organizations/cnok".into(),
        titles: texts(&[("ru", "Союз"), ("en", "Union")]),
        bin: "950440001673".into(),
        identifiers: vec![Identifier {
            scheme: "KZ-CR".into(),
            id: "7".into(),
            uri: "https://register.example/7".into(),
        }],
        founding_date: date::parse("2005"),
        dissolution_date: date::parse("2010-04"),
        place: Some(Place {
            region_code: "KZ".into(),
            subdivision_code: "KZ-75".into(),
            ..Default::default()
        }),
        sources: vec![
            Source {
                note: "a study".into(),
                ..Default::default()
            },
            Source {
                uri: "https://study.example/".into(),
                ..Default::default()
            },
        ],
        kind: kenes_proto::registry::organization::Kind::StateBody.into(),
        ..Default::default()
    });
    let expected = json!({
        "id": "organizations/cnok",
        "name": "Союз",
        "other_names": [{"name": "Union", "note": "the name, en"}],
        "identifiers": [
            {"scheme": "KZ-BIN", "identifier": "950440001673"},
            {"scheme": "KZ-CR", "identifier": "7"},
            {"scheme": "KZ-KENES", "identifier": "cnok"},
        ],
        "classification": "state-body",
        "area_id": "KZ-75",
        "founding_date": "2005",
        "dissolution_date": "2010-04",
        "links": [{"url": "https://register.example/7", "note": "KZ-CR"}],
        "sources": [{"url": "https://study.example/"}],
    });
    assert_eq!(said, expected);
}

#[test]
fn a_member_speaks_for_whom_it_does_and_a_proposed_one_is_none() {
    let mut seat = Membership {
        name: "organizations/chamber/memberships/seat-1".into(),
        member: Some(Member::MemberPerson("persons/saule".into())),
        on_behalf_of: "organizations/taldau".into(),
        post: "organizations/chamber/posts/seat-1".into(),
        start_date: date::parse("2026-05"),
        state: State::Active.into(),
        ..Default::default()
    };
    let expected = json!({
        "id": "organizations/chamber/memberships/seat-1",
        "person_id": "persons/saule",
        "organization_id": "organizations/chamber",
        "post_id": "organizations/chamber/posts/seat-1",
        "on_behalf_of_id": "organizations/taldau",
        "start_date": "2026-05",
    });
    assert_eq!(membership(&seat), Some(expected));
    seat.member = Some(Member::MemberOrganization("organizations/ngo".into()));
    let member = json!({"@type": "Organization", "id": "organizations/ngo"});
    assert_eq!(
        membership(&seat).map(|said| said["member"].clone()),
        Some(member)
    );
    seat.set_state(State::Proposed);
    assert_eq!(membership(&seat), None);
}
