//! What the registry knows of those who take part: that they exist, and the name to show.

use common::{Error, error::Kind};
use kenes_proto::{gtype::LocalizedText, types::Actor};

use super::claim;
use crate::{
    Registry,
    domain::claim::Claim,
    registry::{RegistryError, of_field},
};

/// Fills in the name to show of an actor where it is missing. An actor whom the registry does not know is refused; where
/// the registry does not answer, the record is not held up by it.
pub(super) async fn complete(
    registry: &Registry,
    field: &str,
    actor: &mut Actor,
) -> Result<(), Error> {
    let mut shown = None;
    for (part, name) in [
        ("person", &actor.person),
        ("organization", &actor.organization),
        ("on_behalf_of", &actor.on_behalf_of),
    ] {
        if name.is_empty() {
            continue;
        }
        let Some(titles) = known(registry, &format!("{field}.{part}"), name).await? else {
            return Ok(());
        };
        // Whoever acts is shown, not whom they speak for.
        if part != "on_behalf_of" {
            shown = shown.or(titles.into_iter().next());
        }
    }
    if actor.display_name.is_empty() {
        actor.display_name = shown.map(|title| title.text).unwrap_or_default();
    }
    Ok(())
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

/// The titles of a person or an organization; `None` where the registry did not answer.
async fn known(
    registry: &Registry,
    field: &str,
    name: &str,
) -> Result<Option<Vec<LocalizedText>>, Error> {
    match registry.titles(name).await {
        Ok(titles) => Ok(Some(titles)),
        Err(RegistryError::Refused(error)) if error.kind() == Kind::NotFound => {
            Err(of_field(error, field, name))
        }
        Err(_) => Ok(None),
    }
}
