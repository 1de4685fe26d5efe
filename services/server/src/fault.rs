//! Gives the errors that are not ours (tonic's own, a bare status) a reason of the contract, and hides their insides.
//!
//! Owns the mapping from a bare status to one of ours. An error that already carries details passes untouched.

use std::{collections::HashMap, error::Error as StdError, fmt::Write as _, time::Duration};

use error::Error;
use http::{Extensions, HeaderMap};
use kenes_proto::types::ErrorReason as Reason;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

const STATUS: &str = "grpc-status";
const DETAILS: &str = "grpc-status-details-bin";

/// Makes the error in `headers` (a head or trailers) one of ours, if it is a bare one. Returns the code that they then carry.
/// `None` where they carry no code: the call's outcome comes later.
pub(super) fn settle(
    headers: &mut HeaderMap,
    extensions: &Extensions,
    domain: &str,
) -> Option<Code> {
    let code = Code::from_bytes(headers.get(STATUS)?.as_bytes());
    if code == Code::Ok {
        return Some(code);
    }
    let ours = headers.contains_key(DETAILS);
    if matches!(code, Code::Internal | Code::Unknown | Code::DataLoss) {
        // tonic leaves the status beside the head, with its source if it has one.
        if let Some(source) = extensions.get::<Status>().and_then(|s| s.source()) {
            tracing::error!(cause = causes(source), "internal error");
        }
    }
    if ours {
        return Some(code);
    }
    let bare = Status::from_header_map(headers)?;
    let Some(status) = explain(bare.code(), bare.message(), domain) else {
        return Some(code);
    };
    // Fails on a header value that no status of ours can hold; then the bare one goes out.
    match status.add_header(headers) {
        Ok(()) => Some(status.code()),
        Err(_) => Some(code),
    }
}

/// Returns the status to send instead of a bare one, if there is a better one.
fn explain(code: Code, message: &str, domain: &str) -> Option<Status> {
    let dress = |code, reason, metadata: &[(&str, &str)]| {
        let metadata: HashMap<String, String> = metadata
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        let details = ErrorDetails::with_error_info(error::name(reason), domain, metadata);
        move |text: String| Some(Status::with_error_details(code, text, details))
    };
    let same = |reason| dress(code, reason, &[])(message.to_owned());
    match code {
        Code::OutOfRange | Code::ResourceExhausted if too_large(message) => {
            let limit = limit(message).unwrap_or("?");
            dress(
                Code::ResourceExhausted,
                Reason::MessageTooLarge,
                &[("limit_bytes", limit)],
            )(format!(
                "the request is larger than this method accepts; the limit is {limit} bytes"
            ))
        }
        Code::Internal if malformed(message) => {
            dress(Code::InvalidArgument, Reason::MessageMalformed, &[])(
                "the bytes are not one valid request message of this method".to_owned(),
            )
        }
        Code::Internal | Code::Unknown | Code::DataLoss => {
            tracing::error!(code = ?code, cause = message, "internal error");
            Some(Error::internal(message).into_status(domain))
        }
        Code::Unavailable => {
            tracing::warn!(cause = message, "unavailable");
            let text = "the service is not available now";
            Some(
                Error::unavailable(Reason::Unavailable, text, Duration::from_secs(1))
                    .into_status(domain),
            )
        }
        Code::DeadlineExceeded => Some(Error::deadline().into_status(domain)),
        Code::Unimplemented if message.is_empty() => Some(Status::unimplemented(
            "there is no such method here; `grpcurl list` and `describe` show those there are",
        )),
        Code::InvalidArgument => same(Reason::FieldInvalid),
        Code::NotFound => same(Reason::ResourceNotFound),
        Code::AlreadyExists => same(Reason::ResourceExists),
        Code::PermissionDenied => same(Reason::PermissionDenied),
        Code::Unauthenticated => same(Reason::SubjectMissing),
        Code::ResourceExhausted => same(Reason::Overloaded),
        // No reason of the contract would be true of the rest.
        _ => None,
    }
}

/// Returns whether tonic says that the request passed its limit, plain or after it was inflated.
fn too_large(message: &str) -> bool {
    message.contains("decoded message length too large")
        || message.contains("exceeded while decompressing message")
}

/// Returns the limit that tonic names: the last number, or the one after `size limit, of`.
fn limit(message: &str) -> Option<&str> {
    let after = message
        .split("limit is: ")
        .nth(1)
        .or_else(|| message.split("size limit, of ").nth(1))?;
    let end = after
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(after.len());
    (end > 0).then(|| &after[..end])
}

/// Returns whether tonic says that the request's bytes were wrong. It blames itself (INTERNAL) for what the caller sent.
fn malformed(message: &str) -> bool {
    const SIGNS: [&str; 6] = [
        "failed to decode Protobuf message",
        "protocol error: received message with",
        "Error decompressing",
        "Unexpected EOF decoding stream",
        "Missing request message",
        "Too many request messages",
    ];
    SIGNS.iter().any(|sign| message.starts_with(sign))
}

/// Returns an error and everything beneath it, in one line.
pub(super) fn causes(error: &(dyn StdError + 'static)) -> String {
    let mut line = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        // Writing to a string cannot fail.
        let _ = write!(line, ": {cause}");
        next = cause.source();
    }
    line
}

#[cfg(test)]
mod tests;
