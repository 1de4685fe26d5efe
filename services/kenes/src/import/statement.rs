//! From a line to a call: which method, with which request, by whom.
//!
//! The contract decides: a resource goes to the Create method whose request has a field of its name and whose path fits its
//! parent. Nothing here knows an organization from a comment.

use common::subject;
use kenes_proto::POOL;
use prost_reflect::{DynamicMessage, MethodDescriptor, ReflectMessage, Value as Field};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    expand::{Expand, Files},
    time,
};
use crate::client::{Creation, creations, parent_and_id};

/// A call to be made.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    /// The method.
    pub(crate) method: MethodDescriptor,
    /// Its request, with a request id made of the line's content.
    pub(crate) request: DynamicMessage,
    /// What the summary counts it as: `organization`, `HoldHearing`.
    pub(crate) label: String,
    /// The resource it is about.
    pub(crate) name: String,
    /// How the contract creates the resource, where the line is one.
    pub(super) creation: Option<&'static Creation>,
    /// Who writes, where the line says.
    pub(crate) subject: Option<String>,
    /// When it happened, where the line says; the demo sets its clock by it.
    pub(crate) at: Option<i64>,
}

impl Statement {
    /// Reads a line.
    pub(crate) fn parse(line: &str, now: i64, files: &Files) -> Result<Self, String> {
        let mut fields: Map<String, Value> = serde_json::from_str(line).map_err(|e| unread(&e))?;
        let subject = text(fields.remove("subject"), "subject")?;
        if subject.as_deref().is_some_and(|s| !subject::is_valid(s)) {
            return Err(format!("\"subject\" {}", subject::RULE));
        }
        let at = match text(fields.remove("at"), "at")? {
            Some(at) => Some(time::any(&at, now)?),
            None => None,
        };
        let mut expand = Expand {
            now,
            files,
            read: Vec::new(),
        };
        let rpc = text(fields.remove("rpc"), "rpc")?;
        let statement = match rpc {
            Some(rpc) => {
                let mut request = fields
                    .remove("request")
                    .unwrap_or(Value::Object(Map::new()));
                expand.value(&mut request)?;
                end(&fields, "beside \"rpc\" stands only \"request\"")?;
                Self::call(&rpc, request)?
            }
            None => {
                let mut all = fields.into_iter();
                let (Some((key, mut resource)), rest) = (all.next(), all.collect()) else {
                    return Err("the line holds neither a resource nor a call".into());
                };
                end(
                    &rest,
                    &format!("a line holds one resource, and this one has {key:?}"),
                )?;
                expand.value(&mut resource)?;
                Self::create(&key, resource)?
            }
        };
        let mut statement = Self {
            subject,
            at,
            ..statement
        };
        statement.identify(line.as_bytes(), &expand.read);
        Ok(statement)
    }

    /// A call by its name.
    fn call(rpc: &str, request: Value) -> Result<Self, String> {
        let method = rpc
            .split_once('/')
            .and_then(|(service, method)| Some((POOL.get_service_by_name(service)?, method)))
            .and_then(|(service, method)| service.methods().find(|m| m.name() == method))
            .ok_or_else(|| format!("the contract has no method {rpc:?}"))?;
        if method.is_client_streaming() || method.is_server_streaming() {
            return Err(format!(
                "{rpc} is a stream: a line of a file is one call with one answer"
            ));
        }
        let request = DynamicMessage::deserialize(method.input(), request)
            .map_err(|e| format!("request: {e}"))?;
        let name = ["name", "version", "parent"]
            .iter()
            .find_map(|field| Some(request.get_field_by_name(field)?.as_str()?.to_owned()));
        Ok(Self {
            label: method.name().to_owned(),
            name: name.unwrap_or_default(),
            creation: None,
            method,
            request,
            subject: None,
            at: None,
        })
    }

