//! Open votes, ballot by ballot.

use super::*;

/// The same by roll call.
fn roll_call(ballots: &[(String, Choice)]) -> AdoptRecommendationRequest {
    let each = ballots.iter().map(|(member, choice)| Ballot {
        member: member.clone(),
        choice: (*choice).into(),
    });
    AdoptRecommendationRequest {
        mode: Mode::Open.into(),
        ballots: each.collect(),
        ..ballot([0; 3], three())
    }
}

#[test]
fn an_open_vote_is_counted_by_its_ballots() {
    let ballots = [
        (seat(1), Choice::For),
        (person(2), Choice::For),
        (seat(3), Choice::Against),
    ];
    let mut request = roll_call(&ballots);
    let vote = outcome(&request).expect("adopted").vote.expect("a vote");
    assert_eq!(
        (vote.votes_for, vote.votes_against, vote.abstained),
        (2, 1, 0)
    );
    assert_eq!((vote.mode(), vote.ballots.len()), (Mode::Open, 3));
    (request.votes_for, request.votes_against) = (2, 1);
    assert!(outcome(&request).is_ok());
    let wrong = |fields: &[&str]| {
        let fields = fields.iter().map(ToString::to_string).collect();
        Err((Reason::VoteInvalid, fields))
    };
    (request.votes_for, request.votes_against) = (3, 0);
    assert_eq!(outcome(&request), wrong(&["votes_for", "votes_against"]));
    assert!(
        outcome(&roll_call(&ballots[..2])).is_ok(),
        "who was there need not vote"
    );
}

#[test]
fn a_ballot_is_of_a_member_who_was_there_and_one_each() {
    for (member, field) in [
        (seat(4), "ballots[1].member"),
        (seat(9), "ballots[1].member"),
        (person(1), "ballots[1].member"),
    ] {
        let request = roll_call(&[(seat(1), Choice::For), (member, Choice::For)]);
        let refused = (Reason::VoteInvalid, vec![field.to_owned()]);
        assert_eq!(outcome(&request), Err(refused));
    }
}

#[test]
fn a_vote_is_open_with_ballots_or_secret_without() {
    let mut request = roll_call(&[(seat(1), Choice::For)]);
    request.ballots.clear();
    request.votes_for = 3;
    let ballots = || vec!["ballots".to_owned()];
    assert_eq!(outcome(&request), Err((Reason::BallotsMissing, ballots())));
    let mut request = roll_call(&[(seat(1), Choice::For)]);
    request.mode = Mode::Secret.into();
    request.votes_for = 1;
    assert_eq!(
        outcome(&request),
        Err((Reason::BallotsNotAllowed, ballots()))
    );
}

#[test]
fn a_dissent_says_what_the_ballot_says() {
    let mut request = roll_call(&[
        (seat(1), Choice::For),
        (seat(2), Choice::For),
        (seat(3), Choice::Against),
    ]);
    request.dissents = vec![dissent(person(3), dissent::Ballot::Against)];
    assert!(outcome(&request).is_ok());
    for (who, how, fields) in [
        (
            3,
            dissent::Ballot::Abstained,
            &["dissents[0].ballot", "abstained"][..],
        ),
        (1, dissent::Ballot::Against, &["dissents[0].ballot"]),
    ] {
        request.dissents = vec![dissent(person(who), how)];
        let fields = fields.iter().map(ToString::to_string).collect();
        assert_eq!(outcome(&request), Err((Reason::VoteInvalid, fields)));
    }
    request.ballots.remove(2);
    request.dissents = vec![dissent(person(3), dissent::Ballot::Against)];
    assert!(outcome(&request).is_err(), "no ballot, no dissent");
}
