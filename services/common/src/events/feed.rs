//! What happened last, in memory, once for all who watch; and what happened before, read from the store by whoever needs it.
//!
//! One task follows the log while anybody watches and reads every new entry once. Owns how much is remembered and how many
//! read at a time; not what a watcher does with it.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use tokio::sync::{Semaphore, watch};

use super::event::Event;
use crate::{
    Error,
    record::{Log, Published, resources::Resources, shown},
    store::{Store, Tx},
};

/// How much is remembered: events, and bytes of them.
const MOST: usize = 4096;
const MOST_BYTES: usize = 8 << 20;
/// Entries that are read into it at once.
const PAGE: u64 = 512;
const PAGE_BYTES: usize = 1 << 20;
/// Watchers that read from the store at a time: the others wait, and take no memory.
const READERS: usize = 2;
/// After a read that failed.
const PAUSE: Duration = Duration::from_millis(250);

/// The events of a service. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Feed(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    source: Source,
    log: Log,
    /// Dead while nobody watches.
    recent: Mutex<Weak<Recent>>,
}

/// Where events are read from.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    store: Store,
    domain: &'static str,
    resources: Arc<Resources>,
    readers: Arc<Semaphore>,
}

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

// === impl Feed

impl Feed {
    pub(crate) fn new(
        store: &Store,
        log: &Log,
        domain: &'static str,
        resources: &Arc<Resources>,
    ) -> Self {
        Self(Arc::new(Inner {
            source: Source {
                store: store.clone(),
                domain,
                resources: Arc::clone(resources),
                readers: Arc::new(Semaphore::new(READERS)),
            },
            log: log.clone(),
            recent: Mutex::default(),
        }))
    }

    /// Where what is no longer remembered is read.
    pub(crate) fn source(&self) -> &Source {
        &self.0.source
    }

    /// What is signed.
    pub(crate) fn published(&self) -> Arc<Published> {
        self.0.log.published()
    }

    /// What happens from now on, as long as it is held.
    pub(crate) fn recent(&self) -> Arc<Recent> {
        let mut held = self.0.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(recent) = held.upgrade() {
            return recent;
        }
        let published = self.0.log.follow();
        let begin = published.borrow().checkpoint.size;
        let (told, next) = watch::channel(begin);
        let ring = Ring {
            next: begin,
            ..Ring::default()
        };
        let recent = Arc::new(Recent {
            ring: Mutex::new(ring),
            next,
        });
        *held = Arc::downgrade(&recent);
        tokio::spawn(follow(
            Arc::downgrade(&recent),
            self.0.source.clone(),
            published,
            told,
        ));
        recent
    }
}

/// Reads what is signed into the ring until nobody holds it, or the log ends.
async fn follow(
    recent: Weak<Recent>,
    source: Source,
    mut published: watch::Receiver<Arc<Published>>,
    told: watch::Sender<u64>,
) {
    let mut at = *told.borrow();
    loop {
        let size = published.borrow_and_update().checkpoint.size;
        while at < size {
            match source.page(at, size).await {
                Ok(events) => {
                    let Some(recent) = recent.upgrade() else {
                        return;
                    };
                    at = recent.push(events);
                    told.send_replace(at);
                }
                Err(error) => {
                    let cause = crate::error::cause(&error);
                    tracing::warn!(%error, cause, "events are told later");
                    tokio::time::sleep(PAUSE).await;
                }
            }
            if recent.strong_count() == 0 {
                return;
            }
        }
        if published.changed().await.is_err() {
            return;
        }
    }
}

// === impl Source

impl Source {
    /// Events from `from` on, before `to`: at most `most`, and about `bytes` of them, but at least one. Many may ask at once;
    /// few read.
    pub(crate) async fn read_in_turn(
        &self,
        from: u64,
        to: u64,
        most: usize,
        bytes: usize,
    ) -> Result<Vec<Arc<Event>>, Error> {
        let _turn = self.readers.acquire().await.map_err(Error::internal)?;
        self.read(from, to.min(from + most as u64), bytes).await
    }

    /// The next page of the ring.
    async fn page(&self, from: u64, size: u64) -> Result<Vec<Arc<Event>>, Error> {
        self.read(from, size.min(from + PAGE), PAGE_BYTES).await
    }

