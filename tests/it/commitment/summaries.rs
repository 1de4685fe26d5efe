//! The next forum sums up the last: what it wrote down stays, and a day in the past is worked out.

use kenes_proto::consultation::commitment::State::{
    Dropped, Fulfilled, Open, Overdue, PartlyFulfilled, Superseded,
};

use super::*;

const FIRST: &str = "hearings/first";
const SECOND: &str = "hearings/second";

/// The states of a summary, by the ids of the commitments.
fn stood(summary: &pb::CommitmentSummary) -> Vec<(&str, State, bool)> {
    let each = summary.standings.iter().map(|it| {
        let id = it.commitment_revision.split('/').nth(1).unwrap_or_default();
        (id, it.state(), it.overdue)
    });
    each.collect()
}

async fn read(forum: &mut Forum, name: &str) -> pb::CommitmentSummary {
    let request = pb::GetCommitmentSummaryRequest {
        name: name.into(),
        ..Default::default()
    };
    let found = forum.client.get_commitment_summary(request).await;
    found.expect("found").into_inner()
}

#[tokio::test]
async fn the_next_forum_sums_up_the_last_and_later_changes_do_not_change_it() {
    let mut forum = Forum::start().await;
    let late = forum.commitment("late", commitment("2004")).await;
    let done = forum.commitment("done", commitment("2005")).await;
    forum.commitment("open", commitment("2005")).await;
    let young = pb::Commitment {
        commit_date: day("2005-09-12"),
        ..commitment("2006")
    };
    forum.commitment("young", young).await;
    forum.fulfill(&done, "2005-03-01").await.expect("done");
    let elsewhere = forum.document("other", document("conception")).await.name;
    let elsewhere = pb::Commitment {
        origin: elsewhere,
        ..commitment("2004")
    };
    forum.commitment("elsewhere", elsewhere).await;

    let made = forum
        .summary("last", SECOND, FIRST, None)
        .await
        .expect("made");
    assert_eq!(
        made.as_of_date,
        day("2005-09-11"),
        "the first day of the session"
    );
    let expected = [
        ("done", Fulfilled, false),
        ("late", Overdue, true),
        ("open", Open, false),
    ];
    assert_eq!(stood(&made), expected);
    assert_eq!((made.commitment_count, made.overdue_count), (3, 1));
    let counts = made.state_counts.iter();
    let counts: Vec<_> = counts.map(|c| (c.state(), c.commitment_count)).collect();
    assert_eq!(counts, [(Open, 1), (Overdue, 1), (Fulfilled, 1)]);

    // What is recorded later, also of days before, does not change what was written down.
    forum.drop(&late, "2005-09-01").await.expect("dropped");
    forum.reopen(&done, "2005-09-01").await.expect("back");
    let renamed = pb::Commitment {
        name: late.clone(),
        number: "7".into(),
        ..Default::default()
    };
    forum.update(renamed, &["number"]).await.expect("renamed");
    assert_eq!(read(&mut forum, &made.name).await, made);
    let request = pb::ListCommitmentSummariesRequest {
        parent: "hearings/-".into(),
        filter: format!("former_hearing = \"{FIRST}\""),
        ..Default::default()
    };
    let page = forum.client.list_commitment_summaries(request).await;
    assert_eq!(
        page.expect("listed").into_inner().commitment_summaries,
        std::slice::from_ref(&made)
    );
    // The revision that it names tells what the commitment said then.
    let request = pb::GetCommitmentRevisionRequest {
        name: made.standings[1].commitment_revision.clone(),
        ..Default::default()
    };
    let then = forum.client.get_commitment_revision(request).await;
    let then = then.expect("read").into_inner().snapshot.expect("it");
    assert_eq!((then.name.as_str(), then.number.as_str()), (&*late, ""));

    // A new one says what is known now of the same day.
    let again = forum
        .summary("again", SECOND, FIRST, None)
        .await
        .expect("made");
    assert_eq!(
        stood(&again)[..2],
        [("done", Open, false), ("late", Dropped, false)]
    );
    assert_eq!(again.standings[1].number, "7");
}

