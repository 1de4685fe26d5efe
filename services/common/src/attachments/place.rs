//! The folder of files, and every step on it that must survive a crash. All of it waits for the disk.

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use kenes_proto::types::ErrorReason as Reason;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{Error, hex, store::folder::sync_folder};

/// So many bytes are read at once.
const PIECE: usize = 64 << 10;
/// When who found no room may come back.
const NO_ROOM: Duration = Duration::from_secs(5);

/// What lies in a folder of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A file with this name, the hash that it must have.
    File([u8; 32]),
    /// What came of an upload, by its id.
    Part(String),
    /// Something else.
    Other(PathBuf),
}

/// Where the file with this hash is.
pub fn path(folder: &Path, sha256: [u8; 32]) -> PathBuf {
    let name = hex(&sha256);
    let (first, rest) = name.split_at(2);
    folder.join(first).join(rest)
}

fn part(folder: &Path, id: &str) -> PathBuf {
    folder.join("parts").join(id)
}

/// What is wrong with the disk, or that it is full.
fn at(path: &Path, error: &io::Error) -> Error {
    let text = format!("{}: {error}", path.display());
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            let text = "there is no room for files".to_owned();
            Error::exhausted(Reason::StorageFull, text, NO_ROOM)
        }
        _ => Error::internal(text),
    }
}

