//! A comparative table as a workbook, written row by row into a folder that goes with it: what is in memory is one row.

use std::fs;

use common::{
    Error,
    sheet::{ROWS, fitting},
};
use kenes_proto::types::ErrorReason as Reason;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use tempfile::TempDir;

use crate::domain::comparative_table::Row;

/// How wide the columns are, in characters.
const WIDTHS: [f64; 6] = [6.0, 28.0, 45.0, 45.0, 40.0, 40.0];
/// The most bytes of text: what is written of them takes room on the disk.
const LARGEST: usize = 1 << 30;
const PAPER_A4: u8 = 9;
/// How high a line is, and a row at most, in points: a row that has no height is shown as one line by some programs.
const LINE: f64 = 15.0;
const HIGHEST: f64 = 409.0;
/// The most characters of a title above a page: a header holds 255, and `&` is written twice.
const TITLE: usize = 100;

/// A workbook.
pub(super) struct Book {
    folder: TempDir,
    workbook: Workbook,
    names: [&'static str; 6],
    title: String,
    head: Format,
    body: Format,
    /// The next row of the last sheet.
    next: u32,
    bytes: usize,
}

impl Book {
    /// A workbook with its header.
    pub(super) fn begin(title: &str, names: [&'static str; 6], time: i64) -> Result<Self, Error> {
        let folder = tempfile::tempdir().map_err(Error::internal)?;
        let mut workbook = Workbook::new();
        workbook.set_tempdir(folder.path()).map_err(failed)?;
        // The same table has the same bytes, whenever it is written.
        let made = ExcelDateTime::from_timestamp(time.div_euclid(1_000_000)).map_err(failed)?;
        let properties = DocProperties::new().set_title(title);
        workbook.set_properties(&properties.set_creation_datetime(&made));
        let plain = Format::new().set_text_wrap().set_border(FormatBorder::Thin);
        let mut book = Self {
            folder,
            workbook,
            names,
            title: title.chars().take(TITLE).collect(),
            head: plain
                .clone()
                .set_bold()
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(0xDF_E7_EF),
            body: plain.set_align(FormatAlign::Top),
            next: 0,
            bytes: 0,
        };
        book.sheet().map_err(failed)?;
        Ok(book)
    }

    /// Begins a sheet.
    fn sheet(&mut self) -> Result<(), XlsxError> {
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_repeat_rows(0, 0)?;
        sheet.set_landscape().set_paper_size(PAPER_A4);
        sheet.set_print_fit_to_pages(1, 0);
        sheet.set_header(format!("&L{}", self.title.replace('&', "&&")));
        sheet.set_footer("&R&P / &N");
        for (column, width) in (0..).zip(WIDTHS) {
            sheet.set_column_width(column, width)?;
        }
        for (column, name) in (0..).zip(self.names) {
            sheet.write_string_with_format(0, column, name, &self.head)?;
        }
        self.next = 1;
        Ok(())
    }

    /// Writes rows. Every text is a text: it is never a formula, whatever it begins with.
    pub(super) fn write(&mut self, rows: Vec<Row>) -> Result<(), Error> {
        for row in rows {
            self.bytes += row.iter().map(String::len).sum::<usize>();
            if self.bytes > LARGEST {
                let text = "a workbook holds at most 1 GiB of text: take CSV or HTML";
                let error = Error::oversize(Reason::AnswerTooLarge, text);
                return Err(error.with("limit_bytes", LARGEST.to_string()));
            }
            if self.next == ROWS {
                self.sheet().map_err(failed)?;
            }
            let last = self.workbook.worksheets().len() - 1;
            let sheet = self.workbook.worksheet_from_index(last).map_err(failed)?;
            put(sheet, self.next, row, &self.body).map_err(failed)?;
            self.next += 1;
        }
        Ok(())
    }

    /// The finished file, and the folder that it lies in.
    pub(super) fn save(mut self) -> Result<(TempDir, fs::File), Error> {
        let path = self.folder.path().join("table.xlsx");
        self.workbook.save(&path).map_err(failed)?;
        let file = fs::File::open(path).map_err(Error::internal)?;
        Ok((self.folder, file))
    }
}

fn put(sheet: &mut Worksheet, at: u32, row: Row, format: &Format) -> Result<(), XlsxError> {
    sheet.set_row_height(at, height(&row))?;
    for (column, text) in (0..).zip(row) {
        match text.parse::<u32>() {
            Ok(number) if column == 0 => {
                sheet.write_number_with_format(at, column, number, format)?
            }
            _ => sheet.write_string_with_format(at, column, fitting(text), format)?,
        };
    }
    Ok(())
}

/// How high a row is so that each text is seen whole: its lines as they wrap in columns of these widths. A capital is wider.
fn height(row: &Row) -> f64 {
    let wrapped = |(text, width): (&String, f64)| -> f64 {
        let line = |line: &str| {
            let wide: f64 = line
                .chars()
                .map(|letter| if letter.is_uppercase() { 1.35 } else { 1.05 })
                .sum();
            (wide / width).ceil().max(1.0)
        };
        text.lines().map(line).sum()
    };
    let lines = row.iter().zip(WIDTHS).map(wrapped).fold(1.0, f64::max);
    (lines * LINE).min(HIGHEST)
}

fn failed(error: XlsxError) -> Error {
    Error::internal(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str) -> Row {
        let mut row = Row::default();
        row[4] = text.to_owned();
        row
    }

    #[test]
    fn a_row_is_as_high_as_its_longest_text() {
        let heights = [
            ("", LINE),
            ("one line", LINE),
            ("a line\nand another", 2.0 * LINE),
        ];
        for (text, expected) in heights {
            assert!((height(&row(text)) - expected).abs() < 0.1, "{text}");
        }
        let long = "Twenty days are enough only if the text is published whole. ".repeat(4);
        assert!(height(&row(&long)) >= 6.0 * LINE);
        assert!(height(&row(&long.to_uppercase())) > height(&row(&long)));
        let book = long.repeat(100);
        assert!((height(&row(&book)) - HIGHEST).abs() < 0.1);
    }
}
