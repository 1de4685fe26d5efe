//! Events read from the store: what happened before what is remembered, and what happens now, once for all who watch.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::event::{self, Event};
use crate::{
    Error,
    record::{Log, resources::Resources, shown},
    store::{Store, Tx},
};

/// Entries that are read into it at once.
const PAGE: u64 = 512;
const PAGE_BYTES: usize = 1 << 20;
/// Watchers that read from the store at a time: the others wait, and take no memory.
const READERS: usize = 2;
/// Where events are read from.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    store: Store,
    domain: &'static str,
    origin: Arc<str>,
    resources: Arc<Resources>,
    readers: Arc<Semaphore>,
}

impl Source {
    pub(super) fn new(
        store: &Store,
        log: &Log,
        domain: &'static str,
        resources: &Arc<Resources>,
    ) -> Self {
        Self {
            store: store.clone(),
            domain,
            origin: event::source(log.verifier().name()).into(),
            resources: Arc::clone(resources),
            readers: Arc::new(Semaphore::new(READERS)),
        }
    }

    /// Returns events from `from` on, before `to`: at most `most`, and about `bytes` of them, but at least one. Many may ask at
    /// once; few read.
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

    /// Returns the next page of the ring.
    pub(super) async fn page(&self, from: u64, size: u64) -> Result<Vec<Arc<Event>>, Error> {
        self.read(from, size.min(from + PAGE), PAGE_BYTES).await
    }

    async fn read(&self, from: u64, to: u64, bytes: usize) -> Result<Vec<Arc<Event>>, Error> {
        let page = move |tx: &mut dyn Tx| shown::page(tx, from, to, bytes);
        let page = self.store.read("WatchEvents", page).await?;
        let event = |shown| Arc::new(Event::of(self.domain, &self.origin, &self.resources, shown));
        Ok(page.into_iter().map(event).collect())
    }

    /// Returns what resources there are.
    pub(crate) fn resources(&self) -> &Resources {
        &self.resources
    }
}
