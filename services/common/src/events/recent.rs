//! What happened last, in memory, up to a number of events and of bytes.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::watch;

use super::event::Event;

/// How much is remembered: events, and bytes of them.
const MOST: usize = 4096;
const MOST_BYTES: usize = 8 << 20;
/// What happened last.
#[derive(Debug)]
pub(crate) struct Recent {
    ring: Mutex<Ring>,
    /// The index after the last event in the ring. Its end is the end of the log.
    next: watch::Receiver<u64>,
}

#[derive(Debug, Default)]
struct Ring {
    /// The index after the last event.
    next: u64,
    events: VecDeque<Arc<Event>>,
    bytes: usize,
}

impl Recent {
    /// Nothing that happened before the index `begin` is remembered; `next` tells what was added.
    pub(super) fn new(begin: u64, next: watch::Receiver<u64>) -> Self {
        let ring = Ring {
            next: begin,
            ..Ring::default()
        };
        Self {
            ring: Mutex::new(ring),
            next,
        }
    }

    /// Returns the index after the last event, now and whenever that changes.
    pub(crate) fn next(&self) -> watch::Receiver<u64> {
        self.next.clone()
    }

    /// Returns at most `most` events from `from` on. Fails where they are not remembered: those before the index are to be read.
    pub(crate) fn from(&self, from: u64, most: usize) -> Result<Vec<Arc<Event>>, u64> {
        let ring = self.ring();
        let first = ring.next - ring.events.len() as u64;
        let Some(skip) = from.checked_sub(first) else {
            return Err(first);
        };
        let skip = usize::try_from(skip).unwrap_or(usize::MAX);
        Ok(ring.events.iter().skip(skip).take(most).cloned().collect())
    }

    /// Adds what happened, forgets what is too much, and returns the index after it.
    pub(super) fn push(&self, events: Vec<Arc<Event>>) -> u64 {
        let mut ring = self.ring();
        for event in events {
            if event.redacts {
                // What is remembered may be erased now: the store knows.
                ring.events.clear();
                ring.bytes = 0;
            }
            ring.next = event.index + 1;
            ring.bytes += event.weight;
            ring.events.push_back(event);
            while ring.events.len() > MOST || ring.bytes > MOST_BYTES {
                let Some(oldest) = ring.events.pop_front() else {
                    break;
                };
                ring.bytes -= oldest.weight;
            }
        }
        ring.next
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
