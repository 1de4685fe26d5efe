//! How many calls may be in hand at once. Owns the limits of unary calls and of streams, and who has places of their own.

use std::{sync::Arc, time::Duration};

use error::Error;
use kenes_proto::types::ErrorReason as Reason;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{
    Line, Settings,
    measure::{Method, Shape},
};

/// When a caller that was shed should come back.
const RETRY: Duration = Duration::from_secs(1);

/// The permits that are left.
pub(super) struct Admission {
    unary: Arc<Semaphore>,
    streams: Arc<Semaphore>,
    exempt: Arc<Semaphore>,
}

/// The places of a call, given back when this is dropped.
pub(super) type Places = Vec<OwnedSemaphorePermit>;

impl Admission {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            unary: Arc::new(Semaphore::new(settings.max_in_flight)),
            streams: Arc::new(Semaphore::new(settings.max_open_streams)),
            exempt: Arc::new(Semaphore::new(settings.max_exempt_streams)),
        }
    }

    /// Returns the places of a call, none where it needs none, or `OVERLOADED` at once: a queue would only make every caller late.
    pub(super) fn admit(&self, method: &Method, line: &Line) -> Result<Places, Error> {
        let is_stream = method.shape != Shape::Unary;
        let all = match (method.exempt, is_stream) {
            (true, false) => return Ok(Vec::new()),
            (true, true) => &self.exempt,
            (false, true) => &self.streams,
            (false, false) => &self.unary,
        };
        let mut places = Vec::with_capacity(2);
        if is_stream {
            let text =
                "this connection has all the streams open that one may have; nothing was done";
            let own = line.stream();
            places.push(own.ok_or_else(|| Error::exhausted(Reason::Overloaded, text, RETRY))?);
        }
        let place = all.clone().try_acquire_owned().map_err(|_| {
            let text = "the service has all the work in hand that it can take; nothing was done";
            Error::exhausted(Reason::Overloaded, text, RETRY)
        })?;
        places.push(place);
        Ok(places)
    }
}
