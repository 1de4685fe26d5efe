//! How members voted: one by one where the body votes openly, in totals where it votes in secret, and who dissented.

use std::collections::{HashMap, HashSet};

use common::{Violation, names};
use kenes_proto::{
    consultation::{
        AdoptRecommendationRequest, Ballot, Dissent, Vote, ballot::Choice, dissent, vote::Mode,
    },
    registry::{Membership, membership::Member},
    types::{Actor, ErrorReason as Reason},
};

use super::{REGISTRY, member};

/// The vote as the request tells it, in an open one as its ballots do; what is wrong with it is added to `wrong`.
pub(super) fn totals(request: &AdoptRecommendationRequest, wrong: &mut Vec<Violation>) -> Vote {
    let mut vote = Vote {
        attendees: request.attendees.clone(),
        votes_for: request.votes_for,
        votes_against: request.votes_against,
        abstained: request.abstained,
        mode: request.mode,
        ballots: request.ballots.clone(),
        ..Default::default()
    };
    let open = request.mode() == Mode::Open;
    if open == request.ballots.is_empty() {
        wrong.push(match open {
            true => {
                let say = "name how each voted, or record the vote as secret";
                Violation::new("ballots", Reason::BallotsMissing, say)
            }
            false => {
                let say = "leave them out: of a secret vote only the totals are recorded";
                Violation::new("ballots", Reason::BallotsNotAllowed, say)
            }
        });
    } else if open {
        agree(&mut vote, wrong);
    }
    let cast = [vote.votes_for, vote.votes_against, vote.abstained].map(i64::from);
    let cast: i64 = cast.into_iter().sum();
    let present = i64::try_from(request.attendees.len()).unwrap_or(i64::MAX);
    if cast > present {
        let say = format!("{cast} votes were cast, and {present} members were present");
        wrong.push(Violation::new("votes_for", Reason::VoteInvalid, say));
    }
    vote
}

/// Counts the ballots. Totals that are given are theirs.
fn agree(vote: &mut Vote, wrong: &mut Vec<Violation>) {
    let counted = [Choice::For, Choice::Against, Choice::Abstained].map(|choice| {
        let of = vote.ballots.iter().filter(|one| one.choice() == choice);
        i32::try_from(of.count()).unwrap_or(i32::MAX)
    });
    let given = [vote.votes_for, vote.votes_against, vote.abstained];
    if given != [0; 3] {
        let fields = ["votes_for", "votes_against", "abstained"];
        for ((field, given), counted) in fields.into_iter().zip(given).zip(counted) {
            if given != counted {
                let say = format!("the ballots come to {counted}: say that, or leave it out");
                wrong.push(Violation::new(field, Reason::VoteInvalid, say));
            }
        }
    }
    [vote.votes_for, vote.votes_against, vote.abstained] = counted;
}

/// What is wrong with ballots and dissents. `present` are the members who were there, by their full names.
pub(super) fn check(
    request: &AdoptRecommendationRequest,
    vote: &Vote,
    present: &HashSet<String>,
    members: &[Membership],
) -> Vec<Violation> {
    let mut wrong = Vec::new();
    let mut choices = HashMap::new();
    for (n, ballot) in vote.ballots.iter().enumerate() {
        if let Err(say) = cast(ballot, present, members, &mut choices) {
            let field = format!("ballots[{n}].member");
            wrong.push(Violation::new(field, Reason::VoteInvalid, say));
        }
    }
    if !wrong.is_empty() {
        return wrong;
    }
    let choices = (!vote.ballots.is_empty()).then_some(&choices);
    wrong.extend(check_dissents(&request.dissents, present, members, choices));
    wrong.extend(check_numbers(&request.dissents, vote));
    wrong
}

/// Notes the choice of a member who was there and has not voted yet; or says what is wrong.
fn cast(
    ballot: &Ballot,
    present: &HashSet<String>,
    members: &[Membership],
    choices: &mut HashMap<String, Choice>,
) -> Result<(), String> {
    let named = &ballot.member;
    let who = member(named, members).filter(|who| present.contains(who));
    let who = who.ok_or_else(|| format!("{named} is not among the attendees"))?;
    match choices.insert(who.clone(), ballot.choice()) {
        None => Ok(()),
        Some(_) => Err(format!("{named} is {who}, who votes before")),
    }
}

// === dissents

/// Dissents are of those who were there, once each, on behalf of whom they sit for, and as their ballot says where there is one.
fn check_dissents(
    dissents: &[Dissent],
    present: &HashSet<String>,
    members: &[Membership],
    choices: Option<&HashMap<String, Choice>>,
) -> Vec<Violation> {
    let mut wrong = Vec::new();
    let mut seen = HashSet::new();
    for (n, dissent) in dissents.iter().enumerate() {
        let who = dissenter(dissent);
        let (part, say) = if !present.contains(who) {
            ("actor", format!("`{who}` is not among the attendees"))
        } else if !seen.insert(who) {
            ("actor", format!("{who} dissents twice"))
        } else if let Some(seated_for) = seated_for_another(dissent, members) {
            let say = format!("{who} sits on behalf of {seated_for}: say that, or leave it out");
            ("actor.on_behalf_of", say)
        } else if let Some(choices) = choices
            && choices.get(who) != Some(&choice(dissent))
        {
            let say = match choices.get(who) {
                None => format!("{who} cast no ballot"),
                Some(other) => format!("the ballot of {who} is {}", other.as_str_name()),
            };
            ("ballot", say)
        } else {
            continue;
        };
        let field = format!("dissents[{n}].{part}");
        wrong.push(Violation::new(field, Reason::VoteInvalid, say));
    }
    wrong
}

/// For whom a dissenter sits, where the dissent names somebody else.
fn seated_for_another(dissent: &Dissent, members: &[Membership]) -> Option<String> {
    let actor = dissent.actor.as_ref()?;
    let full = |name: &str| names::full(REGISTRY, name);
    let seats = members.iter().filter(|seat| match &seat.member {
        Some(Member::MemberPerson(who)) => full(who) == actor.person,
        _ => false,
    });
    let seated_for: Vec<&str> = seats.map(|seat| seat.on_behalf_of.as_str()).collect();
    let named = &actor.on_behalf_of;
    if named.is_empty() || seated_for.iter().any(|name| full(name) == *named) {
        return None;
    }
    match seated_for.iter().find(|name| !name.is_empty()) {
        Some(name) => Some(full(name)),
        None => Some("nobody".to_owned()),
    }
}

/// No more dissent than voted so.
fn check_numbers(dissents: &[Dissent], vote: &Vote) -> Vec<Violation> {
    let each = [
        (Choice::Against, vote.votes_against, "votes_against"),
        (Choice::Abstained, vote.abstained, "abstained"),
    ];
    let wrong = each.into_iter().filter_map(|(how, count, field)| {
        let named = dissents.iter().filter(|one| choice(one) == how).count();
        (i64::try_from(named).unwrap_or(i64::MAX) > i64::from(count)).then(|| {
            let say = format!("{named} dissents are of members who voted so, and only {count} did");
            Violation::new(field, Reason::VoteInvalid, say)
        })
    });
    wrong.collect()
}

fn choice(dissent: &Dissent) -> Choice {
    match dissent.ballot() {
        dissent::Ballot::Against => Choice::Against,
        dissent::Ballot::Abstained => Choice::Abstained,
        dissent::Ballot::Unspecified => Choice::Unspecified,
    }
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
