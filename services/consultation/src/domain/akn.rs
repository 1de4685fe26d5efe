//! Reads Akoma Ntoso 3.0 bills into provisions.
//!
//! Owns the identifiers of the parts of a text: read where the document has them, made by the naming convention of the standard
//! where it has not, and brought to one form (an article runs through the whole act, so it takes no prefix of its chapter).
//! Knows nothing of versions in the store; [`assemble`] puts the languages of one version together.

mod assemble;
mod identifier;

use common::Error;
use kenes_proto::types::ErrorReason as Reason;
use roxmltree::{Document, Node, ParsingOptions};

pub(crate) use assemble::assemble;
use identifier::Identifiers;

/// More elements than any law has.
const MAX_NODES: u32 = 400_000;
/// The deepest nesting of provisions; laws need about eight.
const MAX_DEPTH: usize = 40;

/// The parts a text is divided into.
const HIERARCHY: [&str; 28] = [
    "alinea",
    "article",
    "book",
    "chapter",
    "clause",
    "division",
    "indent",
    "level",
    "list",
    "paragraph",
    "part",
    "point",
    "proviso",
    "rule",
    "section",
    "subchapter",
    "subclause",
    "subdivision",
    "sublist",
    "subparagraph",
    "subpart",
    "subrule",
    "subsection",
    "subtitle",
    "title",
    "tome",
    "transitional",
    "preamble",
];

/// One language's text of a version.
#[derive(Debug)]
pub(crate) struct Bill {
    /// `kk`, `ru` or `en`.
    pub(crate) language: &'static str,
    /// Whether the document says that its wording decides.
    pub(crate) authoritative: Option<bool>,
    /// The long title, empty if it has none.
    pub(crate) title: String,
    /// The provisions in reading order.
    pub(crate) parts: Vec<Part>,
}

/// A provision in one language.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) eid: String,
    /// Where the document names it.
    pub(crate) wid: Option<String>,
    pub(crate) element: String,
    pub(crate) num: String,
    pub(crate) heading: String,
    pub(crate) text: String,
    /// The eId of the provision it stands in, empty at the top.
    pub(crate) parent: String,
    pub(crate) line: u32,
}

/// Reads the document that came in `field` of the request.
pub(crate) fn read(field: &str, xml: &[u8]) -> Result<Bill, Error> {
    let text = std::str::from_utf8(xml).map_err(|e| {
        refuse(
            field,
            1,
            &format!("is not UTF-8 from byte {}", e.valid_up_to()),
        )
    })?;
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: MAX_NODES,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text.trim_start_matches('\u{feff}'), options)
        .map_err(|e| {
            refuse(
                field,
                e.pos().row,
                &format!("is not XML that is accepted here: {e}"),
            )
        })?;
    let root = document.root_element();
    let line = |node: Node<'_, '_>| document.text_pos_at(node.range().start).row;
    let bill = match root.tag_name().name() {
        "akomaNtoso" => root.children().find(|n| n.is_element()),
        _ => Some(root),
    };
    let Some(bill) = bill.filter(|n| n.tag_name().name() == "bill") else {
        return Err(refuse(
            field,
            line(root),
            "is not an Akoma Ntoso bill: akomaNtoso must hold a bill",
        ));
    };
    let body = child(bill, "body").ok_or_else(|| refuse(field, line(bill), "has no body"))?;
    let meta = bill
        .descendants()
        .find(|n| n.has_tag_name_local("FRBRExpression"));
    let language = meta
        .and_then(|m| child(m, "FRBRlanguage"))
        .and_then(|n| n.attribute("language"))
        .unwrap_or_default();
    let language = code(language).ok_or_else(|| {
        let say = format!("FRBRlanguage is `{language}`; it must be kaz, rus or eng");
        refuse(field, meta.map_or(1, line), &say)
    })?;
    let authoritative = meta
        .and_then(|m| child(m, "FRBRauthoritative"))
        .and_then(|n| n.attribute("value"))
        .and_then(|value| value.parse().ok());
    let title = bill
        .descendants()
        .find(|n| n.has_tag_name_local("longTitle") || n.has_tag_name_local("docTitle"))
        .map(|n| words(n, &|_| false))
        .unwrap_or_default();

    let mut parts = Vec::new();
    let mut identifiers = Identifiers::default();
    let preamble = child(bill, "preamble");
    // A stack of our own: a document nested deep on purpose must not use up the thread's.
    let mut waiting: Vec<(Node<'_, '_>, String, usize)> = vec![(body, String::new(), 0)]
        .into_iter()
        .chain(preamble.map(|p| (p, String::new(), 0)))
        .collect();
    while let Some((node, parent, depth)) = waiting.pop() {
        let name = node.tag_name().name();
        // A list groups points and is no provision itself; a body is where provisions are.
        let inside = if name == "body" || name == "list" {
            parent
        } else {
            if depth > MAX_DEPTH {
                return Err(refuse(
                    field,
                    line(node),
                    &format!("nests provisions deeper than {MAX_DEPTH}"),
                ));
            }
            let num = child(node, "num")
                .map(|n| words(n, &|_| false))
                .unwrap_or_default();
            let eid = identifiers
                .of(name, node.attribute("eId"), &num, &parent)
                .map_err(|say| refuse(field, line(node), &say))?;
            let wid = node.attribute("wId").map(identifier::normal);
            if let Some(wid) = &wid
                && !identifier::is_valid(wid)
            {
                return Err(refuse(
                    field,
                    line(node),
                    &format!("wId `{wid}` is not an identifier"),
                ));
            }
            parts.push(Part {
                wid,
                element: name.to_owned(),
                num,
                heading: child(node, "heading")
                    .map(|n| words(n, &|_| false))
                    .unwrap_or_default(),
                text: own_text(node),
                parent,
                line: line(node),
                eid: eid.clone(),
            });
            eid
        };
        // Last in, first out: pushed in reverse, they are read in order.
        let within: Vec<_> = node
            .children()
            .filter(|n| n.is_element() && is_part(*n))
            .collect();
        waiting.extend(
            within
                .into_iter()
                .rev()
                .map(|n| (n, inside.clone(), depth + 1)),
        );
    }
    if parts.is_empty() {
        return Err(refuse(field, line(body), "has no provisions in its body"));
    }
    Ok(Bill {
        language,
        authoritative,
        title,
        parts,
    })
}

