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
    }
}
