//! Votes that carry, that do not, and that do not add up.

use common::date;
use kenes_proto::{
    consultation::{
        Addressee, Ballot, Dissent, ballot::Choice, dissent, hearing::State as Announced,
        vote::Mode,
    },
    types::Actor,
};

use super::*;

mod roll_call;

const DAY: Date = Date {
    year: 2026,
    month: 5,
    day: 25,
};

/// Long after that day.
fn later() -> i64 {
    date::local_end(&DAY) + 365 * common::testing::DAY
}

fn seat(n: usize) -> String {
    format!("//registry.kenes/organizations/chamber/memberships/seat-{n}")
}

fn person(n: usize) -> String {
    format!("//registry.kenes/persons/p{n}")
}

/// A chamber of five seats where three make a quorum.
fn chamber() -> Body {
    let member = |n: usize| Membership {
        name: format!("organizations/chamber/memberships/seat-{n}"),
        member: Some(Member::MemberPerson(format!("persons/p{n}"))),
        start_date: Some(DAY),
        ..Default::default()
    };
    Body {
        organization: Organization {
            name: "organizations/chamber".into(),
            ..Default::default()
        },
        profile: BodyProfile {
            quorum: 3,
            may_recommend: true,
            ..Default::default()
        },
        members: (1..=5).map(member).collect(),
    }
}

/// Its session of that day.
fn sitting() -> Hearing {
    let mut session = Hearing {
        name: "hearings/session".into(),
        organizer: "//registry.kenes/organizations/chamber".into(),
        start_date: Some(DAY),
        ..Default::default()
    };
    session.set_state(Announced::Confirmed);
    session
}

fn draft() -> Recommendation {
    let mut recommendation = Recommendation {
        name: "recommendations/r".into(),
        body: "//registry.kenes/organizations/chamber".into(),
        addressees: vec![Addressee::default()],
        ..Default::default()
    };
    recommendation.set_state(State::Draft);
    recommendation
}

fn ballot(votes: [i32; 3], attendees: Vec<String>) -> AdoptRecommendationRequest {
    AdoptRecommendationRequest {
        attendees,
        votes_for: votes[0],
        votes_against: votes[1],
        abstained: votes[2],
        session: "hearings/session".into(),
        mode: Mode::Secret.into(),
        ..Default::default()
    }
}

fn dissent(who: String, how: dissent::Ballot) -> Dissent {
    let mut dissent = Dissent {
        actor: Some(Actor {
            person: who,
            ..Default::default()
        }),
        ..Default::default()
    };
    dissent.set_ballot(how);
    dissent
}

fn outcome(request: &AdoptRecommendationRequest) -> Result<Recommendation, (Reason, Vec<String>)> {
    let mut recommendation = draft();
    match adopt(
        &mut recommendation,
        request,
        &chamber(),
        &sitting(),
        (DAY, later()),
    ) {
        Ok(()) => Ok(recommendation),
        Err(error) => {
            let fields = error.fields().iter().map(|v| v.field.clone()).collect();
            Err((error.reason(), fields))
        }
    }
}

fn three() -> Vec<String> {
    vec![seat(1), person(2), seat(3)]
}

#[test]
fn a_quorum_that_votes_for_it_adopts_it() {
    let mut request = ballot([2, 0, 1], three());
    request.dissents = vec![dissent(person(3), dissent::Ballot::Abstained)];
    let recommendation = outcome(&request).expect("adopted");
    assert_eq!(
        (recommendation.state(), recommendation.adopt_date),
        (State::Adopted, Some(DAY))
    );
    let vote = recommendation.vote.expect("a vote");
    assert_eq!((vote.quorum, vote.votes_for, vote.abstained), (3, 2, 1));
    assert_eq!(
        (vote.attendees, recommendation.dissents.len()),
        (three(), 1)
    );
    assert_eq!(recommendation.session, "hearings/session");
}

#[test]
fn fewer_than_the_quorum_adopt_nothing() {
    let request = ballot([2, 0, 0], vec![seat(1), seat(2)]);
    assert_eq!(outcome(&request), Err((Reason::QuorumNotMet, vec![])));
}

