//! Numbers that registers give: one number is written in one way only.

use super::characters::{is_ignorable, named};

/// What is wrong with a number of a register: a blank, a character that cannot be seen, a digit or a dash of another kind than
/// the keyboard's makes two of what is one.
pub fn number_fault(number: &str) -> Option<String> {
    let (at, c) = (1..)
        .zip(number.chars())
        .find(|(_, c)| !c.is_ascii_graphic() && is_ambiguous(*c))?;
    let c = match c {
        c if is_dash(c) => format!("write - for {}", named(c)),
        c if c.is_numeric() || is_wide(c) => {
            format!("write plain letters and digits for {}", named(c))
        }
        c => format!("remove {}", named(c)),
    };
    Some(format!("{c} at character {at}"))
}

fn is_ambiguous(c: char) -> bool {
    let blank = c.is_whitespace() || c.is_control() || is_ignorable(c) || c == '\u{2800}';
    blank || c.is_numeric() || is_dash(c) || is_wide(c)
}

fn is_dash(c: char) -> bool {
    matches!(
        c,
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}'
    )
}

/// Latin letters and signs in the width of Chinese ones.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{ff01}'..='\u{ff5e}')
}
