//! A workbook with a sheet a list, written row by row: what is in memory is one row.

use std::{io, path::Path};

use common::sheet::{
    Cell, ROWS, fitting,
    flat::{Column, columns},
};
use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use super::{
    lists::List,
    pages::{Pages, Trouble},
};

/// The most characters of the name of a sheet.
const NAME: usize = 31;
/// The largest whole number that a cell holds exactly, 2^53.
const EXACT: i64 = 1 << 53;

/// Writes all lists.
pub(super) fn write(pages: &Pages<'_>, lists: &[List], out: &Path) -> Result<(), Trouble> {
    let mut workbook = Workbook::new();
    workbook.set_tempdir(pages.folder.path())?;
    for list in lists {
        let mut sheets = Sheets::new(&list.name, columns(&list.message), ROWS);
        sheets.begin(&mut workbook)?;
        pages.each(list, |record| {
            let cells = sheets
                .columns
                .iter()
                .map(|column| column.cell(&record.message));
            let cells = cells.collect::<Vec<_>>();
            Ok(sheets.row(&mut workbook, cells)?)
        })?;
    }
    Ok(workbook.save(out)?)
}

impl From<XlsxError> for Trouble {
    fn from(error: XlsxError) -> Self {
        Self::File(match error {
            XlsxError::IoError(error) => error,
            other => io::Error::other(other),
        })
    }
}

/// The sheets of a list: one, and further ones where it is longer than a sheet can be.
struct Sheets<'l> {
    list: &'l str,
    columns: Vec<Column>,
    /// The most rows of each.
    rows: u32,
    /// How many there are.
    count: u32,
    /// The next row of the last one.
    next: u32,
}

// === impl Sheets

impl<'l> Sheets<'l> {
    fn new(list: &'l str, columns: Vec<Column>, rows: u32) -> Self {
        Self {
            list,
            columns,
            rows,
            count: 0,
            next: 0,
        }
    }

    /// Begins a sheet, with a header that stays in sight.
    fn begin(&mut self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        self.count += 1;
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(name(self.list, self.count))?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, number) in self.columns.iter().zip(0..) {
            sheet.write_string(0, number, &column.name)?;
        }
        self.next = 1;
        Ok(())
    }

    fn row(&mut self, workbook: &mut Workbook, cells: Vec<Cell>) -> Result<(), XlsxError> {
        if self.next == self.rows {
            self.begin(workbook)?;
        }
        let last = workbook.worksheets().len() - 1;
        let sheet = workbook.worksheet_from_index(last)?;
        for (cell, number) in cells.into_iter().zip(0..) {
            put(sheet, self.next, number, cell)?;
        }
        self.next += 1;
        Ok(())
    }
}

/// The name of the sheet of a list, or of one of several.
fn name(list: &str, number: u32) -> String {
    let after = match number {
        1 => String::new(),
        n => format!(" {n}"),
    };
    let room = NAME - after.len();
    list.chars().take(room).collect::<String>() + &after
}

/// A text is always a text: it is never a formula, whatever it begins with.
fn put(sheet: &mut Worksheet, row: u32, column: u16, cell: Cell) -> Result<(), XlsxError> {
    match cell {
        Cell::Nothing => return Ok(()),
        Cell::Truth(truth) => sheet.write_boolean(row, column, truth)?,
        Cell::Number(digits) => match number(&digits) {
            Some(number) => sheet.write_number(row, column, number)?,
            None => sheet.write_string(row, column, digits)?,
        },
        Cell::Text(text) => sheet.write_string(row, column, fitting(text))?,
    };
    Ok(())
}

/// Returns a number that a cell holds as it is.
fn number(digits: &str) -> Option<f64> {
    let whole = digits.split('.').next()?.parse::<i64>().ok()?;
    // Two decimals take seven bits of what is exact.
    let most = if digits.contains('.') {
        EXACT >> 7
    } else {
        EXACT
    };
    (-most..=most)
        .contains(&whole)
        .then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use kenes_proto::registry::Post;
    use prost_reflect::ReflectMessage;

    use super::*;

    #[test]
    fn a_list_longer_than_a_sheet_goes_on_in_further_ones() {
        let mut workbook = Workbook::new();
        let mut sheets = Sheets::new("posts", columns(&Post::default().descriptor()), 3);
        sheets.begin(&mut workbook).expect("a sheet");
        for n in 0..5 {
            let cells = vec![Cell::Text(format!("posts/{n}")), Cell::Number("1".into())];
            sheets.row(&mut workbook, cells).expect("a row");
        }
        let names: Vec<String> = workbook.worksheets().iter().map(Worksheet::name).collect();
        assert_eq!(names, ["posts", "posts 2", "posts 3"]);
        assert!(
            workbook
                .save_to_buffer()
                .expect("a workbook")
                .starts_with(b"PK")
        );
    }

    #[test]
    fn a_sheet_has_a_name_that_fits() {
        let long = "consultation-consultationProposals";
        assert_eq!(name(long, 1), "consultation-consultationPropos");
        assert_eq!(name(long, 12), "consultation-consultationPro 12");
    }

    #[test]
    fn a_number_that_a_cell_would_round_is_a_text() {
        assert_eq!(number("350"), Some(350.0));
        assert_eq!(number("9007199254740993"), None);
        assert_eq!(number("59700000.50"), Some(59_700_000.5));
        assert_eq!(number("90071992547409.93"), None);
    }
}
