//! What a standing in the registry allows.

use common::Error;
use kenes_proto::{
    registry::{Standing, organization::State},
    types::ErrorReason as Reason,
};

/// Refuses unless the organization was active and the subject held its mandate on that day.
pub(crate) fn check(standing: &Standing, subject: &str, organization: &str) -> Result<(), Error> {
    if standing.organization_state() != State::Active {
        let text = format!(
            "{organization} was not active on that day: {}",
            standing.organization_state().as_str_name()
        );
        return Err(Error::refused(
            Reason::StandingNotActive,
            organization,
            text,
        ));
    }
    if !standing.mandated {
        let text = format!("{subject} holds no mandate of {organization} on that day");
        return Err(
            Error::denied(Reason::StandingNotMandated, text).with("organization", organization)
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

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
