//! Rules of who takes part in a hearing: who may ask to, and what becomes of an entry.

use common::{Error, Language, Violation, parts, state, text};
use kenes_proto::{
    consultation::{
        self as pb, Hearing, Participation, comment::Verification, hearing, participation::State,
    },
    gtype::LocalizedText,
    types::{Actor, ErrorReason as Reason, Place},
};

use super::{
    actor,
    claim::{Claimed, Spoken},
    hearing as hearings,
};

const MAX_TEXT: usize = 20_000;
const MAX_REASON: usize = 5_000;

/// The role of who represents an organization or a region, a code of `referenceData/roles`.
pub(crate) const DELEGATE: &str = "delegate";

/// What must hold of a participation by itself.
pub(crate) fn check(participation: &Participation) -> Result<(), Error> {
    let statements = &participation.statements;
    let mut wrong = parts::documents_with_files("participation.statements", statements);
    let who = participation.actor.clone().unwrap_or_default();
    // Who it is that asks to speak for an organization, the registry tells.
    if who.on_behalf_of.is_empty() || participation.state() != State::Requested {
        wrong.extend(actor::check("participation.actor", &who));
    }
    wrong.extend(text::check(
        "participation.summaries",
        &participation.summaries,
        MAX_TEXT,
        false,
    ));
    let place = participation.place.as_ref();
    wrong.extend(parts::place("participation.place", place));
    wrong.extend(check_delegate(participation, &who));
    Error::check(wrong)
}

/// What is wrong with a delegate of nobody.
fn check_delegate(participation: &Participation, who: &Actor) -> Option<Violation> {
    let place = participation.place.as_ref();
    let region = place.map_or("", |place| &place.subdivision_code);
    let of_nobody = who.organization.is_empty() && who.on_behalf_of.is_empty() && region.is_empty();
    let say = "say whom the delegate represents: an organization in actor, or the region";
    (participation.role_code == DELEGATE && of_nobody).then(|| {
        let field = "participation.place.subdivision_code";
        Violation::new(field, Reason::FieldInvalid, say)
    })
}

/// The region of a place, without what is closer; nothing where it is not known.
pub(crate) fn region(place: Option<Place>) -> Option<Place> {
    let place = place.filter(|place| !place.subdivision_code.is_empty())?;
    Some(Place {
        region_code: place.region_code,
        subdivision_code: place.subdivision_code,
        ..Default::default()
    })
}

/// Refuses an entry, written down by another, of nobody known who speaks for an organization.
pub(crate) fn check_speaker(participation: &Participation) -> Result<(), Error> {
    let who = participation.actor.as_ref();
    let wrong = who.and_then(|who| actor::check_speaker("participation.actor", who));
    Error::check(wrong.into_iter().collect())
}

/// A new entry in this state, of which nothing was checked yet.
pub(crate) fn open(participation: &mut Participation, state: State) {
    participation.set_state(state);
    participation.set_verification(Verification::NotClaimed);
    if state == State::Requested {
        participation.attended = false;
    }
}

/// Whether another is named than before: then nothing that the registry said holds any more. The name shown of a person, and
/// the sector and the place of an organization, that is no longer named goes.
pub(crate) fn is_another(present: &Participation, merged: &mut Participation) -> bool {
    let another = present.actor != merged.actor;
    let (before, now) = (present.actor.as_ref(), merged.actor.as_mut());
    if let (Some(before), Some(now)) = (before, now)
        && before.person != now.person
        && before.display_name == now.display_name
    {
        now.display_name.clear();
    }
    if sided(present) != sided(merged) {
        if present.sector_code == merged.sector_code {
            merged.sector_code.clear();
        }
        if present.place == merged.place {
            merged.place = None;
        }
    }
    if another {
        merged.set_verification(Verification::NotClaimed);
        merged.standing = None;
        merged.verify_time = None;
        merged.verification_note.clear();
    }
    another
}

/// The organization that takes part, and the one that is spoken for.
fn sided(participation: &Participation) -> Option<(&str, &str)> {
    let actor = participation.actor.as_ref()?;
    Some((&actor.organization, &actor.on_behalf_of))
}

/// Takes over what the registry said of the same actor.
pub(crate) fn answer(participation: &mut Participation, answered: &Participation) {
    participation.verification = answered.verification;
    participation.standing.clone_from(&answered.standing);
    participation.verify_time = answered.verify_time;
    participation
        .verification_note
        .clone_from(&answered.verification_note);
}

