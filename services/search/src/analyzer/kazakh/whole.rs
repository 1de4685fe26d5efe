//! Frequent words that end as if they had an ending.

/// They, in order.
const WHOLE: &[&str] = &[
    "адам",
    "жауын",
    "заман",
    "мекен",
    "орын",
    "сауда",
    "қазақстан",
    "ғалам",
];

/// Whether nothing is taken off a word any more.
pub(super) fn is_whole(letters: &[char]) -> bool {
    let same = |whole: &&str| whole.chars().eq(letters.iter().copied());
    WHOLE.iter().any(|whole| same(&whole))
}
