//! A text as the set of its pairs of neighbouring words, and how much two of them share.

use std::{
    cmp::Ordering,
    hash::{DefaultHasher, Hasher},
};

use super::words::folded;

/// Words of a shingle.
const WIDTH: usize = 2;

/// A text of fewer words is near to none but those of the same words: one word more or less may turn it into its contrary.
const SHORT: usize = 20;

/// Two texts of the same words share all: so many thousandths.
pub const WHOLE: u16 = 1000;

/// What of a text is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Equal for texts of the same words, and for no others. `None`: it has no words.
    pub fingerprint: Option<u128>,
    /// Its shingles as numbers, in order, each once. Empty where it is short.
    pub shingles: Vec<u64>,
}

impl Text {
    /// What is compared of this text.
    pub fn of(text: &str) -> Self {
        let folded = folded(text);
        if folded.is_empty() {
            return Self {
                fingerprint: None,
                shingles: Vec::new(),
            };
        }
        Self {
            fingerprint: Some(fingerprint(&folded)),
            shingles: shingles(&folded),
        }
    }
}

/// Two keyed halves, so that nobody makes two texts with one. It is kept in memory only, so another release may compute another.
fn fingerprint(folded: &str) -> u128 {
    let half = |key: u8| {
        let mut hasher = DefaultHasher::new();
        hasher.write_u8(key);
        hasher.write(folded.as_bytes());
        u128::from(hasher.finish())
    };
    half(1) << 64 | half(2)
}

fn shingles(folded: &str) -> Vec<u64> {
    let words: Vec<u64> = folded.split(' ').map(number).collect();
    if words.len() < SHORT {
        return Vec::new();
    }
    let pairs = words.windows(WIDTH);
    let mut shingles: Vec<u64> = pairs
        .map(|pair| pair.iter().fold(0, |all, word| mix(all ^ word)))
        .collect();
    shingles.sort_unstable();
    shingles.dedup();
    shingles
}

/// A word as a number (FNV-1a).
fn number(word: &str) -> u64 {
    let step = |n: u64, byte: u8| (n ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    word.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}

/// Spreads a number over all bits (the finish of splitmix64).
pub(super) fn mix(n: u64) -> u64 {
    let mut n = n.wrapping_add(0x9E37_79B9_7F4A_7C15);
    n = (n ^ (n >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    n = (n ^ (n >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    n ^ (n >> 31)
}

/// How many thousandths of the shingles of either two texts share, rounded down (Jaccard). 0 where one is short.
pub(super) fn shared(one: &[u64], other: &[u64]) -> u16 {
    let (mut i, mut j, mut both) = (0, 0, 0_u64);
    while let (Some(a), Some(b)) = (one.get(i), other.get(j)) {
        match a.cmp(b) {
            Ordering::Less => i += 1,
            Ordering::Greater => j += 1,
            Ordering::Equal => {
                both += 1;
                i += 1;
                j += 1;
            }
        }
    }
    let either = (one.len() + other.len()) as u64 - both;
    u16::try_from(both * u64::from(WHOLE) / either.max(1)).unwrap_or(WHOLE)
}
