//! What a package says that the registry has no place for: told with its number, never lost in silence.

use std::collections::BTreeMap;

use serde_json::Value;

/// The most kinds that are told.
const MOST: usize = 60;
/// What is recorded, or says of whom and of which publication the package is. A key that ends with `/` means all below it.
const HELD: &[&str] = &[
    "uri",
    "version",
    "extensions/",
    "publishedDate",
    "publisher/name",
    "releases/*/ocid",
    "releases/*/id",
    "releases/*/date",
    "releases/*/tag/",
    "releases/*/initiationType",
    "releases/*/language",
    "releases/*/buyer/",
    "releases/*/parties/*/id",
    "releases/*/parties/*/name",
    "releases/*/parties/*/roles/",
    "releases/*/parties/*/identifier/scheme",
    "releases/*/parties/*/identifier/id",
    "releases/*/parties/*/identifier/uri",
    "releases/*/parties/*/additionalIdentifiers/*/scheme",
    "releases/*/parties/*/additionalIdentifiers/*/id",
    "releases/*/parties/*/additionalIdentifiers/*/uri",
    "releases/*/parties/*/details/kind",
    "releases/*/parties/*/address/streetAddress",
    "releases/*/parties/*/address/locality",
    "releases/*/parties/*/address/region",
    "releases/*/parties/*/address/countryName",
    "releases/*/parties/*/contactPoint/email",
    "releases/*/parties/*/contactPoint/telephone",
    "releases/*/parties/*/contactPoint/url",
    "releases/*/tender/id",
    "releases/*/tender/title",
    "releases/*/tender/description",
    "releases/*/tender/procuringEntity/id",
    "releases/*/tender/procuringEntity/name",
    "releases/*/tender/value/",
    "releases/*/tender/items/*/id",
    "releases/*/tender/items/*/description",
    "releases/*/tender/items/*/quantity",
    "releases/*/tender/items/*/unit/",
    "releases/*/tender/items/*/additionalClassifications/*/scheme",
    "releases/*/tender/items/*/additionalClassifications/*/id",
    "releases/*/tender/procurementMethodDetails",
    "releases/*/tender/mainProcurementCategory",
    "releases/*/tender/tenderPeriod/startDate",
    "releases/*/tender/tenderPeriod/endDate",
    "releases/*/tender/awardPeriod/startDate",
    "releases/*/tender/documents/*/id",
    "releases/*/tender/documents/*/documentType",
    "releases/*/tender/documents/*/title",
    "releases/*/tender/documents/*/url",
    "releases/*/tender/documents/*/datePublished",
    "releases/*/tender/documents/*/format",
    "releases/*/tender/documents/*/language",
    "releases/*/awards/*/id",
    "releases/*/awards/*/status",
    "releases/*/awards/*/date",
    "releases/*/awards/*/description",
    "releases/*/awards/*/value/",
    "releases/*/awards/*/suppliers/*/id",
    "releases/*/awards/*/suppliers/*/name",
    "releases/*/awards/*/items/",
    "releases/*/contracts/*/id",
    "releases/*/contracts/*/awardID",
    "releases/*/contracts/*/title",
    "releases/*/contracts/*/value/",
    "releases/*/contracts/*/period/startDate",
    "releases/*/contracts/*/period/endDate",
    "releases/*/contracts/*/dateSigned",
    "releases/*/contracts/*/documents/*/id",
    "releases/*/contracts/*/documents/*/documentType",
    "releases/*/contracts/*/documents/*/title",
    "releases/*/contracts/*/documents/*/url",
    "releases/*/contracts/*/documents/*/datePublished",
    "releases/*/contracts/*/documents/*/format",
    "releases/*/contracts/*/documents/*/language",
    "releases/*/contracts/*/milestones/*/id",
    "releases/*/contracts/*/milestones/*/title",
    "releases/*/contracts/*/milestones/*/description",
    "releases/*/contracts/*/milestones/*/status",
    "releases/*/contracts/*/milestones/*/dueDate",
    "releases/*/contracts/*/milestones/*/dateMet",
    "releases/*/contracts/*/milestones/*/dateModified",
    "releases/*/contracts/*/implementation/milestones/*/id",
    "releases/*/contracts/*/implementation/milestones/*/title",
    "releases/*/contracts/*/implementation/milestones/*/description",
    "releases/*/contracts/*/implementation/milestones/*/status",
    "releases/*/contracts/*/implementation/milestones/*/dueDate",
    "releases/*/contracts/*/implementation/milestones/*/dateMet",
    "releases/*/contracts/*/implementation/milestones/*/dateModified",
    "releases/*/contracts/*/implementation/transactions/*/id",
    "releases/*/contracts/*/implementation/transactions/*/date",
    "releases/*/contracts/*/implementation/transactions/*/value/",
    "releases/*/contracts/*/implementation/transactions/*/payer/id",
    "releases/*/contracts/*/implementation/transactions/*/payer/name",
    "releases/*/contracts/*/implementation/transactions/*/payee/id",
    "releases/*/contracts/*/implementation/transactions/*/payee/name",
    "releases/*/contracts/*/implementation/transactions/*/relatedImplementationMilestone/id",
    "releases/*/contracts/*/implementation/transactions/*/relatedImplementationMilestone/title",
];
/// What is told otherwise, with the part that it belongs to.
const TOLD: &[&str] = &[
    "releases/*/tender/status",
    "releases/*/contracts/*/status",
    "releases/*/contracts/*/amendments/",
    "releases/*/contracts/*/milestones/*/documents/",
    "releases/*/contracts/*/implementation/milestones/*/documents/",
];

