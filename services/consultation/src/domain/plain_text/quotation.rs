//! Quotations that run over several lines: the new wording that an amending law gives to another act is its text.
//!
//! One begins where a line opens a quotation that it does not close, at its start, after its number or after a colon, and ends in
//! the line that closes one more than it opens. A mark that is missing within a line (`ТОО «АО «Х»`) is left alone.

use super::heading::{self, Look};

/// Follows the quotations of a text from line to line.
#[derive(Debug, Default)]
pub(super) struct Quotations {
    /// The line that opened the present one.
    open: Option<usize>,
}

// === impl Quotations

impl Quotations {
    /// Reads the next line, and returns the line in which the quotation began that it begins within.
    pub(super) fn next(&mut self, number: usize, line: &str) -> Option<usize> {
        let within = self.open;
        let marks = Marks::of(line);
        if within.is_some() && marks.closed {
            self.open = None;
        }
        let opens = marks.unclosed.filter(|at| introduces(&line[..*at]));
        if self.open.is_none() && opens.is_some() {
            self.open = Some(number);
        }
        within
    }

    /// The line that opened a quotation which nothing closed.
    pub(super) fn unclosed(&self) -> Option<usize> {
        self.open
    }
}

/// Whether a quotation of whole lines may follow this beginning of a line.
fn introduces(before: &str) -> bool {
    let before = before.trim_end();
    let number = || matches!(heading::of(before), Look::Heading(h) if h.rest.is_empty());
    before.is_empty() || before.ends_with(':') || number()
}

/// What the quotation marks of one line come to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Marks {
    /// Where the first stands that the line does not close.
    unclosed: Option<usize>,
    /// Whether one is closed that the line did not open.
    closed: bool,
}

impl Marks {
    fn of(line: &str) -> Self {
        let mut marks = Self::default();
        let mut open = Vec::new();
        let mut before = None;
        let mut rest = line.char_indices().peekable();
        while let Some((at, c)) = rest.next() {
            let next = rest.peek().map(|(_, c)| *c);
            match c {
                '«' | '„' => open.push(at),
                '"' | '“' if opens(before, next) => open.push(at),
                '»' | '”' | '"' | '“' if open.pop().is_none() => marks.closed = true,
                _ => {}
            }
            before = Some(c);
        }
        marks.unclosed = open.first().copied();
        marks
    }
}

/// Whether a mark between these, which looks the same on both sides, opens.
fn opens(before: Option<char>, next: Option<char>) -> bool {
    let apart = before.is_none_or(|c| c.is_whitespace() || "([«„“\"–—-".contains(c));
    apart && next.is_some_and(|c| c.is_alphanumeric() || "«„“\"(".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines that begin within a quotation, and whether one is open at the end.
    fn within(text: &str) -> (Vec<usize>, bool) {
        let mut quotations = Quotations::default();
        let lines = (1..).zip(text.lines());
        let within = lines
            .filter_map(|(n, line)| quotations.next(n, line).map(|_| n))
            .collect();
        (within, quotations.unclosed().is_some())
    }

    #[test]
    fn a_quotation_runs_over_lines_until_it_is_closed() {
        for (text, lines) in [
            (
                "изложить:\n«Статья 7. О\n1. Один.\n2. Два.»;\n2) иное",
                vec![3, 4],
            ),
            (
                "изложить: \"Статья 7. О \"Банке\"\n1. Один.\";\nиное",
                vec![2],
            ),
            ("1) “Article 7. On\n1. One.”;\nmore", vec![2]),
            ("„Статья 7.\nОдин“.\nиное", vec![2]),
            (
                "«Статья 7. О ТОО «Х»\nАО «Н «К»;\nконец».\nиное",
                vec![2, 3],
            ),
            ("«Один\nдва»; 2) изложить: «Три\nчетыре».\nиное", vec![2, 3]),
            // In one line, and with a mark that is missing.
            ("«Статья 7. О чём».\nиное", vec![]),
            ("слова «ТОО «Х» заменить\nСтатья 2. О", vec![]),
            ("слова «ТОО \"Х\"» заменить\nСтатья 2. О", vec![]),
            ("it is 5\" wide\nArticle 2. On", vec![]),
        ] {
            assert_eq!(within(text), (lines, false), "{text}");
        }
    }

    #[test]
    fn what_is_never_closed_is_known() {
        assert_eq!(within("«Статья 7.\nодин\nдва"), (vec![2, 3], true));
    }
}
