//! Rules and messages that the contract does not have, or not yet.

use std::collections::HashMap;

use prost_reflect::{DescriptorPool, DynamicMessage, MapKey, Value as Given};
use prost_types::{
    DescriptorProto, FieldDescriptorProto, FileDescriptorProto, MessageOptions,
    field_descriptor_proto::{Label, Type},
};

use super::*;
use crate::validate::contract::field_plan;

/// The contract and a message that it has no like of: `kenes.test.v1.Tree`, with a map, itself and no rule of its own.
fn with_tree() -> DescriptorPool {
    let field = |name: &str, number, label: Label, kind: Type, of: &str| FieldDescriptorProto {
        name: Some(name.into()),
        number: Some(number),
        label: Some(label.into()),
        r#type: Some(kind.into()),
        type_name: Some(of.to_owned()).filter(|of| !of.is_empty()),
        ..FieldDescriptorProto::default()
    };
    let entry = DescriptorProto {
        name: Some("PlacesEntry".into()),
        field: vec![
            field("key", 1, Label::Optional, Type::String, ""),
            field(
                "value",
                2,
                Label::Optional,
                Type::Message,
                ".kenes.type.v1.Place",
            ),
        ],
        options: Some(MessageOptions {
            map_entry: Some(true),
            ..MessageOptions::default()
        }),
        ..DescriptorProto::default()
    };
    let tree = DescriptorProto {
        name: Some("Tree".into()),
        field: vec![
            field(
                "children",
                1,
                Label::Repeated,
                Type::Message,
                ".kenes.test.v1.Tree",
            ),
            field(
                "places",
                2,
                Label::Repeated,
                Type::Message,
                ".kenes.test.v1.Tree.PlacesEntry",
            ),
        ],
        nested_type: vec![entry],
        ..DescriptorProto::default()
    };
    let mut pool = POOL.clone();
    let file = FileDescriptorProto {
        name: Some("kenes/test/v1/tree.proto".into()),
        package: Some("kenes.test.v1".into()),
        dependency: vec!["kenes/type/v1/common.proto".into()],
        message_type: vec![tree],
        syntax: Some("proto3".into()),
        ..FileDescriptorProto::default()
    };
    pool.add_file_descriptor_proto(file).expect("a valid file");
    pool
}

#[test]
fn maps_and_messages_in_themselves_are_walked() {
    let pool = with_tree();
    let plans = contract::compile(&pool).expect("supported");
    let tree = pool
        .get_message_by_name("kenes.test.v1.Tree")
        .expect("the tree");
    let mut place = DynamicMessage::new(
        pool.get_message_by_name("kenes.type.v1.Place")
            .expect("a place"),
    );
    place.set_field_by_name("region_code", Given::String("kz".into()));
    let mut node = DynamicMessage::new(tree.clone());
    let key = MapKey::String("seat".into());
    node.set_field_by_name(
        "places",
        Given::Map(HashMap::from([(key, Given::Message(place))])),
    );
    for _ in 0..2 {
        let mut above = DynamicMessage::new(tree.clone());
        above.set_field_by_name("children", Given::List(vec![Given::Message(node)]));
        node = above;
    }
    let path = "children[0].children[0].places[\"seat\"].region_code";
    assert_eq!(
        listed(encoded(&plans, &node).and_then(verdict)),
        [fault(path, "STRING_PATTERN")]
    );
    for _ in 0..MAX_DEPTH {
        let mut above = DynamicMessage::new(tree.clone());
        above.set_field_by_name("children", Given::List(vec![Given::Message(node)]));
        node = above;
    }
    assert_eq!(
        listed(encoded(&plans, &node).and_then(verdict))[0].1,
        "MESSAGE_DEPTH"
    );
}

