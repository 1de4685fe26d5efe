//! A message that has come whole: before that its call takes nobody's place.
//!
//! Owns how long a message may take, how many of a connection are waited for at once, and what they may take of memory. What a message
//! is, `one_message` says.

use std::{
    collections::VecDeque,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use error::Error;
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;
use kenes_proto::types::ErrorReason as Reason;
use tokio::time::timeout;
use tonic::{Status, codegen::StdError};

use crate::{Line, memory::Held, one_message::OneMessage};

/// More than any message may have: the service refuses it by its head.
const LARGEST: usize = 5 << 20;
/// When a caller that was shed should come back.
const RETRY: Duration = Duration::from_secs(1);

/// A message as it came.
pub(super) struct Received {
    pieces: VecDeque<Bytes>,
    /// What was wrong with what came after them.
    failed: Option<StdError>,
    _held: Vec<Held>,
}

/// Waits for the message, so long.
pub(super) async fn received<B>(body: B, line: &Line, patience: Duration) -> Result<Received, Error>
where
    B: Body<Data = Bytes, Error: Into<StdError>> + Unpin,
{
    let whole = async {
        // So many of a connection are read at once; the others wait for their own peer.
        let _turn = line.turn().await;
        read(OneMessage::of(body), line).await
    };
    match timeout(patience, whole).await {
        Ok(outcome) => outcome,
        Err(_) => Err(Error::late(format!(
            "the message of the call did not come within {} s; nothing was done",
            patience.as_secs()
        ))),
    }
}

async fn read<B>(mut body: OneMessage<B>, line: &Line) -> Result<Received, Error>
where
    B: Body<Data = Bytes, Error: Into<StdError>> + Unpin,
{
    let (mut pieces, mut failed, mut held) = (VecDeque::new(), None, Vec::new());
    let mut size = 0;
    while let Some(frame) = body.frame().await {
        match frame.map(Frame::into_data) {
            Ok(Ok(data)) => {
                size += data.len();
                held.push(line.hold(data.len()).ok_or_else(full)?);
                pieces.push_back(data);
            }
            Ok(Err(_)) => {}
            // What is wrong with the message itself, the library says in its own place.
            Err(error) if error.is::<Status>() => {
                failed = Some(error);
                break;
            }
            // The caller went, or its connection did: nobody hears the answer, and it is no fault of ours.
            Err(error) => {
                tracing::debug!(%error, "a message broke off");
                let text = "the message of the call broke off; nothing was done";
                return Err(Error::malformed(text));
            }
        }
        if size > LARGEST {
            break;
        }
    }
    Ok(Received {
        pieces,
        failed,
        _held: held,
    })
}

/// The refusal where there is no room for more.
pub(super) fn full() -> Error {
    let text = "the service keeps as much of unfinished calls as it can; nothing was done";
    Error::exhausted(Reason::Overloaded, text, RETRY)
}

impl Body for Received {
    type Data = Bytes;
    type Error = StdError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StdError>>> {
        let next = match self.pieces.pop_front() {
            Some(piece) => Some(Ok(Frame::data(piece))),
            None => self.failed.take().map(Err),
        };
        Poll::Ready(next)
    }

    fn is_end_stream(&self) -> bool {
        self.pieces.is_empty() && self.failed.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use http_body_util::{Full, StreamBody};

    use super::*;

    #[tokio::test]
    async fn a_message_that_breaks_off_is_its_callers_fault() {
        let line = Line::new(Duration::from_secs(1));
        let patience = Duration::from_secs(1);
        let begun = Ok(Frame::data(Bytes::from_static(b"\0\0\0\0\x09abc")));
        let reset = Err(StdError::from("the stream was reset"));
        let body = StreamBody::new(tokio_stream::iter([begun, reset]));
        let error = received(body, &line, patience).await.err().expect("broken");
        assert_eq!(error.reason(), Reason::MessageMalformed);
        // What is more than a message is said in its own place, as ever.
        let body = Full::new(Bytes::from_static(b"\0\0\0\0\x01ab"));
        let body = body.map_err(|never: Infallible| match never {});
        let kept = received(body, &line, patience).await;
        assert!(kept.is_ok_and(|kept| kept.failed.is_some()));
    }
}
