//! The rules of organizations, case by case.

use kenes_proto::{
    gtype::{Date, LocalizedText},
    registry::{AssociationProfile, BodyProfile, NgoProfile, OtherName},
};

use super::*;

const TODAY: i64 = 2026_05_25;

fn en(text: &str) -> Vec<LocalizedText> {
    vec![LocalizedText {
        language_code: "en".into(),
        text: text.into(),
    }]
}

fn named(kind: Kind) -> Organization {
    Organization {
        name: "organizations/o".into(),
        kind: kind.into(),
        titles: en("O"),
        ..Default::default()
    }
}

fn fields(organization: &Organization) -> Vec<String> {
    let wrong = check(organization, TODAY);
    wrong.into_iter().map(|v| v.field).collect()
}

fn identifier(scheme: &str, id: &str) -> Identifier {
    Identifier {
        scheme: scheme.into(),
        id: id.into(),
        uri: String::new(),
    }
}

#[test]
fn identifiers_are_listed_best_first() {
    let mut o = named(Kind::Ngo);
    assert_eq!(org_ids(&o), ["KZ-KENES-o"]);
    o.identifiers = vec![identifier("KZ-CR", "77"), identifier("GB-CHC", "1")];
    o.bin = "950440001673".into();
    assert_eq!(
        org_ids(&o),
        ["KZ-BIN-950440001673", "KZ-CR-77", "GB-CHC-1", "KZ-KENES-o"]
    );
}

#[test]
fn no_identifier_stands_for_one_of_ours() {
    let mut o = named(Kind::Ngo);
    o.identifiers = vec![
        identifier("KZ-BIN", "950440001673"),
        identifier("KZ", "BIN-950440001673"),
        identifier("KZ-KENES", "cnok"),
        identifier("KZ", "KENES-cnok"),
        identifier("KZ-BINS", "1"),
        identifier("GB-CHC", "1"),
        identifier("GB", "CHC-1"),
    ];
    let at = |n| format!("organization.identifiers[{n}]");
    assert_eq!(fields(&o), [at(0), at(1), at(2), at(3), at(6)]);
}

#[test]
fn each_profile_belongs_to_its_kinds() {
    for (kind, misfits) in [
        (Kind::Ngo, vec!["association_profile", "body_profile"]),
        (Kind::Association, vec!["body_profile"]),
        (
            Kind::ConsultativeBody,
            vec!["ngo_profile", "association_profile"],
        ),
        (Kind::StateBody, vec!["ngo_profile", "association_profile"]),
        (
            Kind::Other,
            vec!["ngo_profile", "association_profile", "body_profile"],
        ),
    ] {
        let mut o = named(kind);
        o.ngo_profile = Some(NgoProfile::default());
        o.association_profile = Some(AssociationProfile::default());
        o.body_profile = Some(BodyProfile::default());
        let misfits: Vec<String> = misfits
            .into_iter()
            .map(|m| format!("organization.{m}"))
            .collect();
        assert_eq!(fields(&o), misfits, "{kind:?}");
    }
}

#[test]
fn a_quorum_fits_the_seats() {
    let mut o = named(Kind::ConsultativeBody);
    for (seats, quorum, good) in [(5, 5, true), (5, 6, false), (0, 6, true)] {
        o.body_profile = Some(BodyProfile {
            seat_count: seats,
            quorum,
            ..Default::default()
        });
        assert_eq!(fields(&o).is_empty(), good, "{quorum} of {seats}");
    }
}

#[test]
fn one_classification_of_a_scheme_is_primary() {
    let mut o = named(Kind::Ngo);
    let class = |scheme: &str, primary| Classification {
        scheme: scheme.into(),
        code: "G11".into(),
        primary,
    };
    o.classifications = vec![
        class("ICNPO", true),
        class("OKED", true),
        class("ICNPO", false),
        class("ICNPO", true),
    ];
    assert_eq!(fields(&o), ["organization.classifications[3].primary"]);
}

#[test]
fn all_faults_are_named_at_once() {
    let mut o = named(Kind::Ngo);
    let day = |year, month, day| Some(Date { year, month, day });
    o.titles.clear();
    o.bin = "950440001674".into();
    o.other_names = vec![OtherName {
        titles: en("Old name"),
        start_date: day(2006, 1, 1),
        end_date: day(2005, 0, 0),
        note: String::new(),
    }];
    o.founding_date = day(2026, 5, 26);
    o.sources = vec![kenes_proto::types::Source::default()];
    assert_eq!(
        fields(&o),
        [
            "organization.titles",
            "organization.other_names[0].end_date",
            "organization.bin",
            "organization.founding_date",
            "organization.sources[0]"
        ]
    );
}
