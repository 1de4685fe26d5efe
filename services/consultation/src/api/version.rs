//! Handlers of the versions of a draft law.

use common::{
    Error,
    context::Context,
    mask, names,
    resource::{self, Total},
    store::Tx,
};
use kenes_proto::{Page, consultation as pb};
use pb::draft_law_version::State;

use super::{Api, expression};
use crate::{
    domain::{draft_law, version as rules},
    store::{
        carried_forward,
        draft_law::DraftLaws,
        stage::Stages,
        version::{self, Versions},
    },
};

pub(super) async fn create(
    api: &Api,
    context: Context,
    request: pb::CreateDraftLawVersionRequest,
) -> Result<pb::DraftLawVersion, Error> {
    let mut new = request.draft_law_version.unwrap_or_default();
    mask::strip(&mut new);
    rules::check(&new)?;
    let name = context.new_name(
        &request.parent,
        "versions",
        &request.draft_law_version_id,
        "v",
    );
    new.name.clone_from(&name.name);
    new.set_state(State::Draft);
    api.app
        .write(context, move |tx, context| {
            let law = resource::live::<DraftLaws>(tx, &request.parent)?;
            let mut new = new.clone();
            if new.base_version.is_empty() {
                new.base_version = law.current_version;
            }
            check_references(tx, &new)?;
            let ordinal = version::count(tx, &request.parent)? + 1;
            new.ordinal = i32::try_from(ordinal).map_err(Error::internal)?;
            resource::create::<Versions>(tx, context, name.clone(), new)
        })
        .await
}

pub(super) async fn get(
    api: &Api,
    context: Context,
    request: pb::GetDraftLawVersionRequest,
) -> Result<pb::DraftLawVersion, Error> {
    api.app
        .read(&context, move |tx| {
            resource::get::<Versions>(tx, &request.name)
        })
        .await
}

pub(super) async fn list(
    api: &Api,
    context: Context,
    request: pb::ListDraftLawVersionsRequest,
) -> Result<Page, Error> {
    api.app
        .read(&context, move |tx| {
            resource::get::<DraftLaws>(tx, &request.parent)?;
            let query = common::query!(Versions, request, Some(request.parent.as_str()), false);
            resource::list(tx, &query, Total::Counted)
        })
        .await
}

pub(super) async fn update(
    api: &Api,
    context: Context,
    request: pb::UpdateDraftLawVersionRequest,
) -> Result<pb::DraftLawVersion, Error> {
    api.app
        .write(context, move |tx, context| {
            let patch = request.draft_law_version.clone().unwrap_or_default();
            let (present, mut merged) =
                resource::merge::<Versions>(tx, &patch, request.update_mask.as_ref())?;
            rules::check_draft(&present)?;
            rules::check(&merged)?;
            check_references(tx, &merged)?;
            if merged.base_version != present.base_version && !merged.expressions.is_empty() {
                expression::derive_again(tx, context, &merged)?;
            }
            let law = resource::get::<DraftLaws>(tx, names::parent(&merged.name))?;
            rules::name_expressions(&mut merged, &law.akn_work_iri);
            resource::save::<Versions>(tx, context, merged)
        })
        .await
}

pub(super) async fn publish(
    api: &Api,
    context: Context,
    request: pb::PublishDraftLawVersionRequest,
) -> Result<pb::DraftLawVersion, Error> {
    api.app
        .write(context, move |tx, context| {
            let mut law = resource::live::<DraftLaws>(tx, names::parent(&request.name))?;
            let mut new = resource::get::<Versions>(tx, &request.name)?;
            resource::check_etag::<Versions>(&new, &request.etag)?;
            rules::publish(&mut new, context.now)?;
            draft_law::check_active(&law)?;
            rules::name_expressions(&mut new, &law.akn_work_iri);
            for earlier in version::frozen(tx, &law.name)? {
                carried_forward::record(tx, &earlier, &new)?;
                supersede(tx, context, earlier)?;
            }
            law.current_version.clone_from(&new.name);
            resource::save::<DraftLaws>(tx, &context.without_request_id(), law)?;
            resource::save::<Versions>(tx, context, new)
        })
        .await
}

fn supersede(
    tx: &mut dyn Tx,
    context: &Context,
    mut earlier: pb::DraftLawVersion,
) -> Result<(), Error> {
    if earlier.state() == State::Published {
        earlier.set_state(State::Superseded);
        resource::save::<Versions>(tx, &context.without_request_id(), earlier)?;
    }
    Ok(())
}

/// Stage and base are of the same draft law, and the base no longer changes.
fn check_references(tx: &mut dyn Tx, version: &pb::DraftLawVersion) -> Result<(), Error> {
    let law = names::parent(&version.name);
    if !version.stage.is_empty() {
        let field = "draft_law_version.stage";
        rules::check_same_law(field, law, &version.stage)?;
        resource::referred::<Stages>(tx, field, &version.stage)?;
    }
    if !version.base_version.is_empty() {
        let field = "draft_law_version.base_version";
        rules::check_same_law(field, law, &version.base_version)?;
        let base = resource::referred::<Versions>(tx, field, &version.base_version)?;
        rules::check_frozen(&base)?;
    }
    Ok(())
}
