//! Who calls one service, by the token of any issuer that it trusts.

use std::{fmt, future::Future, sync::Arc};

use tokio::task::JoinSet;

use crate::{
    Expected, Problem, Refusal, Token,
    issuers::{Assurance, Issuer},
    keyring::Keyring,
    revoked::Revoked,
};

/// The most characters of a subject, the issuer's among them: what a mandate can name.
const LONGEST: usize = 200;

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The issuer and, after the first `|`, the subject that it says: the same for ever, and nobody else's. No issuer has a `|` in
    /// its name.
    pub subject: String,
    /// How sure its issuer is of that.
    pub assurance: Assurance,
    /// The program that was given the token.
    pub client: String,
    /// Which token it was, for a log: a digest of its id.
    pub token: String,
}

/// Knows the callers of one service.
pub struct Verifier {
    audience: String,
    trusted: Vec<(Arc<Keyring>, Assurance)>,
    revoked: Option<Arc<Revoked>>,
}

impl Verifier {
    /// For a service that tokens call `audience`, by tokens of these issuers.
    #[must_use]
    pub fn new(audience: &str, issuers: Vec<Issuer>) -> Self {
        let trusted = issuers.into_iter().map(|issuer| {
            let keyring = Keyring::new(issuer.issuer, issuer.keys);
            (keyring, issuer.assurance)
        });
        Self {
            audience: audience.to_owned(),
            trusted: trusted.collect(),
            revoked: None,
        }
    }

    /// The same, which does not take what was revoked.
    #[must_use]
    pub fn without(self, revoked: Revoked) -> Self {
        Self {
            revoked: Some(Arc::new(revoked)),
            ..self
        }
    }

    /// What tokens must call the service.
    #[must_use]
    pub fn audience(&self) -> &str {
        &self.audience
    }

    /// The issuers that are trusted.
    pub fn issuers(&self) -> impl Iterator<Item = &str> {
        self.trusted.iter().map(|(keyring, _)| keyring.issuer())
    }

    /// Who has this token, at a time in seconds since 1970. Waits where a key must be looked for.
    pub async fn identify(&self, token: &str, now: i64) -> Result<Identity, Refusal> {
        let token = Token::read(token).map_err(Refusal::Invalid)?;
        let issuer = token.issuer().map_err(Refusal::Invalid)?;
        let id = token.key_id().map_err(Refusal::Invalid)?;
        let mut trusted = self.trusted.iter();
        let trusted = trusted.find(|(keyring, _)| keyring.issuer() == issuer);
        let Some((keyring, assurance)) = trusted else {
            return Err(Refusal::Invalid(Problem::Issuer));
        };
        let keys = keyring.with(id).await?;
        let key = keys.find(id).ok_or(Refusal::Invalid(Problem::Key))?;
        let expected = Expected {
            issuer,
            audience: &self.audience,
            now,
        };
        let claims = token.check(key, &expected)?;
        let subject = format!("{issuer}|{}", claims.subject);
        if subject.len() > LONGEST {
            return Err(Refusal::Invalid(Problem::Claim("sub")));
        }
        let revoked = self.revoked.as_ref();
        if revoked.is_some_and(|revoked| revoked.has(&subject, &claims.token)) {
            return Err(Refusal::Invalid(Problem::Revoked));
        }
        Ok(Identity {
            subject,
            assurance: *assurance,
            client: claims.client,
            token: claims.token,
        })
    }

    /// Looks at the keys of all issuers, and at what was revoked, from time to time, until `stop` resolves.
    pub async fn keep_fresh(&self, stop: impl Future<Output = ()>) {
        let mut keeping = JoinSet::new();
        for (keyring, _) in &self.trusted {
            keeping.spawn(Arc::clone(keyring).keep());
        }
        if let Some(revoked) = self.revoked.clone() {
            keeping.spawn(async move { revoked.keep().await });
        }
        stop.await;
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let issuers: Vec<&str> = self.issuers().collect();
        let mut shown = f.debug_struct("Verifier");
        shown
            .field("audience", &self.audience)
            .field("issuers", &issuers)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
