//! Reads Akoma Ntoso 3.0 bills into provisions.
//!
//! Owns the way from the bytes of a document to its numbered parts with their identifiers and texts; knows nothing of the store.
//! [`guard`] looks at the bytes before the parser does, [`walk`] takes the text apart by what its [`elements`] are,
//! [`identifier`] names the parts; [`assemble()`] puts the languages of one version together, and
//! [`identity`] finds each provision in the version before. Nothing here recurses, whatever is sent.

mod assemble;
mod earlier;
mod elements;
mod guard;
mod identifier;
mod identity;
mod merged;
mod parts;
mod walk;
mod words;

use common::{Error, Language, Violation};
use kenes_proto::types::ErrorReason as Reason;
use roxmltree::{Document, Node, ParsingOptions};

pub(crate) use assemble::assemble;
pub(crate) use identity::Base;
use parts::Part;

/// More nodes than any law has, and few enough for memory.
const MAX_NODES: u32 = 400_000;
/// The namespace of the standard; drafts of it had one below it.
pub(crate) const NAMESPACE: &str = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0";

/// Where a document came from, for whoever must repair it.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Its field in the request: `documents[0].xml`.
    pub(crate) field: String,
    /// The name of its file, if it has one.
    pub(crate) file: String,
}

/// One language's text of a version.
#[derive(Debug)]
pub(crate) struct Bill {
    /// Where it came from.
    source: Source,
    /// The language it is in.
    pub(crate) language: Language,
    /// Whether the document says that its wording decides.
    pub(crate) authoritative: Option<bool>,
    /// The long title, empty if it has none.
    pub(crate) title: String,
    /// The provisions in reading order.
    parts: Vec<Part>,
}

/// What is wrong with a document, and where.
#[derive(Debug)]
struct Fault {
    reason: Reason,
    line: u32,
    say: String,
}

/// Reads a document.
pub(crate) fn read(source: Source, xml: &[u8]) -> Result<Bill, Error> {
    match parse(xml) {
        Ok((language, authoritative, title, parts)) => Ok(Bill {
            source,
            language,
            authoritative,
            title,
            parts,
        }),
        Err(faults) => Err(source.refuse(&faults)),
    }
}

type Parsed = (Language, Option<bool>, String, Vec<Part>);

fn parse(xml: &[u8]) -> Result<Parsed, Vec<Fault>> {
    let text = std::str::from_utf8(xml).map_err(|e| {
        let line = line_at(xml, e.valid_up_to());
        vec![Fault::xml(line, "is not UTF-8 here")]
    })?;
    guard::check(text).map_err(|fault| vec![fault])?;
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: MAX_NODES,
        ..ParsingOptions::default()
    };
    let document =
        Document::parse_with_options(text, options).map_err(|e| vec![malformed(text, &e)])?;
    let line = |node: Node<'_, '_>| line_at(xml, node.range().start);
    let bill = bill(&document).map_err(|(node, say)| vec![Fault::xml(line(node), say)])?;
    if child(bill, "body").is_none() {
        return Err(vec![Fault::xml(line(bill), "has no body")]);
    }

    let expression = child(bill, "meta")
        .and_then(|meta| child(meta, "identification"))
        .and_then(|identification| child(identification, "FRBRExpression"));
    let language = language(expression)
        .map_err(|say| vec![Fault::language(expression.map_or(1, line), say)])?;
    let authoritative = expression
        .and_then(|e| child(e, "FRBRauthoritative"))
        .and_then(|n| n.attribute("value"))
        .map(|value| matches!(value, "true" | "1"));
    let title = title(bill).map(|node| node.id());
    let found = walk::walk(text, document.root_element(), title).map_err(|fault| vec![fault])?;
    let parts = parts::of(found.drafts).map_err(|fault| vec![fault])?;
    if parts.is_empty() {
        return Err(vec![Fault::xml(
            line(bill),
            "has no provisions in its body",
        )]);
    }
    Ok((language, authoritative, found.title.finish(), parts))
}

/// The bill in a document, or what stands in its place.
fn bill<'a, 'd>(document: &'a Document<'d>) -> Result<Node<'a, 'd>, (Node<'a, 'd>, String)> {
    let root = document.root_element();
    let space = root.tag_name().namespace().unwrap_or(NAMESPACE);
    if root.tag_name().name() != "akomaNtoso" || !space.starts_with(NAMESPACE) {
        let say = format!("is not Akoma Ntoso 3.0: its root must be akomaNtoso of {NAMESPACE}");
        return Err((root, say));
    }
    match root.first_element_child() {
        Some(bill) if is(bill, "bill") => Ok(bill),
        Some(other) => Err((
            other,
            "is not a bill: akomaNtoso must hold the element bill".to_owned(),
        )),
        None => Err((root, "is empty: akomaNtoso must hold a bill".to_owned())),
    }
}

