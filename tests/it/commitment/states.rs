//! What becomes of commitments: by the clock, and by what is recorded of them.

use common::testing::DAY;
use kenes_proto::consultation::{
    CommitmentGrouping::{self, Origin, Responsible},
    commitment::State::{Fulfilled, Open, Overdue, PartlyFulfilled},
};

use super::*;

#[tokio::test]
async fn a_commitment_is_overdue_by_the_clock() {
    let mut forum = Forum::start().await;
    let name = forum.commitment("c", commitment("2026-05-26")).await;
    let late = forum.commitment("late", commitment("2005")).await;
    let state = |it: &pb::Commitment| (it.state(), it.overdue);
    assert_eq!(state(&forum.get(&name).await), (State::Open, false));
    assert_eq!(forum.found("overdue = true").await, [&*late]);
    forum.it.world.hand.pass(DAY);
    assert_eq!(
        state(&forum.get(&name).await),
        (State::Open, false),
        "the last day"
    );
    forum.it.world.hand.pass(DAY);
    assert_eq!(state(&forum.get(&name).await), (State::Overdue, true));
    assert_eq!(forum.found("overdue = true").await, [&*name, &*late]);
    assert_eq!(forum.found("state = STATE_OVERDUE").await.len(), 2);
    assert_eq!(forum.found("state = STATE_OPEN").await.len(), 0);
    let of_ministry = format!("overdue = true AND responsible:\"{MINISTRY}\"");
    assert_eq!(forum.found(&of_ministry).await.len(), 2);
    let of_majilis = format!("responsible:\"{MAJILIS}\"");
    assert_eq!(forum.found(&of_majilis).await.len(), 0);

    // As of the day before, the record says what was true then.
    let request = pb::GetCommitmentRequest {
        name: name.clone(),
        as_of_time: crate::fixtures::at(forum.it.world.hand.now() - DAY),
        ..Default::default()
    };
    let then = forum.client.get_commitment(request).await;
    assert_eq!(
        state(&then.expect("read").into_inner()),
        (State::Open, false)
    );
}

/// What a filter finds, and what is read, are one: in every state, late or not.
#[tokio::test]
async fn lists_find_the_states_that_are_read() {
    let mut forum = Forum::start().await;
    for due in ["", "2005", "2036"] {
        for act in ["none", "partly", "done", "dropped", "superseded", "back"] {
            let id = format!("{act}-{}", if due.is_empty() { "never" } else { due });
            let name = forum.commitment(&format!("a-{id}"), commitment(due)).await;
            match act {
                "partly" => drop(forum.fulfill_partly(&name, "2004-01-01").await.expect("so")),
                "done" => drop(forum.fulfill(&name, "2004-01-01").await.expect("done")),
                "dropped" => drop(forum.drop(&name, "2004-01-01").await.expect("dropped")),
                "superseded" => {
                    let by = forum.commitment(&format!("b-{id}"), commitment("")).await;
                    let done = forum.supersede(&name, &by, "2004-01-01").await;
                    assert_eq!(done.expect("superseded").superseded_by, by);
                }
                "back" => {
                    forum.drop(&name, "2004-01-01").await.expect("dropped");
                    forum.reopen(&name, "2004-02-01").await.expect("back");
                }
                _ => {}
            }
        }
    }
    let all = forum.found("").await;
    assert_eq!(all.len(), 21);
    let mut read = Vec::new();
    for name in &all {
        read.push(forum.get(name).await);
    }
    let mut seen = 0;
    for state in [
        State::Open,
        State::Overdue,
        State::PartlyFulfilled,
        State::Fulfilled,
        State::Dropped,
        State::Superseded,
    ] {
        for overdue in [true, false] {
            let with = |it: &&pb::Commitment| it.state() == state && it.overdue == overdue;
            let expected: Vec<_> = read.iter().filter(with).map(|it| it.name.clone()).collect();
            let filter = format!("state = {} AND overdue = {overdue}", state.as_str_name());
            assert_eq!(forum.found(&filter).await, expected, "{filter}");
            seen += expected.len();
        }
    }
    assert_eq!(seen, all.len());
}

