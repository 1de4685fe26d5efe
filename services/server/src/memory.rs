//! How much of what comes and of what goes is kept at once: of all connections together, and of one.
//!
//! Owns the count. A message that has not come whole, and an answer that its caller does not read, are kept for somebody else's sake;
//! without a bound, whoever opens enough of them takes all the memory there is.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// It is counted in pieces of so many bytes.
const PIECE: usize = 1 << 10;

/// What may be kept.
#[derive(Clone, Debug)]
pub(super) struct Memory(Arc<Semaphore>);

/// A connection's share of it.
#[derive(Clone, Debug)]
pub(super) struct Share {
    all: Memory,
    own: Memory,
}

/// Something that is kept, until this is dropped.
#[derive(Debug)]
pub(super) struct Held {
    _all: OwnedSemaphorePermit,
    _own: OwnedSemaphorePermit,
}

// === impl Memory

impl Memory {
    /// So many bytes.
    pub(super) fn new(bytes: usize) -> Self {
        Self(Arc::new(Semaphore::new(bytes / PIECE)))
    }

    fn hold(&self, bytes: usize) -> Option<OwnedSemaphorePermit> {
        let pieces = u32::try_from(bytes.div_ceil(PIECE)).ok()?;
        Arc::clone(&self.0).try_acquire_many_owned(pieces).ok()
    }
}

// === impl Share

impl Share {
    /// A share of at most so many bytes.
    pub(super) fn of(all: &Memory, bytes: usize) -> Self {
        Self {
            all: all.clone(),
            own: Memory::new(bytes),
        }
    }

    /// Keeps so many bytes, if there is room.
    pub(super) fn hold(&self, bytes: usize) -> Option<Held> {
        Some(Held {
            _own: self.own.hold(bytes)?,
            _all: self.all.hold(bytes)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_bounded_for_one_and_for_all() {
        let all = Memory::new(10 * PIECE);
        let (one, other) = (Share::of(&all, 6 * PIECE), Share::of(&all, 6 * PIECE));
        let held = one.hold(5 * PIECE + 1).expect("room");
        assert!(one.hold(1).is_none(), "more than its share");
        assert!(other.hold(5 * PIECE).is_none(), "more than there is");
        let rest = other.hold(4 * PIECE).expect("room");
        drop(held);
        assert!(one.hold(6 * PIECE).is_some());
        drop(rest);
        assert!(other.hold(usize::MAX).is_none());
    }
}
