//! What is decided when recommendations are written, and the acts of the body that issues them. Their answers are in
//! `recommendation_response`.

use common::{
    Error,
    context::Context,
    date,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::{
    consultation::{self as pb, recommendation::State},
    methods::Named,
    types::ErrorReason as Reason,
};

use super::{Api, actor, being, reference};
use crate::{
    domain::{
        addressee, recommendation as rules,
        vote::{self, Body},
    },
    registry::of_field,
    store::{
        comment::Comments,
        hearing::Hearings,
        recommendation::{self, Recommendations},
    },
};

/// The power that acts of the body need: adopting, sending, recalling, readdressing.
const SIGN: &str = "sign";
/// The power that is enough to write drafts.
const MANAGE: &str = "manage";

impl Family for Recommendations {
    fn before_write(
        tx: &mut dyn Tx,
        _: &Context,
        present: Option<&pb::Recommendation>,
        recommendation: &mut pb::Recommendation,
    ) -> Result<(), Error> {
        match present {
            Some(present) => rules::check_open(present)?,
            None => recommendation.set_state(State::Draft),
        }
        rules::fold_hearing(recommendation);
        rules::check(recommendation)?;
        refer(tx, present, recommendation)
    }

    fn after_write(
        tx: &mut dyn Tx,
        _: &Context,
        _: Option<&pb::Recommendation>,
        written: &pb::Recommendation,
    ) -> Result<(), Error> {
        recommendation::tie(tx, written)
    }
}

// === the acts of the body

pub(super) async fn adopt(
    api: &Api,
    context: Context,
    mut request: pb::AdoptRecommendationRequest,
) -> Result<pb::Recommendation, Error> {
    let today = date::local_day(context.now);
    let day = vote::day(request.adopt_date.as_ref(), today)?;
    let present = stored(api, &context, &request.name).await?;
    vote::check(&present, &request)?;
    may_sign(api, &context, &present.body).await?;
    for (n, dissent) in request.dissents.iter_mut().enumerate() {
        if let Some(who) = &mut dissent.actor {
            actor::complete(&api.registry, &format!("dissents[{n}].actor"), who).await?;
        }
    }
    // What the profile said at the end of that day; a vote of today is under what it says now.
    let end = date::local_end(&day) - 1;
    let as_of = (end < context.now).then_some(end);
    let body = Body {
        organization: api.registry.organization(&present.body).await?,
        profile: api.registry.profile(&present.body, as_of).await?,
        members: api
            .registry
            .members(&present.body, &date::show(&day))
            .await?,
    };
    let work = move |tx: &mut dyn Tx, context: &Context| {
        resource::change::<Recommendations>(tx, context, &request, |tx, recommendation| {
            vote::check(recommendation, &request)?;
            let session = vote::session(&request);
            let session = resource::referred::<Hearings>(tx, "session", session)?;
            vote::adopt(recommendation, &request, &body, &session, day)
        })
    };
    api.app.write(context, work).await
}

pub(super) fn readdress(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::ReaddressRecommendationRequest,
) -> Result<pb::Recommendation, Error> {
    resource::change::<Recommendations>(tx, context, request, |tx, recommendation| {
        let answers = recommendation::answers(tx, &recommendation.name, None)?;
        rules::readdress(recommendation, request, &answers, context.now)
    })
}

// === who may

/// Requires that the caller may write drafts of the body, and that the registry knows whom they address.
pub(super) async fn may_create(
    api: &Api,
    context: &Context,
    request: &mut pb::CreateRecommendationRequest,
) -> Result<(), Error> {
    let new = request.recommendation.clone().unwrap_or_default();
    rules::check(&new)?;
    may_draft(api, context, &new.body).await?;
    being::check_addressees(api, context, &new.addressees).await
}

/// The same of a draft that is changed.
pub(super) async fn may_update(
    api: &Api,
    context: &Context,
    request: &mut pb::UpdateRecommendationRequest,
) -> Result<(), Error> {
    let patch = request.recommendation.clone().unwrap_or_default();
    let present = stored(api, context, &patch.name).await?;
    may_draft(api, context, &present.body).await?;
    being::check_addressees(api, context, &patch.addressees).await
}

/// Requires that the caller may act for the body that issues a recommendation.
pub(super) async fn may_act<R: Named>(
    api: &Api,
    context: &Context,
    request: &mut R,
) -> Result<(), Error> {
    let present = stored(api, context, request.name()).await?;
    may_sign(api, context, &present.body).await
}

/// The same, and that those who are asked are in being.
pub(super) async fn may_send(
    api: &Api,
    context: &Context,
    request: &mut pb::SendRecommendationRequest,
) -> Result<(), Error> {
    let present = stored(api, context, &request.name).await?;
    may_sign(api, context, &present.body).await?;
    for asked in addressee::asked(&present) {
        being::check_addressee(api, context, "name", asked).await?;
    }
    Ok(())
}

/// The same of who is asked instead.
pub(super) async fn may_readdress(
    api: &Api,
    context: &Context,
    request: &mut pb::ReaddressRecommendationRequest,
) -> Result<(), Error> {
    may_act(api, context, request).await?;
    let new = &request.new_organization;
    being::check_addressee(api, context, "new_organization", new).await
}

// === steps

/// The recommendation as it is stored: whose it is decides who is asked.
async fn stored(api: &Api, context: &Context, name: &str) -> Result<pb::Recommendation, Error> {
    let name = name.to_owned();
    let read = move |tx: &mut dyn Tx| resource::get::<Recommendations>(tx, &name);
    api.app.read(context, read).await
}

async fn may_sign(api: &Api, context: &Context, body: &str) -> Result<(), Error> {
    let standing = api.registry.require(context.caller(), body, SIGN);
    match standing.await {
        Ok(_) => Ok(()),
        Err(error) => {
            let error = of_field(error, "recommendation.body", body);
            Err(being::explain(api, context, error, body, "sign").await)
        }
    }
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

/// Refuses references to what is not there, and fills in the wIds of provisions.
fn refer(
    tx: &mut dyn Tx,
    present: Option<&pb::Recommendation>,
    recommendation: &mut pb::Recommendation,
) -> Result<(), Error> {
    let none = pb::Recommendation::default();
    let known = present.unwrap_or(&none);
    let laws = &recommendation.draft_laws;
    reference::draft_laws(tx, "recommendation.draft_laws", laws, &known.draft_laws)?;
    let origins = &recommendation.origins;
    reference::origins(tx, "recommendation.origins", origins, &known.origins)?;
    let (targets, changes) = (&mut recommendation.targets, &mut recommendation.changes);
    reference::places(tx, "recommendation", targets, changes)?;
    for (n, point) in recommendation.points.iter_mut().enumerate() {
        let field = format!("recommendation.points[{n}]");
        reference::places(tx, &field, &mut point.targets, &mut point.changes)?;
    }
    for (n, comment) in recommendation.based_on_comments.iter().enumerate() {
        let field = format!("recommendation.based_on_comments[{n}]");
        resource::referred::<Comments>(tx, &field, comment)?;
    }
    Ok(())
}
