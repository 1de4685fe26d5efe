//! Work on all segments, shared out. Owns no query.

use std::{
    cmp::Reverse,
    num::NonZero,
    panic::resume_unwind,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use tantivy::SegmentReader;

use crate::failure::Failure;

/// On how many threads something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Threads {
    /// On the caller's.
    Own,
    /// On one more, where the machine has it: for what must look at every document that is found.
    OneMore,
}

/// Does something with each segment, the largest first, and returns what each thread made of those it took.
pub(super) fn share<W: Send>(
    segments: &[SegmentReader],
    threads: Threads,
    new: impl Fn() -> W + Sync,
    take: impl Fn(&mut W, &SegmentReader) -> Result<(), Failure> + Sync,
) -> Result<Vec<W>, Failure> {
    let mut order: Vec<&SegmentReader> = segments.iter().collect();
    order.sort_by_key(|segment| Reverse(segment.max_doc()));
    let next = AtomicUsize::new(0);
    let work = || {
        let mut made = new();
        while let Some(segment) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            take(&mut made, segment)?;
        }
        Ok(made)
    };
    let alone = || thread::available_parallelism().map_or(1, NonZero::get) < 2;
    if threads == Threads::Own || order.len() < 2 || alone() {
        return work().map(|made| vec![made]);
    }
    thread::scope(|scope| {
        let other = scope.spawn(work);
        let own = work();
        let other = other.join().unwrap_or_else(|panic| resume_unwind(panic));
        Ok(vec![own?, other?])
    })
}
