//! Handlers of recommendations. Their answers are in `recommendation_response`.

use std::collections::HashSet;

use common::{
    Error,
    context::Context,
    date, mask,
    resource::{self, Total},
    store::Tx,
};
use kenes_proto::{
    Page,
    consultation::{self as pb, recommendation::State},
    types::ErrorReason as Reason,
};

use super::{Api, actor, reference};
use crate::{
    domain::{
        recommendation as rules,
        vote::{self, Body},
    },
    store::{
        comment::Comments,
        recommendation::{self, Recommendations},
    },
};

/// The power that acts of the body need: adopting, sending, recalling, readdressing.
const SIGN: &str = "sign";
/// The power that is enough to write drafts.
const MANAGE: &str = "manage";

pub(super) async fn create(
    api: &Api,
    context: Context,
    request: pb::CreateRecommendationRequest,
) -> Result<pb::Recommendation, Error> {
    let mut new = request.recommendation.unwrap_or_default();
    mask::strip(&mut new);
    rules::check(&new)?;
    new.set_state(State::Draft);
    let allowed = async {
        may_draft(api, &context, &new.body).await?;
        check_addressees(api, &new).await
    };
    if let Err(error) = allowed.await {
        return api.app.unless_retried(&context, error).await;
    }
    let id = &request.recommendation_id;
    let name = context.new_name("", "recommendations", id, "r");
    api.app
        .write(context, move |tx, context| {
            let mut new = new.clone();
            refer(tx, &mut new, &[])?;
            recommendation::create(tx, context, name.clone(), new)
        })
        .await
}

pub(super) async fn get(
    api: &Api,
    context: Context,
    request: pb::GetRecommendationRequest,
) -> Result<pb::Recommendation, Error> {
    let now = context.now;
    api.app
        .read(&context, move |tx| {
            let time = request.as_of_time.as_ref();
            let found = resource::get_as_of::<Recommendations>(tx, &request.name, time)?;
            recommendation::render(tx, found, time.map_or(now, date::micros))
        })
        .await
}

pub(super) async fn list(
    api: &Api,
    context: Context,
    request: pb::ListRecommendationsRequest,
) -> Result<Page, Error> {
    let now = context.now;
    api.app
        .read(&context, move |tx| {
            let query = common::query!(Recommendations, request, None, false);
            resource::list_rendered(tx, &query, Total::Counted, |tx, it| {
                recommendation::render(tx, it, now)
            })
        })
        .await
}

pub(super) async fn update(
    api: &Api,
    context: Context,
    request: pb::UpdateRecommendationRequest,
) -> Result<pb::Recommendation, Error> {
    let patch = request.recommendation.unwrap_or_default();
    let name = patch.name.clone();
    let allowed = async {
        let present = stored(api, &context, name).await?;
        may_draft(api, &context, &present.body).await?;
        check_addressees(api, &patch).await
    };
    if let Err(error) = allowed.await {
        return api.app.unless_retried(&context, error).await;
    }
    api.app
        .write(context, move |tx, context| {
            let mask = request.update_mask.as_ref();
            let (present, mut merged) = resource::merge::<Recommendations>(tx, &patch, mask)?;
            rules::check_open(&present)?;
            rules::check(&merged)?;
            refer(tx, &mut merged, &present.draft_laws)?;
            recommendation::save(tx, context, merged)
        })
        .await
}

pub(super) async fn adopt(
    api: &Api,
    context: Context,
    mut request: pb::AdoptRecommendationRequest,
) -> Result<pb::Recommendation, Error> {
    let today = date::local_day(context.now);
    let day = vote::day(request.adopt_date.as_ref(), today)?;
    let asked = async {
        let present = stored(api, &context, request.name.clone()).await?;
        vote::check(&present, &request)?;
        may_sign(api, &context, &present.body).await?;
        for (n, dissent) in request.dissents.iter_mut().enumerate() {
            if let Some(who) = &mut dissent.actor {
                actor::complete(&api.registry, &format!("dissents[{n}].actor"), who).await?;
            }
        }
        let written = date::show(&day);
        // What the profile said at the end of that day; a vote of today is under what it says now.
        let end = date::local_end(&day) - 1;
        let as_of = (end < context.now).then_some(end);
        Ok(Body {
            profile: api.registry.profile(&present.body, as_of).await?,
            members: api.registry.members(&present.body, &written).await?,
        })
    };
    let body = match asked.await {
        Ok(body) => body,
        Err(error) => return api.app.unless_retried(&context, error).await,
    };
    change(
        api,
        context,
        request.name.clone(),
        request.etag.clone(),
        move |tx, it, _| {
            vote::adopt(it, &request, &body, day)?;
            reference::hearing(tx, "hearing", &request.hearing)
        },
    )
    .await
}

pub(super) async fn send(
    api: &Api,
    context: Context,
    request: pb::SendRecommendationRequest,
) -> Result<pb::Recommendation, Error> {
    if let Err(error) = may_act(api, &context, &request.name).await {
        return api.app.unless_retried(&context, error).await;
    }
    change(api, context, request.name, request.etag, |_, it, now| {
        rules::send(it, now)
    })
    .await
}

pub(super) async fn recall(
    api: &Api,
    context: Context,
    request: pb::RecallRecommendationRequest,
) -> Result<pb::Recommendation, Error> {
    if let Err(error) = may_act(api, &context, &request.name).await {
        return api.app.unless_retried(&context, error).await;
    }
    let reasons = request.reasons;
    change(api, context, request.name, request.etag, move |_, it, _| {
        rules::recall(it, reasons.clone())
    })
    .await
}

