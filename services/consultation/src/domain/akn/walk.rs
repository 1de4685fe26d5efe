//! Walks the text of a bill in reading order and says where each of its words goes.
//!
//! Every word belongs to the innermost provision around it, and none is lost: what stands in no provision is the title's, or the
//! document is refused. What a bill quotes of another act (`quotedStructure`) is a text of the provision that quotes it: the articles in
//! it are not articles of the bill.

use common::text::{look, named};
use roxmltree::{Node, NodeId};

use super::{Fault, elements, identifier, is_standard, parts::Draft, words::Words};

/// More provisions than any law has: the longest codes have about fifteen thousand. Each is a record of its own, and all are
/// written within the deadline of one call.
const MAX_PARTS: usize = 20_000;

/// What was found in a bill.
#[derive(Default)]
pub(super) struct Found {
    pub(super) drafts: Vec<Draft>,
    pub(super) title: Words,
}

/// Walks everything under `root`; the words in `title` are the title's.
pub(super) fn walk(text: &str, root: Node<'_, '_>, title: Option<NodeId>) -> Result<Found, Fault> {
    let mut walk = Walk {
        bytes: text.as_bytes(),
        seen: (0, 1),
        frames: Vec::new(),
        closing: Vec::new(),
        title,
        found: Found::default(),
    };
    for node in root.descendants() {
        walk.visit(node)?;
    }
    while let Some(open) = walk.frames.pop() {
        walk.leave(open);
    }
    Ok(walk.found)
}

/// Where words go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sink {
    /// No provision is around: there must be no words.
    Outside,
    Dropped,
    Title,
    Num(usize),
    Heading(usize),
    Text(usize),
}

/// An element that is being walked through.
#[derive(Clone, Copy)]
struct Frame {
    end: usize,
    sink: Sink,
    /// The provision that the words are in, by its index.
    part: Option<usize>,
    /// The one that provisions in it stand in.
    parent: Option<usize>,
    /// Whether this element is that provision.
    itself: bool,
    /// Whether nothing in it is a provision.
    quoted: bool,
    in_line: bool,
    ends: Ends,
}

/// What ends with an element.
#[derive(Clone, Copy, Default)]
struct Ends {
    /// A word, as one begins with it.
    word: bool,
    /// So many marks: what is raised, or a part of a formula.
    marks: u8,
    /// A quotation whose marks are attributes of the element.
    quotation: bool,
}

struct Walk<'t> {
    bytes: &'t [u8],
    /// A byte, and the line that it stands in.
    seen: (usize, u32),
    frames: Vec<Frame>,
    /// The marks that end the quotations around.
    closing: Vec<String>,
    title: Option<NodeId>,
    found: Found,
}

// === impl Walk

