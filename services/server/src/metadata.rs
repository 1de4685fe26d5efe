//! How much a caller may say beside its message.
//!
//! Owns the limit. HTTP/2 has its own, above which it answers for itself, without a word: so it is set higher, and who is a little
//! above ours is told so.

use error::Error;
use http::HeaderMap;
use kenes_proto::types::ErrorReason as Reason;

/// The most metadata of a call in bytes, as HTTP/2 counts them.
const LARGEST: usize = 8 << 10;
/// Above this HTTP/2 answers 431, and above four times this it ends the connection.
pub(super) const LARGEST_SEEN: u32 = 64 << 10;
/// What each entry counts besides its name and its value (RFC 9113, 6.5.2).
const EACH: usize = 32;

/// Refuses metadata above the limit.
pub(super) fn check(headers: &HeaderMap) -> Result<(), Error> {
    let size: usize = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + EACH)
        .sum();
    if size <= LARGEST {
        return Ok(());
    }
    let text = format!(
        "the metadata of the call is {size} bytes, each entry counted with {EACH} more; the limit is {LARGEST}"
    );
    Err(Error::oversize(Reason::MetadataTooLarge, text).with("limit_bytes", LARGEST.to_string()))
}