pub(super) async fn readdress(
    api: &Api,
    context: Context,
    request: pb::ReaddressRecommendationRequest,
) -> Result<pb::Recommendation, Error> {
    let allowed = async {
        may_act(api, &context, &request.name).await?;
        actor::check(&api.registry, "new_organization", &request.new_organization).await
    };
    if let Err(error) = allowed.await {
        return api.app.unless_retried(&context, error).await;
    }
    change(
        api,
        context,
        request.name.clone(),
        request.etag.clone(),
        move |tx, it, now| {
            let answered = recommendation::answered(tx, &it.name, now)?;
            rules::readdress(it, &request, &answered, now)
        },
    )
    .await
}

pub(super) async fn list_revisions(
    api: &Api,
    context: Context,
    request: pb::ListRecommendationRevisionsRequest,
) -> Result<pb::ListRecommendationRevisionsResponse, Error> {
    api.app
        .read(&context, move |tx| {
            let (name, token) = (&request.name, &request.page_token);
            let page = resource::revisions::<Recommendations>(tx, name, request.page_size, token)?;
            let revisions = page.revisions.into_iter();
            Ok(pb::ListRecommendationRevisionsResponse {
                recommendation_revisions: revisions
                    .map(|it| revision(tx, it))
                    .collect::<Result<_, _>>()?,
                next_page_token: page.next_page_token,
            })
        })
        .await
}

pub(super) async fn get_revision(
    api: &Api,
    context: Context,
    request: pb::GetRecommendationRevisionRequest,
) -> Result<pb::RecommendationRevision, Error> {
    api.app
        .read(&context, move |tx| {
            let found = resource::get_revision::<Recommendations>(tx, &request.name)?;
            revision(tx, found)
        })
        .await
}

// === steps

/// A revision reads as on the day it was written.
fn revision(
    tx: &mut dyn Tx,
    it: resource::Revision<pb::Recommendation>,
) -> Result<pb::RecommendationRevision, Error> {
    let time = date::micros(&it.create_time);
    Ok(pb::RecommendationRevision {
        name: it.name,
        snapshot: it
            .snapshot
            .map(|it| recommendation::render(tx, it, time))
            .transpose()?,
        create_time: Some(it.create_time),
        actor: it.actor,
        method: it.method,
    })
}

/// An act of the body on its recommendation: `decide` changes it, or refuses.
async fn change(
    api: &Api,
    context: Context,
    name: String,
    etag: String,
    decide: impl Fn(&mut dyn Tx, &mut pb::Recommendation, i64) -> Result<(), Error> + Send + 'static,
) -> Result<pb::Recommendation, Error> {
    let now = context.now;
    let written = api
        .app
        .write(context.clone(), move |tx, context| {
            resource::change::<Recommendations>(tx, context, &name, &etag, |tx, it| {
                decide(tx, it, context.now)
            })
        })
        .await?;
    api.app
        .read(&context, move |tx| {
            recommendation::render(tx, written.clone(), now)
        })
        .await
}

/// The recommendation as it is stored: whose it is decides who is asked.
async fn stored(api: &Api, context: &Context, name: String) -> Result<pb::Recommendation, Error> {
    let read = move |tx: &mut dyn Tx| resource::get::<Recommendations>(tx, &name);
    api.app.read(context, read).await
}

/// Requires that the caller may act for the body that issues a recommendation.
async fn may_act(api: &Api, context: &Context, name: &str) -> Result<(), Error> {
    let present = stored(api, context, name.to_owned()).await?;
    may_sign(api, context, &present.body).await
}

async fn may_sign(api: &Api, context: &Context, body: &str) -> Result<(), Error> {
    let standing = api.registry.require(context.caller(), body, SIGN);
    standing
        .await
        .map(drop)
        .map_err(|error| unknown(error, body))
}

/// Drafts are written by those who sign for the body and by those who manage its records.
async fn may_draft(api: &Api, context: &Context, body: &str) -> Result<(), Error> {
    match may_sign(api, context, body).await {
        Err(error) if error.reason() == Reason::StandingNotMandated => {
            let standing = api.registry.require(context.caller(), body, MANAGE);
            standing.await.map(drop)
        }
        outcome => outcome,
    }
}

/// The registry's "no such organization", said of the field that names it.
fn unknown(error: Error, body: &str) -> Error {
    match error.reason() {
        Reason::ResourceNotFound => {
            let say = format!("{body} does not exist");
            Error::invalid(Reason::ReferenceNotFound, "recommendation.body", say)
        }
        _ => error,
    }
}

async fn check_addressees(api: &Api, it: &pb::Recommendation) -> Result<(), Error> {
    let mut seen = HashSet::new();
    for (n, addressee) in it.addressees.iter().enumerate() {
        if seen.insert(&addressee.organization) {
            let field = format!("recommendation.addressees[{n}].organization");
            actor::check(&api.registry, &field, &addressee.organization).await?;
        }
    }
    Ok(())
}

/// Refuses references to what is not there, and fills in the wIds of provisions.
fn refer(tx: &mut dyn Tx, it: &mut pb::Recommendation, known: &[String]) -> Result<(), Error> {
    reference::draft_laws(tx, "recommendation.draft_laws", &it.draft_laws, known)?;
    reference::hearing(tx, "recommendation.hearing", &it.hearing)?;
    for (n, target) in it.targets.iter_mut().enumerate() {
        reference::place(tx, &format!("recommendation.targets[{n}]"), target)?;
    }
    for (n, change) in it.changes.iter_mut().enumerate() {
        if let Some(target) = &mut change.target {
            reference::place(tx, &format!("recommendation.changes[{n}].target"), target)?;
        }
    }
    for (n, comment) in it.based_on_comments.iter().enumerate() {
        let field = format!("recommendation.based_on_comments[{n}]");
        resource::referred::<Comments>(tx, &field, comment)?;
    }
    Ok(())
}
