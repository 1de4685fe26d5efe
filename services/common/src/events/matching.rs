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
                let text = "is the type of no event of this service: a resource and a verb, \
                            `kenes.consultation.v1.comment.created`, or `*` for the verb";
                wrong.push(Violation::new(
                    format!("types[{at}]"),
                    Reason::FieldInvalid,
                    text,
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

    /// Whether an event is wanted.
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

/// Whether a type is the one asked for, or one of those that `….*` stands for.
fn is_of(known: &str, asked: &str) -> bool {
    match asked.strip_suffix(".*") {
        Some(resource) => known.rsplit_once('.').is_some_and(|(of, _)| of == resource),
        None => known == asked,
    }
}

/// Whether a name is this one, or below it.
fn is_under(name: &str, prefix: &str) -> bool {
    name.strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kenes_proto::cloudevents::CloudEvent;

    fn event(kind: &str, resource: &str, topic: &str) -> Event {
        Event {
            index: 0,
            resource: resource.into(),
            topic: topic.into(),
            redacts: false,
            weight: 0,
            message: CloudEvent {
                r#type: format!("kenes.consultation.v1.{kind}"),
                ..Default::default()
            },
        }
    }

    fn matching(types: &[&str], resource: &str, draft_law: &str) -> Result<Matching, Error> {
        let types = types
            .iter()
            .map(|kind| format!("kenes.consultation.v1.{kind}"))
            .collect();
        Matching::new(
            &Resources::of("consultation.kenes"),
            types,
            resource,
            draft_law.into(),
        )
    }

    #[test]
    fn every_part_must_fit() {
        let comment = event(
            "comment.created",
            "consultations/c/comments/x",
            "draftLaws/a draftLaws/b",
        );
        for (types, resource, law, wanted) in [
            (&[][..], "", "", true),
            (&["comment.created"], "", "", true),
            (&["comment.*"], "", "", true),
            (
                &["hearing.held", "comment.created"],
                "consultations/c",
                "draftLaws/b",
                true,
            ),
            (&["comment.withdrawn"], "", "", false),
            (&["consultation.*"], "", "", false),
            (&[], "consultations", "", true),
            (&[], "consultations/c/", "", true),
            (&[], "consultations/c/comments/x", "", true),
            (&[], "consultations/c/comments/x/responses", "", false),
            (&[], "consult", "", false),
            (&[], "", "draftLaws/a", true),
            (&[], "", "draftLaws", false),
            (&["comment.*"], "recommendations", "draftLaws/a", false),
        ] {
            let matching = matching(types, resource, law).expect("known types");
            assert_eq!(
                matching.wants(&comment),
                wanted,
                "{types:?} {resource} {law}"
            );
        }
    }

    #[test]
    fn a_type_that_never_comes_is_refused_by_name() {
        let error = matching(&["comment.created", "comment.sung", "*", "comment"], "", "")
            .expect_err("refused");
        let fields: Vec<&str> = error.fields().iter().map(|v| v.field.as_str()).collect();
        assert_eq!(fields, ["types[1]", "types[2]", "types[3]"]);
    }
}
