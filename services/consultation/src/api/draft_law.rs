//! Handlers of draft laws.

use common::{
    Error,
    context::Context,
    mask,
    resource::{self, Total},
    store::Tx,
};
use kenes_proto::{Page, consultation as pb, types::ErrorReason as Reason};

use super::Api;
use crate::{
    domain::{draft_law as rules, version},
    store::{draft_law::DraftLaws, version::Versions},
};

pub(super) async fn create(
    api: &Api,
    context: Context,
    request: pb::CreateDraftLawRequest,
) -> Result<pb::DraftLaw, Error> {
    let mut new = request.draft_law.unwrap_or_default();
    mask::strip(&mut new);
    let name = context.new_name("", "draftLaws", &request.draft_law_id, "d");
    new.name.clone_from(&name.name);
    new.set_state(pb::draft_law::State::Active);
    new.akn_work_iri = rules::work_iri(&new);
    rules::check(&new)?;
    api.app
        .write(context, move |tx, context| {
            check_related(tx, &new)?;
            resource::create::<DraftLaws>(tx, context, name.clone(), new.clone())
        })
        .await
}

pub(super) async fn get(
    api: &Api,
    context: Context,
    request: pb::GetDraftLawRequest,
) -> Result<pb::DraftLaw, Error> {
    api.app
        .read(&context, move |tx| {
            resource::get::<DraftLaws>(tx, &request.name)
        })
        .await
}

pub(super) async fn list(
    api: &Api,
    context: Context,
    request: pb::ListDraftLawsRequest,
) -> Result<Page, Error> {
    api.app
        .read(&context, move |tx| {
            let query = common::query!(DraftLaws, request, None, request.show_deleted);
            resource::list(tx, &query, Total::Counted)
        })
        .await
}

pub(super) async fn update(
    api: &Api,
    context: Context,
    request: pb::UpdateDraftLawRequest,
) -> Result<pb::DraftLaw, Error> {
    api.app
        .write(context, move |tx, context| {
            let patch = request.draft_law.clone().unwrap_or_default();
            let (_, mut merged) =
                resource::merge::<DraftLaws>(tx, &patch, request.update_mask.as_ref())?;
            rules::check(&merged)?;
            check_related(tx, &merged)?;
            merged.akn_work_iri = rules::work_iri(&merged);
            resource::save::<DraftLaws>(tx, context, merged)
        })
        .await
}

pub(super) async fn delete(
    api: &Api,
    context: Context,
    request: pb::DeleteDraftLawRequest,
) -> Result<pb::DraftLaw, Error> {
    api.app
        .write(context, move |tx, context| {
            let law = resource::live::<DraftLaws>(tx, &request.name)?;
            if !law.current_version.is_empty() {
                let text = format!(
                    "{} is published and stays; withdraw the draft law instead",
                    law.current_version
                );
                return Err(Error::refused(
                    Reason::ResourceInUse,
                    law.current_version,
                    text,
                ));
            }
            resource::delete::<DraftLaws>(tx, context, &request.name, &request.etag)
        })
        .await
}

pub(super) async fn undelete(
    api: &Api,
    context: Context,
    request: pb::UndeleteDraftLawRequest,
) -> Result<pb::DraftLaw, Error> {
    api.app
        .write(context, move |tx, context| {
            resource::undelete::<DraftLaws>(tx, context, &request.name, &request.etag)
        })
        .await
}

pub(super) async fn withdraw(
    api: &Api,
    context: Context,
    request: pb::WithdrawDraftLawRequest,
) -> Result<pb::DraftLaw, Error> {
    rules::check_reasons(&request.reasons)?;
    api.app
        .write(context, move |tx, context| {
            let reasons = request.reasons.clone();
            resource::change::<DraftLaws>(
                tx,
                context,
                &request.name,
                &request.etag,
                move |_, law| rules::withdraw(law, reasons),
            )
        })
        .await
}

pub(super) async fn enact(
    api: &Api,
    context: Context,
    request: pb::EnactDraftLawRequest,
) -> Result<pb::DraftLaw, Error> {
    version::check_same_law("version", &request.name, &request.version)?;
    api.app
        .write(context, move |tx, context| {
            resource::change::<DraftLaws>(tx, context, &request.name, &request.etag, |tx, law| {
                let version = resource::referred::<Versions>(tx, "version", &request.version)?;
                rules::enact(law, &version, request.act_iri.clone())
            })
        })
        .await
}

fn check_related(tx: &mut dyn Tx, law: &pb::DraftLaw) -> Result<(), Error> {
    for (n, related) in law.related.iter().enumerate() {
        let field = format!("draft_law.related[{n}].draft_law");
        resource::referred::<DraftLaws>(tx, &field, &related.draft_law)?;
    }
    Ok(())
}