    /// The creation of a resource under the key of its kind.
    fn create(key: &str, mut resource: Value) -> Result<Self, String> {
        let (Some(fields), creations) = (resource.as_object_mut(), creations(key)) else {
            return Err(format!("{key:?} must be an object"));
        };
        if creations.is_empty() {
            return Err(format!(
                "the contract has no resource {key:?} that can be created"
            ));
        }
        let name = text(fields.remove("name"), "name")?
            .ok_or_else(|| format!("{key}.name is missing: it says where the resource belongs"))?;
        let (parent, id) = parent_and_id(&name)
            .ok_or_else(|| format!("{key}.name: {name:?} is not a resource name"))?;
        let creation = creations
            .iter()
            .find(|creation| creation.fits(&parent))
            .ok_or_else(|| format!("{key}.name: {name:?} is not where a {key} can be"))?;
        let mut request = DynamicMessage::new(creation.method.input());
        let body = &creation.body;
        let kind = body.kind();
        let message = kind.as_message().ok_or("the contract changed")?;
        let message = DynamicMessage::deserialize(message.clone(), resource)
            .map_err(|e| format!("{key}: {e}"))?;
        request.set_field(body, Field::Message(message));
        request.set_field_by_name(&format!("{}_id", body.name()), Field::String(id));
        if creation.has_parent() {
            request.set_field_by_name("parent", Field::String(parent));
        }
        Ok(Self {
            label: key.to_owned(),
            name,
            creation: Some(creation),
            method: creation.method.clone(),
            request,
            subject: None,
            at: None,
        })
    }

    /// A call made from the parts of a typed request.
    pub(crate) fn typed(
        rpc: &str,
        request: &impl prost::Message,
        name: &str,
        content: &[Vec<u8>],
    ) -> Result<Self, String> {
        let mut statement = Self::call(rpc, Value::Object(Map::new()))?;
        statement
            .request
            .transcode_from(request)
            .map_err(|e| e.to_string())?;
        name.clone_into(&mut statement.name);
        statement.identify(name.as_bytes(), content);
        Ok(statement)
    }

    /// Gives the request an id made of its content, so that it is the same request whenever it is imported again.
    fn identify(&mut self, line: &[u8], files: &[Vec<u8>]) {
        let parts = std::iter::once(line).chain(files.iter().map(Vec::as_slice));
        let id = request_id(parts);
        // Reads have none, and a request that names its own keeps it.
        if self.request_id().is_some_and(|id| id.is_empty()) {
            let id = Field::String(id.hyphenated().to_string());
            self.request.set_field_by_name("request_id", id);
        }
    }

    /// Returns the id of the request, where it may have one.
    pub(super) fn request_id(&self) -> Option<String> {
        let id = self.request.get_field_by_name("request_id")?;
        id.as_str().map(str::to_owned)
    }

    /// Returns the resource that the line is.
    pub(super) fn said(&self) -> Option<DynamicMessage> {
        let said = self.request.get_field(&self.creation?.body);
        said.as_message().cloned()
    }

    /// Makes it the archive of a consultation or a tender that is over, if it is one.
    pub(super) fn archive(&mut self) {
        let Some((creation, mut said)) = self.creation.zip(self.said()) else {
            return;
        };
        if said
            .try_set_field_by_name("archive", Field::Bool(true))
            .is_ok()
        {
            self.request.set_field(&creation.body, Field::Message(said));
            // The same line without it is another request.
            let before = self.request_id().unwrap_or_default();
            let id = request_id([before.as_bytes(), b"archive"].into_iter());
            let id = Field::String(id.hyphenated().to_string());
            self.request.set_field_by_name("request_id", id);
        }
    }
}

/// Returns a UUID made of all parts.
pub(super) fn request_id<'a>(parts: impl Iterator<Item = &'a [u8]>) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(b"kenes import 1\0");
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// Lets the service check a request and write nothing.
pub(super) fn validate_only(request: &mut DynamicMessage) -> Result<(), String> {
    let name = request
        .descriptor()
        .name()
        .trim_end_matches("Request")
        .to_owned();
    request
        .try_set_field_by_name("validate_only", Field::Bool(true))
        .map_err(|_| format!("{name} cannot be tried without writing"))
}

fn unread(error: &serde_json::Error) -> String {
    match error.classify() {
        serde_json::error::Category::Eof => {
            format!("the line ends in the middle, at column {}", error.column())
        }
        _ => {
            // The line of the file is told by who reads it.
            let text = error.to_string();
            let text = text.split(" at line ").next().unwrap_or_default();
            format!("not JSON: {text} at column {}", error.column())
        }
    }
}

fn text(value: Option<Value>, key: &str) -> Result<Option<String>, String> {
    match value {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(format!("{key:?} must be a text")),
    }
}

fn end(rest: &Map<String, Value>, rule: &str) -> Result<(), String> {
    match rest.keys().next() {
        None => Ok(()),
        Some(key) => Err(format!("{key:?} does not belong here: {rule}")),
    }
}

#[cfg(test)]
mod tests;