impl Walk<'_> {
    /// The next node in reading order.
    fn visit(&mut self, node: Node<'_, '_>) -> Result<(), Fault> {
        let range = node.range();
        while let Some(done) = self.frames.pop_if(|frame| frame.end <= range.start) {
            self.leave(done);
        }
        let around = self.frames.last().copied().unwrap_or(Frame {
            end: usize::MAX,
            sink: Sink::Outside,
            part: None,
            parent: None,
            itself: false,
            quoted: false,
            in_line: false,
            ends: Ends::default(),
        });
        if node.is_text() {
            return self.text(node, around);
        }
        if node.is_element() {
            let frame = self.enter(node, around)?;
            if frame.ends.word && !frame.ends.quotation {
                self.words(frame.sink, Words::part);
            }
            self.frames.push(Frame {
                end: range.end,
                ..frame
            });
        }
        Ok(())
    }

    fn leave(&mut self, done: Frame) {
        let closing = self.closing.pop_if(|_| done.ends.quotation);
        self.words(done.sink, |words| {
            if let Some(mark) = closing {
                words.unquote(&mark);
            }
            (0..done.ends.marks).for_each(|_| words.level());
            if done.ends.word {
                words.part();
            }
        });
    }

    fn text(&mut self, node: Node<'_, '_>, around: Frame) -> Result<(), Fault> {
        let text = node.text().unwrap_or_default();
        if around.sink == Sink::Outside && !text.trim().is_empty() {
            let start: String = text.trim().chars().take(40).collect();
            let name = node
                .parent_element()
                .map_or("", |parent| parent.tag_name().name());
            let say = format!(
                "has the words `{start}` in {name}, which no provision is around: put them in a coverPage, a preface, a preamble, the \
                 body, conclusions, attachments or components"
            );
            let blank = text.len() - text.trim_start().len();
            return Err(Fault::xml(self.line(node.range().start + blank), say));
        }
        if around.sink != Sink::Dropped {
            self.check(node, text)?;
        }
        self.words(around.sink, |words| words.push(text));
        Ok(())
    }

    /// Refuses words with a character that no text of the record may hold.
    fn check(&mut self, node: Node<'_, '_>, text: &str) -> Result<(), Fault> {
        let Some((c, at)) = look(text).forbidden else {
            return Ok(());
        };
        let element = match node.is_element() {
            true => Some(node),
            false => node.parent_element(),
        };
        let name = element.map_or("", |element| element.tag_name().name());
        let lines = text.chars().take(at).filter(|c| *c == '\n').count();
        let lines = u32::try_from(lines).unwrap_or(u32::MAX);
        let line = self.line(node.range().start).saturating_add(lines);
        let say = format!(
            "has {} in {name}; no text may hold it: take it out",
            named(c)
        );
        Err(Fault::xml(line, say))
    }

    /// What an element is to the words in it.
    fn enter(&mut self, node: Node<'_, '_>, around: Frame) -> Result<Frame, Fault> {
        let name = node.tag_name().name();
        let word = elements::is_apart(name, around.in_line) || elements::is_formula_part(node);
        let mut inside = Frame {
            itself: false,
            ends: Ends {
                word,
                ..Ends::default()
            },
            in_line: elements::is_line(node, around.in_line),
            ..around
        };
        if around.sink == Sink::Dropped
            || elements::is_left_out(node)
            || elements::is_metadata(node)
        {
            return Ok(Frame {
                sink: Sink::Dropped,
                ends: Ends::default(),
                ..inside
            });
        }
        let mut marks = 0;
        for mark in elements::marks(node) {
            self.words(around.sink, |words| words.mark(mark));
            marks += 1;
        }
        if marks > 0 {
            return Ok(Frame {
                ends: Ends {
                    marks,
                    ..Ends::default()
                },
                quoted: around.quoted || !is_standard(node),
                ..inside
            });
        }
        if name == "img" {
            let alternative = node.attribute("alt").unwrap_or_default();
            self.check(node, alternative)?;
            self.words(around.sink, |words| words.push(alternative));
        }
        if let Some([begin, end]) = elements::quotation(node) {
            self.check(node, begin)?;
            self.check(node, end)?;
            self.words(around.sink, |words| words.quote(begin, word));
            self.closing.push(end.to_owned());
            inside.ends.quotation = true;
        }
        if self.title == Some(node.id()) {
            return Ok(Frame {
                sink: Sink::Title,
                quoted: true,
                ..inside
            });
        }
        let quotes = matches!(name, "quotedStructure" | "embeddedStructure");
        if around.quoted || quotes || !is_standard(node) {
            return Ok(Frame {
                quoted: true,
                ..inside
            });
        }
        match (name, around.part) {
            ("num", Some(part)) if around.itself => Ok(Frame {
                sink: Sink::Num(part),
                ..inside
            }),
            ("heading" | "subheading", Some(part)) if around.itself => Ok(Frame {
                sink: Sink::Heading(part),
                ..inside
            }),
            _ => self.enter_part(node, inside),
        }
    }

    /// Begins a provision, if the element is one. A list that nobody named only groups the points in it.
    fn enter_part(&mut self, node: Node<'_, '_>, inside: Frame) -> Result<Frame, Fault> {
        let section = elements::section(node);
        let Some(element) = section.or_else(|| elements::provision(node.tag_name().name())) else {
            return Ok(inside);
        };
        let own = node.attribute("eId");
        if element == "list" && own.is_none() {
            return Ok(inside);
        }
        let line = self.line(node.range().start);
        let drafts = &mut self.found.drafts;
        let part = drafts.len();
        if part == MAX_PARTS {
            let say = format!("has more than {MAX_PARTS} provisions");
            return Err(Fault::xml(line, say));
        }
        let wid = node.attribute("wId");
        let faults = [("eId", own), ("wId", wid)];
        let mut faults = faults
            .into_iter()
            .filter_map(|(what, given)| identifier::fault(what, given?));
        if let Some(say) = faults.next() {
            return Err(Fault::xml(line, say));
        }
        drafts.push(Draft {
            element,
            own: own.map(str::to_owned),
            wid: wid.map(str::to_owned),
            parent: inside.parent,
            line,
            num: Words::default(),
            heading: Words::default(),
            text: Words::default(),
        });
        let parent = match section.is_some_and(elements::is_see_through) {
            true => inside.parent,
            false => Some(part),
        };
        Ok(Frame {
            sink: Sink::Text(part),
            part: Some(part),
            parent,
            itself: true,
            ..inside
        })
    }

    fn words(&mut self, sink: Sink, write: impl FnOnce(&mut Words)) {
        let drafts = &mut self.found.drafts;
        match sink {
            Sink::Outside | Sink::Dropped => {}
            Sink::Title => write(&mut self.found.title),
            Sink::Num(part) => write(&mut drafts[part].num),
            Sink::Heading(part) => write(&mut drafts[part].heading),
            Sink::Text(part) => write(&mut drafts[part].text),
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
