//! The stream of a call that watches, filled by its watcher.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    vec,
};

use kenes_proto::{record as pb, record::watch_events_response::Message};
use tokio::sync::{mpsc, oneshot};
use tonic::Status;

use super::event::Event;

/// What a watcher hands on.
pub(super) enum Sent {
    Events(Vec<Arc<Event>>),
    Heartbeat(u64),
}

/// The stream of a call.
pub(crate) struct Watching {
    inbox: mpsc::Receiver<Sent>,
    batch: vec::IntoIter<Arc<Event>>,
    end: Option<oneshot::Receiver<Status>>,
    /// Dropped with the stream.
    _here: oneshot::Sender<()>,
}

impl Watching {
    /// The stream of what comes in, then of how it ended; `here` is dropped with it.
    pub(super) fn new(
        inbox: mpsc::Receiver<Sent>,
        end: oneshot::Receiver<Status>,
        here: oneshot::Sender<()>,
    ) -> Self {
        Self {
            inbox,
            batch: Vec::new().into_iter(),
            end: Some(end),
            _here: here,
        }
    }
}

impl tokio_stream::Stream for Watching {
    type Item = Result<pb::WatchEventsResponse, Status>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(event) = this.batch.next() {
                return Poll::Ready(Some(Ok(answer(Message::Event(event.message.clone())))));
            }
            match ready!(this.inbox.poll_recv(cx)) {
                Some(Sent::Events(events)) => this.batch = events.into_iter(),
                Some(Sent::Heartbeat(index)) => {
                    let next_index = index.cast_signed();
                    return Poll::Ready(Some(Ok(answer(Message::Heartbeat(pb::Heartbeat {
                        next_index,
                    })))));
                }
                None => {
                    let Some(end) = &mut this.end else {
                        return Poll::Ready(None);
                    };
                    let ended = ready!(Pin::new(end).poll(cx));
                    this.end = None;
                    return Poll::Ready(ended.ok().map(Err));
                }
            }
        }
    }
}

fn answer(message: Message) -> pb::WatchEventsResponse {
    pb::WatchEventsResponse {
        message: Some(message),
    }
}
