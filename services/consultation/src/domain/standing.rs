//! What a standing in the registry allows.

use common::{Error, names, state};
use kenes_proto::{
    registry::{Standing, organization::State},
    types::{Actor, ErrorReason as Reason},
};

use super::REGISTRY;

/// Refuses unless the organization was active and the subject held its mandate on that day.
pub(crate) fn check(standing: &Standing, subject: &str, organization: &str) -> Result<(), Error> {
    if standing.organization_state() != State::Active {
        let text = format!(
            "{organization} was not active on that day: {}",
            state::short(standing.organization_state().as_str_name())
        );
        return Err(Error::refused(
            Reason::StandingNotActive,
            organization,
            text,
        ));
    }
    if !standing.mandated {
        let text =
            format!("{subject} held no mandate of {organization} with this power on that day");
        return Err(
            Error::denied(Reason::StandingNotMandated, text).with("organization", organization)
        );
    }
    Ok(())
}

/// Refuses a person in `field` who is not the one that the mandate names: nobody speaks in another's name.
pub(crate) fn check_speaker(field: &str, actor: &Actor, standing: &Standing) -> Result<(), Error> {
    let speaker = names::full(REGISTRY, &standing.person);
    if actor.person.is_empty() || actor.person == speaker {
        return Ok(());
    }
    let say = format!("the mandate is held by {speaker}: name that person, or leave the field out");
    Err(Error::invalid(Reason::FieldInvalid, field, say))
}

/// Names the person who speaks where the caller did not, and shows them as the registry does, whatever the caller wrote.
pub(crate) fn name_speaker(actor: &mut Actor, standing: &Standing) {
    if standing.person.is_empty() {
        return;
    }
    let speaker = names::full(REGISTRY, &standing.person);
    if actor.person.is_empty() {
        actor.person = speaker;
    } else if actor.person != speaker {
        return;
    }
    if !standing.person_display_name.is_empty() {
        actor.display_name.clone_from(&standing.person_display_name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_speaker_is_named_unless_another_is() {
        let standing = Standing {
            person: "persons/aigul".into(),
            person_display_name: "Aigul".into(),
            ..Default::default()
        };
        let named = |person: &str| {
            let mut actor = Actor {
                person: person.into(),
                ..Default::default()
            };
            name_speaker(&mut actor, &standing);
            (actor.person, actor.display_name)
        };
        let aigul = "//registry.kenes/persons/aigul";
        assert_eq!(named(""), (aigul.into(), "Aigul".into()));
        assert_eq!(named(aigul), (aigul.into(), "Aigul".into()));
        assert_eq!(named("//registry.kenes/persons/b").1, "");
    }

    #[test]
    fn only_an_active_organization_speaks_through_its_mandate() {
        let mut standing = Standing {
            mandated: true,
            ..Default::default()
        };
        let reason = |standing: &Standing| check(standing, "s", "o").map_err(|e| e.reason()).err();
        assert_eq!(
            reason(&standing),
            Some(Reason::StandingNotActive),
            "unknown is not active"
        );
        standing.set_organization_state(State::Suspended);
        assert_eq!(reason(&standing), Some(Reason::StandingNotActive));
        standing.set_organization_state(State::Active);
        assert_eq!(reason(&standing), None);
        standing.mandated = false;
        assert_eq!(reason(&standing), Some(Reason::StandingNotMandated));
    }
}
