//! What single characters of a number are, in any script, and how they are written in ASCII.
//!
//! ASCII letters and digits stand for themselves. A Cyrillic letter is `cyr_` and its Latin spelling, with a capital for a
//! capital: `cyr_b`, `cyr_Sh`; any other character is `u_` and its code point in hexadecimal: `u_5d0`. Each stands for one letter and is
//! set off by `_`, which no printed number brings along: so two different letters never have one spelling.

use common::text::is_invisible;

/// The Cyrillic letters of Kazakh, Russian and their neighbours, each before its own spelling.
const CYRILLIC: &str = "аa әae бb вv гg ғgh ґgg дd еe єie ёyo жzh зz иi іii їyi йj кk қq лl мm нn ңng \
                        оo өoe пp рr сs тt уu ұuu үue ўw фf хx һh цc чch шsh щshch ъhard ыy ьsoft эeh юyu яya";

/// The zeros of the decimal digits of all scripts, as of Unicode 16; nine more follow each.
const ZEROS: [u32; 76] = [
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66,
    0xde6, 0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90,
    0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
    0x104a0, 0x10d30, 0x10d40, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0,
    0x11650, 0x116c0, 0x116d0, 0x116da, 0x11730, 0x118e0, 0x11950, 0x11bf0, 0x11c50, 0x11d50,
    0x11da0, 0x11f50, 0x16130, 0x16a60, 0x16ac0, 0x16b50, 0x16d70, 0x1ccf0, 0x1d7ce, 0x1d7d8,
    0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e5f1, 0x1e950, 0x1fbf0,
];

/// The value of a decimal digit of any script, as an ASCII digit.
pub(super) fn digit(c: char) -> Option<u8> {
    let code = u32::from(c);
    let zero = ZEROS[..ZEROS.partition_point(|zero| *zero <= code)].last()?;
    u8::try_from(code - zero)
        .ok()
        .filter(|value| *value < 10)
        .map(|value| b'0' + value)
}

/// The value of a raised or lowered digit: `¹`, `₁`.
pub(super) fn small_digit(c: char) -> Option<u8> {
    let value = match c {
        '¹' => 1,
        '²' => 2,
        '³' => 3,
        '⁰' | '⁴'..='⁹' => u32::from(c) - 0x2070,
        '₀'..='₉' => u32::from(c) - 0x2080,
        _ => return None,
    };
    u8::try_from(value).ok().map(|value| b'0' + value)
}

/// What nobody sees in a number, and the small letters of ordinals: `5º`.
pub(super) fn is_unseen(c: char) -> bool {
    is_invisible(c) && c != '\u{ad}' || matches!(c, 'º' | 'ª' | '°')
}

/// Whether it is a letter, a digit or a mark on one.
pub(super) fn is_part(c: char) -> bool {
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}

/// Roman numerals, and the Cyrillic letters that look like them.
pub(super) fn is_roman(c: char) -> bool {
    "IVXLCDMІХСМ".contains(c)
}

/// Writes a character, one of the wide forms and of the Roman numerals as the letters that they are made of.
pub(super) fn widen(c: char, to: &mut String) {
    const ROMAN: [&str; 16] = [
        "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "L", "C", "D",
        "M",
    ];
    let code = u32::from(c);
    let roman = |zero: u32| ROMAN[(code - zero) as usize];
    match code {
        0xff01..=0xff5e => to.extend(char::from_u32(code - 0xfee0)),
        0x2160..=0x216f => to.push_str(roman(0x2160)),
        0x2170..=0x217f => to.push_str(&roman(0x2170).to_ascii_lowercase()),
        _ => to.push(c),
    }
}

/// A part of a number in ASCII.
pub(super) fn ascii(part: &str) -> String {
    let mut ascii = String::new();
    let mut plain = false;
    for c in part.chars() {
        if !(ascii.is_empty() || plain && c.is_ascii()) {
            ascii.push('_');
        }
        plain = c.is_ascii();
        match spelling(c) {
            _ if plain => ascii.push(c),
            Some(spelling) => ascii += &["cyr_", &spelling].concat(),
            None => {
                let code = format!("u_{:x}", u32::from(c));
                ascii += &code;
            }
        }
    }
    ascii
}

fn spelling(c: char) -> Option<String> {
    let of = |letter: char| {
        CYRILLIC
            .split(' ')
            .find_map(|pair| pair.strip_prefix(letter))
    };
    if let Some(small) = of(c) {
        return Some(small.to_owned());
    }
    let mut lower = c.to_lowercase();
    let (letter, None) = (lower.next()?, lower.next()) else {
        return None;
    };
    let (first, rest) = of(letter)?.split_at(1);
    Some(first.to_ascii_uppercase() + rest)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_letters_have_one_spelling() {
        let every = (0..=0x10_ffff)
            .filter_map(char::from_u32)
            .filter(|c| is_part(*c));
        let mut seen = HashSet::new();
        for c in every {
            let written = ascii(&c.to_string());
            assert!(
                written
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'_'),
                "{c}"
            );
            assert!(seen.insert(written), "{c}");
        }
        for [one, other] in [
            ["шч", "щ"],
            ["бa", "ба"],
            ["б1", "бi"],
            ["yб", "ыб"],
            ["5б", "б5"],
        ] {
            assert_ne!(ascii(one), ascii(other));
        }
        assert_eq!(
            ["б", "Ш", "12а", "א"].map(ascii),
            ["cyr_b", "cyr_Sh", "12_cyr_a", "u_5d0"]
        );
    }

    #[test]
    fn digits_are_known_in_every_script() {
        assert!(ZEROS.is_sorted());
        for (c, value) in [
            ('7', b'7'),
            ('٣', b'3'),
            ('۹', b'9'),
            ('५', b'5'),
            ('０', b'0'),
            ('𝟗', b'9'),
        ] {
            assert_eq!(digit(c), Some(value), "{c}");
        }
        for c in ['a', '½', '①', '/', ':', '\u{66a}'] {
            assert_eq!(digit(c), None, "{c}");
        }
        // What this standard library knows as a digit of ten in a row is in the table.
        let number =
            |code: u32| char::from_u32(code).is_some_and(|c| c.is_numeric() && !c.is_alphabetic());
        for zero in ZEROS {
            assert!((zero..zero + 10).all(number), "{zero:x}");
        }
    }
}
