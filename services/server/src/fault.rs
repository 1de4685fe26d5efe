//! Gives the errors that are not ours (tonic's own, a bare status) a reason of the contract, and hides their insides.
//!
//! Owns the mapping from a bare status to one of ours. An error that already carries details passes untouched.

use http::{Extensions, HeaderMap};
use kenes_proto::types::ErrorReason as Reason;
use std::{collections::HashMap, error::Error as StdError, fmt::Write as _, time::Duration};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

use error::Error;

const STATUS: &str = "grpc-status";
const DETAILS: &str = "grpc-status-details-bin";

/// The code in `headers` (a head or trailers), after the error in them, if it is a bare one, was made one of ours.
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

/// The status to send instead of a bare one, if there is a better one.
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

/// Whether tonic says that the request passed its limit, plain or after it was inflated.
fn too_large(message: &str) -> bool {
    message.contains("decoded message length too large")
        || message.contains("exceeded while decompressing message")
}

/// The limit that tonic names: the last number, or the one after `size limit, of`.
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

/// Whether tonic says that the request's bytes were wrong. It blames itself (INTERNAL) for what the caller sent.
fn malformed(message: &str) -> bool {
    const SIGNS: [&str; 5] = [
        "failed to decode Protobuf message",
        "protocol error: received message with",
        "Error decompressing",
        "Unexpected EOF decoding stream",
        "Missing request message",
    ];
    SIGNS.iter().any(|sign| message.starts_with(sign))
}

/// An error and everything beneath it, in one line.
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
mod tests {
    use super::*;

    fn settled(bare: &Status) -> (Code, Status) {
        let mut headers = HeaderMap::new();
        bare.add_header(&mut headers).expect("headers");
        let code = settle(&mut headers, &Extensions::new(), "registry.kenes").expect("an outcome");
        (code, Status::from_header_map(&headers).expect("a status"))
    }

    fn reason(status: &Status) -> String {
        let details = status.get_error_details();
        let info = details.error_info().expect("error info");
        assert_eq!(info.domain, "registry.kenes");
        info.reason.clone()
    }

    #[test]
    fn a_size_error_says_the_limit() {
        let text = "Error, decoded message length too large: found 5000000 bytes, the limit is: 4194304 bytes";
        let inflated = "Error decompressing: size limit, of 4194304 bytes, exceeded while decompressing message";
        for bare in [
            Status::out_of_range(text),
            Status::resource_exhausted(inflated),
        ] {
            let (code, status) = settled(&bare);
            assert_eq!(
                (code, status.code()),
                (Code::ResourceExhausted, Code::ResourceExhausted)
            );
            assert_eq!(reason(&status), "MESSAGE_TOO_LARGE");
            let details = status.get_error_details();
            assert_eq!(
                details.error_info().expect("info").metadata["limit_bytes"],
                "4194304"
            );
            assert!(
                details.retry_info().is_none(),
                "the same request never fits"
            );
        }
    }

    #[test]
    fn bad_bytes_are_the_callers_fault_and_tell_nothing_of_our_types() {
        let (code, status) = settled(&Status::internal(
            "failed to decode Protobuf message: Organization.titles: invalid string value: data is not UTF-8 encoded",
        ));
        assert_eq!(code, Code::InvalidArgument);
        assert_eq!(reason(&status), "MESSAGE_MALFORMED");
        assert!(!status.message().contains("titles"), "{}", status.message());
    }

    #[test]
    fn a_bare_refusal_of_any_layer_gets_the_reason_of_its_code() {
        for (bare, expected) in [
            (
                Status::permission_denied("not yours"),
                Reason::PermissionDenied,
            ),
            (
                Status::unauthenticated("who are you"),
                Reason::SubjectMissing,
            ),
            (Status::not_found("no such thing"), Reason::ResourceNotFound),
        ] {
            let (code, status) = settled(&bare);
            assert_eq!(code, bare.code());
            assert_eq!(reason(&status), error::name(expected));
            assert_eq!(status.message(), bare.message());
        }
    }

    #[test]
    fn insides_are_never_sent() {
        for bare in [
            Status::internal("no such table: ngo"),
            Status::unknown("no such table"),
            Status::data_loss("ngo"),
        ] {
            let (code, status) = settled(&bare);
            assert_eq!(code, Code::Internal);
            assert_eq!(reason(&status), "INTERNAL");
            assert_eq!(status.message(), "internal error");
        }
        let (_, status) = settled(&Status::unavailable("tcp connect error: 10.0.0.7:5432"));
        assert_eq!(reason(&status), "UNAVAILABLE");
        assert!(!status.message().contains("10.0.0.7"));
    }

    #[test]
    fn our_own_errors_and_the_unmapped_pass_untouched() {
        let own = Error::not_found("registry.kenes/Organization", "organizations/x")
            .into_status("registry.kenes");
        assert_eq!(settled(&own).1.details(), own.details());
        let (code, status) = settled(&Status::unimplemented(
            "Content is compressed with `gzip` which isn't supported",
        ));
        assert_eq!(code, Code::Unimplemented);
        assert!(status.message().contains("gzip"));
        assert!(settle(&mut HeaderMap::new(), &Extensions::new(), "d").is_none());
    }
}
