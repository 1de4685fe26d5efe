//! From a line to a call: which method, with which request, by whom.
//!
//! The contract decides: a resource goes to the Create method whose request has a field of its name and whose path fits its
//! parent. Nothing here knows an organization from a comment.

use common::subject;
use kenes_proto::POOL;
use prost_reflect::{DynamicMessage, MethodDescriptor, Value as Field};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    expand::{Expand, Files},
    time,
};

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
        let request = DynamicMessage::deserialize(method.input(), request)
            .map_err(|e| format!("request: {e}"))?;
        let name = ["name", "version", "parent"]
            .iter()
            .find_map(|field| Some(request.get_field_by_name(field)?.as_str()?.to_owned()));
        Ok(Self {
            label: method.name().to_owned(),
            name: name.unwrap_or_default(),
            method,
            request,
            subject: None,
            at: None,
        })
    }

    /// The creation of a resource under the key of its kind.
    fn create(key: &str, mut resource: Value) -> Result<Self, String> {
        let (Some(fields), methods) = (resource.as_object_mut(), creators(key)) else {
            return Err(format!("{key:?} must be an object"));
        };
        if methods.is_empty() {
            return Err(format!(
                "the contract has no resource {key:?} that can be created"
            ));
        }
        let name = text(fields.remove("name"), "name")?
            .ok_or_else(|| format!("{key}.name is missing: it says where the resource belongs"))?;
        let (parent, id) =
            placed(&name).ok_or_else(|| format!("{key}.name: {name:?} is not a resource name"))?;
        let (method, template) = methods
            .into_iter()
            .find(|(_, template)| fits(template, &parent))
            .ok_or_else(|| format!("{key}.name: {name:?} is not where a {key} can be"))?;
        let mut request = DynamicMessage::new(method.input());
        let body = method
            .input()
            .fields()
            .find(|f| f.json_name() == key)
            .ok_or("the contract changed")?;
        let kind = body.kind();
        let message = kind.as_message().ok_or("the contract changed")?;
        let message = DynamicMessage::deserialize(message.clone(), resource)
            .map_err(|e| format!("{key}: {e}"))?;
        request.set_field(&body, Field::Message(message));
        request.set_field_by_name(&format!("{}_id", body.name()), Field::String(id));
        if template.contains("{parent=") {
            request.set_field_by_name("parent", Field::String(parent));
        }
        Ok(Self {
            label: key.to_owned(),
            name,
            method,
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
        let mut hash = Sha256::new();
        hash.update(b"kenes import 1\0");
        for part in std::iter::once(line).chain(files.iter().map(Vec::as_slice)) {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.finalize()[..16]);
        let id = uuid::Builder::from_custom_bytes(bytes).into_uuid();
        self.set_request_id(id);
    }

    fn set_request_id(&mut self, id: Uuid) {
        // Reads have none, and a request that names its own keeps it.
        let free = self
            .request
            .get_field_by_name("request_id")
            .is_some_and(|field| field.as_str() == Some(""));
        if free {
            let id = Field::String(id.hyphenated().to_string());
            self.request.set_field_by_name("request_id", id);
        }
    }

    /// Lets the service check it and write nothing.
    pub(crate) fn rehearse(&mut self) -> Result<(), String> {
        self.request
            .try_set_field_by_name("validate_only", Field::Bool(true))
            .map_err(|_| format!("{} cannot be tried without writing", self.method.name()))
    }
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

/// The Create methods of a kind of resource, each with the path of its HTTP form.
fn creators(key: &str) -> Vec<(MethodDescriptor, String)> {
    POOL.services()
        .filter(|service| service.package_name().starts_with("kenes."))
        .flat_map(|service| service.methods().collect::<Vec<_>>())
        .filter(|method| {
            method.name().strip_prefix("Create").is_some_and(|kind| {
                let mut letters = kind.chars();
                let first = letters.next().map(|c| c.to_ascii_lowercase());
                first.into_iter().chain(letters).eq(key.chars())
            })
        })
        .filter_map(|method| Some((method.clone(), path(&method)?)))
        .collect()
}

/// The path of a method's HTTP form: `/v1/{parent=organizations/*}/memberships`.
fn path(method: &MethodDescriptor) -> Option<String> {
    let http = POOL.get_extension_by_name("google.api.http")?;
    let options = method.options();
    let rule = options.get_extension(&http);
    let post = rule.as_message()?.get_field_by_name("post")?;
    post.as_str().map(str::to_owned)
}

/// A name's parent and id.
fn placed(name: &str) -> Option<(String, String)> {
    let (collection, id) = name.rsplit_once('/')?;
    let parent = collection.rsplit_once('/').map_or("", |(parent, _)| parent);
    let whole =
        name.split('/').count().is_multiple_of(2) && name.split('/').all(|part| !part.is_empty());
    whole.then(|| (parent.to_owned(), id.to_owned()))
}

/// Whether a resource under `parent` is created at this path.
fn fits(template: &str, parent: &str) -> bool {
    let pattern = template
        .split_once("{parent=")
        .and_then(|(_, rest)| rest.split_once('}'))
        .map_or("", |(pattern, _)| pattern);
    let (wanted, given) = (pattern.split('/'), parent.split('/'));
    wanted.clone().count() == given.clone().count()
        && wanted
            .zip(given)
            .all(|(wanted, given)| wanted == "*" || wanted == given)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Files = Files::Embedded(&[("a.xml", b"<a/>")]);

    fn parse(line: &str) -> Result<Statement, String> {
        Statement::parse(line, 1_790_000_000_000_000, &NONE)
    }

    fn field(statement: &Statement, name: &str) -> String {
        let field = statement.request.get_field_by_name(name).expect("a field");
        field.as_str().expect("text").to_owned()
    }

    #[test]
    fn a_resource_finds_its_method_by_name_and_parent() {
        let top = parse(r#"{"organization":{"name":"organizations/cnok"},"at":"@now-1d"}"#)
            .expect("a line");
        assert_eq!(
            top.method.full_name(),
            "kenes.registry.v1.OrganizationService.CreateOrganization"
        );
        assert_eq!(
            (field(&top, "organization_id").as_str(), top.at),
            ("cnok", Some(1_789_913_600_000_000))
        );
        let nested =
            parse(r#"{"code":{"name":"referenceData/stages/codes/drafting"}}"#).expect("a line");
        assert_eq!(field(&nested, "parent"), "referenceData/stages");
        for (parent, service) in [
            ("recommendations/r", "RecommendationService"),
            ("consultations/c/comments/k", "CommentService"),
        ] {
            let line = format!(r#"{{"response":{{"name":"{parent}/responses/ministry"}}}}"#);
            let response = parse(&line).expect("a line");
            assert_eq!(response.method.parent_service().name(), service);
            assert_eq!(field(&response, "parent"), parent);
        }
    }

    #[test]
    fn a_call_is_named_whole() {
        let line = r#"{"rpc":"kenes.consultation.v1.HearingService/HoldHearing","request":{"name":"hearings/h"},"subject":"demo|x"}"#;
        let call = parse(line).expect("a line");
        assert_eq!(
            (call.name.as_str(), call.label.as_str()),
            ("hearings/h", "HoldHearing")
        );
        assert_eq!(call.subject.as_deref(), Some("demo|x"));
    }

    #[test]
    fn the_request_id_is_the_content() {
        let line = r#"{"organization":{"name":"organizations/cnok"}}"#;
        let (once, again) = (parse(line).expect("a line"), parse(line).expect("a line"));
        assert_eq!(field(&once, "request_id"), field(&again, "request_id"));
        let other = parse(r#"{"organization":{"name":"organizations/ainok"}}"#).expect("a line");
        assert_ne!(field(&once, "request_id"), field(&other, "request_id"));
        let id = Uuid::try_parse(&field(&once, "request_id")).expect("a UUID");
        assert_eq!(id.get_version_num(), 8);
    }

    #[test]
    fn a_bad_line_says_why() {
        for (line, why) in [
            (
                r#"{"organization":{"name":"organizations/c"#,
                "the line ends in the middle, at column",
            ),
            (r#"{"organization" 1}"#, "not JSON"),
            ("[1]", "not JSON"),
            ("{}", "neither a resource nor a call"),
            (
                r#"{"organisation":{"name":"organizations/c"}}"#,
                "no resource \"organisation\"",
            ),
            (r#"{"organization":7}"#, "must be an object"),
            (r#"{"organization":{}}"#, "organization.name is missing"),
            (
                r#"{"organization":{"name":"cnok"}}"#,
                "is not a resource name",
            ),
            (
                r#"{"membership":{"name":"memberships/m"}}"#,
                "not where a membership can be",
            ),
            (
                r#"{"organization":{"name":"organizations/c","colour":1}}"#,
                "organization: unrecognized field name 'colour'",
            ),
            (
                r#"{"organization":{"name":"organizations/c"},"person":{}}"#,
                "does not belong here",
            ),
            (
                r#"{"organization":{"name":"organizations/c"},"at":"soon"}"#,
                "neither a time",
            ),
            (
                r#"{"organization":{"name":"organizations/c"},"subject":"ү"}"#,
                "printable ASCII",
            ),
            (
                r#"{"rpc":"kenes.registry.v1.PersonService/Nod"}"#,
                "no method",
            ),
            (
                r#"{"rpc":"kenes.consultation.v1.HearingService/HoldHearing","reqest":{}}"#,
                "beside \"rpc\"",
            ),
        ] {
            let told = parse(line).expect_err(line);
            assert!(told.contains(why), "{line} says {told}");
        }
    }
}