#[tokio::test]
async fn what_became_of_it_stays_on_record_with_its_reasons_and_proof() {
    let mut forum = Forum::start().await;
    let name = forum.commitment("c", commitment("2005")).await;
    forum
        .fulfill_partly(&name, "2004-06-01")
        .await
        .expect("in part");
    forum
        .reschedule(&name, "2036", "2005-03-01")
        .await
        .expect("later");
    forum.fulfill(&name, "2006-03-01").await.expect("done");
    forum.reopen(&name, "2007-01-01").await.expect("back");
    let it = forum.get(&name).await;
    assert_eq!((it.state(), it.overdue), (State::Open, false));
    let states: Vec<_> = it.changes.iter().map(pb::CommitmentChange::state).collect();
    assert_eq!(states, [PartlyFulfilled, PartlyFulfilled, Fulfilled, Open]);
    assert_eq!(it.changes[1].former_due_date, day("2005"));
    assert_eq!(it.changes[2].documents, proof());
    assert!(!it.changes[3].reasons.is_empty());
    assert!(it.changes.iter().all(|change| change.record_time.is_some()));
    let request = pb::ListCommitmentRevisionsRequest {
        name: name.clone(),
        ..Default::default()
    };
    let history = forum.client.list_commitment_revisions(request).await;
    let history = history.expect("listed").into_inner().commitment_revisions;
    let methods: Vec<_> = history.iter().map(|r| r.method.as_str()).collect();
    let expected = [
        "ReopenCommitment",
        "FulfillCommitment",
        "RescheduleCommitment",
        "FulfillCommitmentPartly",
        "CreateCommitment",
    ];
    assert_eq!(methods, expected);
    let request = pb::GetCommitmentRevisionRequest {
        name: format!("{name}/revisions/2"),
        ..Default::default()
    };
    let second = forum.client.get_commitment_revision(request).await;
    let second = second.expect("read").into_inner().snapshot.expect("it");
    assert_eq!(second.changes.len(), 1);
}

#[tokio::test]
async fn commitments_are_counted_by_body_and_by_what_they_come_out_of() {
    let mut forum = Forum::start().await;
    let other = forum.document("other", document("conception")).await.name;
    let both = pb::Commitment {
        responsible: vec![MINISTRY.into(), MAJILIS.into()],
        ..commitment("2005")
    };
    forum.commitment("a", both).await;
    let partly = forum.commitment("b", commitment("2005")).await;
    forum
        .fulfill_partly(&partly, "2004-01-01")
        .await
        .expect("so");
    let elsewhere = pb::Commitment {
        origin: other.clone(),
        ..commitment("2036")
    };
    forum.commitment("c", elsewhere).await;
    let counted = |by: &[CommitmentGrouping]| pb::SummarizeCommitmentsRequest {
        group_by: by.iter().map(|it| (*it).into()).collect(),
        ..Default::default()
    };
    let mut totals = async |request: pb::SummarizeCommitmentsRequest| {
        let answer = forum.client.summarize_commitments(request).await;
        let totals = answer.expect("counted").into_inner().totals;
        let each = totals.into_iter().map(|it| {
            let counts = it.state_counts.iter();
            let counts: Vec<_> = counts.map(|c| (c.state(), c.commitment_count)).collect();
            (
                it.responsible,
                it.origin,
                counts,
                it.commitment_count,
                it.overdue_count,
            )
        });
        each.collect::<Vec<_>>()
    };
    let none = String::new;
    let all = vec![(Open, 1), (Overdue, 1), (PartlyFulfilled, 1)];
    assert_eq!(
        totals(counted(&[])).await,
        [(none(), none(), all.clone(), 3, 2)],
        "one of two bodies counts once"
    );
    assert_eq!(
        totals(counted(&[Responsible])).await,
        [
            (MAJILIS.to_owned(), none(), vec![(Overdue, 1)], 1, 1),
            (MINISTRY.to_owned(), none(), all, 3, 2),
        ]
    );
    let late = vec![(Overdue, 1), (PartlyFulfilled, 1)];
    assert_eq!(
        totals(counted(&[Origin])).await,
        [
            (none(), other.clone(), vec![(Open, 1)], 1, 0),
            (none(), DOCUMENT.to_owned(), late.clone(), 2, 2),
        ]
    );
    let of_first = pb::SummarizeCommitmentsRequest {
        responsible: MINISTRY.into(),
        hearing: "hearings/first".into(),
        ..counted(&[Responsible, Origin])
    };
    assert_eq!(
        totals(of_first).await,
        [(MINISTRY.to_owned(), DOCUMENT.to_owned(), late, 2, 2)]
    );
    let of_other = pb::SummarizeCommitmentsRequest {
        origin: other,
        ..counted(&[])
    };
    assert_eq!(totals(of_other).await[0].3, 1);
    let nothing = pb::SummarizeCommitmentsRequest {
        responsible: KURULTAI.into(),
        ..counted(&[])
    };
    assert!(totals(nothing).await.is_empty());
    let second = pb::SummarizeCommitmentsRequest {
        hearing: "hearings/second".into(),
        ..counted(&[])
    };
    assert!(totals(second).await.is_empty(), "nothing came of it");
    let nowhere = pb::SummarizeCommitmentsRequest {
        hearing: "hearings/none".into(),
        ..counted(&[])
    };
    let outcome = forum.client.summarize_commitments(nowhere).await;
    refused(outcome, Code::NotFound, Reason::ResourceNotFound);
    for origin in [
        "policyDocuments/none",
        "hearings/first/decisions/none",
        "recommendations/none",
        "consultationProposals/none/responses/none",
    ] {
        let nowhere = pb::SummarizeCommitmentsRequest {
            origin: origin.into(),
            ..counted(&[])
        };
        let outcome = forum.client.summarize_commitments(nowhere).await;
        refused(outcome, Code::NotFound, Reason::ResourceNotFound);
    }
}
