//! The characters of a text: what of it people see, and what no text may hold.
//!
//! Owns which characters are refused and what each is called. A text is looked at once, on every write: what is common is
//! decided by ranges.

use unicode_normalization::char::is_combining_mark;

/// What a look at a text found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Whether there is anything to see in it.
    pub visible: bool,
    /// Whether a line ends in it by another character than `\n`.
    pub line_ends: bool,
    /// The first character that no text may hold, and its place, counted from 1.
    pub forbidden: Option<(char, usize)>,
}

/// What a character is for a reader.
#[derive(PartialEq, Eq)]
enum Sight {
    Visible,
    /// White space, a mark on another character, or nothing at all.
    Blank,
    LineEnd,
    Forbidden,
}

/// Looks at all characters of a text.
pub fn look(text: &str) -> Look {
    let plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    let mut found = Look::default();
    if text.bytes().all(plain) {
        found.visible = text.bytes().any(|byte| byte > b' ');
        return found;
    }
    // The tag characters up to here are those of a flag.
    let mut flag_ends = 0;
    for (at, (byte, c)) in (1..).zip(text.char_indices()) {
        match sight(c) {
            Sight::Visible => found.visible = true,
            Sight::Blank => {}
            Sight::LineEnd => found.line_ends = true,
            Sight::Forbidden if at <= flag_ends => {}
            Sight::Forbidden => {
                found.forbidden.get_or_insert((c, at));
            }
        }
        if c == FLAG {
            flag_ends = at + tags_of_flag(&text[byte + c.len_utf8()..]);
        }
    }
    found
}

/// Whether there is nothing to see in a text.
pub(crate) fn is_blank(text: &str) -> bool {
    !text.chars().any(|c| sight(c) == Sight::Visible)
}

fn sight(c: char) -> Sight {
    match c {
        // Latin, Greek and Cyrillic letters, without their marks.
        '!'..='~'
        | '\u{a1}'..='\u{ac}'
        | '\u{ae}'..='\u{2ff}'
        | '\u{370}'..='\u{482}'
        | '\u{48a}'..='\u{52f}' => Sight::Visible,
        ' ' | '\n' | '\t' => Sight::Blank,
        c if is_line_end(c) => Sight::LineEnd,
        c if is_forbidden(c) => Sight::Forbidden,
        c if c.is_whitespace() || is_invisible(c) || is_combining_mark(c) => Sight::Blank,
        _ => Sight::Visible,
    }
}

/// Whether a line ends here, by another character than `\n`.
pub(super) fn is_line_end(c: char) -> bool {
    matches!(c, '\u{b}'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_forbidden(c: char) -> bool {
    let bidi = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || bidi || is_tag(c) || is_private(c) || is_noncharacter(c)
}

fn is_tag(c: char) -> bool {
    matches!(c, '\u{e0000}'..='\u{e007f}')
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}')
}

fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe
}

/// Whether a character has no shape of its own: those that Unicode lets a program ignore (`Default_Ignorable_Code_Point`), and a
/// few that are drawn as nothing.
pub fn is_invisible(c: char) -> bool {
    let drawn_as_nothing = matches!(c, '\u{2800}' | '\u{fff9}'..='\u{fffc}' | '\u{1d159}');
    is_ignorable(c) || drawn_as_nothing
}

/// `Default_Ignorable_Code_Point` of Unicode: soft hyphens, joiners, fillers, variation selectors.
pub(super) fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Hyphens, dashes and minus signs, those that only show where a line breaks among them.
pub fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{ad}' | '\u{58a}' | '\u{5be}' | '\u{1400}' | '\u{1806}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{207b}'
                | '\u{208b}'
                | '\u{2212}'
                | '\u{2796}'
                | '\u{2e17}'
                | '\u{2e1a}'
                | '\u{2e3a}'
                | '\u{2e3b}'
                | '\u{301c}'
                | '\u{3030}'
                | '\u{30a0}'
                | '\u{fe31}'
                | '\u{fe32}'
                | '\u{fe58}'
                | '\u{fe63}'
                | '\u{ff0d}'
    )
}

/// The black flag that the flags of parts of a country begin with.
const FLAG: char = '\u{1f3f4}';

/// How many tag characters after a black flag make it that of a part of a country, `gbsct`; 0 if they do not.
fn tags_of_flag(after: &str) -> usize {
    let is_code = |c: &char| matches!(c, '\u{e0030}'..='\u{e0039}' | '\u{e0061}'..='\u{e007a}');
    let code = after.chars().take_while(is_code).count();
    let ended = after.chars().nth(code) == Some('\u{e007f}');
    match code {
        3..=6 if ended => code + 1,
        _ => 0,
    }
}

/// Names a character for people: `U+202E right-to-left override`.
pub fn named(c: char) -> String {
    format!("U+{:04X} {}", u32::from(c), kind(c))
}

fn kind(c: char) -> &'static str {
    match c {
        '\0' => "NUL",
        ' ' => "space",
        '\u{a0}' => "no-break space",
        '\u{ad}' => "soft hyphen",
        '\u{200b}' => "zero width space",
        '\u{200c}' => "zero width non-joiner",
        '\u{200d}' => "zero width joiner",
        '\u{200e}' => "left-to-right mark",
        '\u{200f}' => "right-to-left mark",
        '\u{202a}' => "left-to-right embedding",
        '\u{202b}' => "right-to-left embedding",
        '\u{202c}' => "pop directional formatting",
        '\u{202d}' => "left-to-right override",
        '\u{202e}' => "right-to-left override",
        '\u{2060}' => "word joiner",
        '\u{2066}' => "left-to-right isolate",
        '\u{2067}' => "right-to-left isolate",
        '\u{2068}' => "first strong isolate",
        '\u{2069}' => "pop directional isolate",
        '\u{feff}' => "byte order mark",
        c if is_tag(c) => "tag character",
        c if is_private(c) => "private use character",
        c if is_noncharacter(c) => "noncharacter",
        c if c.is_whitespace() => "white space",
        c if c.is_control() => "control character",
        c if is_invisible(c) => "invisible character",
        c if is_dash(c) => "dash",
        c if c.is_numeric() => "digit other than 0 to 9",
        _ => "character",
    }
}
