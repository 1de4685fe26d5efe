//! Numbers that registers give: one number is written in one way only.

use super::characters::{is_dash, is_invisible, named};

/// What is wrong with a number of a register: a blank, a character that cannot be seen, a digit or a dash of another kind than
/// the keyboard's makes two of what is one.
pub fn number_fault(number: &str) -> Option<String> {
    fault(number, |_| false)
}

/// The same of a number as it is printed, which may have a space between its parts: `№ 77-z`.
pub fn printed_number_fault(number: &str) -> Option<String> {
    let part = |byte: Option<&u8>| byte.is_some_and(|byte| *byte != b' ');
    let bytes = number.as_bytes();
    fault(number, |at| {
        bytes[at] == b' ' && part(bytes.get(at.wrapping_sub(1))) && part(bytes.get(at + 1))
    })
}

/// The first character, not among those that `may` stand where they do, that makes two of one number.
fn fault(number: &str, may: impl Fn(usize) -> bool) -> Option<String> {
    let (at, c) = (1..)
        .zip(number.char_indices())
        .find(|(_, (byte, c))| !c.is_ascii_graphic() && is_ambiguous(*c) && !may(*byte))
        .map(|(at, (_, c))| (at, c))?;
    let c = match c {
        c if is_dash(c) && !is_invisible(c) => format!("write - for {}", named(c)),
        c if c.is_numeric() || is_wide(c) => {
            format!("write plain letters and digits for {}", named(c))
        }
        c => format!("remove {}", named(c)),
    };
    Some(format!("{c} at character {at}"))
}

fn is_ambiguous(c: char) -> bool {
    let blank = c.is_whitespace() || c.is_control() || is_invisible(c);
    blank || c.is_numeric() || is_dash(c) || is_wide(c)
}

/// Latin letters and signs in the width of Chinese ones.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{ff01}'..='\u{ff5e}')
}
