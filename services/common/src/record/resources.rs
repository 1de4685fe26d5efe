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
    /// The type of the event that a revision is: the resource, and what was done to it in the past tense.
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

    /// The kind of the resource of this name.
    pub fn find(&self, name: &str) -> Option<&Resource> {
        self.kinds.get(&collections(name))
    }

    /// All types of events that a revision can be.
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

/// Every second part of a name, or of the pattern of one: its collections.
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
        "withdraw" => "withdrawn".to_owned(),
        "hold" => "held".to_owned(),
        "send" => "sent".to_owned(),
        "cancel" => "cancelled".to_owned(),
        _ if verb.ends_with('e') => format!("{verb}d"),
        _ => format!("{verb}ed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resources() -> Resources {
        Resources::of("consultation.kenes")
    }

    #[test]
    fn a_name_tells_its_message() {
        let resources = resources();
        for (name, message) in [
            ("draftLaws/d", "kenes.consultation.v1.DraftLaw"),
            (
                "draftLaws/d/versions/v1",
                "kenes.consultation.v1.DraftLawVersion",
            ),
            (
                "consultations/c/comments/x/responses/r",
                "kenes.consultation.v1.Response",
            ),
            (
                "recommendations/r/responses/r",
                "kenes.consultation.v1.Response",
            ),
            ("keys/4f76b182", "kenes.record.v1.LogKey"),
        ] {
            assert_eq!(
                resources.find(name).map(|kind| kind.message.as_str()),
                Some(message),
                "{name}"
            );
        }
        for other in ["", "organizations/o", "draftLaws/d/comments/c"] {
            assert_eq!(resources.find(other), None, "{other}");
        }
    }

    #[test]
    fn an_event_says_what_was_done() {
        let resources = resources();
        let event = |name: &str, method: &str, revision| {
            let kind = resources.find(name).expect("a resource");
            kind.event(method, revision)
        };
        let (comment, hearing) = ("consultations/c/comments/x", "hearings/h");
        for (name, method, revision, expected) in [
            (comment, "CreateComment", 1, "comment.created"),
            (comment, "WithdrawComment", 2, "comment.withdrawn"),
            (comment, "ResolveComments", 2, "comment.updated"),
            (hearing, "HoldHearing", 3, "hearing.held"),
            (hearing, "PublishMinutes", 4, "hearing.updated"),
            (
                "draftLaws/d/versions/v1",
                "PublishDraftLawVersion",
                3,
                "draftLawVersion.published",
            ),
            ("draftLaws/d", "AdvanceStage", 2, "draftLaw.updated"),
            ("draftLaws/d", "ImportDraftLaw", 1, "draftLaw.created"),
        ] {
            assert_eq!(
                event(name, method, revision),
                format!("kenes.consultation.v1.{expected}"),
                "{method}"
            );
        }
        assert_eq!(
            event("keys/k", "CreateLogKey", 1),
            "kenes.record.v1.key.created"
        );
    }

    #[test]
    fn all_events_of_the_contract_are_known_and_well_said() {
        let resources = resources();
        let events = resources.events();
        assert!(events.contains("kenes.consultation.v1.hearing.rescheduled"));
        assert!(!events.iter().any(|event| event.contains("registry")));
        let verbs: BTreeSet<&str> = events
            .iter()
            .filter_map(|event| event.rsplit('.').next())
            .collect();
        // A new verb is looked at here once: the table of `past` may not know it.
        for verb in verbs {
            assert!(
                [
                    "adopted",
                    "advanced",
                    "announced",
                    "cancelled",
                    "corrected",
                    "created",
                    "deleted",
                    "disavowed",
                    "enacted",
                    "extended",
                    "held",
                    "published",
                    "readdressed",
                    "recalled",
                    "rescheduled",
                    "sent",
                    "undeleted",
                    "updated",
                    "withdrawn",
                    "redacted",
                    "approved",
                    "rejected",
                ]
                .contains(&verb),
                "{verb}"
            );
        }
    }
}
