//! The table is complete, and each state leads to the calls that bring it back.

use std::collections::BTreeSet;

use common::date;
use kenes_proto::{
    gtype::{Date, LocalizedText},
    registry::{
        Acceptance, Agreement, AgreementAmendment, Milestone, Organization, StatePeriod, milestone,
        organization::State,
    },
};
use prost_reflect::ReflectMessage;

use super::*;

#[test]
fn every_method_that_writes_a_kind_of_the_registry_is_in_the_table() {
    let written: BTreeSet<(&str, &str)> = registry::DEFINITION
        .kinds
        .verbs()
        .into_iter()
        .flat_map(|(noun, verbs)| verbs.iter().map(move |(method, _)| (noun, *method)))
        .collect();
    let told: BTreeSet<(&str, &str)> = TABLE
        .iter()
        .map(|(noun, method, _)| (*noun, *method))
        .collect();
    assert_eq!(
        told, written,
        "an export says how what each method does comes back, or why it does not"
    );
    assert_eq!(told.len(), TABLE.len(), "each once");
    for (noun, method, told) in TABLE {
        if let Told::Otherwise(why) | Told::Not(why) = told {
            assert!(why.len() > 20, "{noun} {method}");
        }
    }
}

/// The fields of the request of each call stand in what it is made of, under the same names or those that the table says.
#[test]
fn a_call_says_all_that_its_request_asks_for() {
    let message = |name: &str| {
        POOL.get_message_by_name(&format!("kenes.registry.v1.{name}"))
            .expect("a kind")
    };
    for (kind, method, told) in TABLE {
        let Told::Call(called) = told else { continue };
        let resource = message(kind);
        let inner = |field: &str| {
            let field = resource
                .get_field_by_name(field)
                .unwrap_or_else(|| panic!("{kind}: {field}"));
            field.kind().as_message().cloned()
        };
        let values = match called.of {
            Of::Each(field) => inner(field).expect("entries"),
            Of::Entry if *kind == "Organization" => message("StatePeriod"),
            Of::Entry if *method == "RecordExecution" => message("BudgetExecution"),
            Of::Entry => message("BudgetChange"),
            Of::Field(field) => {
                assert!(
                    resource.get_field_by_name(field).is_some(),
                    "{kind}: {field}"
                );
                resource.clone()
            }
            Of::State(states) => {
                let state = resource.get_field_by_name("state").expect("a state").kind();
                let known = |name: &str| {
                    state
                        .as_enum()
                        .is_some_and(|state| state.get_value_by_name(name).is_some())
                };
                assert!(states.iter().all(|name| known(name)), "{kind}: {states:?}");
                resource.clone()
            }
        };
        let request = METHODS
            .get(*method)
            .unwrap_or_else(|| panic!("{method}"))
            .input();
        for field in request.fields() {
            if ["name", "etag", "request_id", "validate_only"].contains(&field.name()) {
                continue;
            }
            let other = called.fields.iter().find(|(said, _)| *said == field.name());
            let mut path = other
                .map_or(field.name(), |(_, other)| other)
                .split('.')
                .peekable();
            let mut at = values.clone();
            while let Some(step) = path.next() {
                let found = at
                    .get_field_by_name(step)
                    .unwrap_or_else(|| panic!("{method}: {step}"));
                match path.peek() {
                    Some(_) => at = found.kind().as_message().expect("a message").clone(),
                    None => assert_eq!(
                        (found.kind(), found.cardinality()),
                        (field.kind(), field.cardinality()),
                        "{method}"
                    ),
                }
            }
        }
        for (said, _) in called.fields {
            assert!(
                request.get_field_by_name(said).is_some(),
                "{method}: {said}"
            );
        }
    }
}

/// The calls of an organization with these states: the method, and the day.
fn told(periods: &[(&str, State, &str)]) -> Vec<(String, String)> {
    let period = |(day, state, reason): &(&str, State, &str)| StatePeriod {
        state: (*state).into(),
        start_date: date::parse(day),
        reason: (*reason).to_owned(),
        ..Default::default()
    };
    let organization = Organization {
        name: "organizations/o".into(),
        state_periods: periods.iter().map(period).collect(),
        dissolution_date: date::parse("2010-05-06"),
        ..Default::default()
    };
    listed(&calls("Organization", &organization.transcode_to_dynamic()))
}

fn listed(calls: &[Call]) -> Vec<(String, String)> {
    let day = |call: &Call| {
        let days = [
            "effective_date",
            "decide_date",
            "sign_date",
            "amend_date",
            "terminate_date",
        ];
        let mut days = days.into_iter();
        let field = days.find_map(|f| call.request.get_field_by_name(f));
        let day: Option<Date> = field.and_then(|f| f.as_message()?.transcode_to().ok());
        day.as_ref().map(date::show).unwrap_or_default()
    };
    let method = |call: &Call| call.rpc.rsplit('/').next().unwrap_or_default().to_owned();
    calls.iter().map(|call| (method(call), day(call))).collect()
}

