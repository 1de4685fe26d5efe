//! What is decided when participations are written.

use common::{Error, context::Context, resource::Family, store::Tx};
use kenes_proto::{consultation as pb, methods::Carries};

use super::{Api, actor};
use crate::{domain::participation as rules, store::participation::Participations};

impl Family for Participations {
    fn before_write(
        _: &mut dyn Tx,
        _: &Context,
        _: Option<&pb::Participation>,
        participation: &mut pb::Participation,
    ) -> Result<(), Error> {
        rules::check(participation)
    }
}

/// Asks the registry who takes part.
pub(super) async fn name_actor<R: Carries<Resource = pb::Participation>>(
    api: &Api,
    _: &Context,
    request: &mut R,
) -> Result<(), Error> {
    match request.resource_mut().and_then(|new| new.actor.as_mut()) {
        Some(actor) => actor::complete(&api.registry, "participation.actor", actor).await,
        None => Ok(()),
    }
}
