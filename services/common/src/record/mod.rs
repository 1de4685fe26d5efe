//! The public record: every accepted write is a leaf of a Merkle tree, in one order, under a signed checkpoint.
//!
//! `entry` is the form of a leaf, `tree` the mathematics, `edge` the growing side of the tree, `stored` what of it is in the
//! database; `note` the checkpoints and their signatures, `proof` the receipts, `policy` whom a verifier believes and `verify` what
//! it then sees; `slots` which part of a resource is committed to where; `key` and `state` the two files of a log, `keys` the
//! entries of its keys and how one takes over from another. `signer` signs what was committed, `log` answers those who ask.
//! `shown` is what anybody may see of an entry, `resources` what the contract says of it, `api` the RPCs that show it, `tiles` the
//! same over plain HTTP. `check` reads it all again.

pub mod api;
pub mod check;
pub mod edge;
pub mod entry;
pub mod key;
pub mod keys;
mod log;
pub mod note;
pub mod policy;
pub mod proof;
pub mod resources;
pub mod shown;
mod signer;
pub mod slots;
pub mod state;
pub mod stored;
mod tiles;
pub mod tree;
pub mod verify;

pub use log::{Files, Log, Published, signed};

use crate::Error;

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
