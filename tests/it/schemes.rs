//! Codes of reference data in what either service records: no field that takes one is forgotten.
//!
//! The contract says which scheme a field's codes are of (`kenes.type.v1.scheme`). Here every field is looked at, and every
//! resource of the demo: with a code that its scheme does not have, no update of it is accepted.

use std::collections::{BTreeMap, BTreeSet};

use common::{
    mask,
    scheme::scheme,
    testing::{self, Channel},
};
use kenes::demo::Demo;
use kenes_proto::{POOL, types::ErrorReason as Reason};
use prost_reflect::{
    DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor, ReflectMessage,
    Value,
};
use prost_types::FieldMask;
use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::{
    history::walk::{is_resource, recorded},
    raw,
    world::{ask, refused},
};

/// Fields that are called codes and have no scheme, and why.
const OTHERWISE: &[(&str, &str)] = &[
    (
        "kenes.registry.v1.Code.parent_code",
        "the name of a code, which must exist",
    ),
    (
        "kenes.registry.v1.Organization.activity_subdivision_codes",
        "in the spelling of ISO 3166-2; checked like places",
    ),
    (
        "kenes.registry.v1.ReportedFigure.code",
        "its scheme follows from its dimension",
    ),
    (
        "kenes.registry.v1.UsedCode.code",
        "its scheme stands beside it: the question itself",
    ),
    (
        "kenes.type.v1.Classification.code",
        "its scheme stands beside it",
    ),
    (
        "kenes.type.v1.Place.kato_code",
        "digits, of which the first two are a region",
    ),
    (
        "kenes.type.v1.Place.region_code",
        "a country: ISO 3166-1, which the registry does not hold",
    ),
    (
        "kenes.type.v1.Place.subdivision_code",
        "in the spelling of ISO 3166-2; checked where the registry holds the regions",
    ),
    (
        "google.type.Money.currency_code",
        "ISO 4217; checked with the amount",
    ),
];

/// Fields that no update shows, and the test that does.
const ELSEWHERE: &[(&str, &str)] = &[
    (
        "kenes.consultation.v1.AdvanceStageRequest.outcome_code",
        "reference_data::used::a_stage_has_the_codes_of_the_day_on_which_it_begins",
    ),
    (
        "kenes.consultation.v1.PeriodRule.act_code",
        "duty::period::bad_rules_are_refused_with_all_that_is_wrong",
    ),
    (
        "kenes.consultation.v1.RedactCommentRequest.basis_code",
        "reference_data::used::what_else_uses_codes_is_refused_with_one_that_is_unknown",
    ),
    (
        "kenes.registry.v1.CostLine.kind_code",
        "application::an_estimate_is_at_cost_and_adds_up",
    ),
    (
        "kenes.registry.v1.EndMembershipRequest.end_reason_code",
        "membership::writes",
    ),
    (
        "kenes.registry.v1.ErasePersonRequest.basis_code",
        "person::erased",
    ),
    (
        "kenes.registry.v1.Lot.area_codes",
        "tender::a_tender_says_what_fits_together",
    ),
];

/// A code that no scheme has.
const NONE: &str = "zz-none";

fn is_code(field: &FieldDescriptor) -> bool {
    let name = field.name();
    let called =
        ["code", "codes"].contains(&name) || name.ends_with("_code") || name.ends_with("_codes");
    called && field.kind() == Kind::String && name != "language_code"
}

fn is_ours(message: &MessageDescriptor) -> bool {
    ["kenes.", "google.type."]
        .iter()
        .any(|start| message.full_name().starts_with(start))
}

/// The fields that a caller of any method may set, by their full names.
fn written() -> BTreeMap<String, FieldDescriptor> {
    let methods = POOL
        .services()
        .flat_map(|it| it.methods().collect::<Vec<_>>());
    let writes = methods.filter(|it| it.input().get_field_by_name("request_id").is_some());
    let mut open: Vec<MessageDescriptor> = writes.map(|it| it.input()).collect();
    open.extend(POOL.get_message_by_name("kenes.registry.v1.VerifyCodesRequest"));
    let (mut seen, mut found) = (BTreeSet::new(), BTreeMap::new());
    while let Some(message) = open.pop() {
        if !is_ours(&message) || !seen.insert(message.full_name().to_owned()) {
            continue;
        }
        for field in message
            .fields()
            .filter(|field| !mask::is_set_by_service(field))
        {
            open.extend(field.kind().as_message().cloned());
            found.insert(field.full_name().to_owned(), field);
        }
    }
    found
}

