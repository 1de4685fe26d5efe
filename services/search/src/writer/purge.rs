//! Getting erased words out of the files.
//!
//! A deleted document is only hidden: its words stay in the files of its segment until that is merged. So each segment that holds an
//! erased document is merged, alone, and its old files are waited for until no searcher holds them. Owns no commit.

use std::{
    collections::BTreeSet,
    fs,
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use tantivy::{
    DocSet, FutureResult, IndexWriter, SegmentMeta, SegmentReader, TERMINATED, TantivyError,
    index::SegmentId, schema::IndexRecordOption,
};

use crate::{failure::Failure, shared::Shared};

/// How far the erasing of texts is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purge {
    /// No file holds a word of an erased document any more.
    Done,
    /// Files are being written again without them, or a searcher still holds the old ones: ask again, after 100 ms or so.
    Underway,
}

/// The erased documents whose words may still be in the files.
pub(super) struct Erased {
    ids: BTreeSet<u64>,
    /// The segments in which they were seen: their files must go.
    segments: BTreeSet<String>,
    merge: Option<Pin<Box<FutureResult<Option<SegmentMeta>>>>>,
}

// === impl Erased

impl Erased {
    pub(super) fn new(ids: Vec<u64>) -> Self {
        Self {
            ids: ids.into_iter().collect(),
            segments: BTreeSet::new(),
            merge: None,
        }
    }

    pub(super) fn ids(&self) -> &BTreeSet<u64> {
        &self.ids
    }

    /// Documents more, which the searchable state still has.
    pub(super) fn add(&mut self, ids: BTreeSet<u64>, shared: &Shared) -> Result<(), Failure> {
        if ids.is_empty() {
            return Ok(());
        }
        for segment in shared.now().readers() {
            if holds(segment, &ids, shared, |_| true)? {
                self.segments.insert(segment.segment_id().uuid_string());
            }
        }
        self.ids.extend(ids);
        Ok(())
    }

    /// Goes a step on.
    pub(super) fn purge(
        &mut self,
        writer: &mut IndexWriter,
        shared: &Shared,
    ) -> Result<Purge, Failure> {
        if !self.merged()? {
            return Ok(Purge::Underway);
        }
        if self.ids.is_empty() {
            return Ok(Purge::Done);
        }
        shared.reload(shared.now().position())?;
        if let Some(segment) = self.next(shared)? {
            self.segments.insert(segment.uuid_string());
            self.merge = Some(Box::pin(writer.merge(&[segment])));
            return Ok(Purge::Underway);
        }
        writer.garbage_collect_files().wait()?;
        if self.files_left(shared)? {
            return Ok(Purge::Underway);
        }
        self.segments.clear();
        self.ids.clear();
        Ok(Purge::Done)
    }

    /// Whether no merge of ours is running. One that was refused is tried again: the segment is being merged with others.
    fn merged(&mut self) -> Result<bool, Failure> {
        let Some(merge) = &mut self.merge else {
            return Ok(true);
        };
        match merge.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => return Ok(false),
            Poll::Ready(Ok(_) | Err(TantivyError::InvalidArgument(_))) => {}
            Poll::Ready(Err(why)) => return Err(why.into()),
        }
        self.merge = None;
        Ok(true)
    }

    /// Returns a segment that holds what was erased.
    fn next(&self, shared: &Shared) -> Result<Option<SegmentId>, Failure> {
        for segment in shared.now().readers() {
            if holds(segment, &self.ids, shared, |doc| segment.is_deleted(doc))? {
                return Ok(Some(segment.segment_id()));
            }
        }
        Ok(None)
    }

    /// Whether a file of a segment that was merged away is still there, or held by a searcher, for whom a removed file lives on.
    fn files_left(&self, shared: &Shared) -> Result<bool, Failure> {
        let ours = |id: String| self.segments.contains(&id);
        let mut held = shared.held().into_iter();
        if held.any(|one| {
            one.readers()
                .iter()
                .any(|one| ours(one.segment_id().uuid_string()))
        }) {
            return Ok(true);
        }
        for entry in fs::read_dir(&shared.path)? {
            let name = entry?.file_name();
            let segment = name.to_str().and_then(|name| name.split('.').next());
            if segment.is_some_and(|segment| self.segments.contains(segment)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Whether a segment has one of these documents for which this is so.
fn holds(
    segment: &SegmentReader,
    ids: &BTreeSet<u64>,
    shared: &Shared,
    so: impl Fn(u32) -> bool,
) -> Result<bool, Failure> {
    let index = segment.inverted_index(shared.fields.id)?;
    for id in ids {
        let postings = index.read_postings(&shared.fields.id(*id), IndexRecordOption::Basic)?;
        let Some(mut postings) = postings else {
            continue;
        };
        let mut doc = postings.doc();
        while doc != TERMINATED {
            if so(doc) {
                return Ok(true);
            }
            doc = postings.advance();
        }
    }
    Ok(false)
}
