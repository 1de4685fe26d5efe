//! Who takes part in a process, under which numbers, and as what.

use std::collections::BTreeMap;

use common::names;
use kenes_proto::registry::Organization;
use serde_json::{Map, Value, json};

use super::{
    super::said::{list, object, put, text},
    words::{shown, texts},
};
use crate::open_data::{self, OWN};

/// The organizations of a process.
pub(super) struct Parties<'o> {
    /// By their names; one that is not there was deleted.
    known: &'o BTreeMap<String, Organization>,
    language: &'o str,
    /// The roles of those that are referred to.
    roles: BTreeMap<String, Vec<&'static str>>,
}

impl<'o> Parties<'o> {
    pub(super) fn new(known: &'o BTreeMap<String, Organization>, language: &'o str) -> Self {
        Self {
            known,
            language,
            roles: BTreeMap::new(),
        }
    }

    /// Refers to an organization, which has a role by that.
    pub(super) fn refer(&mut self, name: &str, role: &'static str) -> Option<Value> {
        if name.is_empty() {
            return None;
        }
        let roles = self.roles.entry(name.to_owned()).or_default();
        if !roles.contains(&role) {
            roles.push(role);
        }
        let known = self.known.get(name);
        let mut said = Map::new();
        put(&mut said, "id", Some(json!(org_id(name, known))));
        let titles = known.map_or(&[][..], |known| &known.titles);
        put(&mut said, "name", text(shown(titles, self.language)));
        Some(Value::Object(said))
    }

    /// Returns all that were referred to, in the order of their names.
    pub(super) fn said(self) -> Vec<Value> {
        let parties = self.roles.iter();
        parties
            .map(|(name, roles)| party(name, self.known.get(name), roles, self.language))
            .collect()
    }
}

/// The best number of an organization, with its scheme: `KZ-BIN-950440001673`.
pub(in crate::export) fn org_id(name: &str, known: Option<&Organization>) -> String {
    let best = known.and_then(|known| known.org_ids.first().cloned());
    best.unwrap_or_else(|| format!("{OWN}-{}", names::id(name)))
}

fn party(name: &str, known: Option<&Organization>, roles: &[&str], language: &str) -> Value {
    let mut said = Map::new();
    put(&mut said, "id", Some(json!(org_id(name, known))));
    if let Some(known) = known {
        texts(&mut said, "name", &known.titles, language);
    }
    let unknown = Organization {
        name: name.to_owned(),
        ..Default::default()
    };
    let numbers = open_data::numbers(known.unwrap_or(&unknown));
    let mut numbers = numbers.into_iter().map(|number| {
        let mut said = Map::from_iter([
            ("scheme".to_owned(), json!(number.scheme)),
            ("id".to_owned(), json!(number.id)),
        ]);
        put(&mut said, "uri", text(number.uri));
        said
    });
    if let Some(mut best) = numbers.next() {
        let titles = known.map_or(&[][..], |known| &known.titles);
        put(&mut best, "legalName", text(shown(titles, language)));
        put(&mut said, "identifier", Some(Value::Object(best)));
    }
    let others = numbers.map(Value::Object).collect();
    put(&mut said, "additionalIdentifiers", list(others));
    put(&mut said, "address", known.and_then(address));
    put(&mut said, "contactPoint", known.and_then(contact));
    put(&mut said, "roles", Some(json!(roles)));
    put(&mut said, "details", known.map(details));
    Value::Object(said)
}

fn address(known: &Organization) -> Option<Value> {
    let place = known.place.as_ref()?;
    let mut said = Map::new();
    put(&mut said, "streetAddress", text(&place.address));
    put(&mut said, "locality", text(&place.locality));
    put(&mut said, "region", text(&place.subdivision_code));
    put(&mut said, "countryName", text(&place.region_code));
    object(said)
}

/// The first public contact of each kind.
fn contact(known: &Organization) -> Option<Value> {
    let mut said = Map::new();
    for (kind, key) in [("email", "email"), ("phone", "telephone"), ("url", "url")] {
        let contact = known.contacts.iter().find(|contact| contact.r#type == kind);
        put(&mut said, key, contact.and_then(|one| text(&one.value)));
    }
    object(said)
}

/// What sort of organization it is, in the words of the contract.
fn details(known: &Organization) -> Value {
    json!({"kind": open_data::word_of(known.kind())})
}
