//! Initiatives by themselves, and what became of them.

use kenes_proto::{consultation::hearing, types::Actor};

use super::*;

const ALLIANCE: &str = "//registry.kenes/organizations/civil-alliance";

/// The last moment of 25 May 2026.
fn now() -> i64 {
    date::local_end(&date::parse("2026-05-25").expect("a day")) - 1
}

fn texts() -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: "A Civil Alliance".into(),
        language_code: "en".into(),
    }]
}

fn forum() -> Hearing {
    let mut forum = Hearing {
        name: "hearings/second".into(),
        start_date: date::parse("2005-09-11"),
        ..Default::default()
    };
    forum.set_state(hearing::State::Passed);
    forum
}

fn initiative() -> Initiative {
    let mut initiative = Initiative {
        name: "hearings/second/initiatives/alliance".into(),
        titles: texts(),
        ..Default::default()
    };
    initiative.set_state(State::Proposed);
    initiative
}

fn result(resource: &str, day: &str) -> InitiativeResult {
    InitiativeResult {
        resource: resource.into(),
        result_date: date::parse(day),
        ..Default::default()
    }
}

fn fields(outcome: Result<(), Error>) -> Vec<String> {
    let error = outcome.expect_err("refused");
    error.fields().iter().map(|v| v.field.clone()).collect()
}

fn reason(outcome: Result<(), Error>) -> Option<Reason> {
    outcome.map_err(|e| e.reason()).err()
}

#[test]
fn what_an_initiative_led_to_is_there_once_and_came_about_since() {
    let mut initiative = initiative();
    initiative.results = vec![result(ALLIANCE, "2005"), result("draftLaws/d", "")];
    check(&initiative, &forum(), now()).expect("sound");
    initiative.results = vec![
        result(ALLIANCE, "2005-09-10"),
        result(ALLIANCE, "2026-05-26"),
    ];
    initiative.proponents = vec![Actor::default()];
    initiative.agenda_item = "hearings/first/agendaItems/a".into();
    assert_eq!(
        fields(check(&initiative, &forum(), now())),
        [
            "initiative.proponents[0]",
            "initiative.agenda_item",
            "initiative.results[0].result_date",
            "initiative.results[1].resource",
            "initiative.results[1].result_date",
        ]
    );
    let mut tentative = forum();
    tentative.set_state(hearing::State::Tentative);
    let refused = reason(check(&self::initiative(), &tentative, now()));
    assert_eq!(refused, Some(Reason::SessionNotAnnounced));
}

#[test]
fn it_is_supported_by_a_decision_of_the_same_session_or_by_none() {
    let ask = |decision: &str| SupportInitiativeRequest {
        decision: decision.into(),
        ..Default::default()
    };
    let mut one = initiative();
    let other = support(
        &mut one,
        &ask("hearings/first/decisions/d"),
        &forum(),
        now(),
    );
    assert_eq!(fields(other), ["decision"]);
    support(
        &mut one,
        &ask("hearings/second/decisions/d"),
        &forum(),
        now(),
    )
    .expect("supported");
    assert_eq!(one.state(), State::Supported);
    assert_eq!(one.decision, "hearings/second/decisions/d");
    let again = reason(support(&mut one, &ask(""), &forum(), now()));
    assert_eq!(again, Some(Reason::StateTransitionForbidden));
}

#[test]
fn it_is_declined_with_reasons_and_for_good() {
    let mut one = initiative();
    let silent = DeclineInitiativeRequest::default();
    let missing = Some(Reason::LanguageMissing);
    assert_eq!(reason(decline(&mut one, &silent, &forum(), now())), missing);
    let request = DeclineInitiativeRequest {
        reasons: texts(),
        ..Default::default()
    };
    decline(&mut one, &request, &forum(), now()).expect("declined");
    assert_eq!(one.state_reasons, texts());
    let complete = CompleteInitiativeRequest {
        results: vec![result(ALLIANCE, "")],
        ..Default::default()
    };
    let refused = reason(super::complete(&mut one, &complete, &forum(), now()));
    assert_eq!(refused, Some(Reason::StateTransitionForbidden));
}

#[test]
fn one_that_was_carried_out_has_led_to_something() {
    let ask = |results: Vec<InitiativeResult>| CompleteInitiativeRequest {
        results,
        ..Default::default()
    };
    let mut one = initiative();
    let nothing = reason(complete(&mut one, &ask(vec![]), &forum(), now()));
    assert_eq!(nothing, Some(Reason::ResultsMissing));
    one.results = vec![result(ALLIANCE, "2005")];
    let twice = ask(vec![result(ALLIANCE, "")]);
    let twice = complete(&mut one, &twice, &forum(), now());
    assert_eq!(fields(twice), ["results[0].resource"]);
    let more = ask(vec![result("draftLaws/d", "")]);
    complete(&mut one, &more, &forum(), now()).expect("carried out");
    assert_eq!((one.state(), one.results.len()), (State::CarriedOut, 2));
    one.results.clear();
    let bare = reason(check(&one, &forum(), now()));
    assert_eq!(bare, Some(Reason::ResultsMissing));
}

#[test]
fn nothing_becomes_of_it_at_a_session_that_was_cancelled() {
    let mut cancelled = forum();
    cancelled.set_state(hearing::State::Cancelled);
    let expected = Some(Reason::SessionCancelled);
    let mut one = initiative();
    let ask = SupportInitiativeRequest::default();
    assert_eq!(reason(support(&mut one, &ask, &cancelled, now())), expected);
    let ask = DeclineInitiativeRequest {
        reasons: texts(),
        ..Default::default()
    };
    assert_eq!(reason(decline(&mut one, &ask, &cancelled, now())), expected);
    let ask = CompleteInitiativeRequest {
        results: vec![result(ALLIANCE, "")],
        ..Default::default()
    };
    assert_eq!(
        reason(complete(&mut one, &ask, &cancelled, now())),
        expected
    );
}
