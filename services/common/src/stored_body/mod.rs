//! The body of a revision as it is stored: the resource without what says who somebody is, then that, so that it can be
//! erased by itself.
//!
//! Each of the two is a message of the resource's kind. In protobuf, two messages one after the other are one, merged: that
//! is how they are decoded. What is sent as it was stored is not decoded on its way; then the two are joined field by field.

#[cfg(test)]
mod tests;
pub(crate) mod wire;

use prost::{Message, bytes::Bytes};

use crate::{Error, contract::FieldPath, store::Value};

/// A body as it is stored. `B` is how its bytes are held: its own, or those of a row.
#[derive(Clone, Debug)]
pub struct StoredBody<B = Vec<u8>> {
    bytes: B,
    identity_at: usize,
}

/// Decodes the resource whose body is in this column.
pub fn decode<M: Message + Default>(column: &Value) -> Result<M, Error> {
    StoredBody::whole(column.bytes()?).decode()
}

/// Adds to a resource that is about to be sent what is only known now. No stored body has these fields.
pub fn append(resource: &mut Bytes, known_now: &impl Message) {
    let more = known_now.encode_to_vec();
    if !more.is_empty() {
        *resource = [&**resource, &more].concat().into();
    }
}

// === impl StoredBody

impl StoredBody {
    /// Encodes a resource to be stored, and after it what was taken out of it because it says who.
    pub fn encode<M: Message>(content: &M, identity: Option<&M>) -> Result<Self, Error> {
        let mut bytes = content.encode_to_vec();
        let identity_at = bytes.len();
        if let Some(identity) = identity {
            identity.encode(&mut bytes).map_err(Error::internal)?;
        }
        Ok(Self { bytes, identity_at })
    }

    /// A copy of two parts.
    pub fn copy(content: &[u8], identity: &[u8]) -> Self {
        Self {
            bytes: [content, identity].concat(),
            identity_at: content.len(),
        }
    }

    /// The values of the columns `identity_at` and `body`.
    pub fn into_columns(self) -> Result<[Value; 2], Error> {
        let at = i64::try_from(self.identity_at).map_err(Error::internal)?;
        Ok([at.into(), self.bytes.into()])
    }

    /// Its two parts.
    pub fn into_parts(mut self) -> (Vec<u8>, Vec<u8>) {
        let identity = self.bytes.split_off(self.identity_at);
        (self.bytes, identity)
    }

    /// Both parts, one after the other.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl<B: AsRef<[u8]>> StoredBody<B> {
    /// A body of which no part says who, or of which it does not matter.
    pub fn whole(bytes: B) -> Self {
        let identity_at = bytes.as_ref().len();
        Self { bytes, identity_at }
    }

    /// A body and its column `identity_at`; `None` if it ends before that.
    pub fn split(bytes: B, identity_at: i64) -> Option<Self> {
        let identity_at = usize::try_from(identity_at).ok()?;
        (identity_at <= bytes.as_ref().len()).then_some(Self { bytes, identity_at })
    }

    /// The resource without what says who.
    pub fn content(&self) -> &[u8] {
        &self.bytes.as_ref()[..self.identity_at]
    }

    /// What says who.
    pub fn identity(&self) -> &[u8] {
        &self.bytes.as_ref()[self.identity_at..]
    }

    /// How many bytes both parts have.
    pub fn size(&self) -> usize {
        self.bytes.as_ref().len()
    }

    /// The resource.
    pub fn decode<M: Message + Default>(&self) -> Result<M, Error> {
        M::decode(self.bytes.as_ref()).map_err(Error::internal)
    }

    /// Puts back into a message what was taken out of it because it says who.
    pub fn put_identity_back(&self, content: &mut impl Message) -> Result<(), Error> {
        content.merge(self.identity()).map_err(Error::internal)
    }

    /// Appends the resource to `into` as one message in which no field stands twice: not every program that reads protobuf
    /// merges.
    pub fn join(&self, into: &mut Vec<u8>) -> Result<(), Error> {
        wire::join(self.content(), self.identity(), into)
    }

    /// The text of this field, found without decoding the rest; empty if it is not there.
    pub fn text(&self, path: &FieldPath) -> Result<&str, Error> {
        for part in [self.content(), self.identity()] {
            let found = path.numbers().try_fold(part, wire::find)?;
            if !found.is_empty() {
                return str::from_utf8(found).map_err(Error::internal);
            }
        }
        Ok("")
    }
}
