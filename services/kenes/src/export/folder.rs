//! OUT.part: the pages that were read, and how far each list was. What is in it is whole after any interruption: a page that was
//! not noted is cut off again.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
};

use prost_reflect::MethodDescriptor;
use serde_json::{Map, Value, json};

use crate::{Exit, Failure, config};

const NOTES: &str = "progress.json";

/// The folder of an export that is not whole yet. It belongs to one process.
pub(super) struct Folder {
    path: PathBuf,
    notes: Map<String, Value>,
    _lock: File,
}

/// How far a list was read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Progress {
    /// The bytes of its file that are whole pages.
    pub(super) bytes: u64,
    /// How many resources that is.
    pub(super) count: u64,
    /// The token of the next page; empty before the first.
    pub(super) token: String,
    /// Whether there is none.
    pub(super) done: bool,
}

// === impl Folder

impl Folder {
    /// Opens the folder of an export, which an earlier one of the same services may have left.
    pub(super) fn open(config: &config::Export) -> Result<Self, Failure> {
        let mut name = config
            .out
            .file_name()
            .map_or_else(OsString::new, ToOwned::to_owned);
        name.push(".part");
        let path = config.out.with_file_name(name);
        let trouble = |error: io::Error| failed(&path, &error);
        fs::create_dir_all(&path).map_err(trouble)?;
        let lock = File::create(path.join("lock")).map_err(trouble)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let text = format!("{}: another export writes it", path.display());
                return Err(Failure::new(Exit::Unavailable, text));
            }
            Err(TryLockError::Error(error)) => return Err(trouble(error)),
        }
        let services = json!([
            config.registry.uri().to_string(),
            config.consultation.uri().to_string()
        ]);
        let notes = match fs::read(path.join(NOTES)) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Map::new(),
            Err(error) => return Err(trouble(error)),
        };
        if notes
            .get("services")
            .is_some_and(|before| *before != services)
        {
            let text = format!(
                "{}: was begun with other services; remove it, or name those again",
                path.display()
            );
            return Err(Failure::new(Exit::Usage, text));
        }
        let mut folder = Self {
            path,
            notes,
            _lock: lock,
        };
        folder.notes.insert("services".to_owned(), services);
        Ok(folder)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The file of what a method has read.
    pub(super) fn spool(&self, method: &MethodDescriptor) -> PathBuf {
        self.path.join(method.full_name())
    }

    /// How far a method was read.
    pub(super) fn progress(&self, method: &MethodDescriptor) -> Progress {
        let note = self.notes.get(method.full_name());
        let number = |key: &str| note.and_then(|n| n.get(key)?.as_u64()).unwrap_or_default();
        let token = note
            .and_then(|n| n.get("token")?.as_str())
            .unwrap_or_default();
        Progress {
            bytes: number("bytes"),
            count: number("count"),
            token: token.to_owned(),
            done: note
                .and_then(|n| n.get("done")?.as_bool())
                .unwrap_or_default(),
        }
    }

    /// Keeps a page: its bytes first, and then the note that they are whole.
    pub(super) fn keep(
        &mut self,
        method: &MethodDescriptor,
        page: &[u8],
        progress: &Progress,
    ) -> io::Result<()> {
        let path = self.spool(method);
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        file.set_len(progress.bytes - page.len() as u64)?;
        file.write_all(page)?;
        file.sync_data()?;
        let Progress {
            bytes,
            count,
            token,
            done,
        } = progress;
        let note = json!({"bytes": bytes, "count": count, "token": token, "done": done});
        self.notes.insert(method.full_name().to_owned(), note);
        let (notes, new) = (self.path.join(NOTES), self.path.join("progress.new"));
        fs::write(&new, serde_json::to_vec(&self.notes)?)?;
        fs::rename(new, notes)
    }

    /// Gives what was made of the pages its name, and removes the folder.
    pub(super) fn finish(self, made: &Path, out: &Path) -> io::Result<()> {
        fs::rename(made, out)?;
        fs::remove_dir_all(&self.path)
    }
}

/// The failure of a file.
pub(super) fn failed(path: &Path, error: &io::Error) -> Failure {
    Failure::new(Exit::Failed, format!("{}: {error}", path.display()))
}
