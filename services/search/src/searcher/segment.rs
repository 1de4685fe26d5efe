//! A segment with its ids. Owns no query.

use std::{cmp::Reverse, sync::Arc};

use tantivy::{DocId, SegmentReader, columnar::ColumnValues};

use super::Hit;
use crate::{document::Field, failure::Failure, schema};

/// A segment of the index: its documents are sorted by their ids, the greatest first.
pub(super) struct Segment<'a> {
    pub(super) reader: &'a SegmentReader,
    ids: Arc<dyn ColumnValues<u64>>,
    kinds: Arc<dyn ColumnValues<u64>>,
}

// === impl Segment

impl<'a> Segment<'a> {
    /// A segment that has documents.
    pub(super) fn of(reader: &'a SegmentReader) -> Result<Self, Failure> {
        Ok(Self {
            reader,
            ids: column(reader, schema::ID)?,
            kinds: column(reader, Field::Kind.name())?,
        })
    }

    /// Returns all segments that have documents.
    pub(super) fn all(readers: &'a [SegmentReader]) -> Result<Vec<Self>, Failure> {
        let full = readers.iter().filter(|reader| reader.max_doc() > 0);
        full.map(Self::of).collect()
    }

    /// The same, that of the greatest id first.
    pub(super) fn newest_first(readers: &'a [SegmentReader]) -> Result<Vec<Self>, Failure> {
        let mut segments = Self::all(readers)?;
        segments.sort_by_key(|segment| Reverse(segment.greatest()));
        Ok(segments)
    }

    /// Returns the greatest id it has.
    pub(super) fn greatest(&self) -> u64 {
        self.ids.get_val(0)
    }

    pub(super) fn id(&self, doc: DocId) -> u64 {
        self.ids.get_val(doc)
    }

    pub(super) fn kind(&self, doc: DocId) -> u64 {
        self.kinds.get_val(doc)
    }

    pub(super) fn hit(&self, doc: DocId, score: Option<f32>) -> Hit {
        Hit {
            id: self.id(doc),
            kind: self.kind(doc),
            score,
        }
    }

    /// Returns the first document below this id, or the number of documents.
    pub(super) fn below(&self, id: u64) -> DocId {
        let (mut low, mut high) = (0, self.reader.max_doc());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.id(middle) < id {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }
}

/// Returns a column that every document has a value in.
pub(super) fn column(
    reader: &SegmentReader,
    name: &str,
) -> Result<Arc<dyn ColumnValues<u64>>, Failure> {
    Ok(reader.fast_fields().u64(name)?.values)
}
