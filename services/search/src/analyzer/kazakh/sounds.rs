//! Which sounds go together. Owns no ending.

/// Which vowels a word has, by its last one: an ending has the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Vowels {
    Back,
    Front,
    /// None that says it: `и`, `у` and `ю` go with both.
    Either,
}

// === impl Vowels

impl Vowels {
    pub(super) fn of(letters: &[char]) -> Self {
        let vowel = letters.iter().rev().find_map(|c| match c {
            'а' | 'о' | 'ұ' | 'ы' | 'я' => Some(Self::Back),
            'ә' | 'е' | 'ө' | 'ү' | 'і' | 'э' => Some(Self::Front),
            _ => None,
        });
        vowel.unwrap_or(Self::Either)
    }

    pub(super) fn back(self) -> bool {
        self != Self::Front
    }

    pub(super) fn front(self) -> bool {
        self != Self::Back
    }
}

pub(super) fn is_vowel(c: char) -> bool {
    matches!(
        c,
        'а' | 'ә' | 'е' | 'и' | 'о' | 'ө' | 'у' | 'ұ' | 'ү' | 'ы' | 'і' | 'э' | 'ю' | 'я'
    )
}

/// Whether endings after it begin with a voiceless consonant. б, в, г, ғ and д end only borrowed words, or were п, к and қ.
pub(super) fn is_voiceless(c: char) -> bool {
    matches!(
        c,
        'п' | 'ф'
            | 'к'
            | 'қ'
            | 'т'
            | 'с'
            | 'ш'
            | 'щ'
            | 'ч'
            | 'ц'
            | 'х'
            | 'һ'
            | 'б'
            | 'в'
            | 'г'
            | 'ғ'
            | 'д'
            | 'ь'
    )
}

/// Returns what a consonant is at the end of a word.
pub(super) fn hard(c: char) -> char {
    match c {
        'б' => 'п',
        'г' => 'к',
        'ғ' => 'қ',
        c => c,
    }
}
