//! How the messages of a server's streams are written: in small pieces, for a stream keeps a buffer of the largest for as long as
//! it lives, and a thousand may watch.
//!
//! Owns the sizes of these buffers and nothing of what is written.

use std::marker::PhantomData;

use prost::Message;
use tonic::codec::{BufferSettings, Codec};
use tonic_prost::{ProstDecoder, ProstEncoder};

/// What a buffer begins with, in bytes, and from which size on it is handed on: half of what a frame of HTTP/2 carries.
const PIECE: usize = 8 << 10;

/// The codec of a server's streams.
#[derive(Debug)]
pub struct StreamCodec<T, U>(PhantomData<(T, U)>);

impl<T, U> Default for StreamCodec<T, U> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<T, U> Codec for StreamCodec<T, U>
where
    T: Message + Send + 'static,
    U: Message + Default + Send + 'static,
{
    type Encode = T;
    type Decode = U;
    type Encoder = ProstEncoder<T>;
    type Decoder = ProstDecoder<U>;

    fn encoder(&mut self) -> Self::Encoder {
        ProstEncoder::new(BufferSettings::new(PIECE, PIECE))
    }

    fn decoder(&mut self) -> Self::Decoder {
        ProstDecoder::new(BufferSettings::new(PIECE, PIECE))
    }
}
