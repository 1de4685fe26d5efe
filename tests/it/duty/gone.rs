//! Answers to comments that left: those that were withdrawn or redacted count nowhere, neither as owed nor as given.

use common::testing::Channel;
use consultation::duties::say_all;
use kenes_proto::{
    consultation::{
        self as pb, comment_service_client::CommentServiceClient as Comments, duty::State,
        response::Outcome,
    },
    record::redaction::Action,
};

use super::{Client, chamber, duties, summary};
use crate::{
    chamber::{Chamber, MINISTRY, OFFICIAL, TERM, answer},
    redaction::redact,
    roll::day,
    world::{ask_as, en},
};

fn comments(it: &Chamber) -> Comments<Channel> {
    Comments::new(it.world.consultation.clone())
}

/// The answer of the ministry, which says why unless it accepts.
async fn reply(it: &Chamber, comment: &str, outcome: Outcome) {
    let given = answer(comment, MINISTRY, outcome);
    let given = comments(it).create_response(ask_as(OFFICIAL, given)).await;
    given.expect("an answer");
}

async fn withdraw(it: &Chamber, comment: &str) {
    let request = pb::WithdrawCommentRequest {
        name: comment.into(),
        reasons: en("Said better elsewhere."),
        ..Default::default()
    };
    let gone = comments(it)
        .withdraw_comment(ask_as("demo|aigul", request))
        .await;
    gone.expect("withdrawn");
}

async fn only(client: &mut Client<Channel>) -> pb::Duty {
    let all = duties(client, MINISTRY, State::Unspecified).await;
    assert_eq!(all.len(), 1, "{all:?}");
    all.into_iter().next().expect("one")
}

#[tokio::test]
async fn an_answer_counts_as_long_as_its_comment_stands() {
    let (mut it, mut client) = chamber().await;
    let mut names = Vec::new();
    for id in ["kept", "bare", "late", "open"] {
        names.push(it.comment(id, TERM).await);
    }
    let [kept, bare, late, open] = &names[..] else {
        panic!("four");
    };
    reply(&it, kept, Outcome::Rejected).await;
    reply(&it, bare, Outcome::Accepted).await;
    it.world.hand.set("2026-07-20T00:00:00Z");
    reply(&it, late, Outcome::Rejected).await;
    say_all(&it.world.app).await.expect("looked");
    let duty = only(&mut client).await;
    assert_eq!((duty.state(), duty.open_comment_count), (State::Open, 1));
    assert!(duty.replied && !duty.replied_with_reasons);

    withdraw(&it, open).await;
    say_all(&it.world.app).await.expect("looked");
    let duty = only(&mut client).await;
    assert_eq!(
        (duty.state(), duty.answer_date),
        (State::Answered, day("2026-07-20"))
    );
    assert!(
        !duty.replied_with_reasons,
        "one was accepted without a word"
    );

    withdraw(&it, bare).await;
    say_all(&it.world.app).await.expect("looked");
    assert!(only(&mut client).await.replied_with_reasons);
    let counted = summary(&mut client, MINISTRY).await;
    assert_eq!(
        (counted.answered_count, counted.replied_with_reasons_count),
        (1, 1)
    );

    redact(&comments(&it), late, Action::Erase).await;
    say_all(&it.world.app).await.expect("looked");
    let duty = only(&mut client).await;
    assert_eq!(
        (duty.state(), duty.answer_date),
        (State::Answered, day("2026-05-25")),
        "the only one that is left was answered at once"
    );
    assert_eq!(
        summary(&mut client, MINISTRY).await.median_answer_days,
        Some(0.0)
    );

    withdraw(&it, kept).await;
    say_all(&it.world.app).await.expect("looked");
    let none = duties(&mut client, MINISTRY, State::Unspecified).await;
    assert_eq!(none, [], "nothing is left to answer");
    assert_eq!(
        summary(&mut client, MINISTRY).await,
        pb::DutySummary::default()
    );
}

#[tokio::test]
async fn whose_only_answered_comment_was_withdrawn_has_not_replied() {
    let (mut it, mut client) = chamber().await;
    let gone = it.comment("gone", TERM).await;
    it.comment("open", TERM).await;
    reply(&it, &gone, Outcome::Rejected).await;
    assert!(only(&mut client).await.replied);
    withdraw(&it, &gone).await;
    say_all(&it.world.app).await.expect("looked");
    let duty = only(&mut client).await;
    assert_eq!((duty.replied, duty.open_comment_count), (false, 1));
    assert_eq!(summary(&mut client, MINISTRY).await.replied_count, 0);
}
