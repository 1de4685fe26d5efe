//! What the log signed last, in a file of its own: so that it never signs two histories, even if its database is an old copy.
//!
//! Two slots, written in turn, each whole or not at all. The file belongs in no backup of the database. Owns the file; whether the
//! next checkpoint may be signed is in `signer`.

mod slots;

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{ErrorKind, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use super::key::at;
use crate::{Error, store::folder::sync_folder};
use kenes_proto::types::ErrorReason as Reason;
use slots::{SLOT, newest, newest_sound, written};

/// After a write for which there was no room.
const NO_ROOM: Duration = Duration::from_secs(5);

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
        let mut bytes = bytes(&file, path)?;
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

    /// Returns the note that was signed last.
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
        let offset = sequence % 2 * SLOT as u64;
        self.file
            .seek(SeekFrom::Start(offset))
            .and_then(|_| self.file.write_all(&slot))
            .map_err(|e| match e.kind() {
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                    let text = format!("{}: {e}", self.path.display());
                    Error::exhausted(Reason::StorageFull, text, NO_ROOM)
                }
                _ => at(&self.path, &e),
            })?;
        let begun = Instant::now();
        self.file.sync_data().map_err(|e| at(&self.path, &e))?;
        metrics::histogram!("kenes_log_fsync_seconds").record(begun.elapsed());
        self.sequence = sequence;
        self.note = Some(note.to_owned());
        Ok(())
    }
}

/// Returns the note that was signed last, read beside whoever holds the file. `None` if there is no file, or nothing in it.
pub fn peek(path: &Path) -> Result<Option<String>, Error> {
    /// A slot that is just being written does not read as it was written; the next look finds it done.
    const LOOKS: usize = 5;
    for _ in 0..LOOKS {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(at(path, &error)),
        };
        let bytes = bytes(&file, path)?;
        match newest(&bytes) {
            _ if bytes.is_empty() => return Ok(None),
            Some((_, note)) => return Ok(note),
            None => std::thread::sleep(Duration::from_millis(20)),
        }
    }
    Err(damaged(path))
}

/// Returns the note that another process signed last, as far as it may have left that: what is being written now is not told to
/// anybody yet. `None` if there is no file, or nothing in it.
pub(super) fn left(path: &Path) -> Result<Option<String>, Error> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(at(path, &error)),
    };
    let bytes = bytes(&file, path)?;
    match newest_sound(&bytes) {
        // A file is made empty, with two empty slots, and then filled.
        None if bytes.iter().all(|byte| *byte == 0) => Ok(None),
        None => Err(damaged(path)),
        note => Ok(note),
    }
}

fn damaged(path: &Path) -> Error {
    at(path, &"damaged: it does not read as it was written")
}

fn bytes(file: &File, path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    file.take(2 * SLOT as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| at(path, &e))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