    async fn read(&self, from: u64, to: u64, bytes: usize) -> Result<Vec<Arc<Event>>, Error> {
        let page = move |tx: &mut dyn Tx| shown::page(tx, from, to, bytes);
        let page = self.store.read("WatchEvents", page).await?;
        let event = |shown| Arc::new(Event::of(self.domain, &self.resources, shown));
        Ok(page.into_iter().map(event).collect())
    }

    /// What resources there are.
    pub(crate) fn resources(&self) -> &Resources {
        &self.resources
    }
}

// === impl Recent

impl Recent {
    /// The index after the last event, now and whenever that changes.
    pub(crate) fn next(&self) -> watch::Receiver<u64> {
        self.next.clone()
    }

    /// At most `most` events from `from` on. An error where they are not remembered: those before the index are to be read.
    pub(crate) fn from(&self, from: u64, most: usize) -> Result<Vec<Arc<Event>>, u64> {
        let ring = self.ring();
        let first = ring.next - ring.events.len() as u64;
        let Some(skip) = from.checked_sub(first) else {
            return Err(first);
        };
        let skip = usize::try_from(skip).unwrap_or(usize::MAX);
        Ok(ring.events.iter().skip(skip).take(most).cloned().collect())
    }

    /// Adds what happened, forgets what is too much, and answers the index after it.
    fn push(&self, events: Vec<Arc<Event>>) -> u64 {
        let mut ring = self.ring();
        for event in events {
            if event.redacts {
                // What was told before it may be erased now: the store knows.
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
mod tests {
    use super::*;

    fn events(indexes: std::ops::Range<u64>, weight: usize, redacts: bool) -> Vec<Arc<Event>> {
        let event = |index| Event {
            index,
            resource: String::new(),
            topic: String::new(),
            redacts,
            weight,
            message: kenes_proto::cloudevents::CloudEvent::default(),
        };
        indexes.map(|index| Arc::new(event(index))).collect()
    }

    fn recent(next: u64) -> Recent {
        let ring = Ring {
            next,
            ..Ring::default()
        };
        Recent {
            ring: Mutex::new(ring),
            next: watch::channel(next).1,
        }
    }

    fn indexes(found: Result<Vec<Arc<Event>>, u64>) -> Result<Vec<u64>, u64> {
        found.map(|events| events.iter().map(|event| event.index).collect())
    }

    #[test]
    fn what_is_remembered_is_bounded_in_count_and_bytes() {
        let recent = recent(5);
        assert_eq!(indexes(recent.from(5, 9)), Ok(vec![]));
        assert_eq!(indexes(recent.from(4, 9)), Err(5), "older than the memory");
        assert_eq!(recent.push(events(5..8, 10, false)), 8);
        assert_eq!(indexes(recent.from(6, 9)), Ok(vec![6, 7]));
        assert_eq!(indexes(recent.from(5, 2)), Ok(vec![5, 6]));
        assert_eq!(indexes(recent.from(9, 2)), Ok(vec![]));

        let end = 8 + MOST as u64;
        recent.push(events(8..end, 10, false));
        assert_eq!(indexes(recent.from(7, 1)), Err(8));
        assert_eq!(recent.ring().bytes, 10 * MOST);
        recent.push(events(end..end + 10, MOST_BYTES / 4, false));
        assert!(recent.ring().bytes <= MOST_BYTES && recent.ring().events.len() == 4);
        recent.push(events(end + 10..end + 11, 2 * MOST_BYTES, false));
        assert_eq!(
            indexes(recent.from(end + 10, 9)),
            Err(end + 11),
            "too large to be remembered at all"
        );
    }

    #[test]
    fn a_redaction_makes_forget_what_came_before_it() {
        let recent = recent(0);
        recent.push(events(0..3, 10, false));
        recent.push(events(3..4, 10, true));
        assert_eq!(indexes(recent.from(2, 9)), Err(3));
        assert_eq!(indexes(recent.from(3, 9)), Ok(vec![3]));
        assert_eq!(recent.ring().bytes, 10);
    }
}