/// What was asked for, `None` where there is no such file.
fn there<T>(outcome: io::Result<T>) -> io::Result<Option<T>> {
    match outcome {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

pub(super) fn received(folder: &Path, id: &str) -> Result<u64, Error> {
    let part = part(folder, id);
    let found = there(fs::metadata(&part)).map_err(|e| at(&part, &e))?;
    Ok(found.map_or(0, |found| found.len()))
}

pub(super) fn write(folder: &Path, id: &str, offset: u64, data: &[u8]) -> Result<(), Error> {
    let path = part(folder, id);
    let written = append(&path, offset, data);
    written.map_err(|error| {
        let said = at(&path, &error);
        // Where there was no room, what was there before still is. After a failed sync nobody knows what is.
        if said.reason() != Reason::StorageFull {
            drop(fs::remove_file(&path));
        }
        said
    })
}

fn append(path: &Path, offset: u64, data: &[u8]) -> io::Result<()> {
    let new = !path.exists();
    if new {
        make_folder_of(path)?;
    }
    let mut file = private().create(true).truncate(false).open(path)?;
    file.seek(SeekFrom::Start(offset))?;
    file.write_all(data)?;
    file.sync_data()?;
    match new {
        true => sync_folder(path),
        false => Ok(()),
    }
}

/// Files that only their owner reads.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes the folder of a file, and its name durable.
fn make_folder_of(path: &Path) -> io::Result<()> {
    let Some(folder) = path.parent().filter(|folder| !folder.exists()) else {
        return Ok(());
    };
    make_folder_of(folder)?;
    match fs::create_dir(folder) {
        // Somebody else was first.
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    sync_folder(folder)
}

/// A copy that is gone unless it got its place.
#[derive(Debug)]
pub(super) struct Draft(PathBuf);

/// What became of a copy.
pub(super) enum Copied {
    /// It has the hash, and nothing is wrong with it.
    Whole(Draft),
    /// It has another.
    Differs,
    /// There was nothing to copy.
    Nothing,
}

impl Draft {
    /// Its bytes, to be read.
    pub(super) fn reader(&self) -> Result<File, Error> {
        File::open(&self.0).map_err(|e| at(&self.0, &e))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        drop(fs::remove_file(&self.0));
    }
}

/// Copies what came of an upload, durably.
pub(super) fn copy(
    folder: &Path,
    id: &str,
    sha256: [u8; 32],
    check: impl FnOnce(&mut File) -> Result<(), Error>,
) -> Result<Copied, Error> {
    let part = part(folder, id);
    let Some(mut from) = there(File::open(&part)).map_err(|e| at(&part, &e))? else {
        return Ok(Copied::Nothing);
    };
    let draft = Draft(part.with_file_name(format!("{id}.{}", Uuid::new_v4().simple())));
    let trouble = |error: io::Error| at(&draft.0, &error);
    let mut options = private();
    let mut copy = options.create_new(true).open(&draft.0).map_err(trouble)?;
    if hashed(&mut from, &mut copy).map_err(trouble)? != sha256 {
        return Ok(Copied::Differs);
    }
    check(&mut copy)?;
    copy.sync_all().map_err(trouble)?;
    Ok(Copied::Whole(draft))
}

/// Gives a copy its place.
pub(super) fn settle(folder: &Path, draft: &Draft, sha256: [u8; 32]) -> Result<(), Error> {
    let whole = path(folder, sha256);
    let settled = make_folder_of(&whole).and_then(|()| {
        fs::rename(&draft.0, &whole)?;
        sync_folder(&whole)
    });
    settled.map_err(|e| at(&whole, &e))
}

/// Copies from one to the other, and returns the hash of what was copied.
fn hashed(from: &mut File, to: &mut impl Write) -> io::Result<[u8; 32]> {
    let (mut hash, mut piece) = (Sha256::new(), vec![0; PIECE]);
    loop {
        match from.read(&mut piece)? {
            0 => return Ok(hash.finalize().into()),
            n => {
                hash.update(&piece[..n]);
                to.write_all(&piece[..n])?;
            }
        }
    }
}

/// Drops what came of an upload, and the copies that a crash left of it.
pub(super) fn forget(folder: &Path, id: &str) -> Result<(), Error> {
    let parts = folder.join("parts");
    let drop_all = || -> io::Result<()> {
        let Some(entries) = there(fs::read_dir(&parts))? else {
            return Ok(());
        };
        for entry in entries {
            let entry = entry?;
            if id_of(&entry.file_name()) == id {
                there(fs::remove_file(entry.path()))?;
            }
        }
        sync_folder(&parts.join(id))
    };
    drop_all().map_err(|e| at(&parts, &e))
}

/// The uploads of which something came and lies there.
pub(super) fn coming(folder: &Path) -> Result<BTreeSet<String>, Error> {
    let parts = folder.join("parts");
    let list = || -> io::Result<BTreeSet<String>> {
        let Some(entries) = there(fs::read_dir(&parts))? else {
            return Ok(BTreeSet::new());
        };
        entries
            .map(|entry| Ok(id_of(&entry?.file_name())))
            .collect()
    };
    list().map_err(|e| at(&parts, &e))
}

/// The upload of which a file in `parts` is: all that came, or a copy of it.
fn id_of(name: &OsStr) -> String {
    let name = name.to_string_lossy();
    name.split('.').next().unwrap_or_default().to_owned()
}

pub(super) fn remove(folder: &Path, sha256: [u8; 32]) -> Result<(), Error> {
    let path = path(folder, sha256);
    let removed = there(fs::remove_file(&path)).and_then(|was| match was {
        Some(()) => sync_folder(&path),
        None => Ok(()),
    });
    removed.map_err(|e| at(&path, &e))
}

pub(super) fn size(folder: &Path, sha256: [u8; 32]) -> Result<Option<u64>, Error> {
    let path = path(folder, sha256);
    let found = there(fs::metadata(&path)).map_err(|e| at(&path, &e))?;
    Ok(found.map(|found| found.len()))
}

pub(super) fn open(folder: &Path, sha256: [u8; 32]) -> Result<File, Error> {
    let path = path(folder, sha256);
    File::open(&path).map_err(|e| at(&path, &e))
}

pub(super) fn read(mut file: &File, offset: u64, length: usize) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::with_capacity(length);
    let read = file.seek(SeekFrom::Start(offset)).and_then(|_| {
        let mut some = file.take(length as u64);
        some.read_to_end(&mut bytes)
    });
    read.map_err(Error::internal)?;
    Ok(bytes)
}

/// Goes through all that lies in the folder.
pub fn look(folder: &Path, mut each: impl FnMut(Found) -> Result<(), Error>) -> Result<(), Error> {
    let trouble = |error: &io::Error| at(folder, error);
    let Some(groups) = there(fs::read_dir(folder)).map_err(|e| trouble(&e))? else {
        return Ok(());
    };
    for group in groups {
        let group = group.map_err(|e| trouble(&e))?;
        let first = group.file_name().to_string_lossy().into_owned();
        if !group.path().is_dir() {
            each(Found::Other(group.path()))?;
            continue;
        }
        for entry in fs::read_dir(group.path()).map_err(|e| trouble(&e))? {
            let entry = entry.map_err(|e| trouble(&e))?;
            let name = entry.file_name();
            let hash = hash_of(&format!("{first}{}", name.to_string_lossy()));
            each(match hash {
                _ if first == "parts" => Found::Part(id_of(&name)),
                Some(hash) if first.len() == 2 => Found::File(hash),
                _ => Found::Other(entry.path()),
            })?;
        }
    }
    Ok(())
}

/// The hash that a name says.
fn hash_of(name: &str) -> Option<[u8; 32]> {
    let mut hash = [0; 32];
    let plain = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if name.len() != 64 || !name.bytes().all(plain) {
        return None;
    }
    for (byte, digits) in hash.iter_mut().zip(name.as_bytes().chunks(2)) {
        let digits = std::str::from_utf8(digits).ok()?;
        *byte = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] = b"Ten days are too few.\n";

    fn sha(data: &[u8]) -> [u8; 32] {
        Sha256::digest(data).into()
    }

    fn found(folder: &Path) -> Vec<Found> {
        let mut all = Vec::new();
        look(folder, |one| {
            all.push(one);
            Ok(())
        })
        .expect("a folder");
        all
    }

    #[test]
    fn a_file_is_kept_under_its_hash_once_all_of_it_came() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path().join("attachments");
        assert!(found(&folder).is_empty(), "no folder is no fault");
        write(&folder, "a", 0, &TEXT[..9]).expect("room");
        let taken = |_: &mut File| Ok(());
        let copied = copy(&folder, "a", sha(TEXT), taken).expect("a part");
        assert!(matches!(copied, Copied::Differs));
        assert_eq!(found(&folder), [Found::Part("a".into())]);
        write(&folder, "a", 9, &TEXT[9..]).expect("room");
        assert_eq!(received(&folder, "a").expect("a part"), TEXT.len() as u64);
        let refused = |_: &mut File| Err(Error::deadline());
        assert!(copy(&folder, "a", sha(TEXT), refused).is_err());
        assert_eq!(found(&folder), [Found::Part("a".into())]);
        let copied = copy(&folder, "a", sha(TEXT), taken).expect("a part");
        let Copied::Whole(draft) = copied else {
            panic!("it has the hash")
        };
        settle(&folder, &draft, sha(TEXT)).expect("room");
        forget(&folder, "a").expect("dropped");
        assert_eq!(found(&folder), [Found::File(sha(TEXT))]);
        let copied = copy(&folder, "a", sha(TEXT), taken).expect("no part is no fault");
        assert!(matches!(copied, Copied::Nothing));
        assert_eq!(
            size(&folder, sha(TEXT)).expect("a folder"),
            Some(TEXT.len() as u64)
        );
        let file = open(&folder, sha(TEXT)).expect("there");
        assert_eq!(read(&file, 4, 4).expect("read"), b"days");
        assert_eq!(read(&file, 20, 400).expect("read"), b".\n");
        remove(&folder, sha(TEXT)).expect("removed");
        remove(&folder, sha(TEXT)).expect("it is gone, too");
        assert!(found(&folder).is_empty());
    }

    #[test]
    fn what_came_of_one_upload_goes_without_that_of_another() {
        let folder = tempfile::tempdir().expect("a folder");
        for id in ["a", "ab", "a.0123"] {
            write(folder.path(), id, 0, TEXT).expect("room");
        }
        let coming_of =
            |ids: &[&str]| -> BTreeSet<String> { ids.iter().map(|id| (*id).to_owned()).collect() };
        assert_eq!(
            coming(folder.path()).expect("a folder"),
            coming_of(&["a", "ab"])
        );
        forget(folder.path(), "a").expect("dropped");
        assert_eq!(found(folder.path()), [Found::Part("ab".into())]);
        assert_eq!(coming(folder.path()).expect("a folder"), coming_of(&["ab"]));
    }
}
