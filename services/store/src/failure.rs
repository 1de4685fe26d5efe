//! The end of trust in a store: set once, heard by everybody who answers from it.

use std::sync::{Arc, OnceLock};

use tokio::sync::Notify;

/// Why a store is trusted no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Distrust {
    /// The disk under it failed.
    Disk(String),
    /// What it holds is not what was signed.
    Record(String),
}

/// Set once, with the reason, when the disk under the store or the record in it can no longer be trusted.
#[derive(Clone, Default)]
pub(super) struct Failure(Arc<(OnceLock<Distrust>, Notify)>);

impl Failure {
    pub(super) fn set(&self, reason: Distrust) {
        if self.0.0.set(reason).is_ok() {
            self.0.1.notify_waiters();
        }
    }

    pub(super) fn is_set(&self) -> bool {
        self.0.0.get().is_some()
    }

    pub(super) async fn wait(&self) -> Distrust {
        loop {
            // Enrolled before the reason is looked for, so that a failure between the two is not missed.
            let mut woken = std::pin::pin!(self.0.1.notified());
            woken.as_mut().enable();
            if let Some(reason) = self.0.0.get() {
                return reason.clone();
            }
            woken.await;
        }
    }
}