#[test]
fn a_map_has_at_most_so_many_pairs() {
    let pool = with_tree();
    let tree = pool
        .get_message_by_name("kenes.test.v1.Tree")
        .expect("the tree");
    let places = tree.get_field_by_name("places").expect("a map");
    let rules = given("map", &[("max_pairs", Given::U64(1))]);
    let field = field_plan(&places, Some(&rules), &HashMap::new()).expect("supported");
    let plan = Plan {
        fields: vec![field],
        oneofs: Vec::new(),
    };
    let plans = contract::compile(&POOL).expect("supported");
    let count = |pairs: u64| {
        let mut walk = Walk {
            plans: &plans,
            found: Vec::new(),
            depth: 0,
            line_ends: false,
        };
        walk.counts(&plan, &[pairs], None);
        walk.found.into_iter().map(|v| v.reason).collect::<Vec<_>>()
    };
    assert!(count(1).is_empty());
    assert_eq!(count(2), ["MAP_MAX_PAIRS"]);
}

/// A field of the contract, with rules of the test.
fn compile(
    message: &str,
    field: &str,
    family: &str,
    rules: &[(&str, Given)],
) -> Result<Field, String> {
    let message = POOL.get_message_by_name(message).expect("a message");
    let field = message.get_field_by_name(field).expect("a field");
    field_plan(&field, Some(&given(family, rules)), &HashMap::new())
}

fn given(family: &str, rules: &[(&str, Given)]) -> DynamicMessage {
    let mut all = DynamicMessage::new(
        POOL.get_message_by_name("buf.validate.FieldRules")
            .expect("rules"),
    );
    let of = all
        .get_field_by_name_mut(family)
        .expect("a family")
        .as_message_mut()
        .expect("rules");
    for (name, value) in rules {
        of.set_field_by_name(name, value.clone());
    }
    all
}

fn refusal(outcome: Result<Field, String>) -> String {
    outcome.err().expect("a fault")
}

const DOCUMENT: &str = "kenes.type.v1.Document";
const PROVISION: &str = "kenes.type.v1.ProvisionRef";

#[test]
fn what_is_not_supported_is_named() {
    let text = |name, value| refusal(compile(DOCUMENT, "uri", "string", &[(name, value)]));
    let says = text("contains", Given::String("x".into()));
    assert_eq!(
        says,
        "kenes.type.v1.Document.uri: the rule string.contains is not supported"
    );
    assert!(text("pattern", Given::String("(".into())).contains("the pattern ( is wrong"));
    assert!(refusal(compile(DOCUMENT, "uri", "int32", &[])).contains("int32"));
    assert!(refusal(compile(PROVISION, "start_char", "float", &[])).contains("float"));
    assert!(
        refusal(compile(
            DOCUMENT,
            "titles",
            "repeated",
            &[("unique", Given::Bool(true))]
        ))
        .contains("unique")
    );
    assert!(refusal(compile(DOCUMENT, "uri", "repeated", &[])).contains("repeated"));
    // Numbers that are packed in a way that is not read.
    let floats = [("max_items", Given::U64(1))];
    let says = refusal(compile(
        "buf.validate.FloatRules",
        "in",
        "repeated",
        &floats,
    ));
    assert!(says.contains("repeated.max_items"), "{says}");
    let outside = [("gte", Given::I32(5)), ("lt", Given::I32(2))];
    assert!(refusal(compile(PROVISION, "start_char", "int32", &outside)).contains("outside"));
}

#[test]
fn both_bounds_are_one_rule() {
    let rules = [("lte", Given::I32(5)), ("gt", Given::I32(2))];
    let field = compile(PROVISION, "start_char", "int32", &rules).expect("supported");
    let [rule] = field.rules.list.as_slice() else {
        panic!("one rule")
    };
    assert_eq!(rule.reason, "INT32_GT_LTE");
    assert_eq!(rule.say, "use a number that is more than 2 and at most 5");
    let accepted: Vec<i128> = (0..8)
        .filter(|&n| rule.test.accepts(Value::Int(n)))
        .collect();
    assert_eq!(accepted, [3, 4, 5]);
}

#[test]
fn a_rule_that_is_false_is_none() {
    let field =
        compile(DOCUMENT, "uri", "string", &[("uuid", Given::Bool(false))]).expect("supported");
    assert!(field.rules.list.is_empty());
}
