//! Rules of who took part in support: an organization of the registry, or a name in words.

use common::{Violation, text};
use kenes_proto::{registry::SupportParty, types::ErrorReason as Reason};

const MAX_TITLE: usize = 500;

/// What is wrong with a party that is there. That its organization exists is asked elsewhere.
pub(super) fn check(field: &str, party: Option<&SupportParty>) -> Vec<Violation> {
    let Some(party) = party else {
        return Vec::new();
    };
    let field = format!("{field}.titles");
    let mut wrong = text::check(&field, &party.titles, MAX_TITLE, false);
    let say = match (party.organization.is_empty(), party.titles.is_empty()) {
        (true, true) => "give a name in words, or an organization of the registry",
        (false, false) => "leave it out: the organization has its own name in the registry",
        _ => return wrong,
    };
    wrong.push(Violation::new(field, Reason::FieldInvalid, say));
    wrong
}

#[cfg(test)]
mod tests {
    use kenes_proto::gtype::LocalizedText;

    use super::*;

    #[test]
    fn a_party_is_an_organization_or_a_name() {
        let fields = |organization: &str, titles: &[&str]| {
            let titles = titles.iter().map(|text| LocalizedText {
                language_code: "en".into(),
                text: (*text).into(),
            });
            let party = SupportParty {
                organization: organization.into(),
                titles: titles.collect(),
            };
            let found = check("x.party", Some(&party)).into_iter();
            found.map(|v| v.field).collect::<Vec<_>>()
        };
        assert!(check("x.party", None).is_empty());
        assert!(fields("organizations/o", &[]).is_empty());
        assert!(fields("", &["UNDP"]).is_empty());
        assert_eq!(fields("", &[]), ["x.party.titles"]);
        assert_eq!(fields("organizations/o", &["UNDP"]), ["x.party.titles"]);
        assert_eq!(fields("", &[" "]), ["x.party.titles[0].text"]);
    }
}
