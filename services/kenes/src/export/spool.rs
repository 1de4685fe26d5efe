//! A file of resources as a list gave them: each its length in four bytes, and its message.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
    path::Path,
};

use prost_reflect::{DynamicMessage, MessageDescriptor};

/// Adds a resource to bytes that will be added to a file.
pub(super) fn add(to: &mut Vec<u8>, message: &[u8]) -> io::Result<()> {
    let length = u32::try_from(message.len()).map_err(io::Error::other)?;
    to.extend(length.to_be_bytes());
    to.extend(message);
    Ok(())
}

/// The resources of a file, one after the other.
pub(super) struct Records {
    from: BufReader<File>,
    message: MessageDescriptor,
    /// Where the next one begins.
    at: u64,
}

/// A resource, and where it begins.
pub(super) struct Record {
    pub(super) at: u64,
    pub(super) bytes: Vec<u8>,
    pub(super) message: DynamicMessage,
}

impl Records {
    /// Opens a file; one that is not there has none.
    pub(super) fn open(path: &Path, message: &MessageDescriptor) -> io::Result<Option<Self>> {
        match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
            Ok(file) => Ok(Some(Self {
                from: BufReader::new(file),
                message: message.clone(),
                at: 0,
            })),
        }
    }

    /// Goes to where a record begins.
    pub(super) fn go_to(&mut self, at: u64) -> io::Result<()> {
        self.from.seek(SeekFrom::Start(at))?;
        self.at = at;
        Ok(())
    }

    /// Returns the next resource.
    pub(super) fn read(&mut self) -> io::Result<Option<Record>> {
        if self.from.fill_buf()?.is_empty() {
            return Ok(None);
        }
        let mut length = [0; 4];
        self.from.read_exact(&mut length)?;
        let length = u32::from_be_bytes(length);
        let mut bytes = Vec::new();
        (&mut self.from)
            .take(length.into())
            .read_to_end(&mut bytes)?;
        let message = DynamicMessage::decode(self.message.clone(), bytes.as_slice());
        let message = message.map_err(io::Error::other)?;
        let at = self.at;
        self.at += 4 + u64::from(length);
        Ok(Some(Record { at, bytes, message }))
    }
}
