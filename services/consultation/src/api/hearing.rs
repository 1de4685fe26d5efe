//! What is decided when hearings are written.

use common::{
    Error,
    context::Context,
    date,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::{
    consultation::{
        self as pb,
        hearing::{Access, State},
    },
    methods::{Conditional, Resource},
};

use super::{Api, actor, changed, codes, reference};
use crate::{
    domain::{
        hearing::{self as rules, chain},
        participation::DELEGATE,
    },
    store::{
        decision, delegates,
        hearing::{self, Hearings},
        initiative, policy_document, recommendation,
    },
};

impl Family for Hearings {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&pb::Hearing>,
        hearing: &mut pb::Hearing,
    ) -> Result<(), Error> {
        let today = date::local_number(context.now);
        match present {
            Some(present) => {
                rules::check_update(present, hearing, today)?;
                if rules::is_moved(present, hearing) {
                    check_unused(tx, &present.name)?;
                }
            }
            None => {
                rules::check(hearing, today)?;
                hearing.set_state(State::Tentative);
            }
        }
        if hearing.access() == Access::Unspecified {
            hearing.set_access(Access::Open);
        }
        let known = present.map_or(&[][..], |present| &present.draft_laws);
        reference::draft_laws(tx, "hearing.draft_laws", &hearing.draft_laws, known)?;
        let known = present.map_or(&[][..], |present| &present.establishments);
        check_decisions(tx, &hearing.establishments, known)?;
        check_chain(tx, hearing)
    }

    fn before_delete(tx: &mut dyn Tx, hearing: &pb::Hearing) -> Result<(), Error> {
        rules::check_deletable(hearing)?;
        chain::check_last(hearing, &hearing::around(tx, hearing)?)
    }

    fn before_undelete(tx: &mut dyn Tx, _: &Context, hearing: &pb::Hearing) -> Result<(), Error> {
        check_chain(tx, hearing)
    }
}

/// Refuses a session that does not stand between those around it.
fn check_chain(tx: &mut dyn Tx, hearing: &pb::Hearing) -> Result<(), Error> {
    chain::check(hearing, &hearing::around(tx, hearing)?)
}

/// Refuses decisions that do not exist, or were revoked; those that were `known` may have been revoked since.
fn check_decisions(
    tx: &mut dyn Tx,
    establishments: &[pb::Establishment],
    known: &[pb::Establishment],
) -> Result<(), Error> {
    for (n, one) in establishments.iter().enumerate() {
        let same = |other: &pb::Establishment| {
            (&other.organization, &other.decision) == (&one.organization, &one.decision)
        };
        if !one.decision.is_empty() && !known.iter().any(same) {
            let field = format!("hearing.establishments[{n}].decision");
            reference::decision(tx, &field, &one.decision)?;
        }
    }
    Ok(())
}

/// Refuses to change a session under what was adopted, decided or put forward at it, or sums it up: `RESOURCE_IN_USE`.
fn check_unused(tx: &mut dyn Tx, session: &str) -> Result<(), Error> {
    recommendation::check_unused(tx, session)?;
    policy_document::check_unused(tx, session)?;
    decision::check_unused(tx, session)?;
    initiative::check_unused(tx, session)
}

/// Asks the registry about a new hearing: the codes that it uses, and what it established.
pub(super) async fn ask_of_new(
    api: &Api,
    context: &Context,
    request: &mut pb::CreateHearingRequest,
) -> Result<(), Error> {
    codes::of_new(api, context, request).await?;
    let hearing = request.hearing.as_ref();
    let established = hearing.map_or(&[][..], |new| &new.establishments);
    check_established(api, established, &[]).await
}

/// The same of what an update adds.
pub(super) async fn ask_of_changed(
    api: &Api,
    context: &Context,
    request: &mut pb::UpdateHearingRequest,
) -> Result<(), Error> {
    let Some((present, merged)) = changed::merged::<Hearings, _>(api, context, request).await?
    else {
        return Ok(());
    };
    codes::check_changed(api, context, pb::Hearing::FIELD, &present, &merged).await?;
    check_established(api, &merged.establishments, &present.establishments).await
}

/// Refuses organizations that the registry does not know, but those that were `known`.
async fn check_established(
    api: &Api,
    established: &[pb::Establishment],
    known: &[pb::Establishment],
) -> Result<(), Error> {
    for (n, one) in established.iter().enumerate() {
        let name = &one.organization;
        if !known.iter().any(|other| &other.organization == name) {
            let field = format!("hearing.establishments[{n}].organization");
            actor::known(&api.registry, &field, name).await?;
        }
    }
    Ok(())
}

/// How many delegates of a session are recorded.
pub(super) fn summarize_delegates(
    tx: &mut dyn Tx,
    _: &Context,
    request: &pb::SummarizeDelegatesRequest,
) -> Result<pb::SummarizeDelegatesResponse, Error> {
    resource::get::<Hearings>(tx, &request.hearing)?;
    delegates::summary(tx, &request.hearing, DELEGATE)
}

/// The moment for which the registry is asked about those who take part in a hearing.
pub(super) async fn asked_for(api: &Api, context: &Context, parent: &str) -> Result<i64, Error> {
    let (now, parent) = (context.now, parent.to_owned());
    let read = move |tx: &mut dyn Tx| {
        let found = resource::find::<Hearings>(tx, &parent)?;
        Ok(found.map_or(now, |found| rules::asked_for(&found, now)))
    };
    api.app.read(context, read).await
}

/// The handler of a transition after which the hearing is not where it was: never of a session at which something was
/// adopted or decided, and within its chain.
pub(super) fn unless_used<R: Conditional + 'static>(
    rule: fn(&mut pb::Hearing, &R, i64) -> Result<(), Error>,
) -> impl Fn(&mut dyn Tx, &Context, &R) -> Result<pb::Hearing, Error> + Send + 'static {
    move |tx, context, request| {
        resource::change::<Hearings>(tx, context, request, |tx, hearing| {
            rule(hearing, request, context.now)?;
            check_unused(tx, &hearing.name)?;
            check_chain(tx, hearing)
        })
    }
}
