//! Indexes and sizes of the log in requests and answers, and the refusals of those that are not reached yet.

use kenes_proto::types::ErrorReason as Reason;

use crate::{Error, record::Published};

/// A number of the record as a request has it: not negative, the contract says.
pub(crate) fn unsigned(number: i64) -> Result<u64, Error> {
    u64::try_from(number).map_err(Error::internal)
}

/// A number of the record as an answer has it.
pub(crate) fn signed(number: u64) -> Result<i64, Error> {
    i64::try_from(number).map_err(Error::internal)
}

/// The refusal of an index that is no entry of what is signed.
pub(crate) fn index_beyond(index: u64, published: &Published) -> Error {
    let size = published.checkpoint.size;
    let text = format!("index {index} is not signed yet: the log has {size} entries, from 0");
    Error::beyond(Reason::IndexBeyondLog, text)
        .with("size", size.to_string())
        .with("resume_index", size.to_string())
}

/// The refusal of a size that the log has not reached.
pub(crate) fn size_beyond(size: u64, published: &Published) -> Error {
    let present = published.checkpoint.size;
    let text = format!("the log has {present} entries, not {size} yet");
    Error::beyond(Reason::SizeBeyondLog, text).with("size", present.to_string())
}
