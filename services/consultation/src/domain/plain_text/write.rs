//! Writes an outline as an Akoma Ntoso bill, a line for a line: what stands in line 12 of the text stands in line 12 of the bill.

use common::Language;

use super::{
    heading::Heading,
    level::Level,
    outline::{Outline, Role},
};

/// The bill that says what the text says.
pub(super) fn bill(outline: &Outline<'_>, language: Language) -> String {
    let within = within(outline);
    let mut writer = Writer::new(language);
    for (n, (line, within)) in outline.lines.iter().zip(within).enumerate() {
        if n > 0 {
            writer.out.push('\n');
        }
        match line.role {
            Role::Blank => {}
            Role::Title => writer.block(Place::Title, line.text),
            Role::Preamble => writer.block(Place::Preamble, line.text),
            Role::Tail => writer.block(Place::Conclusions, line.text),
            Role::Begin(heading) => writer.begin(heading, within),
            Role::Heading => writer.element("heading", line.text),
            Role::Words => writer.words(line.text),
        }
    }
    writer.end()
}

/// What holds the own words of each provision, by the line that begins it: those that hold others have an introduction.
fn within(outline: &Outline<'_>) -> Vec<&'static str> {
    let mut next = None;
    let lines = outline.lines.iter().rev();
    let mut found: Vec<&str> = lines
        .map(|line| match line.role {
            Role::Begin(heading) => match next.replace(heading.level) {
                Some(inner) if inner > heading.level => "intro",
                _ => "content",
            },
            _ => "",
        })
        .collect();
    found.reverse();
    found
}

/// Where in a bill a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Before,
    Title,
    Preamble,
    Body,
    Conclusions,
}

struct Writer {
    out: String,
    place: Place,
    /// The provisions around, from the outermost.
    open: Vec<Level>,
    /// What holds the words of the innermost one, and whether that is open.
    within: &'static str,
    begun: bool,
}

// === impl Writer

impl Writer {
    fn new(language: Language) -> Self {
        let out = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
             <akomaNtoso xmlns=\"http://docs.oasis-open.org/legaldocml/ns/akn/3.0\"><bill name=\"bill\"><meta>\
             <identification source=\"#kenes\"><FRBRExpression><FRBRlanguage language=\"{}\"/></FRBRExpression>\
             </identification></meta>",
            language.long_code()
        );
        Self {
            out,
            place: Place::Before,
            open: Vec::new(),
            within: "",
            begun: false,
        }
    }

    /// A line of a part that has no provisions.
    fn block(&mut self, place: Place, text: &str) {
        self.go(place);
        self.element("p", text);
    }

    fn begin(&mut self, heading: Heading<'_>, within: &'static str) {
        self.go(Place::Body);
        self.close(heading.level);
        self.tag("<", heading.level.element());
        self.open.push(heading.level);
        self.within = within;
        self.element("num", heading.num);
        match (heading.rest.is_empty(), heading.level <= Level::Article) {
            (true, _) => {}
            (false, true) => self.element("heading", heading.rest),
            (false, false) => self.words(heading.rest),
        }
    }

    /// Words of the innermost provision.
    fn words(&mut self, text: &str) {
        if !std::mem::replace(&mut self.begun, true) {
            self.tag("<", self.within);
        }
        self.element("p", text);
    }

    /// Ends the words of the innermost provision, and all provisions that hold none of this level.
    fn close(&mut self, level: Level) {
        if std::mem::take(&mut self.begun) {
            self.tag("</", self.within);
        } else if self.within == "content" {
            self.out.push_str("<content><p/></content>");
        }
        self.within = "";
        while let Some(inner) = self.open.pop_if(|inner| *inner >= level) {
            self.tag("</", inner.element());
        }
    }

    /// Goes on to another part of the bill.
    fn go(&mut self, place: Place) {
        if self.place == place {
            return;
        }
        match self.place {
            Place::Before => {}
            Place::Title => self.out.push_str("</longTitle></preface>"),
            Place::Preamble => self.out.push_str("</preamble>"),
            Place::Body => {
                self.close(Level::Part);
                self.out.push_str("</body>");
            }
            Place::Conclusions => self.out.push_str("</conclusions>"),
        }
        self.place = place;
        self.out.push_str(match place {
            Place::Before => "",
            Place::Title => "<preface><longTitle>",
            Place::Preamble => "<preamble>",
            Place::Body => "<body>",
            Place::Conclusions => "<conclusions>",
        });
    }

    fn tag(&mut self, bracket: &str, name: &str) {
        self.out.push_str(bracket);
        self.out.push_str(name);
        self.out.push('>');
    }

    fn element(&mut self, name: &str, text: &str) {
        self.tag("<", name);
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                c => self.out.push(c),
            }
        }
        self.tag("</", name);
    }

    fn end(mut self) -> String {
        self.go(Place::Before);
        self.out.push_str("</bill></akomaNtoso>\n");
        self.out
    }
}
