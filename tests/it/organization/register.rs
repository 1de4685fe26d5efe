//! The register of NGOs: who is in it, found again by everything that is recorded of them.

mod figures;

use kenes_proto::{
    registry::{AnnualFigure, NgoActivity, NgoProfile, ngo_activity::Status, ngo_profile::Scope},
    types::{Classification, Place, Source},
};

use super::*;
use crate::roll::day as on;

fn said(note: &str) -> Option<Source> {
    Some(Source {
        note: note.into(),
        ..Default::default()
    })
}

fn figure(year: i32, employees: i64, citizens: i64, source: &str) -> AnnualFigure {
    AnnualFigure {
        year,
        employees: Some(employees),
        citizens_served: Some(citizens),
        source: said(source).filter(|_| !source.is_empty()),
    }
}

fn judged(status: Status, since: &str) -> NgoActivity {
    NgoActivity {
        status: status.into(),
        since_date: on(since),
        basis: "The report of the year".into(),
    }
}

fn texts(values: &[&str]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

/// An NGO with everything that the register records.
fn greens() -> pb::Organization {
    pb::Organization {
        legal_form_code: "public-association".into(),
        classifications: vec![Classification {
            scheme: "ICNP/TSO".into(),
            code: "G11".into(),
            primary: true,
        }],
        place: Some(Place {
            subdivision_code: "KZ-63".into(),
            ..Default::default()
        }),
        activity_subdivision_codes: texts(&["KZ-63", "KZ-10"]),
        founding_date: Some(day(1996, 5, 22)),
        ngo_profile: Some(NgoProfile {
            scope: Scope::Regional.into(),
            group_codes: texts(&["environmental"]),
            settlement_kind_code: "rural".into(),
            target_group_codes: texts(&["rural-residents", "youth"]),
            figures: vec![
                figure(2004, 7, 800, "Its own report"),
                figure(2004, 6, 1_000, "The ministry"),
                figure(2005, 9, 900, "Its own report"),
            ],
            activities: vec![
                judged(Status::Active, "2003"),
                judged(Status::Passive, "2006-03"),
            ],
            ..Default::default()
        }),
        ..named(Kind::Ngo, "Greens")
    }
}

async fn register() -> (World, Client<Channel>) {
    let world = World::with_starter().await;
    let mut client = Client::new(world.registry.clone());
    let made = create(&mut client, "greens", greens()).await;
    made.expect("created");
    let fund = pb::Organization {
        legal_form_code: "public-fund".into(),
        classifications: vec![Classification {
            scheme: "ICNP/TSO".into(),
            code: "D10".into(),
            primary: true,
        }],
        place: Some(Place {
            region_code: "KG".into(),
            ..Default::default()
        }),
        ngo_profile: Some(NgoProfile {
            scope: Scope::RepublicWide.into(),
            group_codes: texts(&["women"]),
            settlement_kind_code: "urban".into(),
            target_group_codes: texts(&["women"]),
            activity: Some(judged(Status::Active, "2005-06-01")),
            ..Default::default()
        }),
        ..named(Kind::Ngo, "Fund")
    };
    let made = create(&mut client, "fund", fund).await;
    made.expect("created");
    ngo(&mut client, "plain").await;
    (world, client)
}

/// The ids of those that a filter finds, in alphabetical order.
pub(super) async fn ids(client: &mut Client<Channel>, filter: &str) -> Vec<String> {
    let request = pb::ListOrganizationsRequest {
        filter: filter.into(),
        order_by: "name".into(),
        ..Default::default()
    };
    let page = client.list_organizations(request).await;
    let page = page.unwrap_or_else(|status| panic!("{filter}: {status:?}"));
    let found = page.into_inner().organizations.into_iter();
    found
        .map(|o| common::names::id(&o.name).to_owned())
        .collect()
}

#[tokio::test]
async fn ngo_register() {
    let (_world, mut client) = register().await;
    for (filter, expected) in [
        ("ngo_profile.scope = SCOPE_REGIONAL", vec!["greens"]),
        ("ngo_profile.group_codes:\"sociopolitical\"", vec!["greens"]),
        (
            "ngo_profile.group_codes:\"socially-significant\"",
            vec!["fund"],
        ),
        ("classifications:\"G11\"", vec!["greens"]),
        ("classifications:\"G1\"", vec!["greens"]),
        ("classifications:\"g\"", vec!["greens"]),
        ("classifications:\"1\"", vec![]),
        ("NOT classifications:\"G1\"", vec!["fund", "plain"]),
        (
            "classifications:\"G1\" OR classifications:\"D\"",
            vec!["fund", "greens"],
        ),
        ("activity_subdivision_codes:\"KZ-10\"", vec!["greens"]),
        ("activity_subdivision_codes:\"KZ-71\"", vec![]),
        ("place.region_code = \"KZ\"", vec!["greens"]),
        ("place.region_code = \"KG\"", vec!["fund"]),
        ("legal_form_code = \"public-fund\"", vec!["fund"]),
        (
            "ngo_profile.settlement_kind_code = \"rural\"",
            vec!["greens"],
        ),
        ("ngo_profile.target_group_codes:\"youth\"", vec!["greens"]),
        (
            "ngo_profile.targetGroupCodes:\"women\" AND place.regionCode != \"KZ\"",
            vec!["fund"],
        ),
        // What it is now, and what it was on a day.
        (
            "ngo_profile.activity.status = STATUS_PASSIVE",
            vec!["greens"],
        ),
        ("ngo_profile.active_on = \"2002-12-31\"", vec![]),
        ("ngo_profile.active_on = \"2003-01-01\"", vec!["greens"]),
        (
            "ngo_profile.active_on = \"2005-06-01\"",
            vec!["fund", "greens"],
        ),
        (
            "ngo_profile.active_on = \"2006-02-28\"",
            vec!["fund", "greens"],
        ),
        ("ngo_profile.active_on = \"2006-03-01\"", vec!["fund"]),
        ("ngo_profile.active_on(\"2006-03-01\")", vec!["fund"]),
        (
            "NOT ngo_profile.active_on(\"2006-03-01\")",
            vec!["greens", "plain"],
        ),
        ("ngo_profile.active_on(\"2200-01-01\")", vec![]),
        ("ngo_profile.passive_on = \"2006-03-01\"", vec!["greens"]),
        ("ngo_profile.passiveOn = \"2026-05-25\"", vec!["greens"]),
        ("ngo_profile.passive_on = \"2006-02-28\"", vec![]),
        ("ngo_profile.active_on != \"2005-06-01\"", vec!["plain"]),
    ] {
        assert_eq!(ids(&mut client, filter).await, expected, "{filter}");
    }
    for filter in [
        "ngo_profile.active_on = \"2006\"",
        "ngo_profile.active_on > \"2006-01-01\"",
        "ngo_profile.active_on()",
        "ngo_profile.active_on(\"2006\")",
        "ngo_profile.scope(\"2006-01-01\")",
        "classifications = \"G11\"",
        "classifications:\"\"",
        "ngo_profile.activity.status = ASLEEP",
    ] {
        let request = pb::ListOrganizationsRequest {
            filter: filter.into(),
            ..Default::default()
        };
        refused(
            client.list_organizations(request).await,
            Code::InvalidArgument,
            Reason::FilterInvalid,
        );
    }
    let recorded = get(&mut client, "greens").await.ngo_profile;
    let recorded = recorded.expect("a profile");
    let of_2004: Vec<_> = recorded.figures[..2]
        .iter()
        .map(|f| (f.employees, f.citizens_served, f.source.clone()))
        .collect();
    assert_eq!(
        of_2004,
        [
            (Some(7), Some(800), said("Its own report")),
            (Some(6), Some(1_000), said("The ministry"))
        ],
        "two sources, two numbers"
    );
    assert_eq!(recorded.activity, recorded.activities.last().cloned());
}

#[tokio::test]
async fn who_writes_one_judgement_adds_it_to_those_before() {
    let (_world, mut client) = register().await;
    let patch = |profile: NgoProfile| pb::Organization {
        name: "organizations/fund".into(),
        ngo_profile: Some(profile),
        ..Default::default()
    };
    let single = patch(NgoProfile {
        activity: Some(judged(Status::Passive, "2026-05-01")),
        ..Default::default()
    });
    let saved = update(&mut client, single, "ngo_profile.activity").await;
    let profile = saved.expect("judged").ngo_profile.expect("a profile");
    assert_eq!(
        profile.activities,
        [
            judged(Status::Active, "2005-06-01"),
            judged(Status::Passive, "2026-05-01")
        ]
    );
    assert_eq!(profile.activity, profile.activities.last().cloned());
    assert_eq!(
        ids(&mut client, "ngo_profile.active_on = \"2026-04-30\"").await,
        ["fund"]
    );
    for (activities, field) in [
        (vec![judged(Status::Active, "2026-05-26")], 0),
        (
            vec![
                judged(Status::Active, "2005"),
                judged(Status::Passive, "2005-01-01"),
            ],
            1,
        ),
        (
            vec![judged(Status::Active, "2005"), judged(Status::Passive, "")],
            1,
        ),
    ] {
        let wrong = patch(NgoProfile {
            activities,
            ..Default::default()
        });
        let status = refused(
            update(&mut client, wrong, "ngo_profile.activities").await,
            Code::InvalidArgument,
            Reason::DatesInvalid,
        );
        let field = format!("organization.ngo_profile.activities[{field}].since_date");
        assert_eq!(fields(&status), [field]);
    }
}

#[tokio::test]
async fn the_stages_of_the_sector_have_their_days() {
    let world = World::with_starter().await;
    let mut codes = ReferenceDataServiceClient::new(world.registry.clone());
    let request = pb::ListCodesRequest {
        parent: "referenceData/sector-stages".into(),
        order_by: "valid_until_date desc".into(),
        ..Default::default()
    };
    let found = codes.list_codes(request).await.expect("codes").into_inner();
    let mut stages: Vec<_> = found
        .codes
        .into_iter()
        .map(|code| {
            assert_eq!(code.titles.len(), 3);
            let id = common::names::id(&code.name).to_owned();
            (
                code.valid_from_date.map(|d| d.year),
                code.valid_until_date.map(|d| d.year),
                id,
            )
        })
        .collect();
    stages.sort();
    assert_eq!(
        stages,
        [
            (None, Some(1994), "establishment".to_owned()),
            (Some(1994), Some(1997), "growth".to_owned()),
            (Some(1998), Some(2002), "state-mechanism".to_owned()),
            (Some(2003), None, "constructive-cooperation".to_owned()),
        ]
    );
}

#[tokio::test]
async fn whoever_is_dissolved_is_judged_no_more() {
    let (world, mut client) = register().await;
    let mut roll = crate::roll::Roll::of(&world);
    roll.dissolve("fund", "2010-06-01").await;
    for (filter, expected) in [
        ("ngo_profile.active_on(\"2010-05-31\")", vec!["fund"]),
        ("ngo_profile.active_on(\"2010-06-01\")", vec![]),
        ("ngo_profile.passive_on(\"2015-01-01\")", vec!["greens"]),
    ] {
        assert_eq!(ids(&mut client, filter).await, expected, "{filter}");
    }
}

#[tokio::test]
async fn a_wider_code_finds_those_of_its_parts() {
    let (_world, mut client) = register().await;
    let tilek = pb::Organization {
        legal_form_code: "private-institution".into(),
        ngo_profile: Some(NgoProfile {
            target_group_codes: texts(&["persons-with-disabilities"]),
            ..Default::default()
        }),
        ..named(Kind::Ngo, "Tilek")
    };
    create(&mut client, "tilek", tilek).await.expect("created");
    let target = "ngo_profile.target_group_codes";
    for (filter, expected) in [
        (
            format!("{target}:\"persons-with-disabilities\""),
            vec!["tilek"],
        ),
        (format!("{target}:\"socially-vulnerable\""), vec!["tilek"]),
        (format!("{target}:\"youth\""), vec!["greens"]),
        ("legal_form_code = \"institution\"".into(), vec!["tilek"]),
        (
            "legal_form_code = \"private-institution\"".into(),
            vec!["tilek"],
        ),
        (
            "legal_form_code != \"institution\"".into(),
            vec!["fund", "greens", "plain"],
        ),
    ] {
        assert_eq!(ids(&mut client, &filter).await, expected, "{filter}");
    }
}
