//! How a published scheme and its codes stand in reference data: `G11` of `ICNP/TSO` is the code `g11` of `icnp-tso`.

use kenes_proto::types::Classification;

/// The scheme of regions.
pub(crate) const SUBDIVISIONS: &str = "subdivisions";
/// The scheme of groups of NGOs.
pub(crate) const GROUPS: &str = "ngo-groups";
/// What the codes of regions of Kazakhstan begin with.
const KAZAKHSTAN: &str = "KZ-";

/// A published scheme or code as an id of reference data: small letters, digits, and hyphens for all else.
pub(crate) fn id(published: &str) -> String {
    let small = |c: char| match c.is_ascii_alphanumeric() {
        true => c.to_ascii_lowercase(),
        false => '-',
    };
    published.chars().map(small).collect()
}

/// A code with its scheme, so that codes are found by their beginnings: `icnp-tso/g11`.
pub(crate) fn key(class: &Classification) -> String {
    format!("{}/{}", id(&class.scheme), id(&class.code))
}

/// How a code that its scheme has is to be written, where it is written otherwise: as reference data write both, or as both
/// are published, in capitals.
pub(crate) fn misspelt(class: &Classification) -> Option<String> {
    let capitals = |text: &str| text.to_uppercase();
    let (scheme, code) = (id(&class.scheme), id(&class.code));
    let code = if class.scheme == scheme {
        code
    } else if class.scheme == capitals(&class.scheme) {
        capitals(&code)
    } else {
        let published = capitals(&class.scheme);
        return Some(format!("write the scheme as {published}, or as {scheme}"));
    };
    (class.code != code).then(|| format!("{} writes it {code}", class.scheme))
}

/// The id of a region of Kazakhstan, `kz-75` of `KZ-75`; none of a region elsewhere.
pub(crate) fn region_id(subdivision_code: &str) -> Option<String> {
    subdivision_code
        .starts_with(KAZAKHSTAN)
        .then(|| id(subdivision_code))
}

/// The region that a KATO code lies in: `KZ-75` of `751110000`.
pub(crate) fn region_of(kato_code: &str) -> String {
    let digits = kato_code.get(..2).unwrap_or_default();
    format!("{KAZAKHSTAN}{digits}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(scheme: &str, code: &str) -> Classification {
        Classification {
            scheme: scheme.into(),
            code: code.into(),
            primary: false,
        }
    }

    #[test]
    fn a_published_scheme_is_an_id_of_reference_data() {
        for (published, known) in [
            ("ICNP/TSO", "icnp-tso"),
            ("ICNPO", "icnpo"),
            ("ngo-groups", "ngo-groups"),
            ("Схема", "-----"),
        ] {
            assert_eq!(id(published), known);
        }
    }

    #[test]
    fn a_code_is_written_as_its_scheme_is() {
        for (scheme, code) in [
            ("ICNP/TSO", "G11"),
            ("icnp-tso", "g11"),
            ("ICNPO", "1100"),
            ("ngo-groups", "women"),
        ] {
            assert_eq!(misspelt(&class(scheme, code)), None, "{scheme} {code}");
        }
        for (scheme, code, say) in [
            ("ICNP/TSO", "g11", "ICNP/TSO writes it G11"),
            ("icnp-tso", "G11", "icnp-tso writes it g11"),
            (
                "Icnp/Tso",
                "G11",
                "write the scheme as ICNP/TSO, or as icnp-tso",
            ),
        ] {
            assert_eq!(misspelt(&class(scheme, code)).as_deref(), Some(say));
        }
    }

    #[test]
    fn regions_of_kazakhstan_are_known_by_both_codes() {
        assert_eq!(region_id("KZ-75").as_deref(), Some("kz-75"));
        assert_eq!(region_id("KG-C"), None);
        assert_eq!(region_of("751110000"), "KZ-75");
    }
}
