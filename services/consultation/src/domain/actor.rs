//! The rule of whoever acts: hearings, their agendas and their participants name people and organizations.

use common::Violation;
use kenes_proto::types::{Actor, ErrorReason as Reason};

/// What is wrong with an actor who is nobody.
pub(crate) fn check(field: &str, actor: &Actor) -> Option<Violation> {
    let nobody = actor.person.is_empty()
        && actor.organization.is_empty()
        && actor.display_name.trim().is_empty();
    let say = "name a person or an organization, or give the name to show";
    nobody.then(|| Violation::new(field, Reason::FieldInvalid, say))
}

/// What is wrong with an actor who speaks for an organization and is no person: only of a person can the registry say that
/// they may.
pub(crate) fn check_speaker(field: &str, actor: &Actor) -> Option<Violation> {
    let say = "name the person who speaks for the organization, or name it in organization instead";
    (actor.person.is_empty() && !actor.on_behalf_of.is_empty())
        .then(|| Violation::new(format!("{field}.person"), Reason::FieldInvalid, say))
}

/// What is wrong with an author who is an organization: it speaks through a person.
pub(crate) fn check_author(field: &str, author: &Actor) -> Option<Violation> {
    let say = "leave it out; an organization speaks through a person, who names it in on_behalf_of";
    (!author.organization.is_empty())
        .then(|| Violation::new(format!("{field}.organization"), Reason::FieldInvalid, say))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_actor_is_somebody() {
        let mut actor = Actor {
            role: "chair".into(),
            on_behalf_of: "//registry.kenes/organizations/o".into(),
            ..Default::default()
        };
        assert!(check("a", &actor).is_some());
        actor.display_name = "A. Serikova".into();
        assert!(check("a", &actor).is_none());
        let wrong = check_speaker("a", &actor).expect("a name is no person");
        assert_eq!(wrong.field, "a.person");
        actor.person = "//registry.kenes/persons/a".into();
        assert!(check_speaker("a", &actor).is_none());
    }
}
