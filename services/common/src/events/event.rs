//! An entry of the log as an event: CloudEvents 1.0 in their protobuf form.
//!
//! Owns the attributes and what is carried of the data; what may be shown was decided in `record::shown`.

use std::collections::HashMap;

use kenes_proto::cloudevents::{
    CloudEvent, CloudEventAttributeValue, cloud_event::Data, cloud_event_attribute_value::Attr,
};
use prost_types::Any;
use tlog::entry::Kind;

use crate::{
    date,
    record::{
        resources::{Resource, Resources},
        shown::PublicEntry,
    },
};

/// Intermediaries of CloudEvents need to pass on no more: larger data are named, not carried.
pub(crate) const LARGEST: usize = 64 << 10;
/// About what an event takes besides its data.
const FRAME: usize = 1536;

/// An event, with what filters look at.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Event {
    /// Its index in the log.
    pub(crate) index: u64,
    /// The resource it is about.
    pub(crate) resource: String,
    /// The draft laws it is part of, with spaces between.
    pub(crate) topic: String,
    /// Whether it is a redaction: what was sent before may now have to be forgotten.
    pub(crate) redacts: bool,
    /// About how many bytes it takes.
    pub(crate) weight: usize,
    /// As it is sent.
    pub(crate) message: CloudEvent,
}

impl Event {
    /// The event that an entry of the service of this domain is, from the log of this source.
    pub(crate) fn of(
        domain: &str,
        source: &str,
        resources: &Resources,
        shown: PublicEntry,
    ) -> Self {
        let resource = resources.find(&shown.name);
        let length = shown.body.size();
        let mut attributes = HashMap::with_capacity(8);
        let mut set = |name: &str, attr: Attr| {
            let value = CloudEventAttributeValue { attr: Some(attr) };
            attributes.insert(name.to_owned(), value);
        };
        set("subject", Attr::CeString(shown.name.clone()));
        set("time", Attr::CeTimestamp(date::timestamp(shown.time)));
        let recorded = i64::try_from(shown.entry.time_ms).unwrap_or(i64::MAX);
        let recorded = date::timestamp(recorded.saturating_mul(1000));
        set("recordedtime", Attr::CeTimestamp(recorded));
        // It must sort as a text.
        set("sequence", Attr::CeString(format!("{:020}", shown.index)));
        if !shown.topic.is_empty() {
            set("partitionkey", Attr::CeString(shown.topic.clone()));
        }
        let mut data = None;
        if let Some(resource) = resource.filter(|_| length > 0) {
            let schema = format!("type.googleapis.com/{}", resource.message);
            set(
                "datacontenttype",
                Attr::CeString("application/protobuf".to_owned()),
            );
            set("dataschema", Attr::CeUri(schema.clone()));
            match length > LARGEST {
                true => set(
                    "dataref",
                    Attr::CeUriRef(format!("//{domain}/{}", shown.name)),
                ),
                false => {
                    let mut value = Vec::with_capacity(length);
                    if shown.body.join(&mut value).is_err() {
                        // What cannot be read is passed on as it is: it must not stop the stream.
                        value = shown.body.into_bytes();
                    }
                    data = Some(Data::ProtoData(Any {
                        type_url: schema,
                        value,
                    }));
                }
            }
        }
        Self {
            index: shown.index,
            redacts: shown.entry.kind == Kind::REDACTION,
            weight: FRAME + if data.is_some() { length } else { 0 },
            message: CloudEvent {
                id: shown.index.to_string(),
                source: source.to_owned(),
                spec_version: "1.0".to_owned(),
                r#type: kind(resource, &shown.method, shown.revision),
                attributes,
                data,
            },
            resource: shown.name,
            topic: shown.topic,
        }
    }
}

/// Returns the source of a log's events: its origin as a URI reference. Every deployment has its own, so source and id together
/// are those of one event in the world.
pub(super) fn source(origin: &str) -> String {
    let encoded = origin.bytes().map(|byte| match byte {
        b'-' | b'.' | b'_' | b'~' | b'/' | b':' => char::from(byte).to_string(),
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    });
    format!("//{}", encoded.collect::<String>())
}

/// Returns the type of an event. Every resource is of the contract, which a test holds; an old entry must not stop the stream.
fn kind(resource: Option<&Resource>, method: &str, revision: i64) -> String {
    match resource {
        Some(resource) => resource.event(method, revision),
        None => "kenes.record.v1.entry.created".to_owned(),
    }
}

#[cfg(test)]
mod tests;
