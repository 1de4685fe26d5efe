//! The two files of a log: its private key and what it signed last. Owns where they are and what is refused of them; their
//! forms are in `key` and `last_signed`, what other replicas keep beside the second in `others`.

use std::path::{Path, PathBuf};

use tlog::note::{self, Checkpoint, Fault};

use super::{key, last_signed::LastSigned};
use crate::{Error, store::migrate};

/// Where a log keeps what is not in its database.
#[derive(Clone, Debug)]
pub struct Files {
    /// The private key.
    pub key: PathBuf,
    /// What was signed last.
    pub signed: PathBuf,
    /// Whether all replicas keep that in one folder, and none signs what does not go with what another one signed.
    pub shared: bool,
    /// The name of a log that begins. Made from the key where there is none.
    pub origin: Option<String>,
    /// The checkpoint that another replica signed last, for one that joins it. Nothing where what was signed is known.
    pub told: Option<String>,
}

impl Files {
    /// The files of a log in `folder`, by the name of its service.
    pub fn within(folder: &Path, service: &str) -> Self {
        Self {
            key: folder.join(format!("{service}.key")),
            signed: folder.join(format!("{service}.signed")),
            shared: false,
            origin: None,
            told: None,
        }
    }

    /// The same with what was signed last in a folder that all replicas share, each under a name of its own.
    #[must_use]
    pub fn sharing(self, folder: &Path, service: &str, replica: &str) -> Self {
        Self {
            signed: folder.join(format!("{service}.{replica}.signed")),
            shared: true,
            ..self
        }
    }
}

pub(super) fn signer(origin: &str, der: &[u8]) -> Result<note::Signer, Error> {
    note::Signer::from_pkcs8(origin, der).ok_or_else(|| {
        refused(format!(
            "{origin:?} is no name for a log: it must be without spaces and plus signs"
        ))
    })
}

/// Returns what the log with these files signed last, if it ever did.
pub fn signed(files: &Files) -> Result<Option<Checkpoint>, Error> {
    let state = LastSigned::open(&files.signed)?;
    let (Some(note), Some(der)) = (state.note(), key::read(&files.key)?) else {
        return Ok(None);
    };
    let signer = signer(note.lines().next().unwrap_or_default(), &der)?;
    let opened = signer.verifier().open(note);
    opened
        .map(Some)
        .map_err(|fault| not_ours(&files.key, &fault))
}

pub(super) fn not_ours(file: &Path, fault: &Fault) -> Error {
    let text = match fault {
        Fault::UnknownKey | Fault::WrongSignature => {
            "this key did not sign what the log signed last: it is another log's. Put back the log's own; where replicas share \
             a database, copy that of another one"
                .to_owned()
        }
        other => format!("what the log signed last does not read: {other:?}"),
    };
    refused(format!("{}: {text}", file.display()))
}

/// Returns why the log is not opened: no fault of the disk, but nothing may be signed.
pub(super) fn refused(text: impl Into<String>) -> Error {
    migrate::refused(text)
}