/// What is not recorded, by what it is, with how often.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Unheld(BTreeMap<String, u64>);

// === impl Unheld

impl Unheld {
    /// Counts the values of a package that have no place.
    pub(super) fn of(package: &Value) -> Self {
        let mut unheld = Self::default();
        unheld.walk(package, "");
        unheld
    }

    /// Adds something that is told in words.
    pub(super) fn add(&mut self, what: &str) {
        if self.0.contains_key(what) || self.0.len() < MOST {
            *self.0.entry(what.to_owned()).or_default() += 1;
        }
    }

    fn walk(&mut self, value: &Value, path: &str) {
        let below = |key: &str| match path {
            "" => key.to_owned(),
            path => format!("{path}/{key}"),
        };
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    let plain = ["_kk", "_ru", "_en"]
                        .iter()
                        .find_map(|code| key.strip_suffix(code));
                    self.walk(value, &below(plain.unwrap_or(key)));
                }
            }
            Value::Array(items) => {
                for item in items {
                    self.walk(item, &below("*"));
                }
            }
            _ if is_held(path) => {}
            _ => self.add(path),
        }
    }

    /// Returns all of it in lines; nothing where there is nothing.
    pub(super) fn told(&self) -> Option<String> {
        if self.0.is_empty() {
            return None;
        }
        let mut told = "not recorded, since the registry has no place for it:".to_owned();
        for (what, count) in &self.0 {
            told.extend(["\n    ", what, " (", &count.to_string(), ")"]);
        }
        Some(told)
    }
}

fn is_held(path: &str) -> bool {
    let mut known = HELD.iter().chain(TOLD);
    known.any(|held| *held == path || held.ends_with('/') && path.starts_with(held))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_has_no_place_is_counted() {
        let package = json!({"version": "1.1", "license": "x", "releases": [
            {"tender": {"title_ru": "a", "hasEnquiries": false, "items": [{"id": "1"}]}},
            {"tender": {"title": "b", "hasEnquiries": true}},
        ]});
        let unheld = Unheld::of(&package);
        let told = unheld.told().expect("two");
        assert!(told.contains("\n    license (1)"), "{told}");
        assert!(
            told.contains("\n    releases/*/tender/hasEnquiries (2)"),
            "{told}"
        );
        assert_eq!(told.lines().count(), 3);
        assert_eq!(Unheld::of(&json!({"version": "1.1"})).told(), None);
    }
}
