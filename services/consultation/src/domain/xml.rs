//! XML that is written, element by element. What is in it is others' to say; it is well-formed whatever that is.

use std::borrow::Cow;

/// A document that is being written.
#[derive(Debug)]
pub(crate) struct Xml {
    out: String,
    open: Vec<&'static str>,
}

impl Xml {
    /// A document of which nothing is written yet.
    pub(crate) fn new() -> Self {
        Self {
            out: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(),
            open: Vec::new(),
        }
    }

    /// Begins an element.
    pub(crate) fn open(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes);
        self.out.push('>');
        self.open.push(name);
    }

    /// An element with nothing in it.
    pub(crate) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes);
        self.out.push_str("/>");
    }

    /// An element with a text in it.
    pub(crate) fn line(&mut self, name: &'static str, attributes: &[(&str, &str)], text: &str) {
        self.open(name, attributes);
        self.text(text);
        self.close();
    }

    /// Words in the element that was begun last.
    pub(crate) fn text(&mut self, text: &str) {
        escape(text, &mut self.out);
    }

    /// Ends the element that was begun last.
    pub(crate) fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
    }

    /// The document, in which all that was begun is ended.
    pub(crate) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.out.push('\n');
        self.out
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.out.push('<');
        self.out.push_str(name);
        for (name, value) in attributes {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            escape(value, &mut self.out);
            self.out.push('"');
        }
    }
}

/// A text without the characters that no XML may hold, not even escaped.
pub(crate) fn allowed(text: &str) -> Cow<'_, str> {
    match text.chars().all(is_allowed) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.chars().filter(|c| is_allowed(*c)).collect()),
    }
}

fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | ' '..='\u{fffd}' | '\u{10000}'..)
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars().filter(|c| is_allowed(*c)) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_without_what_no_xml_may_hold() {
        let said = "a < b & c > \"d\" ]]> 'e'\u{1}\u{fffe}\n\u{1f600}";
        let mut xml = Xml::new();
        xml.open("a", &[("b", said)]);
        xml.empty("c", &[]);
        xml.line("d", &[], said);
        let written = xml.finish();
        let read = roxmltree::Document::parse(&written).expect("well-formed");
        let kept = "a < b & c > \"d\" ]]> 'e'\n\u{1f600}";
        let root = read.root_element();
        // A line end in an attribute is read as a space.
        assert_eq!(root.attribute("b"), Some(kept.replace('\n', " ").as_str()));
        let inner = root.last_element_child().and_then(|inner| inner.text());
        assert_eq!(inner, Some(kept));
        assert_eq!(allowed(said), kept);
        assert_eq!(allowed("ә"), "ә");
    }
}
