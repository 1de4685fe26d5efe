//! Writes down, in Rust, what the contract says of its methods and of the messages that they take and return.
//!
//! For each unary method a type of [`Method`](crate::methods), for each message the traits whose fields it has, and for each service
//! without streams a table of its methods, by name, of whoever [`Serves`](crate::methods::Serves) them all. Runs in the build only.

use std::fmt::Write;

use prost_reflect::{
    DescriptorPool, FieldDescriptor, MessageDescriptor, MethodDescriptor, ServiceDescriptor, Value,
};

/// The Rust of all methods and messages.
pub(crate) fn generate(pool: &DescriptorPool) -> String {
    let mut out = String::new();
    for message in pool
        .all_messages()
        .filter(|m| m.full_name().starts_with("kenes."))
    {
        shapes(&message, &mut out);
    }
    let mut package = String::new();
    for service in pool
        .services()
        .filter(|s| s.full_name().starts_with("kenes."))
    {
        if service.methods().any(|m| m.is_server_streaming()) {
            continue;
        }
        if package != service.package_name() {
            if !package.is_empty() {
                out.push_str("}\n");
            }
            service.package_name().clone_into(&mut package);
            let name = package.split('.').nth(1).unwrap_or_default().to_owned();
            writeln!(out, "/// The methods of `{package}`.\npub mod {name} {{").expect("a string");
        }
        methods(&service, &mut out);
    }
    out.push_str("}\n");
    out
}

// === services

fn methods(service: &ServiceDescriptor, out: &mut String) {
    let module = snake(service.name());
    let mut wanted = Vec::new();
    let mut names = String::new();
    let mut types = String::new();
    for method in service.methods() {
        let name = method.name();
        let (request, answer) = (rust(&method.input()), answer(&method));
        wanted.push(format!("crate::methods::Serves<{module}::{name}>"));
        write!(
            types,
            "/// `{}`.\n#[derive(Clone, Copy, Debug)] pub struct {name};\n\
             impl crate::methods::Method for {name} {{ const NAME: &'static str = \"{name}\"; \
             type Request = {request}; type Answer = {answer}; }}\n",
            method.full_name()
        )
        .expect("a string");
        writeln!(
            names,
            "\"{name}\" => <T as crate::methods::Serves<{module}::{name}>>::HANDLER,"
        )
        .expect("a string");
    }
    let full_name = service.full_name();
    write!(
        out,
        "/// The methods of `{full_name}`.\npub mod {module} {{\n\
         /// The service.\n#[derive(Clone, Copy, Debug)] pub struct All;\n\
         impl crate::methods::Service for All {{ const NAME: &'static str = \"{full_name}\"; }}\n{types}}}\n\
         impl<T> crate::methods::ServesAll<{module}::All> for T where T: Send + Sync + 'static + {} {{\n\
         fn handler(method: &str) -> Option<crate::methods::Handler<T>> {{ Some(match method {{\n{names}\
         _ => return None }}) }} }}\n",
        wanted.join(" + "),
    )
    .expect("a string");
}

fn answer(method: &MethodDescriptor) -> String {
    match method.output().get_field_by_name("total_size") {
        Some(_) => "crate::Page".to_owned(),
        None => rust(&method.output()),
    }
}

// === messages

/// The traits whose fields a message has.
fn shapes(message: &MessageDescriptor, out: &mut String) {
    let mut traits = Vec::new();
    if message.name().ends_with("Request") {
        request(message, &mut traits);
    }
    answer_of_many(message, &mut traits);
    traits.extend(resource(message).map(|said| ("Resource", head(message, &said))));
    for (name, body) in traits {
        let message = rust(message);
        writeln!(
            out,
            "impl crate::methods::{name} for {message} {{ {body} }}"
        )
        .expect("a string");
    }
}

