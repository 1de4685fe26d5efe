//! What is decided when agenda items are written.

use common::{Error, context::Context, names, resource::Family, store::Tx};
use kenes_proto::{consultation as pb, methods::Carries};

use super::{Api, actor, reference};
use crate::{
    domain::agenda_item as rules,
    store::agenda_item::{self, AgendaItems},
};

impl Family for AgendaItems {
    /// An item without a position gets the one after the last.
    fn before_write(
        tx: &mut dyn Tx,
        _: &Context,
        present: Option<&pb::AgendaItem>,
        item: &mut pb::AgendaItem,
    ) -> Result<(), Error> {
        rules::check(item)?;
        let known = present.map_or(&[][..], |present| &present.draft_laws);
        reference::draft_laws(tx, "agenda_item.draft_laws", &item.draft_laws, known)?;
        let versions = &item.draft_law_versions;
        reference::versions(tx, "agenda_item.draft_law_versions", versions)?;
        if item.order == 0 {
            item.order = agenda_item::next_position(tx, names::parent(&item.name))?;
        }
        Ok(())
    }
}

/// Asks the registry who speaks.
pub(super) async fn name_speakers<R: Carries<Resource = pb::AgendaItem>>(
    api: &Api,
    _: &Context,
    request: &mut R,
) -> Result<(), Error> {
    let speakers = request.resource_mut().map(|new| new.speakers.iter_mut());
    for (n, speaker) in speakers.into_iter().flatten().enumerate() {
        let field = format!("agenda_item.speakers[{n}]");
        actor::complete(&api.registry, &field, speaker).await?;
    }
    Ok(())
}
