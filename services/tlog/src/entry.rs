//! The leaves of the record: a fixed binary form, never protobuf, and the salted commitments in it.
//!
//! `"consult-entry/v1" | kind u8 | time_ms u64 | record_id 16 | parent_id 16 | n u8 | n x (slot u8 | commitment 32)`, numbers
//! big-endian. A leaf holds nothing that must ever be erased: what was said is committed to under a secret salt, so that
//! without the salt nobody can even guess at it. Owns the form, not where leaves and salts are kept.

use std::ops::Range;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::{Damage, tree::Hash};
use error::Error;

const MAGIC: &[u8; 16] = b"consult-entry/v1";
const COMMIT: &[u8; 17] = b"consult-commit/v1";
const HEAD: usize = 16 + 1 + 8 + 16 + 16 + 1;
const SLOT: usize = 1 + 32;
/// Where the time stands: the sequencer sets it.
const TIME: Range<usize> = 17..25;
/// Where the resource's `uid` stands.
const RECORD: Range<usize> = 25..41;

/// The secret of a commitment.
pub type Salt = [u8; 32];

/// What a leaf is about. The numbers are the format's: they are never renamed or reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// A part of what a leaf commits to, that can be erased by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot(pub u8);

impl Slot {
    /// The resource as it was written, without who wrote it.
    pub const BODY: Self = Self(1);
    /// Who wrote it.
    pub const IDENTITY: Self = Self(2);

    /// What the commitment says that it commits to.
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

/// A leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is about.
    pub kind: Kind,
    /// When it took its place, in milliseconds since 1970. Never less than that of the leaf before.
    pub time_ms: u64,
    /// The `uid` of the resource.
    pub record: [u8; 16],
    /// The `uid` of the resource's parent; zero at the top.
    pub parent: [u8; 16],
    /// The commitments, by slot.
    pub slots: Vec<(Slot, Hash)>,
}

impl Entry {
    /// The bytes of the leaf.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEAD + self.slots.len() * SLOT);
        bytes.extend(MAGIC);
        bytes.push(self.kind.0);
        bytes.extend(self.time_ms.to_be_bytes());
        bytes.extend(self.record);
        bytes.extend(self.parent);
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

    /// The leaf at the beginning of `bytes`, and what follows it. Slots are in order, each at most once.
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
            record: head[RECORD].try_into().ok()?,
            parent: head[41..57].try_into().ok()?,
            slots,
        };
        Some((entry, rest))
    }

    /// The commitment in a slot.
    pub fn commitment(&self, slot: Slot) -> Option<&Hash> {
        self.slots
            .iter()
            .find(|(at, _)| *at == slot)
            .map(|(_, commitment)| commitment)
    }
}

/// The leaf at `place`, which must not be earlier than those before it; `before` is moved to its time.
pub fn follow(leaf: &[u8], place: u64, before: &mut u64) -> Result<Entry, Error> {
    let entry =
        Entry::decode(leaf).ok_or_else(|| Damage::of(format!("entry {place} is no leaf")))?;
    if entry.time_ms < *before {
        return Err(Damage::of(format!(
            "entry {place} is earlier than the one before it"
        )));
    }
    *before = entry.time_ms;
    Ok(entry)
}

/// Sets the time of a leaf, in milliseconds.
pub fn set_time(leaf: &mut [u8], time_ms: u64) {
    if let Some(place) = leaf.get_mut(TIME) {
        place.copy_from_slice(&time_ms.to_be_bytes());
    }
}

/// The `uid` in a leaf.
pub fn record_of(leaf: &[u8]) -> Option<[u8; 16]> {
    leaf.get(RECORD)?.try_into().ok()
}

/// The commitment to exactly these bytes.
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

/// The bytes that the identity slot commits to: who called, and the part of the resource that says who it is.
pub fn identity(actor: &str, part: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(2 + actor.len() + part.len());
    bytes.extend(u16::try_from(actor.len()).unwrap_or(u16::MAX).to_be_bytes());
    bytes.extend(actor.as_bytes());
    bytes.extend(part);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::leaf_hash;

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex"))
            .collect()
    }

    /// The vector of the note on formats, composed with another implementation.
    const LEAF: &str = "636f6e73756c742d656e7472792f763103000001a207feaf42c2cb219e65a8c24cb3cce63373b4f5ef3d9562628cce9e778323e6c1b8852e890201453408b028130578387dc97caf33e170276a6f3274308bb7eba2e5280f310a45024198d8b154f83997b5553e3160ae49c140cbe64f2c4e44994a281d006c28c3a9";

    #[test]
    fn the_vector_reads_and_its_body_is_what_it_commits_to() {
        let leaf = bytes(LEAF);
        assert_eq!(
            leaf_hash(&leaf).to_vec(),
            bytes("51f0311efedabca3045219d5b2938eab7138210b55d00697fc07a0ee24d7b64c")
        );
        let entry = Entry::decode(&leaf).expect("a leaf");
        assert_eq!(
            (entry.kind, entry.slots.len(), leaf.len()),
            (Kind::COMMENT, 2, 124)
        );
        assert_eq!(entry.encode(), leaf);
        let salt = bytes("5ef89eab6ed3ff1d4f8a65a207418cb47a2c7fab138a6e75c12e91dbf2cefe92")
            .try_into()
            .expect("32");
        let body = "Статья 12: срок обсуждения продлить до 30 дней";
        assert_eq!(
            entry.commitment(Slot::BODY),
            Some(&commit(&salt, Slot::BODY, body.as_bytes()))
        );
        assert_ne!(
            entry.commitment(Slot::BODY),
            Some(&commit(&salt, Slot::IDENTITY, body.as_bytes()))
        );
    }

    #[test]
    fn no_other_form_is_a_leaf() {
        let leaf = bytes(LEAF);
        for end in 0..leaf.len() {
            assert_eq!(Entry::decode(&leaf[..end]), None, "cut at {end}");
        }
        assert_eq!(Entry::decode(&[leaf.clone(), vec![0]].concat()), None);
        let mut twice = leaf;
        twice[58 + 33] = 1;
        assert_eq!(Entry::decode(&twice), None, "a slot twice");
    }
}
