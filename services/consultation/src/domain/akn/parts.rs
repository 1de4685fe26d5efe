//! Walks the text of a bill and takes it apart into provisions.
//!
//! Every word belongs to the innermost provision around it. What a bill quotes of another act (`quotedStructure`) is a text of the
//! provision that quotes it: the articles in it are not articles of the bill.

use std::collections::HashMap;

use kenes_proto::types::ErrorReason as Reason;
use roxmltree::Node;

use super::{
    Fault, child,
    identifier::{self, Identifiers},
    is_standard,
    words::{self, Words},
};

/// More provisions than any law has.
const MAX_PARTS: usize = 10_000;
/// How many faults of one kind are told.
const TOLD: usize = 10;

/// The elements that are provisions, sorted.
const HIERARCHY: [&str; 29] = [
    "alinea",
    "article",
    "book",
    "chapter",
    "clause",
    "division",
    "hcontainer",
    "indent",
    "level",
    "list",
    "paragraph",
    "part",
    "point",
    "preamble",
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
];

/// A provision in one language.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) eid: String,
    /// Where the document names it.
    pub(super) wid: Option<String>,
    pub(super) element: &'static str,
    pub(super) num: String,
    pub(super) heading: String,
    pub(super) text: String,
    /// The eId of the provision it stands in, empty at the top.
    pub(super) parent: String,
    pub(super) line: u32,
}

/// The provisions under these elements in reading order; every identifier stands once.
pub(super) fn read<'a, 'd: 'a>(
    text: &str,
    roots: impl Iterator<Item = Node<'a, 'd>>,
) -> Result<Vec<Part>, Vec<Fault>> {
    let mut walk = Walk {
        bytes: text.as_bytes(),
        seen: (0, 1),
        frames: Vec::new(),
        drafts: Vec::new(),
        identifiers: Identifiers::default(),
    };
    for root in roots {
        for node in root.descendants() {
            walk.visit(node).map_err(|fault| vec![fault])?;
        }
        walk.frames.clear();
    }
    let parts: Vec<Part> = walk.drafts.into_iter().map(Draft::finish).collect();
    match doubles(&parts) {
        faults if faults.is_empty() => Ok(parts),
        faults => Err(faults),
    }
}

/// The identifiers that stand twice.
fn doubles(parts: &[Part]) -> Vec<Fault> {
    let mut seen: HashMap<&str, u32> = HashMap::new();
    let twice = parts.iter().filter_map(|part| {
        let before = seen.insert(&part.eid, part.line)?;
        let say = format!("has the eId {} twice, first in line {before}", part.eid);
        Some(Fault::new(Reason::EidDuplicate, part.line, say))
    });
    twice.take(TOLD).collect()
}

/// Where words go.
#[derive(Clone, Copy)]
enum Sink {
    Nowhere,
    Num(usize),
    Heading(usize),
    Text(usize),
}

/// An element that is being walked through.
#[derive(Clone, Copy)]
struct Frame {
    end: usize,
    sink: Sink,
    /// The provision around, by its index.
    part: Option<usize>,
    /// Whether this element is that provision.
    itself: bool,
    quoted: bool,
    apart: bool,
}

struct Draft {
    part: Part,
    num: Words,
    heading: Words,
    text: Words,
}

struct Walk<'t> {
    bytes: &'t [u8],
    /// A byte, and the line that it stands in.
    seen: (usize, u32),
    frames: Vec<Frame>,
    drafts: Vec<Draft>,
    identifiers: Identifiers,
}

// === impl Walk

