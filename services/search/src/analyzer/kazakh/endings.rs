//! The endings, and when one fits. Owns no order of them.

use std::{cmp::Reverse, sync::LazyLock};

use super::sounds::{Vowels, is_voiceless, is_vowel};

/// What must stand before an ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    Anything,
    /// A vowel.
    Vowel,
    /// A vowel after which possession begins with `с`. Words in `ы` and `і` are few but those in `шы` and `ші`; before it stands rather the end of one
    /// in `с`.
    Open,
    /// A consonant; `у` and `и` count as both.
    Consonant,
    /// The ending of the third person's possession: `ы`, `і`.
    Third,
    /// `м`, `н` or `ң`.
    Nasal,
    /// The stem of a verb.
    Verb,
}

/// An ending, as it is written down. In its form, big letters stand for sounds that follow the word: `A` а or е, `Y` ы or і, `K` қ or к, `F` ғ or г; at the
/// beginning `D` д or т, `L` л, д or т, `N` н, д or т, `G` ғ, г, қ or к, `M` м, б or п.
struct Written {
    form: &'static str,
    after: After,
    /// At least so many letters must be left.
    least: usize,
}

/// An ending, ready to be compared.
#[derive(Clone)]
pub(super) struct Ending {
    signs: Vec<char>,
    after: After,
    least: usize,
}

/// The endings by the last byte of the letters that they may end with. Cyrillic letters differ in it.
static BY_LAST: LazyLock<Vec<Vec<Ending>>> = LazyLock::new(|| {
    let mut by_last: Vec<Vec<Ending>> = (0..=u8::MAX).map(|_| Vec::new()).collect();
    for ending in ENDINGS.iter().flat_map(Written::endings) {
        let last = ending.signs.last().map_or(&[][..], |last| letters(last));
        for letter in last {
            by_last[low(*letter)].push(ending.clone());
        }
    }
    for endings in &mut by_last {
        endings.sort_by_key(|ending| Reverse(ending.length()));
    }
    by_last
});

/// All endings: of nouns their number, possession and case, of verbs tense and person, and those that make a noun of a verb.
const ENDINGS: &[Written] = &[
    // Number.
    any("LAр"),
    // Possession.
    one("Y", After::Consonant, 3),
    one("сY", After::Open, 3),
    one("Yм", After::Consonant, 3),
    one("м", After::Vowel, 5),
    one("Yң", After::Consonant, 3),
    one("ң", After::Vowel, 5),
    one("YмYз", After::Consonant, 2),
    one("мYз", After::Vowel, 2),
    one("YңYз", After::Consonant, 2),
    one("ңYз", After::Vowel, 2),
    // Possession with a case.
    one("Yн", After::Consonant, 3),
    one("сYн", After::Open, 3),
    one("YнA", After::Consonant, 2),
    one("сYнA", After::Open, 3),
    one("YмA", After::Consonant, 2),
    one("YңA", After::Consonant, 2),
    one("YнYң", After::Consonant, 2),
    one("YндA", After::Consonant, 2),
    one("YнAн", After::Consonant, 2),
    one("YндAFY", After::Consonant, 2),
    one("сYнYң", After::Open, 3),
    one("сYндA", After::Open, 3),
    one("сYнAн", After::Open, 3),
    one("сYндAFY", After::Open, 3),
    one("н", After::Third, 4),
    one("нA", After::Third, 3),
    one("ндA", After::Third, 3),
    one("нAн", After::Third, 3),
    one("ндAFY", After::Third, 3),
    // Case.
    any("NYң"),
    one("GA", After::Anything, 3),
    one("NY", After::Anything, 3),
    one("DA", After::Anything, 3),
    any("DAн"),
    one("нAн", After::Nasal, 2),
    any("Mен"),
    any("Mенен"),
    any("DAFY"),
    any("Nікі"),
    one("GY", After::Consonant, 4),
    // The past.
    verb("DY"),
    verb("DYм"),
    verb("DYң"),
    verb("DYK"),
    verb("DYңYз"),
    verb("DYңдAр"),
    verb("DYңYздAр"),
    verb("GAн"),
    verb("GAнмYн"),
    verb("GAнсYң"),
    verb("GAнбYз"),
    // The present.
    verb("йдY"),
    verb("ймYн"),
    verb("ймYз"),
    verb("йсYң"),
    verb("йсYз"),
    verb("йсYңдAр"),
    verb("йсYздAр"),
    verb("AдY"),
    verb("AмYн"),
    verb("AмYз"),
    verb("AсYң"),
    verb("AсYз"),
    verb("AсYңдAр"),
    verb("AсYздAр"),
    // The same of verbs in й: `жою`, `жояды`, `жойып`.
    one("ю", After::Vowel, 2),
    one("йYп", After::Vowel, 2),
    one("ядY", After::Vowel, 2),
    one("ямYн", After::Vowel, 2),
    one("ямYз", After::Vowel, 2),
    one("ясYң", After::Vowel, 2),
    one("ясYз", After::Vowel, 2),
    one("ятYн", After::Vowel, 2),
    // Wishes, commands, conditions.
    verb("йYн"),
    verb("йYK"),
    one("сYн", After::Consonant, 3),
    verb("YңдAр"),
    verb("YңYздAр"),
    verb("ңYздAр"),
    verb("сA"),
    verb("сAм"),
    verb("сAң"),
    verb("сAK"),
    verb("сAңYз"),
    // What is between verb and noun.
    verb("Yп"),
    verb("п"),
    verb("AтYн"),
    verb("йтYн"),
    verb("у"),
    // The negation of all these.
    verb("MAй"),
    verb("MAс"),
    verb("MAу"),
    verb("MAйдY"),
    verb("MAйтYн"),
    verb("MAFAн"),
    verb("MAдY"),
    verb("MAсA"),
    verb("MAсYн"),
];

