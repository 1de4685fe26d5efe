//! The endings, and when one fits. Owns no order of them.

use super::sounds::{Vowels, is_voiceless, is_vowel};

/// What must stand before an ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    Anything,
    /// A vowel.
    Vowel,
    /// A consonant; `у` and `и` count as both.
    Consonant,
    /// The ending of the third person's possession: `ы`, `і`.
    Third,
    /// `м`, `н` or `ң`.
    Nasal,
}

/// An ending. In its form, big letters stand for sounds that follow the word: `A` а or е, `Y` ы or і, `K` қ or к, `F` ғ or г; at the
/// beginning `D` д or т, `L` л, д or т, `N` н, д or т, `G` ғ, г, қ or к, `M` м, б or п.
pub(super) struct Ending {
    form: &'static str,
    after: After,
    /// At least so many letters must be left.
    least: usize,
}

/// All endings: of nouns their number, possession and case, of verbs tense and person, and those that make a noun of a verb.
pub(super) const ENDINGS: &[Ending] = &[
    // Number.
    any("LAр"),
    // Possession.
    one("Y", After::Consonant, 3),
    one("сY", After::Vowel, 2),
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
    one("сYн", After::Vowel, 2),
    one("YнA", After::Consonant, 2),
    one("сYнA", After::Vowel, 2),
    one("YмA", After::Consonant, 2),
    one("YңA", After::Consonant, 2),
    one("YнYң", After::Consonant, 2),
    one("YндA", After::Consonant, 2),
    one("YнAн", After::Consonant, 2),
    one("YндAFY", After::Consonant, 2),
    one("сYнYң", After::Vowel, 2),
    one("сYндA", After::Vowel, 2),
    one("сYнAн", After::Vowel, 2),
    one("сYндAFY", After::Vowel, 2),
    one("н", After::Third, 4),
    one("нA", After::Third, 3),
    one("ндA", After::Third, 3),
    one("нAн", After::Third, 3),
    one("ндAFY", After::Third, 3),
    // Case.
    any("NYң"),
    any("GA"),
    any("NY"),
    any("DA"),
    any("DAн"),
    one("нAн", After::Nasal, 2),
    any("Mен"),
    any("Mенен"),
    any("DAFY"),
    any("Nікі"),
    one("GY", After::Consonant, 4),
    // The past.
    any("DY"),
    any("DYм"),
    any("DYң"),
    any("DYK"),
    any("DYңYз"),
    any("DYңдAр"),
    any("DYңYздAр"),
    any("GAн"),
    any("GAнмYн"),
    any("GAнсYң"),
    any("GAнбYз"),
    // The present.
    one("AдY", After::Consonant, 2),
    one("AмYн", After::Consonant, 2),
    one("AмYз", After::Consonant, 2),
    one("AсYң", After::Consonant, 2),
    one("AсYз", After::Consonant, 2),
    one("AсYңдAр", After::Consonant, 2),
    one("AсYздAр", After::Consonant, 2),
    one("йдY", After::Vowel, 2),
    one("ймYн", After::Vowel, 2),
    one("ймYз", After::Vowel, 2),
    one("йсYң", After::Vowel, 2),
    one("йсYз", After::Vowel, 2),
    one("йсYңдAр", After::Vowel, 2),
    one("йсYздAр", After::Vowel, 2),
    // Wishes, commands, conditions.
    one("AйYн", After::Consonant, 2),
    one("AйYK", After::Consonant, 2),
    one("йYн", After::Vowel, 3),
    one("йYK", After::Vowel, 3),
    any("сYн"),
    one("YңдAр", After::Consonant, 3),
    one("YңYздAр", After::Consonant, 2),
    one("ңYздAр", After::Vowel, 2),
    any("сA"),
    any("сAм"),
    any("сAң"),
    any("сAK"),
    any("сAңYз"),
    // What is between verb and noun.
    one("Yп", After::Consonant, 3),
    one("п", After::Vowel, 4),
    one("AтYн", After::Consonant, 2),
    one("йтYн", After::Vowel, 2),
    one("у", After::Anything, 3),
    // The negation of all these.
    any("MAй"),
    any("MAс"),
    any("MAу"),
    any("MAйдY"),
    any("MAйтYн"),
    any("MAFAн"),
    any("MAдY"),
    any("MAсA"),
    any("MAсYн"),
];

/// An ending of three letters leaves two or more, a shorter one three.
const fn any(form: &'static str) -> Ending {
    // Cyrillic letters have two bytes, those that stand for sounds one.
    let least = if form.len() <= 2 { 3 } else { 2 };
    one(form, After::Anything, least)
}

const fn one(form: &'static str, after: After, least: usize) -> Ending {
    Ending { form, after, least }
}

// === impl After, Ending

impl After {
    fn stands(self, last: char) -> bool {
        match self {
            Self::Anything => true,
            Self::Vowel => is_vowel(last),
            Self::Consonant => !is_vowel(last) || matches!(last, 'у' | 'и'),
            Self::Third => matches!(last, 'ы' | 'і'),
            Self::Nasal => matches!(last, 'м' | 'н' | 'ң'),
        }
    }
}

impl Ending {
    /// Returns how many letters it has.
    pub(super) fn length(&self) -> usize {
        self.form.chars().count()
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
        let enough = left >= self.least || self.length() >= 2 && self.is_short(stem);
        if !enough || !self.after.stands(*last) || !stem.iter().any(|c| is_vowel(*c)) {
            return false;
        }
        let vowels = Vowels::of(stem);
        let mut pairs = self.form.chars().zip(ending).enumerate();
        pairs.all(|(place, (sign, c))| match sign {
            'A' => is_of(*c, 'а', 'е', vowels),
            'Y' => is_of(*c, 'ы', 'і', vowels),
            'K' => is_of(*c, 'қ', 'к', vowels),
            'F' => is_of(*c, 'ғ', 'г', vowels),
            'D' | 'L' | 'N' | 'G' | 'M' => place == 0 && assimilates(sign, *c, *last, vowels),
            literal => *c == literal,
        })
    }

    /// Takes it off a word that it fits.
    pub(super) fn take_off(&self, word: &mut Vec<char>) {
        word.truncate(word.len() - self.length());
    }

    /// Whether a stem of two letters is one that words have: a vowel and a consonant (`ал`, `үй`).
    fn is_short(&self, stem: &[char]) -> bool {
        matches!(stem, [vowel, consonant] if is_vowel(*vowel) && !is_vowel(*consonant))
    }
}

/// Whether it is the one after back vowels or the other after front ones.
fn is_of(c: char, back: char, front: char, vowels: Vowels) -> bool {
    c == back && vowels.back() || c == front && vowels.front()
}

/// Whether a consonant that begins an ending goes with the last letter before it.
fn assimilates(sign: char, c: char, last: char, vowels: Vowels) -> bool {
    if is_voiceless(last) {
        return match sign {
            'G' => is_of(c, 'қ', 'к', vowels),
            'M' => c == 'п',
            _ => c == 'т',
        };
    }
    match sign {
        'D' => c == 'д',
        'L' if is_vowel(last) || matches!(last, 'р' | 'й') => c == 'л',
        'N' if is_vowel(last) => c == 'н',
        'N' if matches!(last, 'м' | 'н' | 'ң') => matches!(c, 'н' | 'д'),
        'L' | 'N' => c == 'д',
        'M' if matches!(last, 'з' | 'ж') => c == 'б',
        'M' => c == 'м',
        _ => is_of(c, 'ғ', 'г', vowels),
    }
}
