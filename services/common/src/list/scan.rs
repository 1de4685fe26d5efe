//! The text of `filter`, taken apart into words.
//!
//! Knows the signs of the grammar, not how they go together.

use super::words::{Fault, Literal, Operator};

/// A text and a location in it.
pub(super) struct Scanner {
    text: Vec<char>,
    at: usize,
}

impl Scanner {
    pub(super) fn new(text: &str) -> Self {
        Self {
            text: text.chars().collect(),
            at: 0,
        }
    }

    /// Returns the location of the next character.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Goes back to a location.
    pub(super) fn back(&mut self, at: usize) {
        self.at = at;
    }

    /// Takes an operator, if there is one.
    pub(super) fn operator(&mut self) -> Option<Operator> {
        use Operator::{AtLeast, AtMost, Equal, Greater, Has, Less, Unequal};
        let operator = match (self.peek()?, self.text.get(self.at + 1)) {
            ('!', Some('=')) => Unequal,
            ('<', Some('=')) => AtMost,
            ('>', Some('=')) => AtLeast,
            ('<', _) => Less,
            ('>', _) => Greater,
            ('=', _) => Equal,
            (':', _) => Has,
            _ => return None,
        };
        self.at += if matches!(operator, Unequal | AtMost | AtLeast) {
            2
        } else {
            1
        };
        Some(operator)
    }

    /// Takes a value.
    pub(super) fn literal(&mut self) -> Result<Literal, Fault> {
        let at = self.at;
        let mut literal = Literal {
            text: String::new(),
            at,
            quoted: false,
            stars: 0,
            open: false,
        };
        if let Some(quote @ ('"' | '\'')) = self.peek() {
            literal.quoted = true;
            self.at += 1;
            loop {
                let Some(mut c) = self.next() else {
                    return Err(Fault::new(at, "this text is not closed"));
                };
                if c == quote {
                    break;
                }
                literal.open = c == '*';
                literal.stars += usize::from(literal.open);
                if c == '\\' {
                    c = self
                        .next()
                        .ok_or_else(|| Fault::new(at, "this text is not closed"))?;
                }
                literal.text.push(c);
            }
        } else {
            // A colon is no operator here: times hold some.
            literal.text = self.word(&[]);
            literal.open = literal.text.ends_with('*');
            literal.stars = literal.text.matches('*').count();
            if literal.text.is_empty() || reserved(&literal.text) {
                return Err(Fault::new(
                    at,
                    "expected a value: a word, a number or a \"text\"",
                ));
            }
        }
        // PostgreSQL's TEXT cannot hold a NUL.
        if literal.text.contains('\0') {
            return Err(Fault::new(at, "the value holds a NUL character"));
        }
        Ok(literal)
    }

    /// Takes characters up to a space, a sign of the grammar, or one of `more`.
    pub(super) fn word(&mut self, more: &[char]) -> String {
        let start = self.at;
        let ends = |c: char| c.is_whitespace() || "()\"',=<>!".contains(c) || more.contains(&c);
        while self.peek().is_some_and(|c| !ends(c)) {
            self.at += 1;
        }
        self.text[start..self.at].iter().collect()
    }

    /// Takes a keyword, unless it is only the beginning of a word.
    pub(super) fn keyword(&mut self, keyword: &str) -> bool {
        let here = self.at;
        let found = self.word(&[':']) == keyword;
        if !found {
            self.at = here;
        }
        found
    }

    /// Takes white space. Returns whether there was any.
    pub(super) fn space(&mut self) -> bool {
        let start = self.at;
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
        self.at > start
    }

    /// Takes this character, if it is the next. Returns whether it was.
    pub(super) fn take(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        self.at += usize::from(found);
        found
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += 1;
        Some(c)
    }

    /// Returns the next character.
    pub(super) fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    /// Returns a fault here.
    pub(super) fn fault(&self, text: impl Into<String>) -> Fault {
        Fault::new(self.at, text)
    }
}

/// Returns whether a word is one of the grammar.
pub(super) fn reserved(word: &str) -> bool {
    matches!(word, "AND" | "OR" | "NOT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_are_told_from_escaped_ones() {
        for (text, stars, open, meant) in [
            ("b*", 1, true, "b*"),
            ("'*b*'", 2, true, "*b*"),
            (r"'b\*'", 0, false, "b*"),
            (r"'*b\\'", 1, false, r"*b\"),
            ("''", 0, false, ""),
        ] {
            let found = Scanner::new(text).literal().expect("a value");
            assert_eq!(
                (found.stars, found.open, found.text.as_str()),
                (stars, open, meant),
                "{text}"
            );
        }
    }

    #[test]
    fn a_keyword_is_a_whole_word() {
        for (text, taken) in [
            ("AND", true),
            ("AND(", true),
            ("AND b", true),
            ("ANDY", false),
            ("and", false),
            ("", false),
        ] {
            let mut scanner = Scanner::new(text);
            assert_eq!(scanner.keyword("AND"), taken, "{text}");
            assert_eq!(scanner.at(), if taken { 3 } else { 0 });
        }
    }
}
