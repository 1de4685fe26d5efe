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
use tokio::time::Sleep;
use tonic::{Code, Status};
use tracing::Span;

use crate::{
    Line,
    admission::Places,
    fault,
    line::{Busy, Unread},
    measure::Measure,
    received::full,
};

/// The body of an answer.
pub(super) struct Answer {
    body: tonic::body::Body,
    /// `None` for what was no call: a hint.
    call: Option<Call>,
    /// What is still to be handed out of a large piece.
    rest: Bytes,
    over: bool,
}

/// What goes with the body of a call.
pub(super) struct Call {
    pub(super) measure: Measure,
    pub(super) span: Span,
    pub(super) domain: &'static str,
    /// When a stream must be over.
    pub(super) until: Option<Pin<Box<Sleep>>>,
    /// The places of a stream, given back when the body is gone.
    pub(super) _places: Places,
    /// The connection, and what of the answer waits on it to be read.
    pub(super) line: Line,
    pub(super) unread: Option<Unread>,
    /// The connection has a call as long as this is there.
    pub(super) _busy: Busy,
}

/// What is handed out at once, and so is not counted: the window of a stream has as much. HTTP/2 takes one piece more than it has sent,
/// so that the rest, and with it the call, stays here until it is read.
const PIECE: usize = 64 << 10;

impl Answer {
    /// The body of a call.
    pub(super) fn of(body: tonic::body::Body, call: Call) -> Self {
        Self {
            body,
            call: Some(call),
            rest: Bytes::new(),
            over: false,
        }
    }

    /// A text that belongs to no call.
    pub(super) fn text(text: Bytes) -> Self {
        Self {
            body: tonic::body::Body::new(http_body_util::Full::new(text)),
            call: None,
            rest: Bytes::new(),
            over: false,
        }
    }

    /// The body of an answer that has none.
    pub(super) fn nothing() -> Self {
        Self {
            body: tonic::body::Body::empty(),
            call: None,
            rest: Bytes::new(),
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
        if !this.rest.is_empty() {
            let piece = this.rest.split_to(PIECE.min(this.rest.len()));
            match this.rest.is_empty() {
                true => call.unread = None,
                false => call.unread.iter().for_each(Unread::goes_on),
            }
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
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
                Err(frame) => match frame.into_data() {
                    Ok(mut data) if data.len() > PIECE => {
                        call.unread = call.line.hand_out(data.len());
                        if call.unread.is_none() {
                            return Poll::Ready(Some(this.cut(full())));
                        }
                        let piece = data.split_to(PIECE);
                        this.rest = data;
                        Frame::data(piece)
                    }
                    Ok(data) => Frame::data(data),
                    Err(frame) => frame,
                },
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
        self.over || self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        match self.rest.is_empty() {
            true => self.body.size_hint(),
            false => SizeHint::default(),
        }
    }
}

/// Runs `work`, a fault of which must not take the connection and its other calls with it.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Error> {
    // The panic hook has logged what and where, under the id of the request.
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| Error::internal("a call panicked"))
}
