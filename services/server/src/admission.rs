//! How many calls may be in hand at once. Owns the limits of unary calls and of streams, and who is exempt from them.

use std::{sync::Arc, time::Duration};

use error::Error;
use kenes_proto::types::ErrorReason as Reason;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{
    Settings,
    measure::{Method, Shape},
};

/// When a caller that was shed should come back.
const RETRY: Duration = Duration::from_secs(1);

/// The permits that are left.
pub(super) struct Admission {
    unary: Arc<Semaphore>,
    streams: Arc<Semaphore>,
}

impl Admission {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            unary: Arc::new(Semaphore::new(settings.max_in_flight)),
            streams: Arc::new(Semaphore::new(settings.max_open_streams)),
        }
    }

    /// Returns a permit for a call, none where it needs none, or `OVERLOADED` at once: a queue would only make every caller late.
    pub(super) fn admit(&self, method: &Method) -> Result<Option<OwnedSemaphorePermit>, Error> {
        if method.exempt {
            return Ok(None);
        }
        let permits = match method.shape {
            Shape::Unary => &self.unary,
            Shape::Upload | Shape::Stream | Shape::Dialogue => &self.streams,
        };
        permits.clone().try_acquire_owned().map(Some).map_err(|_| {
            let text = "the service has all the work in hand that it can take; nothing was done";
            Error::exhausted(Reason::Overloaded, text, RETRY)
        })
    }
}
