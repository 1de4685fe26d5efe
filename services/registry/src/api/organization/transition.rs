//! Handlers that change the state of an organization from a day on.

use common::{Error, context::Context, date, resource};
use kenes_proto::{
    gtype::Date,
    registry::{self as pb, StatePeriod, organization::State},
    types::Document,
};

use super::{Api, ties};
use crate::{domain::organization as rules, store::organization::Organizations};

pub(crate) async fn suspend(
    api: &Api,
    context: Context,
    request: pb::SuspendOrganizationRequest,
) -> Result<pb::Organization, Error> {
    let (day, reason, basis) = (request.effective_date, request.reason, request.basis);
    let wanted = period(State::Suspended, day, reason, basis);
    turn(api, context, request.name, request.etag, wanted).await
}

pub(crate) async fn reinstate(
    api: &Api,
    context: Context,
    request: pb::ReinstateOrganizationRequest,
) -> Result<pb::Organization, Error> {
    let (day, reason, basis) = (request.effective_date, request.reason, request.basis);
    let wanted = period(State::Active, day, reason, basis);
    turn(api, context, request.name, request.etag, wanted).await
}

pub(crate) async fn dissolve(
    api: &Api,
    context: Context,
    request: pb::DissolveOrganizationRequest,
) -> Result<pb::Organization, Error> {
    let (day, reason, basis) = (request.effective_date, request.reason, request.basis);
    let wanted = period(State::Dissolved, day, reason, basis);
    turn(api, context, request.name, request.etag, wanted).await
}

pub(crate) async fn merge(
    api: &Api,
    context: Context,
    request: pb::MergeOrganizationsRequest,
) -> Result<pb::Organization, Error> {
    let pb::MergeOrganizationsRequest {
        name, etag, into, ..
    } = request;
    let reason = match request.reason.is_empty() {
        true => format!("merged into {into}"),
        false => request.reason,
    };
    let wanted = period(
        State::Dissolved,
        request.effective_date,
        reason,
        request.basis,
    );
    let today = date::local_day(context.now);
    Error::check(rules::check_period(&wanted, &today))?;
    api.app
        .write(context, move |tx, context| {
            resource::change::<Organizations>(tx, context, &name, &etag, |tx, from| {
                rules::begin(from, wanted.clone(), today)?;
                ties::succeed(tx, context, from, &into, date::lower(Some(&today)))
            })
        })
        .await
}

fn period(state: State, day: Option<Date>, reason: String, basis: Option<Document>) -> StatePeriod {
    StatePeriod {
        state: state.into(),
        start_date: day,
        end_date: None,
        reason,
        basis,
    }
}

async fn turn(
    api: &Api,
    context: Context,
    name: String,
    etag: String,
    wanted: StatePeriod,
) -> Result<pb::Organization, Error> {
    let today = date::local_day(context.now);
    Error::check(rules::check_period(&wanted, &today))?;
    api.app
        .write(context, move |tx, context| {
            resource::change::<Organizations>(tx, context, &name, &etag, |_, organization| {
                rules::begin(organization, wanted.clone(), today)
            })
        })
        .await
}
