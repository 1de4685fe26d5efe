//! The keys of one issuer as they are now: held, looked at again from time to time, and when a token names one that is not held.
//!
//! What was read last holds until something better is read: an issuer that does not answer, or publishes nonsense, changes nothing
//! for an hour. Owns when is looked; where is `source`'s.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use bytes::Bytes;
use tokio::{
    sync::{Mutex, Semaphore},
    time::{Instant, sleep},
};

use crate::{
    Keys, Problem, Refusal,
    source::{Pace, Source},
};

/// Keys that could not be looked at for so long are believed no more: one that was stolen may have been taken away meanwhile.
const OLDEST: Duration = Duration::from_hours(1);
/// So many calls may wait for keys at once; they hold up no others.
const WAITING: usize = 32;

/// The keys of one issuer.
#[derive(Debug)]
pub(crate) struct Keyring {
    issuer: String,
    source: Source,
    pace: Pace,
    held: RwLock<Option<Held>>,
    /// When was looked last. Locked while somebody looks.
    looked: Mutex<Option<Instant>>,
    waiting: Semaphore,
}

#[derive(Debug)]
struct Held {
    text: Bytes,
    keys: Arc<Keys>,
    at: Instant,
}

impl Keyring {
    pub(crate) fn new(issuer: String, source: Source) -> Arc<Self> {
        Arc::new(Self {
            pace: source.pace(),
            issuer,
            source,
            held: RwLock::default(),
            looked: Mutex::default(),
            waiting: Semaphore::new(WAITING),
        })
    }

    pub(crate) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Keys of which one is called so. If none is held, it may be new: then is looked, but not more often than the pace allows,
    /// and one look serves all who wait for it.
    pub(crate) async fn with(self: &Arc<Self>, id: &str) -> Result<Arc<Keys>, Refusal> {
        let has = |keys: &Arc<Keys>| keys.find(id).is_some();
        if let Some(keys) = self.held().filter(has) {
            return Ok(keys);
        }
        let Ok(_waiting) = self.waiting.try_acquire() else {
            return Err(Refusal::Unknown);
        };
        // A task of its own: whoever gives up waiting does not stop it for the others.
        let (look, asked) = (Arc::clone(self), Instant::now());
        let looked = tokio::spawn(async move { look.look(Some(asked)).await });
        if looked.await.is_err() {
            return Err(Refusal::Unknown);
        }
        match self.held() {
            Some(keys) if has(&keys) => Ok(keys),
            Some(_) => Err(Refusal::Invalid(Problem::Key)),
            None => Err(Refusal::Unknown),
        }
    }

    /// Looks at the keys again and again.
    pub(crate) async fn keep(self: Arc<Self>) {
        loop {
            self.look(None).await;
            sleep(self.pace.every).await;
        }
    }

    /// Looks at the keys now; for a call that came at `asked` only if nobody did since, or short before.
    async fn look(&self, asked: Option<Instant>) {
        let mut looked = self.looked.lock().await;
        let enough = |last: Instant| {
            asked.is_some_and(|asked| last >= asked) || last.elapsed() < self.pace.floor
        };
        if asked.is_some() && looked.is_some_and(enough) {
            return;
        }
        *looked = Some(Instant::now());
        let loaded = self.source.load(&self.issuer).await;
        let taken = loaded.and_then(|text| self.take(text));
        let unread = if taken.is_err() { 1.0 } else { 0.0 };
        metrics::gauge!("kenes_issuer_unread", "issuer" => self.issuer.clone()).set(unread);
        if let Err(why) = taken {
            let issuer = &self.issuer;
            tracing::warn!(
                issuer,
                why,
                "the keys of an issuer were not read; those read before hold for an hour"
            );
        }
    }

    fn take(&self, text: Bytes) -> Result<(), String> {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        let at = Instant::now();
        if let Some(held) = &mut *held
            && held.text == text
        {
            held.at = at;
            return Ok(());
        }
        let keys = Arc::new(Keys::read(&text).map_err(|unfit| unfit.to_string())?);
        let ids: Vec<&str> = keys.ids().collect();
        tracing::info!(issuer = self.issuer, keys = ?ids, "the keys of an issuer");
        *held = Some(Held { text, keys, at });
        Ok(())
    }

    fn held(&self) -> Option<Arc<Keys>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let held = held.as_ref().filter(|held| held.at.elapsed() < OLDEST);
        held.map(|held| Arc::clone(&held.keys))
    }
}

#[cfg(test)]
mod tests;
