//! Plain text as a second way in: the text of a law with a heading line an article becomes an Akoma Ntoso bill.
//!
//! Owns which line is what ([`outline`], by [`heading`], [`quotation`] and [`tail`]) and how it is written ([`write`]). Identities are not made
//! here: the bill that was made is read by [`akn`] like any other. Its lines are those of the text, so that whatever
//! is refused later is told by the line of the text.

mod heading;
mod level;
mod outline;
mod quotation;
mod tail;
mod write;

use common::{Error, Language, Violation};
use kenes_proto::{consultation as pb, types::ErrorReason as Reason};

use super::akn::Source;
use outline::Outline;

/// The longest document that is kept, as the contract says of `AkomaNtosoDocument.xml`.
const LONGEST: usize = 4_128_768;
/// How many lines of a kind the reading shows, and how many characters of each.
const SHOWN: usize = 100;
const SHOWN_CHARACTERS: usize = 200;

/// A text taken apart: the document made of it, and what was read.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) document: pb::AkomaNtosoDocument,
    pub(crate) reading: pb::PlainTextReading,
}

/// What is wrong with a text, and where.
#[derive(Debug, PartialEq, Eq)]
struct Fault {
    field: Field,
    line: usize,
    say: String,
}

/// The field at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Text,
    Language,
}

/// Makes a bill of a text. `source` is the document of the request: `documents[0]`.
pub(crate) fn read(source: &Source, sent: &pb::PlainTextDocument) -> Result<Made, Error> {
    let language = Language::of_tag(&sent.language_code).ok_or_else(|| {
        let field = format!("{}.language_code", source.field);
        let say = "must be `kk`, `ru` or `en`: by it the words of the headings are known";
        Error::invalid(Reason::FieldInvalid, field, say)
    })?;
    let made = make(&sent.text, language);
    let (xml, reading) = made.map_err(|fault| fault.refuse(source))?;
    Ok(Made {
        document: pb::AkomaNtosoDocument {
            xml: xml.into_bytes(),
            file_name: sent.file_name.clone(),
        },
        reading,
    })
}

fn make(text: &str, language: Language) -> Result<(String, pb::PlainTextReading), Fault> {
    let outline = Outline::read(text, language)?;
    let xml = write::bill(&outline, language);
    if xml.len() > LONGEST {
        let say = format!(
            "becomes an Akoma Ntoso document of {} bytes, and at most {LONGEST} are kept",
            xml.len()
        );
        return Err(Fault::text(1, say));
    }
    Ok((xml, told(&outline, language)))
}

/// What was read, for a person to look at.
fn told(outline: &Outline<'_>, language: Language) -> pb::PlainTextReading {
    let counts = outline.counts().into_iter().map(|(level, count)| {
        let count = i32::try_from(count).unwrap_or(i32::MAX);
        pb::ElementCount {
            element: level.element().to_owned(),
            count,
        }
    });
    let headings = outline.headings().map(|(line, text)| show(line, text, ""));
    // Amending laws quote much: where not all fit, what is quoted is left out first.
    let mut doubts: Vec<_> = outline.doubts.iter().collect();
    doubts.sort_by_key(|doubt| doubt.quoted);
    doubts.truncate(SHOWN);
    doubts.sort_by_key(|doubt| doubt.line);
    let doubts = doubts.into_iter();
    let doubts = doubts.map(|doubt| show(doubt.line, doubt.text, &doubt.note));
    pb::PlainTextReading {
        language_code: language.code().to_owned(),
        title: outline.title(),
        element_counts: counts.collect(),
        headings: headings.take(SHOWN).collect(),
        doubtful_lines: doubts.collect(),
        doubtful_line_count: i32::try_from(outline.doubts.len()).unwrap_or(i32::MAX),
    }
}

fn show(line: usize, text: &str, note: &str) -> pb::PlainTextLine {
    pb::PlainTextLine {
        line: i32::try_from(line).unwrap_or(i32::MAX),
        text: text.chars().take(SHOWN_CHARACTERS).collect(),
        note: note.to_owned(),
    }
}

// === impl Fault

impl Fault {
    fn text(line: usize, say: impl Into<String>) -> Self {
        Self {
            field: Field::Text,
            line,
            say: say.into(),
        }
    }

    fn language(line: usize, say: impl Into<String>) -> Self {
        Self {
            field: Field::Language,
            ..Self::text(line, say)
        }
    }

    /// The refusal of the text, as that of an Akoma Ntoso document: with its line, as metadata too.
    fn refuse(&self, source: &Source) -> Error {
        let field = match self.field {
            Field::Text => "text",
            Field::Language => "language_code",
        };
        let say = format!(
            "line {}: {} {}",
            self.line,
            source.called("the text"),
            self.say
        );
        let field = format!("{}.{field}", source.field);
        let error = Error::violations(
            vec![Violation::new(field, Reason::FieldInvalid, say)],
            Reason::FieldInvalid,
        );
        source.locate(error, &&self.line)
    }
}

#[cfg(test)]
mod tests;
