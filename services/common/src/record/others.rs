//! What the other replicas of a log signed last, where each keeps that in a file of its own in one folder: none signs what does not go
//! with it, also where the one that signed it is gone, and the database with it.
//!
//! Nobody waits for anybody. Each writes its own file, then reads those of the others, and only then lets its signature go: of two that
//! sign different histories at once, one sees the other at least. Owns those files and the comparison; the form of a file is in
//! `last_signed`.

use std::{
    collections::HashMap,
    ffi::OsStr,
    path::{Path, PathBuf},
};

use tlog::{
    Damage,
    note::{Checkpoint, Verifier},
};

use super::{files::Files, key::at, last_signed::left, origin};
use crate::{
    Error,
    store::{Tx, leaves},
};

/// The files of the others.
pub(super) struct Others {
    own: PathBuf,
    /// The notes that go with this replica's, by their files.
    agreed: HashMap<PathBuf, String>,
}

impl Others {
    /// The others of the replica with these files, where they share a folder.
    pub(super) fn of(files: &Files) -> Option<Self> {
        files.shared.then(|| Self {
            own: files.signed.clone(),
            agreed: HashMap::new(),
        })
    }

    /// Returns the notes that were not compared yet, with their files.
    pub(super) fn news(&self) -> Result<Vec<(PathBuf, String)>, Error> {
        let mut news = Vec::new();
        for path in siblings(&self.own)? {
            if let Some(note) = left(&path)?
                && self.agreed.get(&path) != Some(&note)
            {
                news.push((path, note));
            }
        }
        Ok(news)
    }

    /// A note goes with what this replica signed.
    pub(super) fn agree(&mut self, path: PathBuf, note: String) {
        self.agreed.insert(path, note);
    }
}

/// Checks that the database holds what another replica signed. `keys` are those of the log, the present one first.
pub(super) fn compare(
    tx: &mut dyn Tx,
    keys: &[Verifier],
    (path, note): &(PathBuf, String),
) -> Result<(), Error> {
    let file = path.display();
    let own = keys.first().map(Verifier::name).unwrap_or_default();
    let log = note.lines().next().unwrap_or_default();
    match origin::order(log, own) {
        // What was left behind by a recovery says nothing of the log that went on.
        Some(std::cmp::Ordering::Less) => return Ok(()),
        Some(std::cmp::Ordering::Equal) => {}
        _ => {
            return Err(Damage::of(format!(
                "{file}: another replica signs the log {log}, and this one {own}"
            )));
        }
    }
    let signed = opened(keys, note)
        .ok_or_else(|| Damage::of(format!("{file}: no key of the log signed this")))?;
    leaves::holds(tx, signed.size, &signed.root).map_err(|error| match Damage::is(&error) {
        true => Damage::of(format!(
            "{file}: another replica signed {} entries: {}",
            signed.size,
            crate::error::cause(&error)
        )),
        false => error,
    })
}

/// Returns what a note says that one of these keys signed.
pub(super) fn opened(keys: &[Verifier], note: &str) -> Option<Checkpoint> {
    keys.iter().find_map(|key| key.open(note).ok())
}

/// Returns the note of the largest tree of the newest name, of this one and those of the other replicas.
pub(super) fn largest(files: &Files, own: Option<String>) -> Result<Option<String>, Error> {
    let mut notes: Vec<String> = own.into_iter().collect();
    if files.shared {
        for path in siblings(&files.signed)? {
            notes.extend(left(&path)?);
        }
    }
    let size = |note: &str| Checkpoint::parse(note).map_or(0, |signed| signed.size);
    let by = |one: &String, other: &String| {
        let name = |note: &str| origin::times(note.lines().next().unwrap_or_default());
        (name(one), size(one)).cmp(&(name(other), size(other)))
    };
    Ok(notes.into_iter().max_by(by))
}

/// Returns the files of the others: `service.replica.signed` beside this one.
fn siblings(own: &Path) -> Result<Vec<PathBuf>, Error> {
    let folder = own.parent().unwrap_or(own);
    let parts = |path: &Path| {
        let name = path.file_name().and_then(OsStr::to_str)?;
        let [service, _, "signed"] = name.split('.').collect::<Vec<_>>()[..] else {
            return None;
        };
        Some(service.to_owned())
    };
    let service = parts(own);
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder).map_err(|e| at(folder, &e))? {
        let path = file.map_err(|e| at(folder, &e))?.path();
        if path != own && service.is_some() && parts(&path) == service {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
