//! The log as mathematics: what a leaf is, the tree over leaves, proofs, checkpoints, receipts, and whom a verifier believes.
//!
//! `entry` is the form of a leaf, `tree` the Merkle tree, `frontier` its growing side; `key` makes keys, `note` checkpoints and their signatures,
//! `proof` receipts, `policy` whom a verifier believes and `verify` what it then sees. Owns no store, no file, no clock and no
//! network, so that a verifier needs nothing else.

pub mod entry;
pub mod frontier;
pub mod key;
pub mod note;
pub mod policy;
pub mod proof;
pub mod tree;
pub mod verify;

use error::Error;

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// The record in the database is not what it was when it was signed.
#[derive(Debug)]
pub struct Damage(String);

impl Damage {
    /// As an error of ours.
    pub fn of(text: impl Into<String>) -> Error {
        Error::internal(Self(text.into()))
    }

    /// Whether that is what is wrong.
    pub fn is(error: &Error) -> bool {
        std::error::Error::source(error).is_some_and(<dyn std::error::Error>::is::<Self>)
    }
}

impl std::fmt::Display for Damage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the record is damaged: {}", self.0)
    }
}

impl std::error::Error for Damage {}
