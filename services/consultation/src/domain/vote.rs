//! Rules of the vote that adopts a recommendation: who sat there, how many had to, and whether it carried.

use std::collections::HashSet;

use common::{Error, Violation, names, span, text};
use kenes_proto::{
    consultation::{
        AdoptRecommendationRequest, Dissent, Recommendation, Vote, dissent::Ballot,
        recommendation::State,
    },
    gtype::Date,
    registry::{BodyProfile, Membership, membership::Member},
    types::{Actor, ErrorReason as Reason},
};

use super::{
    REGISTRY,
    recommendation::{form, require},
};

const MAX_TEXT: usize = 20_000;

/// What the registry says of the body on the day of the vote.
#[derive(Clone, Debug, Default)]
pub(crate) struct Body {
    /// Its profile.
    pub(crate) profile: BodyProfile,
    /// Who sits in it.
    pub(crate) members: Vec<Membership>,
}

/// The day of the vote: the one that is said, or today. A whole date, and not one to come.
pub(crate) fn day(said: Option<&Date>, today: Date) -> Result<Date, Error> {
    let wrong = span::past_date("adopt_date", said, &today);
    Error::check(wrong.into_iter().collect())?;
    Ok(said.copied().unwrap_or(today))
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
    Ok(())
}

/// Adopts it, if the body may and the vote carried it.
pub(crate) fn adopt(
    recommendation: &mut Recommendation,
    request: &AdoptRecommendationRequest,
    body: &Body,
    day: Date,
) -> Result<(), Error> {
    check(recommendation, request)?;
    if !body.profile.may_recommend {
        let text = format!(
            "{} may not issue recommendations: its profile in the registry lacks may_recommend",
            recommendation.body
        );
        return Err(
            Error::denied(Reason::BodyNotCompetent, text).with("body", &recommendation.body)
        );
    }
    let present = present(&recommendation.body, &request.attendees, &body.members);
    let mut wrong = present.as_ref().err().cloned().unwrap_or_default();
    wrong.extend(check_counts(request));
    if let Ok(present) = &present {
        wrong.extend(check_dissents(request, present));
    }
    Error::check(wrong)?;
    let count = request.attendees.len();
    let quorum = body.profile.quorum;
    if i64::from(quorum) > i64::try_from(count).unwrap_or(i64::MAX) {
        let text = format!("{count} members were present, and the quorum is {quorum}");
        return Err(
            Error::refused(Reason::QuorumNotMet, &recommendation.body, text)
                .with("quorum", quorum.to_string())
                .with("present", count.to_string()),
        );
    }
    if request.votes_for <= request.votes_against {
        let text = format!(
            "the {} was not carried: {} for, {} against",
            form(recommendation.kind()),
            request.votes_for,
            request.votes_against
        );
        return Err(Error::refused(
            Reason::VoteNotCarried,
            &recommendation.name,
            text,
        ));
    }
    recommendation.vote = Some(Vote {
        attendees: request.attendees.clone(),
        quorum,
        votes_for: request.votes_for,
        votes_against: request.votes_against,
        abstained: request.abstained,
    });
    recommendation.dissents.clone_from(&request.dissents);
    recommendation.adopt_date = Some(day);
    if !request.hearing.is_empty() {
        recommendation.hearing.clone_from(&request.hearing);
    }
    recommendation.set_state(State::Adopted);
    Ok(())
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
                let say = format!("{attendee} was not a member of {body} on that day");
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

/// The full name of the member that an attendee is: named by the membership, or as the person who holds one.
fn member(attendee: &str, members: &[Membership]) -> Option<String> {
    let name = names::relative(REGISTRY, attendee)?;
    let found = members.iter().find_map(|membership| {
        let who = match membership.member.as_ref()? {
            Member::MemberPerson(who) | Member::MemberOrganization(who) => who,
        };
        // Without a first day it is only proposed.
        let sits = membership.start_date.is_some();
        (sits && (membership.name == name || who == name)).then_some(who)
    })?;
    Some(names::full(REGISTRY, found))
}

// === how they voted

fn check_counts(request: &AdoptRecommendationRequest) -> Option<Violation> {
    let cast = i64::from(request.votes_for)
        + i64::from(request.votes_against)
        + i64::from(request.abstained);
    let present = i64::try_from(request.attendees.len()).unwrap_or(i64::MAX);
    (cast > present).then(|| {
        let say = format!("{cast} votes were cast, and {present} members were present");
        Violation::new("votes_for", Reason::VoteInvalid, say)
    })
}

/// Dissents are of those who were there, once each, and no more than voted so.
fn check_dissents(
    request: &AdoptRecommendationRequest,
    present: &HashSet<String>,
) -> Vec<Violation> {
    let mut wrong = Vec::new();
    let mut seen = HashSet::new();
    for (n, dissent) in request.dissents.iter().enumerate() {
        let who = dissenter(dissent);
        let say = if !present.contains(who) {
            format!("`{who}` is not among the attendees")
        } else if !seen.insert(who) {
            format!("{who} dissents twice")
        } else {
            continue;
        };
        let field = format!("dissents[{n}].actor");
        wrong.push(Violation::new(field, Reason::VoteInvalid, say));
    }
    for (ballot, count, field) in [
        (Ballot::Against, request.votes_against, "votes_against"),
        (Ballot::Abstained, request.abstained, "abstained"),
    ] {
        let of = request.dissents.iter().filter(|d| d.ballot() == ballot);
        let named = of.count();
        if i64::try_from(named).unwrap_or(i64::MAX) > i64::from(count) {
            let say = format!("{named} dissents are of members who voted so, and only {count} did");
            wrong.push(Violation::new(field, Reason::VoteInvalid, say));
        }
    }
    wrong
}

/// Who dissents: the person, or the organization that is a member itself.
fn dissenter(dissent: &Dissent) -> &str {
    match &dissent.actor {
        None => "",
        Some(Actor {
            person,
            organization,
            ..
        }) if person.is_empty() => organization,
        Some(actor) => &actor.person,
    }
}

#[cfg(test)]
mod tests;
