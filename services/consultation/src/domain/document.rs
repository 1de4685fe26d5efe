//! Rules of what many resources carry: documents, sources, and who takes part.

use common::{Violation, date, text};
use kenes_proto::types::{Actor, Document, ErrorReason as Reason, Source};

const MAX_TITLE: usize = 500;

/// What is wrong with documents, beyond their shape.
pub(crate) fn check_all(field: &str, documents: &[Document]) -> Vec<Violation> {
    let each = documents.iter().enumerate();
    each.flat_map(|(n, document)| check(&format!("{field}[{n}]"), document))
        .collect()
}

/// What is wrong with a document, beyond its shape.
pub(crate) fn check(field: &str, document: &Document) -> Vec<Violation> {
    let mut wrong = text::check(
        &format!("{field}.titles"),
        &document.titles,
        MAX_TITLE,
        false,
    );
    let day = document.publish_date.as_ref();
    wrong.extend(date::check(&format!("{field}.publish_date"), day));
    wrong
}

/// A source says something: where it can be read, or what it is.
pub(crate) fn check_sources(field: &str, sources: &[Source]) -> Vec<Violation> {
    let silent = |source: &&Source| source.uri.is_empty() && source.note.trim().is_empty();
    let say = "give a uri, or say in note what the source is";
    let each = sources.iter().enumerate();
    each.filter(|(_, source)| silent(source))
        .map(|(n, _)| Violation::new(format!("{field}[{n}]"), Reason::FieldInvalid, say))
        .collect()
}

/// An act is somebody's.
pub(crate) fn check_actor(field: &str, actor: &Actor) -> Option<Violation> {
    let nobody = actor.person.is_empty()
        && actor.organization.is_empty()
        && actor.display_name.trim().is_empty();
    let say = "name a person or an organization, or give the name to show";
    nobody.then(|| Violation::new(field, Reason::FieldInvalid, say))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kenes_proto::gtype::Date;

    #[test]
    fn a_document_has_a_day_of_the_calendar() {
        let mut document = Document::default();
        assert!(check("d", &document).is_empty());
        document.publish_date = Some(Date {
            year: 2026,
            month: 2,
            day: 30,
        });
        let wrong = check_all("documents", &[Document::default(), document]);
        assert_eq!(wrong[0].field, "documents[1].publish_date");
    }

    #[test]
    fn a_source_and_an_actor_say_something() {
        let mut source = Source::default();
        assert_eq!(
            check_sources("s", std::slice::from_ref(&source))[0].field,
            "s[0]"
        );
        source.note = "The study".into();
        assert!(check_sources("s", &[source]).is_empty());
        let mut actor = Actor {
            role: "chair".into(),
            on_behalf_of: "//registry.kenes/organizations/o".into(),
            ..Default::default()
        };
        assert!(check_actor("a", &actor).is_some());
        actor.display_name = "A. Serikova".into();
        assert!(check_actor("a", &actor).is_none());
    }
}
