//! CSV as RFC 4180 has it, in UTF-8 and marked so, since spreadsheets believe nothing else.

use std::io::{self, Write};

use super::Cell;

/// What a spreadsheet would take for the beginning of a formula, or skip before one; the wide forms too.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// What a file in UTF-8 begins with.
pub const MARK: char = '\u{feff}';

/// Writes a row.
pub fn row(to: &mut impl Write, cells: impl Iterator<Item = Cell>) -> io::Result<()> {
    let cells: Vec<String> = cells.map(written).collect();
    write!(to, "{}\r\n", cells.join(","))
}

fn written(cell: Cell) -> String {
    match cell {
        Cell::Nothing => String::new(),
        Cell::Truth(truth) => truth.to_string(),
        Cell::Number(digits) => digits,
        Cell::Text(text) => quoted(&harmless(&text)),
    }
}

/// Returns a text that no spreadsheet takes for a formula, nor a part of it: where the comma is for decimals, cells end at a `;`.
fn harmless(text: &str) -> String {
    let mut harmless = String::with_capacity(text.len());
    let mut begins = true;
    for sign in text.chars() {
        if begins && FORMULA.contains(&sign) && (harmless.is_empty() || !sign.is_control()) {
            harmless.push('\'');
        }
        begins = matches!(sign, ';' | '\t' | '\r' | '\n');
        harmless.push(sign);
    }
    harmless
}

fn quoted(text: &str) -> String {
    match text.contains(['"', ',', ';', '\r', '\n']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(cells: impl IntoIterator<Item = Cell>) -> String {
        let mut line = Vec::new();
        row(&mut line, cells.into_iter()).expect("memory");
        String::from_utf8(line).expect("UTF-8")
    }

    #[test]
    fn a_row_is_that_of_the_rfc() {
        let text = |text: &str| Cell::Text(text.to_owned());
        let cells = [
            text("plain"),
            text("with, comma"),
            text("with \"quotes\""),
            text("two\r\nlines"),
            Cell::Nothing,
            Cell::Number("-5".to_owned()),
            Cell::Truth(true),
        ];
        let expected =
            "plain,\"with, comma\",\"with \"\"quotes\"\"\",\"two\r\nlines\",,-5,true\r\n";
        assert_eq!(line(cells), expected);
    }

    #[test]
    fn no_text_begins_like_a_formula() {
        for text in [
            "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1",
        ] {
            let written = line([Cell::Text(text.to_owned())]);
            let first = written.trim_start_matches('"').chars().next();
            assert_eq!(first, Some('\''), "{text:?}: {written:?}");
        }
        // A comma in it brings quotes around, and the sign stays inside.
        assert_eq!(line([Cell::Text("=A1,2".to_owned())]), "\"'=A1,2\"\r\n");
        assert_eq!(line([Cell::Text("a=1".to_owned())]), "a=1\r\n");
        // Nor does what is a cell of its own where cells end at a semicolon, or a line.
        for (text, written) in [
            ("Help;=A1", "\"Help;'=A1\"\r\n"),
            ("a\n=1", "\"a\n'=1\"\r\n"),
        ] {
            assert_eq!(line([Cell::Text(text.to_owned())]), written);
        }
    }
}
