//! What the log signed last, in a file of its own: so that it never signs two histories, even if its database is an old copy.
//!
//! Two slots, written in turn, each whole or not at all: `sequence u64 | length u32 | note | SHA-256 of all before`. The file
//! belongs in no backup of the database. Owns the file; whether the next checkpoint may be signed is in `signer`.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{ErrorKind, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use kenes_proto::types::ErrorReason as Reason;
use sha2::{Digest, Sha256};

use super::key::at;
use crate::{Error, store::folder::sync_folder};

/// After a write for which there was no room.
const NO_ROOM: Duration = Duration::from_secs(5);

/// A slot: one page, so that writing one does not touch the other.
const SLOT: usize = 4096;
const HEAD: usize = 12;
const HASH: usize = 32;

/// The file, held by this process alone.
#[derive(Debug)]
pub struct LastSigned {
    path: PathBuf,
    file: File,
    sequence: u64,
    note: Option<String>,
}

impl LastSigned {
    /// Opens the file, or makes it. A slot that does not read as it was written is damage, and an error: going on from
    /// the other one would forget a checkpoint that may be out in the world.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(|e| at(path, &e))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let text = format!("{}: another process signs with this file", path.display());
                return Err(Error::unavailable(Reason::Unavailable, text, NO_ROOM));
            }
            Err(TryLockError::Error(error)) => return Err(at(path, &error)),
        }
        let mut bytes = slots(&file, path)?;
        if bytes.is_empty() {
            // All of its length at once: later writes need no space, so a full disk does not stop the signing.
            file.write_all(&[0; 2 * SLOT])
                .and_then(|()| file.sync_all())
                .and_then(|()| sync_folder(path))
                .map_err(|e| at(path, &e))?;
            bytes = vec![0; 2 * SLOT];
        }
        let (sequence, note) = newest(&bytes).ok_or_else(|| damaged(path))?;
        Ok(Self {
            path: path.to_owned(),
            file,
            sequence,
            note,
        })
    }

    /// The note that was signed last.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// Writes the file anew, and puts the new one in its place: after a failed sync it is unknown what the disk holds of the old.
    pub fn renew(path: &Path) -> Result<(), Error> {
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(at(path, &error)),
        };
        let fresh = path.with_extension("signed-new");
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options.open(&fresh).and_then(|mut file| {
            file.write_all(&bytes)?;
            file.sync_all()?;
            std::fs::rename(&fresh, path)?;
            sync_folder(path)
        });
        written.map_err(|e| at(path, &e))
    }

    /// Puts `note` in the place of `before`, durably. If the last one is not `before` nothing is written: that is an error. So is
    /// a file that cannot be written; only where there is no room (`Kind::Exhausted`) it may be tried again.
    pub fn swap(&mut self, before: Option<&str>, note: &str) -> Result<(), Error> {
        if self.note() != before {
            return Err(at(&self.path, &"somebody else signed meanwhile"));
        }
        let sequence = self.sequence + 1;
        let slot =
            written(sequence, note).ok_or_else(|| at(&self.path, &"the checkpoint is too long"))?;
        let place = sequence % 2 * SLOT as u64;
        self.file
            .seek(SeekFrom::Start(place))
            .and_then(|_| self.file.write_all(&slot))
            .map_err(|e| match e.kind() {
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                    let text = format!("{}: {e}", self.path.display());
                    Error::exhausted(Reason::StorageFull, text, NO_ROOM)
                }
                _ => at(&self.path, &e),
            })?;
        self.file.sync_data().map_err(|e| at(&self.path, &e))?;
        self.sequence = sequence;
        self.note = Some(note.to_owned());
        Ok(())
    }
}

/// The note that was signed last, read beside whoever holds the file. `None` if there is no file, or nothing in it.
pub fn peek(path: &Path) -> Result<Option<String>, Error> {
    /// A slot that is just being written does not read as it was written; the next look finds it done.
    const LOOKS: usize = 5;
    for _ in 0..LOOKS {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(at(path, &error)),
        };
        let bytes = slots(&file, path)?;
        match newest(&bytes) {
            _ if bytes.is_empty() => return Ok(None),
            Some((_, note)) => return Ok(note),
            None => std::thread::sleep(std::time::Duration::from_millis(20)),
        }
    }
    Err(damaged(path))
}

fn damaged(path: &Path) -> Error {
    at(path, &"damaged: it does not read as it was written")
}

fn slots(file: &File, path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    file.take(2 * SLOT as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| at(path, &e))?;
    Ok(bytes)
}

/// The newest of the two slots and its sequence; 0 and none before the first. Both must be sound.
fn newest(bytes: &[u8]) -> Option<(u64, Option<String>)> {
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

fn written(sequence: u64, note: &str) -> Option<Vec<u8>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_note_is_found_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("signed");
        let mut state = LastSigned::open(&file).expect("made");
        assert_eq!(state.note(), None);
        assert!(LastSigned::open(&file).is_err(), "taken");
        let mut before: Option<String> = None;
        for n in 0..5 {
            let note = format!("note {n}");
            assert!(state.swap(Some("another"), &note).is_err());
            state.swap(before.as_deref(), &note).expect("swapped");
            before = Some(note);
        }
        assert!(
            state.swap(before.as_deref(), &"x".repeat(SLOT)).is_err(),
            "too long"
        );
        assert_eq!(peek(&file).expect("read beside it"), before);
        assert_eq!(peek(&folder.path().join("none")).expect("no file"), None);
        drop(state);
        assert_eq!(
            LastSigned::open(&file).expect("there").note(),
            before.as_deref()
        );
    }

    #[test]
    fn every_flipped_bit_is_damage() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("signed");
        let mut state = LastSigned::open(&file).expect("made");
        state.swap(None, "one").expect("swapped");
        state.swap(Some("one"), "two").expect("swapped");
        drop(state);
        let sound = std::fs::read(&file).expect("a file");
        for at in (0..sound.len()).step_by(7).chain(0..64) {
            let mut flipped = sound.clone();
            flipped[at] ^= 1 << (at % 8);
            std::fs::write(&file, flipped).expect("written");
            assert!(LastSigned::open(&file).is_err(), "byte {at}");
        }
        std::fs::write(&file, &sound[..SLOT]).expect("written");
        assert!(LastSigned::open(&file).is_err(), "cut");
        std::fs::write(&file, sound).expect("written");
        assert_eq!(
            LastSigned::open(&file).expect("sound").note(),
            Some("two"),
            "the control"
        );
    }
}