const fn any(form: &'static str) -> Written {
    one(form, After::Anything, 2)
}

/// An ending of a verb: after a consonant, and after the vowel of a stem in а or е, which goes with it: nobody can tell `қара-ды` from `бар-ады`.
const fn verb(form: &'static str) -> Written {
    one(form, After::Verb, 3)
}

const fn one(form: &'static str, after: After, least: usize) -> Written {
    Written { form, after, least }
}

/// Returns the endings that a word may have, by its last letter, the longest first.
pub(super) fn endings(word: &[char]) -> &'static [Ending] {
    word.last().map_or(&[], |last| &BY_LAST[low(*last)])
}

/// Returns the last byte of a letter.
fn low(letter: char) -> usize {
    letter as usize & 0xff
}

/// Returns the letters that a sign may be.
fn letters(sign: &char) -> &[char] {
    match sign {
        'A' => &['а', 'е'],
        'Y' => &['ы', 'і'],
        'K' => &['қ', 'к'],
        'F' => &['ғ', 'г'],
        'D' => &['д', 'т'],
        'L' => &['л', 'д', 'т'],
        'N' => &['н', 'д', 'т'],
        'G' => &['ғ', 'г', 'қ', 'к'],
        'M' => &['м', 'б', 'п'],
        literal => std::slice::from_ref(literal),
    }
}

// === impl Written, After, Ending

impl Written {
    /// Returns the ending; and of a verb's one more, with the vowel that it takes along.
    fn endings(&self) -> Vec<Ending> {
        let plain = Ending {
            signs: self.form.chars().collect(),
            after: self.after,
            least: self.least,
        };
        if self.after != After::Verb {
            return vec![plain];
        }
        if self.form.starts_with(['A', 'Y']) {
            let after = After::Consonant;
            return vec![Ending { after, ..plain }];
        }
        let voiced = |sign| match sign {
            'D' => 'д',
            'G' => 'F',
            'M' => 'м',
            sign => sign,
        };
        let (first, rest) = plain.signs.split_at(1);
        let signs = ['A']
            .into_iter()
            .chain(first.iter().map(|sign| voiced(*sign)));
        let taken = Ending {
            signs: signs.chain(rest.iter().copied()).collect(),
            after: After::Consonant,
            least: self.least,
        };
        if self.form == "п" {
            vec![taken]
        } else {
            vec![plain, taken]
        }
    }
}

