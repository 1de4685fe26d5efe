//! One public key of an issuer, and what it takes for a signature.
//!
//! The algorithm is the key's: a token that names another one is refused, so it cannot choose how it is checked.

use aws_lc_rs::{
    encoding::AsDer,
    rsa::PublicKeyComponents,
    signature::{
        ECDSA_P256_SHA256_FIXED, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
        VerificationAlgorithm,
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use crate::Problem;

/// How tokens are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// Ed25519 (RFC 8037).
    EdDsa,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// RSASSA-PKCS1-v1_5 with SHA-256, from 2048 bits on.
    Rs256,
}

/// One public key of an issuer.
#[derive(Clone, Debug)]
pub struct Key {
    id: String,
    algorithm: Algorithm,
    public: ParsedPublicKey,
}

// === impl Algorithm

impl Algorithm {
    /// What it is called in the header of a token.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::EdDsa => "EdDSA",
            Self::Es256 => "ES256",
            Self::Rs256 => "RS256",
        }
    }
}

// === impl Key

impl Key {
    /// The key that a JWK is (RFC 7517), or what is wrong with it. Nothing where it is for another use than to check signatures
    /// by an algorithm of ours: an issuer may publish such keys beside these.
    pub(crate) fn of(jwk: &Map<String, Value>) -> Result<Option<Self>, &'static str> {
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        // Whoever publishes these has given its key away: nothing that it signed can be believed.
        if jwk.contains_key("d") || jwk.contains_key("k") {
            return Err("is a private or a shared key: publish the public one, and make a new one");
        }
        let algorithm = match (text("kty"), text("crv")) {
            (Some("OKP"), Some("Ed25519")) => Algorithm::EdDsa,
            (Some("EC"), Some("P-256")) => Algorithm::Es256,
            (Some("RSA"), _) => Algorithm::Rs256,
            _ => return Ok(None),
        };
        let verifies = match jwk.get("key_ops") {
            None => true,
            Some(Value::Array(uses)) => uses.iter().any(|one| one == "verify"),
            Some(_) => return Err("has key_ops that are no list"),
        };
        if !verifies
            || jwk.get("use").is_some_and(|one| one != "sig")
            || jwk.get("alg").is_some_and(|one| one != algorithm.name())
        {
            return Ok(None);
        }
        let Some(id) = text("kid").filter(|id| is_key_id(id)) else {
            return Err("has no kid of 1 to 128 printable ASCII characters");
        };
        let part = |name: &str| {
            let bytes = text(name).and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
            bytes.ok_or("lacks a part of the key, or has it in no base64url")
        };
        let (by, bytes): (&'static dyn VerificationAlgorithm, _) = match algorithm {
            Algorithm::EdDsa => (&ED25519, part("x")?),
            Algorithm::Es256 => {
                let (x, y) = (part("x")?, part("y")?);
                if (x.len(), y.len()) != (32, 32) {
                    return Err("has coordinates that are not 32 bytes each");
                }
                (&ECDSA_P256_SHA256_FIXED, [&[4], &x[..], &y].concat())
            }
            Algorithm::Rs256 => {
                let (n, e) = (part("n")?, part("e")?);
                if !(256..=1024).contains(&n.len()) {
                    return Err("is an RSA key of fewer than 2048 or more than 8192 bits");
                }
                let der = PublicKeyComponents { n, e }.as_der();
                let der = der.map_err(|_| "is no RSA key")?;
                (&RSA_PKCS1_2048_8192_SHA256, der.as_ref().to_vec())
            }
        };
        // Also refuses a point that is not on the curve.
        let public = ParsedPublicKey::new(by, bytes).map_err(|_| "is no key of its kind")?;
        Ok(Some(Self {
            id: id.to_owned(),
            algorithm,
            public,
        }))
    }

    /// What tokens call it: `kid`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How it signs.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Checks that it signed `text`.
    pub(crate) fn verify(&self, text: &[u8], signature: &[u8]) -> Result<(), Problem> {
        let verified = self.public.verify_sig(text, signature);
        verified.map_err(|_| Problem::Signature)
    }
}

/// Whether a key can be called so.
pub(crate) fn is_key_id(id: &str) -> bool {
    (1..=128).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic())
}

#[cfg(test)]
mod tests;
