//! What the registry knows of those who take part: that they exist, and the name to show.

use common::{Error, error::Kind};
use kenes_proto::types::{Actor, ErrorReason as Reason};

use crate::{Registry, registry::Silence};

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
        match registry.title(name).await {
            // Whoever acts is shown, not whom they speak for.
            Ok(title) if part != "on_behalf_of" => shown = shown.or(Some(title)),
            Ok(_) => {}
            Err(Silence::Refused(error)) if error.kind() == Kind::NotFound => {
                let say = format!("{name} does not exist");
                let field = format!("{field}.{part}");
                return Err(Error::invalid(Reason::ReferenceNotFound, field, say));
            }
            Err(Silence::Refused(_)) => {}
            Err(Silence::Unanswered(_)) => return Ok(()),
        }
    }
    if actor.display_name.is_empty() {
        actor.display_name = shown.unwrap_or_default();
    }
    Ok(())
}
