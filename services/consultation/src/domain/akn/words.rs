//! The words of a text as two versions are compared by: every run of white space is one space.
//!
//! What is raised or lowered is kept apart from what it stands on: 5 with a small 1 is `5^1`, not 51, and H2O is `H_{2}O`. Braces
//! stand where the mark alone would not say where it ends. A half that is set as a fraction is `{1}/{2}`, and roots are `√{2}` and
//! `√{8}^√{3}`.

/// What words are to those before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Raised,
    Lowered,
    /// What stands over the bar of a fraction.
    Group,
    /// What stands under it.
    Over,
    Root,
    /// Which root it is.
    Degree,
}

/// Words being gathered.
#[derive(Debug, Default)]
pub(super) struct Words {
    text: String,
    gap: bool,
    /// Whether a quotation mark stands before what comes next.
    quoted: bool,
    /// The marks that are open, each with where its words begin, once they have.
    open: Vec<(Mark, Option<usize>)>,
    /// Where the words of a mark began that has just ended.
    ended: Option<usize>,
}

// === impl Words

impl Words {
    pub(super) fn push(&mut self, text: &str) {
        for c in text.chars() {
            match c.is_whitespace() {
                true => self.gap = true,
                false => self.write(c),
            }
        }
    }

    /// What comes next is a word of its own.
    pub(super) fn part(&mut self) {
        self.gap = true;
    }

    /// A quotation begins with this mark, perhaps as a word of its own. Nothing stands between the mark and its words.
    pub(super) fn quote(&mut self, mark: &str, apart: bool) {
        self.gap |= apart;
        self.push(mark);
        self.quoted = !mark.is_empty();
    }

    /// A quotation ends with this mark.
    pub(super) fn unquote(&mut self, mark: &str) {
        self.gap &= mark.is_empty();
        self.push(mark);
    }

    /// What comes next is this, until [`Self::level`].
    pub(super) fn mark(&mut self, mark: Mark) {
        self.open.push((mark, None));
    }

    /// What was marked last ends.
    pub(super) fn level(&mut self) {
        let Some((mark, Some(from))) = self.open.pop() else {
            return;
        };
        self.ended = None;
        let plain = || self.text[from..].chars().all(char::is_alphanumeric);
        match matches!(mark, Mark::Raised | Mark::Lowered) && plain() {
            true => self.ended = Some(from),
            false => self.brace(from),
        }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    fn write(&mut self, c: char) {
        let runs_on = !self.gap && c.is_alphanumeric();
        let ended = self
            .ended
            .take()
            .filter(|_| runs_on && self.open.iter().all(|(_, from)| from.is_some()));
        if let Some(from) = ended {
            self.brace(from);
        }
        for (mark, from) in self.open.iter_mut().filter(|(_, from)| from.is_none()) {
            // A mark belongs to what stands before it, whatever was between; a fraction or a root begins something.
            let begins = matches!(mark, Mark::Group | Mark::Root);
            if std::mem::take(&mut self.gap) && begins && !self.text.is_empty() {
                self.text.push(' ');
            }
            self.text.push_str(mark.sign());
            *from = Some(self.text.len());
        }
        let quoted = std::mem::take(&mut self.quoted);
        if std::mem::take(&mut self.gap) && !quoted && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.push(c);
    }

    fn brace(&mut self, from: usize) {
        self.text.insert(from, '{');
        self.text.push('}');
    }
}

// === impl Mark

impl Mark {
    fn sign(self) -> &'static str {
        match self {
            Self::Raised => "^",
            Self::Lowered => "_",
            Self::Group => "",
            Self::Over => "/",
            Self::Root => "√",
            Self::Degree => "^√",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    /// Words of which those after `^` or `_` are raised or lowered, until `|`.
    fn marked(text: &str) -> String {
        let mut words = Words::default();
        for c in text.chars() {
            match c {
                '^' => words.mark(Mark::Raised),
                '_' => words.mark(Mark::Lowered),
                '|' => words.level(),
                c => words.push(c.encode_utf8(&mut [0; 4])),
            }
        }
        words.finish()
    }

    #[test]
    fn what_is_raised_is_kept_apart() {
        for (given, told) in [
            ("5^1|", "5^1"),
            ("5^1| кодекса", "5^1 кодекса"),
            ("5 ^1|.", "5^1."),
            ("5^1|2", "5^{1}2"),
            ("5^12|", "5^12"),
            ("H_2|O", "H_{2}O"),
            ("x^n + 1|", "x^{n + 1}"),
            ("x^y^2||z", "x^{y^2}z"),
            ("a^1|_2|", "a^1_2"),
            ("a^| b", "a b"),
            ("a^^|| b", "a b"),
            ("^1| note", "^1 note"),
        ] {
            assert_eq!(marked(given), told, "{given}");
        }
    }
}
