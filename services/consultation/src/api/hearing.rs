//! Handlers of hearings.

use common::{
    Error,
    context::Context,
    mask,
    resource::{self, Total},
};
use kenes_proto::{
    Page,
    consultation::{self as pb, hearing::State},
};

use super::{Api, reference};
use crate::{domain::hearing as rules, store::hearing::Hearings};

pub(super) async fn create(
    api: &Api,
    context: Context,
    request: pb::CreateHearingRequest,
) -> Result<pb::Hearing, Error> {
    let mut new = request.hearing.unwrap_or_default();
    mask::strip(&mut new);
    rules::check(&new)?;
    new.set_state(State::Tentative);
    let name = context.new_name("", "hearings", &request.hearing_id, "h");
    api.app
        .write(context, move |tx, context| {
            reference::draft_laws(tx, "hearing.draft_laws", &new.draft_laws, &[])?;
            resource::create::<Hearings>(tx, context, name.clone(), new.clone())
        })
        .await
}

pub(super) async fn get(
    api: &Api,
    context: Context,
    request: pb::GetHearingRequest,
) -> Result<pb::Hearing, Error> {
    api.app
        .read(&context, move |tx| {
            resource::get::<Hearings>(tx, &request.name)
        })
        .await
}

pub(super) async fn list(
    api: &Api,
    context: Context,
    request: pb::ListHearingsRequest,
) -> Result<Page, Error> {
    api.app
        .read(&context, move |tx| {
            let query = common::query!(Hearings, request, None, request.show_deleted);
            resource::list(tx, &query, Total::Counted)
        })
        .await
}

pub(super) async fn update(
    api: &Api,
    context: Context,
    request: pb::UpdateHearingRequest,
) -> Result<pb::Hearing, Error> {
    api.app
        .write(context, move |tx, context| {
            let patch = request.hearing.clone().unwrap_or_default();
            let mask = request.update_mask.as_ref();
            let (present, merged) = resource::merge::<Hearings>(tx, &patch, mask)?;
            rules::check_update(&present, &merged)?;
            let (laws, known) = (&merged.draft_laws, &present.draft_laws);
            reference::draft_laws(tx, "hearing.draft_laws", laws, known)?;
            resource::save::<Hearings>(tx, context, merged)
        })
        .await
}

pub(super) async fn delete(
    api: &Api,
    context: Context,
    request: pb::DeleteHearingRequest,
) -> Result<pb::Hearing, Error> {
    api.app
        .write(context, move |tx, context| {
            let present = resource::live::<Hearings>(tx, &request.name)?;
            resource::check_etag::<Hearings>(&present, &request.etag)?;
            rules::check_deletable(&present)?;
            resource::delete::<Hearings>(tx, context, &request.name, &request.etag)
        })
        .await
}

pub(super) async fn undelete(
    api: &Api,
    context: Context,
    request: pb::UndeleteHearingRequest,
) -> Result<pb::Hearing, Error> {
    api.app
        .write(context, move |tx, context| {
            resource::undelete::<Hearings>(tx, context, &request.name, &request.etag)
        })
        .await
}

pub(super) async fn announce(
    api: &Api,
    context: Context,
    request: pb::AnnounceHearingRequest,
) -> Result<pb::Hearing, Error> {
    change(api, context, request.name, request.etag, |hearing, _| {
        rules::advance(hearing, State::Confirmed)
    })
    .await
}

pub(super) async fn reschedule(
    api: &Api,
    context: Context,
    request: pb::RescheduleHearingRequest,
) -> Result<pb::Hearing, Error> {
    let (name, etag) = (request.name.clone(), request.etag.clone());
    change(api, context, name, etag, move |hearing, now| {
        rules::reschedule(hearing, &request, now)
    })
    .await
}

pub(super) async fn cancel(
    api: &Api,
    context: Context,
    request: pb::CancelHearingRequest,
) -> Result<pb::Hearing, Error> {
    let reasons = request.reasons;
    change(
        api,
        context,
        request.name,
        request.etag,
        move |hearing, _| rules::cancel(hearing, reasons.clone()),
    )
    .await
}

pub(super) async fn hold(
    api: &Api,
    context: Context,
    request: pb::HoldHearingRequest,
) -> Result<pb::Hearing, Error> {
    let count = request.attendee_count;
    change(
        api,
        context,
        request.name,
        request.etag,
        move |hearing, now| rules::hold(hearing, count, now),
    )
    .await
}

pub(super) async fn publish_minutes(
    api: &Api,
    context: Context,
    request: pb::PublishMinutesRequest,
) -> Result<pb::Hearing, Error> {
    let (minutes, transcript) = (request.minutes.unwrap_or_default(), request.transcript);
    change(
        api,
        context,
        request.name,
        request.etag,
        move |hearing, now| {
            rules::publish_minutes(hearing, minutes.clone(), transcript.clone(), now)
        },
    )
    .await
}

/// A transition: `decide` changes the live hearing, or refuses.
async fn change(
    api: &Api,
    context: Context,
    name: String,
    etag: String,
    decide: impl Fn(&mut pb::Hearing, i64) -> Result<(), Error> + Send + 'static,
) -> Result<pb::Hearing, Error> {
    api.app
        .write(context, move |tx, context| {
            resource::change::<Hearings>(tx, context, &name, &etag, |_, hearing| {
                decide(hearing, context.now)
            })
        })
        .await
}
