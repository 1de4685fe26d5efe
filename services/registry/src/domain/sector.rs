//! The sectors: which one an organization is of, and which its kind leaves open. Unions and parties are no NGOs.

use common::Violation;
use kenes_proto::{
    registry::{Organization, organization::Kind},
    types::ErrorReason as Reason,
};

/// The scheme of sectors.
pub(crate) const SCHEME: &str = "sectors";

const STATE: &str = "state";
const NONGOVERNMENTAL: &str = "nongovernmental";

/// The codes of the scheme.
pub(crate) const ALL: &[&str] = &[
    STATE,
    "business",
    NONGOVERNMENTAL,
    "party",
    "union",
    "international",
];

/// The sector of every organization of a kind, where the kind decides.
fn of(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::StateBody => Some(STATE),
        Kind::Ngo | Kind::Association => Some(NONGOVERNMENTAL),
        Kind::ConsultativeBody | Kind::Other | Kind::Unspecified => None,
    }
}

/// Whether an organization is of the state.
pub(crate) fn is_state(organization: &Organization) -> bool {
    known(organization) == STATE
}

/// The sector of an organization: what is recorded, or what follows from its kind. Empty where neither says.
pub(crate) fn known(organization: &Organization) -> &str {
    match organization.sector_code.as_str() {
        "" => of(organization.kind()).unwrap_or_default(),
        recorded => recorded,
    }
}

/// Whether an organization is of the nongovernmental sector.
pub(crate) fn is_nongovernmental(organization: &Organization) -> bool {
    known(organization) == NONGOVERNMENTAL
}

/// Writes down what follows from the kind.
pub(crate) fn fill(organization: &mut Organization) {
    organization.sector_code = known(organization).to_owned();
}

/// Fills in the sector of one who took part from its organization, or says what is wrong with another one.
pub(crate) fn fill_from(
    organization: &Organization,
    field: &str,
    said: &mut String,
) -> Option<Violation> {
    let known = known(organization);
    if known.is_empty() || said == known {
        return None;
    }
    if said.is_empty() {
        known.clone_into(said);
        return None;
    }
    let say = format!(
        "{} is of the sector {known}; leave it out",
        organization.name
    );
    Some(Violation::new(field, Reason::SectorMismatch, say))
}

/// What is wrong with a sector that the kind is not of.
pub(super) fn check(organization: &Organization) -> Option<Violation> {
    let (kind, said) = (organization.kind(), organization.sector_code.as_str());
    let sector = of(kind).filter(|sector| !said.is_empty() && said != *sector)?;
    let say = format!(
        "an organization of the kind {} is of the sector {sector}; leave it out, or record it as of the kind OTHER",
        kind.as_str_name().trim_start_matches("KIND_")
    );
    Some(Violation::new(
        "organization.sector_code",
        Reason::SectorMismatch,
        say,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn organization(kind: Kind, sector: &str) -> Organization {
        Organization {
            kind: kind.into(),
            sector_code: sector.into(),
            ..Default::default()
        }
    }

    #[test]
    fn the_kind_decides_where_it_can() {
        for (kind, sector) in [
            (Kind::StateBody, "state"),
            (Kind::Ngo, "nongovernmental"),
            (Kind::Association, "nongovernmental"),
            (Kind::ConsultativeBody, ""),
            (Kind::Other, ""),
        ] {
            let mut organization = organization(kind, "");
            assert_eq!(known(&organization), sector);
            fill(&mut organization);
            assert_eq!(organization.sector_code, sector, "{kind:?}");
        }
        let mut union = organization(Kind::Other, "union");
        fill(&mut union);
        assert_eq!(union.sector_code, "union");
    }

    #[test]
    fn who_took_part_is_of_the_sector_of_its_organization() {
        let ngo = organization(Kind::Ngo, "");
        let mut said = String::new();
        assert_eq!(fill_from(&ngo, "f", &mut said), None);
        assert_eq!(said, "nongovernmental");
        said = "business".into();
        let wrong = fill_from(&ngo, "f", &mut said).expect("another one");
        assert_eq!((&*wrong.field, &*wrong.reason), ("f", "SECTOR_MISMATCH"));
        let open = organization(Kind::Other, "");
        assert_eq!(fill_from(&open, "f", &mut said), None);
        assert_eq!(said, "business", "as it was said");
    }

    #[test]
    fn a_sector_does_not_contradict_the_kind() {
        for sector in ALL {
            let wrong = |kind| check(&organization(kind, sector)).map(|v| v.reason);
            let mismatch = Some("SECTOR_MISMATCH".to_owned());
            for kind in [Kind::Ngo, Kind::Association] {
                let expected = mismatch.clone().filter(|_| *sector != NONGOVERNMENTAL);
                assert_eq!(wrong(kind), expected, "{kind:?} {sector}");
            }
            assert_eq!(
                wrong(Kind::StateBody),
                mismatch.filter(|_| *sector != STATE)
            );
            assert_eq!(wrong(Kind::Other), None);
            assert_eq!(wrong(Kind::ConsultativeBody), None);
        }
        assert_eq!(check(&organization(Kind::Ngo, "")), None);
    }
}
