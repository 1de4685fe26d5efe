//! The entries of a log, page by page, and which leaf is the first that was not signed.

use indicatif::ProgressBar;
use kenes_proto::record as pb;
use tlog::{
    note::Checkpoint,
    tree::{leaf_hash, root_of_inclusion},
};

use super::{Log, hashes};
use crate::{
    Exit, Failure,
    audit::{Target, reading::Reading, shown::named},
};

/// Entries asked for at once.
const PAGE: i32 = 1000;

impl Log {
    /// Reads the entries up to the end of what is signed.
    pub(in crate::audit) async fn read(
        &mut self,
        reading: &mut Reading,
        last: Option<&Target>,
        target: &Target,
        progress: &ProgressBar,
    ) -> Result<(), Failure> {
        let signed = &target.checkpoint;
        progress.set_length(signed.size);
        let mut parted = false;
        while reading.size() < signed.size {
            let first = reading.size();
            let page = self.page(first, signed.size).await?;
            let mut outcome = Ok(());
            for entry in &page {
                outcome = reading.entry(entry, &signed.origin);
                if outcome.is_err() {
                    break;
                }
                parted |= last.is_some_and(|last| {
                    let last = &last.checkpoint;
                    reading.size() == last.size && reading.root() != last.root
                });
            }
            // A leaf that was changed is found by the tree, also where it breaks no rule and stands before one that does.
            self.prove(reading, first, &page, signed).await?;
            outcome.map_err(|what| self.failure(Exit::Record, &what))?;
            if let Some(last) = last.filter(|_| parted) {
                return Err(self.forked(last, target));
            }
            progress.set_position(reading.size());
        }
        Ok(())
    }

    async fn page(&mut self, from: u64, to: u64) -> Result<Vec<pb::Entry>, Failure> {
        let request = pb::ListEntriesRequest {
            from_index: from.cast_signed(),
            page_size: PAGE,
        };
        let page = self.records.list_entries(request).await;
        let page = page.map_err(|status| self.silent("ListEntries", &status))?;
        let mut entries = page.into_inner().entries;
        entries.truncate(usize::try_from(to - from).unwrap_or(usize::MAX));
        match entries.is_empty() {
            false => Ok(entries),
            true => {
                let text = format!("entry {from} is not shown, and {to} entries are signed");
                Err(self.failure(Exit::Record, &text))
            }
        }
    }

    /// The leaves that were read must be the beginning of what was signed. `page` holds those from `first` on.
    async fn prove(
        &mut self,
        reading: &Reading,
        first: u64,
        page: &[pb::Entry],
        signed: &Checkpoint,
    ) -> Result<(), Failure> {
        let size = reading.size();
        if self.is_part(size, &reading.root(), signed).await? {
            return Ok(());
        }
        for (index, entry) in (first..size).zip(page) {
            let request = pb::ProveInclusionRequest {
                index: index.cast_signed(),
                size: Some(signed.size.cast_signed()),
            };
            let proof = self.records.prove_inclusion(request).await;
            let proof = proof.map_err(|status| self.silent("ProveInclusion", &status))?;
            let leaf = leaf_hash(&entry.leaf);
            let root = hashes(&proof.get_ref().path)
                .and_then(|path| root_of_inclusion(leaf, index, signed.size, &path));
            if root != Some(signed.root) {
                let text = named(entry, index, "its leaf is not the one that was signed");
                return Err(self.failure(Exit::Record, &text));
            }
        }
        let text = format!(
            "broken proof: the service does not prove the first {size} entries to be those of the {} that it signed",
            signed.size
        );
        Err(self.failure(Exit::BrokenProof, &text))
    }
}
