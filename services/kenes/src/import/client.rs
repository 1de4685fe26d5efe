//! A client of any method of the contract, known only by its descriptor.

use bytes::Buf;
use common::kit::{REPLAYED, SUBJECT};
use prost::Message;
use prost_reflect::{DynamicMessage, MessageDescriptor, MethodDescriptor};
use tonic::{
    Request, Status,
    client::Grpc,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    codegen::http::uri::PathAndQuery,
    metadata::AsciiMetadataValue,
    transport::Channel,
};

/// Whether a call did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It was done now.
    New,
    /// It was done before, and answered the same.
    Before,
}

/// Calls a unary method.
pub(super) async fn call(
    channel: Channel,
    method: &MethodDescriptor,
    message: DynamicMessage,
    subject: &str,
) -> Result<Answer, Status> {
    let mut request = Request::new(message);
    let subject = AsciiMetadataValue::try_from(subject)
        .map_err(|_| Status::invalid_argument("the subject is not printable ASCII"))?;
    request.metadata_mut().insert(SUBJECT, subject);
    let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
    let path = PathAndQuery::try_from(path).map_err(|e| Status::internal(e.to_string()))?;
    let mut client = Grpc::new(channel);
    client
        .ready()
        .await
        .map_err(|e| Status::unavailable(cause(&e)))?;
    let answer = client
        .unary(request, path, Dynamic(method.output()))
        .await?;
    Ok(match answer.metadata().contains_key(REPLAYED) {
        true => Answer::Before,
        false => Answer::New,
    })
}

fn cause(error: &dyn std::error::Error) -> String {
    std::iter::successors(error.source(), |e| e.source())
        .last()
        .map_or_else(|| error.to_string(), ToString::to_string)
}

/// The codec of messages known by their descriptor.
struct Dynamic(MessageDescriptor);

impl Codec for Dynamic {
    type Encode = DynamicMessage;
    type Decode = DynamicMessage;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self(self.0.clone())
    }

    fn decoder(&mut self) -> Self {
        Self(self.0.clone())
    }
}

impl Encoder for Dynamic {
    type Item = DynamicMessage;
    type Error = Status;

    fn encode(&mut self, item: DynamicMessage, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.reserve(item.encoded_len());
        item.encode(buffer)
            .map_err(|e| Status::internal(e.to_string()))
    }
}

impl Decoder for Dynamic {
    type Item = DynamicMessage;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<DynamicMessage>, Status> {
        let bytes = buffer.copy_to_bytes(buffer.remaining());
        DynamicMessage::decode(self.0.clone(), bytes)
            .map(Some)
            .map_err(|e| Status::internal(e.to_string()))
    }
}
