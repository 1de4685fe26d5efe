//! Makes tokens: for the local issuer, whose key lies beside the data, and for tests.
//!
//! Owns what is in such a token and how its public key is published. Where the private key lies is for whoever runs the issuer.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// What a token is to say.
#[derive(Clone, Copy, Debug)]
pub struct Issue<'i> {
    /// Who issues it.
    pub issuer: &'i str,
    /// For whom it speaks.
    pub subject: &'i str,
    /// To which service.
    pub audience: &'i str,
    /// By which program it is used.
    pub client: &'i str,
    /// Which token it is; no other one has this id.
    pub id: &'i str,
    /// From when on, in seconds since 1970.
    pub now: i64,
    /// For how many seconds.
    pub life: i64,
}

/// Who signs tokens by `EdDSA`. It has no `Debug`.
pub struct Signer {
    pair: Ed25519KeyPair,
    id: String,
}

impl Signer {
    /// The signer with this private key, PKCS #8. Nothing where it is no Ed25519 key.
    #[must_use]
    pub fn from_pkcs8(der: &[u8]) -> Option<Self> {
        let pair = Ed25519KeyPair::from_pkcs8(der).ok()?;
        // The key is called by its thumbprint (RFC 7638): another key never has the same name.
        let thumb = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, public(&pair));
        let id = URL_SAFE_NO_PAD.encode(Sha256::digest(thumb));
        Some(Self { pair, id })
    }

    /// The public key, as a JWK Set.
    #[must_use]
    pub fn jwks(&self) -> String {
        let key = json!({
            "kty": "OKP", "crv": "Ed25519", "x": public(&self.pair), "kid": self.id, "use": "sig", "alg": "EdDSA",
        });
        format!("{:#}\n", json!({ "keys": [key] }))
    }

    /// A token.
    #[must_use]
    pub fn token(&self, issue: &Issue<'_>) -> String {
        let header = json!({ "alg": "EdDSA", "kid": self.id, "typ": "at+jwt" });
        let claims = json!({
            "iss": issue.issuer, "sub": issue.subject, "aud": issue.audience, "client_id": issue.client, "jti": issue.id,
            "iat": issue.now, "nbf": issue.now, "exp": issue.now + issue.life,
        });
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(&claims));
        let signature = self.pair.sign(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

fn public(pair: &Ed25519KeyPair) -> String {
    URL_SAFE_NO_PAD.encode(pair.public_key())
}
