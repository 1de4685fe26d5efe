//! Signed notes (C2SP signed-note v1.0.0) and the checkpoints in them (tlog-checkpoint v1.0.0), with Ed25519.
//!
//! Owns the texts and their signatures, not where keys are kept. A note is a text, an empty line, and a line a signature:
//! `— <key name> <base64 of key id and signature>`. Signatures of unknown keys are ignored, a wrong one of a known key is not.

mod checkpoint;
mod malformed;
mod signer;
mod verifier;

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};

use crate::hex;
use malformed::line_of;
use verifier::fit;

pub use checkpoint::Checkpoint;
pub use malformed::{Malformed, decimal, no_controls};
pub use signer::{Signer, origin};
pub use verifier::{Use, Verifier};

/// How the line of a signature begins.
const DASH: &str = "\u{2014} ";
/// A note must be readable with at least 16 signatures; more than this are refused unread.
const MAX_SIGNATURES: usize = 64;
/// A checkpoint is a few hundred bytes; a longer text is no checkpoint.
const MAX_NOTE: usize = 64 * 1024;

/// Why a note is not believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It does not have the form of a signed note, or its text not that of a checkpoint.
    Malformed(Malformed),
    /// No signature is of the key asked for.
    UnknownKey,
    /// A signature claims to be of the key asked for, and is not.
    WrongSignature,
    /// The checkpoint is of another log.
    WrongOrigin(String),
}

/// A note that was read and not yet believed.
#[derive(Clone, Debug)]
pub struct Note<'a> {
    text: &'a str,
    signatures: Vec<Signature<'a>>,
}

#[derive(Clone, Debug)]
struct Signature<'a> {
    name: &'a str,
    id: [u8; 4],
    bytes: Vec<u8>,
}

// === impl Note

impl<'a> Note<'a> {
    /// The text of a note and its signatures.
    pub fn parse(note: &'a str) -> Result<Self, Malformed> {
        if note.len() > MAX_NOTE {
            return Err(Malformed::at(1, "a note is not that long"));
        }
        no_controls(note)?;
        let at = note.rfind("\n\n").ok_or_else(|| {
            Malformed::at(line_of(note, note.len()), "there are no signatures below")
        })?;
        let (text, lines) = (&note[..=at], &note[at + 2..]);
        let first = line_of(note, at) + 2;
        if !lines.ends_with('\n') {
            return Err(Malformed::at(
                line_of(note, note.len()),
                "the last line is cut",
            ));
        }
        let mut signatures = Vec::new();
        for (line, number) in lines.lines().zip(first..) {
            if signatures.len() == MAX_SIGNATURES {
                return Err(Malformed::at(number, "too many signatures"));
            }
            let (name, signed) = line
                .strip_prefix(DASH)
                .and_then(|line| line.split_once(' '))
                .filter(|(name, _)| fit(name))
                .ok_or_else(|| Malformed::at(number, "this is not a signature"))?;
            let bytes = BASE64.decode(signed).ok();
            let bytes = bytes.and_then(|bytes| Some((*bytes.first_chunk()?, bytes[4..].to_vec())));
            let (id, bytes) = bytes
                .filter(|(_, bytes)| !bytes.is_empty())
                .ok_or_else(|| Malformed::at(number, "the signature is not base64"))?;
            signatures.push(Signature { name, id, bytes });
        }
        Ok(Self { text, signatures })
    }

    /// Returns the text that is signed.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Returns the keys that claim to have signed it, `name+key id`.
    pub fn keys(&self) -> Vec<String> {
        self.signatures
            .iter()
            .map(|one| format!("{}+{}", one.name, hex(&one.id)))
            .collect()
    }

    /// Returns when the key signed the text, in seconds since 1970: 0 for a log's, which does not say. Fails with `UnknownKey` or
    /// `WrongSignature`.
    pub fn signed_by(&self, key: &Verifier) -> Result<u64, Fault> {
        let mut signed = Err(Fault::UnknownKey);
        for one in &self.signatures {
            if one.name == key.name && one.id == key.id {
                signed = Ok(key
                    .check(self.text, &one.bytes)
                    .ok_or(Fault::WrongSignature)?);
            }
        }
        signed
    }
}

impl Verifier {
    /// Returns the checkpoint in a note, if this key signed it and it is of this key's log.
    pub fn open(&self, note: &str) -> Result<Checkpoint, Fault> {
        let note = Note::parse(note).map_err(Fault::Malformed)?;
        note.signed_by(self)?;
        let checkpoint = Checkpoint::parse(note.text()).map_err(Fault::Malformed)?;
        match checkpoint.origin == self.name {
            true => Ok(checkpoint),
            false => Err(Fault::WrongOrigin(checkpoint.origin)),
        }
    }
}

#[cfg(test)]
mod tests;