/// The refusal of a document, with the line.
fn refuse(field: &str, line: u32, say: &str) -> Error {
    Error::invalid(
        Reason::XmlInvalid,
        field,
        format!("line {line}: the document {say}"),
    )
    .with("line", line.to_string())
}

/// The language tag of a three-letter code, or of itself.
fn code(language: &str) -> Option<&'static str> {
    match language.to_ascii_lowercase().as_str() {
        "kaz" | "kk" => Some("kk"),
        "rus" | "ru" => Some("ru"),
        "eng" | "en" => Some("en"),
        _ => None,
    }
}

fn is_part(node: Node<'_, '_>) -> bool {
    HIERARCHY.contains(&node.tag_name().name())
}

fn child<'a, 'd>(node: Node<'a, 'd>, name: &str) -> Option<Node<'a, 'd>> {
    node.children().find(|n| n.has_tag_name_local(name))
}

/// What a provision says itself: without number and heading, and without the provisions in it.
fn own_text(node: Node<'_, '_>) -> String {
    words(node, &|n| {
        let name = n.tag_name().name();
        n.is_element()
            && (is_part(n) && name != "list"
                || name == "num"
                || name == "heading"
                || name == "subheading")
    })
}

/// The words in a node, each run of white space one space, without what `skip` says.
fn words(node: Node<'_, '_>, skip: &dyn Fn(Node<'_, '_>) -> bool) -> String {
    let mut text = String::new();
    let mut waiting: Vec<Node<'_, '_>> = node.children().rev().collect();
    while let Some(next) = waiting.pop() {
        if next.is_text() {
            text.push_str(next.text().unwrap_or_default());
        } else if next.is_element() && !skip(next) {
            // Blocks are words apart even where nobody wrote a space between them.
            if matches!(
                next.tag_name().name(),
                "p" | "content" | "intro" | "wrapUp" | "list" | "br" | "item"
            ) {
                text.push(' ');
            }
            waiting.extend(next.children().rev());
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Local names: documents use any prefix for the namespace, or none.
trait LocalName {
    fn has_tag_name_local(&self, name: &str) -> bool;
}

impl LocalName for Node<'_, '_> {
    fn has_tag_name_local(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}

#[cfg(test)]
mod tests;
