//! Every rule that the contract uses accepts and refuses what protovalidate says; a rule of which no fact is known fails here.
//!
//! The facts are lines of `facts.jsonl`: rules, tried on a field of the contract, and values of it; null is an absent one.

use std::collections::{BTreeSet, HashMap};

use prost_reflect::{DynamicMessage, Value as Given};
use serde_json::{Value as Json, json};

use super::*;
use crate::validate::contract::field_plan;

fn facts() -> Vec<Json> {
    let lines = include_str!("facts.jsonl").lines();
    lines
        .map(|line| serde_json::from_str(line).expect(line))
        .collect()
}

fn message(name: &str, value: &Json) -> DynamicMessage {
    let of = POOL.get_message_by_name(name).expect(name);
    DynamicMessage::deserialize(of, value).expect("a message in JSON")
}

fn rules(fact: &Json) -> DynamicMessage {
    message("buf.validate.FieldRules", &fact["rules"])
}

/// What is said of a message whose field has this value.
fn outcome(fact: &Json, value: &Json) -> Vec<(String, String)> {
    let field = fact["field"].as_str().expect("a field");
    let (name, field) = field.rsplit_once('.').expect("a full name");
    let message = message(name, &json!({ field: value }));
    let of = message.descriptor().get_field_by_name(field);
    let planned = field_plan(&of.expect(field), Some(&rules(fact)), &HashMap::new());
    let plan = Plan {
        fields: vec![planned.expect("supported")],
        oneofs: Vec::new(),
    };
    let plans = Plans {
        by_name: HashMap::from([(name.to_owned(), 0)]),
        plans: vec![plan],
    };
    listed(encoded(&plans, &message).and_then(verdict))
}

#[test]
fn every_rule_accepts_and_refuses_what_protovalidate_does() {
    for fact in facts() {
        for value in fact["accepted"].as_array().expect("values") {
            let said = outcome(&fact, value);
            assert!(said.is_empty(), "{value} in {fact}: {said:?}");
        }
        for value in fact["refused"].as_array().expect("values") {
            let said = outcome(&fact, value);
            let [(_, reason)] = said.as_slice() else {
                panic!("{value} in {fact}: {said:?}");
            };
            assert_eq!(fact["reason"], reason.as_str(), "{value} in {fact}");
        }
    }
}

/// The rules that are set, as `repeated.items.string.max_len`.
fn collect(found: &mut BTreeSet<String>, before: &str, rules: &DynamicMessage) {
    for (rule, value) in rules.fields() {
        let path = format!("{before}{}", rule.name());
        match value {
            Given::Message(of) => collect(found, &format!("{path}."), of),
            _ => drop(found.insert(path)),
        }
    }
}

#[test]
fn no_rule_of_the_contract_is_without_facts() {
    let extension = |name| POOL.get_extension_by_name(name).expect(name);
    let of_field = extension("buf.validate.field");
    let of_oneof = extension("buf.validate.oneof");
    let mut used = BTreeSet::new();
    for message in POOL.all_messages().filter(contract::is_ours) {
        for field in message.fields() {
            let options = field.options();
            if let Given::Message(rules) = &*options.get_extension(&of_field) {
                collect(&mut used, "", rules);
            }
        }
        for oneof in message.oneofs() {
            let options = oneof.options();
            if let Given::Message(rules) = &*options.get_extension(&of_oneof) {
                collect(&mut used, "oneof.", rules);
            }
        }
    }
    // See `a_member_of_a_oneof_must_be_set`.
    let mut known = BTreeSet::from(["oneof.required".to_owned()]);
    for fact in facts() {
        collect(&mut known, "", &rules(&fact));
    }
    let unknown: Vec<_> = used.difference(&known).collect();
    assert!(
        used.contains("string.uuid") && unknown.is_empty(),
        "{unknown:?}"
    );
}
