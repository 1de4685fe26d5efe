//! The log as mathematics: what a leaf is, the tree over leaves, proofs, checkpoints, receipts, and whom a verifier believes.
//!
//! `entry` is the form of a leaf, `tree` the Merkle tree, `frontier` its growing side; `key` makes keys, `note` checkpoints and
//! their signatures, `proof` receipts, `policy` whom a verifier believes and `verify` what it then sees. Owns no store, no file, no
//! clock and no network, so that a verifier needs nothing else.

mod damage;
pub mod entry;
pub mod frontier;
mod hex;
pub mod key;
pub mod note;
pub mod policy;
pub mod proof;
pub mod tree;
pub mod verify;

pub use damage::Damage;
pub use hex::hex;
