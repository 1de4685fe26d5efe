//! The body of an answer: what is still to be seen to after its head was sent.
//!
//! Owns the end of a call: its code is counted, its error gets a reason, its time is up, its permit is given back.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use error::Error;
use http::{Extensions, HeaderMap};
use http_body::{Body, Frame, SizeHint};
use tokio::{sync::OwnedSemaphorePermit, time::Sleep};
use tonic::{Code, Status};
use tracing::Span;

use crate::{fault, measure::Measure};

/// The body of an answer.
pub(super) struct Answer {
    body: tonic::body::Body,
    /// `None` for what was no call: a hint.
    call: Option<Call>,
    over: bool,
}

/// What goes with the body of a call.
pub(super) struct Call {
    pub(super) measure: Measure,
    pub(super) span: Span,
    pub(super) domain: &'static str,
    /// When a stream must be over.
    pub(super) until: Option<Pin<Box<Sleep>>>,
    /// The permit of a stream, given back when the body is gone.
    pub(super) _permit: Option<OwnedSemaphorePermit>,
}

impl Answer {
    /// The body of a call.
    pub(super) fn of(body: tonic::body::Body, call: Call) -> Self {
        Self {
            body,
            call: Some(call),
            over: false,
        }
    }

    /// A text that belongs to no call.
    pub(super) fn text(text: Bytes) -> Self {
        Self {
            body: tonic::body::Body::new(http_body_util::Full::new(text)),
            call: None,
            over: false,
        }
    }

    /// The body of an answer that has none.
    pub(super) fn nothing() -> Self {
        Self {
            body: tonic::body::Body::empty(),
            call: None,
            over: true,
        }
    }

    /// Ends the stream with `error` instead of what the service would have sent.
    fn cut(&mut self, error: Error) -> Result<Frame<Bytes>, Status> {
        let domain = self.call.as_ref().map_or("", |call| call.domain);
        let status = error.into_status(domain);
        self.body = tonic::body::Body::empty();
        let mut trailers = HeaderMap::new();
        match status.add_header(&mut trailers) {
            Ok(()) => self.last(status.code(), Ok(Frame::trailers(trailers))),
            Err(status) => self.last(status.code(), Err(status)),
        }
    }

    fn last<T>(&mut self, code: Code, frame: T) -> T {
        self.over = true;
        if let Some(call) = &mut self.call {
            call.measure.end(code);
        }
        frame
    }
}

impl Body for Answer {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = self.get_mut();
        if this.over {
            return Poll::Ready(None);
        }
        let Some(call) = &mut this.call else {
            return Pin::new(&mut this.body).poll_frame(cx);
        };
        let span = call.span.clone();
        let _entered = span.enter();
        if call
            .until
            .as_mut()
            .is_some_and(|until| until.as_mut().poll(cx).is_ready())
        {
            return Poll::Ready(Some(this.cut(Error::deadline())));
        }
        let domain = call.domain;
        let frame = match guarded(|| Pin::new(&mut this.body).poll_frame(cx)) {
            Err(panic) => return Poll::Ready(Some(this.cut(panic))),
            Ok(poll) => ready!(poll),
        };
        Poll::Ready(match frame {
            Some(Ok(frame)) => Some(Ok(match frame.into_trailers() {
                Err(data) => data,
                Ok(mut trailers) => {
                    let code = fault::settle(&mut trailers, &Extensions::new(), domain)
                        .unwrap_or(Code::Unknown);
                    this.last(code, Frame::trailers(trailers))
                }
            })),
            Some(Err(status)) => this.last(status.code(), Some(Err(status))),
            None => this.last(Code::Unknown, None),
        })
    }

    fn is_end_stream(&self) -> bool {
        self.over || self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Runs `work`, a fault of which must not take the connection and its other calls with it.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Error> {
    // The panic hook has logged what and where, under the id of the request.
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| Error::internal("a call panicked"))
}
