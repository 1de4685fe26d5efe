//! Rules of organizations. Those of each profile are in `ngo`, `association` and `body`, of their states in `state`.

mod association;
mod bin;
mod body;
mod ngo;
mod state;

use std::collections::HashSet;

use common::{Violation, date, names, parts, span, text};
use kenes_proto::{
    registry::{Organization, organization::Kind},
    types::{Classification, ErrorReason as Reason, Identifier},
};

use super::{
    classification::{self, GROUPS},
    code::CodeUse,
    sector,
};
pub(crate) use association::{founder_names, founders};
pub(crate) use bin::check as check_bin;
pub(crate) use body::check_entitled;
pub(crate) use ngo::{check as check_ngo, check_founded, judged, judgements, settle};
pub(crate) use state::{
    absence, acted, begin, begin_history, check as check_period, correct_founding, state_on,
};

/// What the org-id.guide identifier of a BIN begins with.
pub(crate) const BIN_PREFIX: &str = "KZ-BIN-";
/// What the identifier that this registry gives itself begins with.
pub(crate) const OWN_PREFIX: &str = "KZ-KENES-";

/// The most predecessors and successors, as the contract says.
pub(crate) const MAX_PREDECESSORS: usize = 100;
pub(crate) const MAX_SUCCESSORS: usize = 1000;

/// The scheme of whom an NGO serves.
pub(crate) const TARGET_GROUPS: &str = "target-groups";

const MAX_TITLE: usize = 500;
const MAX_SHORT_TITLE: usize = 100;
const MAX_ABSTRACT: usize = 5_000;

/// What must hold of an organization by itself, on a day written `yyyymmdd`.
pub(crate) fn check(organization: &Organization, today: i64) -> Vec<Violation> {
    let mut wrong = check_texts(organization);
    if !organization.bin.is_empty() {
        wrong.extend(bin::check("organization.bin", &organization.bin));
    }
    let identifiers = &organization.identifiers;
    wrong.extend(parts::identifiers("organization.identifiers", identifiers));
    wrong.extend(check_identifiers(identifiers));
    wrong.extend(check_classifications(&organization.classifications));
    let place = organization.place.as_ref();
    wrong.extend(parts::place("organization.place", place));
    wrong.extend(
        date::check(
            "organization.founding_date",
            organization.founding_date.as_ref(),
        )
        .or_else(|| state::check_founding(organization, today)),
    );
    wrong.extend(parts::sources(
        "organization.sources",
        &organization.sources,
    ));
    let act = organization.establishing_act.as_ref();
    wrong.extend(parts::document("organization.establishing_act", act));
    wrong.extend(check_fit(organization));
    wrong.extend(association::check(organization));
    wrong.extend(body::check(organization));
    wrong.extend(sector::check(organization));
    wrong
}

/// The identifiers that Lookup finds the organization by, best first. It has its name by now.
pub(crate) fn org_ids(organization: &Organization) -> Vec<String> {
    let bin = Some(organization.bin.as_str()).filter(|bin| !bin.is_empty());
    let bin = bin.map(|bin| format!("{BIN_PREFIX}{bin}"));
    let own = format!("{OWN_PREFIX}{}", names::id(&organization.name));
    bin.into_iter()
        .chain(organization.identifiers.iter().map(org_id))
        .chain([own])
        .collect()
}

/// The codes that an organization uses.
pub(crate) fn codes(organization: &Organization) -> Vec<CodeUse<'_>> {
    let mut used = vec![
        (
            "organization.legal_form_code".to_owned(),
            "legal-forms",
            organization.legal_form_code.as_str(),
        ),
        (
            "organization.sector_code".to_owned(),
            sector::SCHEME,
            organization.sector_code.as_str(),
        ),
    ];
    if let Some(ngo) = &organization.ngo_profile {
        used.extend(ngo.group_codes.iter().enumerate().map(|(n, code)| {
            let field = format!("organization.ngo_profile.group_codes[{n}]");
            (field, GROUPS, code.as_str())
        }));
        let targets = ngo.target_group_codes.iter().enumerate();
        used.extend(targets.map(|(n, code)| {
            let field = format!("organization.ngo_profile.target_group_codes[{n}]");
            (field, TARGET_GROUPS, code.as_str())
        }));
        used.push((
            "organization.ngo_profile.settlement_kind_code".to_owned(),
            "settlement-kinds",
            ngo.settlement_kind_code.as_str(),
        ));
    }
    if let Some(association) = &organization.association_profile {
        used.push((
            "organization.association_profile.form_code".to_owned(),
            "association-forms",
            association.form_code.as_str(),
        ));
    }
    if let Some(body) = &organization.body_profile {
        used.push((
            "organization.body_profile.form_code".to_owned(),
            "body-forms",
            body.form_code.as_str(),
        ));
        let sectors = body.nominator_sector_codes.iter().enumerate();
        used.extend(sectors.map(|(n, code)| {
            let field = format!("organization.body_profile.nominator_sector_codes[{n}]");
            (field, sector::SCHEME, code.as_str())
        }));
    }
    used
}

