//! What a leaf says of a part that can be erased: a commitment under a secret salt. Without the salt nobody can even guess at the
//! part.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::tree::Hash;

const COMMIT: &[u8; 17] = b"consult-commit/v1";

/// The secret of a commitment.
pub type Salt = [u8; 32];

/// A part of what a leaf commits to, that can be erased by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot(pub u8);

impl Slot {
    /// The resource as it was written, without who wrote it.
    pub const BODY: Self = Self(1);
    /// Who wrote it.
    pub const IDENTITY: Self = Self(2);

    /// Returns what the commitment says that it commits to.
    pub fn label(self) -> &'static str {
        match self.0 {
            1 => "body",
            2 => "identity",
            3 => "attachments",
            4 => "registry",
            5 => "note",
            _ => "",
        }
    }
}

/// Returns the commitment to exactly these bytes.
pub fn commit(salt: &Salt, slot: Slot, bytes: &[u8]) -> Hash {
    let hmac = Hmac::<Sha256>::new_from_slice(salt).expect("a key may have any length");
    let parts = [
        COMMIT.as_slice(),
        &[0],
        slot.label().as_bytes(),
        &[0],
        bytes,
    ];
    let hmac = parts.into_iter().fold(hmac, Mac::chain_update);
    hmac.finalize().into_bytes().into()
}

/// Returns the bytes that the identity slot commits to: who called, and the part of the resource that says who it is.
pub fn identity(actor: &str, part: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(2 + actor.len() + part.len());
    bytes.extend(u16::try_from(actor.len()).unwrap_or(u16::MAX).to_be_bytes());
    bytes.extend(actor.as_bytes());
    bytes.extend(part);
    bytes
}
