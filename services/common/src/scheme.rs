//! What a message uses of reference data, as the contract says it: codes of a scheme (`kenes.type.v1.scheme`), classifications,
//! places.
//!
//! Owns where they stand. Whether they may be used is the registry's to say.

use std::{collections::HashMap, sync::LazyLock};

use kenes_proto::{
    POOL,
    types::{Classification, Place},
};
use prost_reflect::{DynamicMessage, FieldDescriptor, ReflectMessage, Value};

use crate::mask;

/// Something of reference data that a message uses.
#[derive(Clone, Debug, PartialEq)]
pub enum Used {
    /// A code of one of our own schemes.
    Code {
        /// The scheme.
        scheme: &'static str,
        /// The code.
        code: String,
    },
    /// A code of a published scheme.
    Class(Classification),
    /// A place, with the codes of its region.
    Place(Place),
}

/// The schemes of all fields of the product's messages that have one.
static SCHEMES: LazyLock<HashMap<String, String>> = LazyLock::new(schemes);

fn schemes() -> HashMap<String, String> {
    let Some(option) = POOL.get_extension_by_name("kenes.type.v1.scheme") else {
        return HashMap::new();
    };
    let fields = POOL
        .all_messages()
        .flat_map(|message| message.fields().collect::<Vec<_>>());
    fields
        .filter_map(|field| {
            let options = field.options();
            let scheme = options.get_extension(&option).as_str()?.to_owned();
            (!scheme.is_empty()).then(|| (field.full_name().to_owned(), scheme))
        })
        .collect()
}

/// The scheme that the codes in a field are of.
pub fn scheme(field: &FieldDescriptor) -> Option<&'static str> {
    SCHEMES.get(field.full_name()).map(String::as_str)
}

/// What a message uses, each with its field; `within` is the field that the message is in, or empty. What only the service sets
/// is left out.
pub fn used<M: ReflectMessage>(message: &M, within: &str) -> Vec<(String, Used)> {
    let mut found = Vec::new();
    walk(&message.transcode_to_dynamic(), within, &mut found);
    found
}

fn walk(message: &DynamicMessage, within: &str, found: &mut Vec<(String, Used)>) {
    for (field, value) in message.fields() {
        if mask::is_set_by_service(&field) {
            continue;
        }
        let path = match within {
            "" => field.name().to_owned(),
            within => format!("{within}.{}", field.name()),
        };
        match value {
            Value::List(items) => {
                for (n, item) in items.iter().enumerate() {
                    visit(&field, item, format!("{path}[{n}]"), found);
                }
            }
            value => visit(&field, value, path, found),
        }
    }
}

fn visit(field: &FieldDescriptor, value: &Value, path: String, found: &mut Vec<(String, Used)>) {
    let used = match value {
        Value::String(code) if !code.is_empty() => scheme(field).map(|scheme| Used::Code {
            scheme,
            code: code.clone(),
        }),
        Value::Message(inner) => match inner.descriptor().full_name() {
            "kenes.type.v1.Classification" => inner.transcode_to().ok().map(Used::Class),
            "kenes.type.v1.Place" => inner.transcode_to().ok().map(Used::Place),
            _ => return walk(inner, &path, found),
        },
        _ => None,
    };
    found.extend(used.map(|used| (path, used)));
}

#[cfg(test)]
mod tests {
    use kenes_proto::consultation as pb;

    use super::*;

    #[test]
    fn codes_are_found_wherever_the_contract_says_that_they_are() {
        let class = Classification {
            scheme: "ICNP/TSO".into(),
            code: "G11".into(),
            primary: true,
        };
        let law = pb::DraftLaw {
            act_type_code: "law".into(),
            subjects: vec![Classification::default(), class.clone()],
            ..Default::default()
        };
        let request = pb::CreateDraftLawRequest {
            draft_law: Some(law),
            draft_law_id: "on-charity".into(),
            ..Default::default()
        };
        let found = used(&request, "");
        let code = |scheme, code: &str| Used::Code {
            scheme,
            code: code.into(),
        };
        assert_eq!(
            found,
            [
                ("draft_law.act_type_code".into(), code("act-types", "law")),
                (
                    "draft_law.subjects[0]".into(),
                    Used::Class(Classification::default())
                ),
                ("draft_law.subjects[1]".into(), Used::Class(class)),
            ]
        );
        let stage = pb::Stage {
            stage_code: "drafting".into(),
            ..Default::default()
        };
        let found = used(&stage, "stage");
        assert_eq!(
            found,
            [("stage.stage_code".into(), code("stages", "drafting"))]
        );
    }

    #[test]
    fn what_the_service_sets_is_no_use_of_a_code() {
        let standing = pb::StandingRecord {
            group_codes: vec!["women".into()],
            ..Default::default()
        };
        let participation = pb::Participation {
            standing: Some(standing),
            ..Default::default()
        };
        assert_eq!(used(&participation, "participation"), []);
    }
}
