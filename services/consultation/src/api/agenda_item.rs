//! Handlers of agenda items.

use common::{
    Error,
    context::Context,
    mask,
    resource::{self, Total},
    store::Tx,
};
use kenes_proto::{Page, consultation as pb};

use super::{Api, actor, reference};
use crate::{
    domain::agenda_item as rules,
    store::{
        agenda_item::{self, AgendaItems},
        hearing::Hearings,
    },
};

pub(super) async fn create(
    api: &Api,
    context: Context,
    request: pb::CreateAgendaItemRequest,
) -> Result<pb::AgendaItem, Error> {
    let mut new = request.agenda_item.unwrap_or_default();
    mask::strip(&mut new);
    rules::check(&new)?;
    complete(api, &mut new).await?;
    let (parent, id) = (request.parent, request.agenda_item_id);
    let name = context.new_name(&parent, "agendaItems", &id, "a");
    api.app
        .write(context, move |tx, context| {
            resource::live::<Hearings>(tx, &parent)?;
            let mut item = new.clone();
            settle(tx, &parent, &mut item, &[])?;
            resource::create::<AgendaItems>(tx, context, name.clone(), item)
        })
        .await
}

pub(super) async fn get(
    api: &Api,
    context: Context,
    request: pb::GetAgendaItemRequest,
) -> Result<pb::AgendaItem, Error> {
    api.app
        .read(&context, move |tx| {
            resource::get::<AgendaItems>(tx, &request.name)
        })
        .await
}

pub(super) async fn list(
    api: &Api,
    context: Context,
    request: pb::ListAgendaItemsRequest,
) -> Result<Page, Error> {
    api.app
        .read(&context, move |tx| {
            resource::get::<Hearings>(tx, &request.parent)?;
            let parent = Some(request.parent.as_str());
            let query = common::query!(AgendaItems, request, parent, false);
            resource::list(tx, &query, Total::Counted)
        })
        .await
}

pub(super) async fn update(
    api: &Api,
    context: Context,
    request: pb::UpdateAgendaItemRequest,
) -> Result<pb::AgendaItem, Error> {
    let mut patch = request.agenda_item.unwrap_or_default();
    complete(api, &mut patch).await?;
    api.app
        .write(context, move |tx, context| {
            let mask = request.update_mask.as_ref();
            let (present, mut merged) = resource::merge::<AgendaItems>(tx, &patch, mask)?;
            rules::check(&merged)?;
            let hearing = common::names::parent(&merged.name).to_owned();
            settle(tx, &hearing, &mut merged, &present.draft_laws)?;
            resource::save::<AgendaItems>(tx, context, merged)
        })
        .await
}

/// Refuses references to what is not there, and gives a point without a place the one after the last.
fn settle(
    tx: &mut dyn Tx,
    hearing: &str,
    item: &mut pb::AgendaItem,
    known: &[String],
) -> Result<(), Error> {
    reference::draft_laws(tx, "agenda_item.draft_laws", &item.draft_laws, known)?;
    let versions = &item.draft_law_versions;
    reference::versions(tx, "agenda_item.draft_law_versions", versions)?;
    if item.order == 0 {
        item.order = agenda_item::next_place(tx, hearing)?;
    }
    Ok(())
}

async fn complete(api: &Api, item: &mut pb::AgendaItem) -> Result<(), Error> {
    for (n, speaker) in item.speakers.iter_mut().enumerate() {
        let field = format!("agenda_item.speakers[{n}]");
        actor::complete(&api.registry, &field, speaker).await?;
    }
    Ok(())
}
