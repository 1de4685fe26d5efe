//! Which events a caller wants.

use kenes_proto::types::ErrorReason as Reason;

use super::event::Event;
use crate::{Error, Violation, record::resources::Resources};

/// What of all events is wanted. An empty part wants everything.
#[derive(Clone, Debug, Default)]
pub(crate) struct Matching {
    types: Vec<String>,
    resource: String,
    draft_law: String,
}

impl Matching {
    /// Refuses a type that no event of the service has: the stream would be silent for ever.
    pub(crate) fn new(
        resources: &Resources,
        types: Vec<String>,
        resource: &str,
        draft_law: String,
    ) -> Result<Self, Error> {
        let mut wrong = Vec::new();
        for (at, asked) in types.iter().enumerate() {
            if !resources.events().iter().any(|known| is_of(known, asked)) {
                wrong.push(Violation::new(
                    format!("types[{at}]"),
                    Reason::FieldInvalid,
                    unknown(resources, asked),
                ));
            }
        }
        Error::check(wrong)?;
        Ok(Self {
            types,
            resource: resource.trim_end_matches('/').to_owned(),
            draft_law,
        })
    }

    /// Returns whether an event is wanted.
    pub(crate) fn wants(&self, event: &Event) -> bool {
        (self.types.is_empty()
            || self
                .types
                .iter()
                .any(|asked| is_of(&event.message.r#type, asked)))
            && (self.resource.is_empty() || is_under(&event.resource, &self.resource))
            && (self.draft_law.is_empty()
                || event.topic.split(' ').any(|law| law == self.draft_law))
    }
}

/// What is to be said of a type that there is not: the verbs that its resource has, if it is one.
fn unknown(resources: &Resources, asked: &str) -> String {
    let (of, _) = asked.rsplit_once('.').unwrap_or((asked, ""));
    let events = resources.events().iter();
    let verbs: Vec<&str> = events
        .filter_map(|known| known.rsplit_once('.'))
        .filter(|(resource, _)| *resource == of)
        .map(|(_, verb)| verb)
        .collect();
    match verbs.is_empty() {
        true => "is the type of no event of this service: a resource and a verb, \
                 `kenes.consultation.v1.comment.created`, or `*` for the verb"
            .to_owned(),
        false => format!(
            "is the type of no event: of {of} there are {}, or `*`",
            verbs.join(", ")
        ),
    }
}

/// Returns whether a type is the one asked for, or one of those that `….*` stands for.
fn is_of(known: &str, asked: &str) -> bool {
    match asked.strip_suffix(".*") {
        Some(resource) => known.rsplit_once('.').is_some_and(|(of, _)| of == resource),
        None => known == asked,
    }
}

/// Returns whether a name is this one, or below it.
fn is_under(name: &str, prefix: &str) -> bool {
    name.strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests;