#[test]
fn as_many_against_as_for_carry_nothing() {
    for votes in [[1, 1, 1], [0, 0, 3], [1, 2, 0]] {
        let request = ballot(votes, three());
        assert_eq!(outcome(&request), Err((Reason::VoteNotCarried, vec![])));
    }
}

#[test]
fn strangers_and_doubles_do_not_sit_there() {
    let elsewhere = "//registry.kenes/organizations/other/memberships/seat-1".to_owned();
    let attendees = vec![seat(1), person(1), seat(6), person(9), elsewhere];
    let fields = [
        "attendees[1]",
        "attendees[2]",
        "attendees[3]",
        "attendees[4]",
    ];
    assert_eq!(
        outcome(&ballot([3, 0, 0], attendees)),
        Err((Reason::VoteInvalid, fields.map(String::from).to_vec()))
    );
    let mut body = chamber();
    body.members[0].start_date = None;
    let proposed = adopt(
        &mut draft(),
        &ballot([3, 0, 0], three()),
        &body,
        &sitting(),
        (DAY, later()),
    );
    assert_eq!(
        proposed.expect_err("no seat yet").reason(),
        Reason::VoteInvalid
    );
}

#[test]
fn the_votes_add_up() {
    for votes in [[4, 0, 0], [2, 1, 1], [i32::MAX, i32::MAX, i32::MAX]] {
        let (reason, fields) = outcome(&ballot(votes, three())).expect_err("too many");
        assert_eq!(
            (reason, fields[0].as_str()),
            (Reason::VoteInvalid, "votes_for")
        );
    }
    assert!(
        outcome(&ballot([2, 0, 0], three())).is_ok(),
        "the chair need not vote"
    );
}

#[test]
fn only_those_who_were_there_and_did_not_agree_dissent() {
    let with = |votes: [i32; 3], dissents: Vec<Dissent>| {
        let mut request = ballot(votes, three());
        request.dissents = dissents;
        outcome(&request).map(drop)
    };
    let against = |n: usize| dissent(person(n), dissent::Ballot::Against);
    assert_eq!(with([2, 1, 0], vec![against(3)]), Ok(()));
    let wrong = |field: &str| Err((Reason::VoteInvalid, vec![field.to_owned()]));
    assert_eq!(
        with([2, 1, 0], vec![against(4)]),
        wrong("dissents[0].actor")
    );
    assert_eq!(with([3, 0, 0], vec![against(3)]), wrong("votes_against"));
    assert_eq!(
        with(
            [2, 1, 0],
            vec![dissent(person(3), dissent::Ballot::Abstained)]
        ),
        wrong("abstained")
    );
    assert_eq!(
        with([1, 2, 0], vec![against(3), against(3)]),
        wrong("dissents[1].actor")
    );
    let unnamed = vec![dissent(String::new(), dissent::Ballot::Against)];
    assert_eq!(with([2, 1, 0], unnamed), wrong("dissents[0].actor"));
}

#[test]
fn whoever_dissents_does_so_for_whom_they_sit_for() {
    let mut body = chamber();
    body.members[2].on_behalf_of = "organizations/ngo".into();
    let with = |on_behalf_of: &str| {
        let mut request = ballot([2, 1, 0], three());
        let mut against = dissent(person(3), dissent::Ballot::Against);
        against.actor.as_mut().expect("one").on_behalf_of = on_behalf_of.into();
        request.dissents = vec![against];
        let outcome = adopt(&mut draft(), &request, &body, &sitting(), (DAY, later()));
        outcome.map_err(|error| error.fields()[0].field.clone())
    };
    assert_eq!(with(""), Ok(()));
    assert_eq!(with("//registry.kenes/organizations/ngo"), Ok(()));
    let other = with("//registry.kenes/organizations/other");
    assert_eq!(other, Err("dissents[0].actor.on_behalf_of".to_owned()));
}

