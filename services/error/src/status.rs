//! The mapping between an error and a gRPC status, both ways.
//!
//! Owns which code a kind has, and how what a refusal carries is laid out in the `google.rpc` details.

use kenes_proto::types::ErrorReason as Reason;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, PreconditionViolation, StatusExt};

use super::{Error, Kind, Violation, name};
use crate::texts::text;

/// The most field violations one answer lists: trailers are limited to 8 KiB by many clients.
const MAX_VIOLATIONS: usize = 50;

impl Error {
    /// The status that a caller of the service `domain` receives.
    pub fn into_status(self, domain: &str) -> Status {
        let refusal = *self.0;
        let mut details = ErrorDetails::new();
        details.set_error_info(
            name(refusal.reason),
            refusal.domain.as_deref().unwrap_or(domain),
            refusal
                .metadata
                .into_iter()
                .collect::<std::collections::HashMap<_, _>>(),
        );
        if !refusal.violations.is_empty() {
            details.set_bad_request(
                refusal
                    .violations
                    .into_iter()
                    .take(MAX_VIOLATIONS)
                    .map(|v| FieldViolation {
                        field: clip(&v.field, 200),
                        description: clip(&v.description, 300),
                        reason: v.reason,
                        localized_message: None,
                    })
                    .collect::<Vec<_>>(),
            );
        }
        if let Some(subject) = refusal.subject {
            let violation = PreconditionViolation::new(
                name(refusal.reason),
                clip(&subject, 200),
                clip(&refusal.message, 500),
            );
            details.set_precondition_failure(vec![violation]);
        }
        if let Some((kind, name)) = refusal.resource {
            details.set_resource_info(kind, clip(&name, 300), "", clip(&refusal.message, 300));
        }
        if let Some(language) = refusal.language
            && let Some(text) = text(refusal.reason, language)
        {
            details.set_localized_message(language.code(), text);
        }
        if let Some(retry) = refusal.retry {
            details.set_retry_info(Some(retry));
        }
        Status::with_error_details(code(refusal.kind), clip(&refusal.message, 1000), details)
    }

    /// The error that a status of another service stands for, with its reason and domain. `None` where the status
    /// carries no reason of ours: a proxy or a broken peer answered.
    pub fn from_status(status: &Status) -> Option<Self> {
        let details = status.get_error_details();
        let info = details.error_info()?;
        let reason = Reason::from_str_name(&format!("ERROR_REASON_{}", info.reason))?;
        let mut error = Self::new(kind(status.code())?, reason, status.message());
        error.0.domain = Some(info.domain.clone());
        error.0.metadata = info.metadata.clone().into_iter().collect();
        if let Some(bad) = details.bad_request() {
            error.0.violations = bad
                .field_violations
                .iter()
                .map(|v| Violation {
                    field: v.field.clone(),
                    reason: v.reason.clone(),
                    description: v.description.clone(),
                })
                .collect();
        }
        error.0.subject = details
            .precondition_failure()
            .and_then(|p| p.violations.first())
            .map(|v| v.subject.clone());
        error.0.resource = details
            .resource_info()
            .map(|r| (r.resource_type.clone(), r.resource_name.clone()));
        error.0.retry = details.retry_info().and_then(|r| r.retry_delay);
        Some(error)
    }
}

fn code(kind: Kind) -> Code {
    match kind {
        Kind::Invalid => Code::InvalidArgument,
        Kind::Refused => Code::FailedPrecondition,
        Kind::NotFound => Code::NotFound,
        Kind::Beyond => Code::OutOfRange,
        Kind::Exists => Code::AlreadyExists,
        Kind::Aborted => Code::Aborted,
        Kind::Denied => Code::PermissionDenied,
        Kind::Unauthenticated => Code::Unauthenticated,
        Kind::Exhausted => Code::ResourceExhausted,
        Kind::Unavailable => Code::Unavailable,
        Kind::Unimplemented => Code::Unimplemented,
        Kind::Deadline => Code::DeadlineExceeded,
        Kind::Internal => Code::Internal,
    }
}

fn kind(code: Code) -> Option<Kind> {
    Some(match code {
        Code::InvalidArgument => Kind::Invalid,
        Code::FailedPrecondition => Kind::Refused,
        Code::NotFound => Kind::NotFound,
        Code::OutOfRange => Kind::Beyond,
        Code::AlreadyExists => Kind::Exists,
        Code::Aborted => Kind::Aborted,
        Code::PermissionDenied => Kind::Denied,
        Code::Unauthenticated => Kind::Unauthenticated,
        Code::ResourceExhausted => Kind::Exhausted,
        Code::Unavailable => Kind::Unavailable,
        Code::Unimplemented => Kind::Unimplemented,
        Code::DeadlineExceeded => Kind::Deadline,
        Code::Internal => Kind::Internal,
        _ => return None,
    })
}

/// At most `limit` characters of `text`: trailers must stay small however long a caller's value was.
fn clip(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
