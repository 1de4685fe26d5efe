//! The newest documents first: each segment has them so, and is left as soon as it has no newer one than those that were found.

use tantivy::{DocSet, TERMINATED, query::Weight};

use super::{Clock, Cursor, Page, Segment};
use crate::failure::Failure;

/// Returns the page of documents below an id.
pub(super) fn page(
    segments: &[Segment<'_>],
    weight: &dyn Weight,
    below: Option<u64>,
    limit: usize,
    clock: &mut Clock,
) -> Result<Page, Failure> {
    // One more than asked for tells whether there is more.
    let most = limit.saturating_add(1);
    let mut hits = Vec::new();
    for segment in segments {
        clock.check()?;
        let full = hits.len() == most;
        let last = hits.last().map(|hit: &super::Hit| hit.id);
        if full && last >= Some(segment.greatest()) {
            break;
        }
        let first = below.map_or(0, |id| segment.below(id));
        if first == segment.reader.max_doc() {
            continue;
        }
        let mut found = weight.scorer(segment.reader, 1.0)?;
        let alive = segment.reader.alive_bitset();
        let mut doc = found.doc();
        if doc < first {
            doc = found.seek(first);
        }
        let mut taken = 0;
        while doc != TERMINATED && taken < most {
            if full && last >= Some(segment.id(doc)) {
                break;
            }
            if alive.is_none_or(|alive| alive.is_alive(doc)) {
                hits.push(segment.hit(doc, None));
                taken += 1;
            }
            clock.step()?;
            doc = found.advance();
        }
        hits.sort_unstable_by_key(|hit| std::cmp::Reverse(hit.id));
        hits.truncate(most);
    }
    let more = hits.len() > limit;
    hits.truncate(limit);
    let last = hits.last().filter(|_| more);
    Ok(Page {
        next: last.map(|hit| Cursor::Below(hit.id)),
        hits,
        ..Page::default()
    })
}
