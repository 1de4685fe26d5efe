//! The words that documents of other standards have for what the registry holds, for who writes them and who reads them.

use common::names;
use kenes_proto::registry::{Organization, organization::Kind};

/// The scheme of business identification numbers, as org-id.guide has it.
pub(crate) const BIN: &str = "KZ-BIN";
/// The scheme of this registry itself, which org-id.guide does not have.
pub(crate) const OWN: &str = "KZ-KENES";
/// The scheme of the areas of the social order.
pub(crate) const AREAS: &str = "KZ-KENES/order-areas";
/// What a lot is counted in.
pub(crate) const LOT: &str = "lot";

/// A number of an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Number<'o> {
    pub(crate) scheme: &'o str,
    pub(crate) id: &'o str,
    pub(crate) uri: &'o str,
}

/// All numbers of an organization, best first.
pub(crate) fn numbers(organization: &Organization) -> Vec<Number<'_>> {
    let number = |scheme, id| Number {
        scheme,
        id,
        uri: "",
    };
    let bin = (!organization.bin.is_empty()).then(|| number(BIN, organization.bin.as_str()));
    let others = organization.identifiers.iter().map(|one| Number {
        scheme: &one.scheme,
        id: &one.id,
        uri: &one.uri,
    });
    let own = number(OWN, names::id(&organization.name));
    bin.into_iter().chain(others).chain([own]).collect()
}

/// The word for what sort of organization it is: `state-body`.
pub(crate) fn word_of(kind: Kind) -> String {
    let kind = kind.as_str_name().trim_start_matches("KIND_");
    kind.to_ascii_lowercase().replace('_', "-")
}

/// What sort of organization a word says; of a word of others, none is known.
pub(crate) fn kind_of(word: &str) -> Kind {
    let name = format!("KIND_{}", word.to_ascii_uppercase().replace('-', "_"));
    match Kind::from_str_name(&name) {
        None | Some(Kind::Unspecified) => Kind::Other,
        Some(kind) => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_comes_back_from_its_word() {
        for kind in (1..).map_while(|number| Kind::try_from(number).ok()) {
            assert_eq!(kind_of(&word_of(kind)), kind);
        }
        assert_eq!(kind_of("charity"), Kind::Other);
        assert_eq!(kind_of("unspecified"), Kind::Other);
        assert_eq!(word_of(Kind::StateBody), "state-body");
    }
}
