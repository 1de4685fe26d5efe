//! Why a token is refused: what a caller is told, and what an operator finds in the log. Neither ever holds a part of the token.

use std::fmt;

/// Why a caller is not known by a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The token is not one of ours, or not whole.
    Invalid(Problem),
    /// It was good, and its time is over.
    Expired,
    /// It is good, for another service.
    Audience,
    /// Whether it is good cannot be known now: the keys of its issuer are not at hand.
    Unknown,
}

/// What is wrong with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It is longer than a token may be.
    Length,
    /// It is not three parts between dots.
    Parts,
    /// A part is not the one right base64url of its bytes.
    Encoding,
    /// The header or the claims are not one JSON object, each member once.
    Json,
    /// The header has a member by which a token would choose its own key or its own rules.
    Header,
    /// Its `typ` is not that of an access token.
    Type,
    /// Its `alg` is not that of the key.
    Algorithm,
    /// Its `kid` is missing or has no form of ours.
    KeyId,
    /// Its `iss` is not an issuer that is trusted here.
    Issuer,
    /// Its issuer has no key of this `kid`, or none any more.
    Key,
    /// The key did not sign it.
    Signature,
    /// This claim is missing, or not of its form.
    Claim(&'static str),
    /// It is not valid yet: `nbf` or `iat` lies ahead.
    Early,
    /// It is valid for longer than a token may be.
    Life,
    /// It belongs to whoever holds a key, `cnf`, and that cannot be checked here.
    Bound,
    /// An operator wrote down that it, or its subject, is not taken any more.
    Revoked,
}

impl Problem {
    /// A word for it that does not change: for the log, and for a client's own tests.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Parts => "parts",
            Self::Encoding => "encoding",
            Self::Json => "json",
            Self::Header => "header",
            Self::Type => "typ",
            Self::Algorithm => "alg",
            Self::KeyId => "kid",
            Self::Issuer => "iss",
            Self::Key => "key",
            Self::Signature => "signature",
            Self::Claim(claim) => claim,
            Self::Early => "early",
            Self::Life => "life",
            Self::Bound => "cnf",
            Self::Revoked => "revoked",
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Length => "it is longer than 4096 bytes",
            Self::Parts => "it is not three parts between dots, as a signed JWT is",
            Self::Encoding => "a part is not base64url without padding",
            Self::Json => "its header and its claims must each be a JSON object in which every member stands once",
            Self::Header => "its header must have none of jku, x5u, x5c, jwk, crit, b64 and zip",
            Self::Type => "its header must say \"typ\": \"at+jwt\": only access tokens are taken, no ID tokens",
            Self::Algorithm => "its alg is not that of the key it names",
            Self::KeyId => "its header must name the key, kid, in 1 to 128 printable ASCII characters",
            Self::Issuer => "its issuer, iss, is not trusted here",
            Self::Key => "its issuer has no such key, kid",
            Self::Signature => "the key it names did not sign it",
            Self::Claim(claim) => return write!(f, "its claim {claim} is missing or not of the right form"),
            Self::Early => "it is not valid yet: nbf or iat lies ahead",
            Self::Life => "it is valid for longer than 15 minutes, or ends before it begins",
            Self::Revoked => "it, or whom it speaks for, was revoked by who runs this service",
            Self::Bound => "it is bound to a key, cnf, which cannot be checked here",
        })
    }
}
