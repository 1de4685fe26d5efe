//! How a state that came by a method of its own comes back after the creation: the calls that an export makes of what a resource says.
//!
//! The `table` says which method leads to what; most requests have the names of the resource's fields, and are filled by them. What
//! goes back and forth has a file of its own: the states of an `organization`, the entries of a `budget`. `creation` is what a
//! resource was before calls that change what a creation says.

mod budget;
pub(super) mod creation;
mod organization;
mod table;

use std::{collections::HashMap, sync::LazyLock};

use common::date;
use kenes_proto::POOL;
use prost_reflect::{
    DynamicMessage, MethodDescriptor, ReflectMessage, Value, prost_types::Timestamp,
};

use table::{Called, TABLE, Told};

/// Which calls of a method a resource needs.
#[derive(Clone, Copy, Debug)]
enum Of {
    /// One, if it is in one of these states.
    State(&'static [&'static str]),
    /// One, if it has this field.
    Field(&'static str),
    /// One for each entry of this field, which holds what was said in the call.
    Each(&'static str),
    /// One for some of its entries, as a file of this folder says.
    Entry,
}

/// When a call is made, as far as others write by turns with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// With the creation.
    Soon,
    /// At the time that this field of its entry says.
    At(&'static str),
    /// At the time of the last revision: it ends the resource, and what others write under it comes before.
    Last,
}

/// A call that follows a creation.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// `kenes.registry.v1.OrganizationService/DissolveOrganization`.
    pub(super) rpc: String,
    pub(super) request: DynamicMessage,
    pub(super) when: When,
    /// The time that its entry says, in microseconds; 0 where it says none.
    pub(super) time: i64,
}

/// The methods of the registry by their names.
static METHODS: LazyLock<HashMap<String, MethodDescriptor>> = LazyLock::new(|| {
    let services = POOL.services();
    let services = services.filter(|s| s.package_name().starts_with("kenes.registry."));
    let methods = services.flat_map(|service| service.methods().collect::<Vec<_>>());
    methods
        .map(|method| (method.name().to_owned(), method))
        .collect()
});

/// Returns the calls after the creation of a resource of this kind, in their order.
pub(super) fn calls(kind: &str, resource: &DynamicMessage) -> Vec<Call> {
    let mut calls = Vec::new();
    for (method, called) in rows(kind) {
        let whole = |there: bool| there.then(|| resource.clone()).into_iter().collect();
        let values: Vec<DynamicMessage> = match called.of {
            Of::State(states) => whole(states.contains(&state(resource).as_str())),
            Of::Field(field) => whole(resource.has_field_by_name(field)),
            Of::Each(field) => entries(resource, field),
            Of::Entry => Vec::new(),
        };
        let values = values.iter();
        calls.extend(values.filter_map(|values| call(method, called, resource, values)));
    }
    let entries = match kind {
        "Organization" => organization::turns(resource),
        "BudgetAllocation" => budget::entries(resource),
        _ => Vec::new(),
    };
    calls.extend(entries.iter().filter_map(|(method, values)| {
        let (_, called) = rows(kind).find(|(row, _)| row == method)?;
        call(method, called, resource, values)
    }));
    calls
}

/// Returns whether a kind has states that come by calls.
pub(super) fn has_calls(kind: &str) -> bool {
    rows(kind).next().is_some()
}

/// The methods of a kind that are called.
fn rows(kind: &str) -> impl Iterator<Item = (&'static str, &'static Called)> + use<'_> {
    let rows = TABLE.iter().filter(move |(noun, ..)| *noun == kind);
    rows.filter_map(|(_, method, told)| match told {
        Told::Call(called) => Some((*method, called)),
        Told::Otherwise(_) | Told::Not(_) => None,
    })
}

/// Returns the call of a method for a resource, whose request says what stands in `values` under the same names, or others.
fn call(
    method: &str,
    called: &Called,
    resource: &DynamicMessage,
    values: &DynamicMessage,
) -> Option<Call> {
    let method = METHODS.get(method)?;
    let mut request = DynamicMessage::new(method.input());
    for field in method.input().fields() {
        let from = match field.name() {
            "etag" | "request_id" | "validate_only" => continue,
            "name" => (resource, "name"),
            said => {
                let other = called.fields.iter().find(|(field, _)| *field == said);
                (values, other.map_or(said, |(_, other)| other))
            }
        };
        if let Some(value) = value(from.0, from.1) {
            request.try_set_field(&field, value).ok()?;
        }
    }
    Some(Call {
        rpc: format!("{}/{}", method.parent_service().full_name(), method.name()),
        request,
        when: called.when,
        time: match called.when {
            When::At(field) => time(values, field),
            When::Soon | When::Last => 0,
        },
    })
}

/// Returns what stands in a field, which may be one of a message in it: `acceptance.accept_date`.
fn value(message: &DynamicMessage, path: &str) -> Option<Value> {
    let (field, rest) = path
        .split_once('.')
        .map_or((path, None), |(field, rest)| (field, Some(rest)));
    let field = message.descriptor().get_field_by_name(field)?;
    let there = message
        .has_field(&field)
        .then(|| message.get_field(&field))?;
    match rest {
        None => Some(there.into_owned()),
        Some(rest) => value(there.as_message()?, rest),
    }
}

/// A time that a message says, in microseconds; 0 where it says none.
pub(super) fn time(message: &DynamicMessage, field: &str) -> i64 {
    let time = value(message, field);
    let time = time.and_then(|time| time.as_message()?.transcode_to::<Timestamp>().ok());
    date::moment(time.as_ref())
}

/// The state of a resource: `STATE_ACCEPTED`.
fn state(resource: &DynamicMessage) -> String {
    let named = || {
        let field = resource.descriptor().get_field_by_name("state")?;
        let number = resource.get_field(&field).as_enum_number()?;
        Some(field.kind().as_enum()?.get_value(number)?.name().to_owned())
    };
    named().unwrap_or_default()
}

fn entries(resource: &DynamicMessage, field: &str) -> Vec<DynamicMessage> {
    let Some(Value::List(entries)) = value(resource, field) else {
        return Vec::new();
    };
    entries
        .iter()
        .filter_map(|entry| entry.as_message().cloned())
        .collect()
}

#[cfg(test)]
mod tests;
