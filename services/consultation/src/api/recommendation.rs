//! What is decided when recommendations are written, and the acts of the body that issues them. Their answers are in
//! `recommendation_response`.

use std::collections::HashMap;

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

use super::{Api, actor, being, changed, period_rule, reference, response};
use crate::{
    domain::{
        addressee, duty,
        period_rule::Bodies,
        recommendation as rules,
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
    for asked in addressee::asked(&present) {
        being::check_addressee(api, "name", asked, &day).await?;
    }
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
            vote::adopt(
                recommendation,
                &request,
                &body,
                &session,
                (day, context.now),
            )
        })
    };
    api.app.write(context, work).await
}

/// Sends it to those who are in being on that day. Where a day to answer by was not given, the rule in effect gives it.
pub(super) async fn send(
    api: &Api,
    context: Context,
    request: pb::SendRecommendationRequest,
) -> Result<pb::Recommendation, Error> {
    let present = stored(api, &context, &request.name).await?;
    may_sign(api, &context, &present.body).await?;
    let day = rules::send_day(&present, &request, context.now)?;
    for asked in addressee::asked(&present) {
        being::check_addressee(api, "name", asked, &day).await?;
    }
    let mut known = HashMap::new();
    for asked in addressee::undated(&present).filter(|_| request.due_date.is_none()) {
        let named = [("name", asked), ("name", present.body.as_str())];
        let act = duty::ANSWER_TO_RECOMMENDATION;
        let bodies = period_rule::bodies(api, &context, act, &day, named).await?;
        known.insert(asked.to_owned(), bodies);
    }
    let work = move |tx: &mut dyn Tx, context: &Context| {
        resource::change::<Recommendations>(tx, context, &request, |tx, recommendation| {
            rules::send(recommendation, &request, context.now)?;
            addressee::settle_days(recommendation, context.now, |organization| {
                let unknown = Bodies::default();
                let bodies = known.get(organization).unwrap_or(&unknown);
                period_rule::derive(tx, duty::ANSWER_TO_RECOMMENDATION, bodies, &day)
            })
        })
    };
    api.app.write(context, work).await
}

pub(super) fn extend_reply(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::ExtendRecommendationReplyRequest,
) -> Result<pb::Recommendation, Error> {
    resource::change::<Recommendations>(tx, context, request, |tx, recommendation| {
        let answers = recommendation::answers(tx, &recommendation.name, None)?;
        rules::extend_reply(recommendation, request, &answers, context.now)
    })
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

/// Requires that the caller may write drafts of the body, and that the registry knows whom they address. Whether those are in
/// being is asked for the days of the acts.
pub(super) async fn may_create(
    api: &Api,
    context: &Context,
    request: &mut pb::CreateRecommendationRequest,
) -> Result<(), Error> {
    let new = request.recommendation.clone().unwrap_or_default();
    rules::check(&new)?;
    may_draft(api, context, &new.body).await?;
    being::check_named(api, context, &new.addressees, &[]).await
}

/// The same of a draft that is changed.
pub(super) async fn may_update(
    api: &Api,
    context: &Context,
    request: &mut pb::UpdateRecommendationRequest,
) -> Result<(), Error> {
    let name = request.recommendation.as_ref().map_or("", |it| &it.name);
    let present = stored(api, context, name).await?;
    may_draft(api, context, &present.body).await?;
    let found = changed::merged::<Recommendations, _>(api, context, request).await?;
    let asked = found.map_or(Vec::new(), |(_, merged)| merged.addressees);
    being::check_named(api, context, &asked, &present.addressees).await
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

/// The same of the addressee that puts its answer off.
pub(super) async fn may_extend(
    api: &Api,
    context: &Context,
    request: &mut pb::ExtendRecommendationReplyRequest,
) -> Result<(), Error> {
    duty::check_extension(request.due_date.as_ref(), &request.reasons)?;
    let organization = &request.organization;
    let standing = response::require(api, context, "organization", organization);
    standing.await.map(drop)
}

/// The same of who is asked instead.
pub(super) async fn may_readdress(
    api: &Api,
    context: &Context,
    request: &mut pb::ReaddressRecommendationRequest,
) -> Result<(), Error> {
    may_act(api, context, request).await?;
    let new = &request.new_organization;
    let today = date::local_day(context.now);
    being::check_addressee(api, "new_organization", new, &today).await
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
