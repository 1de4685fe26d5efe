//! The stems of Kazakh words, by our own rules: endings are taken off from the right, the longest first, for as long as one fits.
//!
//! An ending fits if its vowels go with the last vowel of what is left (`sounds`), its first consonant with the last letter, and if enough is
//! left. Afterwards a final б, г, ғ is п, к, қ again (`кітабы`, `кітап`), and a vowel that an ending has pushed out stands again (`халқы`,
//! `халық`). Endings of nouns, of verbs and those between are taken off (`endings`); what makes another word of a word (-лық, -шы, the voices
//! of verbs) is not. A verb meets its infinitive.
//!
//! Some words only look as if they had an ending: the frequent ones are listed (`whole`).
//!
//! Measured on 2026-11-29: of 4,097 forms of 135 words 7.4 % do not meet the stem of their word, most of them `-амыз` of nouns in а (it is taken for
//! a verb's) and mistakes of the list itself; of 23,674 words 4.8 % share their stem with another that does not begin as they do (the
//! verb of a noun, mostly). The list: Debian's hunspell-kk 1.1-3 unpacked, of its words without an ending 90 nouns and 45 verbs by chance,
//! each with the affixes its flags say, third person and cases joined, without forms against the harmony of vowels. 2 us a word.

mod endings;
mod sounds;
mod whole;

use std::borrow::Cow;

use endings::{Ending, endings};
use sounds::{Vowels, hard, is_vowel};

/// A word has no more endings than this.
const MOST: usize = 6;

/// Returns the stem of a folded word.
pub(super) fn stem(word: &str) -> Cow<'_, str> {
    let mut letters: Vec<char> = word.chars().collect();
    for _ in 0..MOST {
        if whole::is_whole(&letters) {
            break;
        }
        let Some(ending) = ending(&letters) else {
            break;
        };
        ending.take_off(&mut letters);
        restore(&mut letters);
    }
    restore(&mut letters);
    let stem: String = letters.into_iter().collect();
    if stem == word {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(stem)
    }
}

/// Returns the ending to take off: one that leaves a whole word, or the longest.
fn ending(letters: &[char]) -> Option<&'static Ending> {
    let mut fitting = endings(letters)
        .iter()
        .filter(|ending| ending.fits(letters))
        .peekable();
    let longest = fitting.peek().copied();
    let whole = fitting.find(|ending| {
        let mut left = letters.to_vec();
        ending.take_off(&mut left);
        restore(&mut left);
        whole::is_whole(&left)
    });
    whole.or(longest)
}

/// Makes the end of a stem what it is without an ending.
fn restore(letters: &mut Vec<char>) {
    let Some(last) = letters.last_mut() else {
        return;
    };
    *last = hard(*last);
    let [.., before, first, last] = letters[..] else {
        return;
    };
    let pushed_out = match first {
        'р' | 'л' | 'й' => matches!(last, 'қ' | 'к' | 'н' | 'п'),
        'у' => is_vowel(before) && matches!(last, 'қ' | 'к' | 'н' | 'п' | 'с' | 'з' | 'л' | 'р'),
        _ => false,
    };
    if pushed_out {
        let vowel = if Vowels::of(letters) == Vowels::Front {
            'і'
        } else {
            'ы'
        };
        letters.insert(letters.len() - 1, vowel);
    }
}

#[cfg(test)]
mod tests;
