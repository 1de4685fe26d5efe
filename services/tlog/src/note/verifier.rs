//! Keys that verify notes, and what each is for: a log signs the text itself; a witness signs it with the time at which it saw it
//! (tlog-cosignature v1).

use std::{fmt, str::FromStr};

use aws_lc_rs::signature::{ED25519, ParsedPublicKey};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use sha2::{Digest, Sha256};

use crate::hex;

/// What a key is for, which is a part of the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// A log's: it signs the text.
    Log,
    /// A witness's: it signs the text and when it saw it.
    Witness,
}

/// A key that verifies notes, written `name+hex(key id)+base64(type, key)`.
#[derive(Clone, PartialEq, Eq)]
pub struct Verifier {
    pub(super) name: String,
    pub(super) id: [u8; 4],
    r#use: Use,
    public: [u8; 32],
}

impl Verifier {
    /// The key of this name.
    pub(super) fn new(name: &str, r#use: Use, public: [u8; 32]) -> Self {
        let hash = Sha256::new_with_prefix(name)
            .chain_update([b'\n', r#use.number()])
            .chain_update(public)
            .finalize();
        Self {
            name: name.to_owned(),
            id: [hash[0], hash[1], hash[2], hash[3]],
            r#use,
            public,
        }
    }

    /// Returns when the signature says the text was signed, if it is a signature of it.
    pub(super) fn check(&self, text: &str, signature: &[u8]) -> Option<u64> {
        let key = ParsedPublicKey::new(&ED25519, self.public).ok()?;
        match self.r#use {
            Use::Log => key.verify_sig(text.as_bytes(), signature).ok().map(|()| 0),
            Use::Witness => {
                let (seconds, signature) = signature.split_first_chunk()?;
                let seconds = u64::from_be_bytes(*seconds);
                key.verify_sig(cosigned(text, seconds).as_bytes(), signature)
                    .ok()
                    .map(|()| seconds)
            }
        }
    }

    /// Returns the name of the key, which for a log is its origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the id of the key, eight hexadecimal digits.
    pub fn id(&self) -> String {
        hex(&self.id)
    }

    /// Returns what it is for.
    pub fn r#use(&self) -> Use {
        self.r#use
    }

    /// Returns whether it is the same key, perhaps under another name.
    pub fn is_same_key(&self, other: &Self) -> bool {
        self.public == other.public
    }
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = [&[self.r#use.number()], self.public.as_slice()].concat();
        write!(f, "{}+{}+{}", self.name, self.id(), BASE64.encode(key))
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Verifier({self})")
    }
}

impl FromStr for Verifier {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.trim().splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err("a verifier key is written name+id+key");
        };
        let key = BASE64.decode(key).map_err(|_| "the key is not base64")?;
        let r#use = match key.first() {
            Some(1) => Use::Log,
            Some(4) => Use::Witness,
            _ => return Err("the key is not Ed25519, the only kind that is known here"),
        };
        let public = key[1..]
            .try_into()
            .map_err(|_| "an Ed25519 key has 32 bytes")?;
        let verifier = Self::new(name, r#use, public);
        match fit(name) && verifier.id() == id {
            true => Ok(verifier),
            false => Err("the key id does not belong to this name and key"),
        }
    }
}

impl Use {
    /// Returns the type byte of such a key.
    fn number(self) -> u8 {
        match self {
            Self::Log => 1,
            Self::Witness => 4,
        }
    }
}

/// Returns what a witness signs.
pub(super) fn cosigned(text: &str, seconds: u64) -> String {
    format!("cosignature/v1\ntime {seconds}\n{text}")
}

/// Returns whether a key may have this name: not empty, without spaces and plus signs.
pub(super) fn fit(name: &str) -> bool {
    !name.is_empty()
        && !name
            .chars()
            .any(|c| c.is_whitespace() || c == '+' || c.is_control())
}
