//! Handlers of stages.

use common::{
    Error,
    context::{Context, NewName},
    date, mask,
    resource::{self, Total},
    store::Tx,
};
use kenes_proto::{Page, consultation as pb};

use super::Api;
use crate::{
    domain::{draft_law, stage as rules},
    store::{draft_law::DraftLaws, stage::Stages},
};

pub(super) async fn create(
    api: &Api,
    context: Context,
    request: pb::CreateStageRequest,
) -> Result<pb::Stage, Error> {
    let mut new = request.stage.unwrap_or_default();
    mask::strip(&mut new);
    rules::check(&new)?;
    let name = context.new_name(&request.parent, "stages", &request.stage_id, "s");
    new.name.clone_from(&name.name);
    api.app
        .write(context, move |tx, context| {
            let law = resource::live::<DraftLaws>(tx, &request.parent)?;
            rules::check_alone(&law.current_stage, &new, context.now)?;
            resource::create::<Stages>(tx, context, name.clone(), new.clone())
        })
        .await
}

pub(super) async fn get(
    api: &Api,
    context: Context,
    request: pb::GetStageRequest,
) -> Result<pb::Stage, Error> {
    api.app
        .read(&context, move |tx| {
            resource::get::<Stages>(tx, &request.name)
        })
        .await
}

pub(super) async fn list(
    api: &Api,
    context: Context,
    request: pb::ListStagesRequest,
) -> Result<Page, Error> {
    api.app
        .read(&context, move |tx| {
            resource::get::<DraftLaws>(tx, &request.parent)?;
            let query = common::query!(Stages, request, Some(request.parent.as_str()), false);
            resource::list(tx, &query, Total::Counted)
        })
        .await
}

pub(super) async fn update(
    api: &Api,
    context: Context,
    request: pb::UpdateStageRequest,
) -> Result<pb::Stage, Error> {
    api.app
        .write(context, move |tx, context| {
            let patch = request.stage.clone().unwrap_or_default();
            let (_, merged) = resource::merge::<Stages>(tx, &patch, request.update_mask.as_ref())?;
            rules::check(&merged)?;
            let law = resource::get::<DraftLaws>(tx, common::names::parent(&merged.name))?;
            rules::check_present(&law.current_stage, &merged)?;
            rules::check_alone(&law.current_stage, &merged, context.now)?;
            resource::save::<Stages>(tx, context, merged)
        })
        .await
}

pub(super) async fn advance(
    api: &Api,
    context: Context,
    request: pb::AdvanceStageRequest,
) -> Result<pb::DraftLaw, Error> {
    let mut next = request.stage.unwrap_or_default();
    mask::strip(&mut next);
    next.start_time.get_or_insert(date::timestamp(context.now));
    rules::check_next(&next)?;
    let name = context.new_name(&request.name, "stages", &request.stage_id, "s");
    api.app
        .write(context, move |tx, context| {
            let outcome = request.outcome_code.as_str();
            resource::change::<DraftLaws>(tx, context, &request.name, &request.etag, |tx, law| {
                draft_law::check_active(law)?;
                end_present(tx, context, law, &next, outcome)?;
                law.current_stage = begin(tx, context, name.clone(), next.clone())?;
                Ok(())
            })
        })
        .await
}

fn end_present(
    tx: &mut dyn Tx,
    context: &Context,
    law: &pb::DraftLaw,
    next: &pb::Stage,
    outcome: &str,
) -> Result<(), Error> {
    if law.current_stage.is_empty() {
        return rules::check_first(outcome);
    }
    let mut present = resource::get::<Stages>(tx, &law.current_stage)?;
    rules::end(&mut present, next, outcome)?;
    resource::save::<Stages>(tx, &context.without_request_id(), present)?;
    Ok(())
}

fn begin(
    tx: &mut dyn Tx,
    context: &Context,
    name: NewName,
    next: pb::Stage,
) -> Result<String, Error> {
    resource::create::<Stages>(tx, &context.without_request_id(), name, next)
        .map(|stage| stage.name)
}