impl After {
    fn stands(self, stem: &[char], last: char) -> bool {
        match self {
            Self::Anything | Self::Verb => true,
            Self::Vowel => is_vowel(last),
            Self::Open => match last {
                'ы' | 'і' => matches!(stem, [.., 'ш', _]),
                'у' => false,
                last => is_vowel(last),
            },
            Self::Consonant => !is_vowel(last) || matches!(last, 'у' | 'и'),
            Self::Third => matches!(last, 'ы' | 'і'),
            Self::Nasal => matches!(last, 'м' | 'н' | 'ң'),
        }
    }
}

impl Ending {
    /// Returns how many letters it has.
    pub(super) fn length(&self) -> usize {
        self.signs.len()
    }

    /// Whether a word may end with it.
    pub(super) fn fits(&self, word: &[char]) -> bool {
        let Some(left) = word.len().checked_sub(self.length()) else {
            return false;
        };
        let (stem, ending) = word.split_at(left);
        let Some(last) = stem.last() else {
            return false;
        };
        let mut pairs = self.signs.iter().zip(ending);
        if !pairs
            .clone()
            .rev()
            .all(|(sign, c)| letters(sign).contains(c))
        {
            return false;
        }
        let enough = left >= self.least || is_short(stem);
        if !enough || !self.after.stands(stem, *last) || !stem.iter().any(|c| is_vowel(*c)) {
            return false;
        }
        let vowels = Vowels::of(stem);
        let begins = pairs
            .next()
            .is_some_and(|(sign, c)| assimilates(*sign, *c, *last, vowels));
        begins && pairs.all(|(sign, c)| follows(*sign, *c, vowels))
    }

    /// Takes it off a word that it fits.
    pub(super) fn take_off(&self, word: &mut Vec<char>) {
        word.truncate(word.len() - self.length());
    }
}

/// Whether a stem of two letters is one that words have: a vowel and a consonant (`ал`, `үй`).
fn is_short(stem: &[char]) -> bool {
    matches!(stem, [vowel, consonant] if is_vowel(*vowel) && !is_vowel(*consonant))
}

/// Whether a letter of an ending goes with the vowels before it.
fn follows(sign: char, c: char, vowels: Vowels) -> bool {
    match sign {
        'A' => is_of(c, 'а', 'е', vowels),
        'Y' => is_of(c, 'ы', 'і', vowels),
        'K' => is_of(c, 'қ', 'к', vowels),
        'F' => is_of(c, 'ғ', 'г', vowels),
        literal => c == literal,
    }
}

/// Whether it is the one after back vowels or the other after front ones.
fn is_of(c: char, back: char, front: char, vowels: Vowels) -> bool {
    c == back && vowels.back() || c == front && vowels.front()
}

/// Whether the letter that begins an ending goes with the last one before it.
fn assimilates(sign: char, c: char, last: char, vowels: Vowels) -> bool {
    if !matches!(sign, 'D' | 'L' | 'N' | 'G' | 'M') {
        return follows(sign, c, vowels);
    }
    if is_voiceless(last) {
        return match sign {
            'G' => is_of(c, 'қ', 'к', vowels),
            'M' => c == 'п',
            _ => c == 'т',
        };
    }
    match sign {
        'G' => is_of(c, 'ғ', 'г', vowels),
        'L' if is_vowel(last) || matches!(last, 'р' | 'й') => c == 'л',
        'N' if is_vowel(last) => c == 'н',
        'N' if matches!(last, 'м' | 'н' | 'ң') => matches!(c, 'н' | 'д'),
        'M' if matches!(last, 'з' | 'ж') => c == 'б',
        'M' => c == 'м',
        _ => c == 'д',
    }
}
