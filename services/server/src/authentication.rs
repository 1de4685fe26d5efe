//! Who calls, where a service knows its callers by access tokens: what is in the head of a call, and what is refused of it.
//!
//! It is done before the message is read. Owns the header and the answer to a bad one; what a good token is, the crate `identity`
//! knows. What is found goes on in the extensions of the request, and the token goes nowhere: its header is taken out.

use std::{fmt, sync::Arc, time::Duration};

use error::{Error, Language};
use http::{HeaderMap, HeaderValue, Request, header};
use identity::{Identity, Problem, Refusal, Verifier};
use kenes_proto::types::ErrorReason as Reason;

use crate::measure::Method;

/// The metadata key by which a caller names itself, where no tokens are asked for.
pub const SUBJECT: &str = "kenes-subject";

/// When to come back for a token whose issuer has no keys at hand.
const AGAIN: Duration = Duration::from_secs(5);

/// How the callers of a service are known.
#[derive(Clone)]
pub struct Tokens {
    verifier: Arc<Verifier>,
    now: Arc<dyn Fn() -> i64 + Send + Sync>,
}

/// Who calls, if it came with a token. In the extensions of every request of a service that knows its callers by tokens: what the
/// metadata says of the caller is nothing there.
#[derive(Clone, Debug)]
pub struct Caller(pub Option<Identity>);

/// Finds out who makes a call, or why that is not to be believed.
pub(super) async fn authenticate<B>(
    tokens: &Tokens,
    method: &Method,
    request: &mut Request<B>,
) -> Result<(), Error> {
    // Tools send the metadata of a call when they ask for the contract, too.
    let known = match method.exempt {
        true => Ok(None),
        false => tokens.caller(method, request.headers()).await,
    };
    let language = request.headers().get(header::ACCEPT_LANGUAGE);
    let language = language.and_then(|accepted| Language::preferred(accepted.to_str().ok()?));
    let known = known.map_err(|error| {
        tracing::info!(target: "audit", method = &*method.path, %error, "refused");
        error.in_language(language)
    })?;
    if let Some(identity) = &known {
        let span = tracing::Span::current();
        span.record("token", identity.token.as_str());
    }
    request.headers_mut().remove(header::AUTHORIZATION);
    request.extensions_mut().insert(Caller(known));
    Ok(())
}

// === impl Tokens

impl Tokens {
    pub(super) fn new(
        verifier: Arc<Verifier>,
        now: impl Fn() -> i64 + Send + Sync + 'static,
    ) -> Self {
        Self {
            verifier,
            now: Arc::new(now),
        }
    }

    async fn caller(
        &self,
        method: &Method,
        headers: &HeaderMap,
    ) -> Result<Option<Identity>, Error> {
        if headers.contains_key(SUBJECT) {
            let text = format!(
                "callers are known here by access tokens: leave out {SUBJECT}, and send `authorization: Bearer TOKEN`"
            );
            return Err(self.unauthenticated(Reason::TokenRequired, text));
        }
        let mut sent = headers.get_all(header::AUTHORIZATION).iter();
        match (sent.next(), sent.next()) {
            (None, _) if method.writes => {
                let text = format!(
                    "{} needs a caller: send an access token, `authorization: Bearer TOKEN`",
                    method.path.rsplit('/').next().unwrap_or_default()
                );
                Err(self.unauthenticated(Reason::SubjectMissing, text))
            }
            (None, _) => Ok(None),
            (Some(one), None) => {
                let token = bearer(one).ok_or_else(|| self.malformed())?;
                let known = self.verifier.identify(token, (self.now)()).await;
                known.map(Some).map_err(|refusal| self.refuse(refusal))
            }
            (Some(_), Some(_)) => Err(self.malformed()),
        }
    }

    fn malformed(&self) -> Error {
        let text =
            "the metadata authorization must be there once: Bearer, a space, and one access token";
        self.unauthenticated(Reason::TokenInvalid, text)
            .with("problem", "authorization")
    }

    fn refuse(&self, refusal: Refusal) -> Error {
        let text = match refusal {
            Refusal::Invalid(problem) => return self.invalid(problem),
            Refusal::Expired => {
                let text = "the access token has expired: get a new one";
                return self.unauthenticated(Reason::TokenExpired, text);
            }
            Refusal::Audience => {
                let audience = self.verifier.audience();
                let text = format!(
                    "the access token is for another service: ask its issuer for one with the audience {audience}"
                );
                return self.unauthenticated(Reason::TokenAudienceMismatch, text);
            }
            Refusal::Unknown => {
                "the access token cannot be checked now: the keys of its issuer are not at hand; nothing was done"
            }
        };
        Error::unavailable(Reason::IssuerUnavailable, text, AGAIN)
    }

    fn invalid(&self, problem: Problem) -> Error {
        let text = format!("the access token is not taken: {problem}");
        self.unauthenticated(Reason::TokenInvalid, text)
            .with("problem", problem.code())
    }

    /// What is the same of all of them: how to do it right, as the header `WWW-Authenticate` would say it.
    fn unauthenticated(&self, reason: Reason, text: impl Into<String>) -> Error {
        Error::unauthenticated(reason, text)
            .with("scheme", "Bearer")
            .with("audience", self.verifier.audience())
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Tokens");
        shown
            .field("verifier", &self.verifier)
            .finish_non_exhaustive()
    }
}

/// The token of the scheme `Bearer`, whose name has no case (RFC 9110, 11.1).
fn bearer(value: &HeaderValue) -> Option<&str> {
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}
