//! The parts of a document, numbered by the naming convention as they are written, and their lines.

use common::Language;

use crate::domain::xml::Xml;

/// A part: `hcontainer` of the standard, which it has for what is no part of a law.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub(super) name: &'static str,
    pub(super) num: String,
    pub(super) heading: String,
    pub(super) lines: Vec<Line>,
    pub(super) parts: Vec<Part>,
}

/// A paragraph: words, some of which refer to something.
#[derive(Debug, Default)]
pub(super) struct Line {
    pieces: Vec<Piece>,
    /// The language of the words, where it is another than the document's.
    language: Option<Language>,
}

#[derive(Debug)]
enum Piece {
    Words(String),
    /// An element that names somebody: the element, the words, the eId of the reference.
    Refers(&'static str, String, String),
    /// A link: the words and the IRI.
    Link(String, String),
}

// === impl Line

impl Line {
    pub(super) fn words(words: &str, language: Option<Language>) -> Self {
        let mut line = Self {
            language,
            ..Self::default()
        };
        line.say(words);
        line
    }

    pub(super) fn refers(element: &'static str, words: &str, eid: &str) -> Self {
        let piece = Piece::Refers(element, words.to_owned(), eid.to_owned());
        Self {
            pieces: vec![piece],
            ..Self::default()
        }
    }

    pub(super) fn link(label: &str, words: &str, iri: &str) -> Self {
        let mut line = Self {
            pieces: vec![Piece::Link(words.to_owned(), iri.to_owned())],
            ..Self::default()
        };
        line.lead(label);
        line
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    pub(super) fn say(&mut self, words: &str) {
        if !words.is_empty() {
            self.pieces.push(Piece::Words(words.to_owned()));
        }
    }

    /// Goes on with something, if there is anything to say.
    pub(super) fn then(&mut self, between: &str, words: &str) {
        if !words.is_empty() {
            let between = if self.is_empty() { "" } else { between };
            self.say(&format!("{between}{words}"));
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.pieces.extend(other.pieces);
    }

    /// Puts a word in front, with a colon.
    pub(super) fn lead(&mut self, label: &str) {
        if !label.is_empty() {
            self.pieces.insert(0, Piece::Words(format!("{label}: ")));
        }
    }

    fn write(&self, xml: &mut Xml) {
        let language = self.language.map(Language::code);
        let language = language.map(|code| ("xml:lang", code));
        xml.open("p", language.as_slice());
        for piece in &self.pieces {
            match piece {
                Piece::Words(words) => xml.text(words),
                Piece::Refers(element, words, eid) => {
                    let to = format!("#{eid}");
                    xml.line(element, &[("refersTo", &to)], words);
                }
                Piece::Link(words, iri) => xml.line("ref", &[("href", iri)], words),
            }
        }
        xml.close();
    }
}

// === impl Part

impl Part {
    fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.parts.is_empty() && self.heading.is_empty()
    }

    fn write(&self, eid: &str, xml: &mut Xml) {
        xml.open("hcontainer", &[("name", self.name), ("eId", eid)]);
        if !self.num.is_empty() {
            xml.line("num", &[], &self.num);
        }
        if !self.heading.is_empty() {
            xml.line("heading", &[], &self.heading);
        }
        if self.parts.is_empty() {
            xml.open("content", &[("eId", &format!("{eid}__content"))]);
            blocks(&self.lines, xml);
            xml.close();
        } else {
            if !self.lines.is_empty() {
                xml.open("intro", &[("eId", &format!("{eid}__intro"))]);
                blocks(&self.lines, xml);
                xml.close();
            }
            for (n, part) in (1..).zip(&self.parts) {
                part.write(&format!("{eid}__hcontainer_{n}"), xml);
            }
        }
        xml.close();
    }
}

/// Lines as paragraphs: at least one, since the standard has no empty content.
fn blocks(lines: &[Line], xml: &mut Xml) {
    if lines.is_empty() {
        xml.empty("p", &[]);
    }
    for line in lines {
        line.write(xml);
    }
}

/// Writes all parts that say something.
pub(super) fn write(parts: &[Part], xml: &mut Xml) {
    let parts: Vec<&Part> = parts.iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        xml.empty("p", &[]);
    }
    for (n, part) in (1..).zip(parts) {
        part.write(&format!("hcontainer_{n}"), xml);
    }
}
