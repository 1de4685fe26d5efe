//! The pages that were read, as writers go through them.

use std::io;

use indicatif::ProgressBar;
use tokio_util::sync::CancellationToken;

use super::{
    folder::Folder,
    lists::{List, Source},
    spool::{Record, Records},
};

/// What was read.
pub(super) struct Pages<'f> {
    pub(super) folder: &'f Folder,
    pub(super) bar: &'f ProgressBar,
    /// Once it is cancelled, nothing more is written.
    pub(super) stop: &'f CancellationToken,
}

/// Why nothing was written.
#[derive(Debug)]
pub(super) enum Trouble {
    /// A file.
    File(io::Error),
    /// Somebody stopped it.
    Stopped,
    /// What was read may not be written so, or there is nothing of it; why.
    Nothing(String),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}

impl From<serde_json::Error> for Trouble {
    fn from(error: serde_json::Error) -> Self {
        Self::File(error.into())
    }
}

impl Pages<'_> {
    /// Calls `work` for each resource of a list, in the order of their names for each method that reads it.
    pub(super) fn each(
        &self,
        list: &List,
        mut work: impl FnMut(Record) -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        self.bar.set_message(list.name.clone());
        for source in &list.sources {
            let Some(mut records) = self.open(list, source)? else {
                continue;
            };
            while let Some(record) = records.read()? {
                if self.stop.is_cancelled() {
                    return Err(Trouble::Stopped);
                }
                work(record)?;
                self.bar.inc(1);
            }
        }
        Ok(())
    }

    /// Opens the file of what a method has read; none where it was never asked.
    pub(super) fn open(&self, list: &List, source: &Source) -> io::Result<Option<Records>> {
        Records::open(&self.folder.spool(&source.method), &list.message)
    }

    /// How many resources of a list were read.
    pub(super) fn count(&self, list: &List) -> u64 {
        let sources = list.sources.iter();
        sources
            .map(|source| self.folder.progress(&source.method).count)
            .sum()
    }
}
