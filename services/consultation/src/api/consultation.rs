//! Handlers of consultations.

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
    domain::consultation as rules,
    store::{consultation::Consultations, counts, version::Versions},
};

pub(super) async fn create(
    api: &Api,
    context: Context,
    request: pb::CreateConsultationRequest,
) -> Result<pb::Consultation, Error> {
    let mut new = request.consultation.unwrap_or_default();
    mask::strip(&mut new);
    rules::check(&mut new)?;
    let name = context.new_name("", "consultations", &request.consultation_id, "c");
    write(api, context, move |tx, context| {
        check_versions(tx, &new)?;
        resource::create::<Consultations>(tx, context, name.clone(), new.clone())
    })
    .await
}

pub(super) async fn get(
    api: &Api,
    context: Context,
    request: pb::GetConsultationRequest,
) -> Result<pb::Consultation, Error> {
    let now = context.now;
    api.app
        .read(&context, move |tx| {
            let found = resource::get::<Consultations>(tx, &request.name)?;
            rendered(tx, found, now)
        })
        .await
}

pub(super) async fn list(
    api: &Api,
    context: Context,
    request: pb::ListConsultationsRequest,
) -> Result<Page, Error> {
    let now = context.now;
    api.app
        .read(&context, move |tx| {
            let query = common::query!(Consultations, request, None, false);
            resource::list_rendered(tx, &query, Total::Counted, |tx, found| {
                rendered(tx, found, now)
            })
        })
        .await
}

pub(super) async fn update(
    api: &Api,
    context: Context,
    request: pb::UpdateConsultationRequest,
) -> Result<pb::Consultation, Error> {
    write(api, context, move |tx, context| {
        let patch = request.consultation.clone().unwrap_or_default();
        let mask = request.update_mask.as_ref();
        let (present, mut merged) = resource::merge::<Consultations>(tx, &patch, mask)?;
        rules::check(&mut merged)?;
        rules::check_update(&present, &merged)?;
        check_versions(tx, &merged)?;
        resource::save::<Consultations>(tx, context, merged)
    })
    .await
}

pub(super) async fn announce(
    api: &Api,
    context: Context,
    request: pb::AnnounceConsultationRequest,
) -> Result<pb::Consultation, Error> {
    write(api, context, move |tx, context| {
        let (name, etag) = (&request.name, &request.etag);
        resource::change::<Consultations>(tx, context, name, etag, |tx, it| {
            rules::announce(it, context.now)?;
            for version in &it.draft_law_versions {
                published(tx, "draft_law_versions", version)?;
            }
            Ok(())
        })
    })
    .await
}

pub(super) async fn extend(
    api: &Api,
    context: Context,
    request: pb::ExtendConsultationRequest,
) -> Result<pb::Consultation, Error> {
    rules::check_reasons(&request.reasons)?;
    write(api, context, move |tx, context| {
        let (name, etag) = (&request.name, &request.etag);
        resource::change::<Consultations>(tx, context, name, etag, |_, it| {
            rules::extend(it, context.now, request.close_time, request.reasons.clone())
        })
    })
    .await
}

pub(super) async fn cancel(
    api: &Api,
    context: Context,
    request: pb::CancelConsultationRequest,
) -> Result<pb::Consultation, Error> {
    rules::check_reasons(&request.reasons)?;
    write(api, context, move |tx, context| {
        let (name, etag) = (&request.name, &request.etag);
        resource::change::<Consultations>(tx, context, name, etag, |_, it| {
            rules::cancel(it, context.now, request.reasons.clone())
        })
    })
    .await
}

/// Writes, and answers what was written as it is now: a retry's answer was stored without its state and its count.
async fn write<F>(api: &Api, context: Context, work: F) -> Result<pb::Consultation, Error>
where
    F: FnMut(&mut dyn Tx, &Context) -> Result<pb::Consultation, Error> + Send + 'static,
{
    let written = api.app.write(context.clone(), work).await?;
    let now = context.now;
    api.app
        .read(&context, move |tx| rendered(tx, written.clone(), now))
        .await
}

fn rendered(
    tx: &mut dyn Tx,
    mut consultation: pb::Consultation,
    now: i64,
) -> Result<pb::Consultation, Error> {
    rules::render(&mut consultation, now);
    counts::fill(tx, &mut consultation)?;
    Ok(consultation)
}

fn check_versions(tx: &mut dyn Tx, consultation: &pb::Consultation) -> Result<(), Error> {
    for (n, version) in consultation.draft_law_versions.iter().enumerate() {
        let field = format!("consultation.draft_law_versions[{n}]");
        resource::referred::<Versions>(tx, &field, version)?;
    }
    Ok(())
}

/// Refuses a version that is not there, or not published yet: `REFERENCE_NOT_FOUND`, `VERSION_NOT_PUBLISHED`.
pub(super) fn published(tx: &mut dyn Tx, field: &str, version: &str) -> Result<(), Error> {
    let found = resource::referred::<Versions>(tx, field, version)?;
    match found.state() {
        pb::draft_law_version::State::Draft => {
            let text = format!("{version} is a draft: publish it first");
            Err(Error::refused(Reason::VersionNotPublished, version, text))
        }
        _ => Ok(()),
    }
}
