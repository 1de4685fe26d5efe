//! Which texts are equal or nearly so: the arithmetic of campaigns. Pure, and of numbers and letters only.
//!
//! A text is read as folded words (`words`). Texts of the same words are one; of the different ones, those sent most often come
//! first, and each joins the first kept text, its *core*, with which it shares half of its pairs of neighbouring words or more
//! (`shingles`), or else becomes one that is kept. Candidates are found by `minhash`, and every one is measured exactly, so chance
//! decides what is missed and never what is put together. A text is measured against a core alone, never against another that
//! joined it: a chain of small steps, or a text half of one and half of another, brings no two groups together.
//!
//! The outcome is a function of the texts and their order: no clock, no dice, no history.

pub(crate) mod diff;
mod grouping;
mod minhash;
mod shingles;
mod words;

pub use grouping::{Census, Grouping, MOST_CORES};
pub use shingles::{Text, WHOLE};

/// A text belongs to a core with which it shares at least so many thousandths of their pairs of words.
pub const THRESHOLD: u16 = 500;

#[cfg(test)]
mod tests;
