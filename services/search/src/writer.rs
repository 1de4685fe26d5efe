//! The one who feeds the index.

mod purge;

use std::{collections::BTreeSet, sync::Arc};

use tantivy::{
    IndexWriter,
    indexer::{IndexWriterOptions, LogMergePolicy},
};

use crate::{document::Document, failure::Failure, shared::Shared, stamp::Stamp};
use purge::Erased;

pub use purge::Purge;

/// The one writer of an index. What is not committed when it is dropped is gone, as after a kill.
pub struct Writer {
    shared: Arc<Shared>,
    index: IndexWriter,
    /// Erased since the last commit.
    erasing: BTreeSet<u64>,
    erased: Erased,
}

// === impl Writer

impl Writer {
    /// The most memory that documents take before they are written: the least that the index can do with.
    pub(crate) const MEMORY: usize = 15_000_000;

    pub(crate) fn new(shared: Arc<Shared>) -> Result<Self, Failure> {
        let options = IndexWriterOptions::builder()
            .memory_budget_per_thread(Self::MEMORY)
            .num_worker_threads(1)
            .num_merge_threads(1);
        let writer: IndexWriter = shared.index.writer_with_options(options.build())?;
        writer.set_merge_policy(Box::new(policy()));
        writer.garbage_collect_files().wait()?;
        // The writer holds the lock: nobody commits any more, and this is the last commit.
        let meta = shared.index.load_metas()?;
        let stamp = Stamp::read(&meta.payload.unwrap_or_default(), &shared.log);
        let erased = Erased::new(stamp.unwrap_or_default().unpurged);
        Ok(Self {
            shared,
            index: writer,
            erasing: BTreeSet::new(),
            erased,
        })
    }

    /// Adds a document whose id is not in the index.
    pub fn add(&mut self, document: &Document<'_>) -> Result<(), Failure> {
        let document = self.shared.fields.document(document);
        self.index.add_document(document)?;
        Ok(())
    }

    /// Puts a document in the place of the one with its id, if there is one.
    pub fn replace(&mut self, document: &Document<'_>) -> Result<(), Failure> {
        self.delete(document.id)?;
        self.add(document)
    }

    /// Takes a document out. Its words may stay in the files for long: see [`Writer::erase`].
    pub fn delete(&mut self, id: u64) -> Result<(), Failure> {
        self.index.delete_term(self.shared.fields.id(id));
        Ok(())
    }

    /// Takes documents out whose words must leave the files, in all their former states. They are hidden by the next commit, which also
    /// remembers them, over restarts, until [`Writer::purge`] has answered [`Purge::Done`]. One that was redacted in part is
    /// added again afterwards, [`Writer::add`].
    pub fn erase(&mut self, ids: &[u64]) -> Result<(), Failure> {
        for id in ids {
            self.delete(*id)?;
        }
        self.erasing.extend(ids);
        Ok(())
    }

    /// Makes all that was given visible and durable together with the position.
    pub fn commit(&mut self, position: u64) -> Result<(), Failure> {
        let unpurged = self.erased.ids().union(&self.erasing);
        let stamp = Stamp {
            position,
            unpurged: unpurged.copied().collect(),
        };
        let mut commit = self.index.prepare_commit()?;
        commit.set_payload(&stamp.write(&self.shared.log));
        commit.commit()?;
        let erasing = std::mem::take(&mut self.erasing);
        self.erased.add(erasing, &self.shared)?;
        self.shared.reload(position)
    }

    /// Carries on with getting the words of erased documents out of the files, and says how far it is. Does not wait: call it between
    /// commits for as long as it is underway, also after a start. Nothing is underway if nothing was erased.
    pub fn purge(&mut self) -> Result<Purge, Failure> {
        self.erased.purge(&mut self.index, &self.shared)
    }

    /// Waits until merges that were begun have ended, and closes the writer. For an end in order, and for measurements.
    pub fn close(self) -> Result<(), Failure> {
        self.index.wait_merging_threads()?;
        self.shared.reload(self.shared.now().position())
    }
}

/// When segments are merged: eight of about a size, up to half a million documents; and one of whose documents a fifth is deleted.
fn policy() -> LogMergePolicy {
    let mut policy = LogMergePolicy::default();
    policy.set_min_num_segments(8);
    policy.set_min_layer_size(20_000);
    policy.set_max_docs_before_merge(500_000);
    policy.set_del_docs_ratio_before_merge(0.2);
    policy
}

#[cfg(test)]
mod tests;
