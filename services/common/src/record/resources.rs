//! The resources of a service as the contract declares them: which message a recorded name is, and which events it makes.
//!
//! Names are read once from the `google.api.resource` options, so that a new kind of resource needs no list of its own here;
//! what its events are called is in the table of its verbs. Owns no row.

use std::collections::{BTreeSet, HashMap, HashSet};

use kenes_proto::POOL;
use prost_reflect::{DynamicMessage, MessageDescriptor, Value};

use crate::verb::{STANDARD, Verbs, verb};

/// What both services record besides their own resources: keys of the log, redactions.
const RECORD: &str = "record.kenes";
/// The package of their messages.
const SAID: &str = "kenes.record.";
/// What happens to keys, which the services write beside their kinds.
const KEYS: (&str, Verbs) = (
    "LogKey",
    &[("CreateLogKey", "created"), ("RecoverLog", "recovered")],
);

/// A kind of resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// The full name of its message: `kenes.consultation.v1.Comment`.
    pub message: String,
    /// What it is called in the types of events: `kenes.consultation.v1.comment`.
    pub subject: String,
    /// What it is called in the names of methods: `Comment`.
    noun: String,
    /// What those methods do to it that are not the standard ones.
    verbs: Verbs,
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
    /// Returns the type of the event that a revision is: the resource, and what was done to it in the past tense. An entry that
    /// a later release wrote must not stop the stream.
    pub fn event(&self, method: &str, revision: i64) -> String {
        let verb = verb(&self.noun, self.verbs, method).unwrap_or(match revision {
            1 => "created",
            _ => "updated",
        });
        format!("{}.{verb}", self.subject)
    }

    /// Returns all types of events that it can be.
    fn events(&self, methods: &HashSet<String>) -> Vec<String> {
        let offered = |begin: &str| methods.contains(&format!("{begin}{}", self.noun));
        let standard = STANDARD.iter().filter(|(begin, _)| offered(begin));
        let all = standard.chain(self.verbs);
        all.map(|(_, verb)| format!("{}.{verb}", self.subject))
            .collect()
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
        Self {
            kinds,
            events: BTreeSet::new(),
        }
        .telling(&[KEYS])
    }

    /// The same with the events of these kinds, by their nouns.
    #[must_use]
    pub fn telling(mut self, verbs: &[(&str, Verbs)]) -> Self {
        let services = POOL.services();
        let methods =
            services.flat_map(|s| s.methods().map(|m| m.name().to_owned()).collect::<Vec<_>>());
        let methods: HashSet<String> = methods.collect();
        for kind in self.kinds.values_mut() {
            if let Some((_, verbs)) = verbs.iter().find(|(noun, _)| *noun == kind.noun) {
                kind.verbs = verbs;
                self.events.extend(kind.events(&methods));
            }
        }
        self
    }

    /// Returns the kind of the resource of this name.
    pub fn find(&self, name: &str) -> Option<&Resource> {
        self.kinds.get(&collections(name))
    }

    /// Returns the collections in which something can be missing: all but those of what is said of the record itself.
    pub fn collections(&self) -> BTreeSet<&str> {
        let said = self.kinds.iter();
        let said = said.filter(|(_, kind)| !kind.message.starts_with(SAID));
        let last = said.filter_map(|(collections, _)| collections.rsplit('/').next());
        last.collect()
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
        verbs: &[],
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

#[cfg(test)]
mod tests;
