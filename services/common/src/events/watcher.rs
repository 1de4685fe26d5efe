//! One who watches: a task that goes along the log at its caller's pace.
//!
//! The task never holds more than a batch that its caller does not take; after a time without the batch being taken the
//! caller is let go. Owns the order of what is sent, and the index at which a stream that ended can go on.

use std::{sync::Arc, time::Duration};

use kenes_proto::types::ErrorReason as Reason;
use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until, timeout},
};
use tonic::Status;

use super::{
    event::Event,
    matching::Matching,
    recent::Recent,
    source::Source,
    watching::{Sent, Watching},
};
use crate::{Error, app::outflow, server::Line};

/// What is sent at once: events, and bytes of them.
const BATCH: usize = 64;
const BATCH_BYTES: usize = 64 << 10;
/// When who was let go may come back.
const AGAIN: Duration = Duration::from_secs(1);

/// What one caller watches.
pub(crate) struct Watcher {
    pub(crate) recent: Arc<Recent>,
    pub(crate) source: Source,
    pub(crate) matching: Matching,
    pub(crate) heartbeat: Duration,
    pub(crate) line: Line,
    /// The index of the next entry to look at.
    pub(crate) at: u64,
}

impl Watcher {
    /// Begins to watch. `refuse` makes the status with which the stream ends.
    pub(crate) fn begin(self, refuse: impl FnOnce(Error) -> Status + Send + 'static) -> Watching {
        let line = self.line.clone();
        let sent = outflow::begin(line, refuse, async move |out| {
            let gauge = metrics::gauge!("kenes_event_watchers");
            gauge.increment(1);
            let ended = self.run(&out).await;
            gauge.decrement(1);
            ended
        });
        Watching::new(sent)
    }

    /// Sends until there is a reason to end, or nobody listens.
    async fn run(mut self, out: &mpsc::Sender<Sent>) -> Option<Error> {
        let mut next = self.recent.next();
        let mut due = Instant::now() + self.heartbeat;
        let mut caught_up = false;
        loop {
            let begin = self.at;
            // Room first: what is not taken must not pile up here.
            let room = tokio::select! {
                room = timeout(self.line.patience(), out.reserve()) => room,
                () = self.line.going() => return Some(leaving("this connection is asked to go", begin)),
            };
            let room = match room {
                Ok(Ok(room)) => room,
                Ok(Err(_)) => return None,
                Err(_) => return Some(too_slow(self.line.patience(), begin)),
            };
            let over = next.has_changed().is_err();
            next.mark_unchanged();
            let events = match self.batch().await {
                Ok(events) => events,
                Err(error) => return Some(resuming(error, begin)),
            };
            let at_end = begin == self.at;
            if !events.is_empty() {
                room.send(Sent::Events(events));
            } else if due <= Instant::now() || at_end && !caught_up {
                caught_up |= at_end;
                room.send(Sent::Heartbeat(self.at));
            } else if at_end && over {
                return Some(leaving("the log is closed", begin));
            } else {
                if at_end {
                    tokio::select! {
                        _ = next.changed() => {}
                        () = sleep_until(due) => {}
                        () = out.closed() => return None,
                        () = self.line.going() => return Some(leaving("this connection is asked to go", begin)),
                    }
                }
                continue;
            }
            due = Instant::now() + self.heartbeat;
        }
    }

    /// Returns the next events that are wanted: none of them where none of those that were looked at is wanted.
    async fn batch(&mut self) -> Result<Vec<Arc<Event>>, Error> {
        let mut events = match self.recent.from(self.at, BATCH) {
            Ok(events) => events,
            Err(first) => {
                self.source
                    .read_in_turn(self.at, first, BATCH, BATCH_BYTES)
                    .await?
            }
        };
        let mut bytes = 0;
        events.retain(|event| {
            // What does not fit any more is looked at again.
            if bytes >= BATCH_BYTES {
                return false;
            }
            self.at = event.index + 1;
            let wanted = self.matching.wants(event);
            bytes += if wanted { event.weight } else { 0 };
            wanted
        });
        Ok(events)
    }
}

/// Returns the error with the index at which to go on.
fn resuming(error: Error, index: u64) -> Error {
    error.with("resume_index", index.to_string())
}

fn leaving(why: &str, index: u64) -> Error {
    let text = format!("{why}; call again from the index in resume_index");
    resuming(Error::unavailable(Reason::Unavailable, text, AGAIN), index)
}

fn too_slow(patience: Duration, index: u64) -> Error {
    let text =
        format!("nothing was read for {patience:?}; call again from the index in resume_index");
    resuming(Error::exhausted(Reason::ReaderTooSlow, text, AGAIN), index)
}