#[tokio::test]
async fn the_state_of_a_past_day_follows_from_the_dates() {
    let mut forum = Forum::start().await;
    let name = forum.commitment("c", commitment("2004")).await;
    forum
        .fulfill_partly(&name, "2004-06-01")
        .await
        .expect("in part");
    forum
        .reschedule(&name, "2006", "2005-03-01")
        .await
        .expect("later");
    let by = pb::Commitment {
        commit_date: day("2005-09-12"),
        due_date: None,
        ..commitment("")
    };
    let by = forum.commitment("d", by).await;
    forum
        .supersede(&name, &by, "2006-06-01")
        .await
        .expect("superseded");
    for (n, (on, state, overdue, due)) in [
        ("2003-10-15", Open, false, "2004"),
        ("2004-05-31", Open, false, "2004"),
        ("2004-06-01", PartlyFulfilled, false, "2004"),
        ("2005-01-01", PartlyFulfilled, true, "2004"),
        ("2005-03-01", PartlyFulfilled, false, "2006"),
        ("2006-06-01", Superseded, false, "2006"),
    ]
    .into_iter()
    .enumerate()
    {
        let id = format!("s{n}");
        let made = forum
            .summary(&id, SECOND, FIRST, day(on))
            .await
            .expect("made");
        let it = &made.standings[0];
        assert_eq!((it.state(), it.overdue), (state, overdue), "{on}");
        assert_eq!(it.due_date, day(due), "{on}");
        let taken_over = state == Superseded;
        assert_eq!(it.superseded_by == by, taken_over, "{on}");
        assert_eq!(made.standings.len(), if taken_over { 2 } else { 1 }, "{on}");
    }
}

#[tokio::test]
async fn a_summary_is_of_a_former_session_and_of_a_day_that_has_come() {
    let mut forum = Forum::start().await;
    let draft = (day("2006-01-10"), None);
    let draft = forum.it.session("draft", CHAMBER, draft).await;
    for (session, former, on, code, reason) in [
        (
            FIRST,
            SECOND,
            "",
            Code::InvalidArgument,
            Reason::DatesInvalid,
        ),
        (
            FIRST,
            FIRST,
            "",
            Code::InvalidArgument,
            Reason::DatesInvalid,
        ),
        (
            SECOND,
            FIRST,
            "2003-10-13",
            Code::InvalidArgument,
            Reason::DatesInvalid,
        ),
        (
            SECOND,
            FIRST,
            "2026-05-26",
            Code::InvalidArgument,
            Reason::DatesInvalid,
        ),
        (
            SECOND,
            FIRST,
            "2005",
            Code::InvalidArgument,
            Reason::DatesInvalid,
        ),
        (
            SECOND,
            "hearings/none",
            "",
            Code::InvalidArgument,
            Reason::ReferenceNotFound,
        ),
        (
            "hearings/none",
            FIRST,
            "",
            Code::NotFound,
            Reason::ResourceNotFound,
        ),
        (
            &*draft,
            FIRST,
            "",
            Code::FailedPrecondition,
            Reason::SessionNotAnnounced,
        ),
    ] {
        let made = forum.summary("bad", session, former, day(on)).await;
        refused(made, code, reason);
    }
    let empty = forum
        .summary("empty", SECOND, FIRST, None)
        .await
        .expect("made");
    assert_eq!(empty.commitment_count, 0, "nothing came out of it");
    // What is summed up, and what sums up, is not called off.
    for name in [FIRST, SECOND] {
        let request = pb::CancelHearingRequest {
            name: name.into(),
            reasons: en("It rains."),
            ..Default::default()
        };
        let cancelled = forum.it.hearings().cancel_hearing(ask(request)).await;
        refused(cancelled, Code::FailedPrecondition, Reason::ResourceInUse);
    }
}
