//! What is decided when agenda items are written.

use common::{Error, context::Context, names, resource::Family, store::Tx};
use kenes_proto::consultation::{self as pb, agenda_item::State};

use super::{Api, actor, hearing, reference};
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
        present.map_or(Ok(()), rules::check_scheduled)?;
        item.set_state(State::Scheduled);
        let known = present.map_or(&[][..], |present| &present.draft_laws);
        reference::draft_laws(tx, "agenda_item.draft_laws", &item.draft_laws, known)?;
        let versions = &item.draft_law_versions;
        reference::versions(tx, "agenda_item.draft_law_versions", versions)?;
        if item.order == 0 {
            item.order = agenda_item::next_position(tx, names::parent(&item.name))?;
        }
        match agenda_item::at_position(tx, item)? {
            Some(other) => Err(rules::taken(item, other)),
            None => Ok(()),
        }
    }
}

/// Asks the registry who speaks on a new point, and whether they may for whom they do.
pub(super) async fn name_new_speakers(
    api: &Api,
    context: &Context,
    request: &mut pb::CreateAgendaItemRequest,
) -> Result<(), Error> {
    let hearing = request.parent.clone();
    name_speakers(api, context, &hearing, request.agenda_item.as_mut()).await
}

/// The same of a point that changes.
pub(super) async fn name_speakers_of(
    api: &Api,
    context: &Context,
    request: &mut pb::UpdateAgendaItemRequest,
) -> Result<(), Error> {
    let item = request.agenda_item.as_mut();
    let hearing = item
        .as_ref()
        .map_or("", |item| names::parent(&item.name))
        .to_owned();
    name_speakers(api, context, &hearing, item).await
}

async fn name_speakers(
    api: &Api,
    context: &Context,
    hearing: &str,
    item: Option<&mut pb::AgendaItem>,
) -> Result<(), Error> {
    let speakers = item.map_or(&mut [][..], |item| &mut item.speakers);
    if speakers.is_empty() {
        return Ok(());
    }
    let as_of = hearing::asked_for(api, context, hearing).await?;
    for (n, speaker) in speakers.iter_mut().enumerate() {
        let field = format!("agenda_item.speakers[{n}]");
        actor::complete_speaker(&api.registry, &field, speaker, as_of).await?;
    }
    Ok(())
}
