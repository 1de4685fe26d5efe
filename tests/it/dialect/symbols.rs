//! The symbols of the contract with their comments, read from the descriptors that reflection serves.

use std::{collections::HashMap, sync::LazyLock};

use kenes_proto::DESCRIPTORS;
use prost_reflect::{
    DescriptorPool, EnumDescriptor, FieldDescriptor, FileDescriptor, MessageDescriptor,
    MethodDescriptor, ReflectMessage, ServiceDescriptor,
};

/// The contract with its comments, which the pool of the program does without.
static POOL: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(DESCRIPTORS).expect("a set of descriptors"));

/// What a symbol is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Service,
    Method,
    Message(Sort),
    Field(Field),
    Oneof,
    Enum,
    Value,
}

/// What a message is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// What a method of this name takes.
    Request(String),
    /// What only a method of this name returns.
    Response(String),
    /// A resource as one write left it.
    Revision,
    /// A resource.
    Resource,
    /// A part of others.
    Part,
}

/// What the rules of the contract say of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    /// What it is a field of.
    pub(super) of: Sort,
    /// The most bytes or characters it may have.
    pub(super) max_len: Option<u64>,
    /// The most items it may have. Not of texts: there is one a language.
    pub(super) max_items: Option<u64>,
}

/// A symbol and its comment.
#[derive(Clone, Debug)]
pub(super) struct Symbol {
    pub(super) kind: Kind,
    /// Its full name.
    pub(super) name: String,
    /// The file it stands in.
    pub(super) file: String,
    /// Its leading comment, line by line.
    pub(super) comment: String,
}

impl Symbol {
    /// The last part of its name.
    pub(super) fn short(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or_default()
    }

    /// Its comment, however it was broken into lines.
    pub(super) fn says(&self) -> String {
        self.comment
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// All symbols of our own files.
pub(super) fn all() -> Vec<Symbol> {
    let own = POOL
        .files()
        .filter(|file| file.package_name().starts_with("kenes."));
    own.flat_map(|file| Reader::new(file).read()).collect()
}

struct Reader {
    file: FileDescriptor,
    comments: HashMap<Vec<i32>, String>,
    symbols: Vec<Symbol>,
}

// === impl Reader

impl Reader {
    fn new(file: FileDescriptor) -> Self {
        let source = file.file_descriptor_proto().source_code_info.as_ref();
        let places = source.map_or(&[][..], |source| &source.location);
        let comments = places
            .iter()
            .map(|at| (at.path.clone(), at.leading_comments().to_owned()))
            .collect();
        Self {
            file,
            comments,
            symbols: Vec::new(),
        }
    }

    fn read(mut self) -> Vec<Symbol> {
        let file = self.file.clone();
        file.services().for_each(|service| self.service(&service));
        file.messages().for_each(|message| self.message(&message));
        file.enums().for_each(|one| self.enumeration(&one));
        self.symbols
    }

    fn add(&mut self, kind: Kind, name: &str, path: &[i32]) {
        self.symbols.push(Symbol {
            kind,
            name: name.to_owned(),
            file: self.file.name().to_owned(),
            comment: self.comments.get(path).cloned().unwrap_or_default(),
        });
    }

    fn service(&mut self, service: &ServiceDescriptor) {
        self.add(Kind::Service, service.full_name(), service.path());
        for method in service.methods() {
            self.add(Kind::Method, method.full_name(), method.path());
        }
    }

    fn message(&mut self, message: &MessageDescriptor) {
        let sort = sort(message);
        let kind = Kind::Message(sort.clone());
        self.add(kind, message.full_name(), message.path());
        for field in message.fields() {
            let kind = Kind::Field(rules(&field, sort.clone()));
            self.add(kind, field.full_name(), field.path());
        }
        for oneof in message.oneofs().filter(|oneof| !oneof.is_synthetic()) {
            self.add(Kind::Oneof, oneof.full_name(), oneof.path());
        }
        message
            .child_messages()
            .for_each(|child| self.message(&child));
        message
            .child_enums()
            .for_each(|child| self.enumeration(&child));
    }

    fn enumeration(&mut self, one: &EnumDescriptor) {
        self.add(Kind::Enum, one.full_name(), one.path());
        for value in one.values() {
            self.add(Kind::Value, value.full_name(), value.path());
        }
    }
}

fn sort(message: &MessageDescriptor) -> Sort {
    let methods = || {
        POOL.services()
            .flat_map(|s| s.methods().collect::<Vec<_>>())
    };
    let name = |method: MethodDescriptor| method.name().to_owned();
    if let Some(method) = methods().find(|method| method.input() == *message) {
        return Sort::Request(name(method));
    }
    let returns = |method: &MethodDescriptor| {
        method.output() == *message && message.name() == format!("{}Response", method.name())
    };
    if let Some(method) = methods().find(returns) {
        return Sort::Response(name(method));
    }
    let resource = POOL.get_extension_by_name("google.api.resource");
    match resource.is_some_and(|option| message.options().has_extension(&option)) {
        true if message.name().ends_with("Revision") => Sort::Revision,
        true => Sort::Resource,
        false => Sort::Part,
    }
}

fn rules(field: &FieldDescriptor, of: Sort) -> Field {
    let texts = field
        .kind()
        .as_message()
        .is_some_and(|message| message.full_name() == "google.type.LocalizedText");
    Field {
        of,
        max_len: rule(field, "string", "max_len"),
        max_items: rule(field, "repeated", "max_items").filter(|_| !texts),
    }
}

/// The value of a rule of `buf.validate`, where the field has it.
fn rule(field: &FieldDescriptor, of: &str, name: &str) -> Option<u64> {
    let options = field.options();
    let all = options.get_extension(&POOL.get_extension_by_name("buf.validate.field")?);
    let some = all.as_message()?.get_field_by_name(of)?;
    let some = some.as_message()?;
    let rule = some.descriptor().get_field_by_name(name)?;
    some.has_field(&rule)
        .then(|| some.get_field(&rule).as_u64())?
}