/// The organizations that an organization names, each with the field.
pub(crate) fn references(organization: &Organization) -> Vec<(String, &str)> {
    let parent = organization.parent_organization.as_str();
    let predecessors = organization.predecessors.iter().enumerate();
    [("organization.parent_organization".to_owned(), parent)]
        .into_iter()
        .chain(body::references(organization))
        .chain(founders(organization, |f| &f.organization, "organization"))
        .chain(
            predecessors
                .map(|(n, name)| (format!("organization.predecessors[{n}]"), name.as_str())),
        )
        .filter(|(_, name)| !name.is_empty())
        .collect()
}

fn org_id(identifier: &Identifier) -> String {
    format!("{}-{}", identifier.scheme, identifier.id)
}

fn check_texts(o: &Organization) -> Vec<Violation> {
    let mut wrong = text::check("organization.titles", &o.titles, MAX_TITLE, true);
    wrong.extend(text::check(
        "organization.short_titles",
        &o.short_titles,
        MAX_SHORT_TITLE,
        false,
    ));
    wrong.extend(text::check(
        "organization.abstracts",
        &o.abstracts,
        MAX_ABSTRACT,
        false,
    ));
    for (n, name) in o.other_names.iter().enumerate() {
        let at = format!("organization.other_names[{n}]");
        let (start, end) = (name.start_date.as_ref(), name.end_date.as_ref());
        wrong.extend(text::check(
            &format!("{at}.titles"),
            &name.titles,
            MAX_TITLE,
            true,
        ));
        wrong.extend(span::dates(&format!("{at}."), start, end));
    }
    wrong
}

/// No identifier stands for one of the registry's own, however its parts are cut, and none is there twice.
fn check_identifiers(identifiers: &[Identifier]) -> Vec<Violation> {
    let mut seen = HashSet::new();
    let fault = |identifier: &Identifier| {
        let id = text::composed(&org_id(identifier)).into_owned();
        if id.starts_with(BIN_PREFIX) {
            Some("give a BIN in `bin`")
        } else if id.starts_with(OWN_PREFIX) {
            Some("leave it out; the service gives this identifier itself")
        } else if !seen.insert(id) {
            Some("give each identifier once")
        } else {
            None
        }
    };
    let faults: Vec<_> = identifiers.iter().map(fault).collect();
    let named = faults
        .into_iter()
        .enumerate()
        .filter_map(|(n, f)| Some((n, f?)));
    named
        .map(|(n, say)| {
            let field = format!("organization.identifiers[{n}]");
            Violation::new(field, Reason::FieldInvalid, say)
        })
        .collect()
}

fn check_classifications(classifications: &[Classification]) -> Vec<Violation> {
    let mut seen = HashSet::new();
    let mut wrong = Vec::new();
    for (n, c) in classifications.iter().enumerate() {
        if c.primary && !seen.insert(classification::id(&c.scheme)) {
            let say = format!("{} has a primary code already; give only one", c.scheme);
            let field = format!("organization.classifications[{n}].primary");
            wrong.push(Violation::new(field, Reason::FieldInvalid, say));
        }
    }
    wrong
}

/// Each profile belongs to its kinds.
fn check_fit(o: &Organization) -> Vec<Violation> {
    let kind = o.kind();
    let profiles = [
        (
            "ngo_profile",
            o.ngo_profile.is_some(),
            [Kind::Ngo, Kind::Association],
        ),
        (
            "association_profile",
            o.association_profile.is_some(),
            [Kind::Association; 2],
        ),
        (
            "body_profile",
            o.body_profile.is_some(),
            [Kind::ConsultativeBody, Kind::StateBody],
        ),
    ];
    profiles
        .into_iter()
        .filter(|(_, given, kinds)| *given && !kinds.contains(&kind))
        .map(|(profile, ..)| {
            let say = format!("leave it out; {} has no such profile", kind.as_str_name());
            Violation::new(format!("organization.{profile}"), Reason::FieldInvalid, say)
        })
        .collect()
}

#[cfg(test)]
mod tests;
