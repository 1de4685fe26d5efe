//! The form of the file: two slots, each `sequence u64 | length u32 | note | SHA-256 of all before`.

use sha2::{Digest, Sha256};

/// A slot: one page, so that writing one does not touch the other.
pub(super) const SLOT: usize = 4096;
const HEAD: usize = 12;
const HASH: usize = 32;

/// Returns the newest of the two slots and its sequence; 0 and none before the first. Both must be sound.
pub(super) fn newest(bytes: &[u8]) -> Option<(u64, Option<String>)> {
    if bytes.len() != 2 * SLOT {
        return None;
    }
    let mut newest = (0, None);
    for slot in bytes
        .chunks_exact(SLOT)
        .filter(|slot| slot.iter().any(|byte| *byte != 0))
    {
        let (sequence, note) = read(slot)?;
        if newest.1.is_none() || newest.0 < sequence {
            newest = (sequence, Some(note));
        }
    }
    Some(newest)
}

/// Returns the note in the newest slot that is sound, beside whoever may just be writing the other one. `None` if neither is.
pub(super) fn newest_sound(bytes: &[u8]) -> Option<String> {
    let slots = bytes.chunks_exact(SLOT).filter_map(read);
    slots
        .max_by_key(|(sequence, _)| *sequence)
        .map(|(_, note)| note)
}

/// Returns the bytes of a slot, unless the note is too long for one.
pub(super) fn written(sequence: u64, note: &str) -> Option<Vec<u8>> {
    let mut slot = Vec::with_capacity(SLOT);
    slot.extend(sequence.to_be_bytes());
    slot.extend(u32::try_from(note.len()).ok()?.to_be_bytes());
    slot.extend(note.as_bytes());
    let hash = Sha256::digest(&slot);
    slot.extend(hash);
    (slot.len() <= SLOT).then(|| {
        slot.resize(SLOT, 0);
        slot
    })
}

fn read(slot: &[u8]) -> Option<(u64, String)> {
    let sequence = u64::from_be_bytes(slot[..8].try_into().ok()?);
    let length = u32::from_be_bytes(slot[8..HEAD].try_into().ok()?) as usize;
    let end = HEAD.checked_add(length).filter(|end| end + HASH <= SLOT)?;
    let (text, rest) = slot.split_at(end);
    let sound =
        Sha256::digest(text)[..] == rest[..HASH] && rest[HASH..].iter().all(|byte| *byte == 0);
    let note = String::from_utf8(text[HEAD..].to_vec()).ok()?;
    sound.then_some((sequence, note))
}
