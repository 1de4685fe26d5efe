//! The index in its folder: opened, made anew, swapped.

use std::path::{Path, PathBuf};

use crate::{
    failure::{Failure, Unusable},
    searcher::Searcher,
    writer::Writer,
};

/// An open index. Cheap to clone: all clones are one.
#[derive(Clone)]
pub struct Index {}

// === impl Index

impl Index {
    /// Opens the index in the folder, if it is whole, of this log (any name without a `;`) and of this version of the crate. What a
    /// kill left behind is removed; no error of the disk but says that the index must be built again.
    pub fn open(folder: &Path, log: &str) -> Result<Self, Unusable> {
        let _ = (folder, log);
        todo!()
    }

    /// Returns an index that is being built beside the one in the folder: an empty one, or one that was begun earlier and goes on from
    /// its position. It can be searched as any other. It takes the place of the other by [`Index::swap`].
    pub fn rebuild(folder: &Path, log: &str) -> Result<Self, Failure> {
        let _ = (folder, log);
        todo!()
    }

    /// Makes this the index that [`Index::open`] opens, and removes all others of the folder. At once or not at all; again does no harm.
    /// Searchers of the other index can be used until they are dropped.
    pub fn swap(&self) -> Result<(), Failure> {
        todo!()
    }

    /// Returns the position of the last commit: what was given to [`Writer::commit`], 0 before the first.
    pub fn position(&self) -> u64 {
        todo!()
    }

    /// Returns the writer. There is one at a time: a second fails.
    pub fn writer(&self) -> Result<Writer, Failure> {
        todo!()
    }

    /// Returns what can be searched now: the state of the last commit, for as long as it is held.
    pub fn searcher(&self) -> Searcher {
        todo!()
    }

    /// Returns the files whose checksum is wrong. Reads all of it.
    pub fn damaged(&self) -> Result<Vec<PathBuf>, Failure> {
        todo!()
    }

    /// Returns how many bytes its files have.
    pub fn bytes(&self) -> Result<u64, Failure> {
        todo!()
    }
}
