//! Handlers that change the state of an organization from a day on.

use common::{Error, context::Context, date, resource, store::Tx};
use kenes_proto::{
    gtype::Date,
    methods::Conditional,
    registry::{self as pb, StatePeriod, organization::State},
    types::Document,
};

use super::{super::membership::approval, ties};
use crate::{domain::organization as rules, store::organization::Organizations};

pub(crate) fn suspend(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::SuspendOrganizationRequest,
) -> Result<pb::Organization, Error> {
    let pb::SuspendOrganizationRequest {
        effective_date: day,
        reason,
        basis,
        ..
    } = request;
    begin(
        tx,
        context,
        request,
        period(State::Suspended, *day, reason, basis.as_ref()),
    )
}

pub(crate) fn reinstate(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::ReinstateOrganizationRequest,
) -> Result<pb::Organization, Error> {
    let pb::ReinstateOrganizationRequest {
        effective_date: day,
        reason,
        basis,
        ..
    } = request;
    begin(
        tx,
        context,
        request,
        period(State::Active, *day, reason, basis.as_ref()),
    )
}

pub(crate) fn dissolve(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::DissolveOrganizationRequest,
) -> Result<pb::Organization, Error> {
    let pb::DissolveOrganizationRequest {
        effective_date: day,
        reason,
        basis,
        ..
    } = request;
    begin(
        tx,
        context,
        request,
        period(State::Dissolved, *day, reason, basis.as_ref()),
    )
}

pub(crate) fn merge(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::MergeOrganizationsRequest,
) -> Result<pb::Organization, Error> {
    let reason = match request.reason.as_str() {
        "" => format!("merged into {}", request.into),
        reason => reason.to_owned(),
    };
    let (day, basis) = (request.effective_date, request.basis.as_ref());
    let wanted = period(State::Dissolved, day, &reason, basis);
    let today = date::local_day(context.now);
    Error::check(rules::check_period(&wanted, &today))?;
    change(tx, context, request, |tx, from| {
        rules::begin(from, wanted, today)?;
        let today = date::lower(Some(&today));
        ties::succeed(tx, context, from, &request.into, today)
    })
}

fn period(state: State, day: Option<Date>, reason: &str, basis: Option<&Document>) -> StatePeriod {
    StatePeriod {
        state: state.into(),
        start_date: day,
        end_date: None,
        reason: reason.to_owned(),
        basis: basis.cloned(),
    }
}

fn begin(
    tx: &mut dyn Tx,
    context: &Context,
    request: &impl Conditional,
    wanted: StatePeriod,
) -> Result<pb::Organization, Error> {
    let today = date::local_day(context.now);
    Error::check(rules::check_period(&wanted, &today))?;
    change(tx, context, request, |_, organization| {
        rules::begin(organization, wanted, today)
    })
}

/// Changes an organization, and judges again what it approved.
fn change(
    tx: &mut dyn Tx,
    context: &Context,
    request: &impl Conditional,
    rule: impl FnOnce(&mut dyn Tx, &mut pb::Organization) -> Result<(), Error>,
) -> Result<pb::Organization, Error> {
    let mut present = pb::Organization::default();
    let written = resource::change::<Organizations>(tx, context, request, |tx, organization| {
        present.clone_from(organization);
        rule(tx, organization)
    })?;
    approval::follow(tx, context, &present, &written)?;
    Ok(written)
}
