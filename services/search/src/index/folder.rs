//! The folder: one index each in `index-N`, and in the file `current` the name of the one that counts. Owns no index.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// The file that says which index counts.
const CURRENT: &str = "current";

/// What the folders of indexes begin with.
const PREFIX: &str = "index-";

/// A folder of indexes.
#[derive(Clone)]
pub(super) struct Folder(PathBuf);

// === impl Folder

impl Folder {
    pub(super) fn new(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    /// Returns where the index that counts is.
    pub(super) fn current(&self) -> Option<PathBuf> {
        let name = fs::read_to_string(self.0.join(CURRENT)).ok()?;
        let path = self.0.join(name.trim());
        (number(&path).is_some() && path.is_dir()).then_some(path)
    }

    /// Returns where the newest index is that was begun after the one that counts.
    pub(super) fn begun(&self) -> Option<PathBuf> {
        let current = self.current().as_deref().and_then(number);
        let newest = self.indexes().ok()?.into_iter().max();
        newest
            .filter(|(number, _)| Some(*number) > current)
            .map(|(_, path)| path)
    }

    /// Makes a folder for an index.
    pub(super) fn make(&self) -> io::Result<PathBuf> {
        fs::create_dir_all(&self.0)?;
        let newest = self.indexes()?.into_iter().max();
        let next = newest.map_or(1, |(number, _)| number + 1);
        let path = self.0.join(format!("{PREFIX}{next}"));
        fs::create_dir(&path)?;
        Ok(path)
    }

    /// Makes the index at this path the one that counts, and removes the others.
    pub(super) fn swap(&self, path: &Path) -> io::Result<()> {
        let name = path.file_name().unwrap_or_default();
        let new = self.0.join(".current.new");
        let mut file = File::create(&new)?;
        file.write_all(name.as_encoded_bytes())?;
        file.sync_all()?;
        fs::rename(&new, self.0.join(CURRENT))?;
        File::open(&self.0)?.sync_all()?;
        for (_, other) in self.indexes()? {
            if other != path {
                fs::remove_dir_all(other)?;
            }
        }
        Ok(())
    }

    fn indexes(&self) -> io::Result<Vec<(u64, PathBuf)>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.0)? {
            let path = entry?.path();
            found.extend(number(&path).map(|number| (number, path)));
        }
        Ok(found)
    }
}

fn number(path: &Path) -> Option<u64> {
    let name = path.file_name()?.to_str()?;
    name.strip_prefix(PREFIX)?.parse().ok()
}

/// Removes what a kill left half written in the folder of an index.
pub(super) fn sweep(path: &Path) -> io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_name().as_encoded_bytes().starts_with(b".tmp") {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Returns how many bytes the files of an index have.
pub(super) fn bytes(path: &Path) -> io::Result<u64> {
    let mut sum = 0;
    for entry in fs::read_dir(path)? {
        // A merge may remove it in between.
        sum += entry?.metadata().map_or(0, |file| file.len());
    }
    Ok(sum)
}
