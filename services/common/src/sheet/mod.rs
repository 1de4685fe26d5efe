//! Rows as spreadsheets take them: what stands in a cell, and what must not.
//!
//! `flat` makes a resource a row, `csv` writes rows as text. Workbooks are written where the library for them is; what a cell of
//! theirs holds is said here. Owns no file.

pub mod csv;
pub mod flat;

/// The most rows of a sheet of a workbook.
pub const ROWS: u32 = 1_048_576;
/// The most characters of a cell of a workbook, counted as UTF-16 does, and what stands at the end of a text that was cut.
const CHARACTERS: usize = 32_767;
const CUT: &str = "… (cut)";

/// What stands in a column of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Nothing,
    /// A text.
    Text(String),
    /// Written with digits; it may have more of them than a computer's number.
    Number(String),
    /// Yes or no.
    Truth(bool),
}

/// The text as a cell of a workbook holds it: one that is too long is cut, and says so.
pub fn fitting(text: String) -> String {
    let mut room = CHARACTERS;
    // No text is longer in UTF-16 than in UTF-8.
    if text.len() <= room || text.encode_utf16().count() <= room {
        return text;
    }
    room -= CUT.encode_utf16().count();
    let kept = text.chars().take_while(|character| {
        let fits = character.len_utf16() <= room;
        room = room.saturating_sub(character.len_utf16());
        fits
    });
    kept.collect::<String>() + CUT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_too_long_for_a_cell_is_cut_where_a_character_ends() {
        assert_eq!(fitting("ә".repeat(CHARACTERS)), "ә".repeat(CHARACTERS));
        let cut = fitting("𝒜".repeat(CHARACTERS));
        assert!(cut.ends_with(CUT) && cut.encode_utf16().count() <= CHARACTERS);
        assert!(cut.encode_utf16().count() > CHARACTERS - 2);
    }
}