/// The traits of a request.
fn request(message: &MessageDescriptor, traits: &mut Vec<(&'static str, String)>) {
    let has = |name: &str| {
        let field = message.get_field_by_name(name);
        field.is_some_and(|field| field.containing_oneof().is_none())
    };
    let text = |name: &str| format!("fn {name}(&self) -> &str {{ &self.{name} }} ");
    let access = match (has("validate_only"), has("update_mask")) {
        (false, _) => "Read",
        (true, false) => "Write",
        (true, true) => "Update",
    };
    let mut own = String::new();
    if has("request_id") {
        own += &text("request_id");
    }
    if access != "Read" {
        own += "fn validate_only(&self) -> bool { self.validate_only }";
    }
    let access =
        format!("const ACCESS: crate::methods::Access = crate::methods::Access::{access}; ");
    traits.push(("Request", access + &own));
    if has("name") {
        let mut body = text("name");
        if has("as_of_time") {
            body += "fn as_of_time(&self) -> Option<&prost_types::Timestamp> { self.as_of_time.as_ref() }";
        }
        traits.push(("Named", body));
    }
    if has("language_code") && has("view") {
        let view = "fn view(&self) -> crate::types::View { self.view() }";
        traits.push(("Excerpted", text("language_code") + view));
    }
    if has("name") && has("etag") {
        traits.push(("Conditional", text("etag")));
    }
    if has("page_token") {
        let size = "fn page_size(&self) -> i32 { self.page_size } ";
        traits.push(("Paged", size.to_owned() + &text("page_token")));
    }
    if has("page_token") && has("filter") {
        let mut body = text("filter") + &text("order_by");
        if has("parent") {
            body += "fn parent(&self) -> Option<&str> { Some(&self.parent) } ";
        }
        if has("show_deleted") {
            body += "fn show_deleted(&self) -> bool { self.show_deleted }";
        }
        traits.push(("Listing", body));
    }
    if let Some(carried) = carried(message, "Create") {
        traits.push(("Carries", carries(&carried)));
        let id = format!("{}_id", carried.name());
        let mut body = match has(&id) {
            true => format!("fn id(&self) -> &str {{ &self.{id} }} "),
            false => String::new(),
        };
        if has("parent") {
            body += &text("parent");
        }
        traits.push(("Create", body));
    }
    if let Some(carried) = carried(message, "Update") {
        traits.push(("Carries", carries(&carried)));
        let body = "fn update_mask(&self) -> Option<&prost_types::FieldMask> { self.update_mask.as_ref() }";
        traits.push(("Update", body.to_owned()));
    }
    if message.name().starts_with("BatchGet") && has("names") {
        let body = "fn names(&self) -> &[String] { &self.names } \
                    fn as_of_time(&self) -> Option<&prost_types::Timestamp> { self.as_of_time.as_ref() }";
        traits.push(("Batch", body.to_owned()));
    }
}

/// The traits of an answer that holds several resources, or a revision of one.
fn answer_of_many(message: &MessageDescriptor, traits: &mut Vec<(&'static str, String)>) {
    let name = message.name();
    let first = message
        .fields()
        .next()
        .map(|field| (field.name().to_owned(), element(&field)));
    let (field, held) = first.unwrap_or_default();
    if name.starts_with("BatchGet") && name.ends_with("Response") {
        let body = format!(
            "type Resource = {held}; fn of({field}: Vec<{held}>) -> Self {{ Self {{ {field} }} }}"
        );
        traits.push(("BatchOf", body));
    }
    // Those of any kind of resource are made without its type.
    let typed = |message: &MessageDescriptor| message.get_field_by_name("actor").is_some();
    let first = message.fields().next().map(|field| field.kind());
    let of_kind = first.is_some_and(|kind| kind.as_message().is_some_and(typed));
    if name.ends_with("RevisionsResponse") && of_kind {
        let body = format!(
            "type Revision = {held}; fn of({field}: Vec<{held}>, next_page_token: String) -> Self \
             {{ Self {{ {field}, next_page_token }} }}"
        );
        traits.push(("Revisions", body));
    }
    let snapshot = message.get_field_by_name("snapshot");
    if let Some(snapshot) = snapshot.filter(|_| name.ends_with("Revision") && typed(message)) {
        let held = element(&snapshot);
        let body = format!(
            "type Resource = {held}; fn of(name: String, snapshot: Option<{held}>, \
             create_time: prost_types::Timestamp, actor: String, method: String) -> Self \
             {{ Self {{ name, snapshot, create_time: Some(create_time), actor, method }} }}"
        );
        traits.push(("RevisionOf", body));
    }
}

/// The field of a Create or Update request that holds the resource.
fn carried(request: &MessageDescriptor, verb: &str) -> Option<FieldDescriptor> {
    let kind = request.name().strip_prefix(verb)?.strip_suffix("Request")?;
    request.get_field_by_name(&snake(kind))
}

fn carries(field: &FieldDescriptor) -> String {
    let (name, resource) = (field.name(), element(field));
    format!(
        "type Resource = {resource}; fn resource(&self) -> Option<&{resource}> {{ self.{name}.as_ref() }} \
         fn resource_mut(&mut self) -> Option<&mut {resource}> {{ self.{name}.as_mut() }}"
    )
}

/// What `google.api.resource` says of a message that has what every resource has: its type and the collection it lies in.
fn resource(message: &MessageDescriptor) -> Option<(String, String)> {
    let every = ["name", "uid", "etag", "create_time", "update_time"];
    if !every
        .iter()
        .all(|field| message.get_field_by_name(field).is_some())
    {
        return None;
    }
    let extension = message
        .parent_pool()
        .get_extension_by_name("google.api.resource")?;
    let options = message.options();
    let Value::Message(said) = options.get_extension(&extension).into_owned() else {
        return None;
    };
    let text = |value: &Value| value.as_str().map(ToOwned::to_owned);
    let kind = said.get_field_by_name("type").and_then(|v| text(&v))?;
    let patterns = said.get_field_by_name("pattern")?.into_owned();
    let pattern = patterns
        .as_list()
        .and_then(|list| list.first())
        .and_then(text)?;
    let collection = pattern.rsplit('/').nth(1)?.to_owned();
    Some((kind, collection))
}

fn head(message: &MessageDescriptor, (kind, collection): &(String, String)) -> String {
    let field = snake(message.name());
    let mut body = format!(
        "const TYPE: &'static str = \"{kind}\"; const COLLECTION: &'static str = \"{collection}\"; \
         const FIELD: &'static str = \"{field}\"; \
         fn head(&self) -> crate::methods::Head<'_> {{ crate::methods::Head {{ name: &self.name, etag: &self.etag, \
         create_time: self.create_time.as_ref() }} }} \
         fn head_mut(&mut self) -> crate::methods::HeadMut<'_> {{ crate::methods::HeadMut {{ name: &mut self.name, \
         uid: &mut self.uid, etag: &mut self.etag, create_time: &mut self.create_time, update_time: &mut self.update_time }} }}"
    );
    if message.get_field_by_name("purge_time").is_some() {
        body += "fn is_deleted(&self) -> bool { self.delete_time.is_some() } \
                 fn deletion(&mut self) -> Option<crate::methods::Deletion<'_>> { \
                 Some((&mut self.delete_time, &mut self.purge_time)) }";
    }
    body
}

// === names in Rust

/// The Rust type of a message field, or of what a repeated one repeats.
fn element(field: &FieldDescriptor) -> String {
    field.kind().as_message().map(rust).unwrap_or_default()
}

fn rust(message: &MessageDescriptor) -> String {
    match message.parent_message() {
        Some(outer) => format!(
            "{}::{}::{}",
            package(message.package_name()),
            snake(outer.name()),
            message.name()
        ),
        None => format!("{}::{}", package(message.package_name()), message.name()),
    }
}

fn package(name: &str) -> String {
    let parts: Vec<&str> = name
        .split('.')
        .map(|part| if part == "type" { "r#type" } else { part })
        .collect();
    format!("crate::{}", parts.join("::"))
}

/// `CommentService` as a module: `comment_service`.
pub(crate) fn snake(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}