impl Walk<'_> {
    /// The next node in reading order.
    fn visit(&mut self, node: Node<'_, '_>) -> Result<(), Fault> {
        let range = node.range();
        while let Some(done) = self.frames.pop_if(|frame| frame.end <= range.start) {
            if done.apart {
                self.words(done.sink, Words::part);
            }
        }
        let around = self.frames.last().copied().unwrap_or(Frame {
            end: usize::MAX,
            sink: Sink::Nowhere,
            part: None,
            itself: false,
            quoted: false,
            apart: false,
        });
        if node.is_text() {
            let text = node.text().unwrap_or_default();
            self.words(around.sink, |words| words.push(text));
        } else if node.is_element() {
            let frame = self.enter(node, around)?;
            if frame.apart {
                self.words(frame.sink, Words::part);
            }
            self.frames.push(Frame {
                end: range.end,
                ..frame
            });
        }
        Ok(())
    }

    /// What an element is to the words in it.
    fn enter(&mut self, node: Node<'_, '_>, around: Frame) -> Result<Frame, Fault> {
        let name = node.tag_name().name();
        let inside = Frame {
            itself: false,
            apart: words::is_apart(name),
            ..around
        };
        if around.quoted || !is_standard(node) {
            return Ok(Frame {
                quoted: true,
                ..inside
            });
        }
        let sink = match (name, around.part) {
            // Notes are not the law's own words, and struck out words no longer are.
            ("authorialNote" | "del", _) => Sink::Nowhere,
            ("num", Some(part)) if around.itself => Sink::Num(part),
            ("heading" | "subheading", Some(part)) if around.itself => Sink::Heading(part),
            ("sup", _) if matches!(around.sink, Sink::Num(_)) => {
                self.words(around.sink, Words::raise);
                around.sink
            }
            ("quotedStructure" | "embeddedStructure", _) => {
                return Ok(Frame {
                    quoted: true,
                    ..inside
                });
            }
            _ => return self.enter_part(node, name, inside),
        };
        Ok(Frame { sink, ..inside })
    }

    /// Begins a provision, if the element is one. A list that nobody named only groups the points in it.
    fn enter_part(
        &mut self,
        node: Node<'_, '_>,
        name: &str,
        inside: Frame,
    ) -> Result<Frame, Fault> {
        let Ok(at) = HIERARCHY.binary_search(&name) else {
            return Ok(inside);
        };
        if name == "list" && node.attribute("eId").is_none() {
            return Ok(inside);
        }
        let line = self.line(node.range().start);
        if self.drafts.len() == MAX_PARTS {
            let say = format!("has more than {MAX_PARTS} provisions");
            return Err(Fault::xml(line, say));
        }
        let refuse = |say| Fault::xml(line, say);
        let parent = inside
            .part
            .map_or("", |part| self.drafts[part].part.eid.as_str());
        let num = child(node, "num").map(words::of_number).unwrap_or_default();
        let eid = self
            .identifiers
            .of(HIERARCHY[at], node.attribute("eId"), &num, parent)
            .map_err(refuse)?;
        let wid = node
            .attribute("wId")
            .map(|wid| identifier::given("wId", wid));
        let part = Part {
            eid,
            wid: wid.transpose().map_err(refuse)?,
            element: HIERARCHY[at],
            num: String::new(),
            heading: String::new(),
            text: String::new(),
            parent: parent.to_owned(),
            line,
        };
        self.drafts.push(Draft {
            part,
            num: Words::default(),
            heading: Words::default(),
            text: Words::default(),
        });
        let part = self.drafts.len() - 1;
        Ok(Frame {
            sink: Sink::Text(part),
            part: Some(part),
            itself: true,
            ..inside
        })
    }

    fn words(&mut self, sink: Sink, write: impl FnOnce(&mut Words)) {
        match sink {
            Sink::Nowhere => {}
            Sink::Num(part) => write(&mut self.drafts[part].num),
            Sink::Heading(part) => write(&mut self.drafts[part].heading),
            Sink::Text(part) => write(&mut self.drafts[part].text),
        }
    }

    /// The line of a byte that lies after all asked for before.
    fn line(&mut self, offset: usize) -> u32 {
        let (from, line) = self.seen;
        let passed = self.bytes.get(from..offset).unwrap_or_default();
        let breaks = passed.split(|b| *b == b'\n').count() - 1;
        let line = line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.seen = (offset.max(from), line);
        line
    }
}

// === impl Draft

impl Draft {
    fn finish(self) -> Part {
        Part {
            num: self.num.finish(),
            heading: self.heading.finish(),
            text: self.text.finish(),
            ..self.part
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_list_is_sorted() {
        assert!(super::HIERARCHY.is_sorted());
    }
}
