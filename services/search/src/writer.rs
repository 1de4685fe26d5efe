//! The one who feeds the index.

use crate::{document::Document, failure::Failure};

/// The one writer of an index. What is not committed when it is dropped is gone, as after a kill.
pub struct Writer {}

/// How far the erasing of texts is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purge {
    /// No file holds a word of an erased document any more.
    Done,
    /// Files are being written again without them, or a searcher still holds the old ones: ask again, after 100 ms or so.
    Underway,
}

// === impl Writer

impl Writer {
    /// Adds a document whose id is not in the index.
    pub fn add(&mut self, document: &Document<'_>) -> Result<(), Failure> {
        let _ = document;
        todo!()
    }

    /// Puts a document in the place of the one with its id, if there is one.
    pub fn replace(&mut self, document: &Document<'_>) -> Result<(), Failure> {
        let _ = document;
        todo!()
    }

    /// Takes a document out. Its words may stay in the files for long: see [`Writer::erase`].
    pub fn delete(&mut self, id: u64) -> Result<(), Failure> {
        let _ = id;
        todo!()
    }

    /// Takes documents out whose words must leave the files, in all their former states. They are hidden by the next commit, which also
    /// remembers them, over restarts, until [`Writer::purge`] has answered [`Purge::Done`]. One that was redacted in part is
    /// added again afterwards, [`Writer::add`].
    pub fn erase(&mut self, ids: &[u64]) -> Result<(), Failure> {
        let _ = ids;
        todo!()
    }

    /// Makes all that was given visible and durable together with the position.
    pub fn commit(&mut self, position: u64) -> Result<(), Failure> {
        let _ = position;
        todo!()
    }

    /// Carries on with getting the words of erased documents out of the files, and says how far it is. Does not wait: call it between
    /// commits for as long as it is underway, also after a start. Nothing is underway if nothing was erased.
    pub fn purge(&mut self) -> Result<Purge, Failure> {
        todo!()
    }

    /// Waits until merges that were begun have ended, and closes the writer. For an end in order, and for measurements.
    pub fn close(self) -> Result<(), Failure> {
        todo!()
    }
}
