//! One access token: its three parts read, then checked against a key, an issuer, an audience and the time.
//!
//! Nothing of it can be had before it was checked but what must be known to find its key: the issuer that it names and the `kid`.
//! It has no `Debug`: a token, or a part of one, is never logged.

mod claims;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use crate::{Key, Problem, Refusal, key::is_key_id, object};

pub use claims::{Claims, LEEWAY, LONGEST_LIFE};

/// The most bytes of a token.
pub const LONGEST: usize = 4096;

/// By these a token would bring its own key, or ask for rules of its own (RFC 8725, 3.10; RFC 7515, 4.1.11; RFC 7797).
const FORBIDDEN: [&str; 7] = ["jku", "x5u", "x5c", "jwk", "crit", "b64", "zip"];

/// A token that was read and not checked.
pub struct Token<'t> {
    header: Map<String, Value>,
    claims: Map<String, Value>,
    /// What is signed: the first two parts with the dot between them.
    signed: &'t [u8],
    signature: Vec<u8>,
}

/// What a token must be.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'e> {
    /// Who must have issued it.
    pub issuer: &'e str,
    /// For whom.
    pub audience: &'e str,
    /// The time, in seconds since 1970.
    pub now: i64,
}

impl<'t> Token<'t> {
    /// Reads a token in its compact form.
    pub fn read(text: &'t str) -> Result<Self, Problem> {
        if text.len() > LONGEST {
            return Err(Problem::Length);
        }
        let parts: Vec<&str> = text.split('.').collect();
        let [header, claims, signature] = parts[..] else {
            return Err(Problem::Parts);
        };
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| Problem::Encoding);
        let (signed, own) = (header.len() + 1 + claims.len(), decode(signature)?);
        let header = object::read(&decode(header)?).ok_or(Problem::Json)?;
        let claims = object::read(&decode(claims)?).ok_or(Problem::Json)?;
        let token = Self {
            header,
            claims,
            signed: &text.as_bytes()[..signed],
            signature: own,
        };
        token.check_header()?;
        Ok(token)
    }

    /// The issuer that it names, which is not believed yet.
    pub fn issuer(&self) -> Result<&str, Problem> {
        let issuer = self.claims.get("iss").and_then(Value::as_str);
        issuer.ok_or(Problem::Claim("iss"))
    }

    /// What it calls the key that signed it.
    pub fn key_id(&self) -> Result<&str, Problem> {
        let id = self.header.get("kid").and_then(Value::as_str);
        id.filter(|id| is_key_id(id)).ok_or(Problem::KeyId)
    }

    /// Checks all of it, and returns what it says. What it says of itself is looked at only once the key is known to have signed it.
    pub fn check(&self, key: &Key, expected: &Expected<'_>) -> Result<Claims, Refusal> {
        if self.header.get("alg") != Some(&Value::from(key.algorithm().name())) {
            return Err(Refusal::Invalid(Problem::Algorithm));
        }
        let verified = key.verify(self.signed, &self.signature);
        verified.map_err(Refusal::Invalid)?;
        Claims::check(&self.claims, expected)
    }

    fn check_header(&self) -> Result<(), Problem> {
        if FORBIDDEN
            .iter()
            .any(|member| self.header.contains_key(*member))
        {
            return Err(Problem::Header);
        }
        let kind = self.header.get("typ").and_then(Value::as_str);
        let kind = kind.unwrap_or_default().to_ascii_lowercase();
        if !matches!(kind.as_str(), "at+jwt" | "application/at+jwt") {
            return Err(Problem::Type);
        }
        // Which one it must be is known with the key.
        match self.header.get("alg") {
            Some(Value::String(_)) => self.key_id().map(drop),
            _ => Err(Problem::Algorithm),
        }
    }
}

#[cfg(test)]
mod tests;
