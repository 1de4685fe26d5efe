//! What happened last, in memory, once for all who watch; and what happened before, read from the store by whoever needs it.
//!
//! One task follows the log while anybody watches and reads every new entry once. What is remembered is `recent`, what is read
//! `source`; what a watcher does with it is its own.

use std::{
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use tokio::sync::watch;

use super::{recent::Recent, source::Source};
use crate::{
    error::cause,
    record::{Log, Published, resources::Resources},
    store::Store,
};

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

// === impl Feed

impl Feed {
    pub(crate) fn new(
        store: &Store,
        log: &Log,
        domain: &'static str,
        resources: &Arc<Resources>,
    ) -> Self {
        Self(Arc::new(Inner {
            source: Source::new(store, log, domain, resources),
            log: log.clone(),
            recent: Mutex::default(),
        }))
    }

    /// Returns the source from which what is no longer remembered is read.
    pub(crate) fn source(&self) -> &Source {
        &self.0.source
    }

    /// Returns what happens from now on, as long as it is held.
    pub(crate) fn recent(&self) -> Arc<Recent> {
        let mut held = self.0.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(recent) = held.upgrade() {
            return recent;
        }
        let published = self.0.log.follow();
        let begin = published.borrow().checkpoint.size;
        let (added, next) = watch::channel(begin);
        let recent = Arc::new(Recent::new(begin, next));
        *held = Arc::downgrade(&recent);
        tokio::spawn(follow(
            Arc::downgrade(&recent),
            self.0.source.clone(),
            published,
            added,
        ));
        recent
    }
}

/// Reads what is signed into the ring until nobody holds it, or the log ends.
async fn follow(
    recent: Weak<Recent>,
    source: Source,
    mut published: watch::Receiver<Arc<Published>>,
    added: watch::Sender<u64>,
) {
    let mut at = *added.borrow();
    loop {
        let size = published.borrow_and_update().checkpoint.size;
        while at < size {
            match source.page(at, size).await {
                Ok(events) => {
                    let Some(recent) = recent.upgrade() else {
                        return;
                    };
                    at = recent.push(events);
                    added.send_replace(at);
                }
                Err(error) => {
                    let cause = cause(&error);
                    tracing::warn!(%error, cause, "events are read later");
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