#[test]
fn a_seat_that_is_only_proposed_does_not_vote() {
    let mut body = chamber();
    body.members[0].set_state(Seat::Proposed);
    let refused = adopt(
        &mut draft(),
        &ballot([3, 0, 0], three()),
        &body,
        &sitting(),
        (DAY, later()),
    );
    assert_eq!(refused.expect_err("no seat").reason(), Reason::VoteInvalid);
}

#[test]
fn a_recommendation_is_adopted_at_a_session() {
    let mut request = ballot([3, 0, 0], three());
    request.session.clear();
    assert_eq!(
        outcome(&request),
        Err((Reason::SessionMissing, vec!["session".to_owned()]))
    );
    request.hearing = "hearings/session".into();
    assert!(outcome(&request).is_ok(), "its earlier name");
    let mut cancelled = sitting();
    cancelled.set_state(Announced::Cancelled);
    let refused = adopt(
        &mut draft(),
        &request,
        &chamber(),
        &cancelled,
        (DAY, later()),
    );
    assert_eq!(
        refused.expect_err("refused").reason(),
        Reason::SessionCancelled
    );
}

#[test]
fn a_body_adopts_nothing_before_it_is_founded_or_after_it_is_dissolved() {
    let reason = |founded: &str, dissolved: &str| {
        let mut body = chamber();
        body.organization.founding_date = common::date::parse(founded);
        body.organization.dissolution_date = common::date::parse(dissolved);
        let request = ballot([3, 0, 0], three());
        let refused = adopt(&mut draft(), &request, &body, &sitting(), (DAY, later())).err();
        refused.map(|error| error.reason())
    };
    assert_eq!(reason("2026-05-25", "2026-05-26"), None);
    assert_eq!(reason("2026-05-26", ""), Some(Reason::BodyNotInBeing));
    assert_eq!(reason("", "2026-05-25"), Some(Reason::BodyNotInBeing));
}

#[test]
fn nobody_is_to_answer_before_it_is_adopted() {
    let reason = |due: &str| {
        let mut recommendation = draft();
        recommendation.addressees[0].due_date = common::date::parse(due);
        let request = ballot([3, 0, 0], three());
        let refused = adopt(
            &mut recommendation,
            &request,
            &chamber(),
            &sitting(),
            (DAY, later()),
        )
        .err();
        refused.map(|error| error.reason())
    };
    assert_eq!(reason("2026-05-25"), Some(Reason::DueDateTooEarly));
    assert_eq!(reason("2026-05-26"), None);
    assert_eq!(reason(""), None, "no day was set");
}

#[test]
fn a_body_that_may_not_recommend_does_not() {
    let mut body = chamber();
    body.profile.may_recommend = false;
    let error = adopt(
        &mut draft(),
        &ballot([3, 0, 0], three()),
        &body,
        &sitting(),
        (DAY, later()),
    );
    assert_eq!(
        error.expect_err("refused").reason(),
        Reason::BodyNotCompetent
    );
}

#[test]
fn it_names_its_addressees_first_and_is_adopted_once() {
    let request = ballot([3, 0, 0], three());
    let mut recommendation = draft();
    recommendation.addressees.clear();
    let error = adopt(
        &mut recommendation,
        &request,
        &chamber(),
        &sitting(),
        (DAY, later()),
    )
    .expect_err("refused");
    assert_eq!(error.reason(), Reason::AddresseeMissing);
    let mut recommendation = outcome(&request).expect("adopted");
    let error = adopt(
        &mut recommendation,
        &request,
        &chamber(),
        &sitting(),
        (DAY, later()),
    )
    .expect_err("refused");
    assert_eq!(error.reason(), Reason::StateTransitionForbidden);
}

#[test]
fn the_day_of_a_vote_is_a_whole_date_and_past() {
    assert_eq!(day(None, DAY).expect("today"), DAY);
    for (month, d) in [(5, 26), (5, 0), (2, 30), (0, 0)] {
        let said = Date {
            year: 2026,
            month,
            day: d,
        };
        let error = day(Some(&said), DAY).expect_err("refused");
        assert_eq!(error.reason(), Reason::DatesInvalid);
    }
}
