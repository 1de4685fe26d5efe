//! What a leaf says of a part that can be erased: a commitment under a secret salt. Without the salt nobody can even guess at the
//! part.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::tree::Hash;

const COMMIT: &[u8; 17] = b"consult-commit/v2";

/// The secret of a commitment.
pub type Salt = [u8; 32];

/// A part of what a leaf commits to, that can be erased by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot(pub u8);

impl Slot {
    /// The resource as it was written, without who wrote it.
    pub const BODY: Self = Self(1);
    /// The part of it that says who somebody is, as everybody sees it. Only where there is one.
    pub const IDENTITY: Self = Self(2);
    /// Who called: the subject, which only the caller is shown.
    pub const CALLER: Self = Self(3);

    /// Returns what the commitment says that it commits to.
    pub fn label(self) -> &'static str {
        match self.0 {
            1 => "body",
            2 => "identity",
            3 => "caller",
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
