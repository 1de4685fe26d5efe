//! Invented words of three languages, of which the common ones come more often, as Zipf found: no list of real ones is as long.

use std::collections::HashSet;

use crate::bench::dice::Dice;

/// So many words there are.
const WORDS: usize = 200_000;
/// Bytes of a text: at least, and how many more.
const SHORTEST: usize = 380;
const SPAN: u64 = 440;
/// Which words are looked for: one in so many, growing.
const STEP: usize = 13;

/// Consonants, vowels, the letter that a word ends with, endings.
type Sounds = (&'static str, &'static str, char, &'static [&'static str]);

const LANGUAGES: [(&str, Sounds); 3] = [
    (
        "ru",
        (
            "бвгджзклмнпрстфхцчш",
            "аеиоуыяю",
            'н',
            &[
                "ами",
                "ов",
                "ах",
                "ого",
                "ому",
                "ая",
                "ения",
                "ать",
                "ности",
                "ские",
                "ы",
                "ем",
            ],
        ),
    ),
    (
        "kk",
        (
            "бғқджзклмнңрст",
            "аәеіөұүы",
            'қ',
            &[
                "лар",
                "лардың",
                "дан",
                "ға",
                "ның",
                "мен",
                "да",
                "тың",
                "ымыз",
            ],
        ),
    ),
    (
        "en",
        (
            "bcdfglmnprstv",
            "aeiou",
            'n',
            &["s", "ed", "ing", "ly", "ment"],
        ),
    ),
];

/// The words of the three languages, the common ones first.
#[derive(Clone, Debug)]
pub(super) struct Vocabulary {
    words: Vec<Vec<String>>,
}

// === impl Vocabulary

impl Vocabulary {
    pub(super) fn new() -> Self {
        let mut dice = Dice::new(42);
        let each = WORDS / LANGUAGES.len();
        let words = LANGUAGES
            .iter()
            .map(|(_, sounds)| invent(&mut dice, sounds, each));
        Self {
            words: words.collect(),
        }
    }

    /// A text and the code of its language.
    pub(super) fn text(&self, dice: &mut Dice) -> (String, &'static str) {
        // Of ten texts six are Russian, three Kazakh.
        let language = match dice.below(10) {
            0..6 => 0,
            6..9 => 1,
            _ => 2,
        };
        let (code, (.., endings)) = LANGUAGES[language];
        let length = SHORTEST + usize::try_from(dice.below(SPAN)).unwrap_or(0);
        let mut text = String::with_capacity(length + 40);
        while text.len() < length {
            if !text.is_empty() {
                text.push_str(if dice.below(12) == 0 { ", " } else { " " });
            }
            text.push_str(zipf(dice, &self.words[language]));
            if dice.below(2) == 0 {
                let ending = usize::try_from(dice.below(endings.len() as u64));
                text.push_str(endings[ending.unwrap_or(0)]);
            }
        }
        (text, code)
    }

    /// Words of all sorts of frequency.
    pub(super) fn candidates(&self) -> impl Iterator<Item = &str> {
        self.words.iter().flat_map(|words| {
            let mut places = Vec::new();
            let mut place = 0;
            while place < words.len() / 10 {
                places.push(place);
                place += 1 + place / STEP;
            }
            places.into_iter().map(|place| words[place].as_str())
        })
    }
}

/// Different words.
fn invent(dice: &mut Dice, (consonants, vowels, last, _): &Sounds, count: usize) -> Vec<String> {
    let letters: [Vec<char>; 2] = [consonants, vowels].map(|letters| letters.chars().collect());
    let mut one = |letters: &[char]| {
        let at = usize::try_from(dice.below(letters.len() as u64));
        letters[at.unwrap_or(0)]
    };
    let (mut known, mut words) = (HashSet::new(), Vec::with_capacity(count));
    while words.len() < count {
        // Common words are short.
        let syllables = match words.len() {
            0..1_000 => 2,
            1_000..20_000 => 3,
            _ => 4,
        };
        let mut word: String = (0..syllables)
            .flat_map(|_| [one(&letters[0]), one(&letters[1])])
            .collect();
        word.push(*last);
        if known.insert(word.clone()) {
            words.push(word);
        }
    }
    words
}

/// One of the words, the first ones more often.
fn zipf<'w>(dice: &mut Dice, words: &'w [String]) -> &'w str {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a small number"
    )]
    let place = {
        let share = (dice.next() >> 11) as f64 / (1_u64 << 53) as f64;
        (share * ((words.len() + 1) as f64).ln()).exp() as usize
    };
    &words[place.saturating_sub(1).min(words.len() - 1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_of_three_languages_and_the_first_words_are_common() {
        let words = Vocabulary::new();
        let mut dice = Dice::new(1);
        let texts: Vec<_> = (0..1_000).map(|_| words.text(&mut dice)).collect();
        for (language, at) in [("ru", 0), ("kk", 1), ("en", 2)] {
            let of: Vec<_> = texts.iter().filter(|(_, code)| *code == language).collect();
            assert!(of.len() > 50, "{language}: {}", of.len());
            let first = &words.words[at][0];
            let having = of.iter().filter(|(text, _)| text.contains(first)).count();
            assert!(having * 2 > of.len(), "{first}: {having} of {}", of.len());
        }
        assert!(words.candidates().count() > 200);
    }
}
