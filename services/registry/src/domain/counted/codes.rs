//! By which codes an organization is counted, whatever the day.

use std::collections::BTreeSet;

use kenes_proto::registry::{NgoProfile, Organization, ngo_profile::Scope};

use super::{
    super::classification, ABROAD, FIELD, FIELDS, FOUNDING_YEAR, GROUP, LEGAL_FORM, NONE, REGION,
    SCOPE, SCOPES, TOTAL,
};

/// The codes by which an organization is counted, whatever the day.
pub(super) fn codes(organization: &Organization, groups: &[String]) -> Vec<(&'static str, String)> {
    let scope = organization.ngo_profile.as_ref().map(NgoProfile::scope);
    let founded = organization.founding_date.as_ref();
    let mut codes = vec![
        (TOTAL, NONE.to_owned()),
        (REGION, region(organization)),
        (SCOPE, scope.map_or(NONE, scope_code).to_owned()),
        (LEGAL_FORM, or_none(&organization.legal_form_code)),
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

fn region(organization: &Organization) -> String {
    let Some(place) = &organization.place else {
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

fn or_none(code: &str) -> String {
    match code {
        "" => NONE.to_owned(),
        code => code.to_owned(),
    }
}
