//! By which codes an organization is counted, whatever the day.

use std::collections::BTreeSet;

use kenes_proto::{
    registry::{NgoProfile, Organization, ngo_profile::Scope},
    types::Place,
};

use crate::domain::{
    classification,
    counted::{ABROAD, FIELDS, NONE, SCOPES, or_none},
    dimension::{FIELD, FOUNDING_YEAR, GROUP, LEGAL_FORM, REGION, SCOPE, SETTLEMENT_KIND, TOTAL},
};

/// The codes by which an organization is counted, whatever the day.
pub(super) fn codes(organization: &Organization, groups: &[String]) -> Vec<(&'static str, String)> {
    let ngo = organization.ngo_profile.as_ref();
    let scope = ngo.map(NgoProfile::scope);
    let settlement = ngo.map_or("", |ngo| &ngo.settlement_kind_code);
    let founded = organization.founding_date.as_ref();
    let mut codes = vec![
        (TOTAL, NONE.to_owned()),
        (REGION, region(organization.place.as_ref())),
        (SCOPE, scope.map_or(NONE, scope_code).to_owned()),
        (LEGAL_FORM, or_none(&organization.legal_form_code)),
        (SETTLEMENT_KIND, or_none(settlement)),
        (
            FOUNDING_YEAR,
            founded.map_or_else(|| NONE.to_owned(), |day| format!("{:04}", day.year)),
        ),
    ];
    codes.extend(several(FIELD, fields(organization)));
    codes.extend(several(GROUP, groups.iter().cloned().collect()));
    codes
}

fn several(dimension: &'static str, mut found: BTreeSet<String>) -> Vec<(&'static str, String)> {
    if found.is_empty() {
        found.insert(NONE.to_owned());
    }
    found.into_iter().map(|code| (dimension, code)).collect()
}

/// The region of a place.
pub(in crate::domain::counted) fn region(place: Option<&Place>) -> String {
    let Some(place) = place else {
        return NONE.to_owned();
    };
    let subdivision = match (place.subdivision_code.as_str(), place.kato_code.as_str()) {
        ("", "") if matches!(place.region_code.as_str(), "" | "KZ") => return NONE.to_owned(),
        ("", kato) if !kato.is_empty() => classification::region_of(kato),
        (subdivision, _) => subdivision.to_owned(),
    };
    classification::region_id(&subdivision).unwrap_or_else(|| ABROAD.to_owned())
}

/// The sections of its fields of activity.
fn fields(organization: &Organization) -> BTreeSet<String> {
    let classes = organization.classifications.iter();
    classes
        .filter(|class| classification::id(&class.scheme) == FIELDS)
        .filter_map(|class| classification::id(&class.code).get(..1).map(str::to_owned))
        .collect()
}

fn scope_code(scope: Scope) -> &'static str {
    match scope {
        Scope::Unspecified => NONE,
        Scope::RepublicWide => SCOPES[0],
        Scope::Regional => SCOPES[1],
        Scope::Sectoral => SCOPES[2],
    }
}
