//! From a line to a call: a resource under its name in the contract, or a method with its request.

use common::names;
use kenes_proto::POOL;
use prost_reflect::{DynamicMessage, MethodDescriptor};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{Files, Importer, value};

/// A call to make.
#[derive(Debug)]
pub(super) struct Command {
    pub(super) method: MethodDescriptor,
    pub(super) request: DynamicMessage,
    /// Who calls.
    pub(super) subject: Option<String>,
    /// When it happened, where the clock is ours.
    pub(super) at: Option<i64>,
}

/// The call that a line asks for, or what is wrong with it.
pub(super) fn parse(line: &[u8], importer: &Importer, files: Files<'_>) -> Result<Command, String> {
    let line_text = std::str::from_utf8(line)
        .map_err(|e| format!("not UTF-8 from byte {}", e.valid_up_to()))?;
    let value: Value =
        serde_json::from_str(line_text).map_err(|e| format!("not a JSON object: {e}"))?;
    let Value::Object(mut fields) = value else {
        return Err("not a JSON object".into());
    };
    let subject = take_text(&mut fields, "subject")?;
    let at = take_text(&mut fields, "at")?
        .map(|at| value::time(&at, importer.now))
        .transpose()?;
    let (method, mut request) = match (take_text(&mut fields, "rpc")?, fields.remove("request")) {
        (Some(name), request) => (method(&name)?, request.unwrap_or_else(|| json!({}))),
        (None, Some(_)) => return Err("`request` without `rpc`".into()),
        (None, None) => creation(&mut fields)?,
    };
    if let Some(key) = fields.keys().next() {
        return Err(format!(
            "`{key}` is neither a resource nor one of rpc, request, subject, at"
        ));
    }
    request = value::expand(request, importer.now, files)?;
    let Value::Object(object) = &mut request else {
        return Err("the request is not a JSON object".into());
    };
    let input = method.input();
    if input.get_field_by_name("request_id").is_some() && !object.contains_key("requestId") {
        object.insert("requestId".into(), json!(request_id(&method, line)));
    }
    if importer.dry_run && input.get_field_by_name("validate_only").is_some() {
        object.insert("validateOnly".into(), json!(true));
    }
    let request = DynamicMessage::deserialize(input, request)
        .map_err(|e| format!("not a {}: {e}", method.input().name()))?;
    Ok(Command {
        method,
        request,
        subject,
        at,
    })
}

/// The call that brings documents as the text of a version.
pub(super) fn import(
    version: &str,
    names: &[String],
    documents: &[Vec<u8>],
    importer: &Importer,
) -> Command {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let method = method("kenes.consultation.v1.DraftLawService/ImportAkomaNtoso")
        .expect("a method of the contract");
    let content = [version.as_bytes(), &documents.concat()].concat();
    let documents = names.iter().zip(documents).map(|(name, xml)| {
        let name = name.rsplit('/').next().unwrap_or_default();
        json!({"xml": STANDARD.encode(xml), "fileName": name})
    });
    let request = json!({
        "version": version,
        "documents": documents.collect::<Vec<_>>(),
        "requestId": request_id(&method, &content),
        "validateOnly": importer.dry_run,
    });
    let request =
        DynamicMessage::deserialize(method.input(), request).expect("a request of the contract");
    Command {
        method,
        request,
        subject: None,
        at: None,
    }
}

/// The method called `package.Service/Method`.
fn method(name: &str) -> Result<MethodDescriptor, String> {
    let found = name.split_once('/').and_then(|(service, method)| {
        POOL.get_service_by_name(service)?
            .methods()
            .find(|m| m.name() == method)
    });
    found.ok_or_else(|| format!("the contract has no method {name}"))
}

/// The method that creates the one resource of the line, and its request.
fn creation(fields: &mut Map<String, Value>) -> Result<(MethodDescriptor, Value), String> {
    let key = fields.keys().next().cloned().ok_or("an empty object")?;
    let resource = fields.remove(&key).unwrap_or_default();
    let name = resource
        .get("name")
        .and_then(Value::as_str)
        .ok_or_else(|| format!("`{key}` has no name"))?
        .to_owned();
    let mut letters = key.chars();
    let upper: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect();
    let wanted = format!("Create{upper}");
    // Answers to comments and to recommendations are made by a method of the same name.
    let of_comment = name.starts_with("consultations/");
    let method = POOL
        .services()
        .filter(|service| service.full_name().starts_with("kenes."))
        .filter(|service| {
            wanted != "CreateResponse" || (service.name() == "CommentService") == of_comment
        })
        .find_map(|service| service.methods().find(|method| method.name() == wanted))
        .ok_or_else(|| format!("the contract has no resource `{key}`"))?;
    let mut request = Map::new();
    if method.input().get_field_by_name("parent").is_some() {
        request.insert("parent".into(), json!(names::parent(&name)));
    }
    request.insert(format!("{key}Id"), json!(names::id(&name)));
    request.insert(key, resource);
    Ok((method, Value::Object(request)))
}

