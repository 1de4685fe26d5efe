//! The public record: every accepted write is a leaf of a Merkle tree, in one order, under a signed checkpoint.
//!
//! The mathematics are in the crate `tlog`; what of it is in the database is `store::leaves`. Here: `key` and `last_signed` the two
//! files of a log, `files` where they are, `others` what other replicas signed; `keys` the entries of its keys, `rotation` how one
//! takes over from another, `recovery` how a log goes on whose database lost something, `origin` under which name. `opening` opens a
//! log, `signer` signs what was committed, `published` is what was signed, `log` answers those who ask. `shown` is what anybody may
//! see of an entry, `resources` what the contract says of it, `slots` which part of a resource is committed to where. `check` reads
//! it all again, `measure` says how far it is.

pub mod check;
mod files;
pub mod key;
pub mod keys;
pub mod last_signed;
mod log;
mod measure;
mod opening;
pub mod origin;
mod others;
mod published;
pub mod recovery;
pub mod resources;
pub mod rotation;
pub mod shown;
mod signer;
pub mod slots;

pub use files::{Files, signed};
pub use log::Log;
pub use opening::signed_before;
pub use published::Published;
