//! The one error of Kenes; the only mapping between it and a gRPC status is in `status`.
//!
//! Owns what a refusal carries: a kind (the gRPC code), a stable reason of the contract, a sentence for people, and the
//! `google.rpc` details. Rules and stores build errors with the constructors below and know nothing of gRPC.
//! An error that arrived from another service keeps that service's domain, so a reason crosses the boundary whole.

mod language;
mod parts;
mod status;
mod texts;

use std::{error::Error as StdError, fmt, time::Duration};

use kenes_proto::types::ErrorReason as Reason;

pub use language::Language;

/// Why a request was not carried out.
#[derive(Debug)]
pub struct Error(Box<Refusal>);

/// What is behind an error, for the operator: its inner cause, or else what it says.
pub fn cause(error: &Error) -> String {
    StdError::source(error).map_or_else(|| error.message().to_owned(), ToString::to_string)
}

#[derive(Debug)]
struct Refusal {
    kind: Kind,
    reason: Reason,
    message: String,
    /// The service that decided, where it is not the one that answers.
    domain: Option<String>,
    violations: Vec<Violation>,
    /// What a failed precondition is about.
    subject: Option<String>,
    /// Type and name of the resource meant.
    resource: Option<(String, String)>,
    retry: Option<Duration>,
    metadata: Vec<(String, String)>,
    /// The language to say it in as well.
    language: Option<Language>,
    /// Whether a log says its reason and no more.
    untold: bool,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The class of an error; it decides the gRPC code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The request itself is wrong.
    Invalid,
    /// The request is right, the state of the system is not.
    Refused,
    /// Something named does not exist.
    NotFound,
    /// A place is asked for that is not reached yet.
    Beyond,
    /// Something that must be new exists.
    Exists,
    /// The resource changed meanwhile.
    Aborted,
    /// The caller may not.
    Denied,
    /// The caller did not say who it is, or it cannot be believed.
    Unauthenticated,
    /// Too much at once.
    Exhausted,
    /// Not now.
    Unavailable,
    /// Not here, whenever it is asked.
    Unimplemented,
    /// Too late.
    Deadline,
    /// A fault of ours.
    Internal,
}

/// One field that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Path of the field in the request: `organization.titles[1].text`.
    pub field: String,
    /// Id of the rule in upper case, or a reason of the contract.
    pub reason: String,
    /// What to do, in a sentence.
    pub description: String,
}

impl Violation {
    /// A violation of `field`, with one of the contract's reasons.
    pub fn new(field: impl Into<String>, reason: Reason, description: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            reason: name(reason).into(),
            description: description.into(),
        }
    }
}

/// The name of a reason as it travels: without the prefix of its enum.
pub fn name(reason: Reason) -> &'static str {
    reason.as_str_name().trim_start_matches("ERROR_REASON_")
}

impl Error {
    fn new(kind: Kind, reason: Reason, message: impl Into<String>) -> Self {
        Self(Box::new(Refusal {
            kind,
            reason,
            message: message.into(),
            domain: None,
            violations: Vec::new(),
            subject: None,
            resource: None,
            retry: None,
            metadata: Vec::new(),
            language: None,
            untold: false,
            source: None,
        }))
    }

    /// One field is wrong.
    pub fn invalid(
        reason: Reason,
        field: impl Into<String>,
        description: impl Into<String>,
    ) -> Self {
        Self::violations(vec![Violation::new(field, reason, description)], reason)
    }

    /// What came is not one message of the method.
    pub fn malformed(message: impl Into<String>) -> Self {
        Self::new(Kind::Invalid, Reason::MessageMalformed, message)
    }

    /// Several fields are wrong; `reason` is the error's own. Panics never: an empty list is an internal fault.
    pub fn violations(violations: Vec<Violation>, reason: Reason) -> Self {
        let Some(first) = violations.first() else {
            return Self::internal("an error without violations");
        };
        let text = match violations.len() {
            1 => format!("{}: {}", first.field, first.description),
            n => format!(
                "{n} fields are invalid; first {}: {}",
                first.field, first.description
            ),
        };
        let mut error = Self::new(Kind::Invalid, reason, text);
        error.0.violations = violations;
        error
    }

    /// Turns a list of violations into an error, unless it is empty. The error's reason is that of the first violation.
    pub fn check(violations: Vec<Violation>) -> Result<(), Self> {
        match violations.first() {
            None => Ok(()),
            Some(first) => {
                let reason = Reason::from_str_name(&format!("ERROR_REASON_{}", first.reason));
                Err(Self::violations(
                    violations,
                    reason.unwrap_or(Reason::FieldInvalid),
                ))
            }
        }
    }

    /// The state of the system does not allow it; `subject` names what is in the way.
    pub fn refused(reason: Reason, subject: impl Into<String>, message: impl Into<String>) -> Self {
        let mut error = Self::new(Kind::Refused, reason, message);
        error.0.subject = Some(subject.into());
        error
    }

    /// `name` of type `kind` (`registry.kenes/Organization`) does not exist.
    pub fn not_found(kind: &str, name: impl Into<String>) -> Self {
        let name = name.into();
        Self::new(
            Kind::NotFound,
            Reason::ResourceNotFound,
            format!("{name} does not exist"),
        )
        .about(kind, name)
    }

    /// Something named does not exist, for a reason of its own.
    pub fn absent(
        reason: Reason,
        kind: &str,
        name: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(Kind::NotFound, reason, message).about(kind, name)
    }

