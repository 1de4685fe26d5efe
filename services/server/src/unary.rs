//! A service of the contract whose methods are all unary: bytes in, bytes out.
//!
//! What its messages are, its handlers know. So all that the library does around a call is compiled once, not once a method.

use std::{
    convert::Infallible,
    fmt,
    future::ready,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::{Buf, BufMut, Bytes};
use kenes_proto::methods::{Answering, Call, ServesAll, Service};
use tonic::{
    Code, Request, Status,
    body::Body,
    codec::{Codec, CompressionEncoding, DecodeBuf, Decoder, EncodeBuf, Encoder},
    server::{Grpc, UnaryService},
};

type Error = Box<dyn std::error::Error + Send + Sync>;
/// Answers a call of one method.
type Method = Arc<dyn Fn(Call) -> Answering<'static> + Send + Sync>;
/// Finds a method by its name.
type Find = dyn Fn(&str) -> Option<Method> + Send + Sync;

/// The methods of one service.
#[derive(Clone)]
pub(crate) struct Unary {
    find: Arc<Find>,
    largest: usize,
}

impl Unary {
    /// The methods of a service as `api` answers them.
    pub(crate) fn of<S: Service, A: ServesAll<S>>(api: &Arc<A>, largest: usize) -> Self {
        let api = Arc::clone(api);
        let find = move |name: &str| -> Option<Method> {
            let (handler, api) = (A::handler(name)?, Arc::clone(&api));
            Some(Arc::new(move |call| {
                let api = Arc::clone(&api);
                Box::pin(async move { handler(&api, call).await })
            }))
        };
        let find = Arc::new(find);
        Self { find, largest }
    }
}

impl fmt::Debug for Unary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Unary");
        shown
            .field("largest", &self.largest)
            .finish_non_exhaustive()
    }
}

impl<B> tower::Service<http::Request<B>> for Unary
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Error> + Send,
{
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let name = request.uri().path().rsplit('/').next().unwrap_or_default();
        let Some(method) = (self.find)(name) else {
            return Box::pin(ready(Ok(Status::new(Code::Unimplemented, "").into_http())));
        };
        let gzip = CompressionEncoding::Gzip;
        let mut grpc = Grpc::new(Plain)
            .accept_compressed(gzip)
            .send_compressed(gzip)
            .max_decoding_message_size(self.largest);
        Box::pin(async move { Ok(grpc.unary(Handling(method), request).await) })
    }
}

/// One method as the library calls it.
struct Handling(Method);

impl UnaryService<Bytes> for Handling {
    type Response = Bytes;
    type Future = Answering<'static>;

    fn call(&mut self, request: Request<Bytes>) -> Self::Future {
        let (metadata, extensions, request) = request.into_parts();
        (self.0)(Call {
            metadata,
            extensions,
            request,
        })
    }
}

/// The codec of messages that are encoded already.
#[derive(Clone, Copy, Debug)]
struct Plain;

impl Codec for Plain {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Plain {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, message: Bytes, into: &mut EncodeBuf<'_>) -> Result<(), Status> {
        into.put(message);
        Ok(())
    }
}

impl Decoder for Plain {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(from.copy_to_bytes(from.remaining())))
    }
}
