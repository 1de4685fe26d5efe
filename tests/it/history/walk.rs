//! Every resource of the contract: no family forgets how it was, or how to show less of itself.

use std::collections::{BTreeMap, BTreeSet};

use common::testing;
use kenes::demo::Demo;
use kenes_proto::{POOL, record::Entry};
use prost_reflect::{DynamicMessage, MessageDescriptor, MethodDescriptor, ReflectMessage, Value};
use tonic::Status;

use super::*;
use crate::{raw, record::entries};

/// Whether a message is a resource that is written: all have an etag.
pub(crate) fn is_resource(message: &MessageDescriptor) -> bool {
    let option = POOL.get_extension_by_name("google.api.resource");
    let declared = option.is_some_and(|option| message.options().has_extension(&option));
    declared && message.get_field_by_name("etag").is_some()
}

/// The methods that read resources, and the message of what they read.
fn reading() -> Vec<(MethodDescriptor, MessageDescriptor)> {
    let methods = POOL
        .services()
        .flat_map(|service| service.methods().collect::<Vec<_>>());
    let ours = methods.filter(|method| method.full_name().starts_with("kenes."));
    let reading = ours.filter(|method| method.input().get_field_by_name("validate_only").is_none());
    reading
        .filter_map(|method| {
            let output = method.output();
            let first = output
                .fields()
                .next()
                .and_then(|field| field.kind().as_message().cloned());
            let snapshot = |message: &MessageDescriptor| {
                message
                    .get_field_by_name("snapshot")?
                    .kind()
                    .as_message()
                    .cloned()
            };
            let held = [
                Some(output.clone()),
                first.clone(),
                snapshot(&output),
                first.as_ref().and_then(snapshot),
            ];
            let held = held.into_iter().flatten().find(is_resource)?;
            Some((method, held))
        })
        .collect()
}

#[test]
fn every_method_that_reads_resources_can_show_less_of_them_and_every_get_a_past_time() {
    let methods = reading();
    let resources: BTreeSet<_> = POOL
        .all_messages()
        .filter(is_resource)
        .map(|message| message.full_name().to_owned())
        .collect();
    let of = |verb: &str| -> BTreeSet<String> {
        let named = methods.iter().filter(|(method, held)| {
            method
                .name()
                .strip_prefix(verb)
                // Several summaries lose the last letter of one.
                .is_some_and(|rest| rest.starts_with(held.name().trim_end_matches('y')))
                && !method.name().contains("Revision")
        });
        named.map(|(_, held)| held.full_name().to_owned()).collect()
    };
    assert_eq!(of("Get"), resources);
    assert_eq!(of("List"), resources);
    assert!(resources.len() >= 20, "{resources:?}");
    let mut faults = Vec::new();
    for (method, _) in &methods {
        let name = method.name();
        let mut wanted = vec!["language_code", "view"];
        let one = name.starts_with("Get") || name.starts_with("BatchGet");
        if one && !name.ends_with("Revision") {
            wanted.push("as_of_time");
        }
        let input = method.input();
        wanted.retain(|field| input.get_field_by_name(field).is_none());
        faults.extend(wanted.iter().map(|field| format!("{name} lacks {field}")));
    }
    assert_eq!(faults, Vec::<String>::new());
    // Each is a kind of one of the services, so its revisions are listed.
    let kinds = [&registry::DEFINITION, &consultation::DEFINITION].map(|it| it.kinds.0);
    let kinds: BTreeSet<_> = kinds
        .iter()
        .flat_map(|kinds| kinds.iter())
        .map(common::app::AnyKind::message)
        .collect();
    assert_eq!(kinds, resources);
}

/// Calls a method with a request of these fields.
async fn call(
    channel: &Channel,
    method: &MethodDescriptor,
    request: &[(&str, Value)],
) -> Result<DynamicMessage, Status> {
    let mut message = DynamicMessage::new(method.input());
    for (field, value) in request {
        message.set_field_by_name(field, value.clone());
    }
    raw::call(channel, method, tonic::Request::new(message)).await
}

fn time(micros: i64) -> Value {
    moment(date::timestamp(micros))
}

fn moment(time: prost_types::Timestamp) -> Value {
    let message = POOL
        .get_message_by_name("google.protobuf.Timestamp")
        .expect("a time");
    let time = DynamicMessage::decode(message, &*time.encode_to_vec());
    Value::Message(time.expect("a time"))
}

/// What a log holds of each resource: its entries, oldest first.
pub(crate) async fn recorded(channel: &Channel) -> BTreeMap<String, Vec<Entry>> {
    let mut found: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for entry in entries(&mut Records::new(channel.clone()), 1000).await {
        if entry.message_type != "kenes.record.v1.LogKey" {
            found.entry(entry.resource.clone()).or_default().push(entry);
        }
    }
    found
}

