//! The leaves of the record: a fixed binary form, never protobuf, and the salted commitments in it.
//!
//! `"consult-entry/v2" | kind u8 | time_ms u64 | called_us u64 | record_id 16 | parent_id 16 | revision u32 | labels 32 | n u8 |
//! n x (slot u8 | commitment 32)`, numbers big-endian. A leaf holds nothing that must ever be erased: what was said is committed to
//! under a secret salt, so that without the salt nobody can even guess at it. Owns the form, not where leaves and salts are kept.

mod commitment;

use std::ops::Range;

use error::Error;
use sha2::{Digest, Sha256};

use crate::{Damage, tree::Hash};

pub use commitment::{Salt, Slot, commit};

const MAGIC: &[u8; 16] = b"consult-entry/v2";
const LABELS: &[u8; 17] = b"consult-labels/v2";
const HEAD: usize = 16 + 1 + 8 + 8 + 16 + 16 + 4 + 32 + 1;
const SLOT: usize = 1 + 32;
/// Where the time stands: the sequencer sets it.
const TIME: Range<usize> = 17..25;
/// Where the resource's `uid` stands.
const RECORD: Range<usize> = 33..49;

/// What a leaf is about. The numbers are the format's: they are never renamed or reused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kind(pub u8);

impl Kind {
    /// A consultation was announced.
    pub const OPENED: Self = Self(1);
    /// The text of a version of a draft law.
    pub const VERSION: Self = Self(2);
    /// A comment.
    pub const COMMENT: Self = Self(3);
    /// What the registry answered about the standing of a comment's author.
    pub const VERIFICATION: Self = Self(4);
    /// An answer to a comment or a recommendation.
    pub const RESPONSE: Self = Self(5);
    /// A change of state of something recorded before.
    pub const STATUS: Self = Self(6);
    /// An organization says that a comment was not made in its name.
    pub const DISAVOWAL: Self = Self(7);
    /// A redaction: what was hidden, made anonymous or erased, and on what ground.
    pub const REDACTION: Self = Self(8);
    /// A key of the log.
    pub const KEY: Self = Self(9);
    /// Any other write of a resource.
    pub const RESOURCE: Self = Self(32);
}

/// A leaf.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// What it is about.
    pub kind: Kind,
    /// When it was given its index, in milliseconds since 1970. Never less than that of the leaf before.
    pub time_ms: u64,
    /// When the method was called that wrote it, in microseconds since 1970.
    pub called_us: u64,
    /// The `uid` of the resource.
    pub record: [u8; 16],
    /// The `uid` of the resource's parent; zero at the top.
    pub parent: [u8; 16],
    /// Its revision, from 1.
    pub revision: u32,
    /// What it is found and counted by: [`labels`].
    pub labels: Hash,
    /// The commitments, by slot.
    pub slots: Vec<(Slot, Hash)>,
}

impl Entry {
    /// Returns the bytes of the leaf.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEAD + self.slots.len() * SLOT);
        bytes.extend(MAGIC);
        bytes.push(self.kind.0);
        bytes.extend(self.time_ms.to_be_bytes());
        bytes.extend(self.called_us.to_be_bytes());
        bytes.extend(self.record);
        bytes.extend(self.parent);
        bytes.extend(self.revision.to_be_bytes());
        bytes.extend(self.labels);
        bytes.push(u8::try_from(self.slots.len()).unwrap_or(u8::MAX));
        for (slot, commitment) in self.slots.iter().take(255) {
            bytes.push(slot.0);
            bytes.extend(commitment);
        }
        bytes
    }

    /// The leaf of which these are all the bytes.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (entry, rest) = Self::split(bytes)?;
        rest.is_empty().then_some(entry)
    }

    /// Returns the leaf at the beginning of `bytes`, and what follows it. Slots are in order, each at most once.
    pub fn split(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (head, rest) = bytes.split_at_checked(HEAD)?;
        let (slots, rest) = rest.split_at_checked(usize::from(head[HEAD - 1]) * SLOT)?;
        let slots: Vec<(Slot, Hash)> = slots
            .chunks_exact(SLOT)
            .map(|slot| Some((Slot(slot[0]), slot[1..].try_into().ok()?)))
            .collect::<Option<_>>()?;
        if head[..16] != *MAGIC || !slots.is_sorted_by(|a, b| a.0.0 < b.0.0) {
            return None;
        }
        let entry = Self {
            kind: Kind(head[16]),
            time_ms: u64::from_be_bytes(head[TIME].try_into().ok()?),
            called_us: u64::from_be_bytes(head[25..33].try_into().ok()?),
            record: head[RECORD].try_into().ok()?,
            parent: head[49..65].try_into().ok()?,
            revision: u32::from_be_bytes(head[65..69].try_into().ok()?),
            labels: head[69..101].try_into().ok()?,
            slots,
        };
        Some((entry, rest))
    }

    /// Returns the commitment in a slot.
    pub fn commitment(&self, slot: Slot) -> Option<&Hash> {
        self.slots
            .iter()
            .find(|(at, _)| *at == slot)
            .map(|(_, commitment)| commitment)
    }
}

/// Returns the leaf at `index`, which must not be earlier than those before it; `before` is moved to its time.
pub fn follow(leaf: &[u8], index: u64, before: &mut u64) -> Result<Entry, Error> {
    let entry =
        Entry::decode(leaf).ok_or_else(|| Damage::of(format!("entry {index} is no leaf")))?;
    if entry.time_ms < *before {
        return Err(Damage::of(format!(
            "entry {index} is earlier than the one before it"
        )));
    }
    *before = entry.time_ms;
    Ok(entry)
}

/// Returns what a leaf holds of the method that wrote it, and of the draft laws that it is part of, with a space between them. Neither
/// is secret, and neither is ever erased.
pub fn labels(method: &str, topic: &str) -> Hash {
    let parts = [LABELS.as_slice(), method.as_bytes(), topic.as_bytes()];
    Sha256::digest(parts.join(&0)).into()
}

/// Sets the time of a leaf, in milliseconds.
pub fn set_time(leaf: &mut [u8], time_ms: u64) {
    if let Some(bytes) = leaf.get_mut(TIME) {
        bytes.copy_from_slice(&time_ms.to_be_bytes());
    }
}

/// Returns the `uid` in a leaf.
pub fn record_of(leaf: &[u8]) -> Option<[u8; 16]> {
    leaf.get(RECORD)?.try_into().ok()
}

#[cfg(test)]
mod tests;