fn expected(calls: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(method, day): &(&str, &str)| (format!("{method}Organization"), (*day).to_owned());
    calls.iter().map(owned).collect()
}

#[test]
fn an_organization_goes_through_its_states_again() {
    use State::{Active, Dissolved, Suspended};
    assert_eq!(told(&[("2001", Active, "")]), []);
    let all = told(&[
        ("2001", Active, ""),
        ("2005-02-03", Suspended, "court"),
        ("2006-01-01", Active, ""),
        ("2010-05-06", Dissolved, "end"),
    ]);
    let calls = [
        ("Suspend", "2005-02-03"),
        ("Reinstate", "2006-01-01"),
        ("Dissolve", "2010-05-06"),
    ];
    assert_eq!(all, expected(&calls));
}

#[test]
fn a_state_that_took_the_place_of_another_on_the_same_day_comes_by_way_of_that() {
    use State::{Active, Dissolved, Suspended};
    // Dissolved in the year of its founding, of which the day is not known.
    assert_eq!(
        told(&[("2010", Dissolved, "end")]),
        expected(&[("Dissolve", "2010-05-06")])
    );
    let calls = [("Suspend", "2001-01-01"), ("Reinstate", "2001-01-01")];
    assert_eq!(told(&[("2001", Active, "reinstated")]), expected(&calls));
    let calls = [("Suspend", "2005-02-03"), ("Reinstate", "2005-02-03")];
    assert_eq!(
        told(&[("2001", Active, ""), ("2005-02-03", Active, "")]),
        expected(&calls)
    );
    let calls = [
        ("Suspend", "2005-02-03"),
        ("Reinstate", "2006-02-03"),
        ("Suspend", "2006-02-03"),
    ];
    let twice = [
        ("2001", Active, ""),
        ("2005-02-03", Suspended, "one"),
        ("2006-02-03", Suspended, "two"),
    ];
    assert_eq!(told(&twice), expected(&calls));
}

fn en(text: &str) -> Vec<LocalizedText> {
    vec![LocalizedText {
        language_code: "en".into(),
        text: text.into(),
    }]
}

#[test]
fn an_agreement_is_signed_amended_and_terminated_again() {
    let amended = |day: &str, text: &str| AgreementAmendment {
        amend_date: date::parse(day),
        texts: en(text),
        ..Default::default()
    };
    let agreement = Agreement {
        name: "agreements/a".into(),
        sign_date: date::parse("1999-02-12"),
        amendments: vec![amended("2000", "one"), amended("2001-05", "two")],
        terminate_date: date::parse("2003"),
        termination_reasons: en("over"),
        ..Default::default()
    };
    let told = calls("Agreement", &agreement.transcode_to_dynamic());
    let expected = [
        ("SignAgreement", "1999-02-12"),
        ("AmendAgreement", "2000"),
        ("AmendAgreement", "2001-05"),
        ("TerminateAgreement", "2003"),
    ];
    let expected = expected.map(|(method, day)| (method.to_owned(), day.to_owned()));
    assert_eq!(listed(&told), expected);
    let said: kenes_proto::registry::TerminateAgreementRequest =
        told[3].request.transcode_to().expect("the request");
    assert_eq!(
        (said.name.as_str(), said.reasons),
        ("agreements/a", en("over"))
    );
    assert!(calls("Agreement", &Agreement::default().transcode_to_dynamic()).is_empty());
}

#[test]
fn what_stands_in_a_message_of_the_resource_is_said() {
    let mut milestone = Milestone {
        name: "contracts/c/milestones/m".into(),
        reached: Some(0),
        acceptance: Some(Acceptance {
            accept_date: date::parse("2004-04-28"),
            accepted_by: "organizations/o".into(),
            reasons: en("late"),
            ..Default::default()
        }),
        ..Default::default()
    };
    milestone.set_state(milestone::State::NotMet);
    let calls = calls("Milestone", &milestone.transcode_to_dynamic());
    let said: kenes_proto::registry::AcceptMilestoneRequest =
        calls[0].request.transcode_to().expect("the request");
    assert_eq!(
        (said.outcome(), said.reached),
        (milestone::State::NotMet, Some(0))
    );
    assert_eq!(
        (said.accept_date, said.accepted_by.as_str()),
        (date::parse("2004-04-28"), "organizations/o")
    );
    assert_eq!((said.reasons, said.document), (en("late"), None));
}
