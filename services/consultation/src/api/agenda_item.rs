//! What is decided when agenda items are written.

use common::{
    Error,
    context::Context,
    names,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::{
    consultation::{self as pb, agenda_item::State},
    types::{Actor, ErrorReason as Reason},
};

use super::{Api, actor, changed, hearing, reference};
use crate::{
    domain::{agenda_item as rules, session},
    store::{
        agenda_item::{self, AgendaItems},
        hearing::Hearings,
    },
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
        let hearing = resource::get::<Hearings>(tx, names::parent(&item.name))?;
        session::check_not_cancelled(&hearing, "put on the agenda")?;
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

/// Refuses a point of an agenda that does not exist, or was withdrawn; none need be named, and the one that was `known` may have been
/// withdrawn since.
pub(super) fn check_point(
    tx: &mut dyn Tx,
    field: &str,
    item: &str,
    known: &str,
) -> Result<(), Error> {
    if item.is_empty() || item == known {
        return Ok(());
    }
    match resource::referred::<AgendaItems>(tx, field, item)?.state() {
        State::Withdrawn => {
            let say = format!("{item} was withdrawn: name a point that stands, or none");
            Err(Error::invalid(Reason::FieldInvalid, field, say))
        }
        _ => Ok(()),
    }
}

/// Asks the registry who speaks on a new point, and whether they may for whom they do.
pub(super) async fn name_new_speakers(
    api: &Api,
    context: &Context,
    request: &mut pb::CreateAgendaItemRequest,
) -> Result<(), Error> {
    let item = request.agenda_item.as_mut();
    let speakers = item.map_or(&mut [][..], |new| &mut new.speakers);
    name_speakers(api, context, &request.parent, speakers, &[]).await
}

/// The same of those that a change adds.
pub(super) async fn name_speakers_of(
    api: &Api,
    context: &Context,
    request: &mut pb::UpdateAgendaItemRequest,
) -> Result<(), Error> {
    let found = changed::merged::<AgendaItems, _>(api, context, request).await?;
    match (found, &mut request.agenda_item) {
        (Some((present, merged)), Some(patch)) if merged.speakers != present.speakers => {
            let hearing = names::parent(&present.name);
            name_speakers(
                api,
                context,
                hearing,
                &mut patch.speakers,
                &present.speakers,
            )
            .await
        }
        _ => Ok(()),
    }
}

async fn name_speakers(
    api: &Api,
    context: &Context,
    hearing: &str,
    speakers: &mut [Actor],
    known: &[Actor],
) -> Result<(), Error> {
    if speakers.is_empty() {
        return Ok(());
    }
    let as_of = hearing::asked_for(api, context, hearing).await?;
    for (n, speaker) in changed::new(speakers, known) {
        let field = format!("agenda_item.speakers[{n}]");
        actor::complete_speaker(&api.registry, &field, speaker, as_of).await?;
    }
    Ok(())
}