#[test]
fn every_field_for_a_code_says_its_scheme_or_is_known_to_have_none() {
    let written = written();
    let mut codes: Vec<_> = written.values().filter(|field| is_code(field)).collect();
    assert!(codes.len() > 40, "{}", codes.len());
    codes.retain(|field| scheme(field).is_none());
    let undeclared: BTreeSet<_> = codes.iter().map(|field| field.full_name()).collect();
    let known: BTreeSet<_> = OTHERWISE.iter().map(|(field, _)| *field).collect();
    assert_eq!(undeclared, known);
}

#[test]
fn every_scheme_is_one_that_the_registry_begins_with() {
    for field in written().values() {
        let Some(scheme) = scheme(field) else {
            continue;
        };
        let file = format!("services/registry/starter/{scheme}.tsv");
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        assert!(file.exists(), "{} is of {scheme}", field.full_name());
    }
}

/// Consultation asks the registry about one place a message.
#[test]
fn what_consultation_records_has_one_place_at_most() {
    fn places(message: &MessageDescriptor) -> usize {
        let fields = message
            .fields()
            .filter(|field| !mask::is_set_by_service(field));
        let counts = fields.filter_map(|field| {
            let inner = field
                .kind()
                .as_message()
                .filter(|it| is_ours(it))
                .cloned()?;
            let many = if field.is_list() { 2 } else { 1 };
            Some(match inner.full_name() {
                "kenes.type.v1.Place" => many,
                _ => many * places(&inner),
            })
        });
        counts.sum()
    }
    let resources = POOL.all_messages().filter(is_resource);
    let ours: Vec<_> = resources
        .filter(|it| it.full_name().starts_with("kenes.consultation."))
        .collect();
    assert!(ours.len() > 8);
    for message in ours {
        assert!(places(&message) <= 1, "{}", message.full_name());
    }
}

// === the demo

/// A resource with one of its codes replaced by none.
struct Broken {
    resource: DynamicMessage,
    /// The field of the resource that the mask names.
    top: String,
    /// Where the code is, as a refusal names it.
    path: String,
    field: FieldDescriptor,
}

/// Every way to break a code of a message that is there or could be.
fn broken(message: &DynamicMessage) -> Vec<(DynamicMessage, String, FieldDescriptor)> {
    let mut found = Vec::new();
    let fields = message.descriptor();
    for field in fields
        .fields()
        .filter(|field| !mask::is_set_by_service(field))
    {
        let mut put = |value: Value, path: String, leaf: FieldDescriptor| {
            let mut copy = message.clone();
            copy.set_field(&field, value);
            found.push((copy, path, leaf));
        };
        let name = field.name();
        let none = Value::String(NONE.into());
        let value = message.get_field(&field);
        match (scheme(&field), field.is_list()) {
            (Some(_), true) => put(Value::List(vec![none]), format!("{name}[0]"), field.clone()),
            (Some(_), false) => put(none, name.to_owned(), field.clone()),
            (None, true) => {
                let items = value.as_list().unwrap_or_default();
                for (inner, path, leaf) in items
                    .first()
                    .and_then(Value::as_message)
                    .map(broken)
                    .unwrap_or_default()
                {
                    let mut items = items.to_vec();
                    items[0] = Value::Message(inner);
                    put(Value::List(items), format!("{name}[0].{path}"), leaf);
                }
            }
            (None, false) if message.has_field(&field) => {
                for (inner, path, leaf) in value.as_message().map(broken).unwrap_or_default() {
                    put(Value::Message(inner), format!("{name}.{path}"), leaf);
                }
            }
            _ => {}
        }
    }
    found
}

fn of_resource(resource: &DynamicMessage) -> impl Iterator<Item = Broken> {
    broken(resource)
        .into_iter()
        .map(|(mut resource, path, field)| {
            let top = path.split(['.', '[']).next().unwrap_or_default().to_owned();
            resource.clear_field_by_name("etag");
            Broken {
                resource,
                top,
                path,
                field,
            }
        })
}

