//! What is the same word for who searches: one form of composition, lower case, ё as е, and letters that only look like others.
//! Owns no language.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::words::{self, invisible, is_apostrophe};

/// A word is cut after so many characters: no language here has longer ones, but a text may hold anything.
const LONGEST: usize = 64;

/// Latin letters that stand in Cyrillic words, because a keyboard lacked the right one or nobody saw the difference.
const ALIKE: &[(char, char)] = &[
    ('a', 'а'),
    ('c', 'с'),
    ('e', 'е'),
    ('h', 'һ'),
    ('i', 'і'),
    ('k', 'к'),
    ('o', 'о'),
    ('p', 'р'),
    ('x', 'х'),
    ('y', 'у'),
    ('ə', 'ә'),
    ('ɵ', 'ө'),
];

/// Which letters a word has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Letters {
    /// Only a to z, and apostrophes.
    Latin,
    /// Only Cyrillic ones that Russian has too.
    Cyrillic,
    /// Cyrillic ones, some of which Russian lacks and Kazakh has.
    Kazakh,
    /// Digits, letters of several scripts or of any other.
    Other,
}

/// Writes the word as it is compared, and returns which letters it has.
pub(super) fn fold(word: &str, folded: &mut String) -> Letters {
    folded.clear();
    if word.chars().all(is_composed) || is_nfc_quick(word.chars()) == IsNormalized::Yes {
        lower(word.chars(), folded);
    } else {
        lower(word.chars().nfc(), folded);
    }
    match letters(folded) {
        Letters::Other if folded.contains(is_cyrillic) => {
            *folded = folded.chars().map(alike).collect();
            letters(folded)
        }
        letters => letters,
    }
}

/// How a word begins when it is folded, if its first letter tells: as it is alone, and as it is among Cyrillic letters.
pub(super) fn initials(word: &str) -> Option<[char; 2]> {
    let mut characters = word.chars();
    let first = characters.next()?;
    // A mark that follows may become part of it.
    if !is_composed(first) || characters.next().is_some_and(|c| !is_composed(c)) {
        return None;
    }
    let mut lower = first.to_lowercase();
    let (first, None) = (lower.next()?, lower.next()) else {
        return None;
    };
    let first = compared(first);
    Some([first, alike(first)])
}

fn lower(characters: impl Iterator<Item = char>, folded: &mut String) {
    let mut length = 0;
    let mut push = |c| {
        if length < LONGEST {
            length += 1;
            folded.push(compared(c));
        }
    };
    for c in characters.filter(|c| !invisible(*c)) {
        match c {
            // Most letters are these, and need no table.
            'а'..='я' | 'a'..='z' => push(c),
            c => c.to_lowercase().for_each(&mut push),
        }
    }
}

/// What a small letter is compared as.
fn compared(c: char) -> char {
    match c {
        'ё' => 'е',
        c if is_apostrophe(c) => '\'',
        c => c,
    }
}

/// Whether it is composed for sure: letters and digits of ASCII, and Cyrillic ones.
fn is_composed(c: char) -> bool {
    c.is_ascii() || words::is_cyrillic_letter(c)
}

fn alike(c: char) -> char {
    let found = ALIKE.iter().find(|(latin, _)| *latin == c);
    found.map_or(c, |(_, cyrillic)| *cyrillic)
}

fn letters(folded: &str) -> Letters {
    let latin = |c: char| c.is_ascii_lowercase() || c == '\'';
    if folded.chars().all(latin) {
        Letters::Latin
    } else if !folded.chars().all(is_cyrillic) {
        Letters::Other
    } else if folded.contains(is_kazakh) {
        Letters::Kazakh
    } else {
        Letters::Cyrillic
    }
}

fn is_cyrillic(c: char) -> bool {
    matches!(c, 'а'..='ӿ')
}

fn is_kazakh(c: char) -> bool {
    matches!(c, 'ә' | 'ғ' | 'қ' | 'ң' | 'ө' | 'ұ' | 'ү' | 'һ' | 'і')
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, Letters, fold, initials};

    #[test]
    fn words_are_folded() {
        for (word, expected, letters) in [
            ("ЁЛКА", "елка", Letters::Cyrillic),
            ("Заң", "заң", Letters::Kazakh),
            ("бiлiм", "білім", Letters::Kazakh),
            ("Кoдекс", "кодекс", Letters::Cyrillic),
            ("И\u{306}од", "йод", Letters::Cyrillic),
            ("за\u{ad}кон", "закон", Letters::Cyrillic),
            ("Citizen\u{2019}s", "citizen's", Letters::Latin),
            ("2024", "2024", Letters::Other),
            ("5G", "5g", Letters::Other),
            ("法律", "法律", Letters::Other),
            ("Größe", "größe", Letters::Other),
        ] {
            let mut folded = String::new();
            assert_eq!(fold(word, &mut folded), letters, "{word}");
            assert_eq!(folded, expected);
            let first = folded.chars().next().expect("a letter");
            assert!(initials(word).is_none_or(|all| all.contains(&first)));
        }
        assert_eq!(initials("Ёлка"), Some(['е', 'е']));
        assert_eq!(initials("Cот"), Some(['c', 'с']));
        assert_eq!(initials("и\u{306}од"), None);
    }

    #[test]
    fn a_word_has_an_end() {
        let mut folded = String::new();
        fold(&"法".repeat(10_000), &mut folded);
        assert_eq!(folded.chars().count(), LONGEST);
    }
}