    /// A place is asked for that is not reached yet.
    pub fn beyond(reason: Reason, message: impl Into<String>) -> Self {
        Self::new(Kind::Beyond, reason, message)
    }

    /// Something exists already.
    pub fn exists(
        reason: Reason,
        kind: &str,
        name: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(Kind::Exists, reason, message).about(kind, name)
    }

    /// The etag is not the resource's present one.
    pub fn stale(kind: &str, name: impl Into<String>, present: &str) -> Self {
        let name = name.into();
        let text = format!(
            "{name} has changed since the etag was read; read it again and retry with its present etag"
        );
        Self::new(Kind::Aborted, Reason::EtagMismatch, text)
            .about(kind, name)
            .with("etag", present)
    }

    /// The caller may not do this.
    pub fn denied(reason: Reason, message: impl Into<String>) -> Self {
        Self::new(Kind::Denied, reason, message)
    }

    /// The caller did not say who it is, or it cannot be believed.
    pub fn unauthenticated(reason: Reason, message: impl Into<String>) -> Self {
        Self::new(Kind::Unauthenticated, reason, message)
    }

    /// Too much at once; come back after `retry`.
    pub fn exhausted(reason: Reason, message: impl Into<String>, retry: Duration) -> Self {
        let mut error = Self::new(Kind::Exhausted, reason, message);
        error.0.retry = Some(retry);
        error
    }

    /// Too much at once; the same again is refused again.
    pub fn oversize(reason: Reason, message: impl Into<String>) -> Self {
        Self::new(Kind::Exhausted, reason, message)
    }

    /// Not now; come back after `retry`.
    pub fn unavailable(reason: Reason, message: impl Into<String>, retry: Duration) -> Self {
        let mut error = Self::new(Kind::Unavailable, reason, message);
        error.0.retry = Some(retry);
        error
    }

    /// What is asked for is not done here.
    pub fn unimplemented(reason: Reason, message: impl Into<String>) -> Self {
        Self::new(Kind::Unimplemented, reason, message)
    }

    /// The deadline of the call passed.
    pub fn deadline() -> Self {
        let text = "the deadline passed; a write may have happened: retry with the same request_id";
        Self::new(Kind::Deadline, Reason::DeadlineExceeded, text)
    }

    /// The caller took longer than it may.
    pub fn late(message: impl Into<String>) -> Self {
        Self::new(Kind::Deadline, Reason::DeadlineExceeded, message)
    }

    /// What is read takes longer than it may, and was stopped.
    pub fn too_long() -> Self {
        let text =
            "this took too long to read and was stopped; ask for less at once, or try again later";
        Self::new(Kind::Deadline, Reason::DeadlineExceeded, text)
    }

    /// A fault of ours. The cause is logged, never sent.
    pub fn internal(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let mut error = Self::new(Kind::Internal, Reason::Internal, "internal error");
        error.0.source = Some(source.into());
        error
    }

    /// The same error for another caller whom it also befell; the cause stays with the first.
    #[must_use]
    pub fn again(&self) -> Self {
        let refusal = &self.0;
        let source = refusal.source.as_ref();
        Self(Box::new(Refusal {
            kind: refusal.kind,
            reason: refusal.reason,
            message: refusal.message.clone(),
            domain: refusal.domain.clone(),
            violations: refusal.violations.clone(),
            subject: refusal.subject.clone(),
            resource: refusal.resource.clone(),
            retry: refusal.retry,
            metadata: refusal.metadata.clone(),
            language: refusal.language,
            untold: refusal.untold,
            source: source.map(|source| source.to_string().into()),
        }))
    }

    /// Adds a field that is wrong as well, after those that the error names.
    #[must_use]
    pub fn also(mut self, violation: Violation) -> Self {
        self.0.violations.push(violation);
        self
    }

    /// Names the resource that the error is about.
    #[must_use]
    pub fn about(mut self, kind: &str, name: impl Into<String>) -> Self {
        self.0.resource = Some((kind.to_owned(), name.into()));
        self
    }

    /// Adds a key to the error's metadata.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        self.0.metadata.push((key.to_owned(), value.into()));
        self
    }

    /// Says it in this language as well.
    #[must_use]
    pub fn in_language(mut self, language: Option<Language>) -> Self {
        self.0.language = language;
        self
    }

    /// Tells what it says to the caller alone: a log says its reason.
    #[must_use]
    pub fn untold(mut self) -> Self {
        self.0.untold = true;
        self
    }

    /// The class.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// The stable reason.
    pub fn reason(&self) -> Reason {
        self.0.reason
    }

    /// The sentence for people.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The resource that the error is about: its type and name.
    pub fn resource(&self) -> Option<(&str, &str)> {
        self.0
            .resource
            .as_ref()
            .map(|(kind, name)| (kind.as_str(), name.as_str()))
    }

    /// When to come back.
    pub fn retry(&self) -> Option<Duration> {
        self.0.retry
    }

    /// The fields that break a rule.
    pub fn fields(&self) -> &[Violation] {
        &self.0.violations
    }
}

// === impl Error: std traits

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.untold {
            true => f.write_str(name(self.0.reason)),
            false => write!(f, "{}: {}", name(self.0.reason), self.0.message),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|s| s as _)
    }
}

#[cfg(test)]
mod tests;
