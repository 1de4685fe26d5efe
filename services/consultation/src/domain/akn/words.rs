//! The words of a text as two versions are compared by: every run of white space is one space.

use roxmltree::Node;

/// Elements within a line: their words join those around them. All others are apart, even where nobody wrote a space.
const INLINE: [&str; 38] = [
    "a",
    "abbr",
    "affectedDocument",
    "b",
    "concept",
    "date",
    "def",
    "docDate",
    "docNumber",
    "docProponent",
    "docPurpose",
    "docStage",
    "docStatus",
    "docTitle",
    "docType",
    "entity",
    "event",
    "fillIn",
    "i",
    "inline",
    "ins",
    "location",
    "mod",
    "object",
    "organization",
    "person",
    "placeholder",
    "process",
    "quantity",
    "quotedText",
    "ref",
    "role",
    "rref",
    "shortTitle",
    "span",
    "sub",
    "sup",
    "term",
];

/// Words being gathered.
#[derive(Debug, Default)]
pub(super) struct Words {
    text: String,
    gap: bool,
}

// === impl Words

impl Words {
    pub(super) fn push(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.gap = true;
                continue;
            }
            if std::mem::take(&mut self.gap) && !self.text.is_empty() {
                self.text.push(' ');
            }
            self.text.push(c);
        }
    }

    /// What comes next is a word of its own.
    pub(super) fn part(&mut self) {
        self.gap = true;
    }

    /// A raised number: `5` with a small `1` is 5-1, not 51.
    pub(super) fn raise(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('-') {
            self.gap = false;
            self.text.push('-');
        }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// Whether an element's words stand apart from those around it.
pub(super) fn is_apart(name: &str) -> bool {
    INLINE.binary_search(&name).is_err()
}

/// All words in a node.
pub(super) fn of(node: Node<'_, '_>) -> String {
    let mut words = Words::default();
    for inner in node.descendants() {
        if inner.is_text() {
            words.push(inner.text().unwrap_or_default());
        } else if inner.is_element() && is_apart(inner.tag_name().name()) {
            words.part();
        }
    }
    words.finish()
}

/// What a number says, raised parts too.
pub(super) fn of_number(node: Node<'_, '_>) -> String {
    let mut words = Words::default();
    for inner in node.descendants() {
        if inner.is_text() {
            words.push(inner.text().unwrap_or_default());
        } else if inner.tag_name().name() == "sup" {
            words.raise();
        }
    }
    words.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(INLINE.is_sorted());
    }

    #[test]
    fn white_space_is_made_uniform() {
        let mut words = Words::default();
        words.push(" \n one\u{a0}");
        words.push(" two");
        words.push("three");
        words.part();
        words.push("four \t");
        assert_eq!(words.finish(), "one twothree four");
    }

    #[test]
    fn a_raised_number_is_not_a_digit_more() {
        let document =
            roxmltree::Document::parse("<num>Статья 5<sup>1</sup>.</num>").expect("well-formed");
        assert_eq!(of_number(document.root_element()), "Статья 5-1.");
    }
}
