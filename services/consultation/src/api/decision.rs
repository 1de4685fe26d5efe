//! What is decided when decisions of sessions are written.

use common::{
    Error,
    context::Context,
    names,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::{
    consultation::{self as pb, decision::State},
    types::Actor,
};

use super::{Api, actor, agenda_item as agenda, changed};
use crate::{
    domain::decision as rules,
    store::{
        decision::{self, Decisions},
        hearing::Hearings,
    },
};

impl Family for Decisions {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&pb::Decision>,
        decision: &mut pb::Decision,
    ) -> Result<(), Error> {
        present.map_or(Ok(()), rules::check_stands)?;
        let session = resource::get::<Hearings>(tx, names::parent(&decision.name))?;
        rules::check(decision, &session, context.now)?;
        decision.set_state(State::Adopted);
        let known = present.map_or("", |present| &present.agenda_item);
        agenda::check_point(tx, "decision.agenda_item", &decision.agenda_item, known)?;
        match decision::numbered(tx, decision)? {
            Some(other) => Err(rules::taken(decision, other)),
            None => Ok(()),
        }
    }
}

/// Asks the registry who must carry out a new decision.
pub(super) async fn name_new_executors(
    api: &Api,
    _: &Context,
    request: &mut pb::CreateDecisionRequest,
) -> Result<(), Error> {
    let decision = request.decision.as_mut();
    let executors = decision.map_or(&mut [][..], |new| &mut new.executors);
    name(api, executors, &[]).await
}

/// The same of those that a change adds.
pub(super) async fn name_executors(
    api: &Api,
    context: &Context,
    request: &mut pb::UpdateDecisionRequest,
) -> Result<(), Error> {
    let found = changed::merged::<Decisions, _>(api, context, request).await?;
    match (found, &mut request.decision) {
        (Some((present, merged)), Some(patch)) if merged.executors != present.executors => {
            name(api, &mut patch.executors, &present.executors).await
        }
        _ => Ok(()),
    }
}

async fn name(api: &Api, executors: &mut [Actor], known: &[Actor]) -> Result<(), Error> {
    for (n, executor) in changed::new(executors, known) {
        let field = format!("decision.executors[{n}]");
        actor::complete(&api.registry, &field, executor).await?;
    }
    Ok(())
}