/// Every revision of a resource, and each as it stands in the log; and the last of each moment as `method` returns it for then.
async fn check_revisions(
    channel: &Channel,
    method: &MethodDescriptor,
    name: &str,
    entries: &[Entry],
) {
    let request = rec::ListRevisionsRequest {
        page_size: 1000,
        ..of_name(name)
    };
    let mut records = Records::new(channel.clone());
    let revisions = records
        .list_revisions(request)
        .await
        .expect("listed")
        .into_inner()
        .revisions;
    assert_eq!(revisions.len(), entries.len(), "{name}");
    for (one, entry) in revisions.iter().rev().zip(entries) {
        assert_eq!(
            (one.index, &one.method),
            (Some(entry.index), &entry.method),
            "{}",
            one.name
        );
        assert_eq!(one.create_time, entry.revision_time, "{}", one.name);
        // What a redaction took is shown neither here nor there.
        let shown = one.snapshot.as_ref().map(|it| it.type_url.as_str());
        let kind = format!("type.googleapis.com/{}", entry.message_type);
        let wanted = (!entry.body_salt.is_empty()).then_some(kind.as_str());
        assert_eq!(shown, wanted, "{}", one.name);
    }
    let mut later = None;
    for one in revisions {
        if later.replace(one.create_time) != Some(one.create_time) {
            check_as_of(channel, method, name, one).await;
        }
    }
}

/// The last revision of a moment is what the Get method returns as of then, but for its counts of comments.
async fn check_as_of(channel: &Channel, method: &MethodDescriptor, name: &str, one: rec::Revision) {
    let request = [
        ("name", Value::String(name.into())),
        ("as_of_time", moment(one.create_time.expect("a time"))),
    ];
    let answer = call(channel, method, &request).await;
    let Some(snapshot) = one.snapshot else {
        let (code, reason) = match answer.as_ref().map_err(Status::code) {
            Err(Code::PermissionDenied) => (Code::PermissionDenied, Reason::RevisionWithheld),
            _ => (Code::NotFound, Reason::RevisionErased),
        };
        refused(answer, code, reason);
        return;
    };
    let mut answer = answer.unwrap_or_else(|status| panic!("{}: {status:?}", one.name));
    let kind = answer.descriptor();
    let counts = kind.fields();
    let counts = counts.filter(|field| field.name().ends_with("comment_count"));
    let snapshot = DynamicMessage::decode(method.output(), &*snapshot.value);
    let mut snapshot = snapshot.expect("a resource");
    for field in counts {
        answer.clear_field(&field);
        snapshot.clear_field(&field);
    }
    assert!(snapshot == answer, "{}:\n{snapshot}\n{answer}", one.name);
}

/// The method that reads a resource: of several services with answers, that which has this one.
async fn get(
    channel: &Channel,
    gets: &[(MethodDescriptor, MessageDescriptor)],
    message: &str,
    name: &str,
) -> MethodDescriptor {
    for (method, held) in gets {
        let named = [("name", Value::String(name.into()))];
        if held.full_name() == message && call(channel, method, &named).await.is_ok() {
            return method.clone();
        }
    }
    panic!("no method reads {name}");
}

/// A resource is there now and is not before it was recorded; what is asked of it wrongly is refused, in every family.
async fn check_get(channel: &Channel, method: &MethodDescriptor, name: &str, now: i64) {
    let named = ("name", Value::String(name.into()));
    let language = |code: &str| ("language_code", Value::String(code.into()));
    let ask = async |more: &[(&str, Value)]| {
        let request = [std::slice::from_ref(&named), more].concat();
        call(channel, method, &request).await
    };
    let what = method.full_name();
    let _shown = ask(&[
        language("kk"),
        ("view", Value::EnumNumber(1)),
        ("as_of_time", time(now)),
    ])
    .await
    .unwrap_or_else(|status| panic!("{what} of {name}: {status:?}"));
    refused(
        ask(&[("as_of_time", time(0))]).await,
        Code::NotFound,
        Reason::ResourceNotFound,
    );
    for wrong in [
        language("xx"),
        ("view", Value::EnumNumber(9)),
        ("as_of_time", time(now + 2 * DAY)),
    ] {
        let status = refused(
            ask(std::slice::from_ref(&wrong)).await,
            Code::InvalidArgument,
            Reason::FieldInvalid,
        );
        assert_eq!(fields(&status), [wrong.0], "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_of_the_demo_is_read_as_every_moment_left_it() {
    let fresh = [
        testing::fresh("registry").await.expect("a database"),
        testing::fresh("consultation").await.expect("a database"),
    ];
    let demo = Demo::open(fresh[0].parts(), fresh[1].parts()).await;
    let demo = demo.expect("two stores");
    let now = common::clock::Clock::system().now();
    demo.seed(now).await.expect("the services answer");
    let registry = testing::start(demo.registry()).await;
    let url = format!("http://{}", registry.address);
    let consultation = testing::start(demo.consultation(&url).expect("a URL")).await;
    let mut seen = BTreeSet::new();
    for (package, running) in [("registry", registry), ("consultation", consultation)] {
        let channel = running.channel().await;
        let mut gets = reading();
        gets.retain(|(method, _)| {
            // What both services tell of their records is of either.
            let ours = [package, "record"].map(|of| format!("kenes.{of}."));
            ours.iter().any(|of| method.full_name().starts_with(of))
                && method.name() == format!("Get{}", method.output().name())
        });
        for (name, entries) in recorded(&channel).await {
            let message = entries[0].message_type.clone();
            let method = get(&channel, &gets, &message, &name).await;
            check_revisions(&channel, &method, &name, &entries).await;
            // One of each kind, since all methods of a kind are the same.
            if seen.insert(message) {
                check_get(&channel, &method, &name, now).await;
            }
        }
    }
    let missing: Vec<_> = reading()
        .into_iter()
        .map(|(_, held)| held.full_name().to_owned())
        .filter(|message| !seen.contains(message))
        .collect();
    assert_eq!(missing, Vec::<String>::new(), "the demo has none");
}
