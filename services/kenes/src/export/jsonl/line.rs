//! The lines that bring a resource: its creation, updates and calls.

use common::mask;
use prost_reflect::{DynamicMessage, FieldDescriptor, ReflectMessage, Value};
use serde_json::json;

use super::super::{
    contract::{is_required, may_wait, names, own},
    lists::List,
    transitions::{Call, creation::created},
};
use crate::client::{Creation, creations, escape, parent_and_id};

/// What brings a resource, but for its calls.
pub(super) struct Lines {
    pub(super) name: String,
    pub(super) creation: String,
    /// Brings what calls would refuse or change: it goes after them.
    pub(super) changed: Option<String>,
    /// Brings what names resources of which some come soon.
    pub(super) soon: Option<String>,
    /// Brings what names resources of lists that come later.
    pub(super) late: Option<String>,
}

/// When what a resource names is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum There {
    Already,
    Soon,
    Late,
    Never,
}

/// The key of a line with such a resource: `organization`.
pub(super) fn key(list: &List) -> String {
    let mut letters = list.message.name().chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

/// Returns the lines of a resource; none where it cannot be created again: what its creation needs is not there, or will not be.
pub(super) fn lines(
    list: &List,
    resource: &DynamicMessage,
    there: impl Fn(&str) -> There,
) -> Option<Lines> {
    let created = created(list.message.name(), resource)?;
    let (whole, mut said) = (sayable(resource), sayable(&created.resource));
    let missing =
        |field: &FieldDescriptor| is_required(field) && !said.has_field(field) && erasable(field);
    if said.descriptor().fields().any(|field| missing(&field)) {
        return None;
    }
    let (name, key) = (name(&said), key(list));
    let (parent, _) = parent_and_id(&name)?;
    let creation = creations(&key)
        .iter()
        .find(|creation| creation.fits(&parent))?;
    let (mut soon, mut late) = (Vec::new(), Vec::new());
    for (field, _) in whole.fields() {
        let worst = names(&whole, &field).iter().map(|name| there(name)).max();
        match worst {
            Some(There::Never) => return None,
            Some(There::Late) if may_wait(&field) => late.push(field),
            Some(There::Soon) if may_wait(&field) => soon.push(field),
            _ => {}
        }
    }
    if there(&parent) == There::Never {
        return None;
    }
    let changed: Vec<FieldDescriptor> = whole
        .descriptor()
        .fields()
        .filter(|field| created.changed.contains(&field.name()))
        .collect();
    if creation.update.is_some() {
        for field in soon.iter().chain(&late) {
            said.clear_field(field);
        }
    }
    Some(Lines {
        creation: format!("{{{}:{}}}", json!(key), serde_json::to_string(&said).ok()?),
        changed: update(creation, &whole, &changed),
        soon: update(creation, &whole, &soon),
        late: update(creation, &whole, &late),
        name,
    })
}

/// Returns the line that brings these fields of a resource.
fn update(
    creation: &Creation,
    whole: &DynamicMessage,
    fields: &[FieldDescriptor],
) -> Option<String> {
    let method = creation.update.as_ref().filter(|_| !fields.is_empty())?;
    let mut resource = DynamicMessage::new(whole.descriptor());
    let name = whole.get_field_by_name("name")?.into_owned();
    resource.set_field_by_name("name", name);
    for field in fields {
        resource.set_field(field, whole.get_field(field).into_owned());
    }
    let mask = method.input().get_field_by_name("update_mask")?;
    let mut of_fields = DynamicMessage::new(mask.kind().as_message()?.clone());
    let paths = fields
        .iter()
        .map(|field| Value::String(field.name().to_owned()));
    of_fields.set_field_by_name("paths", Value::List(paths.collect()));
    let mut request = DynamicMessage::new(method.input());
    request.set_field_by_name(creation.body.name(), Value::Message(resource));
    request.set_field(&mask, Value::Message(of_fields));
    let rpc = format!("{}/{}", method.parent_service().full_name(), method.name());
    let request = serde_json::to_string(&request).ok()?;
    Some(format!("{{\"rpc\":{},\"request\":{request}}}", json!(rpc)))
}

/// Returns the line of a call.
pub(super) fn call(mut call: Call) -> serde_json::Result<String> {
    escape_texts(&mut call.request);
    let request = serde_json::to_string(&call.request)?;
    Ok(format!(
        "{{\"rpc\":{},\"request\":{request}}}",
        json!(call.rpc)
    ))
}

/// Returns what a caller may say of a resource, as a line says it.
fn sayable(resource: &DynamicMessage) -> DynamicMessage {
    let mut said = resource.clone();
    mask::strip_dynamic(&mut said);
    said.clear_field_by_name("etag");
    escape_texts(&mut said);
    said
}

/// Returns the resources that what a caller may say of a resource names.
pub(super) fn needed(resource: DynamicMessage) -> Vec<String> {
    let mut said = resource;
    mask::strip_dynamic(&mut said);
    named(&said)
}

/// Returns the resources that a message names.
pub(super) fn named(message: &DynamicMessage) -> Vec<String> {
    let fields = message.fields();
    fields
        .flat_map(|(field, _)| names(message, &field))
        .collect()
}

pub(super) fn name(resource: &DynamicMessage) -> String {
    let name = resource.get_field_by_name("name");
    let name = name.as_ref().and_then(|name| name.as_str());
    own(name.unwrap_or_default()).to_owned()
}

/// Whether that nothing stands in a required field means that it was erased: zero is a number like others.
fn erasable(field: &FieldDescriptor) -> bool {
    field.is_list()
        || matches!(
            field.kind(),
            prost_reflect::Kind::String | prost_reflect::Kind::Message(_)
        )
}

/// Writes texts that a line would take for something else as it must have them.
fn escape_texts(message: &mut DynamicMessage) {
    for (_, value) in message.fields_mut() {
        escape_text(value);
    }
}

fn escape_text(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(escaped) = escape::escaped(text) {
                *text = escaped;
            }
        }
        Value::Message(message) => escape_texts(message),
        Value::List(items) => items.iter_mut().for_each(escape_text),
        Value::Map(items) => items.values_mut().for_each(escape_text),
        _ => {}
    }
}
