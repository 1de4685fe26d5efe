//! Votes one by one where the body votes openly, in totals where it votes in secret.

use kenes_proto::consultation::{ballot::Choice, vote::Mode};

use super::*;

/// An open vote of seats 1 to 3: each with its choice.
fn roll_call(name: &str, choices: [Choice; 3]) -> pb::AdoptRecommendationRequest {
    let ballots = choices.iter().zip(1..).map(|(choice, n)| pb::Ballot {
        member: seat(n),
        choice: (*choice).into(),
    });
    pb::AdoptRecommendationRequest {
        mode: Mode::Open.into(),
        ballots: ballots.collect(),
        votes_for: 0,
        votes_against: 0,
        ..ballot(name)
    }
}

const CARRIED: [Choice; 3] = [Choice::For, Choice::For, Choice::Against];

async fn drafted() -> (Chamber, String) {
    let mut it = Chamber::start().await;
    let draft = it.draft(proposal("p", &[MINISTRY])).await;
    let name = draft.expect("drafted").name;
    (it, name)
}

async fn invalid(it: &mut Chamber, request: pb::AdoptRecommendationRequest) -> Vec<String> {
    let status = it.adopt(request).await;
    fields(&refused(status, Code::InvalidArgument, Reason::VoteInvalid))
}

#[tokio::test]
async fn an_open_vote_records_the_ballot_of_each() {
    let (mut it, name) = drafted().await;
    let mut request = roll_call(&name, CARRIED);
    request.ballots[1].member = "//registry.kenes/persons/p2".into();
    let vote = it.adopt(request).await.expect("adopted").vote;
    let vote = vote.expect("a vote");
    assert_eq!(
        (vote.votes_for, vote.votes_against, vote.abstained),
        (2, 1, 0)
    );
    assert_eq!(vote.mode(), Mode::Open);
    let choices: Vec<Choice> = vote.ballots.iter().map(pb::Ballot::choice).collect();
    assert_eq!(choices, CARRIED);
}

#[tokio::test]
async fn totals_are_those_of_the_ballots() {
    let (mut it, name) = drafted().await;
    let mut request = roll_call(&name, CARRIED);
    (request.votes_for, request.votes_against) = (3, 0);
    assert_eq!(
        invalid(&mut it, request.clone()).await,
        ["votes_against", "votes_for"]
    );
    (request.votes_for, request.votes_against) = (2, 1);
    it.adopt(request).await.expect("adopted");
}

#[tokio::test]
async fn a_ballot_is_of_a_member_who_held_a_seat_and_was_there_once() {
    let (mut it, name) = drafted().await;
    for (member, why) in [
        (seat(4), "was not there"),
        (seat(1), "votes twice"),
        ("//registry.kenes/persons/p1".into(), "is seat 1"),
        ("//registry.kenes/persons/aigul".into(), "holds no seat"),
    ] {
        let mut request = roll_call(&name, CARRIED);
        request.ballots[2].member = member;
        assert_eq!(
            invalid(&mut it, request).await,
            ["ballots[2].member"],
            "{why}"
        );
    }
    let mut silent = roll_call(&name, CARRIED);
    silent.ballots.pop();
    let vote = it.adopt(silent).await.expect("adopted").vote;
    let vote = vote.expect("a vote");
    assert_eq!((vote.attendees.len(), vote.ballots.len()), (3, 2));
}

#[tokio::test]
async fn dissents_agree_with_ballots() {
    let (mut it, name) = drafted().await;
    let dissent = |n: usize| pb::Dissent {
        actor: Some(Actor {
            person: format!("//registry.kenes/persons/p{n}"),
            ..Default::default()
        }),
        ballot: Ballot::Against.into(),
        ..Default::default()
    };
    let mut request = roll_call(&name, CARRIED);
    request.dissents = vec![dissent(2)];
    assert_eq!(
        invalid(&mut it, request.clone()).await,
        ["dissents[0].ballot"]
    );
    request.dissents = vec![dissent(3)];
    it.adopt(request).await.expect("adopted");
}

#[tokio::test]
async fn an_open_vote_has_ballots_and_a_secret_one_has_none() {
    let (mut it, name) = drafted().await;
    let mut open = roll_call(&name, CARRIED);
    open.ballots.clear();
    open.votes_for = 3;
    let status = refused(
        it.adopt(open).await,
        Code::InvalidArgument,
        Reason::BallotsMissing,
    );
    assert_eq!(fields(&status), ["ballots"]);
    let mut secret = roll_call(&name, CARRIED);
    secret.mode = Mode::Secret.into();
    let status = refused(
        it.adopt(secret).await,
        Code::InvalidArgument,
        Reason::BallotsNotAllowed,
    );
    assert_eq!(fields(&status), ["ballots"]);
    let mut neither = ballot(&name);
    neither.mode = Mode::Unspecified.into();
    let status = refused(
        it.adopt(neither).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(fields(&status), ["mode"]);
}
