//! What stands where, of organizations as the contract has them.

use std::collections::HashMap;

use kenes_proto::{
    gtype::LocalizedText,
    registry::{
        AnnualFigure, Contract, ContractAmendment, NgoProfile, Organization, OtherName,
        StatePeriod, organization::Kind as OrganizationKind,
    },
    types::{Document, Place},
};

use super::*;

fn row(resource: &impl ReflectMessage) -> HashMap<String, Cell> {
    let message = resource.transcode_to_dynamic();
    let columns = columns(&message.descriptor());
    let cells = columns
        .into_iter()
        .map(|c| (c.name.clone(), c.cell(&message)));
    cells.filter(|(_, cell)| *cell != Cell::Nothing).collect()
}

fn texts(all: &[(&str, &str)]) -> Vec<LocalizedText> {
    let text = |(language, text): &(&str, &str)| LocalizedText {
        language_code: (*language).to_owned(),
        text: (*text).to_owned(),
    };
    all.iter().map(text).collect()
}

#[test]
fn each_field_has_its_column() {
    let organization = Organization {
        name: "organizations/o".into(),
        kind: OrganizationKind::Ngo.into(),
        titles: texts(&[("ru", "Союз"), ("kk", "Одақ")]),
        founding_date: date::parse("2005-03"),
        activity_subdivision_codes: vec!["KZ-75".into(), "KZ-71".into()],
        place: Some(Place {
            locality: "Алматы; Медеу".into(),
            ..Default::default()
        }),
        other_names: vec![OtherName {
            titles: texts(&[("ru", "Клуб")]),
            ..Default::default()
        }],
        ngo_profile: Some(NgoProfile {
            figures: vec![AnnualFigure {
                year: 2005,
                employees: Some(7),
                ..Default::default()
            }],
            ..Default::default()
        }),
        create_time: Some(date::timestamp(1_000_000)),
        ..Default::default()
    };
    let row = row(&organization);
    let said = |column: &str| match row.get(column) {
        Some(Cell::Text(text) | Cell::Number(text)) => text.as_str(),
        _ => "",
    };
    assert_eq!(said("name"), "organizations/o");
    assert_eq!(said("kind"), "KIND_NGO");
    assert_eq!((said("titles.kk"), said("titles.ru")), ("Одақ", "Союз"));
    assert!(!row.contains_key("titles.en") && !row.contains_key("state"));
    assert_eq!(said("founding_date"), "2005-03");
    assert_eq!(said("activity_subdivision_codes"), "KZ-75;KZ-71");
    assert_eq!(said("place.locality"), "Алматы; Медеу");
    assert_eq!(said("create_time"), "1970-01-01T00:00:01Z");
    let names = r#"[{"titles": {"ru": "Клуб"}}]"#;
    assert_eq!(said("other_names"), names);
    assert_eq!(
        said("ngo_profile.figures"),
        r#"[{"year": 2005, "employees": 7}]"#
    );
    // Of what is not there nothing stands anywhere.
    assert!(!row.keys().any(|column| column.starts_with("body_profile")));
}

#[test]
fn a_word_with_the_sign_between_words_makes_the_list_json() {
    let organization = Organization {
        org_ids: vec!["a;b".into(), "c".into()],
        ..Default::default()
    };
    let json = Cell::Text(r#"["a;b","c"]"#.into());
    assert_eq!(row(&organization).get("org_ids"), Some(&json));
}

#[test]
fn columns_are_those_of_the_contract_and_each_has_its_name() {
    let period = StatePeriod {
        basis: Some(Document::default()),
        ..Default::default()
    };
    for message in [Organization::default().descriptor(), period.descriptor()] {
        let columns = columns(&message);
        let names: std::collections::BTreeSet<_> =
            columns.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names.len(), columns.len());
        assert!(columns.len() > 8);
    }
    let amount = columns(&Money::default().descriptor());
    assert_eq!(amount.len(), 3, "by itself it is a message like others");
}

#[test]
fn an_amount_is_a_number_beside_its_currency_and_a_list_can_be_read() {
    let amount = |hundredths: i64| Some(money::of_hundredths(hundredths, "KZT"));
    let contract = Contract {
        value: amount(35_000_000_000),
        amendments: vec![ContractAmendment {
            amend_date: date::parse("2004-02-16"),
            reasons: texts(&[("en", "\"It\" rained.")]),
            value: amount(-50),
            document: Some(Document {
                document_type: "act".into(),
                ..Default::default()
            }),
            ..Default::default()
        }],
        ..Default::default()
    };
    let row = row(&contract);
    assert_eq!(row["value"], Cell::Number("350000000.00".into()));
    assert_eq!(row["value.currency_code"], Cell::Text("KZT".into()));
    let said = r#"[{"amend_date": "2004-02-16", "reasons": {"en": "\"It\" rained."}, "value": "-0.50 KZT", "document": {"document_type": "act"}}]"#;
    assert_eq!(row["amendments"], Cell::Text(said.into()));
    assert!(serde_json::from_str::<serde_json::Value>(said).is_ok());
}
