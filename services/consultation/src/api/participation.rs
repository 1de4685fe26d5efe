//! Handlers of participations.

use common::{
    Error,
    context::Context,
    mask,
    resource::{self, Total},
};
use kenes_proto::{Page, consultation as pb};

use super::{Api, actor};
use crate::{
    domain::participation as rules,
    store::{hearing::Hearings, participation::Participations},
};

pub(super) async fn create(
    api: &Api,
    context: Context,
    request: pb::CreateParticipationRequest,
) -> Result<pb::Participation, Error> {
    let mut new = request.participation.unwrap_or_default();
    mask::strip(&mut new);
    rules::check(&new)?;
    complete(api, &mut new).await?;
    let (parent, id) = (request.parent, request.participation_id);
    let name = context.new_name(&parent, "participations", &id, "p");
    api.app
        .write(context, move |tx, context| {
            resource::live::<Hearings>(tx, &parent)?;
            resource::create::<Participations>(tx, context, name.clone(), new.clone())
        })
        .await
}

pub(super) async fn get(
    api: &Api,
    context: Context,
    request: pb::GetParticipationRequest,
) -> Result<pb::Participation, Error> {
    api.app
        .read(&context, move |tx| {
            resource::get::<Participations>(tx, &request.name)
        })
        .await
}

pub(super) async fn list(
    api: &Api,
    context: Context,
    request: pb::ListParticipationsRequest,
) -> Result<Page, Error> {
    api.app
        .read(&context, move |tx| {
            if request.parent != "hearings/-" {
                resource::get::<Hearings>(tx, &request.parent)?;
            }
            let parent = Some(request.parent.as_str());
            let query = common::query!(Participations, request, parent, false);
            resource::list(tx, &query, Total::Counted)
        })
        .await
}

pub(super) async fn update(
    api: &Api,
    context: Context,
    request: pb::UpdateParticipationRequest,
) -> Result<pb::Participation, Error> {
    let mut patch = request.participation.unwrap_or_default();
    complete(api, &mut patch).await?;
    api.app
        .write(context, move |tx, context| {
            let mask = request.update_mask.as_ref();
            let (_, merged) = resource::merge::<Participations>(tx, &patch, mask)?;
            rules::check(&merged)?;
            resource::save::<Participations>(tx, context, merged)
        })
        .await
}

async fn complete(api: &Api, participation: &mut pb::Participation) -> Result<(), Error> {
    match &mut participation.actor {
        Some(actor) => actor::complete(&api.registry, "participation.actor", actor).await,
        None => Ok(()),
    }
}
