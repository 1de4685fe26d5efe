//! Decisions of sessions: what must hold of them, how they are found, revoked and read as they were.

use kenes_proto::consultation::decision::State;

use super::*;

const FIRST: &str = "hearings/first";

fn revocation(name: &str) -> pb::RevokeDecisionRequest {
    pb::RevokeDecisionRequest {
        name: name.into(),
        reasons: en("The second forum decided otherwise."),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_decision_stands_until_it_is_revoked_and_every_step_stays_readable() {
    let mut it = Forum::start().await;
    let first = pb::Decision {
        number: "1".into(),
        executors: vec![acting(NORTH)],
        due_date: day("2006-06-30"),
        ..decision("Councils")
    };
    let made = it.decide(FIRST, "d", first.clone()).await.expect("decided");
    assert_eq!(made.state(), State::Adopted);
    let taken = it.decide(FIRST, "other", first.clone()).await;
    let status = refused(taken, Code::AlreadyExists, Reason::DecisionNumberTaken);
    assert!(
        status.message().contains(&made.name),
        "{}",
        status.message()
    );
    let elsewhere = it.decide("hearings/second", "d", first.clone()).await;
    elsewhere.expect("a number is that of a session");

    let patch = pb::UpdateDecisionRequest {
        decision: Some(pb::Decision {
            name: made.name.clone(),
            texts: en("Let there be councils."),
            ..Default::default()
        }),
        update_mask: paths(&["texts"]),
        ..Default::default()
    };
    let saved = it.sessions.update_decision(ask(patch.clone())).await;
    saved.expect("saved");
    let revoked = it
        .sessions
        .revoke_decision(ask(revocation(&made.name)))
        .await;
    let revoked = revoked.expect("revoked").into_inner();
    assert_eq!(revoked.state(), State::Revoked);
    assert!(revoked.revoke_time.is_some());
    let twice = it
        .sessions
        .revoke_decision(ask(revocation(&made.name)))
        .await;
    let late = it.sessions.update_decision(ask(patch)).await.map(drop);
    for outcome in [twice.map(drop), late] {
        let reason = Reason::StateTransitionForbidden;
        refused(outcome, Code::FailedPrecondition, reason);
    }
    it.decide(FIRST, "other", first)
        .await
        .expect("the number is free");

    let list = pb::ListDecisionRevisionsRequest {
        name: made.name.clone(),
        ..Default::default()
    };
    let history = it.sessions.list_decision_revisions(list).await;
    let methods = history.expect("listed").into_inner().decision_revisions;
    let methods: Vec<_> = methods.iter().map(|r| r.method.as_str()).collect();
    assert_eq!(
        methods,
        ["RevokeDecision", "UpdateDecision", "CreateDecision"]
    );
    let get = pb::GetDecisionRevisionRequest {
        name: format!("{}/revisions/1", made.name),
        ..Default::default()
    };
    let once = it.sessions.get_decision_revision(get).await;
    let once = once.expect("read").into_inner();
    assert_eq!(once.snapshot, Some(made.clone()));
    let get = pb::GetDecisionRequest {
        name: made.name,
        ..Default::default()
    };
    let read = it.sessions.get_decision(get).await.expect("read");
    assert_eq!(read.into_inner(), revoked);
}

#[tokio::test]
async fn decisions_are_found_by_whoever_must_carry_them_out_and_when() {
    let mut it = Forum::start().await;
    for (id, executor, due) in [("a", NORTH, "2004-01-01"), ("b", SOUTH, "2004-06")] {
        let new = pb::Decision {
            executors: vec![acting(executor)],
            due_date: day(due),
            ..decision(id)
        };
        it.decide(FIRST, id, new).await.expect("decided");
    }
    let list = |filter: &str| pb::ListDecisionsRequest {
        parent: "hearings/-".into(),
        filter: filter.into(),
        ..Default::default()
    };
    for (filter, ids) in [
        (format!("executors.organization:\"{SOUTH}\""), &["b"][..]),
        ("due_date < \"2004-06-30\"".into(), &["a"]),
        ("state = STATE_ADOPTED".into(), &["a", "b"]),
    ] {
        let page = it.sessions.list_decisions(list(&filter)).await;
        let found = page.expect("listed").into_inner().decisions;
        let found: Vec<_> = found.iter().map(|d| common::names::id(&d.name)).collect();
        assert_eq!(found, ids, "{filter}");
    }
    let bad = it.sessions.list_decisions(list("vote = 1")).await;
    refused(bad, Code::InvalidArgument, Reason::FilterInvalid);
}

#[tokio::test]
async fn what_no_session_can_have_decided_is_refused() {
    let mut it = Forum::start().await;
    let planned = session("planned", "2030-01-01", "");
    let planned = it.create(planned).await.expect("created").name;
    let press = pb::Hearing {
        kind: Occasion::MediaDiscussion.into(),
        documents: vec![kenes_proto::types::Document {
            document_type: "publication".into(),
            titles: en("On NGOs"),
            publish_date: day("2005-06-03"),
            uri: "https://press.example/ngo".into(),
            ..Default::default()
        }],
        ..session("press", "2005-06-03", "")
    };
    let press = it.create(press).await.expect("created").name;
    let late = pb::Decision {
        decide_date: day("2003-10-16"),
        ..decision("Too late")
    };
    let lost = pb::Decision {
        vote: Some(pb::DecisionVote {
            votes_for: 3,
            votes_against: 3,
            abstained: 0,
        }),
        ..decision("Lost")
    };
    for (parent, new, reason) in [
        (&planned, decision("x"), Reason::SessionNotAnnounced),
        (&press, decision("x"), Reason::KindDecidesNothing),
        (&FIRST.into(), late, Reason::SessionOnAnotherDay),
        (&FIRST.into(), lost, Reason::VoteNotCarried),
    ] {
        let outcome = it.decide(parent, "x", new).await;
        refused(outcome, Code::FailedPrecondition, reason);
    }
    let unknown = pb::Decision {
        executors: vec![acting("//registry.kenes/organizations/nobody")],
        ..decision("x")
    };
    let nowhere = pb::Decision {
        agenda_item: "hearings/first/agendaItems/none".into(),
        ..decision("x")
    };
    for (new, field) in [
        (unknown, "decision.executors[0].organization"),
        (nowhere, "decision.agenda_item"),
    ] {
        let outcome = it.decide(FIRST, "x", new).await;
        let status = refused(outcome, Code::InvalidArgument, Reason::ReferenceNotFound);
        assert_eq!(fields(&status), [field]);
    }
}

#[tokio::test]
async fn a_session_at_which_something_was_decided_keeps_its_kind_body_and_days() {
    let mut it = Forum::start().await;
    it.decide(FIRST, "d", decision("x")).await.expect("decided");
    let changed = |kind: Occasion, organizer: &str| pb::Hearing {
        name: FIRST.into(),
        kind: kind.into(),
        organizer: organizer.into(),
        ..Default::default()
    };
    for (session, mask) in [
        (changed(Occasion::RoundTable, FORUM), "kind"),
        (changed(Occasion::ForumSession, COUNCIL), "organizer"),
    ] {
        let outcome = it.update(session, mask).await;
        refused(outcome, Code::FailedPrecondition, Reason::ResourceInUse);
    }
}

#[tokio::test]
async fn nothing_is_decided_or_put_forward_on_a_point_that_was_withdrawn() {
    let mut it = Forum::start().await;
    let item = pb::CreateAgendaItemRequest {
        parent: "hearings/second".into(),
        agenda_item: Some(pb::AgendaItem {
            titles: en("An alliance"),
            ..Default::default()
        }),
        agenda_item_id: "a".into(),
        ..Default::default()
    };
    let made = it.hearings.create_agenda_item(ask(item)).await;
    let item = made.expect("a point").into_inner().name;
    let on_it = |title: &str| pb::Decision {
        agenda_item: item.clone(),
        ..decision(title)
    };
    let before = it.decide("hearings/second", "before", on_it("x")).await;
    let before = before.expect("decided").name;
    let withdraw = pb::WithdrawAgendaItemRequest {
        name: item.clone(),
        reasons: en("Settled in writing."),
        ..Default::default()
    };
    let gone = it.hearings.withdraw_agenda_item(ask(withdraw)).await;
    gone.expect("withdrawn");
    let decided = it.decide("hearings/second", "after", on_it("y")).await;
    let status = refused(decided, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["decision.agenda_item"]);
    let put = pb::Initiative {
        agenda_item: item.clone(),
        ..initiative("z")
    };
    let put = it.propose("i", put).await;
    let status = refused(put, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["initiative.agenda_item"]);
    let update = pb::UpdateDecisionRequest {
        decision: Some(pb::Decision {
            name: before,
            ..on_it("Decided while it stood")
        }),
        ..Default::default()
    };
    let saved = it.sessions.update_decision(ask(update)).await;
    saved.expect("it was named while it stood");
}
