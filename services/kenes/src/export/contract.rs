//! What the contract says of fields: who writes them, and which name resources.

use std::sync::LazyLock;

use kenes_proto::POOL;
use prost_reflect::{
    DynamicMessage, ExtensionDescriptor, FieldDescriptor, MessageDescriptor, Value,
};

const REQUIRED: i32 = 2;
const IMMUTABLE: i32 = 5;

static BEHAVIOR: LazyLock<Option<ExtensionDescriptor>> =
    LazyLock::new(|| POOL.get_extension_by_name("google.api.field_behavior"));
static REFERENCE: LazyLock<Option<ExtensionDescriptor>> =
    LazyLock::new(|| POOL.get_extension_by_name("google.api.resource_reference"));
static RESOURCE: LazyLock<Option<ExtensionDescriptor>> =
    LazyLock::new(|| POOL.get_extension_by_name("google.api.resource"));

/// What the contract calls a kind of resource.
#[derive(Clone, Debug)]
pub(super) struct Called {
    /// `registry.kenes/Organization`.
    pub(super) kind: String,
    /// `organizations`.
    pub(super) plural: String,
    /// `organizations/-/posts/-`, for each place where one can be.
    pub(super) places: Vec<String>,
}

/// Returns what a message is called, if it is a resource that is written: all of those have an etag.
pub(super) fn called(message: &MessageDescriptor) -> Option<Called> {
    message.get_field_by_name("etag")?;
    let options = message.options();
    let extension = RESOURCE.as_ref().filter(|e| options.has_extension(e))?;
    let value = options.get_extension(extension);
    let resource = value.as_message()?;
    let text = |field: &str| Some(resource.get_field_by_name(field)?.as_str()?.to_owned());
    let patterns = resource.get_field_by_name("pattern")?;
    let patterns = patterns.as_list()?.iter().filter_map(Value::as_str);
    Some(Called {
        kind: text("type")?,
        plural: text("plural")?,
        places: patterns.map(place).collect(),
    })
}

/// The pattern of a name with `-` for each id: `organizations/-/posts/-` of `organizations/{organization}/posts/{post}`.
fn place(pattern: &str) -> String {
    let parts = pattern.split('/').map(|part| match part.starts_with('{') {
        true => "-",
        false => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// Returns the same of a name: every other part is an id. A name of the other service loses the name of that.
pub(super) fn place_of(name: &str) -> String {
    let parts = own(name).split('/').enumerate();
    let parts = parts.map(|(n, part)| if n % 2 == 1 { "-" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// Returns `organizations/o` of `//registry.kenes/organizations/o`, too.
pub(super) fn own(name: &str) -> &str {
    let whole = name
        .strip_prefix("//")
        .and_then(|rest| rest.split_once('/'));
    whole.map_or(name, |(_, name)| name)
}

/// Returns whether a caller must give the field.
pub(super) fn is_required(field: &FieldDescriptor) -> bool {
    behaves(field, REQUIRED)
}

/// Returns whether a caller may give the field later than on creation.
pub(super) fn may_wait(field: &FieldDescriptor) -> bool {
    !behaves(field, REQUIRED) && !behaves(field, IMMUTABLE)
}

fn behaves(field: &FieldDescriptor, behavior: i32) -> bool {
    let Some(extension) = BEHAVIOR.as_ref() else {
        return false;
    };
    let options = field.options();
    let values = options.get_extension(extension);
    let values = values.as_list().unwrap_or_default();
    values.iter().any(|v| v.as_enum_number() == Some(behavior))
}

/// Returns the type of resource that a field names: `registry.kenes/Person`, or `*` for any.
fn reference(field: &FieldDescriptor) -> Option<String> {
    let options = field.options();
    let extension = REFERENCE.as_ref().filter(|e| options.has_extension(e))?;
    let value = options.get_extension(extension);
    let kind = value.as_message()?.get_field_by_name("type")?;
    kind.as_str().map(str::to_owned)
}

/// Returns the types that a field names, at any depth.
pub(super) fn referred(field: &FieldDescriptor) -> Vec<String> {
    let (mut found, mut seen) = (Vec::new(), Vec::new());
    collect_types(field, &mut seen, &mut found);
    found
}

fn collect_types(
    field: &FieldDescriptor,
    seen: &mut Vec<MessageDescriptor>,
    found: &mut Vec<String>,
) {
    found.extend(reference(field));
    let kind = field.kind();
    let Some(message) = kind.as_message().filter(|m| !seen.contains(m)) else {
        return;
    };
    seen.push(message.clone());
    for field in message.fields() {
        collect_types(&field, seen, found);
    }
}

/// Returns the names of resources that stand in a field of a message, at any depth.
pub(super) fn names(message: &DynamicMessage, field: &FieldDescriptor) -> Vec<String> {
    let mut found = Vec::new();
    collect_names(
        reference(field).is_some(),
        &message.get_field(field),
        &mut found,
    );
    found
}

fn collect_names(is_reference: bool, value: &Value, found: &mut Vec<String>) {
    match value {
        // A full name, `//registry.kenes/agreements/a`, is one wherever it stands.
        Value::String(name) if is_reference && !name.is_empty() || own(name) != name => {
            found.push(own(name).to_owned());
        }
        Value::List(items) => {
            for item in items {
                collect_names(is_reference, item, found);
            }
        }
        Value::Message(message) => {
            for (field, value) in message.fields() {
                collect_names(reference(&field).is_some(), value, found);
            }
        }
        _ => {}
    }
}