/// The method of a verb and a kind of resource, and the field of its request that holds one.
fn method(verb: &str, resource: &MessageDescriptor) -> Option<MethodDescriptor> {
    let methods = POOL
        .services()
        .flat_map(|it| it.methods().collect::<Vec<_>>());
    let name = format!("{verb}{}", resource.name());
    methods
        .filter(|it| it.name() == name)
        .find(|it| it.output() == *resource)
}

async fn get(channel: &Channel, kind: &MessageDescriptor, name: &str) -> Option<DynamicMessage> {
    let get = method("Get", kind)?;
    let mut request = DynamicMessage::new(get.input());
    request.set_field_by_name("name", Value::String(name.into()));
    raw::call(channel, &get, tonic::Request::new(request))
        .await
        .ok()
}

/// Tries to write it.
async fn update(channel: &Channel, method: &MethodDescriptor, it: &Broken) -> Option<Status> {
    let mut request = DynamicMessage::new(method.input());
    let fields = method.input();
    let holder = fields
        .fields()
        .find(|field| field.kind().as_message() == Some(&it.resource.descriptor()))?;
    request.set_field(&holder, Value::Message(it.resource.clone()));
    let paths = FieldMask {
        paths: vec![it.top.clone()],
    };
    let mut dynamic = DynamicMessage::new(paths.descriptor());
    dynamic.transcode_from(&paths).expect("a mask");
    request.set_field_by_name("update_mask", Value::Message(dynamic));
    request.set_field_by_name("validate_only", Value::Bool(true));
    let path = format!("{}.{}", holder.name(), it.path);
    let status = raw::call(channel, method, ask(request)).await.err();
    let status = status.unwrap_or_else(|| panic!("{path} may be {NONE}"));
    let details = status.get_error_details();
    let unknown = details
        .error_info()
        .is_some_and(|info| info.reason == "CODE_UNKNOWN");
    unknown.then(|| {
        let status = refused(
            Err::<(), _>(status),
            Code::InvalidArgument,
            Reason::CodeUnknown,
        );
        let found = details
            .bad_request()
            .into_iter()
            .flat_map(|bad| &bad.field_violations);
        let scheme = scheme(&it.field).expect("a scheme");
        let said = found.clone().find(|violation| violation.field == path);
        let said = said.unwrap_or_else(|| panic!("{path}: {status:?}"));
        for part in [NONE, &format!("referenceData/{scheme} "), "ListCodes"] {
            assert!(
                said.description.contains(part),
                "{path}: {}",
                said.description
            );
        }
        status
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn no_family_takes_a_code_that_its_scheme_does_not_have() {
    let fresh = [
        testing::fresh("registry").await.expect("a database"),
        testing::fresh("consultation").await.expect("a database"),
    ];
    let demo = Demo::open(fresh[0].parts(), fresh[1].parts()).await;
    let demo = demo.expect("two stores");
    let now = common::clock::Clock::system().now();
    let told = demo.seed(now).await.expect("the services answer");
    assert!(told.problems.is_empty(), "{:?}", told.problems);
    let registry = testing::start(demo.registry()).await;
    let url = format!("http://{}", registry.address);
    let consultation = testing::start(demo.consultation(&url).expect("a URL")).await;
    let mut shown = BTreeSet::new();
    // Both run to the end: consultation asks the registry.
    for running in [&registry, &consultation] {
        let channel = running.channel().await;
        for (name, entries) in recorded(&channel).await {
            let kind = POOL.get_message_by_name(&entries[0].message_type);
            let kind = kind.expect("a message of the contract");
            let Some(update_method) = method("Update", &kind) else {
                continue;
            };
            let Some(resource) = get(&channel, &kind, &name).await else {
                continue;
            };
            for it in of_resource(&resource) {
                let field = it.field.full_name().to_owned();
                let place = (kind.full_name().to_owned(), field);
                if !shown.contains(&place) && update(&channel, &update_method, &it).await.is_some()
                {
                    shown.insert(place);
                }
            }
        }
    }
    let shown: BTreeSet<_> = shown.into_iter().map(|(_, field)| field).collect();
    let written = written();
    let missing: Vec<_> = written
        .values()
        .filter(|field| scheme(field).is_some() && !shown.contains(field.full_name()))
        .map(FieldDescriptor::full_name)
        .collect();
    let known: Vec<_> = ELSEWHERE.iter().map(|(field, _)| *field).collect();
    assert_eq!(missing, known, "no update shows these");
}
