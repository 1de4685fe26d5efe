//! The resources of a service as the contract declares them: which message a recorded name is, and which events it makes.
//!
//! Read once from the `google.api.resource` options and the methods of the contract, so that a new kind of resource needs no
//! list of its own here. Owns no table and no row.

use std::collections::{BTreeSet, HashMap};

use kenes_proto::POOL;
use prost_reflect::{DynamicMessage, MessageDescriptor, Value};

/// What both services record besides their own resources: keys of the log, redactions.
const RECORD: &str = "record.kenes";

/// A kind of resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// The full name of its message: `kenes.consultation.v1.Comment`.
    pub message: String,
    /// What it is called in the types of events: `kenes.consultation.v1.comment`.
    pub subject: String,
    /// What it is called in the names of methods: `Comment`.
    noun: String,
}

/// The kinds of resources of a service.
#[derive(Debug)]
pub struct Resources {
    /// By their collections: `consultations/comments`.
    kinds: HashMap<String, Resource>,
    events: BTreeSet<String>,
}

// === impl Resource

impl Resource {
    /// Returns the type of the event that a revision is: the resource, and what was done to it in the past tense.
    pub fn event(&self, method: &str, revision: i64) -> String {
        let verb = match revision {
            1 => "created".to_owned(),
            _ => method
                .strip_suffix(&self.noun)
                .filter(|verb| !verb.is_empty() && *verb != "Create")
                .map_or_else(|| "updated".to_owned(), past),
        };
        format!("{}.{verb}", self.subject)
    }
}

// === impl Resources

impl Resources {
    /// The kinds of the service of this domain, `consultation.kenes`.
    pub fn of(domain: &str) -> Self {
        let option = POOL
            .get_extension_by_name("google.api.resource")
            .expect("the contract declares its resources");
        let mut kinds = HashMap::new();
        for message in POOL.all_messages() {
            let options = message.options();
            let Value::Message(resource) = &*options.get_extension(&option) else {
                continue;
            };
            let of = text(resource, "type");
            if of
                .split_once('/')
                .is_none_or(|(of, _)| of != domain && of != RECORD)
            {
                continue;
            }
            let patterns = resource.get_field_by_name("pattern");
            let patterns = patterns.as_deref().and_then(Value::as_list);
            for pattern in patterns.into_iter().flatten().filter_map(Value::as_str) {
                kinds.insert(
                    collections(pattern),
                    kind(&message, &text(resource, "singular")),
                );
            }
        }
        let events = events(&kinds);
        Self { kinds, events }
    }

    /// Returns the kind of the resource of this name.
    pub fn find(&self, name: &str) -> Option<&Resource> {
        self.kinds.get(&collections(name))
    }

    /// Returns all types of events that a revision can be.
    pub fn events(&self) -> &BTreeSet<String> {
        &self.events
    }
}

fn kind(message: &MessageDescriptor, singular: &str) -> Resource {
    Resource {
        message: message.full_name().to_owned(),
        subject: format!("{}.{singular}", message.package_name()),
        noun: message.name().to_owned(),
    }
}

fn text(message: &DynamicMessage, field: &str) -> String {
    message
        .get_field_by_name(field)
        .and_then(|value| value.as_str().map(ToOwned::to_owned))
        .unwrap_or_default()
}

/// Returns every second part of a name, or of the pattern of one: its collections.
fn collections(name: &str) -> String {
    let parts: Vec<&str> = name.split('/').step_by(2).collect();
    parts.join("/")
}

fn events(kinds: &HashMap<String, Resource>) -> BTreeSet<String> {
    let methods: Vec<_> = POOL
        .services()
        .flat_map(|s| s.methods().collect::<Vec<_>>())
        .collect();
    let mut found = BTreeSet::new();
    for kind in kinds.values() {
        found.insert(kind.event("", 1));
        found.insert(kind.event("", 2));
        // A method without a body reads.
        let writes = methods
            .iter()
            .filter(|method| method.input().get_field_by_name("validate_only").is_some());
        found.extend(writes.map(|method| kind.event(method.name(), 2)));
    }
    found
}

/// `Publish` as it is said of what was done: `published`.
fn past(verb: &str) -> String {
    let verb = verb.to_ascii_lowercase();
    match verb.as_str() {
        "admit" => "admitted".to_owned(),
        "withdraw" => "withdrawn".to_owned(),
        "hold" => "held".to_owned(),
        "send" => "sent".to_owned(),
        "cancel" => "cancelled".to_owned(),
        _ if verb.ends_with('e') => format!("{verb}d"),
        _ => format!("{verb}ed"),
    }
}

#[cfg(test)]
mod tests;
