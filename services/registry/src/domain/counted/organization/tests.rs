//! What an organization adds, by its history.

use common::date;
use kenes_proto::{
    registry::{AnnualFigure, NgoProfile, StatePeriod, ngo_profile::Scope},
    types::{Classification, Place},
};

use super::{super::ABROAD, *};
use crate::domain::dimension::{
    FIELD, FOUNDING_YEAR, GROUP, LEGAL_FORM, REGION, SCOPE, SETTLEMENT_KIND, TOTAL,
};

/// An organization with these states from these days on.
fn ngo(states: &[(&str, State)]) -> Organization {
    let first = states.first().and_then(|(from, _)| date::parse(from));
    let end = |n: usize| states.get(n + 1).and_then(|(from, _)| date::parse(from));
    let period = |(n, (from, state)): (usize, &(&str, State))| StatePeriod {
        state: (*state).into(),
        start_date: date::parse(from),
        end_date: end(n).as_ref().map(date::day_before),
        ..Default::default()
    };
    Organization {
        kind: Kind::Ngo.into(),
        founding_date: first,
        state_periods: states.iter().enumerate().map(period).collect(),
        ..Default::default()
    }
}

fn judged(mut organization: Organization, status: Status, since: &str) -> Organization {
    let ngo = organization.ngo_profile.get_or_insert_default();
    ngo.activity = Some(NgoActivity {
        status: status.into(),
        since_date: date::parse(since),
        ..Default::default()
    });
    organization
}

/// The turns of an indicator by a code.
fn turns_of(organization: &Organization, indicator: &str, code: (&str, &str)) -> Vec<(When, i64)> {
    let counted = of(organization, &[]);
    let by_code = counted.iter().filter(|part| {
        let mut codes = part.codes.iter();
        codes.any(|(dimension, found)| (*dimension, found.as_str()) == code)
    });
    by_code
        .flat_map(|part| &part.additions)
        .filter(|addition| addition.indicator == indicator)
        .map(|addition| (addition.when.clone(), addition.number))
        .collect()
}

const ALL: (&str, &str) = (TOTAL, NONE);

#[test]
fn an_organization_is_registered_from_its_founding_to_its_end_and_suspended_between() {
    let organization = ngo(&[
        ("1999-02-12", State::Active),
        ("2004-01-01", State::Suspended),
        ("2005-01-01", State::Active),
        ("2010-06-01", State::Dissolved),
    ]);
    assert_eq!(
        turns_of(&organization, REGISTERED, ALL),
        [(When::From(1999_02_12), 1), (When::From(2010_06_01), -1)]
    );
    assert_eq!(
        turns_of(&organization, SUSPENDED, ALL),
        [(When::From(2004_01_01), 1), (When::From(2005_01_01), -1)]
    );
    assert_eq!(turns_of(&organization, FUNCTIONING, ALL), []);
    assert_eq!(
        turns_of(&organization, REGISTERED, (FOUNDING_YEAR, "1999")).len(),
        2
    );
}

#[test]
fn what_is_not_dated_is_counted_apart_until_it_ends() {
    let organization = ngo(&[("", State::Active), ("2010-06-01", State::Dissolved)]);
    assert_eq!(
        turns_of(&organization, REGISTERED, ALL),
        [(When::Undated(0), 1), (When::Undated(2010_06_01), -1)]
    );
    let judged_ever = judged(ngo(&[("2000", State::Active)]), Status::Active, "");
    assert_eq!(
        turns_of(&judged_ever, REGISTERED, ALL),
        [(When::From(2000_01_01), 1)]
    );
    assert_eq!(
        turns_of(&judged_ever, FUNCTIONING, ALL),
        [(When::Undated(2000_01_01), 1)]
    );
}

#[test]
fn who_is_judged_active_functions_while_it_may_act() {
    let states = [
        ("2000-01-01", State::Active),
        ("2004-01-01", State::Suspended),
        ("2005-01-01", State::Active),
    ];
    let organization = judged(ngo(&states), Status::Active, "2002-07");
    assert_eq!(
        turns_of(&organization, FUNCTIONING, ALL),
        [
            (When::From(2002_07_01), 1),
            (When::From(2004_01_01), -1),
            (When::From(2005_01_01), 1)
        ]
    );
    assert_eq!(
        turns_of(&organization, REGISTERED, (ACTIVITY, NONE)),
        [(When::From(2000_01_01), 1), (When::From(2002_07_01), -1)]
    );
    assert_eq!(
        turns_of(&organization, REGISTERED, (ACTIVITY, "active")),
        [(When::From(2002_07_01), 1)]
    );
    let before = judged(ngo(&states), Status::Passive, "1990");
    assert_eq!(
        turns_of(&before, REGISTERED, (ACTIVITY, "passive")),
        [(When::From(2000_01_01), 1)]
    );
    assert_eq!(turns_of(&before, REGISTERED, (ACTIVITY, NONE)), []);
    assert_eq!(turns_of(&before, FUNCTIONING, ALL), []);
}

