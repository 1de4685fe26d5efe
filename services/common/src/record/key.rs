//! The key of a log, in a file of its own: made on the first start, readable by its owner only, never overwritten.
//!
//! Owns the file. What the key signs is in `tlog::note`.

use std::{
    fs::{File, OpenOptions},
    io::{ErrorKind, Read, Write},
    path::Path,
};

use aws_lc_rs::signature::Ed25519KeyPair;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};

use crate::{
    Error,
    store::{folder::sync_folder, migrate},
};

const BEGIN: &str = "-----BEGIN PRIVATE KEY-----\n";
const END: &str = "-----END PRIVATE KEY-----\n";
/// A PKCS #8 Ed25519 key is 48 to 85 bytes.
const MAX: u64 = 4096;

/// Returns the private key in `file` as PKCS #8, if the file is there.
pub fn read(file: &Path) -> Result<Option<Vec<u8>>, Error> {
    let text = match File::open(file) {
        Ok(file) => {
            let mut text = String::new();
            file.take(MAX).read_to_string(&mut text).map(|_| text)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => Err(error),
    };
    let text = text.map_err(|e| at(file, &e))?;
    let der = text
        .strip_prefix(BEGIN)
        .and_then(|text| text.strip_suffix(END))
        .and_then(|text| BASE64.decode(text.replace('\n', "")).ok());
    match der {
        Some(der) if Ed25519KeyPair::from_pkcs8(&der).is_ok() => Ok(Some(der)),
        _ => Err(migrate::refused(format!(
            "{}: not an Ed25519 private key in PEM",
            file.display()
        ))),
    }
}

/// Writes a private key to a file that is not there yet, durably.
pub fn write(file: &Path, der: &[u8]) -> Result<(), Error> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let text = format!("{BEGIN}{}\n{END}", BASE64.encode(der));
    let written = options.open(file).and_then(|mut open| {
        open.write_all(text.as_bytes())?;
        open.sync_all()?;
        sync_folder(file)
    });
    written.map_err(|e| at(file, &e))
}

/// Removes a private key that has signed nothing, if it is there.
pub(super) fn remove(file: &Path) -> Result<(), Error> {
    match std::fs::remove_file(file).and_then(|()| sync_folder(file)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(at(file, &error)),
        _ => Ok(()),
    }
}

pub(super) fn at(file: &Path, error: &dyn std::fmt::Display) -> Error {
    Error::internal(format!("{}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use tlog::key::generate;

    use super::*;

    #[test]
    fn a_key_is_read_as_it_was_written_and_never_overwritten() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("log.key");
        assert_eq!(read(&file).expect("no file is no error"), None);
        let der = generate().expect("a key");
        write(&file, &der).expect("written");
        assert_eq!(read(&file).expect("a key"), Some(der.clone()));
        assert!(write(&file, &der).is_err(), "there is one");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&file)
                .expect("a file")
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        std::fs::write(
            &file,
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        )
        .expect("a file");
        assert!(read(&file).is_err());
    }
}