impl Spoken for Participation {
    fn claimed(&mut self) -> Claimed<'_> {
        Claimed {
            actor: &mut self.actor,
            verification: &mut self.verification,
            verify_time: &mut self.verify_time,
            standing: &mut self.standing,
            note: &mut self.verification_note,
        }
    }

    fn language(&self) -> Language {
        let said = self.summaries.first();
        let language = said.and_then(|text| Language::of_code(&text.language_code));
        language.unwrap_or_default()
    }
}

// === who may ask to speak

/// Refuses a request in the name of an organization by itself: nobody could say who asks.
pub(crate) fn check_asker(who: &Actor) -> Result<(), Error> {
    let say = "leave it out; an organization asks through a person, who names it in on_behalf_of";
    match who.organization.as_str() {
        "" => Ok(()),
        _ => Err(Error::invalid(
            Reason::FieldInvalid,
            "participation.actor.organization",
            say,
        )),
    }
}

/// Refuses to hear somebody at a hearing that is not ahead, or is closed and to which they are not invited.
pub(crate) fn check_request(
    hearing: &Hearing,
    entries: &[Participation],
    who: &Actor,
) -> Result<(), Error> {
    let announced = [hearing::State::Confirmed];
    hearings::require(hearing, &announced, "take requests to speak")?;
    if hearing.access() != hearing::Access::Closed || is_invited(entries, who) {
        return Ok(());
    }
    let text = format!(
        "{} is closed, and you are not among those invited to it",
        hearing.name
    );
    Err(Error::refused(Reason::HearingClosed, &hearing.name, text))
}

/// Whether an entry admits the person, or the organization that they speak for.
fn is_invited(entries: &[Participation], who: &Actor) -> bool {
    let admitted = entries
        .iter()
        .filter(|entry| state_of(entry) == State::Admitted);
    let mut actors = admitted.filter_map(|entry| entry.actor.as_ref());
    let is = |named: &str, other: &str| !named.is_empty() && named == other;
    actors.any(|invited| {
        is(&who.person, &invited.person)
            || is(&who.on_behalf_of, &invited.organization)
            || is(&who.on_behalf_of, &invited.on_behalf_of)
    })
}

// === states

/// Lets somebody speak who asked to.
pub(crate) fn admit(
    participation: &mut Participation,
    _: &pb::AdmitParticipationRequest,
    _: i64,
) -> Result<(), Error> {
    require(participation, &[State::Requested], "be admitted")?;
    participation.set_state(State::Admitted);
    Ok(())
}

/// Refuses the word to somebody who asked for it.
pub(crate) fn decline(
    participation: &mut Participation,
    request: &pb::DeclineParticipationRequest,
    _: i64,
) -> Result<(), Error> {
    let from = [State::Requested];
    end(
        participation,
        &from,
        State::Declined,
        "be declined",
        &request.reasons,
    )
}

/// Takes an entry back; it stays readable.
pub(crate) fn withdraw(
    participation: &mut Participation,
    request: &pb::WithdrawParticipationRequest,
    _: i64,
) -> Result<(), Error> {
    let from = [State::Requested, State::Admitted];
    end(
        participation,
        &from,
        State::Withdrawn,
        "be withdrawn",
        &request.reasons,
    )
}

/// Refuses to change an entry that has ended.
pub(crate) fn check_open(participation: &Participation) -> Result<(), Error> {
    let open = [State::Requested, State::Admitted];
    require(participation, &open, "be changed")
}

fn end(
    participation: &mut Participation,
    from: &[State],
    to: State,
    act: &str,
    reasons: &[LocalizedText],
) -> Result<(), Error> {
    Error::check(text::check("reasons", reasons, MAX_REASON, true))?;
    require(participation, from, act)?;
    participation.set_state(to);
    participation.state_reasons = reasons.to_vec();
    Ok(())
}

fn require(participation: &Participation, states: &[State], act: &str) -> Result<(), Error> {
    let present = (participation.name.as_str(), state_of(participation));
    state::require(present, states, act, State::as_str_name)
}

/// Its state; what was recorded before there were states counts as admitted.
fn state_of(participation: &Participation) -> State {
    match participation.state() {
        State::Unspecified => State::Admitted,
        state => state,
    }
}

#[cfg(test)]
mod tests;