/// The id of a line's request: the same line has the same id, whenever it is sent.
fn request_id(method: &MethodDescriptor, content: &[u8]) -> String {
    let hash = Sha256::new_with_prefix(method.full_name())
        .chain_update([0])
        .chain_update(content)
        .finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_random_bytes(bytes)
        .into_uuid()
        .to_string()
}

fn take_text(fields: &mut Map<String, Value>, key: &str) -> Result<Option<String>, String> {
    match fields.remove(key) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(format!("`{key}` must be a string")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn importer() -> Importer {
        let nowhere = tonic::transport::Endpoint::from_static("http://127.0.0.1:1");
        Importer {
            registry: nowhere.connect_lazy(),
            consultation: nowhere.connect_lazy(),
            subject: "test|importer".into(),
            dry_run: false,
            now: 1_779_710_400_000_000,
            hand: None,
        }
    }

    fn parsed(line: &str) -> Result<Command, String> {
        parse(line.as_bytes(), &importer(), &|_| {
            Err(std::io::ErrorKind::NotFound.into())
        })
    }

    #[tokio::test]
    async fn a_resource_is_created_under_its_name() {
        let line = r#"{"membership": {"name": "organizations/cnok/memberships/a", "memberOrganization": "organizations/a"}, "at": "@now-1d"}"#;
        let command = parsed(line).expect("a call");
        assert_eq!(
            command.method.full_name(),
            "kenes.registry.v1.MembershipService.CreateMembership"
        );
        assert_eq!(command.at, Some(1_779_624_000_000_000));
        let text = |field: &str| {
            let value = command.request.get_field_by_name(field).expect("a field");
            value.as_str().map(str::to_owned)
        };
        assert_eq!(text("parent").as_deref(), Some("organizations/cnok"));
        assert_eq!(text("membership_id").as_deref(), Some("a"));
        let again = parsed(line).expect("a call").request;
        assert_eq!(again, command.request, "the same line is the same request");
        assert_ne!(
            parsed(&line.replace("-1d", "-2d")).expect("a call").request,
            command.request
        );
    }

    #[tokio::test]
    async fn an_answer_goes_to_the_service_of_its_question() {
        for (parent, service) in [
            ("recommendations/r", "RecommendationService"),
            ("consultations/c/comments/m", "CommentService"),
        ] {
            let line = format!(r#"{{"response": {{"name": "{parent}/responses/x"}}}}"#);
            assert_eq!(
                parsed(&line)
                    .expect("a call")
                    .method
                    .parent_service()
                    .name(),
                service
            );
        }
    }

    #[tokio::test]
    async fn what_is_wrong_with_a_line_is_said() {
        for (line, says) in [
            (
                r#"{"organization": {"name": "organizations/a", "ki"#,
                "not a JSON object",
            ),
            ("[]", "not a JSON object"),
            ("{}", "empty"),
            (
                r#"{"organisation": {"name": "organizations/a"}}"#,
                "no resource `organisation`",
            ),
            (r#"{"organization": {}}"#, "has no name"),
            (
                r#"{"organization": {"name": "organizations/a", "colour": "red"}}"#,
                "colour",
            ),
            (
                r#"{"organization": {"name": "organizations/a"}, "person": {"name": "persons/b"}}"#,
                "neither",
            ),
            (
                r#"{"rpc": "kenes.registry.v1.PersonService/Hug"}"#,
                "no method",
            ),
            (r#"{"rpc": 7}"#, "must be a string"),
            (
                r#"{"organization": {"name": "organizations/a"}, "at": "yesterday"}"#,
                "no time",
            ),
        ] {
            let said = parsed(line).expect_err(line);
            assert!(said.contains(says), "{line}: {said}");
        }
        assert!(
            parse(b"{\"a\": \"\xff\"}", &importer(), &|_| Ok(Vec::new()))
                .expect_err("bytes")
                .contains("UTF-8")
        );
    }
}