/// The language of a document by its metadata, or what to do about it.
fn language(expression: Option<Node<'_, '_>>) -> Result<Language, String> {
    let said = expression
        .and_then(|e| child(e, "FRBRlanguage"))
        .and_then(|n| n.attribute("language"));
    let Some(said) = said else {
        return Err(
            "does not say its language: give FRBRlanguage kaz, rus or eng in FRBRExpression"
                .to_owned(),
        );
    };
    Language::of_tag(said.trim()).ok_or_else(|| {
        format!(
            "is in the language `{}`; FRBRlanguage must be kaz, rus or eng",
            said.chars().take(20).collect::<String>()
        )
    })
}

/// The long title, or the title, that stands before the body.
fn title<'a, 'd>(bill: Node<'a, 'd>) -> Option<Node<'a, 'd>> {
    let before = || {
        let sections = bill
            .children()
            .take_while(|n| !is(*n, "body"))
            .filter(|n| !is(*n, "meta"));
        sections.flat_map(|n| n.descendants())
    };
    ["longTitle", "docTitle"]
        .into_iter()
        .find_map(|name| before().find(|n| is(*n, name)))
}

fn malformed(text: &str, error: &roxmltree::Error) -> Fault {
    use roxmltree::Error as E;
    let line = match error {
        E::UnclosedRootNode | E::UnexpectedEndOfStream => line_at(text.as_bytes(), text.len()),
        other => other.pos().row,
    };
    match error {
        E::NodesLimitReached => Fault::xml(line, format!("has more than {MAX_NODES} nodes")),
        other => Fault::xml(line, format!("is not well-formed XML: {other}")),
    }
}

/// The line that a byte of the document stands in, from 1.
fn line_at(xml: &[u8], offset: usize) -> u32 {
    let before = &xml[..offset.min(xml.len())];
    let lines = before.split(|b| *b == b'\n').count();
    u32::try_from(lines).unwrap_or(u32::MAX)
}

/// Whether a node is this element of the standard; documents use any prefix for its namespace, or none.
fn is(node: Node<'_, '_>, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name && is_standard(node)
}

fn is_standard(node: Node<'_, '_>) -> bool {
    node.tag_name()
        .namespace()
        .is_none_or(|space| space.starts_with(NAMESPACE))
}

fn child<'a, 'd>(node: Node<'a, 'd>, name: &str) -> Option<Node<'a, 'd>> {
    node.children().find(|n| is(*n, name))
}

// === impl Fault

impl Fault {
    fn xml(line: u32, say: impl Into<String>) -> Self {
        Self::new(Reason::XmlInvalid, line, say)
    }

    fn language(line: u32, say: impl Into<String>) -> Self {
        Self::new(Reason::LanguageMissing, line, say)
    }

    fn new(reason: Reason, line: u32, say: impl Into<String>) -> Self {
        Self {
            reason,
            line,
            say: say.into(),
        }
    }
}

// === impl Source

impl Source {
    /// The refusal of the document: every fault with its line, and the first line as metadata.
    fn refuse(&self, faults: &[Fault]) -> Error {
        let Some(first) = faults.first() else {
            return Error::internal("a document was refused without a fault");
        };
        let violations = faults.iter().map(|fault| {
            let file = self.called("the document");
            let say = format!("line {}: {file} {}", fault.line, fault.say);
            Violation::new(self.field.as_str(), fault.reason, say)
        });
        self.locate(
            Error::violations(violations.collect(), first.reason),
            &first.line,
        )
    }

    /// The name of its file, or what else to call it.
    pub(super) fn called<'a>(&'a self, otherwise: &'a str) -> &'a str {
        match self.file.as_str() {
            "" => otherwise,
            file => file,
        }
    }

    /// Puts the line, and the file if it has a name, into the metadata of a refusal.
    pub(super) fn locate(&self, error: Error, line: &impl ToString) -> Error {
        let error = error.with("line", line.to_string());
        match self.file.is_empty() {
            true => error,
            false => error.with("file_name", self.file.as_str()),
        }
    }
}

#[cfg(test)]
mod tests;
