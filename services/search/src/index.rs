//! The index in its folder: opened, made anew, swapped.
//!
//! Owns no form of the index and nothing that is written to it.

mod folder;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use tantivy::directory::MmapDirectory;

use crate::{
    failure::{Failure, Unusable},
    schema::Fields,
    searcher::Searcher,
    shared::Shared,
    stamp::{Stamp, identity},
    writer::Writer,
};
use folder::Folder;

/// An open index. Cheap to clone: all clones are one.
#[derive(Clone)]
pub struct Index {
    folder: Folder,
    shared: Arc<Shared>,
}

// === impl Index

impl Index {
    /// Opens the index in the folder, if it is whole, of this log (any name) and of this version of the crate. What a kill left behind is
    /// removed. Whatever is wrong, the answer is the same: the index must be built again.
    pub fn open(folder: &Path, log: &str) -> Result<Self, Unusable> {
        let folder = Folder::new(folder);
        let path = folder.current().ok_or(Unusable::Missing)?;
        Self::open_at(folder, path, log)
    }

    /// Returns an index that is being built beside the one in the folder: an empty one, or one that was begun earlier and goes on from
    /// its position. It can be searched as any other. It takes the place of the other by [`Index::swap`].
    /// Commit it seldom while it is built, every 50,000 documents or so: merges fall behind small commits that follow each other at once.
    pub fn rebuild(folder: &Path, log: &str) -> Result<Self, Failure> {
        let folder = Folder::new(folder);
        if let Some(path) = folder.begun() {
            if let Ok(index) = Self::open_at(folder.clone(), path.clone(), log) {
                return Ok(index);
            }
            std::fs::remove_dir_all(path)?;
        }
        let path = folder.make()?;
        let (schema, _) = Fields::new();
        let directory = MmapDirectory::open(&path).map_err(tantivy::TantivyError::from)?;
        let index = tantivy::Index::create(directory, schema, Fields::settings())?;
        let mut writer =
            index.writer_with_num_threads::<tantivy::TantivyDocument>(1, Writer::MEMORY)?;
        let mut first = writer.prepare_commit()?;
        first.set_payload(&Stamp::default().write(log));
        first.commit()?;
        drop(writer);
        Self::open_at(folder, path, log).map_err(|why| Failure::Index(Box::new(why)))
    }

    fn open_at(folder: Folder, path: PathBuf, log: &str) -> Result<Self, Unusable> {
        let damaged = |why: &dyn std::fmt::Display| Unusable::Damaged(why.to_string());
        folder::sweep(&path).map_err(|why| damaged(&why))?;
        let directory = MmapDirectory::open(&path).map_err(|why| damaged(&why))?;
        let mut index = tantivy::Index::open(directory).map_err(|why| damaged(&why))?;
        let (schema, _) = Fields::new();
        let meta = index.load_metas().map_err(|why| damaged(&why))?;
        let found = meta.payload.unwrap_or_default();
        let stamp = Stamp::read(&found, log).filter(|_| index.schema() == schema);
        let stamp = stamp.ok_or_else(|| Unusable::Other {
            found,
            expected: identity(log),
        })?;
        index.set_tokenizers(Fields::tokenizers());
        let shared = Shared::open(log, path, index, stamp.position);
        let shared = Arc::new(shared.map_err(|why| damaged(&why))?);
        Ok(Self { folder, shared })
    }

    /// Makes this the index that [`Index::open`] opens, and removes all others of the folder. At once or not at all; again does no harm.
    /// Searchers of another index can be used until they are dropped.
    pub fn swap(&self) -> Result<(), Failure> {
        Ok(self.folder.swap(&self.shared.path)?)
    }

    /// Returns the position of the last commit: what was given to [`Writer::commit`], 0 before the first.
    pub fn position(&self) -> u64 {
        self.searcher().position()
    }

    /// Returns the writer. There is one at a time: a second fails.
    pub fn writer(&self) -> Result<Writer, Failure> {
        Writer::new(self.shared.clone())
    }

    /// Returns what can be searched now: the state of the last commit, for as long as it is held.
    pub fn searcher(&self) -> Searcher {
        self.shared.now()
    }

    #[cfg(test)]
    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// Returns the files whose checksum is wrong. Reads all of it.
    pub fn damaged(&self) -> Result<Vec<PathBuf>, Failure> {
        let files = self.shared.index.validate_checksum()?;
        Ok(files.into_iter().collect())
    }

    /// Returns how many bytes its files have.
    pub fn bytes(&self) -> Result<u64, Failure> {
        Ok(folder::bytes(&self.shared.path)?)
    }
}

#[cfg(test)]
mod tests;
