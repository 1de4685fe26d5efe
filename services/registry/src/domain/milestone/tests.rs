//! What the rules of milestones accept and refuse.

use kenes_proto::gtype::LocalizedText;

use super::*;

/// What a case makes of what is good.
type Change = fn(&mut pb::AcceptMilestoneRequest);

const TODAY: Date = Date {
    year: 2026,
    month: 5,
    day: 25,
};

fn text() -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: "Advice for 100 people".into(),
        language_code: "en".into(),
    }]
}

fn contract(state: ContractState) -> pb::Contract {
    let mut contract = pb::Contract {
        name: "contracts/c".into(),
        buyer: "organizations/ministry".into(),
        supplier: "organizations/ngo".into(),
        sign_date: date::parse("2026-02-01"),
        ..Default::default()
    };
    contract.set_state(state);
    contract
}

fn milestone() -> pb::Milestone {
    let mut milestone = pb::Milestone {
        name: "contracts/c/milestones/m".into(),
        titles: text(),
        due_date: date::parse("2026-04-01"),
        indicator: Some(pb::Indicator {
            titles: text(),
            target: 100,
            unit: "persons".into(),
        }),
        ..Default::default()
    };
    milestone.set_state(State::Scheduled);
    milestone
}

fn accepted(
    milestone: &mut pb::Milestone,
    change: fn(&mut pb::AcceptMilestoneRequest),
) -> Option<(Reason, Vec<String>)> {
    let mut request = pb::AcceptMilestoneRequest {
        outcome: State::Met.into(),
        reached: Some(100),
        ..Default::default()
    };
    change(&mut request);
    let contract = contract(ContractState::Active);
    let refusal = accept(milestone, &contract, &request, TODAY).err()?;
    let fields = refusal.fields().iter().map(|v| v.field.clone());
    Some((refusal.reason(), fields.collect()))
}

#[test]
fn days_run_forward() {
    let wrong = |start: &str, due: &str| {
        let milestone = pb::Milestone {
            start_date: date::parse(start),
            due_date: date::parse(due),
            ..milestone()
        };
        let found = check(&milestone, &contract(ContractState::Active)).into_iter();
        found
            .map(|v| format!("{} {}", v.field, v.reason))
            .collect::<Vec<_>>()
    };
    assert!(wrong("2026-02-01", "2026-02-01").is_empty());
    assert!(wrong("", "2026-02-01").is_empty());
    let due = ["milestone.due_date DATES_INVALID"];
    assert_eq!(wrong("2026-02-02", "2026-02-01"), due);
    assert_eq!(wrong("", "2026-02"), due);
    assert_eq!(wrong("", ""), due);
    assert_eq!(wrong("", "2026-01-31"), due, "before the signature");
}

#[test]
fn an_act_says_what_was_reached() {
    let mut met = milestone();
    assert_eq!(accepted(&mut met, |_| ()), None);
    assert_eq!((met.state(), met.reached), (State::Met, Some(100)));
    let act = met.acceptance.clone().expect("an act");
    assert_eq!(
        (act.accepted_by.as_str(), act.accept_date),
        ("organizations/ministry", Some(TODAY)),
        "the buyer, today"
    );
    let (reason, _) = accepted(&mut met, |_| ()).expect("accepted already");
    assert_eq!(reason, Reason::StateTransitionForbidden);

    let cases: [(Change, &str); 7] = [
        (|r| r.reached = None, "reached"),
        (|r| r.reached = Some(99), "outcome"),
        (|r| r.set_outcome(State::Scheduled), "outcome"),
        (|r| r.set_outcome(State::PartiallyMet), "reasons"),
        (
            |r| r.accepted_by = "organizations/ngo".into(),
            "accepted_by",
        ),
        (|r| r.accept_date = date::parse("2026-01-31"), "accept_date"),
        (|r| r.accept_date = date::parse("2026-05-26"), "accept_date"),
    ];
    for (change, field) in cases {
        let mut tried = milestone();
        let (_, fields) = accepted(&mut tried, change).expect("refused");
        assert_eq!(fields, [field]);
        assert_eq!(tried, milestone(), "nothing half done");
    }
    let mut plain = pb::Milestone {
        indicator: None,
        ..milestone()
    };
    let (_, fields) = accepted(&mut plain, |_| ()).expect("refused");
    assert_eq!(fields, ["reached"], "no number measures it");
}

#[test]
fn nothing_is_accepted_before_the_milestone_begins() {
    let mut late = pb::Milestone {
        start_date: date::parse("2026-03-01"),
        ..milestone()
    };
    let refusal = accepted(&mut late, |r| r.accept_date = date::parse("2026-02-28"));
    let (reason, fields) = refusal.expect("refused");
    assert_eq!(
        (reason, fields),
        (Reason::DatesInvalid, vec!["accept_date".into()])
    );
    let done = accepted(&mut late, |r| r.accept_date = date::parse("2026-03-01"));
    assert_eq!(done, None);
}

#[test]
fn milestones_of_what_has_ended_stay_as_they_are() {
    for (state, good) in [
        (ContractState::Pending, true),
        (ContractState::Active, true),
        (ContractState::Completed, false),
        (ContractState::Terminated, false),
        (ContractState::Cancelled, false),
    ] {
        assert_eq!(check_open(&contract(state), None).is_ok(), good);
    }
    let unsigned = contract(ContractState::Pending);
    let request = pb::AcceptMilestoneRequest::default();
    let refusal = accept(&mut milestone(), &unsigned, &request, TODAY);
    let reason = refusal.map_err(|e| e.reason());
    assert_eq!(reason, Err(Reason::StateTransitionForbidden));
}
