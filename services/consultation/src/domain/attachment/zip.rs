//! The directory of a zip file, which is all that is read of one: nothing is unpacked.
//!
//! Refused is what would unpack to far more than it is, whose files lie in one another, that is encrypted, and that has archives in
//! it, which may do the same one layer down.

use std::io::{BufReader, Read, Seek, SeekFrom};

use common::Error;
use kenes_proto::types::ErrorReason as Reason;

use super::mismatch;

/// What is always well unpacked.
const HARMLESS: u64 = 10 << 20;
/// The most that is, and how often the size of the file.
const MOST: u64 = 512 << 20;
const TIMES: u64 = 100;
/// How many files there may be in one, and how long its directory.
const ENTRIES: u64 = 10_000;
const DIRECTORY: u64 = 4 << 20;

/// The end of the directory, and the longest comment behind it.
const END: usize = 22;
const COMMENT: usize = 0xffff;
/// The fixed part of an entry.
const ENTRY: usize = 46;

const ARCHIVES: [&str; 12] = [
    ".zip", ".jar", ".7z", ".rar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".tar", ".cab", ".iso",
];

/// Goes through the names of the files in a zip file, or says why it is refused.
pub(super) fn walk(file: &mut (impl Read + Seek), mut each: impl FnMut(&str)) -> Result<(), Error> {
    let size = file.seek(SeekFrom::End(0)).map_err(Error::internal)?;
    let Some(directory) = find(file, size)? else {
        return Err(mismatch(
            "is no zip file, or one whose directory does not read",
        ));
    };
    file.seek(SeekFrom::Start(directory.offset))
        .map_err(Error::internal)?;
    let mut from = BufReader::new(file.take(directory.length));
    let mut read = |to: &mut [u8]| {
        let read = from.read_exact(to);
        read.map_err(|_| mismatch("has a directory that ends early"))
    };
    let (mut packed, mut unpacked) = (0_u64, 0_u64);
    for _ in 0..directory.entries {
        let mut entry = [0; ENTRY];
        read(&mut entry)?;
        if entry[..4] != *b"PK\x01\x02" {
            return Err(mismatch("has a directory that does not read"));
        }
        if word(&entry, 8) & 1 == 1 {
            return Err(mismatch("has encrypted files in it"));
        }
        packed = packed.saturating_add(long(&entry, 20));
        unpacked = unpacked.saturating_add(long(&entry, 24));
        let mut name = vec![0; usize::from(word(&entry, 28))];
        read(&mut name)?;
        let mut more = vec![0; usize::from(word(&entry, 30)) + usize::from(word(&entry, 32))];
        read(&mut more)?;
        let name = String::from_utf8_lossy(&name);
        let lower = name.to_lowercase();
        if ARCHIVES.iter().any(|archive| lower.ends_with(archive)) {
            return Err(mismatch(format!("has an archive in it, {name:?}")));
        }
        each(&name);
    }
    if packed > size {
        return Err(mismatch("has files in it that lie in one another"));
    }
    match unpacked > HARMLESS && (unpacked > MOST || unpacked > TIMES * size) {
        true => {
            let say = format!("would unpack to {unpacked} bytes from {size}");
            Err(Error::invalid(Reason::AttachmentTooLarge, "data", say))
        }
        false => Ok(()),
    }
}

/// Where the directory is.
struct Directory {
    offset: u64,
    length: u64,
    entries: u64,
}

/// The directory that ends where its end begins, if there is one. Files of more than 4 GiB are no concern here.
fn find(file: &mut (impl Read + Seek), size: u64) -> Result<Option<Directory>, Error> {
    let last = size.min((END + COMMENT) as u64);
    let from = SeekFrom::Start(size - last);
    file.seek(from).map_err(Error::internal)?;
    let mut tail = Vec::new();
    let mut some = file.take(last);
    some.read_to_end(&mut tail).map_err(Error::internal)?;
    let found = (0..=tail.len().saturating_sub(END)).rev().find_map(|at| {
        let end = tail.get(at..at + END)?;
        let comment = usize::from(word(end, 20));
        (end[..4] == *b"PK\x05\x06" && at + END + comment == tail.len()).then_some((at, end))
    });
    let Some((at, end)) = found else {
        return Ok(None);
    };
    let directory = Directory {
        offset: long(end, 16),
        length: long(end, 12),
        entries: u64::from(word(end, 10)),
    };
    let ends = directory.offset + directory.length;
    let sound = ends == size - last + at as u64
        && directory.length <= DIRECTORY
        && directory.entries <= ENTRIES
        && word(end, 8) == word(end, 10);
    Ok(sound.then_some(directory))
}

fn word(bytes: &[u8], at: usize) -> u16 {
    let mut two = [0; 2];
    two.copy_from_slice(&bytes[at..at + 2]);
    u16::from_le_bytes(two)
}

fn long(bytes: &[u8], at: usize) -> u64 {
    let mut four = [0; 4];
    four.copy_from_slice(&bytes[at..at + 4]);
    u32::from_le_bytes(four).into()
}
