//! The organizations of a package: by which numbers they are looked up, and what is created where none has them.

use common::names;
use kenes_proto::registry::Organization;
use serde_json::{Map, Value, json};

use super::{
    read::{Part, resource_id},
    release::Release,
};
use crate::open_data::{BIN, OWN, kind_of};

/// The longest note of a source.
const MAX_NOTE: usize = 1_000;

/// An organization of a package.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Party {
    /// Its id in the package.
    pub(super) id: String,
    /// Where it lies.
    pub(super) pointer: String,
    /// By which it may be known, best first: `KZ-BIN-950440001673`.
    pub(super) org_ids: Vec<String>,
    /// Its business identification number; empty where none is told.
    pub(super) bin: String,
    /// What is created where it is not known.
    pub(super) organization: Value,
}

// === impl Party

impl Party {
    /// Whether an organization that has one of its numbers is this one: a number of another registry of this make reads like one of
    /// ours.
    pub(super) fn is(&self, org_id: &str, found: &Organization) -> bool {
        let another = |bin: &str| !bin.is_empty() && !self.bin.is_empty() && bin != self.bin;
        if another(&found.bin) {
            return false;
        }
        let ours = org_id
            .strip_prefix(OWN)
            .is_some_and(|rest| rest.starts_with('-'));
        let titles = &self.organization["organization"]["titles"];
        let titles = titles.as_array().into_iter().flatten();
        let mut titles = titles.filter_map(|title| title["text"].as_str());
        !ours || titles.any(|title| found.titles.iter().any(|known| known.text == title))
    }
}

/// Returns who takes part in what is recorded, each once.
pub(super) fn parties(package: &Value) -> Vec<Party> {
    let mut found: Vec<Party> = Vec::new();
    for release in Release::all(Part::of(package)) {
        let parties = release.parties();
        for id in release.taking_part() {
            let known = found.iter().any(|party| party.id == id);
            if let (Some((n, part)), false) = (parties.get(&id), known) {
                found.push(party(id, *n, *part, release, package));
            }
        }
    }
    found
}

fn party(id: String, n: usize, part: Part<'_>, release: Release<'_>, package: &Value) -> Party {
    let numbers = numbers(part);
    let org_ids = numbers
        .iter()
        .map(|(scheme, id, _)| format!("{scheme}-{id}"));
    let mut org_ids: Vec<String> = org_ids.collect();
    if is_org_id(&id) && !org_ids.contains(&id) {
        org_ids.push(id.clone());
    }
    let own = numbers
        .iter()
        .find(|(scheme, id, _)| scheme == OWN && names::is_id(id));
    let own = own.map(|(_, id, _)| id.clone()).or_else(|| {
        let named = id.strip_prefix("KZ-KENES-").filter(|id| names::is_id(id));
        named.map(str::to_owned)
    });
    let name = own.unwrap_or_else(|| resource_id(&id, 'o'));
    let kind = part.part("details").text("kind");
    let mut said = Map::from_iter([
        ("name".to_owned(), json!(format!("organizations/{name}"))),
        ("kind".to_owned(), json!(kind_of(kind).as_str_name())),
        (
            "titles".to_owned(),
            part.texts("name", release.language()).into(),
        ),
        ("sources".to_owned(), json!([source(package, release)])),
    ]);
    let bin = numbers.iter().find(|(scheme, ..)| scheme == BIN);
    let bin = bin.map(|(_, id, _)| id.clone()).unwrap_or_default();
    if !bin.is_empty() {
        said.insert("bin".to_owned(), json!(bin));
    }
    let others = numbers
        .iter()
        .filter(|(scheme, ..)| scheme != BIN && scheme != OWN);
    let others = others.map(|(scheme, id, uri)| json!({"scheme": scheme, "id": id, "uri": uri}));
    said.insert("identifiers".to_owned(), others.collect());
    if let Some(place) = place(part.part("address")) {
        said.insert("place".to_owned(), place);
    }
    let contact = part.part("contactPoint");
    let contacts = [("email", "email"), ("phone", "telephone"), ("url", "url")]
        .map(|(kind, key)| (kind, contact.text(key)));
    let contacts = contacts.iter().filter(|(_, value)| !value.is_empty());
    let contacts = contacts.map(|(kind, value)| json!({"type": kind, "value": value}));
    said.insert("contacts".to_owned(), contacts.collect());
    Party {
        pointer: release.at(&format!("parties/{n}")),
        id,
        org_ids,
        bin,
        organization: json!({"organization": said}),
    }
}

/// Its numbers, each the scheme, the id and where it is explained.
fn numbers(part: Part<'_>) -> Vec<(String, String, String)> {
    let others = part.list("additionalIdentifiers").map(|(_, one)| one);
    let all = [part.part("identifier")].into_iter().chain(others);
    let text = |one: Part<'_>, key| one.text(key).to_owned();
    let all = all.map(|one| (text(one, "scheme"), one.id("id"), text(one, "uri")));
    all.filter(|(scheme, id, _)| !scheme.is_empty() && !id.is_empty())
        .collect()
}

/// Whether an id could be one of org-id.guide: `GB-COH-09506232`.
fn is_org_id(id: &str) -> bool {
    let mut parts = id.splitn(3, '-');
    let (country, list) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    let capitals = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_uppercase());
    capitals(country) && capitals(list) && parts.next().is_some_and(|id| !id.is_empty())
}

/// The place, where its country and region are codes.
fn place(address: Part<'_>) -> Option<Value> {
    address.0?;
    let (country, region) = (address.text("countryName"), address.text("region"));
    let capitals = |text: &str| text.bytes().all(|b| b.is_ascii_uppercase());
    let mut said = Map::new();
    let mut words = Vec::new();
    if country.len() == 2 && capitals(country) {
        said.insert("regionCode".to_owned(), json!(country));
        match region.split_once('-') {
            Some((of, rest)) if of == country && (1..=3).contains(&rest.len()) => {
                said.insert("subdivisionCode".to_owned(), json!(region));
            }
            _ => words.push(region),
        }
    } else {
        words.extend([region, country]);
    }
    let street = [address.text("streetAddress")];
    let words = street
        .into_iter()
        .chain(words)
        .filter(|word| !word.is_empty());
    said.insert("locality".to_owned(), json!(address.text("locality")));
    said.insert(
        "address".to_owned(),
        json!(words.collect::<Vec<_>>().join(", ")),
    );
    Some(Value::Object(said))
}

/// What the note of each source says of the process of a release, and of no other.
pub(super) fn of(release: Release<'_>) -> String {
    format!(" of {}, ", release.part.text("ocid"))
}

/// Where what is recorded comes from: the package, and the release in it.
pub(super) fn source(package: &Value, release: Release<'_>) -> Value {
    let id = release.part.id("id");
    let published = Part::of(package).part("publisher").text("name");
    let note = format!("OCDS release {id}{}published by {published}", of(release));
    let note: String = note.chars().take(MAX_NOTE).collect();
    json!({"uri": Part::of(package).text("uri"), "note": note})
}