#[test]
fn figures_are_added_up_by_year_with_how_many_reported() {
    let mut organization = judged(ngo(&[("2000", State::Active)]), Status::Active, "2004");
    let figure = |year, employees, citizens_served| AnnualFigure {
        year,
        employees,
        citizens_served,
        source: None,
    };
    let ngo = organization.ngo_profile.get_or_insert_default();
    // Two sources may report one year: it is one number all the same.
    ngo.figures = vec![
        figure(2003, Some(6), None),
        figure(2003, Some(7), None),
        figure(2004, Some(0), Some(90)),
    ];
    assert_eq!(
        turns_of(&organization, EMPLOYEES, ALL),
        [
            (When::Year(2003), 7),
            (When::Reported(2003), 1),
            (When::Year(2004), 0),
            (When::Reported(2004), 1)
        ]
    );
    assert_eq!(
        turns_of(&organization, CITIZENS_SERVED, (ACTIVITY, "active")),
        [(When::Year(2004), 90), (When::Reported(2004), 1)]
    );
    assert_eq!(
        turns_of(&organization, EMPLOYEES, (ACTIVITY, NONE)).len(),
        2
    );
}

#[test]
fn an_organization_is_counted_by_what_is_recorded_of_it() {
    let class = |scheme: &str, code: &str| Classification {
        scheme: scheme.into(),
        code: code.into(),
        primary: false,
    };
    let mut organization = ngo(&[("1999-02-12", State::Active)]);
    organization.legal_form_code = "public-fund".into();
    organization.classifications = vec![
        class("ICNP/TSO", "D11"),
        class("icnp-tso", "d20"),
        class("ICNP/TSO", "A10"),
        class("ICNPO", "1100"),
    ];
    organization.ngo_profile = Some(NgoProfile {
        scope: Scope::Regional.into(),
        settlement_kind_code: "rural".into(),
        ..Default::default()
    });
    let groups = ["women".to_owned(), "socially-significant".to_owned()];
    let found = of(&organization, &groups);
    let code = |dimension, code: &str| (dimension, code.to_owned());
    assert_eq!(
        found[0].codes,
        [
            code(TOTAL, NONE),
            code(REGION, NONE),
            code(SCOPE, "regional"),
            code(LEGAL_FORM, "public-fund"),
            code(SETTLEMENT_KIND, "rural"),
            code(FOUNDING_YEAR, "1999"),
            code(FIELD, "a"),
            code(FIELD, "d"),
            code(GROUP, "socially-significant"),
            code(GROUP, "women"),
        ]
    );
    for (country, subdivision, kato, region) in [
        ("", "KZ-75", "", "kz-75"),
        ("KZ", "", "751110000", "kz-75"),
        ("KZ", "", "", NONE),
        ("KG", "", "", ABROAD),
        ("", "KG-C", "", ABROAD),
    ] {
        organization.place = Some(Place {
            region_code: country.into(),
            subdivision_code: subdivision.into(),
            kato_code: kato.into(),
            ..Default::default()
        });
        let found = of(&organization, &[]);
        assert_eq!(found[0].codes[1], code(REGION, region), "{country} {kato}");
    }
}

#[test]
fn only_ngos_that_are_not_deleted_are_counted() {
    let organization = ngo(&[("1999-02-12", State::Active)]);
    for kind in [Kind::StateBody, Kind::ConsultativeBody, Kind::Other] {
        let other = Organization {
            kind: kind.into(),
            ..organization.clone()
        };
        assert!(of(&other, &[]).is_empty(), "{kind:?}");
    }
    let deleted = Organization {
        delete_time: Some(date::timestamp(0)),
        ..organization.clone()
    };
    assert!(of(&deleted, &[]).is_empty());
    let association = Organization {
        kind: Kind::Association.into(),
        ..organization
    };
    assert!(!of(&association, &[]).is_empty());
}
