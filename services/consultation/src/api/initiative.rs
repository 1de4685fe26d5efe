//! Handlers of initiatives: who put one forward is known to the registry, and what it led to is there.

use common::{
    Error,
    context::Context,
    names,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::{
    consultation::{self as pb, initiative::State},
    types::Actor,
};

use super::{Api, actor, agenda_item as agenda, changed, hearing, reference};
use crate::{
    domain::initiative as rules,
    registry::{RegistryError, of_field},
    store::{hearing::Hearings, initiative::Initiatives},
};

impl Family for Initiatives {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&pb::Initiative>,
        initiative: &mut pb::Initiative,
    ) -> Result<(), Error> {
        if present.is_none() {
            initiative.set_state(State::Proposed);
        }
        let session = session(tx, initiative)?;
        rules::check(initiative, &session, context.now)?;
        let (field, item) = ("initiative.agenda_item", &initiative.agenda_item);
        let known = present.map_or("", |present| &present.agenda_item);
        agenda::check_point(tx, field, item, known)?;
        let known = present.map_or(&[][..], |present| &present.results);
        check_own(tx, "initiative.results", &initiative.results, known)
    }
}

/// The session supports an initiative, by a decision that stands if one is named.
pub(super) fn support(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::SupportInitiativeRequest,
) -> Result<pb::Initiative, Error> {
    resource::change::<Initiatives>(tx, context, request, |tx, initiative| {
        rules::support(initiative, request, &session(tx, initiative)?, context.now)?;
        let name = &request.decision;
        if name.is_empty() {
            return Ok(());
        }
        reference::decision(tx, "decision", name)
    })
}

/// The session does not support an initiative.
pub(super) fn decline(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::DeclineInitiativeRequest,
) -> Result<pb::Initiative, Error> {
    resource::change::<Initiatives>(tx, context, request, |tx, initiative| {
        rules::decline(initiative, request, &session(tx, initiative)?, context.now)
    })
}

/// An initiative was carried out, and led to something.
pub(super) fn complete(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::CompleteInitiativeRequest,
) -> Result<pb::Initiative, Error> {
    resource::change::<Initiatives>(tx, context, request, |tx, initiative| {
        rules::complete(initiative, request, &session(tx, initiative)?, context.now)?;
        check_own(tx, "results", &request.results, &[])
    })
}

/// The session at which it was put forward.
fn session(tx: &mut dyn Tx, initiative: &pb::Initiative) -> Result<pb::Hearing, Error> {
    resource::get::<Hearings>(tx, names::parent(&initiative.name))
}

/// Refuses results of consultation itself that are not there; those that were `known` may have gone since.
fn check_own(
    tx: &mut dyn Tx,
    field: &str,
    results: &[pb::InitiativeResult],
    known: &[pb::InitiativeResult],
) -> Result<(), Error> {
    for (n, result) in results.iter().enumerate() {
        let is_known = known.iter().any(|one| one.resource == result.resource);
        if !is_known && !result.resource.starts_with("//") {
            reference::resource(tx, &format!("{field}[{n}].resource"), &result.resource)?;
        }
    }
    Ok(())
}

// === what the registry is asked

/// Who puts forward a new initiative, and what it led to.
pub(super) async fn ask_of_new(
    api: &Api,
    context: &Context,
    request: &mut pb::CreateInitiativeRequest,
) -> Result<(), Error> {
    let Some(new) = &mut request.initiative else {
        return Ok(());
    };
    check_registered(api, "initiative.results", &new.results, &[]).await?;
    name(api, context, &request.parent, &mut new.proponents, &[]).await
}

/// The same of what a change adds.
pub(super) async fn ask_of_changed(
    api: &Api,
    context: &Context,
    request: &mut pb::UpdateInitiativeRequest,
) -> Result<(), Error> {
    let found = changed::merged::<Initiatives, _>(api, context, request).await?;
    let (Some((present, merged)), Some(patch)) = (found, &mut request.initiative) else {
        return Ok(());
    };
    let results = (&merged.results, &present.results);
    check_registered(api, "initiative.results", results.0, results.1).await?;
    if merged.proponents == present.proponents {
        return Ok(());
    }
    let (session, known) = (names::parent(&present.name), &present.proponents);
    name(api, context, session, &mut patch.proponents, known).await
}

/// What an initiative that was carried out led to.
pub(super) async fn ask_of_results(
    api: &Api,
    _: &Context,
    request: &mut pb::CompleteInitiativeRequest,
) -> Result<(), Error> {
    check_registered(api, "results", &request.results, &[]).await
}

async fn name(
    api: &Api,
    context: &Context,
    session: &str,
    proponents: &mut [Actor],
    known: &[Actor],
) -> Result<(), Error> {
    if proponents.is_empty() {
        return Ok(());
    }
    let as_of = hearing::asked_for(api, context, session).await?;
    for (n, proponent) in changed::new(proponents, known) {
        let field = format!("initiative.proponents[{n}]");
        actor::complete_speaker(&api.registry, &field, proponent, as_of).await?;
    }
    Ok(())
}

/// Refuses results that the registry does not know, but those that were `known`; where it does not answer, the record is not held
/// up by it.
async fn check_registered(
    api: &Api,
    field: &str,
    results: &[pb::InitiativeResult],
    known: &[pb::InitiativeResult],
) -> Result<(), Error> {
    for (n, result) in results.iter().enumerate() {
        let name = &result.resource;
        if known.iter().any(|one| &one.resource == name) {
            continue;
        }
        if let Err(RegistryError::Refused(error)) = api.registry.check_registered(name).await {
            return Err(of_field(error, &format!("{field}[{n}].resource"), name));
        }
    }
    Ok(())
}
