//! What the registry knows of those who take part: that they exist, and the name to show.

use common::{Error, error::Kind};
use kenes_proto::types::{Actor, Place};

use super::claim;
use crate::{
    Registry,
    domain::claim::Claim,
    registry::{RegistryError, Shown, of_field},
};

/// What the registry knows of the organization that acts or is spoken for.
#[derive(Debug, Default)]
pub(super) struct Side {
    /// Its sector; empty where it is not known.
    pub(super) sector: String,
    /// Where it is, as far as that is known.
    pub(super) place: Option<Place>,
}

/// Fills in the name to show of an actor where it is missing, and returns what is known of the organization that acts or is
/// spoken for. An actor whom the registry does not know is refused; where the registry does
/// not answer, the record is not held up by it.
pub(super) async fn complete(
    registry: &Registry,
    field: &str,
    actor: &mut Actor,
) -> Result<Side, Error> {
    let (mut name_to_show, mut side) = (None, Side::default());
    for (part, name) in [
        ("person", &actor.person),
        ("organization", &actor.organization),
        ("on_behalf_of", &actor.on_behalf_of),
    ] {
        if name.is_empty() {
            continue;
        }
        let Some(shown) = known(registry, &format!("{field}.{part}"), name).await? else {
            return Ok(side);
        };
        // Whoever acts is shown, not whom they speak for.
        if part != "on_behalf_of" {
            name_to_show = name_to_show.or(shown.titles.into_iter().next());
        }
        side = Side {
            sector: shown.sector_code,
            place: shown.place,
        };
    }
    if actor.display_name.is_empty() {
        actor.display_name = name_to_show.map(|title| title.text).unwrap_or_default();
    }
    Ok(side)
}

/// The same for somebody who is to speak on the day of `as_of`: who the registry says held no mandate of the organization
/// that they speak for is refused.
pub(super) async fn complete_speaker(
    registry: &Registry,
    field: &str,
    actor: &mut Actor,
    as_of: i64,
) -> Result<(), Error> {
    complete(registry, field, actor).await?;
    match Claim::of_another(actor, as_of) {
        Some(claim) => claim::check(registry, field, &claim).await,
        None => Ok(()),
    }
}

/// What the registry shows of a person or an organization; `None` where it did not answer.
pub(super) async fn known(
    registry: &Registry,
    field: &str,
    name: &str,
) -> Result<Option<Shown>, Error> {
    match registry.shown(name).await {
        Ok(shown) => Ok(Some(shown)),
        Err(RegistryError::Refused(error)) if error.kind() == Kind::NotFound => {
            Err(of_field(error, field, name))
        }
        Err(_) => Ok(None),
    }
}
