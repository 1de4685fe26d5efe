//! Handlers of participations: who takes part is known to the registry, and so is for whom they speak.

use common::{
    Error,
    context::Context,
    mask,
    resource::{self, Kind},
    store::Tx,
};
use kenes_proto::consultation::{self as pb, comment::Verification, participation::State};

use super::{Api, actor, claim, hearing};
use crate::{
    domain::{claim::Claim, participation as rules},
    store::{
        hearing::Hearings,
        participation::{self, Participations},
        pending,
    },
};

const ACTOR: &str = "participation.actor";

/// Writes down that somebody takes part: who writes is the caller, who speaks is the actor.
pub(super) async fn create(
    api: &Api,
    context: Context,
    request: pb::CreateParticipationRequest,
) -> Result<pb::Participation, Error> {
    let mut new = open(request.participation, State::Admitted);
    rules::check(&new)?;
    rules::check_speaker(&new)?;
    let as_of = hearing::asked_for(api, &context, &request.parent).await?;
    name(api, &mut new).await?;
    let claim = new
        .actor
        .as_ref()
        .and_then(|who| Claim::of_another(who, as_of));
    settle(api, &context, claim.as_ref(), &mut new).await?;
    let (parent, id) = (&request.parent, &request.participation_id);
    let name = context.new_name(parent, "participations", id, Participations::PREFIX);
    let work = move |tx: &mut dyn Tx, context: &Context| {
        resource::live::<Hearings>(tx, &name.parent)?;
        let made = resource::create::<Participations>(tx, context, name.clone(), new.clone())?;
        wait(tx, &made, claim.as_ref())?;
        Ok(made)
    };
    api.app.write(context, work).await
}

/// Asks to take part: who asks is the caller.
pub(super) async fn request_to_speak(
    api: &Api,
    context: Context,
    request: pb::RequestToSpeakRequest,
) -> Result<pb::Participation, Error> {
    let mut new = open(request.participation, State::Requested);
    rules::check(&new)?;
    let as_of = hearing::asked_for(api, &context, &request.parent).await?;
    name(api, &mut new).await?;
    let caller = context.caller();
    let who = new.actor.as_ref();
    let claim = who.and_then(|who| Claim::of_caller(who, caller, "", as_of));
    settle(api, &context, claim.as_ref(), &mut new).await?;
    let (parent, id) = (&request.parent, &request.participation_id);
    let name = context.new_name(parent, "participations", id, Participations::PREFIX);
    let work = move |tx: &mut dyn Tx, context: &Context| {
        let hearing = resource::live::<Hearings>(tx, &name.parent)?;
        let entries = participation::of_hearing(tx, &name.parent)?;
        let who = new.actor.clone().unwrap_or_default();
        rules::check_request(&hearing, &entries, &who)?;
        let made = resource::create::<Participations>(tx, context, name.clone(), new.clone())?;
        wait(tx, &made, claim.as_ref())?;
        Ok(made)
    };
    api.app.write(context, work).await
}

/// Changes an entry; where it names another, the registry is asked anew.
pub(super) async fn update(
    api: &Api,
    context: Context,
    request: pb::UpdateParticipationRequest,
) -> Result<pb::Participation, Error> {
    let asked = request.clone();
    let read = move |tx: &mut dyn Tx| merge(tx, &asked);
    let merged = api.app.read(&context, read).await?;
    let mut new = merged.entry.clone();
    let mut claim = None;
    if merged.is_another {
        rules::check_speaker(&new)?;
        let as_of = hearing::asked_for(api, &context, common::names::parent(&new.name)).await?;
        name(api, &mut new).await?;
        claim = new
            .actor
            .as_ref()
            .and_then(|who| Claim::of_another(who, as_of));
        settle(api, &context, claim.as_ref(), &mut new).await?;
    }
    let work = move |tx: &mut dyn Tx, context: &Context| {
        let now = merge(tx, &request)?;
        if now.entry != merged.entry {
            let (kind, name) = (Participations::TYPE, &now.entry.name);
            return Err(Error::stale(kind, name, &now.entry.etag));
        }
        let saved = resource::save::<Participations>(tx, context, new.clone())?;
        if merged.is_another {
            pending::take(tx, &saved.name)?;
            wait(tx, &saved, claim.as_ref())?;
        }
        Ok(saved)
    };
    api.app.write(context, work).await
}

// === steps

/// An entry as an update leaves it.
struct Merged {
    entry: pb::Participation,
    /// Whether it names another than before.
    is_another: bool,
}

fn merge(tx: &mut dyn Tx, request: &pb::UpdateParticipationRequest) -> Result<Merged, Error> {
    let patch = request.participation.clone().unwrap_or_default();
    let mask = request.update_mask.as_ref();
    let (present, mut entry) = resource::merge::<Participations>(tx, &patch, mask)?;
    rules::check_open(&present)?;
    rules::check(&entry)?;
    let is_another = rules::is_another(&present, &mut entry);
    Ok(Merged { entry, is_another })
}

fn open(sent: Option<pb::Participation>, state: State) -> pb::Participation {
    let mut new = sent.unwrap_or_default();
    mask::strip(&mut new);
    rules::open(&mut new, state);
    new
}

/// Asks the registry who takes part.
async fn name(api: &Api, new: &mut pb::Participation) -> Result<(), Error> {
    match &mut new.actor {
        Some(who) => actor::complete(&api.registry, ACTOR, who).await,
        None => Ok(()),
    }
}

async fn settle(
    api: &Api,
    context: &Context,
    claim: Option<&Claim>,
    new: &mut pb::Participation,
) -> Result<(), Error> {
    match claim {
        Some(claim) => claim::settle(&api.registry, ACTOR, claim, new, context.now).await,
        None => Ok(()),
    }
}

/// Notes a claim that waits.
fn wait(tx: &mut dyn Tx, made: &pb::Participation, claim: Option<&Claim>) -> Result<(), Error> {
    match claim {
        Some(claim) if made.verification() == Verification::Pending => {
            pending::note(tx, &made.name, claim)
        }
        _ => Ok(()),
    }
}
