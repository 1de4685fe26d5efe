//! Rules of the vote that adopts a recommendation: at which session, on which day, who sat there, how many had to, and
//! whether it carried. How each voted is in `ballot`.

mod ballot;

use std::collections::HashSet;

use common::{Error, Violation, names, span, text};
use kenes_proto::{
    consultation::{
        AdoptRecommendationRequest, Hearing, Recommendation, Vote, recommendation::State,
    },
    gtype::Date,
    registry::{
        BodyProfile, Membership, Organization,
        membership::{Member, State as Seat},
    },
    types::ErrorReason as Reason,
};

use super::{
    REGISTRY, addressee, being,
    recommendation::{MAX_TEXT, form, require},
    session,
};

/// What the registry says of the body.
#[derive(Clone, Debug, Default)]
pub(crate) struct Body {
    /// The body as it is known now: when it was founded, and when it ended.
    pub(crate) organization: Organization,
    /// Its profile on the day of the vote.
    pub(crate) profile: BodyProfile,
    /// Who sat in it on that day.
    pub(crate) members: Vec<Membership>,
}

/// The day of the vote: the one that is said, or today. A whole date, and not one to come.
pub(crate) fn day(said: Option<&Date>, today: Date) -> Result<Date, Error> {
    let wrong = span::past_date("adopt_date", said, &today);
    Error::check(wrong.into_iter().collect())?;
    Ok(said.copied().unwrap_or(today))
}

/// The session that a request names.
pub(crate) fn session(request: &AdoptRecommendationRequest) -> &str {
    match request.session.as_str() {
        "" => &request.hearing,
        session => session,
    }
}

/// What can be refused before anybody is asked.
pub(crate) fn check(
    recommendation: &Recommendation,
    request: &AdoptRecommendationRequest,
) -> Result<(), Error> {
    let each = request.dissents.iter().enumerate();
    let wrong = each.flat_map(|(n, dissent)| {
        let field = format!("dissents[{n}].texts");
        text::check(&field, &dissent.texts, MAX_TEXT, false)
    });
    Error::check(wrong.collect())?;
    require(recommendation, &[State::Draft], "be adopted")?;
    if recommendation.addressees.is_empty() {
        let text = format!(
            "{} has no addressees; name those who are to answer it",
            recommendation.name
        );
        return Err(Error::refused(
            Reason::AddresseeMissing,
            &recommendation.name,
            text,
        ));
    }
    if session(request).is_empty() {
        let say = format!("name the session of {} that adopts it", recommendation.body);
        return Err(Error::invalid(Reason::SessionMissing, "session", say));
    }
    Ok(())
}

/// Adopts it on a day by `now`, if the body may and was in being, at this session of its own, and the vote carried it.
pub(crate) fn adopt(
    recommendation: &mut Recommendation,
    request: &AdoptRecommendationRequest,
    body: &Body,
    session: &Hearing,
    (day, now): (Date, i64),
) -> Result<(), Error> {
    check(recommendation, request)?;
    check_body(&recommendation.body, body, &day)?;
    session::check(&recommendation.body, session, &day, now)?;
    let instead = "change the draft first";
    addressee::check_days(recommendation, &day, "adopted", instead)?;
    let vote = count(&recommendation.body, request, body)?;
    if vote.votes_for <= vote.votes_against {
        let text = format!(
            "the {} was not carried: {} for, {} against",
            form(recommendation.kind()),
            vote.votes_for,
            vote.votes_against
        );
        return Err(Error::refused(
            Reason::VoteNotCarried,
            &recommendation.name,
            text,
        ));
    }
    recommendation.vote = Some(vote);
    recommendation.dissents.clone_from(&request.dissents);
    recommendation.adopt_date = Some(day);
    recommendation.session.clone_from(&session.name);
    recommendation.set_state(State::Adopted);
    Ok(())
}

/// Refuses a body that does not issue recommendations, or was not there on that day.
fn check_body(name: &str, body: &Body, day: &Date) -> Result<(), Error> {
    if !body.profile.may_recommend {
        let text = format!(
            "{name} may not issue recommendations: its profile in the registry lacks may_recommend"
        );
        return Err(Error::denied(Reason::BodyNotCompetent, text).with("body", name));
    }
    match being::absence(&body.organization, day) {
        None => Ok(()),
        Some(text) => Err(Error::refused(Reason::BodyNotInBeing, name, text)),
    }
}

/// The vote, if it adds up and a quorum was there.
fn count(name: &str, request: &AdoptRecommendationRequest, body: &Body) -> Result<Vote, Error> {
    let present = present(name, &request.attendees, &body.members);
    let mut wrong = present.as_ref().err().cloned().unwrap_or_default();
    let vote = ballot::totals(request, &mut wrong);
    if let Ok(present) = &present {
        wrong.extend(ballot::check(request, &vote, present, &body.members));
    }
    Error::check(wrong)?;
    let there = request.attendees.len();
    let quorum = body.profile.quorum;
    if i64::from(quorum) > i64::try_from(there).unwrap_or(i64::MAX) {
        let text = format!("{there} members were present, and the quorum is {quorum}");
        return Err(Error::refused(Reason::QuorumNotMet, name, text)
            .with("quorum", quorum.to_string())
            .with("present", there.to_string()));
    }
    Ok(Vote { quorum, ..vote })
}

// === who was there

/// The members that attendees are, by their full names; or what is wrong with whom.
fn present(
    body: &str,
    attendees: &[String],
    members: &[Membership],
) -> Result<HashSet<String>, Vec<Violation>> {
    let mut present = HashSet::new();
    let mut wrong = Vec::new();
    for (n, attendee) in attendees.iter().enumerate() {
        let field = format!("attendees[{n}]");
        match member(attendee, members) {
            None => {
                let say = format!("{attendee} held no seat of {body} on that day");
                wrong.push(Violation::new(field, Reason::VoteInvalid, say));
            }
            Some(who) if !present.insert(who.clone()) => {
                let say = format!("{attendee} is {who}, who is named before");
                wrong.push(Violation::new(field, Reason::VoteInvalid, say));
            }
            Some(_) => {}
        }
    }
    if wrong.is_empty() {
        Ok(present)
    } else {
        Err(wrong)
    }
}

/// The full name of the member that somebody is: named by the membership, or as the person who holds one.
fn member(named: &str, members: &[Membership]) -> Option<String> {
    let name = names::relative(REGISTRY, named)?;
    let found = members.iter().find_map(|membership| {
        let who = match membership.member.as_ref()? {
            Member::MemberPerson(who) | Member::MemberOrganization(who) => who,
        };
        // Without a first day, or without the approval that it needs, it is only proposed.
        let sits = membership.start_date.is_some() && membership.state() != Seat::Proposed;
        (sits && (membership.name == name || who == name)).then_some(who)
    })?;
    Some(names::full(REGISTRY, found))
}

#[cfg(test)]
mod tests;
