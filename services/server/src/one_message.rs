//! The body of a call that takes one message: it is handed on when it has come whole and nothing follows it.
//!
//! tonic reads what follows and forgets it: a caller who sends two messages where one is taken would believe that both were. And
//! it decodes the first before it has seen the end: a caller who never ends its call would keep the memory of it busy.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Buf, Bytes};
use http_body::{Body, Frame, SizeHint};
use tonic::{Status, codegen::StdError};

/// The head of a message: whether it is compressed, and its length.
const HEAD: usize = 5;

/// The body of a call that takes one message.
pub(super) struct OneMessage<B> {
    body: B,
    head: [u8; HEAD],
    /// How many bytes came.
    seen: u64,
    /// The last bytes of the message, until it is known that they are the last.
    held: Option<Bytes>,
}

impl<B> OneMessage<B> {
    /// The body, which fails where there is more than one message in it.
    pub(super) fn of(body: B) -> Self {
        Self {
            body,
            head: [0; HEAD],
            seen: 0,
            held: None,
        }
    }

    /// Takes what came. Returns whether the message is whole, or `None` if there is more than it.
    fn see(&mut self, data: &[u8]) -> Option<bool> {
        let known = usize::try_from(self.seen).map_or(HEAD, |seen| seen.min(HEAD));
        let more = data.len().min(HEAD - known);
        self.head[known..known + more].copy_from_slice(&data[..more]);
        self.seen += data.len() as u64;
        if self.seen < HEAD as u64 {
            return Some(false);
        }
        let whole = HEAD as u64 + u64::from((&self.head[1..]).get_u32());
        (self.seen <= whole).then_some(self.seen == whole)
    }
}

impl<B> Body for OneMessage<B>
where
    B: Body<Data = Bytes, Error: Into<StdError>> + Unpin,
{
    type Data = Bytes;
    type Error = StdError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StdError>>> {
        let this = self.get_mut();
        loop {
            let frame = ready!(Pin::new(&mut this.body).poll_frame(cx));
            let data = match frame {
                None => return Poll::Ready(this.held.take().map(|last| Ok(Frame::data(last)))),
                Some(Err(error)) => return Poll::Ready(Some(Err(error.into()))),
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => data,
                    // Trailers of a request say nothing that a method reads; after them nothing comes.
                    Err(_) => continue,
                },
            };
            match this.see(&data) {
                // A bare error, as tonic makes where there is no message: `fault` gives both their reason.
                None => {
                    let refused = Status::internal("Too many request messages.");
                    return Poll::Ready(Some(Err(refused.into())));
                }
                Some(true) if !data.is_empty() => this.held = Some(data),
                Some(true) => {}
                Some(false) => return Poll::Ready(Some(Ok(Frame::data(data)))),
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.held.is_none() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use http_body_util::BodyExt;

    use super::*;

    /// A body that comes in these pieces.
    struct Pieces(VecDeque<&'static [u8]>);

    impl Body for Pieces {
        type Data = Bytes;
        type Error = StdError;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, StdError>>> {
            let piece = self.0.pop_front();
            Poll::Ready(piece.map(|piece| Ok(Frame::data(Bytes::from_static(piece)))))
        }
    }

    async fn read(pieces: &[&'static [u8]]) -> Option<Vec<u8>> {
        let body = OneMessage::of(Pieces(pieces.iter().copied().collect()));
        let whole = body.collect().await.ok()?;
        Some(whole.to_bytes().to_vec())
    }

    #[tokio::test]
    async fn one_message_passes_however_it_is_cut() {
        const ONE: &[u8] = b"\0\0\0\0\x03abc";
        for cut in 0..=ONE.len() {
            let (first, second) = ONE.split_at(cut);
            assert_eq!(read(&[first, second, b""]).await.as_deref(), Some(ONE));
        }
        assert_eq!(read(&[]).await.as_deref(), Some(&b""[..]));
        assert_eq!(
            read(&[b"\0\0\0\0\0"]).await.as_deref(),
            Some(&b"\0\0\0\0\0"[..])
        );
        // What was cut is tonic's to refuse.
        assert_eq!(
            read(&[b"\0\0\0\0\x09a"]).await.as_deref(),
            Some(&b"\0\0\0\0\x09a"[..])
        );
    }

    #[tokio::test]
    async fn a_second_message_is_refused_however_it_comes() {
        for pieces in [
            &[&b"\0\0\0\0\x01a\0\0\0\0\x01b"[..]][..],
            &[b"\0\0\0\0\x01a", b"\0"],
            &[b"\0\0\0", b"\0\0", b"\0\0\0\0\0"],
        ] {
            assert_eq!(read(pieces).await, None);
        }
    }
}
