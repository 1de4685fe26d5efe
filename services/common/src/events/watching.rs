//! The stream of a call that watches: the batches of its watcher, event by event.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    vec,
};

use kenes_proto::{record as pb, record::watch_events_response::Message};
use tonic::Status;

use super::event::Event;
use crate::app::outflow::Outflow;

/// What a watcher hands on.
pub(super) enum Sent {
    Events(Vec<Arc<Event>>),
    Heartbeat(u64),
}

/// The stream of a call.
pub(crate) struct Watching {
    sent: Outflow<Sent>,
    batch: vec::IntoIter<Arc<Event>>,
}

impl Watching {
    /// The stream of what is sent.
    pub(super) fn new(sent: Outflow<Sent>) -> Self {
        Self {
            sent,
            batch: Vec::new().into_iter(),
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
            match ready!(Pin::new(&mut this.sent).poll_next(cx)) {
                Some(Ok(Sent::Events(events))) => this.batch = events.into_iter(),
                Some(Ok(Sent::Heartbeat(index))) => {
                    let next_index = index.cast_signed();
                    return Poll::Ready(Some(Ok(answer(Message::Heartbeat(pb::Heartbeat {
                        next_index,
                    })))));
                }
                Some(Err(status)) => return Poll::Ready(Some(Err(status))),
                None => return Poll::Ready(None),
            }
        }
    }
}

fn answer(message: Message) -> pb::WatchEventsResponse {
    pb::WatchEventsResponse {
        message: Some(message),
    }
}
