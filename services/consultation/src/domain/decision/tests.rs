//! Decisions by themselves, and at their sessions.

use kenes_proto::{
    consultation::{DecisionVote, hearing},
    gtype::LocalizedText,
};

use super::*;

const BODY: &str = "//registry.kenes/organizations/ministry";

fn day(text: &str) -> Option<Date> {
    date::parse(text)
}

fn forum() -> Hearing {
    let mut forum = Hearing {
        name: "hearings/second".into(),
        start_date: day("2005-09-11"),
        end_date: day("2005-09-12"),
        ..Default::default()
    };
    forum.set_kind(Occasion::ForumSession);
    forum.set_state(hearing::State::Passed);
    forum
}

fn texts() -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: "On the councils".into(),
        language_code: "en".into(),
    }]
}

fn decision() -> Decision {
    let executor = Actor {
        organization: BODY.into(),
        ..Default::default()
    };
    let mut decision = Decision {
        name: "hearings/second/decisions/d".into(),
        titles: texts(),
        decide_date: day("2005-09-12"),
        executors: vec![executor],
        due_date: day("2006"),
        agenda_item: "hearings/second/agendaItems/a".into(),
        ..Default::default()
    };
    decision.set_state(State::Adopted);
    decision
}

fn refused(decision: &Decision, session: &Hearing) -> Option<(Reason, Vec<String>)> {
    let now = date::local_end(&day("2026-05-25").expect("a day")) - 1;
    let error = check(decision, session, now).err()?;
    let fields = error.fields().iter().map(|v| v.field.clone());
    Some((error.reason(), fields.collect()))
}

#[test]
fn a_decision_is_made_on_a_day_of_a_session_that_was_announced() {
    let mut session = forum();
    assert_eq!(refused(&decision(), &session), None);
    let mut undated = decision();
    undated.decide_date = None;
    assert_eq!(refused(&undated, &session), None, "the day is not known");
    let mut late = decision();
    late.decide_date = day("2005-09-13");
    let other = Some((Reason::SessionOnAnotherDay, vec![]));
    assert_eq!(refused(&late, &session), other);
    for (state, reason) in [
        (hearing::State::Tentative, Reason::SessionNotAnnounced),
        (hearing::State::Cancelled, Reason::SessionCancelled),
    ] {
        session.set_state(state);
        assert_eq!(refused(&decision(), &session), Some((reason, vec![])));
    }
    let mut press = forum();
    press.set_kind(Occasion::MediaDiscussion);
    let nothing = Some((Reason::KindDecidesNothing, vec![]));
    assert_eq!(refused(&decision(), &press), nothing);
}

#[test]
fn what_is_wrong_is_said_at_once() {
    let mut bad = decision();
    bad.number = " 4".into();
    bad.decide_date = day("2026-05-26");
    bad.due_date = day("2026-05-25");
    bad.executors = vec![Actor {
        on_behalf_of: BODY.into(),
        ..Default::default()
    }];
    bad.agenda_item = "hearings/first/agendaItems/a".into();
    let fields = [
        "decision.number",
        "decision.executors[0].on_behalf_of",
        "decision.agenda_item",
        "decision.decide_date",
        "decision.due_date",
    ];
    let (_, found) = refused(&bad, &forum()).expect("refused");
    assert_eq!(found, fields);
}

#[test]
fn what_is_due_is_asked_of_somebody_and_not_before_it_was_decided() {
    let mut nobody = decision();
    nobody.executors.clear();
    let missing = (Reason::FieldInvalid, vec!["decision.executors".to_owned()]);
    assert_eq!(refused(&nobody, &forum()), Some(missing));
    nobody.due_date = None;
    assert_eq!(refused(&nobody, &forum()), None);
    let mut early = decision();
    early.decide_date = None;
    early.due_date = day("2005-09-10");
    let before = (Reason::DatesInvalid, vec!["decision.due_date".to_owned()]);
    assert_eq!(refused(&early, &forum()), Some(before));
}

#[test]
fn more_are_for_it_than_against_it() {
    for (votes_for, votes_against, carried) in [(5, 4, true), (4, 4, false), (0, 0, false)] {
        let mut voted = decision();
        voted.vote = Some(DecisionVote {
            votes_for,
            votes_against,
            abstained: 3,
        });
        assert_eq!(refused(&voted, &forum()).is_none(), carried, "{votes_for}");
    }
}

#[test]
fn a_decision_is_revoked_once_and_with_reasons() {
    let mut decision = decision();
    let request = RevokeDecisionRequest {
        reasons: texts(),
        ..Default::default()
    };
    let reason = |outcome: Result<(), Error>| outcome.map_err(|e| e.reason()).err();
    let silent = RevokeDecisionRequest::default();
    let missing = Some(Reason::LanguageMissing);
    assert_eq!(reason(revoke(&mut decision, &silent, 0)), missing);
    revoke(&mut decision, &request, 1_000_000).expect("revoked");
    assert_eq!(decision.state(), State::Revoked);
    assert_eq!(decision.state_reasons, texts());
    assert_eq!(decision.revoke_time.map(|t| t.seconds), Some(1));
    let forbidden = Some(Reason::StateTransitionForbidden);
    assert_eq!(reason(revoke(&mut decision, &request, 0)), forbidden);
    assert_eq!(reason(check_stands(&decision)), forbidden);
}
