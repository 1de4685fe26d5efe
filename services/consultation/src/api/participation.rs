//! Handlers of participations: who takes part is known to the registry, and so is for whom they speak.

use common::{
    Error,
    context::Context,
    mask, names,
    resource::{self, Kind},
    store::Tx,
};
use kenes_proto::consultation::{self as pb, comment::Verification, participation::State};

use super::{Api, actor, claim, codes, hearing};
use crate::{
    domain::{claim::Claim, participation as rules},
    store::{
        hearing::Hearings,
        participation::{self, Participations},
        pending,
    },
};

const FIELD: &str = "participation";
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
    codes::check(api, &context, FIELD, &new).await?;
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
    new.actor.as_ref().map_or(Ok(()), rules::check_asker)?;
    codes::check(api, &context, FIELD, &new).await?;
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
    codes::check_changed(api, &context, FIELD, &merged.present, &new).await?;
    let mut claim = None;
    if merged.is_another {
        name(api, &mut new).await?;
        rules::check_speaker(&new)?;
        let as_of = hearing::asked_for(api, &context, names::parent(&new.name)).await?;
        let who = new.actor.as_ref();
        claim = who.and_then(|who| Claim::of_another(who, as_of));
        settle(api, &context, claim.as_ref(), &mut new).await?;
    }
    let work = move |tx: &mut dyn Tx, context: &Context| {
        let mut now = merge(tx, &request)?;
        let is_same = now.entry.actor == merged.entry.actor;
        if now.is_another && !(is_same && merged.is_another) {
            // Another was named meanwhile, of whom nobody was asked.
            let (kind, name) = (Participations::TYPE, &now.entry.name);
            return Err(Error::stale(kind, name, &now.entry.etag));
        }
        if is_same && merged.is_another {
            now.entry.actor.clone_from(&new.actor);
            now.entry.sector_code.clone_from(&new.sector_code);
            now.entry.place.clone_from(&new.place);
        }
        if now.is_another {
            rules::answer(&mut now.entry, &new);
            pending::take(tx, &now.entry.name)?;
        }
        let saved = resource::save::<Participations>(tx, context, now.entry)?;
        if now.is_another {
            wait(tx, &saved, claim.as_ref())?;
        }
        Ok(saved)
    };
    api.app.write(context, work).await
}

// === steps

/// An entry as an update leaves it.
struct Merged {
    present: pb::Participation,
    entry: pb::Participation,
    /// Whether another takes part than before.
    is_another: bool,
}

fn merge(tx: &mut dyn Tx, request: &pb::UpdateParticipationRequest) -> Result<Merged, Error> {
    let patch = request.participation.clone().unwrap_or_default();
    let mask = request.update_mask.as_ref();
    let (present, mut entry) = resource::merge::<Participations>(tx, &patch, mask)?;
    rules::check_open(&present)?;
    rules::check(&entry)?;
    let is_another = rules::is_another(&present, &mut entry);
    Ok(Merged {
        present,
        entry,
        is_another,
    })
}

fn open(sent: Option<pb::Participation>, state: State) -> pb::Participation {
    let mut new = sent.unwrap_or_default();
    mask::strip(&mut new);
    rules::open(&mut new, state);
    new
}

/// Asks the registry who takes part, of which sector, and from where.
async fn name(api: &Api, new: &mut pb::Participation) -> Result<(), Error> {
    let Some(who) = &mut new.actor else {
        return Ok(());
    };
    let side = actor::complete(&api.registry, ACTOR, who).await?;
    if !side.sector.is_empty() {
        new.sector_code = side.sector;
    }
    new.place = new.place.take().or_else(|| rules::region(side.place));
    Ok(())
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
